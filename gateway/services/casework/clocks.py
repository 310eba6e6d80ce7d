"""What an act means to a case's clocks, beside what its state ends (domain/deadlines/profiles.py ENDED_BY)."""

from datetime import datetime

from gateway.domain.actor import Actor
from gateway.domain.model import Kind
from gateway.domain.permissions import Act
from gateway.runtime.context import Context
from gateway.services.casework import people
from gateway.services.clocks import beginning, pausing
from gateway.store import calls, deadlines, read_models
from gateway.store.casework import ActedCase
from gateway.store.database import Connection

__all__ = ["follow"]

DONE = frozenset({"answered", "rejected", "petition_guided", "closed"})


async def follow(tx: Connection, context: Context, actor: Actor, act: Act, case: ActedCase, state: str) -> None:
    """Time stands still while the citizen is asked, and runs on when somebody goes on without waiting; a word of
    progress begins its own anew; what is open again has another round. `case`: before the act; `state`: after it."""
    if case.kind == Kind.MISSED_CALL and state in DONE:
        await deadlines.done(tx, [case.id], ["call_back"])
        await calls.answered_case(tx, case.id)
    if act is Act.ASK:
        await pausing.pause(tx, case.id, await read_models.now(tx))
    unit = people.units(context).get(case.unit)
    if unit is None:
        return
    if act is Act.START and case.state == "awaiting_citizen":
        await pausing.resume(tx, context, unit, case.id, await read_models.now(tx), actor)
    if act in (Act.REOPEN, Act.PROGRESS):
        await _begin(tx, context, act, case, await read_models.now(tx))


async def _begin(tx: Connection, context: Context, act: Act, case: ActedCase, now: datetime) -> None:
    unit = people.units(context)[case.unit]
    begun = beginning.begun(context, unit, case.kind, now, urgent=case.urgent)
    rows = beginning.new_clocks(case.id, begun, context.config.office_of(unit))
    if act is Act.REOPEN:
        await deadlines.start_again(tx, rows)
    else:
        await deadlines.restart(tx, [row for row in rows if row.kind == "progress"])
