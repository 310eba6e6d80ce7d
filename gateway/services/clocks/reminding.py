"""Somebody is reminded of what is half over, about to be late and late: the officers, then their head, then the city's
office, in office hours, until an act ends it. Who that is, and what is told together, alerts.py finds out.

What is due is looked up; a look that was missed tells of the step that has been reached since."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from gateway.domain.casework import PUBLISHED_FROM
from gateway.domain.deadlines import clock
from gateway.domain.deadlines.clock import Audience as Reminded
from gateway.domain.deadlines.clock import Step
from gateway.domain.model import OPEN_CASE_STATES
from gateway.domain.reasons import Reason
from gateway.replies import wording
from gateway.runtime.context import Context
from gateway.services import reasons
from gateway.services.clocks.beginning import running
from gateway.store import deadlines, notices
from gateway.store.database import Database
from gateway.store.deadlines import Looked, PendingReminder
from gateway.store.notices import Audience, Notice

__all__ = ["remind"]

REMOVED_UNIT = timedelta(days=1)  # after which a unit is looked for again that the configuration has no more


async def remind(db: Database, context: Context) -> None:
    """Write down who is to be reminded of what now."""
    async with db.transaction() as tx:
        pending = await deadlines.to_remind(tx)
        if not pending:
            return
        now = await tx.fetchval("SELECT now()")
        looks = [_look(one, context, now) for one in pending]
        await notices.write(tx, [notice for _, told in looks for notice in told])
        await deadlines.looked(tx, [seen for seen, _ in looks])


def _look(one: PendingReminder, context: Context, now: datetime) -> tuple[Looked, list[Notice]]:
    """What is kept of a look at one clock, and who is told."""
    seen = Looked(case_id=one.case_id, kind=one.kind, round=one.round, step=one.step, look_at=None)
    unit = context.config.units.get(one.unit)
    if not _runs(one):
        return seen, []
    if unit is None:
        return replace(seen, look_at=now + REMOVED_UNIT), []
    office, runs = context.config.office_of(unit), running(one)
    step = max(one.step, clock.reached(runs, now, office))
    seen = replace(seen, step=step, look_at=clock.next_look(runs, step, now, office))
    if step == one.step and step < clock.STEPS[-1]:
        return seen, []
    return seen, list(_notices(one, context, step, int(100 * clock.share(runs, now, office)), now))


def _runs(one: PendingReminder) -> bool:
    """Whether it is still to be done; what is public is none of a restricted case."""
    if not one.unit:
        return False
    if one.kind == "publish":
        return one.state in PUBLISHED_FROM and not one.restricted
    return one.state in OPEN_CASE_STATES


def _notices(one: PendingReminder, context: Context, step: Step, percent: int, now: datetime) -> Iterator[Notice]:
    """Codes, dates and units alone. Of a restricted case the unit and its head may be whom it is about: the operator is
    told, who sees neither its words nor its sender."""
    zone, template = context.config.zone, "deadline_late" if step >= clock.LATE else "deadline_soon"
    again = f":{now.astimezone(zone):%Y%m%d}" if step == clock.STEPS[-1] else ""
    fields: dict[str, str | Reason] = {
        "unit": one.unit,
        "code": one.code,
        "line": _line_of(context, one),
        "matter": reasons.DEADLINES[one.kind],
        "until": wording.minute(one.due_at, zone),
        "share": str(percent),
    }
    audiences: set[Audience] = {"operator"} if one.restricted else {_audience(who) for who in clock.whom(step)}
    for audience in sorted(audiences):
        yield Notice(
            audience=audience,
            template=template,
            key=f"{template}:{audience}:{one.case_id}:{one.kind}:{one.round}:{step}{again}",
            name=one.code,
            fields=fields,
            case_id=one.case_id,
        )


def _line_of(context: Context, one: PendingReminder) -> str:
    """By whose duty it is told: that of the case's line; of a case that another unit has taken over, of that unit's
    first, "–" where it has none."""
    lines = context.config.lines
    if (came := lines.get(one.line)) is None or came.unit.key == one.unit:
        return one.line
    return next((line.name for line in lines.values() if line.unit.key == one.unit), "–")


def _audience(who: Reminded) -> Audience:
    """Who of the notices' audiences that is; the city's office is whoever runs the gateway."""
    match who:
        case "unit" | "head":
            return who
        case "city":
            return "operator"
        case _:
            assert_never(who)
