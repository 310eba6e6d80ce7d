"""Attachments: from a part of a mail, or from something in which a program wrapped files of its own."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from gateway.channels.email.mime import Part
from gateway.domain.attachments import inspect
from gateway.domain.model import Attachment
from gateway.domain.text import clean

__all__ = ["file_name", "of_octets", "of_part"]

_ENDINGS = {"text/plain": ".txt", "text/html": ".html", "message/rfc822": ".eml", "text/calendar": ".ics"}
_RESERVED = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f]+')
_OCTETS = "application/octet-stream"


def of_part(part: Part, number: int) -> Attachment:
    """A part as a file, the `number`-th of its mail (1 …)."""
    shown = part.disposition == "inline" or (part.disposition != "attachment" and part.headers.has("content-id"))
    return of_octets(part.names, part.type, part.content(), number, inline=shown)


def of_octets(names: Sequence[str], type: str, data: bytes, number: int, *, inline: bool = False) -> Attachment:
    """A file; `names`: every one that it was given, `type`: "" where none is told."""
    name = file_name(names[0]) if names else ""
    return Attachment(
        name=name or f"tep-{number}{_ENDINGS.get(type, '')}",
        type=type or _OCTETS,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        inline=inline,
        flags=inspect(names, type or _OCTETS, data),
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
