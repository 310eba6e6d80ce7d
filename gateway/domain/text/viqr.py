"""Vietnamese in ASCII with a sign behind a vowel for each mark of it (VIQR, RFC 1456): "Ddu+o+`ng" is "Đường"."""

import re
import unicodedata

from gateway.domain.text.syllables import is_syllable

__all__ = ["from_viqr", "looks_like_viqr"]

_SHAPES = {"(": "\u0306", "^": "\u0302", "+": "\u031b", "*": "\u031b"}
_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_LETTER = re.compile(
    r"\\(?P<literal>[^\w\s])|(?P<dd>dd|DD|Dd|d-|D-)"
    r"|(?P<vowel>[aeiouyAEIOUY])(?P<shape>(?<=[aA])\(|(?<=[aeoAEO])\^|(?<=[ouOU])[+*])?"
    r"(?P<tone>['`~]|(?<=[(^+*])[?.](?!\s*(?:\n|\Z))|[?.](?!\s*(?:[A-Z\"\n]|\Z)))?"  # a sentence ends with its own
)
_WORD = re.compile(r"[^\W\d_]+")
_SHAPED = re.compile(r"(?<![^\W\d_])[A-Za-z]{0,4}(?:[aA]\(|[aeoAEO]\^|[ouOU]\+)['`?~.]?[A-Za-z]{0,4}")
_SAMPLE = 4_000  # characters
_LEAST, _SHARE, _VIETNAMESE = 2, 8, 0.8  # words with such a sign; one in so many of them all; that are Vietnamese then


def from_viqr(s: str) -> str:
    """A text that is known to be VIQR, read. Linear."""
    return unicodedata.normalize("NFC", _LETTER.sub(_read, s))


def looks_like_viqr(s: str) -> bool:
    """Whether a text plainly is VIQR: a good part of its words has a sign that no other writing has, and reads well."""
    sample = s[:_SAMPLE]
    shaped = len(_SHAPED.findall(sample)) if "^" in sample or "+" in sample or "(" in sample else 0
    if shaped < _LEAST:
        return False
    words = _WORD.findall(from_viqr(sample))
    return shaped * _SHARE >= len(words) and sum(map(is_syllable, words)) >= _VIETNAMESE * len(words)


def _read(found: re.Match[str]) -> str:
    if found["literal"]:
        return found["literal"]
    if found["dd"]:
        return "Đ" if found["dd"][0] == "D" else "đ"
    return found["vowel"] + _SHAPES.get(found["shape"] or "", "") + _TONES.get(found["tone"] or "", "")
