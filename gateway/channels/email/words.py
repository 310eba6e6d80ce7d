"""The words of one text part: plain text with its flowed paragraphs put together, HTML and enriched text as shown."""

import re
from collections.abc import Callable
from functools import partial

from gateway.channels.email.html import to_text
from gateway.channels.email.mime import Part
from gateway.domain.model.names import Flag
from gateway.domain.text import clean, repair

__all__ = ["MAX_TEXT", "READABLE", "is_long", "is_text", "shortened", "words"]

MIN_NUMBERED = 3  # letters by their number that are no chance
_ASCII = 127
_NUMBERED = (("&#", re.compile(r"&#(\d{3,7});"), 10), ("\\u", re.compile(r"\\u([0-9a-fA-F]{4})"), 16))
_PROGRAM_TYPES = (
    "text/calendar text/css text/csv text/directory text/ecmascript text/javascript text/rfc822-headers text/rtf"
    " text/tab-separated-values text/vcard text/x-vcard text/xml"
)
_FOR_PROGRAMS = frozenset(_PROGRAM_TYPES.split())
MAX_TEXT = 2_000_000  # characters that are kept as text; the rest stays in the raw mail
MAX_END = 20_000  # of those, from the end of a longer one: a cry for help may stand there
_GAP = "\n[…]\n"
_NEAR = 2_000  # characters in which a cut is moved to the end of a line or a tag


def words(part: Part) -> tuple[str, Flag | None]:
    """What a person would read in it -> (text, flag of Part.text); a type that is not in READABLE is read as it
    stands. Letters that were put as numbers may be those of an old encoding."""
    whole, flag = part.text()
    text = shortened(whole)
    read = _READERS.get(part.type, _plain)(text, part.params)
    if read is text:
        return text, flag
    if text.isascii() and not read.isascii():
        read, found = repair(read)
        flag = flag or found
    return clean(read), flag


def is_long(part: Part) -> bool:
    """Whether its text is too long to be kept whole."""
    return len(part.text()[0]) > MAX_TEXT or part.is_cut


def shortened(text: str) -> str:
    """A text no longer than one may be: the beginning and the end of a longer one, with a mark between."""
    if len(text) <= MAX_TEXT:
        return text
    head, end = text[: MAX_TEXT - MAX_END - len(_GAP)], text[-MAX_END:]
    cut = max(head.rfind(sign, len(head) - _NEAR) for sign in "\n>") + 1
    begin = end.find("\n", 0, _NEAR) + 1
    return f"{head[:cut] if cut else head}{_GAP}{end[begin:]}"


def is_text(type: str) -> bool:
    """Whether a part of that type may be read where nothing better is there."""
    return type in _READERS or (type.startswith("text/") and type not in _FOR_PROGRAMS)


def _plain(text: str, params: dict[str, str]) -> str:
    """Plain text; flowed paragraphs are put together (RFC 3676 §4), quote by quote."""
    text = _spelled_out(text)
    if params.get("format", "").lower() != "flowed":
        return text
    glue = "" if params.get("delsp", "").lower() == "yes" else " "
    paragraphs: list[tuple[str, list[str]]] = []  # quote signs, pieces
    flowing = False
    for line in text.split("\n"):
        signs = line[: len(line) - len(line.lstrip(">"))]
        words = line[len(signs) :].removeprefix(" ")
        signature = words == "-- "
        if flowing and not signature and paragraphs[-1][0] == signs:
            paragraphs[-1][1].append(words)
        else:
            paragraphs.append((signs, [words]))
        flowing = words.endswith(" ") and not signature
    joined = ((signs, glue.join(_flowing(pieces))) for signs, pieces in paragraphs)
    return "\n".join(f"{signs} {words}".rstrip() if signs else words for signs, words in joined)


def _spelled_out(text: str) -> str:
    """A text in which some form or webmail has put the number of each letter beyond ASCII ("&#7889;", "\\u1ed1"), with
    the letters."""
    for mark, pattern, base in _NUMBERED:
        numbers = pattern.findall(text, 0, 20_000) if text.count(mark) >= MIN_NUMBERED else []
        if len(numbers) >= MIN_NUMBERED and all(int(one, base) > _ASCII for one in numbers[:MIN_NUMBERED]):
            text = pattern.sub(partial(_letter, base=base), text)
    return text


def _letter(found: re.Match[str], base: int) -> str:
    number = int(found[1], base)
    return chr(number) if _ASCII < number < 0xD800 or 0xDFFF < number < 0x110000 else found[0]


def _flowing(pieces: list[str]) -> list[str]:
    """The pieces of a paragraph, without the blank that says that it goes on."""
    return [*(piece.removesuffix(" ") for piece in pieces[:-1]), pieces[-1]]


def _html(text: str, _params: dict[str, str]) -> str:
    return to_text(text)


def _enriched(text: str, _params: dict[str, str]) -> str:
    """text/enriched and text/richtext (RFC 1896) without their commands."""
    return re.sub(r"<[^<>]{0,100}>", "", text)


_READERS: dict[str, Callable[[str, dict[str, str]], str]] = {
    "text/plain": _plain,
    "text/html": _html,
    "application/xhtml+xml": _html,
    "text/x-amp-html": _html,
    "text/enriched": _enriched,
    "text/richtext": _enriched,
}

READABLE = frozenset(_READERS) - {"text/x-amp-html"}  # which stands beside the others, and says the same
