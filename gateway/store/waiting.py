"""What waits to go out: listed by line, purpose and age, what holds each up, how much there is, how old.

Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from gateway.store import database
from gateway.store.database import Connection

__all__ = ["Waiting", "Wanted", "ages", "count", "due_by_line", "last_out", "listed", "why"]

SQL = database.queries("waiting")

Why = Literal["on_the_wire", "line_gone", "line_down", "aside", "later", "braked", "next"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows: "" means any. `older`: waiting for at least that long."""

    line: str = ""
    purpose: str = ""
    older: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One row. `who`: URN; `code`: of its case, "" for none; `since`: when it was queued; `due_at`: when it is tried
    next at the latest; `tries`: used up; `reason`: what the last try met; `said`: why its line cannot send."""

    id: int
    line: str
    purpose: str
    who: str
    code: str
    since: datetime
    due_at: datetime
    tries: int
    reason: str
    said: str
    why: Why


async def listed(
    conn: Connection, wanted: Wanted, lines: Sequence[str], *, limit: int, offset: int = 0
) -> list[Waiting]:
    """The longest waiting first. `lines`: those of the configuration that send."""
    now: datetime = await conn.fetchval("SELECT now()")
    rows = await conn.fetch(SQL["listed"], wanted.line, wanted.purpose, wanted.older, limit, offset)
    return [_waiting(dict(row), lines, now) for row in rows]


async def count(conn: Connection, wanted: Wanted) -> int:
    """How many there are."""
    return int(await conn.fetchval(SQL["count"], wanted.line, wanted.purpose, wanted.older))


def _waiting(row: Mapping[str, Any], lines: Sequence[str], now: datetime) -> Waiting:
    return Waiting(
        **{name: row[name] for name in ("id", "line", "purpose", "who", "since", "due_at", "tries", "reason")},
        code=row["code"] or "",
        said=row["send_error"],
        why=why(row, lines, now),
    )


def why(row: Mapping[str, Any], lines: Sequence[str], now: datetime) -> Why:
    """What holds it up; of several things, the one to see to first."""
    if row["on_the_wire"]:
        return "on_the_wire"
    if row["line"] not in lines:
        return "line_gone"
    if row["send_error"]:
        return "line_down"
    if row["aside"]:
        return "aside"
    if row["due_at"] > now:
        return "later"
    return "braked" if row["braked"] and row["priority"] > 1 else "next"


async def ages(conn: Connection) -> list[Mapping[str, Any]]:
    """(queue, n, oldest) of everything that waits here."""
    return [dict(row) for row in await conn.fetch(SQL["ages"])]


async def last_out(conn: Connection, names: Sequence[str]) -> dict[str, datetime]:
    """When each line last put something on the wire, within a week."""
    return {row["line"]: row["at"] for row in await conn.fetch(SQL["last_out"], list(names)) if row["at"]}


async def due_by_line(conn: Connection) -> dict[str, tuple[int, datetime]]:
    """How much each line has due, and since when."""
    return {row["line"]: (row["n"], row["oldest"]) for row in await conn.fetch(SQL["due_by_line"])}
