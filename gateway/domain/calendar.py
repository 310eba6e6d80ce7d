"""Working time of public offices: office hours, days off, make-up days, due times.

The days are data (data/calendar_vn.json: the Prime Minister decides Tết and swapped days late in the year before), the
rules are here. A due time is computed once and stored: a promise does not move when the table changes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from importlib.resources import files

Hours = Sequence[tuple[time, time]]  # opening and closing of each half of the day, in order, not empty

_NOTHING = timedelta()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """Those of one installation: `common` is every unit's that has none of its own."""

    common: Calendar
    own: Mapping[str, Calendar] = field(default_factory=dict)  # by unit

    def of(self, unit: str) -> Calendar:
        """A unit's."""
        return self.own.get(unit, self.common)


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
    local = opening(start, calendar, hours, zone).astimezone(zone)
    day, since, spans = local.date(), _since_midnight(local.time()), _spans(tuple(hours))
    left = _worked_on(since, _DAY, spans)
    if working > left:
        whole = _worked_on(_NOTHING, _DAY, spans)
        days = -(-(working - left) // whole)  # rounded up: it ends at a closing rather than at the next opening
        day, since, working = _later(day, days, calendar), _NOTHING, working - left - (days - 1) * whole
    for opens, closes in spans:
        begins = max(opens, since)
        if working <= closes - begins:
            return _moment(day, time.min, zone) + begins + working
        working -= max(closes - begins, _NOTHING)
    raise AssertionError("a day has the hours that it has")


def worked(since: datetime, until: datetime, calendar: Calendar, hours: Hours, zone: tzinfo) -> timedelta:
    """How much of office hours lies between two moments; nothing where they are the other way round. Raises ValueError
    for a time without a zone."""
    if since.tzinfo is None or until.tzinfo is None:
        raise ValueError("a time without a zone has no place in a calendar")
    if until <= since:
        return _NOTHING
    first, last, spans = since.astimezone(zone), until.astimezone(zone), _spans(tuple(hours))
    begins, ends = _since_midnight(first.time()), _since_midnight(last.time())
    if first.date() == last.date():
        return _worked_on(begins, ends, spans) if calendar.is_working_day(first.date()) else _NOTHING
    found = _working_days(first.date() + _DAY, last.date(), calendar) * _worked_on(_NOTHING, _DAY, spans)
    if calendar.is_working_day(first.date()):
        found += _worked_on(begins, _DAY, spans)
    if calendar.is_working_day(last.date()):
        found += _worked_on(_NOTHING, ends, spans)
    return found


@lru_cache(_DAYS_KEPT)
def _spans(hours: tuple[tuple[time, time], ...]) -> tuple[tuple[timedelta, timedelta], ...]:
    """Office hours, counted from midnight."""
    return tuple((_since_midnight(opens), _since_midnight(closes)) for opens, closes in hours)


def _worked_on(since: timedelta, until: timedelta, spans: Sequence[tuple[timedelta, timedelta]]) -> timedelta:
    """How much of a day's office hours lies between two times of it."""
    found = _NOTHING
    for opens, closes in spans:
        if since < closes and opens < until:
            found += min(until, closes) - max(since, opens)
    return found


def _since_midnight(at: time) -> timedelta:
    return timedelta(0, at.second, at.microsecond, 0, at.minute, at.hour)


@lru_cache(_DAYS_KEPT)
def _working_days(first: date, end: date, calendar: Calendar) -> int:
    """How many there are from a day on, before another."""
    return sum(calendar.is_working_day(first + timedelta(days=n)) for n in range((end - first).days))


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
