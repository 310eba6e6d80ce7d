"""Cases: codes, states, events, links. The only writer of these tables.

A case's history is its events; the row of `cases` is where they have led. States change only by
compare-and-set along model.TRANSITIONS; *overdue* is never stored, it is `due_at < now()` of an open case.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg

from gateway.domain.model import OPEN_CASE_STATES, TRANSITIONS, CaseFact, EventKind
from gateway.store import database
from gateway.store.database import Connection

SQL = database.queries("cases")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A row of cases as intake or a person opens it."""

    id: int
    code: str
    line: str
    channel: str
    unit: str
    sender: str
    sender_name: str
    language: str
    subject: str
    kind: str
    urgent: bool
    restricted: bool
    due_at: datetime
    last_message_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """Something that happened to a case."""

    case_id: int
    kind: EventKind
    message_id: int | None = None
    actor: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A line that a case stands on beside its own. `hidden`: neither unit is shown to the other (Bcc)."""

    case_id: int
    line: str
    unit: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A message came to a case that was there before."""

    case_id: int
    at: datetime
    urgent: bool = False
    restricted: bool = False


def _fact(row: asyncpg.Record) -> CaseFact:
    return CaseFact(**dict(row))


async def by_codes(conn: Connection, codes: Iterable[str]) -> dict[str, CaseFact]:
    """Cases by their code; codes that nobody has are left out."""
    wanted = list(codes)
    return {row["code"]: _fact(row) for row in await conn.fetch(SQL["by_codes"], wanted)} if wanted else {}


async def by_ids(conn: Connection, ids: Iterable[int]) -> dict[int, CaseFact]:
    """Cases by id."""
    wanted = list(ids)
    return {row["id"]: _fact(row) for row in await conn.fetch(SQL["by_ids"], wanted)} if wanted else {}


async def recent(conn: Connection, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], CaseFact]:
    """For each (line, sender): the open case that had a message last."""
    if not pairs:
        return {}
    lines, senders = [line for line, _ in pairs], [sender for _, sender in pairs]
    rows = await conn.fetch(SQL["recent"], lines, senders, list(OPEN_CASE_STATES))
    return {(row["line"], row["sender"]): _fact(row) for row in rows}


async def answered(conn: Connection, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], CaseFact]:
    """For each (line, sender): the case that was answered last, within 30 days, and is not open again."""
    if not pairs:
        return {}
    lines, senders = [line for line, _ in pairs], [sender for _, sender in pairs]
    rows = await conn.fetch(SQL["answered"], lines, senders)
    return {(row["line"], row["sender"]): _fact(row) for row in rows}


async def taken_codes(conn: Connection, codes: Iterable[str]) -> frozenset[str]:
    """Those of `codes` that a case already has."""
    return frozenset(row["code"] for row in await conn.fetch(SQL["taken_codes"], list(codes)))


async def lock(tx: Connection, ids: Iterable[int]) -> dict[int, str]:
    """Lock cases in key order; returns their states."""
    wanted = sorted(set(ids))
    return {row["id"]: row["state"] for row in await tx.fetch(SQL["lock"], wanted)} if wanted else {}


async def open_many(tx: Connection, cases: Sequence[NewCase]) -> None:
    """Open cases, in one statement."""
    if cases:
        names = NewCase.__slots__
        await tx.execute(SQL["open_cases"], *([getattr(case, name) for case in cases] for name in names))


async def touch(tx: Connection, touches: Sequence[Touch]) -> None:
    """Note that messages came to cases."""
    if touches:
        await tx.execute(
            SQL["touch"],
            [t.case_id for t in touches],
            [t.at for t in touches],
            [t.urgent for t in touches],
            [t.restricted for t in touches],
        )


async def reopen(tx: Connection, ids: Sequence[int]) -> frozenset[int]:
    """Reopen those that were answered, rejected, guided or closed; returns which."""
    return frozenset(row["id"] for row in await tx.fetch(SQL["reopen"], list(ids))) if ids else frozenset()


async def rate(tx: Connection, ratings: Mapping[int, int]) -> None:
    """Store the citizens' ratings, case id -> 1–5; the last one counts."""
    if ratings:
        await tx.execute(SQL["rate"], list(ratings), list(ratings.values()))


async def write_events(tx: Connection, events: Sequence[NewEvent]) -> list[int]:
    """Append to cases' histories; returns the events' ids, in order."""
    if not events:
        return []
    names = ("case_id", "kind", "message_id", "actor", "detail")
    rows = await tx.fetch(SQL["write_events"], *([getattr(event, name) for event in events] for name in names))
    return [row["id"] for row in rows]


async def undelivered(tx: Connection, case_id: int, purpose: str, outbox_id: int) -> None:
    """A reply did not reach the citizen: the officer sees it on the case."""
    detail = {"purpose": purpose, "outbox": outbox_id}
    await write_events(tx, [NewEvent(case_id=case_id, kind=EventKind.UNDELIVERED, detail=detail)])


async def write_links(tx: Connection, links: Sequence[tuple[int, int, str]]) -> None:
    """(case, other case, reason): seen by officers only."""
    if links:
        await tx.execute(SQL["write_links"], *(list(column) for column in zip(*links, strict=True)))


async def stand_on(tx: Connection, rows: Sequence[CaseLine]) -> None:
    """Cases stand on these lines, too: they show in the lists of both."""
    if rows:
        names = ("case_id", "line", "unit", "hidden")
        await tx.execute(SQL["stand_on"], *([getattr(row, name) for row in rows] for name in names))


async def move_home(tx: Connection, case_id: int, line: str, unit: str) -> None:
    """A case belongs to another line and unit from now on: the one that its mail names, where the first was not
    named."""
    await tx.execute(SQL["move_home"], case_id, line, unit)


async def lines_of(conn: Connection, case_id: int) -> list[Mapping[str, Any]]:
    """The lines that a case stands on beside its own: line, unit, hidden."""
    return [dict(row) for row in await conn.fetch(SQL["lines_of"], case_id)]


async def change(tx: Connection, case_id: int, state: str) -> bool:
    """Move a case to `state` if model.TRANSITIONS allows it from where it is now; False where it does not."""
    sources = [before for before, after in TRANSITIONS["case"].items() if state in after]
    return await tx.fetchval(SQL["change"], case_id, sources, state) is not None


async def find(conn: Connection, code: str) -> Mapping[str, Any] | None:
    """The whole row of a case by its code."""
    row = await conn.fetchrow(SQL["case"], code)
    return dict(row) if row else None


async def rows(conn: Connection, ids: Iterable[int]) -> dict[int, Mapping[str, Any]]:
    """What replies say of cases: state, code, due_at, opened_at, kind, line, unit."""
    wanted = list(ids)
    return {row["id"]: dict(row) for row in await conn.fetch(SQL["rows"], wanted)} if wanted else {}


async def listed(conn: Connection, *, everything: bool, limit: int) -> list[Mapping[str, Any]]:
    """Open cases (or all), urgent first, then by due time."""
    return [dict(row) for row in await conn.fetch(SQL["listed"], list(OPEN_CASE_STATES), everything, limit)]


async def events(conn: Connection, case_id: int) -> list[Mapping[str, Any]]:
    """A case's history, oldest first."""
    return [dict(row) for row in await conn.fetch(SQL["events"], case_id)]


async def links(conn: Connection, case_id: int) -> list[Mapping[str, Any]]:
    """Cases linked with this one, in either direction."""
    return [dict(row) for row in await conn.fetch(SQL["links"], case_id)]


async def ages(conn: Connection) -> list[Mapping[str, Any]]:
    """(queue, n, oldest) of open, overdue and urgent cases."""
    return [dict(row) for row in await conn.fetch(SQL["ages"])]
