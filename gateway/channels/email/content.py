"""What a mail says and what is attached to it, chosen from the tree of its parts."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field

from gateway.channels.email.html import to_text
from gateway.channels.email.mime import Part
from gateway.domain.attachments import inspect
from gateway.domain.model import Attachment
from gateway.domain.model.names import Flag
from gateway.domain.text import clean

__all__ = ["Content", "file_name", "read"]

DANGEROUS: Flag = "dangerous_attachment"  # flag of a message: at least one attachment has flags
MAX_TEXT = 2_000_000  # characters that are kept as text; the rest stays in the raw mail

_ENDINGS = {"text/plain": ".txt", "text/html": ".html", "message/rfc822": ".eml", "text/calendar": ".ics"}
_RESERVED = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f]+')
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")


@dataclass(slots=True)
class Content:
    """The whole text, the attachments in their order, and what is odd about them."""

    texts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text parts, each on lines of its own; together no longer than one may be."""
        return "\n\n".join(text for text in (each.strip("\n") for each in self.texts) if text.strip())[:MAX_TEXT]

    def flag(self, name: Flag) -> None:
        """Note something odd, once."""
        if name not in self.flags:
            self.flags.append(name)


def read(root: Part) -> Content:
    """Walk the tree once: text parts are read, of alternatives the best one, everything else is an attachment."""
    content = Content()
    if root.capped:
        content.flag("bomb")
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if part.type in _ENCRYPTED and part.params.get("smime-type") != "signed-data":
            content.flag("encrypted")
        if part.type == "multipart/alternative" and part.children:
            waiting += reversed(_alternative(part, content))
        elif part.children:
            waiting += reversed(part.children)
        elif _is_text(part):
            _add_text(part, content)
        elif not part.type.startswith("multipart/"):
            content.attachments.append(_attachment(part, len(content.attachments) + 1))
            if content.attachments[-1].flags:
                content.flag(DANGEROUS)
        else:
            content.texts.append(part.text()[0][:MAX_TEXT])  # a multipart whose boundary never comes
    return content


def _is_text(part: Part) -> bool:
    """A text to be read rather than a file: not sent as attachment, and without a file name unless it is the whole
    mail."""
    return part.type in _READERS and part.disposition != "attachment" and (part.depth == 0 or not part.name)


def _alternative(part: Part, content: Content) -> list[Part]:
    """The children to read of an alternative: its plain text if it says anything, else its HTML; files always."""
    texts = [leaf for child in part.children for leaf in child.walk() if not leaf.children and _is_text(leaf)]
    plain = [leaf for leaf in texts if leaf.type == "text/plain" and leaf.text()[0].strip()]
    others = [leaf for leaf in texts if leaf.type != "text/plain" and leaf.type != "text/calendar"]
    if not plain and any(leaf.type == "text/html" for leaf in others):
        content.flag("html_only")
    chosen = plain or others or texts
    attachments = [leaf for child in part.children for leaf in child.walk() if not leaf.children and not _is_text(leaf)]
    return [*chosen, *(leaf for leaf in attachments if not leaf.type.startswith("multipart/"))]


def _add_text(part: Part, content: Content) -> None:
    text, flag = part.text()
    if flag:
        content.flag(flag)
    if part.type == "text/html" and part.depth == 0:
        content.flag("html_only")
    content.texts.append(clean(_READERS[part.type](text[:MAX_TEXT], part.params)))


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


def _attachment(part: Part, number: int) -> Attachment:
    data = part.content()
    name = file_name(part.name) or f"tep-{number}{_ENDINGS.get(part.type, '')}"
    return Attachment(
        name=name,
        type=part.type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        inline=part.disposition == "inline" or (part.disposition != "attachment" and part.headers.has("content-id")),
        flags=inspect(part.names, part.type, data),
        content=data,
    )


def file_name(name: str) -> str:
    """A name as sent -> one that is safe to show and to store: NFC, no path, no control or direction signs, its end
    kept.

    U+202E turns "gpj.exe" round on the page; such signs (category Cf) are dropped. At most 150 characters.
    """
    name = clean(name).replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if unicodedata.category(sign) not in ("Cf", "Cc", "Cs", "Zl", "Zp"))
    name = " ".join(_RESERVED.sub("_", name).split()).strip(". ")
    if len(name) > 150:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: 149 - len(ending)]}{dot}{ending}" if dot and len(ending) < 20 else name[:150]
    return name
