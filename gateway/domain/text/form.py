"""The three spellings of a text: cleaned (stored), folded (matched), unaccented (sent as plain SMS)."""

import re
import unicodedata
from typing import Literal

from gateway.domain.text.kept import Kept, KeptLines

# Everything that breaks a line somewhere (str.splitlines, HTML, a terminal) becomes the one line break we store.
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # any of these three
_SURROGATES = re.compile("[\ud800-\udfff]")
_NO_WIDTH = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_INVISIBLE = re.compile(f"[{_NO_WIDTH}]")
_NOTHING_SEEN = re.compile(rf"[\s{_NO_WIDTH}]+")

_FORWARD = r"fwd?|wg|tr|rv|enc|doorst|转发|ct|chuy[eể]n ti[eế]p"  # as mail programs write it
_IN_FRONT = r"\A\s{{0,20}}(?:{})\s{{0,20}}(?:\[\d{{1,3}}\])?\s{{0,5}}:"
_PREFIX = re.compile(_IN_FRONT.format(rf"{_FORWARD}|re|aw|sv|tl|vv|tr[aả] l[oờ]i"), re.I)
_ANSWERS = re.compile(_IN_FRONT.format(r"re|aw|sv|tl|tr[aả] l[oờ]i"), re.I)
_PASSED_ON = re.compile(_IN_FRONT.format(_FORWARD), re.I)
_PREFIXES = 10  # of answers to answers; nobody reads on behind them

# Letters that carry their mark inside: NFD does not take them apart.
_STROKES = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ł": "l", "Ł": "L", "ı": "i", "œ": "oe", "Œ": "OE"})

_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022\u2043\u25cf\u25aa", "-")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u301d\u301e", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u02bc\u2039\u203a", "'")
    | dict.fromkeys(
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
    )
    | dict.fromkeys("\u00ad\u200b\u200e\u200f\u2060\ufeff", "")
    | {"\u2026": "...", "\u00d7": "x", "\u2192": "->", "\u2116": "No", "\u2044": "/", "\u00b2": "2", "\u00b3": "3"}
)
_TYPOGRAPHIC = re.compile("[" + "".join(map(chr, _TYPOGRAPHY)) + "]")

_MAX_MARKS = 30  # in a row: more serve no language (UAX #15 §13, Stream-Safe Text Format)
_MARK = re.compile(r"[^\w\s\x00-\x7f]")
_MANY_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{_MAX_MARKS + 1},}}")  # marks, or signs without marks among them


class _Folding(dict[int, str]):
    """Each character's folded form, worked out when it is first met. Those of the alphabets in use, Vietnamese among
    them, are always kept; of others so many that one odd text does not fill the memory."""

    def __missing__(self, code: int) -> str:
        bare = _bare(unicodedata.normalize("NFKD", chr(code))).translate(_STROKES).casefold()
        folded = "" if _INVISIBLE.match(chr(code)) else _bare(unicodedata.normalize("NFKD", bare))
        if code < _ALWAYS_KEPT_BELOW or len(self) < _MOST_KEPT:
            self[code] = folded
        return folded


def normal(s: str, form: Literal["NFC", "NFD"] = "NFC") -> str:
    """A text in a normal form, in linear time: of more than 30 marks in a row the rest is dropped.

    The order of marks is part of both forms, and sorting thousands of them takes the square of their number.
    """
    if s.isascii():
        return s
    if _MARK.search(s[:: _MAX_MARKS + 1]):  # so many in a row would be met by such steps
        s = _MANY_MARKS.sub(_thinned, s)
    return unicodedata.normalize(form, s)


def _thinned(found: re.Match[str]) -> str:
    """A run of signs without the marks that are too many."""
    kept, marks = [], 0
    for sign in found[0]:
        marks = marks + 1 if unicodedata.category(sign).startswith("M") else 0
        if marks <= _MAX_MARKS:
            kept.append(sign)
    return "".join(kept)


def _bare(decomposed: str) -> str:
    return decomposed if decomposed.isascii() else "".join(c for c in decomposed if not unicodedata.combining(c))


_FOLDED = _Folding()
_FOLDED_PIECES = Kept(lambda piece: piece.translate(_FOLDED))
_FOLDED_LINES = KeptLines(lambda line: " ".join(map(_FOLDED_PIECES.__getitem__, line.split(" "))))  # asked by each rule
_ALWAYS_KEPT_BELOW, _MOST_KEPT = 0x3000, 8192


def clean(s: str) -> str:
    """The text as it is stored: cut at the first NUL, NFC, "\\n" as the only line break, no controls but tab.

    A lone surrogate becomes U+FFFD (PostgreSQL and UTF-8 refuse it). The cut is for strings from gammu, which carry
    another message's words behind a NUL; a caller whose NULs are only noise removes them first. Soft hyphens and C1
    characters are letters in TCVN3, VISCII and VPS: call `repair` before `clean` where a legacy encoding may be met.
    """
    s = s.split("\x00", 1)[0]
    if "\r\r" not in s:
        s = s.replace("\r\n", "\n")
    if _UNCLEAN.search(s):
        s = _SURROGATES.sub("\ufffd", _CONTROLS.sub("", _BREAKS.sub("\n", s)))
    return normal(s)


def trimmed(s: str) -> str:
    """The text from its first sign that is seen, without blanks at its end: a byte order mark or a zero-width sign in
    front is none of its letters. Inside, such signs belong to emoji and to words of other scripts."""
    found = _NOTHING_SEEN.match(s)
    return (s[found.end() :] if found else s).rstrip()


def fold(s: str) -> str:
    """The text as rules match it: no marks, đ as d, lower case, full-width letters and digits as plain ones.

    "ĐƯỜNG Láng" -> "duong lang". For matching only, never for display. Idempotent.
    """
    if s.isascii():
        return s.lower()
    return "\n".join(map(_FOLDED_LINES.__getitem__, s.split("\n"))) if " " in s else _FOLDED_PIECES[s]


def typography(s: str) -> str:
    """Typographic signs as the ones of a typewriter: curled quotes, long dashes, …, no-break spaces.

    Autocorrected quotes are a common cause of an SMS that costs twice as much (UCS-2 instead of GSM-7).
    """
    composed = normal(s)
    return composed.translate(_TYPOGRAPHY) if _TYPOGRAPHIC.search(composed) else composed


def unaccent(s: str) -> str:
    """The text for a plain SMS: marks off, case and punctuation kept, symbols that GSM-7 lacks (emoji) left out.

    Every Latin text becomes GSM-7. A letter of another script stays: no letter is ever replaced by "?".
    """
    if s.isascii():
        return s
    bare = _bare(normal(typography(s), "NFD").translate(_STROKES))
    if bare.isascii():
        return bare
    bare = normal(bare)
    return "".join(c for c in bare if unicodedata.category(c) not in {"So", "Sk", "Cf", "Co", "Cn", "Cs"} or c in "^`")


def is_forward(subject: str) -> bool:
    """Whether a subject says that the mail passes another on."""
    return _PASSED_ON.match(fold(subject)) is not None


def is_reply(subject: str) -> bool:
    """Whether a subject says that the mail answers another."""
    return _ANSWERS.match(fold(subject)) is not None


def bare_subject(subject: str) -> str:
    """A mail's subject without the marks of answering and forwarding that mail programs put in front of it."""
    for _ in range(_PREFIXES):
        bare = _PREFIX.sub("", subject)
        if bare == subject:
            break
        subject = bare
    return subject.strip()
