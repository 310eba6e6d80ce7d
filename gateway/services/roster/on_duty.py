"""Who is on duty for which line now, who answers for it, and when nobody will be, as page and terminal show it."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain import duty
from gateway.domain.actor import Actor
from gateway.domain.duty import Gap, Person
from gateway.ops.health import roster as gaps
from gateway.runtime.context import Context
from gateway.services import access
from gateway.settings.config import Config
from gateway.store import people, read_models
from gateway.store.database import Connection
from gateway.store.people import Roster

__all__ = ["OnDuty", "heads", "look", "on_duty", "whom"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """Of one line. `gap`: the next office hours without anybody; `is_kept`: the line stands in the roster at all."""

    line: str
    unit: str
    is_kept: bool
    persons: list[Person]
    heads: list[Person]
    gap: Gap | None = None


async def look(conn: Connection, context: Context, actor: Actor) -> list[OnDuty]:
    """The lines that this actor's lists may show."""
    roster, now = await people.roster(conn), await read_models.now(conn)
    shown = access.lines_of(context.config, actor)
    return [one for one in on_duty(context.config, roster, now) if shown is None or one.line in shown]


def on_duty(config: Config, roster: Roster, now: datetime) -> list[OnDuty]:
    """Each configured line's, in the order of the configuration."""
    known = {person.key: person for person in roster.persons}
    first: dict[str, Gap] = {}
    for gap in gaps.gaps(config, roster, now):
        first.setdefault(gap.line, gap)
    found = []
    for line in config.lines.values():
        own = [shift for shift in roster.shifts if shift.line == line.name]
        days = config.calendars.of(line.unit.key)
        here = duty.on_duty(line.name, now, own, roster.absences, days, config.zone)
        answering = duty.heads(line.name, now, own, roster.absences, config.zone)
        one = OnDuty(
            line=line.name,
            unit=line.unit.key,
            is_kept=bool(own),
            persons=[known[key] for key in here],
            heads=[known[key] for key in answering],
            gap=first.get(line.name),
        )
        found.append(one)
    return found


def whom(config: Config, roster: Roster, now: datetime) -> dict[str, list[Person]]:
    """By line, who is told of it now: those on duty; where nobody is, in office hours, its head. Lines that have nobody
    are left out."""
    known = {person.key: person for person in roster.persons}
    found = {}
    for name in {shift.line for shift in roster.shifts} & config.lines.keys():
        own = [shift for shift in roster.shifts if shift.line == name]
        at = config.office_of(config.lines[name].unit)
        here = duty.on_duty(name, now, own, roster.absences, at.calendar, at.zone)
        is_open = at.opening(now) <= now
        if is_open and not here:
            here = duty.heads(name, now, own, roster.absences, config.zone)
        if here:
            found[name] = [known[key] for key in here]
    return found


def heads(config: Config, roster: Roster, now: datetime) -> dict[str, list[Person]]:
    """By line, who answers for it. Lines that have nobody are left out."""
    return {one.line: one.heads for one in on_duty(config, roster, now) if one.heads}
