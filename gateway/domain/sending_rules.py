"""Whether what is due may go out now, waits for a moment, or for a person. Pure.

These rules are about who gets it, at what hour and how often; what the wire answers is send_verdict.py's. What a person
has released goes out at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo

from gateway.domain.model import BY_OFFICER, Purpose
from gateway.domain.reasons import Reason, code

__all__ = ["PUT_OFF", "UNASKED", "Bounds", "Rules", "Ruling", "Seen", "Waiting", "end_of_quiet", "ruling"]

TOO_OLD = code("send.too_old", "age")
HELD_WORD = code("send.held_word", "word")
QUIET_HOURS = code("send.quiet_hours")()
SAME_TEXT = code("send.same_text")()
MANY_TO_ONE = code("send.many_to_one")()
MANY_TO_ONE_DAY = code("send.many_to_one_day")()
PUT_OFF = frozenset({QUIET_HOURS, SAME_TEXT, MANY_TO_ONE, MANY_TO_ONE_DAY})  # not tried: it waits for its moment

UNASKED = BY_OFFICER | {Purpose.MISSED_CALL}  # not in answer to somebody who has just written
URGENT = frozenset({Purpose.EMERGENCY, Purpose.ALERT, Purpose.PROBE})  # bound by no hour and no number
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one carrier bears, as in Rules."""

    same_text: timedelta = timedelta(0)
    held_words: tuple[str, ...] = ()
    per_number: int | None = None
    per_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """`old`: after which nothing goes out by itself. Of texts to phones (None: of no other message): `quiet`: hours of
    the day in `zone` at which nobody is written to unasked; `same_text`: that the same words wait between two of them
    to one number (carriers take them for spam); `held_words`: what a carrier refuses, in small letters; `per_number`:
    texts to one number in an hour; `per_day`: in 24."""

    old: timedelta
    zone: tzinfo
    quiet: tuple[time, time] | None = None
    same_text: timedelta = timedelta(0)
    held_words: tuple[str, ...] = ()
    per_number: int | None = None
    per_day: int | None = None

    def within(self, bounds: Iterable[Bounds]) -> "Rules":
        """The stricter of these and those of carriers."""
        one: Rules = self
        for other in bounds:
            one = replace(
                one,
                same_text=max(one.same_text, other.same_text),
                held_words=(*one.held_words, *other.held_words),
                per_number=_least(one.per_number, other.per_number),
                per_day=_least(one.per_day, other.per_day),
            )
        return one


def _least(one: int | None, other: int | None) -> int | None:
    return min((n for n in (one, other) if n is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A due row. `begun`: parts of it are out. `released`: by a person, who has seen it."""

    purpose: Purpose
    text: str
    created_at: datetime
    begun: bool = False
    released: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What has gone to its number: when the same words last did, how many texts did in the last hour, and when the
    first of them; `day`: in the last 24 hours, where somebody asks."""

    same_at: datetime | None = None
    texts: int = 0
    first_at: datetime | None = None
    day: int = 0
    day_first_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Neither: now. `until`: it waits for that moment; `held`: for a person."""

    reason: Reason | None = None
    until: datetime | None = None

    @property
    def held(self) -> bool:
        """Whether a person decides."""
        return self.reason is not None and self.until is None


NOW = Ruling()


def ruling(row: Waiting, seen: Seen, rules: Rules, now: datetime) -> Ruling:
    """When a row may go out."""
    if row.released:
        return NOW
    age = now - row.created_at
    if age > rules.old:
        return Ruling(reason=TOO_OLD(age=age))
    if row.purpose in URGENT or row.begun:
        return NOW
    folded = row.text.casefold()
    if word := next((word for word in rules.held_words if word in folded), ""):
        return Ruling(reason=HELD_WORD(word=word))
    waits = [wait for wait in _waits(row, seen, rules, now) if wait.until and wait.until > now]
    return max(waits, key=lambda wait: wait.until or now, default=NOW)


def _waits(row: Waiting, seen: Seen, rules: Rules, now: datetime) -> list[Ruling]:
    """The moments that each rule asks it to wait for; some of them past."""
    waits = []
    if rules.quiet and row.purpose in UNASKED:
        waits.append(Ruling(reason=QUIET_HOURS, until=end_of_quiet(now, rules.quiet, rules.zone)))
    if seen.same_at:
        waits.append(Ruling(reason=SAME_TEXT, until=seen.same_at + rules.same_text))
    if rules.per_number is not None and seen.texts >= rules.per_number and seen.first_at:
        waits.append(Ruling(reason=MANY_TO_ONE, until=seen.first_at + HOUR))
    if rules.per_day is not None and seen.day >= rules.per_day and seen.day_first_at:
        waits.append(Ruling(reason=MANY_TO_ONE_DAY, until=seen.day_first_at + DAY))
    return waits


def end_of_quiet(now: datetime, quiet: tuple[time, time], zone: tzinfo) -> datetime | None:
    """When the quiet hours end in which `now` lies; None outside of them. They may span midnight."""
    begin, end = quiet
    local = now.astimezone(zone)
    at = local.timetz().replace(tzinfo=None)
    if not (begin <= at < end if begin <= end else at >= begin or at < end):
        return None
    day = local.date() + timedelta(days=begin > end and at >= begin)
    return datetime.combine(day, end, zone)
