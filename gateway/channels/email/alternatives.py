"""Which part of a multipart/alternative is read: the plain text, unless it is a stub in front of the HTML.

RFC 2046 §5.1.4 calls the last form the richest and the one meant; the plain one is easier to read, and quotes are
plainer in it. But some programs put a line there that says that HTML is needed, or nothing but a phone's footer, or
the first line of the letter.
"""

import re
from typing import NamedTuple

from gateway.channels.email.footer import is_footer, says_who
from gateway.channels.email.html import to_text
from gateway.channels.email.mime import Part
from gateway.channels.email.quote import own_words
from gateway.domain.text import fold

__all__ = ["Chosen", "choose", "says_something"]

MAX_STUB = 60  # words of a text that may be one
MAX_LINE = 2_000  # characters of a line in which a word is looked for
MIN_MORE = 5  # words of a text that says more than another

_WORD = re.compile(r"[^\W_]+")
_IMAGE = re.compile(r"\[(?:cid:|image:|hinh anh:|https?://)[^\]\n]{0,300}\]|<https?://[^>\n]{0,500}>", re.I)
_FOOTER = re.compile(
    r"[(\[*_\s-]*(?:(?:da |duoc )*gui tu|sent (?:from|via|using|with)|get outlook for|tai outlook cho|envoye de mon"
    r"|von meinem)\b.{0,60}"
)
_NEEDS_HTML = re.compile(
    r"\b(?:html|trinh duyet|web(?: |-)?browser|in your browser|no (?:plain )?text|(?:bam|nhan|click) (?:vao day|here)"
    r"|khong (?:the )?(?:hien thi|(?:xem|doc) duoc)|khong ho tro|khong co (?:noi dung )?van ban)\b"
    r"|does(?: not|n't) support|(?:cannot|unable to) (?:be )?(?:display|view|read)"
)


class Chosen(NamedTuple):
    """Of an alternative: the texts to read, the files beside them, whether only HTML says anything."""

    texts: list[Part]
    files: list[Part]
    is_html: bool


def choose(part: Part, readable: frozenset[str]) -> Chosen:
    """The children to read of an alternative; `readable`: types of texts. Files always."""
    texts: list[Part] = []
    files: list[Part] = []
    for leaf in _leaves(part, readable):
        (texts if leaf.type in readable and leaf.disposition != "attachment" else files).append(leaf)
    plain = [leaf for leaf in texts if leaf.type == "text/plain" and leaf.text()[0].strip()]
    others = [leaf for leaf in texts if leaf.type != "text/plain"]
    html = [leaf for leaf in others if leaf.type == "text/html"]
    holds_file = any(leaf.blocks for leaf in plain)
    if plain and html and not holds_file and _is_stub("\n".join(leaf.text()[0] for leaf in plain), html):
        plain = []
    return Chosen(plain or others or texts, files, is_html=bool(html) and not plain)


def _leaves(part: Part, readable: frozenset[str]) -> list[Part]:
    """The leaves below an alternative; a text with a name that stands in a mixed part of it is a file like another."""
    found: list[Part] = []
    waiting = [(part, part)]
    while waiting:
        one, parent = waiting.pop()
        if one.children:
            waiting += [(child, one) for child in reversed(one.children)]
        elif not one.type.startswith("multipart/"):
            if one.type in readable and one.name and parent.type not in ("multipart/alternative", "multipart/related"):
                one.disposition = "attachment"
            found.append(one)
    return found


def says_something(text: str) -> bool:
    """Whether there is a word in it beside a phone's footer and places where a picture stood."""
    return any(_says_something(line[:MAX_LINE]) for line in text.split("\n"))  # the first line mostly does


def _says_something(line: str) -> bool:
    folded = fold(_IMAGE.sub("", line)).strip()
    return bool(_WORD.search(folded)) and not _FOOTER.fullmatch(folded)


def _is_stub(plain: str, html: list[Part]) -> bool:
    """Whether a plain text only stands in for the HTML beside it: no words but a footer; or a few of its own, of which
    the HTML, which says more, has hardly any, or nearly all and in its writer's words a good deal more."""
    if len(plain) > MAX_STUB * 12 or len(words := _WORD.findall(fold(plain))) > MAX_STUB:
        return False
    rich = [to_text(leaf.text()[0]) for leaf in html]
    if not says_something(plain):
        return any(map(says_something, rich))
    said = set(_WORD.findall(fold("\n".join(rich))))
    shared = sum(word in said for word in words)
    if _NEEDS_HTML.search(fold(plain)):
        return bool(said) and shared * 10 < 7 * len(words)
    if shared * 10 >= 9 * len(words):
        least = max(MIN_MORE, len(words) // 3)
        return len(said) >= least + len(set(words)) and any(_says_more(text, set(words), least) for text in rich)
    return len(said) > 2 * len(words) and shared * 3 < len(words)


def _says_more(text: str, words: set[str], least: int) -> bool:
    """Whether a text has so many words beside those, without what it quotes, a signature and a phone's footer."""
    more: set[str] = set()
    for line in own_words(text).split("\n"):
        if not (is_footer(line) or says_who(line)):
            more |= set(_WORD.findall(fold(line[:MAX_LINE]))) - words
        if len(more) >= least:
            return True
    return False
