"""One mail, whole or not at all: what a server hands over is held against what it says itself.

RFC822.SIZE is a guess on some servers (Exchange computes it from its own store), counts LF for CRLF on others, or is
missing; slices come short, or are not to be had. So a mail is whole where two sayings of the server agree: the octets
are as many as its size; or it says that behind the last octet there is nothing, and the size is near or the mail closes
by itself. Anything else is a reason why the mail stays unfetched, to be tried again.
"""

import re
from typing import Protocol

from gateway.channels.email import reasons
from gateway.channels.email.fetch_answers import Listed, Piece
from gateway.domain.reasons import Reason

__all__ = ["LARGE", "SLICE", "NotWhole", "read"]

LARGE = 262_144  # bytes; larger mails are asked for in slices
SLICE = 1_048_576
SLICES = 2_000  # at most for one mail: a server that hands over a few bytes at a time would take for ever
NEAR = 65_536  # octets by which a size that is a guess may be wrong, or by half of it

_TYPE = rb"^content-type:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*?"  # the first of the mail's own header
_BOUNDARY = re.compile(_TYPE + rb'\bboundary\s*=\s*"?([^"\r\n;]{1,200})', re.I | re.M)


class NotWhole(Exception):
    """The server lists this mail and does not hand it over, or not all of it."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(str(reason))


class Source(Protocol):
    """What of a connection is needed here (imap.Connection)."""

    async def body(self, mail: Listed, most: int) -> Piece | None:
        """The mail in one piece; None where it is not handed over."""
        ...

    async def slice(self, mail: Listed, start: int, length: int, most: int) -> Piece | None:
        """Its octets from `start` on, at most `length`; None where they are not handed over."""
        ...


async def read(source: Source, mail: Listed, most: int, *, in_slices: bool = False) -> bytes:
    """All octets of one mail of at most `most` bytes; `in_slices`: not in one piece at first, however small it is said
    to be. Raises NotWhole, and LineDown as `source` does."""
    piece = await source.body(mail, most) if 0 < mail.size <= LARGE and not in_slices else None
    if piece and (len(piece.octets) >= mail.size or await ends(source, mail, piece.octets, most)):
        return _bounded(piece.octets, most)
    sliced, is_end = await _sliced(source, mail, most)
    if sliced and is_end and len(sliced) >= mail.size:
        return sliced
    return _bounded(await _agreed(source, mail, most, sliced, is_end), most)


async def ends(source: Source, mail: Listed, body: bytes, most: int) -> bool:
    """Whether a body that is shorter than its listed size is whole all the same: nothing lies behind it."""
    if not is_likely(body, mail.size):
        return False
    behind = await source.slice(mail, len(body), SLICE, most)
    return behind is not None and not behind.octets and behind.origin in (None, len(body))


def is_likely(body: bytes, size: int) -> bool:
    """Whether a body shorter than `size`, of which the server says that it ends there, may be whole: the size is near,
    or the outermost multipart is closed (RFC 2046 §5.1.1)."""
    if not body or size - len(body) <= max(NEAR, size // 2):
        return bool(body)
    head = body[:65_536].partition(b"\r\n\r\n")[0]
    found = _BOUNDARY.search(head)
    return found is not None and b"\n--" + found[1].rstrip() + b"--" in body[-65_536:]


async def _sliced(source: Source, mail: Listed, most: int) -> tuple[bytes, bool]:
    """The mail slice by slice, each from where the last one ended -> (octets, whether the server says: no more)."""
    octets = bytearray()
    for _ in range(SLICES):
        piece = await source.slice(mail, len(octets), SLICE, most)
        if piece is None or piece.origin not in (None, len(octets)):
            break  # nothing, or not what was asked for
        if piece.origin is None and _is_whole(piece.octets, octets):
            return _bounded(piece.octets, most), True
        if not piece.octets:
            return bytes(octets), True
        octets += piece.octets
        if len(octets) > most:
            raise NotWhole(reasons.TOO_LARGE(bytes=most))
        if len(octets) == mail.size:
            return bytes(octets), True
    return bytes(octets), False


def _is_whole(octets: bytes, before: bytearray) -> bool:
    """Whether an answer without an origin is the whole mail, of a server that knows no slices (RFC 3501 §6.4.5)."""
    return len(octets) > SLICE if not before else bool(octets) and octets.startswith(before)


async def _agreed(source: Source, mail: Listed, most: int, sliced: bytes, is_end: bool) -> bytes:
    """Slices did not lead to the listed size: the mail in one piece, where it has that size or is the same again."""
    piece = await source.body(mail, most)
    if piece is None:
        raise NotWhole(reasons.NOT_HANDED_OVER)
    body = piece.octets
    if len(body) >= max(mail.size, len(sliced)):
        return body
    if is_likely(body, mail.size) and (body == sliced if is_end else not sliced):
        return body
    raise NotWhole(reasons.PARTLY_HANDED_OVER(bytes=max(len(body), len(sliced)), size=mail.size))


def _bounded(body: bytes, most: int) -> bytes:
    if len(body) > most:
        raise NotWhole(reasons.TOO_LARGE(bytes=most))
    return body
