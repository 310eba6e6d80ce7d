"""Every word of the console, in Vietnamese and English, by page."""

from collections.abc import Mapping

from gateway.web.labels import cases, common, files, health, outgoing, rules, stuck, village

PAGES = (common, health, cases, files, rules, stuck, outgoing, village)
LABELS: Mapping[str, Mapping[str, str]] = {
    language: {name: words for page in PAGES for name, words in page.LABELS[language].items()}
    for language in ("vi", "en")
}
