"""Files of a mail: multipart/mixed (RFC 2046 §5.1.3), their names by RFC 2231. Pure."""

import base64
import hashlib
import re
from collections.abc import Iterator
from urllib.parse import quote

from gateway.channels.email.header_line import header
from gateway.domain.model import Draft, OutgoingFile

__all__ = ["mixed"]

_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_PLAIN = re.compile(r"[A-Za-z0-9 ._-]{1,60}")
_UNNAMED = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_LONGEST = 55  # of a piece of a name: with what stands before it a line has less than 76
_BASE64_LINE = 57  # bytes that are 76 letters


def mixed(text: bytes, draft: Draft) -> bytes:
    """The rest of a mail from Content-Type on. `text`: its first part, headers and all."""
    # neither quoted-printable nor base64 has "=_" (RFC 2045 §6.7, §6.8): no part can hold the boundary
    boundary = "=_" + hashlib.sha256(draft.message_id.encode()).hexdigest()[:32]
    parts = (text, *(_part(file) for file in draft.files))
    opening = b"".join(b"--%b\r\n%b\r\n" % (boundary.encode(), part.rstrip(b"\r\n")) for part in parts)
    kind = header("Content-Type", f'multipart/mixed; boundary="{boundary}"')
    return kind + b"\r\n" + opening + b"--%b--\r\n" % boundary.encode()


def _part(file: OutgoingFile) -> bytes:
    kind = file.type.lower()
    lines = [
        header("Content-Type", kind if _TYPE.fullmatch(kind) else "application/octet-stream"),
        header("Content-Transfer-Encoding", "base64"),
        header("Content-Disposition", "; ".join(("attachment", *_named(file.name)))),
    ]
    step = range(0, len(file.body), _BASE64_LINE * 1024)  # whole lines at a time
    data = b"".join(base64.encodebytes(file.body[at : at + _BASE64_LINE * 1024]) for at in step)
    return b"".join(lines) + b"\r\n" + data.replace(b"\n", b"\r\n")


def _named(name: str) -> Iterator[str]:
    """filename as a parameter; in pieces with their numbers where it is long (RFC 2231 §3, §4)."""
    safe = _UNNAMED.sub("_", name).strip()[-150:] or "file"
    if _PLAIN.fullmatch(safe):
        yield f'filename="{safe}"'
        return
    pieces, piece = [], ""
    for sign in safe.encode("utf-8", "replace").decode("utf-8"):
        written = quote(sign, safe="")
        if len(piece) + len(written) > _LONGEST:
            pieces.append(piece)
            piece = ""
        piece += written
    pieces.append(piece)
    if len(pieces) == 1:
        yield f"filename*=utf-8''{pieces[0]}"
        return
    for n, one in enumerate(pieces):
        yield f"filename*{n}*=" + ("utf-8''" if n == 0 else "") + one
