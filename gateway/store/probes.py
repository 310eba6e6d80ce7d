"""Probes: texts and mails of ours to our own lines, and whether they came in. The only writer of its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("probes")

ProbeState = Literal["open", "received", "lost", "unsent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProbe:
    """One that goes out now. `by`: the line that sends it; `token`: by which it is known when it comes in."""

    id: int
    line: str
    by: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What became of one."""

    line: str
    sent_at: datetime
    outcome: ProbeState


BEGIN = rows.Insert(SQL["begin"], NewProbe)
SINCE = rows.Select(SQL["since"], Probe)


async def begin(tx: Connection, new: Sequence[NewProbe]) -> None:
    """They are enqueued in the same transaction."""
    await BEGIN.execute(tx, new)


async def settle(tx: Connection, lost_after: timedelta) -> None:
    """Those that have come in are received; those that have not for so long are lost, or were never sent."""
    await tx.execute(SQL["came_in"])
    await tx.execute(SQL["over"], lost_after)


async def left_over(conn: Connection) -> list[tuple[int, str]]:
    """What still waits in the outbox of probes that are over: (id, state)."""
    return [(row["id"], row["state"]) for row in await conn.fetch(SQL["left_over"])]


async def since(conn: Connection, lines: Sequence[str], moment: datetime) -> list[Probe]:
    """The probes of these lines since then, by line, the oldest first."""
    return await SINCE.all(conn, list(lines), moment)
