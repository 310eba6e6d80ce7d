"""What waits to go out: listed by line, purpose and age, and what holds each up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from gateway.domain.reasons import Reason
from gateway.domain.sending_rules import PUT_OFF
from gateway.store import database, rows
from gateway.store.database import Connection
from gateway.store.read_models.sight import Sight
from gateway.store.read_models.thread import now

__all__ = ["Waiting", "WaitingFilter", "Why", "waiting", "waiting_count", "why"]

SQL = database.queries("read_models")

Why = Literal["on_the_wire", "line_gone", "line_down", "aside", "put_off", "later", "braked", "next"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFilter:
    """Which rows: "" means any. `older`: waiting for at least that long. `sight`: only
    what it reaches."""

    sight: Sight

    line: str = ""
    purpose: str = ""
    older: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One row. `who`: URN; `code`: of its case, None without one; `since`: when it was queued; `due_at`: when it is
    tried next at the latest; `tries`: used up; `reason`: what the last try met, or
    why none was made; `send_error`: why its line cannot send.
    """

    id: int
    line: str
    purpose: str
    who: str
    code: str | None
    priority: int
    since: datetime
    due_at: datetime
    tries: int
    reason: Reason | None
    send_error: Reason | None
    aside: bool
    braked: bool
    on_the_wire: bool


WAITING = rows.Select(SQL["waiting"], Waiting)


async def waiting(
    conn: Connection, wanted: WaitingFilter, lines: Sequence[str], *, limit: int, offset: int = 0
) -> list[tuple[Waiting, Why]]:
    """The longest waiting first, and what holds each up. `lines`: those of the configuration that send."""
    moment = await now(conn)
    asked = wanted.line, wanted.purpose, wanted.older, *wanted.sight.of_lines()
    found = await WAITING.all(conn, *asked, limit, offset)
    return [(row, why(row, lines, moment)) for row in found]


async def waiting_count(conn: Connection, wanted: WaitingFilter) -> int:
    """How many there are."""
    asked = wanted.line, wanted.purpose, wanted.older, *wanted.sight.of_lines()
    return int(await conn.fetchval(SQL["waiting_count"], *asked))


def why(row: Waiting, lines: Sequence[str], now: datetime) -> Why:
    """What holds it up; of several things, the one to see to first."""
    if row.on_the_wire:
        return "on_the_wire"
    if row.line not in lines:
        return "line_gone"
    if row.send_error:
        return "line_down"
    if row.aside:
        return "aside"
    if row.due_at > now:
        return "put_off" if row.reason in PUT_OFF else "later"
    return "braked" if row.braked and row.priority > 1 else "next"
