"""A deadline that runs: how far it is, what a pause does to it, when somebody is reminded of it.

A promise is a moment that is kept: nothing here moves `due_at` but a pause that ends, whatever calendars say by then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from gateway.domain.deadlines.terms import Office, Term, after, due, passed

__all__ = [
    "LATE",
    "STEPS",
    "Audience",
    "Clock",
    "Step",
    "moments",
    "next_look",
    "reached",
    "resumed",
    "share",
    "started",
    "whom",
]

STEPS = (50, 80, 100, 120)  # percent of a term at which somebody is reminded
LATE = 100
Step = int
Audience = Literal["unit", "head", "city"]
_NOTHING = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A term that runs since `counted_from`, of which `used` had passed before that (there was a pause). `is_urgent`:
    reminders come at any hour, not in office hours alone."""

    term: Term
    counted_from: datetime
    due_at: datetime
    used: timedelta = _NOTHING
    is_urgent: bool = False


def started(term: Term, at: datetime, office: Office, *, is_urgent: bool = False) -> Clock:
    """A clock that begins at a moment."""
    return Clock(term=term, counted_from=at, due_at=due(term, at, office), is_urgent=is_urgent)


def share(clock: Clock, now: datetime, office: Office) -> float:
    """How much of its time has passed: 1.0 at the due time, more after it, in the time by which its term counts."""
    whole = _whole(clock, office)
    return (clock.used + passed(clock.term, clock.counted_from, now, office)) / whole if whole else 1.0


def resumed(clock: Clock, paused_at: datetime, at: datetime, office: Office) -> Clock:
    """After a pause from one moment to another. What was left is left; days end when offices close. What was late when
    it was paused stays as late."""
    if paused_at >= clock.due_at or at <= paused_at:
        return clock
    used = clock.used + passed(clock.term, clock.counted_from, paused_at, office)
    left = passed(clock.term, paused_at, clock.due_at, office)
    until = after(clock.term, at, left, office)
    if clock.term.unit == "days":  # days off count: the pause is added, not what of it was worked
        until = clock.due_at + (at - paused_at)
    if clock.term.is_of_days:
        until = office.closing(until.astimezone(office.zone).date())
    return replace(clock, counted_from=at, used=used, due_at=until)


def moments(clock: Clock, office: Office) -> Mapping[Step, datetime]:
    """When each step is reached and somebody may be told: in office hours, unless it is urgent."""
    return {step: _moment(clock, step, office) for step in STEPS}


def _moment(clock: Clock, step: Step, office: Office) -> datetime:
    at = clock.due_at
    if step != LATE:
        amount = max(_whole(clock, office) * step / 100 - clock.used, _NOTHING)
        at = after(clock.term, clock.counted_from, amount, office)
    return at if clock.is_urgent else office.opening(at)


def reached(clock: Clock, now: datetime, office: Office) -> Step:
    """The last step that somebody may be told of by now, 0 where none is."""
    return max((step for step, at in moments(clock, office).items() if at <= now), default=0)


def next_look(clock: Clock, told: Step, now: datetime, office: Office) -> datetime:
    """When the next reminder is due, of which step `told` was the last; after the last step each working day when
    offices open, for only an act ends them."""
    if ahead := [step for step in STEPS if step > told]:
        return _moment(clock, ahead[0], office)
    tomorrow = now.astimezone(office.zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return office.opening(tomorrow)


def whom(step: Step) -> tuple[Audience, ...]:
    """Who is reminded at a step: the officer; from the due time on the head too; then the city's office."""
    everybody: tuple[Audience, ...] = ("unit", "head", "city")
    return everybody[: 3 if step >= STEPS[-1] else 2 if step >= LATE else 1]


def _whole(clock: Clock, office: Office) -> timedelta:
    return clock.used + passed(clock.term, clock.counted_from, clock.due_at, office)
