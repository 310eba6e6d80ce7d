"""What an act means to a case's clocks, beside what its state ends (domain/deadlines/profiles.py ENDED_BY)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gateway.domain.actor import Actor
from gateway.domain.deadlines import terms
from gateway.domain.deadlines.terms import Term
from gateway.domain.model import Kind
from gateway.domain.permissions import Act
from gateway.runtime.context import Context
from gateway.services.casework import people
from gateway.services.clocks import beginning, pausing
from gateway.store import calls, cases, deadlines
from gateway.store.casework import ActedCase
from gateway.store.database import Connection
from gateway.store.deadlines import NewClock

__all__ = ["follow", "proposed"]

LEAST_LATER = 3  # working days that a second promise is proposed for

SAYS = frozenset({Act.TAKE_OVER, Act.DECLINE, Act.TAKE_BACK, Act.ALLOCATE})  # nobody is asked any more
DONE = frozenset({"answered", "rejected", "petition_guided", "closed"})


async def follow(
    tx: Connection, context: Context, actor: Actor, act: Act, case: ActedCase, state: str, changed: Mapping[str, Any]
) -> None:
    """Time stands still while the citizen is asked, but for theirs, and runs on when somebody goes on without waiting;
    a word of progress begins its own anew; what is open again, or promised anew, has another round: the first promise
    stays, for figures count by it. `case`: before the act; `state`: after it; `changed`: what
    else it changes of it (changing.py)."""
    if case.kind == Kind.MISSED_CALL and state in DONE:
        await deadlines.done(tx, [case.id], ["call_back"])
        await calls.answered_case(tx, case.id)
    await _ask_unit(tx, context, act, case, changed.get("handed_to", ""))
    unit, until = people.units(context).get(case.unit), changed.get("due_at")
    if act is Act.ASK:
        await pausing.pause(tx, case.id, case.read_at)
    if unit is None:
        return
    office = context.config.office_of(unit)
    if act is Act.ASK:
        waits = beginning.awaited(context, unit, case.kind, case.read_at, urgent=case.urgent)
        await deadlines.begin(tx, beginning.new_clocks(case.id, {"citizen": waits}, office))
    if act is Act.START and case.state == "awaiting_citizen":
        await pausing.resume(tx, context, unit, case.id, case.read_at, actor)
    if until is not None:
        promised = beginning.promised(until, case.read_at, office, urgent=case.urgent)
        await deadlines.start_again(tx, beginning.new_clocks(case.id, {"answer": promised}, office))
    if act in (Act.REOPEN, Act.PROGRESS):
        begun = beginning.begun(context, unit, case.kind, case.read_at, urgent=case.urgent)
        await _begin(tx, act, beginning.new_clocks(case.id, begun, office))


async def _ask_unit(tx: Connection, context: Context, act: Act, case: ActedCase, asked: str) -> None:
    """A unit that is asked to take the case over is reminded itself until somebody has said yes or no."""
    if act in SAYS:
        await deadlines.done(tx, [case.id], ["take_over"])
    if act is Act.HAND_ON and (unit := people.units(context).get(asked)):
        says = beginning.asked(context, unit, case.kind, case.read_at, urgent=case.urgent)
        await deadlines.begin(tx, beginning.new_clocks(case.id, {"take_over": says}, context.config.office_of(unit)))


def proposed(context: Context, case: ActedCase) -> date | None:
    """The day that whoever apologises is proposed: half of an answer's time. None where its unit is gone."""
    unit = people.units(context).get(case.unit)
    if unit is None:
        return None
    days = max(LEAST_LATER, context.config.times.answer_days // 2)
    until = terms.due(Term(days, "working_days"), case.read_at, context.config.office_of(unit))
    return until.astimezone(context.config.zone).date()


async def _begin(tx: Connection, act: Act, rows: Sequence[NewClock]) -> None:
    if act is Act.REOPEN:
        await deadlines.start_again(tx, rows)
        await cases.promise(tx, beginning.promises(rows))
    else:
        await deadlines.restart(tx, [row for row in rows if row.kind == "progress"])
