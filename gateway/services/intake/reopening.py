"""A citizen writes again: what was done is open again and promised anew, and what waited for their answer goes on."""

from gateway.domain.model import Reopened, Resumed
from gateway.runtime.context import Context
from gateway.services.clocks import beginning, pausing
from gateway.services.intake.plan import Plan
from gateway.store import cases, deadlines
from gateway.store.cases import NewEvent
from gateway.store.database import Connection

__all__ = ["open_again"]


async def open_again(tx: Connection, context: Context, plan: Plan) -> list[NewEvent]:
    """Move the cases that a plan's messages joined; returns the events that say so. One statement where none was done
    or waited; what waited costs those of its clocks."""
    moved = await cases.reopen(tx, plan.reopened)
    reopened = sorted(one.id for one in moved if one.state == "reopened")
    clocks = [clock for clock in plan.clocks if clock.case_id in reopened]
    await deadlines.start_again(tx, clocks)
    await cases.promise(tx, beginning.promises(clocks))
    for one in moved:
        unit = context.config.units.get(one.unit)
        if one.state != "reopened" and unit is not None:
            at = max(touch.at for touch in plan.touches if touch.case_id == one.id)
            await pausing.resume(tx, context, unit, one.id, at, None)
    resumed = sorted(one.id for one in moved if one.state != "reopened")
    return [
        *(NewEvent(case_id=id, payload=Reopened()) for id in reopened),
        *(NewEvent(case_id=id, payload=Resumed()) for id in resumed),
    ]
