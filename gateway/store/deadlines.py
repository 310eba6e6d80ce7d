"""Deadlines: what must happen to a case by when. Beside it, cases.py writes them where a case is opened or moves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from gateway.domain.deadlines import profiles
from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("deadlines")

DeadlineKind = Literal[profiles.DeadlineKind, "call_back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeadline:
    """A row of deadlines that nobody is reminded of from here, as it is set."""

    case_id: int
    kind: DeadlineKind
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClock(NewDeadline):
    """One that is counted in a term. `look_at`: when somebody is reminded first."""

    term: str
    counted_from: datetime
    urgent: bool
    look_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(NewDeadline):
    """A deadline as it stands. `round`: from 1; a case that is open again has another."""

    round: int
    term: str
    counted_from: datetime
    used: timedelta
    urgent: bool
    paused_at: datetime | None
    warned_at: datetime | None
    escalated_at: datetime | None
    step: int
    look_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDeadline:
    """One that is late or about to be, of an open case. `warned_at`: when who is on duty was told; `began_at`: of its
    first call, else when the case was opened."""

    case_id: int
    due_at: datetime
    warned_at: datetime | None
    line: str
    unit: str
    code: str
    began_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingReminder(NewDeadline):
    """One that somebody is to be reminded of, and its case. `step`: what they were told of before; `unit`: who has to
    do it, "" where nobody is asked any more."""

    round: int
    term: str
    counted_from: datetime
    used: timedelta
    urgent: bool
    step: int
    code: str
    line: str
    unit: str
    state: str
    restricted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Somebody was reminded, of that step, and will be again then; None: of this nobody will be."""

    case_id: int
    kind: DeadlineKind
    round: int
    step: int
    look_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOn(NewDeadline):
    """A clock that goes on after a pause."""

    round: int
    counted_from: datetime
    used: timedelta
    look_at: datetime


SET = rows.Insert(SQL["set"], NewDeadline)
START_AGAIN = rows.Insert(SQL["start_again"], NewClock)
BEGIN = rows.Insert(SQL["begin"], NewClock)
RESTART = rows.Insert(SQL["restart"], NewClock)
LOOKED = rows.Insert(SQL["looked"], Looked)
RUN_ON = rows.Insert(SQL["run_on"], RunOn)
OF_CASE = rows.Select(SQL["of_case"], Deadline)
PAUSED = rows.Select(SQL["paused"], Deadline)
DUE = rows.Select(SQL["due"], DueDeadline)
TO_REMIND = rows.Select(SQL["to_remind"], PendingReminder)


async def set_many(tx: Connection, new: Sequence[NewDeadline]) -> None:
    """Set deadlines; one that its case has of that kind stays as it was."""
    await SET.execute(tx, new)


async def start_again(tx: Connection, clocks: Sequence[NewClock]) -> None:
    """Cases are open again: they have these clocks beside those that they had."""
    await START_AGAIN.execute(tx, clocks)


async def done(
    tx: Connection, cases: Collection[int], kinds: Collection[DeadlineKind], at: datetime | None = None
) -> None:
    """What had to happen to these cases has, at that moment or now: nobody is reminded of it any more."""
    await tx.execute(SQL["done"], list(cases), list(kinds), at)


async def of_case(conn: Connection, case_id: int) -> list[Deadline]:
    """A case's deadlines, the first due first."""
    return await OF_CASE.all(conn, case_id)


async def due(
    tx: Connection, kind: DeadlineKind, within: timedelta, states: Collection[str], lines: Collection[str]
) -> list[DueDeadline]:
    """What is late, or due within that time, of cases in these states and of these lines, and was not told; locked, 200
    at most."""
    return await DUE.all(tx, kind, within, list(states), list(lines))


async def told(tx: Connection, case_id: int, kind: DeadlineKind, *, late: bool) -> None:
    """Who is on duty is told that it is about to be late; `late`: that it is, and their head too."""
    await tx.execute(SQL["told"], case_id, kind, late)


async def to_remind(tx: Connection) -> list[PendingReminder]:
    """What somebody is to be reminded of now, of cases in any state; locked, 200 at most."""
    return await TO_REMIND.all(tx)


async def begin(tx: Connection, clocks: Sequence[NewClock]) -> None:
    """Clocks beside those that these cases have in their last round; one of that kind begins anew."""
    await BEGIN.execute(tx, clocks)


async def restart(tx: Connection, clocks: Sequence[NewClock]) -> None:
    """What had to happen to cases has, and must again: their clocks of the last round begin anew."""
    await RESTART.execute(tx, clocks)


async def looked(tx: Connection, seen: Sequence[Looked]) -> None:
    """Keep who was reminded of what, and when they will be again."""
    await LOOKED.execute(tx, seen)


async def pause(tx: Connection, case_id: int, at: datetime) -> list[DeadlineKind]:
    """The clocks of a case stand still from that moment on; returns which."""
    return [row["kind"] for row in await tx.fetch(SQL["pause"], case_id, at)]


async def paused(tx: Connection, case_id: int) -> list[Deadline]:
    """Those that stand still, locked."""
    return await PAUSED.all(tx, case_id)


async def run_on(tx: Connection, clocks: Sequence[RunOn]) -> None:
    """Clocks go on after a pause."""
    await RUN_ON.execute(tx, clocks)
