"""Deadlines: what must happen to a case by when, beside its answer. The only writer of its table."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("deadlines")

DeadlineKind = Literal["call_back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeadline:
    """A row of deadlines as it is set."""

    case_id: int
    kind: DeadlineKind
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(NewDeadline):
    """A deadline as it stands."""

    paused_at: datetime | None
    warned_at: datetime | None
    escalated_at: datetime | None
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


SET = rows.Insert(SQL["set"], NewDeadline)
OF_CASE = rows.Select(SQL["of_case"], Deadline)
DUE = rows.Select(SQL["due"], DueDeadline)


async def set_many(tx: Connection, new: Sequence[NewDeadline]) -> None:
    """Set deadlines; one that its case has of that kind stays as it was."""
    await SET.execute(tx, new)


async def done(tx: Connection, cases: Collection[int], kind: DeadlineKind, at: datetime) -> None:
    """What had to happen to these cases has, at that moment."""
    await tx.execute(SQL["done"], list(cases), kind, at)


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
