"""What a server's FETCH answers say: sizes and dates, bodies and pieces of bodies. Pure.

A server may answer for mails that nobody asked for, twice, in any order, or leave out what was asked: nothing is taken
by its place, everything by its UID.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

__all__ = ["MONTHS", "Listed", "Piece", "listed", "pieces"]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Lines = Sequence[bytes | bytearray]  # as aioimaplib gives them: a literal is a bytearray

_FETCH = re.compile(rb"\d+ FETCH \(", re.I)
_UID = re.compile(rb"\bUID (\d{1,10})\b", re.I)
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,12})\b", re.I)
_DATE = re.compile(rb'INTERNALDATE "\s?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"', re.I)
_BODY = re.compile(rb'BODY\[\](?:<(\d{1,12})>)?(?: "((?:[^"\\]|\\.)*)")?', re.I)


@dataclass(frozen=True, slots=True)
class Listed:
    """What the server says of one mail before it is fetched. `size`: RFC822.SIZE, 0 where it says none (a guess on
    some servers); `arrived`: INTERNALDATE, None where it is missing."""

    uid: int
    size: int
    arrived: datetime | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A mail's octets from `origin` on; None: the server says of no origin, as for a whole mail."""

    origin: int | None
    octets: bytes


def listed(lines: Lines) -> dict[int, Listed]:
    """Size and date by UID. Of several words on one mail the largest size and the last date count."""
    found: dict[int, Listed] = {}
    for text, _ in _answers(lines):
        if uid := _UID.search(text):
            number, size, arrived = int(uid[1]), _SIZE.search(text), _moment(_DATE.search(text))
            before = found.get(number, Listed(number, 0, None))
            largest = max(before.size, int(size[1]) if size else 0)
            found[number] = Listed(number, largest, arrived or before.arrived)
    return found


def pieces(lines: Lines) -> dict[int, Piece]:
    """Bodies by UID, which may stand before or behind the body. NIL is no body, an empty string is an empty one.

    A literal that is longer than the mail has swallowed the bracket behind it: that answer is none."""
    found: dict[int, Piece] = {}
    for text, literal in _answers(lines):
        uid, body = _UID.search(text), _BODY.search(text)
        if uid is None or body is None:
            continue
        quoted = None if body[2] is None else re.sub(rb"\\(.)", rb"\1", body[2])
        octets = quoted if literal is None else literal
        if octets is not None:
            found[int(uid[1])] = Piece(int(body[1]) if body[1] else None, octets)
    return found


def _answers(lines: Lines) -> Iterator[tuple[bytes, bytes | None]]:
    """Each FETCH answer: its text without literals, and its first literal."""
    starts = [n for n, line in enumerate(lines) if isinstance(line, bytes) and _FETCH.match(line)]
    for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
        text = b" ".join(line for line in lines[start:end] if isinstance(line, bytes))
        place = next((n for n in range(start, end) if isinstance(lines[n], bytearray)), None)
        if place is None:
            yield text, None
        elif lines[place + 1 : end] and lines[place + 1].rstrip().endswith(b")"):
            yield text, bytes(lines[place])


def _moment(found: re.Match[bytes] | None) -> datetime | None:
    """INTERNALDATE without the locale's month names; None where it is no moment."""
    if found is None or (month := found[2].decode("latin-1").title()) not in MONTHS:
        return None
    day, year, hour, minute, second = (int(found[n]) for n in (1, 3, 4, 5, 6))
    offset = timedelta(hours=int(found[8]), minutes=int(found[9])) * (-1 if found[7] == b"-" else 1)
    try:
        zone = timezone(offset)
        return datetime(year, MONTHS.index(month) + 1, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
