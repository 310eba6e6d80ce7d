"""The words of one text part: plain text with its flowed paragraphs put together, HTML and enriched text as shown."""

import re

from gateway.channels.email.html import to_text
from gateway.channels.email.mime import Part
from gateway.domain.text import clean

__all__ = ["MAX_TEXT", "READABLE", "words"]

MAX_TEXT = 2_000_000  # characters that are kept as text; the rest stays in the raw mail


def words(part: Part) -> str:
    """What a person would read in it. `part`: of a type in READABLE."""
    return clean(_READERS[part.type](part.text()[0][:MAX_TEXT], part.params))


def _plain(text: str, params: dict[str, str]) -> str:
    """Plain text; flowed paragraphs are put together (RFC 3676 §4), quote by quote."""
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


def _flowing(pieces: list[str]) -> list[str]:
    """The pieces of a paragraph, without the blank that says that it goes on."""
    return [*(piece.removesuffix(" ") for piece in pieces[:-1]), pieces[-1]]


def _html(text: str, _params: dict[str, str]) -> str:
    return to_text(text)


def _enriched(text: str, _params: dict[str, str]) -> str:
    """text/enriched and text/richtext (RFC 1896) without their commands."""
    return re.sub(r"<[^<>]{0,100}>", "", text)


_READERS = {
    "text/plain": _plain,
    "text/html": _html,
    "text/enriched": _enriched,
    "text/richtext": _enriched,
}

READABLE = frozenset(_READERS)
