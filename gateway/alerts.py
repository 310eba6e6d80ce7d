"""Story: the operator is told, once, that a line stopped working, and once that it works again.

A fault shorter than the grace is not told. The mail goes by the first healthy mail line; while there is none, the
event waits.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from gateway import database, lines, outbox, wording
from gateway.config import Line
from gateway.database import Connection, Database
from gateway.house import House
from gateway.intake.plan import mail_domain
from gateway.model import Purpose
from gateway.outbox import Owed

SILENT = "no sign of life: the process that should read this line has stopped, or stands still"


async def watch(db: Database, house: House) -> None:
    """Call lines failing that went silent, then tell what is news."""
    names = list(house.config.lines)
    async with db.transaction() as tx:
        await lines.silent(tx, names, house.config.times.health_grace, SILENT)
    async with db.transaction() as tx:
        events = [event for event in await lines.untold(tx) if event["line"] in house.config.lines]
        now = await tx.fetchval("SELECT now()")
        for _, group in groupby(sorted(events, key=lambda e: (e["line"], e["id"])), key=lambda e: e["line"]):
            await _tell(tx, house, list(group), now)


async def _tell(tx: Connection, house: House, events: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """One line's untold changes: news is only where they have led."""
    last = events[-1]
    was_down, down = events[0]["before"] == "failing", last["after"] == "failing"
    if down and not was_down and (now - last["at"]).total_seconds() < house.config.times.health_grace:
        return
    if down is not was_down:
        mail = [line for line in house.config.lines.values() if line.channel == "email" and line.send]
        healthy = await lines.healthy(tx, [line.name for line in mail])
        if mail and not healthy:
            return
        if mail:
            await outbox.owe(tx, [await _mail(tx, house, house.config.lines[healthy[0]], last, down)])
    await lines.told(tx, [event["id"] for event in events])


async def _mail(tx: Connection, house: House, by: Line, event: Mapping[str, Any], down: bool) -> Owed:
    line = house.config.lines[event["line"]]
    values = {
        **wording.unit_values(line.unit, "vi"),
        "line": line.name,
        "since": wording.minute(event["at"], house.config.zone),
        "error": event["error"],
    }
    subject, text = house.replies.render("line_down" if down else "line_up", "email", "vi", "accented", values)
    cause = f"line_event:{event['id']}"
    return Owed(
        id=await database.new_id(tx, "outbox"),
        line=by.name,
        cause=cause,
        purpose=Purpose.ALERT,
        recipient=f"mailto:{house.config.operator_mail}",
        text=text,
        subject=subject,
        message_id=outbox.message_id(house.key, cause.encode(), Purpose.ALERT, mail_domain(by)),
    )
