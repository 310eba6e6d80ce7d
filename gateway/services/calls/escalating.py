"""A call-back that is about to be late is told to who is on duty for its line; at its deadline to their head, once
each. Who that is, and by which line they are told, alerts.py finds out."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from gateway.channels.calls import CallsOptions
from gateway.domain.model import OPEN_CASE_STATES
from gateway.replies import wording
from gateway.runtime.context import Context
from gateway.settings.config import Line
from gateway.store import deadlines, notices
from gateway.store.database import Database
from gateway.store.deadlines import DueDeadline
from gateway.store.notices import Audience, Notice

__all__ = ["escalate"]

LEAD = timedelta(minutes=15)  # before a deadline; a quarter of a shorter time than an hour


async def escalate(db: Database, context: Context) -> None:
    """Write down what is to be told now. Who is on duty is warned in office hours, in which they can call back."""
    lines = context.config.lines
    async with db.transaction() as tx:
        now = await tx.fetchval("SELECT now()")
        for one in await deadlines.due(tx, "call_back", LEAD, OPEN_CASE_STATES, lines):
            late = one.due_at <= now
            if late or _is_soon(one, lines[one.line], context, now):
                await deadlines.told(tx, one.case_id, "call_back", late=late)
                await notices.write(tx, list(_notices(one, context, late=late)))


def _is_soon(one: DueDeadline, line: Line, context: Context, now: datetime) -> bool:
    lead = LEAD
    if isinstance(line.options, CallsOptions):  # the name may stand for a line of another channel by now
        lead = min(LEAD, timedelta(minutes=line.options.call_back_minutes) / 4)
    opens = context.config.office_of(line.unit).opening(now)
    return one.due_at - now <= lead and opens <= now


def _notices(one: DueDeadline, context: Context, *, late: bool) -> Iterator[Notice]:
    """Late: the head; and whoever is on duty, where nobody could warn them."""
    audiences: list[Audience] = ["unit"] if not one.warned_at else []
    if late:
        audiences.append("head")
    zone = context.config.zone
    template = "call_back_late" if late else "call_back_soon"
    fields = {
        "unit": one.unit,
        "code": one.code,
        "line": one.line,
        "received": wording.minute(one.began_at, zone),
        "until": wording.minute(one.due_at, zone),
    }
    for audience in audiences:
        yield Notice(
            audience=audience,
            template=template,
            key=f"{template}:{audience}:{one.case_id}",
            name=one.code,
            fields=fields,
            case_id=one.case_id,
        )
