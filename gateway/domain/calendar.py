"""Working time of public offices: office hours, days off, make-up days, due times.

The days are data (data/calendar_vn.json: the Prime Minister decides Tết and swapped days late in the year before), the
rules are here. A due time is computed once and stored: a promise does not move when the table changes.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from importlib.resources import files

Hours = Sequence[tuple[time, time]]  # opening and closing of each half of the day, in order, not empty

_DAY = timedelta(days=1)
_DAYS_KEPT = 64  # what comes in a week starts on the same few days


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Days off beside Saturday and Sunday, and the Saturdays and Sundays that are worked to make up for a swapped
    day. After `known_until` they follow the law and the lunar calendar only: swapped days are not known yet."""

    days_off: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()
    known_until: date = date.max

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day of the zone's calendar."""
        return day in self.make_up or (day.weekday() < 5 and day not in self.days_off)


@cache
def load() -> Calendar:
    """The calendar of Vietnam that is shipped with the gateway."""
    data = json.loads((files("gateway.domain") / "data" / "calendar_vn.json").read_text("utf-8"))
    computed = (f"{year}-{day}" for year, days in data["computed"].items() for day in days)
    return Calendar(
        days_off=frozenset(map(date.fromisoformat, (*data["days_off"], *computed))),
        make_up=frozenset(map(date.fromisoformat, data["weekend_workdays"])),
        known_until=date.fromisoformat(data["until"]),
    )


def opening(at: datetime, calendar: Calendar, hours: Hours, zone: tzinfo) -> datetime:
    """The first moment of office hours at or after `at`, in UTC. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone has no place in a calendar")
    local = at.astimezone(zone)
    if calendar.is_working_day(local.date()):
        for opens, closes in hours:
            if local.time() < closes:
                return _moment(local.date(), max(opens, local.time()), zone)
    return _moment(_next_working_day(local.date(), calendar), hours[0][0], zone)


def due(start: datetime, working_days: int, calendar: Calendar, hours: Hours, zone: tzinfo) -> datetime:
    """When an answer is due that is promised within `working_days` of a message that came at `start`: UTC.

    What comes after hours or on a day off starts at the next opening. The day of the start does not count (Civil Code
    2015, art. 147); the answer is due when offices close on the last working day. Raises ValueError for a time without
    a zone.
    """
    day = opening(start, calendar, hours, zone).astimezone(zone).date()
    return _moment(_later(day, working_days, calendar), hours[-1][1], zone)


def due_within(start: datetime, working: timedelta, calendar: Calendar, hours: Hours, zone: tzinfo) -> datetime:
    """When so much of office hours has passed since `start`: UTC. What comes after hours begins at the next opening.
    Raises ValueError for a time without a zone."""
    at = opening(start, calendar, hours, zone)
    while True:
        local = at.astimezone(zone)
        closes = next(closes for _, closes in hours if local.time() < closes)
        left = _moment(local.date(), closes, zone) - at
        if working <= left:
            return at + working
        working -= left
        at = opening(at + left, calendar, hours, zone)


def worked(since: datetime, until: datetime, calendar: Calendar, hours: Hours, zone: tzinfo) -> timedelta:
    """How much of office hours lies between two moments; nothing where they are the other way round. Raises ValueError
    for a time without a zone."""
    if since.tzinfo is None or until.tzinfo is None:
        raise ValueError("a time without a zone has no place in a calendar")
    day, last, found = since.astimezone(zone).date(), until.astimezone(zone).date(), timedelta()
    while day <= last:
        for opens, closes in hours if calendar.is_working_day(day) else ():
            span = min(until, _moment(day, closes, zone)) - max(since, _moment(day, opens, zone))
            found += max(span, timedelta())
        day += _DAY
    return found


def closing(day: date, calendar: Calendar, hours: Hours, zone: tzinfo) -> datetime:
    """When offices close on this day, or on the next working day where they are shut on it: UTC."""
    return _moment(_later(day - _DAY, 1, calendar), hours[-1][1], zone)


@lru_cache(_DAYS_KEPT)
def _later(day: date, working_days: int, calendar: Calendar) -> date:
    for _ in range(working_days):
        day = _next_working_day(day, calendar)
    return day


def _next_working_day(day: date, calendar: Calendar) -> date:
    day += _DAY
    while not calendar.is_working_day(day):
        day += _DAY
    return day


def _moment(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at.replace(tzinfo=None), zone).astimezone(UTC)
