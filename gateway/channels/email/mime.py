"""The parts of a mail as ranges of its bytes: a tree made without recursion and without copying (RFC 2045, RFC 2046).

Each part is bounded by its parent before it is looked into, so a missing or stolen boundary spoils its own part only.
Depth and number are capped: what lies deeper is left whole, and the tree says so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from gateway.channels.email import blocks, transfer
from gateway.channels.email.charset import codec, decode_text
from gateway.channels.email.encoded_words import decode_value
from gateway.channels.email.headers import Headers, parse
from gateway.domain.model.names import Flag

__all__ = ["Part", "parameters", "tree"]

MAX_DEPTH = 30
MAX_PARTS = 1_000
MAX_TEXT = 8_000_000
MAX_END = 40_000  # octets of the end of a longer text that are kept
MAX_GUESSED = 262_144  # octets of a multipart in which its boundary is guessed

_ENCODING = "content-transfer-encoding"
_DELIMITER = re.compile(
    rb"^--([^\r\n]{0,199}[^\s])[ \t]*\r?\n(?:content-[a-z-]{1,60}|mime-version)[ \t]*:", re.I | re.M
)

_TYPE = re.compile(r"[a-z0-9.+_-]+/[a-z0-9.+_-]+")
_PARAMETER = re.compile(rb';\s*([^\s=;"]{1,100})\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.S)
_NO_SEMICOLON = re.compile(rb"\s*[a-z]{1,20}/[a-z0-9.+-]{1,60}\s+[a-z]{1,20}=", re.I)  # "text/plain charset=utf-8"
_CONTINUED = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_CUT_LETTER = re.compile(rb"[\xc0-\xff][\x80-\xbf]{0,2}\Z")  # half a letter of UTF-8 at a cut
_WITHIN_LETTERS = bytes(range(0x80, 0xC0))  # of UTF-8
_EXTENDED = re.compile(rb"([^']{0,60})'[^']{0,60}'(.*)", re.S)


@dataclass(slots=True)
class Part:
    """One part: its header, its content as a range of `body`, and what is inside a multipart."""

    body: bytes
    headers: Headers
    start: int
    stop: int
    depth: int
    type: str
    params: dict[str, str]
    disposition: str = ""
    disposition_params: dict[str, str] = field(default_factory=dict)
    children: "list[Part]" = field(default_factory=list)
    capped: bool = False  # of the root: some parts were left whole
    read: tuple[str, Flag | None] | None = None  # what `text` gave
    is_cut: bool = False  # octets are missing in the middle of that
    blocks: "list[blocks.Block]" = field(default_factory=list)  # files that stood in the text, once it is read

    @property
    def name(self) -> str:
        """The file name as sent, "" where there is none."""
        return self.disposition_params.get("filename") or self.params.get("name") or ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every file name that it was given; programs differ in which they take."""
        given = self.disposition_params.get("filename"), self.params.get("name")
        return tuple(dict.fromkeys(name for name in given if name))

    def walk(self) -> "Iterator[Part]":
        """This part and all below it, in their order."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting += reversed(part.children)

    @property
    def octets(self) -> bytes:
        """The content as it stands, in its transfer encoding."""
        return self.body[self.start : self.stop]

    def content(self) -> bytes:
        """The content without its transfer encoding; junk in it is skipped, never an error."""
        return transfer.decode(self.octets, self.headers.all_raw(_ENCODING))

    def text(self) -> tuple[str, Flag | None]:
        """The content as clean text, without the files that stand in it (blocks.taken) -> (text, flag of
        charset.decode_text); of more than 8 MB the beginning and the end."""
        if self.read is None:
            data = transfer.decode_text(self.octets, self.headers.all_raw(_ENCODING))
            data, self.blocks = blocks.taken(data)
            if len(data) > MAX_TEXT:
                data, self.is_cut = _shortened(data), True
            self.read = decode_text(data, self.params.get("charset", ""))
        return self.read


def _shortened(data: bytes) -> bytes:
    """The beginning and the end of a text, parted where no letter is; of one whose letters are units of octets (UTF-16)
    the beginning."""
    if b"\0" in data[:1_000]:
        return data[:MAX_TEXT]
    end = data[-MAX_END:].lstrip(_WITHIN_LETTERS)
    return _CUT_LETTER.sub(b"", data[: MAX_TEXT - MAX_END]) + end


def tree(body: bytes, start: int = 0, stop: int | None = None) -> Part:
    """The whole mail (or the one in that range) as a tree."""
    stop = len(body) if stop is None else stop
    root = _part(body, start, stop, 0, "text/plain")
    waiting, count = [root], 1
    while waiting:
        part = waiting.pop()
        if not part.type.startswith("multipart/"):
            continue
        if part.depth >= MAX_DEPTH or count >= MAX_PARTS:
            root.capped = True
            continue
        body, ranges = _ranges(part)
        if len(ranges) > MAX_PARTS - count:
            root.capped, ranges = True, ranges[: MAX_PARTS - count]
        default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
        part.children = [_part(body, a, b, part.depth + 1, default) for a, b in ranges]
        count += len(ranges)
        waiting += part.children
    return root


def _ranges(part: Part) -> tuple[bytes, list[tuple[int, int]]]:
    """Where the children of a multipart lie, and in which octets: its own or, where some program encoded it as a whole
    against RFC 2045 §6.4, those that it encodes. The boundary is the header's or, where that never comes, the one that
    plainly is one."""
    boundary = part.params.get("boundary", "").encode("utf-8", "surrogateescape").rstrip()
    ranges = _split(part.body, part.start, part.stop, boundary)
    encoded = transfer.is_encoded(part.headers.all_raw(_ENCODING))
    if encoded and (not ranges or _ENCODING.encode() not in part.octets.lower()):
        body = part.content()
        if inner := _split(body, 0, len(body), boundary) or _split(body, 0, len(body), _guessed(body, 0, len(body))):
            return body, inner
    if ranges:
        return part.body, ranges
    return part.body, _split(part.body, part.start, part.stop, _guessed(part.body, part.start, part.stop))


def _guessed(body: bytes, start: int, stop: int) -> bytes:
    """The boundary by the first line of two dashes with a field of a part's header behind it, b"" for none."""
    found = _DELIMITER.search(body, start, min(stop, start + MAX_GUESSED))
    return found[1] if found else b""


def _part(body: bytes, start: int, stop: int, depth: int, default: str) -> Part:
    headers = parse(body, start, stop)
    kind, params = parameters(headers.raw("content-type"))
    disposition, disposition_params = parameters(headers.raw("content-disposition"))
    if not _TYPE.fullmatch(kind):
        kind = "multipart/mixed" if kind.startswith("multipart") else "text/plain" if kind else default  # RFC 2045 §5.2
    begin = min(headers.end, stop)
    return Part(body, headers, begin, stop, depth, kind, params, disposition, disposition_params)


def _split(body: bytes, start: int, stop: int, boundary: bytes) -> list[tuple[int, int]]:
    """The ranges between a multipart's boundary lines. Without a closing line the last part ends with the multipart."""
    if not boundary:
        return []
    needle = b"--" + boundary
    ranges: list[tuple[int, int]] = []
    opened = -1
    at = body.find(needle, start, stop)
    while at >= 0 and len(ranges) <= MAX_PARTS:
        after = at + len(needle)
        closing = body[after : after + 2] == b"--"
        line_end = body.find(b"\n", after, stop)
        rest = body[after + 2 * closing : stop if line_end < 0 else line_end]
        if (at == start or body[at - 1 : at] == b"\n") and not rest.strip():
            if opened >= 0:
                ranges.append((opened, max(opened, _before(body, at, opened))))
            if closing:
                return ranges
            opened = stop if line_end < 0 else line_end + 1
        at = body.find(needle, after, stop)
    if 0 <= opened < stop and len(ranges) <= MAX_PARTS:
        ranges.append((opened, stop))
    return ranges


def _before(body: bytes, at: int, floor: int) -> int:
    """The line break in front of a boundary belongs to the boundary (RFC 2046 §5.1.1)."""
    at -= at > floor and body[at - 1 : at] == b"\n"
    at -= at > floor and body[at - 1 : at] == b"\r"
    return at


def parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """`main; name=value; …` -> (main in lower case, parameters by lower-case name), RFC 2045 §5.1 and RFC 2231.

    Continued pieces are put in their order, encoded ones decoded, encoded words (which are not allowed here, and
    common) too. At most 100 parameters are read.
    """
    if not value:
        return "", {}
    if _NO_SEMICOLON.match(value):
        value = re.sub(rb"\s+", b"; ", value.strip(), count=1)
    main, _, _ = value.partition(b";")
    found: dict[str, list[tuple[int, bool, bytes]]] = {}
    for count, one in enumerate(_PARAMETER.finditer(value)):
        if count == 100:
            break
        raw = one[2].strip()
        if raw[:1] == b'"':
            raw = re.sub(rb"\\(.)", rb"\1", raw[1:-1] if raw[-1:] == b'"' and len(raw) > 1 else raw[1:])
        name = _CONTINUED.fullmatch(one[1].decode("latin-1").lower())
        if name:
            found.setdefault(name[1], []).append((int(name[2] or 0), bool(name[3]), raw.replace(b"\n", b"")))
    return main.strip().decode("latin-1").lower(), {
        name: _as_written(pieces) if name == "boundary" else _joined(pieces) for name, pieces in found.items()
    }


def _as_written(pieces: list[tuple[int, bool, bytes]]) -> str:
    """A boundary: every blank and sign of it counts (RFC 2046 §5.1.1)."""
    ordered = sorted(pieces, key=lambda piece: piece[0])
    return b"".join(raw for _, _, raw in ordered).decode("utf-8", "surrogateescape")


def _joined(pieces: list[tuple[int, bool, bytes]]) -> str:
    """The pieces of one parameter as text. An encoded form beats the plain one beside it (RFC 6266 §4.3)."""
    if not any(encoded for _, encoded, _ in pieces) and len(pieces) == 1:
        return decode_value(pieces[0][2])
    if len(pieces) > 1 and all(number == 0 for number, _, _ in pieces):
        pieces = [next((piece for piece in pieces if piece[1]), pieces[0])]
    charset, data = "", b""
    for position, (_, encoded, raw) in enumerate(sorted(pieces, key=lambda piece: piece[0])):
        extended = _EXTENDED.fullmatch(raw) if encoded and position == 0 else None
        if extended:
            charset = extended[1].decode("latin-1")
        data += unquote_to_bytes(extended[2] if extended else raw) if encoded else raw
    return decode_text(data, charset if codec(charset) else "")[0] if charset else decode_value(data)
