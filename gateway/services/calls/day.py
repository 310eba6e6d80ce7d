"""A day's calls as page and terminal show them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gateway.domain.actor import Actor
from gateway.runtime.context import Context
from gateway.services import access
from gateway.store import calls, read_models
from gateway.store.calls import CallFigures, ToCallBack, UnreadRecords
from gateway.store.database import Connection

__all__ = ["Day", "look"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Who is to be called back now, the figures of a day by line and hour, and what could not be read."""

    day: date
    now: datetime
    waiting: list[ToCallBack]
    figures: list[CallFigures]
    unread: list[UnreadRecords]


async def look(conn: Connection, context: Context, actor: Actor, day: date | None = None) -> Day:
    """What this actor's lists may show. `day`: in the gateway's zone; None: today."""
    zone, now = context.config.zone, await read_models.now(conn)
    chosen = day or now.astimezone(zone).date()
    lines = access.lines_of(context.config, actor)
    since, until = (_midnight(chosen + timedelta(days=n), zone) for n in (0, 1))
    return Day(
        day=chosen,
        now=now,
        waiting=await calls.to_call_back(conn, lines),
        figures=await calls.figures(conn, since, until, lines),
        unread=await calls.unread(conn, lines),
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
