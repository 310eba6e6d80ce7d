"""What the console's pages show: cases found and listed, a thread with its raw bytes, what is stuck, rates and ages.

Its one idea: it only reads, one statement a question, each answered from an index and with a limit.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gateway import addresses, database
from gateway.database import Connection
from gateway.text import fold

__all__ = [
    "COUNTED",
    "ORDERS",
    "Filter",
    "MessageFilter",
    "StuckFilter",
    "ages",
    "attachment",
    "attachments",
    "code_of",
    "found",
    "held_groups",
    "listed",
    "message",
    "messages",
    "now",
    "outcomes",
    "rates",
    "raw",
    "searched",
    "stuck",
    "thread",
    "total",
]

SQL = database.queries("views")
_DIGITS = re.compile(r"[\d\s.+-]{3,}")
_WORD = re.compile(r"[^\W_]+")
COUNTED = 1_000
ORDERS = {  # each is an index read in order
    "urgency": "urgent DESC, due_at, id",
    "due": "due_at, id",
    "newest": "id DESC",
    "oldest": "id",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which cases: "" means any. `mark`: urgent, overdue or restricted. `closed`: answered and closed ones too.

    `sort`: urgency, due, newest or oldest; of open cases by urgency, of all the newest first unless it says so."""

    words: str = ""
    state: str = ""
    line: str = ""
    kind: str = ""
    mark: str = ""
    closed: bool = False
    sort: str = ""


async def listed(
    conn: Connection, wanted: Filter, *, limit: int, offset: int, ids: list[int] | None = None
) -> list[Mapping[str, Any]]:
    """Cases in the order that is wanted. At most 1,000 match a search; `ids`: what `found` gave, if it was asked."""
    ids = await found(conn, wanted) if ids is None else ids
    order = ORDERS.get(wanted.sort) or ORDERS["newest" if wanted.closed else "urgency"]
    chosen = ids, wanted.state, wanted.line, wanted.kind, wanted.mark
    rows = await conn.fetch(
        SQL[f"{_which(wanted)}_cases"].replace("ORDER BY id", f"ORDER BY {order}"), *chosen, limit, offset
    )
    return [dict(row) for row in rows]


async def total(conn: Connection, wanted: Filter, *, ids: list[int] | None = None) -> int:
    """How many cases `listed` has in all, at most COUNTED + 1: to count a million would take seconds."""
    ids = await found(conn, wanted) if ids is None else ids
    chosen = ids, wanted.state, wanted.line, wanted.kind, wanted.mark
    asked = ("found_count", wanted.closed) if ids is not None else (f"{_which(wanted)}_count", COUNTED + 1)
    counted: int = await conn.fetchval(SQL[asked[0]], *chosen, asked[1])
    return counted


def _which(wanted: Filter) -> str:
    return "all" if wanted.closed else "open"


async def found(conn: Connection, wanted: Filter) -> list[int] | None:
    """The ids of the cases that a search names, by a number's end, a mail address, or words; None without a search."""
    words = wanted.words.strip()
    if not words:
        return None
    if _DIGITS.fullmatch(words) or "@" in words:
        return await _by_sender(conn, "by_sender_end", words)
    query = _query(words)
    if not query:
        return []
    # The index knows no marks; a word typed with marks is meant so: "đèn" finds đèn, and den where none are written
    marked = [f"({re.escape(word)}|{fold(word)})" for word in searched(words) if fold(word) != word]
    return [row["id"] for row in await conn.fetch(SQL["by_words"], query, marked)]


def searched(words: str) -> list[str]:
    """The words of a search, in lower case, composed; all of them must stand in a message."""
    return _WORD.findall(unicodedata.normalize("NFC", words).lower())[:12]


async def _by_sender(conn: Connection, query: str, words: str) -> list[int]:
    """What senders of this URN's end wrote. A whole address names its own alone; where it is nobody's, it is an end."""
    for end in _sender_ends(words):
        if ids := [row["id"] for row in await conn.fetch(SQL[query], _backwards(end))]:
            return ids
    return []


def _sender_ends(words: str) -> tuple[str, ...]:
    """How a URN may end, to be asked in this order: a mail address, whole before a part of one; or the last digits of a
    number (of a whole one, without its leading 0 or +84)."""
    if "@" in words:
        urn = addresses.mail(words)
        return (urn, urn.removeprefix("mailto:")) if urn else (words.lower(),)
    digits = re.sub(r"\D", "", words)
    whole = addresses.phone(words)
    return (whole.removeprefix("tel:") if len(digits) >= 9 and whole else digits,)


def _backwards(end: str) -> str:
    """As the index has it; the signs that LIKE takes for any are themselves here."""
    return re.sub(r"[\\%_]", r"\\\g<0>", end[::-1])


async def thread(conn: Connection, case_id: int) -> list[Mapping[str, Any]]:
    """The whole rows of a case's messages, in order."""
    return [dict(row) for row in await conn.fetch(SQL["messages"], case_id, None)]


async def message(conn: Connection, message_id: int) -> Mapping[str, Any] | None:
    """The whole row of one message."""
    rows = await conn.fetch(SQL["messages"], None, message_id)
    return dict(rows[0]) if rows else None


async def attachments(conn: Connection, message_ids: Sequence[int]) -> list[Mapping[str, Any]]:
    """The attachments of messages, without their bytes."""
    return [dict(row) for row in await conn.fetch(SQL["attachments"], list(message_ids))]


async def attachment(conn: Connection, message_id: int, n: int) -> Mapping[str, Any] | None:
    """One attachment: name, type, bytes."""
    row = await conn.fetchrow(SQL["attachment"], message_id, n)
    return dict(row) if row else None


async def raw(conn: Connection, message_ids: Sequence[int], limit: int) -> list[Mapping[str, Any]]:
    """The raw parts of messages, in order: id, message_id, size, and the first `limit` bytes."""
    return [dict(row) for row in await conn.fetch(SQL["raw"], list(message_ids), limit)]


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckFilter:
    """What waits for a person: "" means any. `side`: in or out. `words`: of an address, a name, a List-Id, subject or
    text. `kind` and `name`: only what came from one sender (a URN) or list (its List-Id)."""

    side: str = ""
    state: str = ""
    line: str = ""
    words: str = ""
    kind: str = ""
    name: str = ""


async def stuck(
    conn: Connection, wanted: StuckFilter, *, limit: int, offset: int = 0
) -> tuple[list[Mapping[str, Any]], int]:
    """What waits for a person, incoming first, each side oldest first; and how many there are. `id`: m12 or o34."""
    words = wanted.words.strip().lower()
    rows: list[Mapping[str, Any]] = []
    total = 0
    if wanted.side in ("", "in"):
        asked = wanted.state, wanted.line, words, _query(words), wanted.kind, wanted.name
        rows, total = await _paged(conn, "stuck_messages", "m", asked, limit, offset)
    if wanted.side in ("", "out") and not wanted.kind:
        room, before = limit - len(rows), total
        asked_out = wanted.state, wanted.line, words
        more, n = await _paged(conn, "stuck_outbox", "o", asked_out, room, max(0, offset - before))
        rows, total = rows + more, before + n
    return rows, total


async def _paged(
    conn: Connection, query: str, letter: str, asked: tuple[str, ...], limit: int, offset: int
) -> tuple[list[Mapping[str, Any]], int]:
    """One page, and the number of all rows; a page beyond the end is empty, and the number is asked for apart."""
    found = await conn.fetch(SQL[query], *asked, limit, offset)
    if not found:
        first = await conn.fetch(SQL[query], *asked, 1, 0)
        return [], first[0]["found"] if first else 0
    return [{**row, "id": f"{letter}{row['id']}"} for row in found], found[0]["found"]


async def held_groups(conn: Connection, least: int) -> list[Mapping[str, Any]]:
    """Senders and lists of which at least so many are held as perhaps a machine's: kind, name, n, since, first (id),
    subject and sender_name of the newest."""
    return [dict(row) for row in await conn.fetch(SQL["held_groups"], least)]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFilter:
    """Which messages: "" means any. `words`: a List-Id, the end of an address or number, or words without marks."""

    words: str = ""
    outcome: str = ""
    line: str = ""


async def messages(conn: Connection, wanted: MessageFilter, *, limit: int, offset: int = 0) -> list[Mapping[str, Any]]:
    """All messages, newest first; at most 1,000 match a search. Of a restricted case the words are left out."""
    ids = await _found_messages(conn, wanted.words.strip())
    rows = await conn.fetch(SQL["all_messages"], ids, wanted.outcome, wanted.line, limit, offset)
    return [dict(row) for row in rows]


async def _found_messages(conn: Connection, words: str) -> list[int] | None:
    if not words:
        return None
    listed = [row["id"] for row in await conn.fetch(SQL["messages_by_list"], words.lower())]
    if listed or _DIGITS.fullmatch(words) or "@" in words:
        return listed or await _by_sender(conn, "messages_by_sender_end", words)
    query = _query(words)
    return [row["id"] for row in await conn.fetch(SQL["messages_by_words"], query)] if query else []


async def outcomes(conn: Connection) -> dict[str, int]:
    """How many messages there are of each outcome."""
    return {row["outcome"]: row["n"] for row in await conn.fetch(SQL["outcomes"])}


def _query(words: str) -> str:
    """Words as a query of PostgreSQL's: all of them, each as a beginning, without marks; "" where there are none."""
    return " & ".join(f"{word}:*" for word in _WORD.findall(fold(words))[:12])


async def rates(conn: Connection, names: Sequence[str], hours: int) -> dict[str, list[Mapping[str, Any]]]:
    """Pieces received ("in") and sent ("out") by line and hour, of the last `hours` hours and this one."""
    span = timedelta(hours=hours)
    return {
        way: [dict(row) for row in await conn.fetch(SQL[f"rates_{way}"], list(names), span)] for way in ("in", "out")
    }


async def ages(conn: Connection) -> dict[str, tuple[float, float]]:
    """Of each queue that holds something: the ages in seconds that half and nine tenths of it have not reached."""
    return {row["queue"]: (row["p50"], row["p90"]) for row in await conn.fetch(SQL["ages"])}


async def now(conn: Connection) -> datetime:
    """The moment by the database's clock, by which due times go."""
    at: datetime = await conn.fetchval(SQL["now"])
    return at


async def code_of(conn: Connection, case_id: int) -> str:
    """A case's code by its id, "" where there is none."""
    code: str | None = await conn.fetchval(SQL["code_of"], case_id)
    return code or ""
