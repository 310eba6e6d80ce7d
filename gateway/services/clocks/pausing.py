"""While the citizen is asked, the time of a case does not pass: its clocks stand still and go on with what is left."""

from datetime import datetime

from gateway.domain.actor import Actor
from gateway.domain.deadlines import clock
from gateway.domain.model import DueMoved
from gateway.runtime.context import Context
from gateway.services.clocks.beginning import running
from gateway.settings.config import Unit
from gateway.store import cases, deadlines
from gateway.store.database import Connection
from gateway.store.deadlines import Deadline, RunOn

__all__ = ["pause", "resume"]

WHY = "asked"  # the citizen


async def pause(tx: Connection, case_id: int, at: datetime) -> None:
    """The citizen is asked at that moment. What is paused already stays so since then."""
    await deadlines.pause(tx, case_id, at)


async def resume(tx: Connection, context: Context, unit: Unit, case_id: int, at: datetime, actor: Actor | None) -> None:
    """They have answered. A due time that moves is written down among the case's events; the answer's is what they are
    told of from then on. `actor`: None for the gateway itself."""
    on, moved = [], []
    for one in await deadlines.paused(tx, case_id):
        row = _run_on(one, context, unit, at)
        on.append(row)
        if row.due_at != one.due_at:
            before, after = one.due_at.isoformat(), row.due_at.isoformat()
            moved.append(DueMoved(deadline=one.kind, before=before, after=after, why=WHY))
            if one.kind == "answer":
                await cases.promise(tx, {case_id: row.due_at})
    await deadlines.run_on(tx, on)
    who = actor.id if actor else ""
    await cases.write_events(tx, [cases.NewEvent(case_id=case_id, payload=one, actor=who) for one in moved])


def _run_on(one: Deadline, context: Context, unit: Unit, at: datetime) -> RunOn:
    assert one.paused_at is not None
    office = context.config.office_of(unit)
    answered = max(at, one.paused_at)  # their words may have crossed ours
    runs = clock.resumed(running(one), one.paused_at, answered, office)
    return RunOn(
        case_id=one.case_id,
        kind=one.kind,
        round=one.round,
        counted_from=runs.counted_from,
        used=runs.used,
        due_at=runs.due_at,
        look_at=clock.next_look(runs, one.step, at, office),
    )
