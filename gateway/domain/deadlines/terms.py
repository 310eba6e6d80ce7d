"""Terms ("5 working days", "2 hours"): when they end, and how much of one has passed.

Time counts in office hours, but for terms of plain minutes and hours, which count around the clock. Whole days end
when offices close, on a working day (Civil Code 2015, art. 147 and 148).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal, cast

from gateway.domain import calendar
from gateway.domain.calendar import Calendar, Hours

__all__ = ["Office", "Term", "TermUnit", "after", "due", "parse", "passed"]

TermUnit = Literal["minutes", "hours", "days", "working_minutes", "working_hours", "working_days"]

_WRITTEN = re.compile(r"([1-9]\d{0,3}) (working )?(minute|hour|day)s?", re.ASCII)
_NOTHING = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """When a unit works."""

    calendar: Calendar
    hours: Hours
    zone: tzinfo

    def closing(self, day: date) -> datetime:
        """When it closes on this day, or, if it is shut then, on the next one on which it works: UTC."""
        return calendar.closing(day, self.calendar, self.hours, self.zone)

    def opening(self, at: datetime) -> datetime:
        """The first moment of office hours at or after `at`: UTC."""
        return calendar.opening(at, self.calendar, self.hours, self.zone)

    def after(self, start: datetime, working: timedelta) -> datetime:
        """When so much of office hours has passed since `start`: UTC."""
        return calendar.due_within(start, working, self.calendar, self.hours, self.zone)


@dataclass(frozen=True, slots=True)
class Term:
    """So many of a unit of time. `str()` is how it is written in data."""

    n: int
    unit: TermUnit

    def __str__(self) -> str:
        name = self.unit.replace("_", " ")
        return f"{self.n} {name if self.n != 1 else name.removesuffix('s')}"

    @property
    def is_of_days(self) -> bool:
        """Whether it ends with a day."""
        return self.unit.endswith("days")

    @property
    def is_around_the_clock(self) -> bool:
        """Whether nights and days off count."""
        return self.unit in ("minutes", "hours")

    @property
    def length(self) -> timedelta:
        """Of a term in minutes or hours. Raises ValueError for one in days: a day's length is its office's."""
        if self.is_of_days:
            raise ValueError(f"{self} has no length of its own")
        return timedelta(**{self.unit.removeprefix("working_"): self.n})


def parse(text: str) -> Term:
    """A term as it is written: "5 working days". Raises ValueError."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(f"no term: {text!r}")
    return Term(int(found[1]), cast("TermUnit", f"{'working_' if found[2] else ''}{found[3]}s"))


def due(term: Term, start: datetime, office: Office) -> datetime:
    """When a term that starts at `start` ends: UTC. What starts after hours starts at the next opening, but around the
    clock; the day of the start does not count. Raises ValueError for a time without a zone."""
    if not term.is_of_days:
        return after(term, start, term.length, office)
    if term.unit == "working_days":
        return calendar.due(start, term.n, office.calendar, office.hours, office.zone)
    day = office.opening(start).astimezone(office.zone).date()
    return office.closing(day + timedelta(days=term.n))


def after(term: Term, start: datetime, amount: timedelta, office: Office) -> datetime:
    """When so much of a term's time has passed since `start`: UTC."""
    if term.is_around_the_clock:
        return start + amount
    return calendar.due_within(start, amount, office.calendar, office.hours, office.zone)


def passed(term: Term, since: datetime, until: datetime, office: Office) -> timedelta:
    """How much of a term's time lies between two moments; nothing where they are the other way round."""
    if term.is_around_the_clock:
        return max(until - since, _NOTHING)
    return calendar.worked(since, until, office.calendar, office.hours, office.zone)
