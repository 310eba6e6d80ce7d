"""What is wrong with a template. Words: template.ftl of the catalogue. Placeholders as in the file: {unit}."""

from gateway.domain.reasons import code

NOT_READ = code("template.not_read", "error")
NO_SUBJECT = code("template.no_subject")()
EMPTY_SUBJECT = code("template.empty_subject")()
SUBJECT_OF_REPLY = code("template.subject_of_reply")()
UNKNOWN_PLACEHOLDER = code("template.unknown_placeholder", "name", "names")
PLACEHOLDER_MISSING = code("template.placeholder_missing", "name")
LOOSE_BRACE = code("template.loose_brace")()
# Of a unit's own templates.
NO_DIRECTORY = code("template.no_directory")()
WRONG_PLACE = code("template.wrong_place")()
NO_UNIT = code("template.no_unit", "name", "names")
NO_SET = code("template.no_set", "name", "names")
NO_LANGUAGE = code("template.no_language", "name")
NO_SUCH_TEXT = code("template.no_such_text", "names")
NOT_BELOW_SUBJECT = code("template.not_below_subject", "name")
MARKS = code("template.marks", "letters")
TOO_MANY_SEGMENTS = code("template.too_many_segments", "n", "most")
TOO_LONG_MAIL = code("template.too_long_mail", "subject", "text")
