"""What is wrong with a template. Words: template.ftl of the catalogue. Placeholders as in the file: {unit}."""

from gateway.domain.reasons import code

NOT_READ = code("template.not_read", "error")
NO_SUBJECT = code("template.no_subject")()
UNKNOWN_PLACEHOLDER = code("template.unknown_placeholder", "name", "names")
PLACEHOLDER_MISSING = code("template.placeholder_missing", "name")
LOOSE_BRACE = code("template.loose_brace")()
