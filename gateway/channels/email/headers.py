"""The header block of a mail, read from its bytes: names, raw values, and what stands in them.

Everything here is linear and total: values and counts are capped before they are looked at closely, so that a header
bomb costs no more than a long mail (the standard library's parser needs minutes or gigabytes for some: FIELD.md §3).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from gateway.channels.email.address_lists import MAX_VALUE, Mailbox, Sender, decode_quietly, sender
from gateway.channels.email.encoded_words import decode_value
from gateway.domain.text import Encoding, clean

__all__ = [
    "Headers",
    "author",
    "first_sender",
    "message_ids",
    "moment",
    "parse",
    "sender_key",
    "suspicious",
    "with_line_feeds",
]

MAX_BLOCK = 262_144  # bytes of a header block that are read
MAX_FIELDS = 1_000

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_OF_A_PART = re.compile(r"content-[a-z-]{2,40}|mime-version")
_OF_A_MAIL = re.compile(
    r"received|return-path|delivered-to|dkim-signature|arc-[a-z-]{3,40}|authentication-results|x-[a-z0-9-]{2,60}|from|sender"
    r"|reply-to|to|cc|date|subject|message-id|in-reply-to|references|thread-[a-z]{5}|user-agent|list-[a-z-]{2,20}"
)
_ID = re.compile(r"<\s*([^<>\s]{1,990})\s*>")
_BARE_ID = re.compile(r"[^<>\s,;]{1,400}@[^<>\s,;]{1,400}")


class Headers:
    """The fields of one header block in their order. Names are lower case; values are raw until asked for."""

    __slots__ = ("_values", "end", "fields", "truncated")

    def __init__(self, fields: list[tuple[str, list[bytes]]], end: int, *, truncated: bool) -> None:
        """`fields`: each with the lines of its value."""
        self.end, self.truncated = end, truncated
        self.fields = [(name, b"\n".join(lines)) for name, lines in fields]  # (name, raw value), topmost first
        self._values: dict[str, list[bytes]] = {}
        for name, value in self.fields:
            self._values.setdefault(name, []).append(value)

    @property
    def names(self) -> Iterable[str]:
        """The names of all fields, each once."""
        return self._values.keys()

    def raw(self, name: str) -> bytes:
        """The first value of that name, b"" where there is none."""
        values = self._values.get(name)
        return values[0] if values else b""

    def all_raw(self, name: str) -> list[bytes]:
        """All values of that name, topmost first."""
        return self._values.get(name, [])

    def text(self, name: str, hint: Encoding | None = None) -> str:
        """The first value of that name, decoded, on one line; `hint`: the encoding that the mail's text is in."""
        return decode_value(self.raw(name)[:MAX_VALUE], hint) if name in self._values else ""

    def has(self, name: str) -> bool:
        """Whether there is such a field."""
        return name in self._values


def parse(body: bytes, start: int = 0, stop: int | None = None) -> Headers:
    """The header block at `start` of `body`; `end` is where the content begins (RFC 5322 §2.1, §2.2.3).

    A line that is no field ends the block: a letter that no empty line parts from its header is whole. It is left out
    where a field that has not come yet follows it, as in most mail programs, in the header of a part one of a part's.
    "From " of an mbox file in front is skipped.
    """
    stop = len(body) if stop is None else stop
    limit = min(stop, start + MAX_BLOCK)
    fields: list[tuple[str, list[bytes]]] = []
    size = 0  # of the last one's value
    at = start
    while at < limit:
        line_end = body.find(b"\n", at, stop)
        next_at = stop if line_end < 0 else line_end + 1
        line = body[at : min(next_at, at + MAX_VALUE)].rstrip(b"\r\n")
        if not line:
            return Headers(fields, next_at, truncated=False)
        if line[:1] in b" \t" and fields:
            if size < MAX_VALUE:
                fields[-1][1].append(line)
                size += len(line) + 1
        elif found := _FIELD.match(line):
            if len(fields) < MAX_FIELDS:
                fields.append((found[1].decode("ascii").lower(), [line[found.end() :].strip()]))
                size = len(line)
        elif (at != start or not line.startswith((b"From ", b">From "))) and not _goes_on(body, next_at, start, fields):
            return Headers(fields, at, truncated=False)
        at = next_at
    return Headers(fields, _end_of_block(body, at, stop), truncated=at < stop)


def _goes_on(body: bytes, at: int, start: int, fields: list[tuple[str, list[bytes]]]) -> bool:
    """Whether a line with a field of a header that is not among those above begins at `at`."""
    found = _FIELD.match(body, at) if fields else None
    name = found[1].decode("ascii").lower() if found else ""
    is_known = _OF_A_PART.fullmatch(name) or (start == 0 and _OF_A_MAIL.fullmatch(name))
    return bool(is_known) and all(name != one for one, _ in fields)


def _end_of_block(body: bytes, at: int, stop: int) -> int:
    """Where the content begins behind a block too long to be read."""
    ends = [found + 2 for found in (body.find(b"\n\n", at - 1, stop),) if found >= 0]
    ends += [found + 4 for found in (body.find(b"\r\n\r\n", max(0, at - 2), stop),) if found >= 0]
    return min(ends, default=stop)


def message_ids(value: bytes) -> tuple[str, ...]:
    """Message-IDs in a value, without brackets, in their order, each once, at most 100 (RFC 5322 §3.6.4)."""
    text = decode_quietly(value[:MAX_VALUE])
    found = _ID.findall(text) or _BARE_ID.findall(text)
    return tuple(dict.fromkeys(clean(one) for one in found))[:100]


def moment(value: bytes) -> datetime | None:
    """A Date value in UTC, None where it is none (RFC 5322 §3.3; an unknown zone counts as UTC)."""
    try:
        read = parsedate_to_datetime(decode_quietly(value[:200]))
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def with_line_feeds(body: bytes) -> bytes:
    """A mail whose lines end with CR alone, as some programs for the old Macintosh left them, with LF; any other as it
    is."""
    only_returns = body.find(b"\n", 0, MAX_BLOCK) < 0 <= body.find(b"\r", 0, MAX_BLOCK)
    return body.replace(b"\r", b"\n") if only_returns else body


def sender_key(body: bytes) -> str:
    """The URN of the first address of From, or "": equal for equal senders, and for every sender intake's
    partition."""
    return first_sender(parse(with_line_feeds(body))).urn


def first_sender(headers: Headers) -> Mailbox:
    """Who wrote, as far as From (or Sender, where From names nobody) says it."""
    return author(headers).mailbox


def author(headers: Headers) -> Sender:
    """Who wrote, and whether that is certain; see mailboxes.sender."""
    return sender(headers.all_raw("from"), headers.raw("sender"))


_LIMITS: Mapping[bytes, tuple[int, str]] = {
    b"@": (2_000, "addresses"),
    b"=?": (1_000, "encoded words"),
    b"*0": (100, "parameter pieces"),
    b":": (5_000, "header fields"),
}


def suspicious(body: bytes) -> str:
    """Why the header block looks like an attack on parsers, or "". One pass over at most 1 MiB."""
    end = min(len(body), 1_048_576)
    for empty_line in (b"\n\r\n", b"\n\n"):
        found = body.find(empty_line, 0, end + 1)
        end = found if found >= 0 else end
    block = body[:end]
    if len(block) > MAX_BLOCK:
        return f"a header block of more than {MAX_BLOCK} bytes"
    for sign, (limit, what) in _LIMITS.items():
        if block.count(sign) > limit:
            return f"more than {limit} {what} in the header"
    return ""
