"""Persons' data is taken out of the tables; figures stay. It writes the tables of other modules (sql/erasing.sql)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gateway.store import database, rows
from gateway.store.database import Connection

__all__ = ["DONE", "Due", "Kind", "State", "done_at", "due", "erase_cases", "erase_old", "old", "state", "take"]

SQL = database.queries("erasing")
DONE = "retention_done"  # the clock of runs that came to their end
Kind = Literal["messages", "outbox", "calls"]
OF_CASES = (
    *("events", "answers", "answer_files", "drafts", "contacts", "reply_tokens", "entered", "publications"),
    *("shared_answers", "cases"),
)
OF: Mapping[Kind, tuple[str, ...]] = {  # what belongs to rows of a kind, and these
    "messages": ("attachments", "parts", "messages"),
    "outbox": ("attempts", "outbox"),
    "calls": ("call_legs", "calls"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A case that is due. `of_all`: how many there are in all."""

    id: int
    code: str
    of_all: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How many cases are under a legal hold, and how many were erased."""

    held: int
    erased: int


DUE = rows.Select(SQL["due"], Due)
STATE = rows.Select(SQL["state"], State)


async def due(conn: Connection, days: int, restricted_days: int, limit: int) -> list[Due]:
    """The first cases that are due; 0 days: never."""
    return await DUE.all(conn, days or None, restricted_days or None, limit)


async def take(tx: Connection, ids: Sequence[int], days: int, restricted_days: int) -> list[int]:
    """Those of them that nobody has moved or written to meanwhile, locked until the transaction ends."""
    return [row["id"] for row in await tx.fetch(SQL["take"], days or None, restricted_days or None, list(ids))]


async def erase_cases(tx: Connection, ids: Sequence[int]) -> None:
    """Erase what is known of the persons of these cases, with all that belongs to them."""
    for kind in OF:
        await _erase(tx, kind, [row["id"] for row in await tx.fetch(SQL[f"{kind}_of"], list(ids))])
    for name in OF_CASES:
        await tx.execute(SQL[name], list(ids))


async def old(conn: Connection, kind: Kind, after: int, days: int, limit: int) -> list[int]:
    """The ids of what belongs to no case and is as old, behind this id, in order."""
    return [row["id"] for row in await conn.fetch(SQL[f"old_{kind}"], after, days, limit)]


async def erase_old(tx: Connection, kind: Kind, ids: Sequence[int]) -> None:
    """Erase what is known of persons in these."""
    await _erase(tx, kind, ids)


async def done_at(conn: Connection) -> datetime | None:
    """When a run last came to its end, or the first began; None where none ever did."""
    found: datetime | None = await conn.fetchval(SQL["done_at"], DONE)
    return found


async def state(conn: Connection) -> State:
    """How far it has come."""
    found = await STATE.first(conn)
    assert found is not None
    return found


async def _erase(tx: Connection, kind: Kind, ids: Sequence[int]) -> None:
    for name in OF[kind] if ids else ():
        await tx.execute(SQL[name], list(ids))
