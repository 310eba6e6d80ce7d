"""Who is on duty for a line at a moment, and when nobody is. Pure: the calendar and the moment are handed in.

A shift holds on the weekdays that it names, also on days off; one that names none holds on working days, also on the
Saturday that makes up for a swapped day. Whoever is away is stood in for; an exception of one day is an absence beside
a shift of that day alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Literal

from gateway.domain.calendar import Calendar, Hours

__all__ = ["Absence", "DutyRole", "Gap", "Person", "Shift", "gaps", "heads", "on_duty"]

DutyRole = Literal["duty", "stand_in", "head"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the office. `phone`: a URN, or ""; `unit`: its key, or ""."""

    key: str
    name: str
    phone: str = ""
    mail: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One person's turn on one line. `weekdays`: digits, 1 is Monday (ISO 8601); "": working days. `begins` is not
    before `ends`: until that time of the next day. A stand-in is on duty where nobody else is; a head is told of what
    stays undone."""

    line: str
    person: str
    role: DutyRole
    weekdays: str = ""
    begins: time = time()
    ends: time = time()
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A person is away between two moments. `stand_in`: who takes all their turns meanwhile, "": the lines' own."""

    person: str
    since: datetime
    until: datetime
    stand_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Office hours in which nobody is on duty for a line."""

    line: str
    since: datetime
    until: datetime


def on_duty(
    line: str, at: datetime, shifts: Sequence[Shift], absences: Sequence[Absence], calendar: Calendar, zone: tzinfo
) -> list[str]:
    """The persons who are on duty for a line, each once, in the order of the shifts; empty: nobody is.

    Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone has no place in a roster")
    return _of_role("duty", line, at, shifts, absences, calendar, zone) or _of_role(
        "stand_in", line, at, shifts, absences, calendar, zone
    )


def heads(line: str, at: datetime, shifts: Sequence[Shift], absences: Sequence[Absence], zone: tzinfo) -> list[str]:
    """Who answers for a line on this day at any hour; whoever stands in for them while they are away."""
    day = at.astimezone(zone).date()
    named = (shift.person for shift in shifts if shift.line == line and shift.role == "head" and _is_valid(shift, day))
    return list(dict.fromkeys(filter(None, (_present(person, at, absences) for person in named))))


def gaps(
    line: str,
    since: datetime,
    until: datetime,
    shifts: Sequence[Shift],
    absences: Sequence[Absence],
    *,
    hours: Hours,
    calendar: Calendar,
    zone: tzinfo,
) -> list[Gap]:
    """Office hours between two moments in which nobody is on duty for a line, in order. Raises ValueError for a time
    without a zone."""
    found: list[Gap] = []
    own = [shift for shift in shifts if shift.line == line and shift.role != "head"]
    for opens, closes in _office_hours(since, until, hours, calendar, zone):
        moments = [opens, *sorted(_changes(opens, closes, own, absences, calendar, zone)), closes]
        for begins, ends in pairwise(moments):
            if on_duty(line, begins, own, absences, calendar, zone):
                continue
            is_longer = found and found[-1].until == begins
            found.append(Gap(line=line, since=found.pop().since if is_longer else begins, until=ends))
    return found


def _of_role(
    role: DutyRole,
    line: str,
    at: datetime,
    shifts: Sequence[Shift],
    absences: Sequence[Absence],
    calendar: Calendar,
    zone: tzinfo,
) -> list[str]:
    turns = (shift for shift in shifts if shift.line == line and shift.role == role)
    named = (shift.person for shift in turns if _covers(shift, at, calendar, zone))
    return list(dict.fromkeys(filter(None, (_present(person, at, absences) for person in named))))


def _present(person: str, at: datetime, absences: Sequence[Absence]) -> str:
    """The person, or who stands in, "" where nobody does. A stand-in who is away too is not followed further."""
    away = next((one for one in absences if one.person == person and one.since <= at < one.until), None)
    if away is None:
        return person
    stand_in = away.stand_in
    is_away = any(one.person == stand_in and one.since <= at < one.until for one in absences)
    return "" if is_away else stand_in


def _covers(shift: Shift, at: datetime, calendar: Calendar, zone: tzinfo) -> bool:
    """Whether the turn that began today, or yesterday in the evening, holds at this moment."""
    today = at.astimezone(zone).date()
    return any(begins <= at < ends for begins, ends in _turns(shift, (today - _DAY, today), calendar, zone))


def _turns(shift: Shift, days: Sequence[date], calendar: Calendar, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    for day in days:
        if _is_valid(shift, day) and _holds_on(shift, day, calendar):
            last = day if shift.begins < shift.ends else day + _DAY
            yield _moment(day, shift.begins, zone), _moment(last, shift.ends, zone)


def _is_valid(shift: Shift, day: date) -> bool:
    return (shift.valid_from or date.min) <= day <= (shift.valid_until or date.max)


def _holds_on(shift: Shift, day: date, calendar: Calendar) -> bool:
    return str(day.isoweekday()) in shift.weekdays if shift.weekdays else calendar.is_working_day(day)


def _office_hours(
    since: datetime, until: datetime, hours: Hours, calendar: Calendar, zone: tzinfo
) -> Iterator[tuple[datetime, datetime]]:
    day = since.astimezone(zone).date()
    while _moment(day, time(), zone) < until:
        for opens, closes in hours if calendar.is_working_day(day) else ():
            begins, ends = max(_moment(day, opens, zone), since), min(_moment(day, closes, zone), until)
            if begins < ends:
                yield begins, ends
        day += _DAY


def _changes(
    opens: datetime,
    closes: datetime,
    shifts: Sequence[Shift],
    absences: Sequence[Absence],
    calendar: Calendar,
    zone: tzinfo,
) -> set[datetime]:
    """The moments between these two at which somebody comes or goes."""
    day = opens.astimezone(zone).date()
    turns = (turn for shift in shifts for turn in _turns(shift, (day - _DAY, day), calendar, zone))
    moments = {moment for turn in turns for moment in turn}
    moments |= {moment for away in absences for moment in (away.since, away.until)}
    return {moment for moment in moments if opens < moment < closes}


def _moment(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
