"""What the console's pages show: cases found and listed, a thread with its raw bytes, what is stuck, rates and ages.

Its one idea: it only reads, one statement a question, each answered from an index and with a limit.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gateway import addresses, database
from gateway.database import Connection
from gateway.text import fold

__all__ = [
    "Filter",
    "ages",
    "attachment",
    "attachments",
    "code_of",
    "listed",
    "message",
    "now",
    "rates",
    "raw",
    "stuck",
    "thread",
]

SQL = database.queries("views")
_DIGITS = re.compile(r"[\d\s.+-]{3,}")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which cases: "" means any. `mark`: urgent, overdue or restricted. `closed`: answered and closed ones too."""

    words: str = ""
    state: str = ""
    line: str = ""
    kind: str = ""
    mark: str = ""
    closed: bool = False


async def listed(conn: Connection, wanted: Filter, *, limit: int, offset: int) -> list[Mapping[str, Any]]:
    """Open cases, urgent first, then by due time; or all, newest first. At most 1,000 match a search."""
    ids = await _found(conn, wanted.words.strip())
    query = SQL["all_cases" if wanted.closed else "open_cases"]
    chosen = ids, wanted.state, wanted.line, wanted.kind, wanted.mark
    return [dict(row) for row in await conn.fetch(query, *chosen, limit, offset)]


async def _found(conn: Connection, words: str) -> list[int] | None:
    """The ids of the cases that a search names: by the end of a number, a mail address, or words without marks."""
    if not words:
        return None
    if _DIGITS.fullmatch(words) or "@" in words:
        return [row["id"] for row in await conn.fetch(SQL["by_sender_end"], _sender_end(words))]
    folded = _WORD.findall(fold(words))[:12]
    if not folded:
        return []
    query = " & ".join(f"{word}:*" for word in folded)
    return [row["id"] for row in await conn.fetch(SQL["by_words"], query)]


def _sender_end(words: str) -> str:
    """How a URN ends: a mail address, or the last digits of a number (of a whole one, without its leading 0 or +84)."""
    if "@" in words:
        return addresses.mail(words) or words.lower().replace("\\", "").replace("%", r"\%").replace("_", r"\_")
    digits = re.sub(r"\D", "", words)
    whole = addresses.phone(words)
    return whole.removeprefix("tel:") if len(digits) >= 9 and whole else digits


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


async def stuck(
    conn: Connection, *, side: str = "", state: str = "", line: str = "", limit: int = 200
) -> list[Mapping[str, Any]]:
    """What waits for a person, oldest first, at most `limit` of each side; `side`: in, out or ""; `id`: m12 or o34."""
    rows: list[Mapping[str, Any]] = []
    for letter, name in (("m", "stuck_messages"), ("o", "stuck_outbox")):
        if side in ("", "in" if letter == "m" else "out"):
            found = await conn.fetch(SQL[name], state, line, limit)
            rows += [{**row, "id": f"{letter}{row['id']}"} for row in found]
    return sorted(rows, key=lambda row: row["since"])


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
