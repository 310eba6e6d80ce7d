"""Files that stand in the middle of a text: uuencode, its base64 form, and yEnc. Linear in the text's length.

Old mail programs put files there instead of making parts of them. A block counts only as a whole: from a beginning with
a name, through lines of its code, to its end (or the end of the mail, where the mail was cut).
"""

import binascii
import re
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["Block", "taken", "uudecoded"]

MAX_BLOCKS = 50

_BEGIN = re.compile(
    rb"^(?:begin(?P<base64>-base64)? [0-7]{3,4} (?P<name>[^\r\n]{1,250}?)"
    rb"|=ybegin (?=[^\r\n]{0,200}line=)[^\r\n]{0,200}?name=(?P<yenc>[^\r\n]{1,250}?))[ \t]*\r?$",
    re.M,
)
_UU_LINE = re.compile(rb"[ -`]{1,62}")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]{1,100}={0,2}")
_YENC = bytes((octet - 42) % 256 for octet in range(256))
_ESCAPED = re.compile(rb"=(.)", re.S)


class Block(NamedTuple):
    """A file that stood in a text: its name as written, and its octets."""

    name: bytes
    data: bytes


def taken(text: bytes) -> tuple[bytes, list[Block]]:
    """A text without the blocks in it -> (text, blocks in their order); at most 50."""
    if b"begin" not in text:
        return text, []
    kept: list[bytes] = []
    blocks: list[Block] = []
    at = 0
    while len(blocks) < MAX_BLOCKS and (found := _BEGIN.search(text, at)):
        read = _yenc if found["yenc"] else _base64 if found["base64"] else _uuencode
        data, end = read(text, found.end() + 1)
        if data:
            kept.append(text[at : found.start()])
            blocks.append(Block(found["yenc"] or found["name"], data))
        else:
            kept.append(text[at:end])
        at = end
    return b"".join((*kept, text[at:])), blocks


def uudecoded(raw: bytes) -> bytes:
    """A whole part in uuencode, with or without its first and last line; a line that is none is skipped."""
    lines = raw.split(b"\n")
    start = next((n + 1 for n, line in enumerate(lines) if line.startswith(b"begin ")), 0)
    out = []
    for line in lines[start:]:
        if line.rstrip() == b"end":
            break
        out.append(_uu_line(line.rstrip(b"\r\n")) or b"")
    return b"".join(out)


def _uuencode(text: bytes, at: int) -> tuple[bytes, int]:
    return _by_lines(text, at, b"end", _uu_line)


def _base64(text: bytes, at: int) -> tuple[bytes, int]:
    return _by_lines(text, at, b"====", _base64_line)


def _by_lines(text: bytes, at: int, last: bytes, decode: Callable[[bytes], bytes | None]) -> tuple[bytes, int]:
    """The octets of a block whose lines begin at `at`, and where the text goes on; none where a line is no code."""
    out: list[bytes] = []
    while at < len(text):
        end = text.find(b"\n", at)
        end = len(text) if end < 0 else end
        line, at = text[at:end].rstrip(b"\r"), end + 1
        if line.rstrip() == last:
            return b"".join(out), min(at, len(text))
        piece = decode(line)
        if piece is None:
            return b"", min(end, len(text))
        out.append(piece)
    return b"".join(out), len(text)


def _uu_line(line: bytes) -> bytes | None:
    """The octets of one line, b"" for the empty one that ends a block; None for what is no line of it."""
    if line.rstrip() in (b"", b"`"):
        return b""
    if not _UU_LINE.fullmatch(line) or len(line.rstrip()) > 1 + 4 * -(-((line[0] - 32) % 64) // 3) + 1:
        return None
    length = (line[0] - 32) % 64
    try:
        return binascii.a2b_uu(line[: 1 + -(-length * 4 // 3)])  # some programs fill the line up
    except binascii.Error:
        return None


def _base64_line(line: bytes) -> bytes | None:
    try:
        return binascii.a2b_base64(line) if _BASE64_LINE.fullmatch(line.rstrip()) else None
    except binascii.Error:
        return None


def _yenc(text: bytes, at: int) -> tuple[bytes, int]:
    """yEnc 1.3: lines up to "=yend"; each octet plus 42, and four critical ones escaped. No end, no block."""
    end = text.find(b"\n=yend", at - 1)
    if end < 0:
        return b"", len(text)  # nor has any further one
    stop = text.find(b"\n", end + 1)
    lines = text[at:end].split(b"\n") if at < end else []
    code = b"".join(line.rstrip(b"\r") for line in lines if not line.startswith(b"=ypart"))
    plain = _ESCAPED.sub(lambda found: bytes([(found[1][0] - 64) % 256]), code).translate(_YENC)
    return plain, len(text) if stop < 0 else stop + 1
