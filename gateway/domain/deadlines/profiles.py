"""Which terms a case has: rows of data by profile, kind, urgency and day (data/deadline_profiles.toml)."""

import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast, get_args

from gateway.domain.deadlines.terms import Term, parse
from gateway.domain.model.decisions import Kind

__all__ = [
    "DEADLINES",
    "ENDED_BY",
    "GENERAL",
    "DeadlineKind",
    "NoRow",
    "ProfileRow",
    "Urgency",
    "load",
    "profiles",
    "row",
    "terms",
]

DeadlineKind = Literal["accept", "transfer", "answer", "progress", "publish", "citizen", "take_over"]
Urgency = Literal["normal", "complex", "urgent"]
# What a state that is reached was due for, so that nobody is reminded of it any more (model.TRANSITIONS).
_WITH_AN_END: tuple[DeadlineKind, ...] = ("accept", "transfer", "answer", "progress", "citizen", "take_over")
# Do not begin with a case: with its answer, with a question, with a hand-over.
LATER: tuple[DeadlineKind, ...] = ("publish", "citizen", "take_over")
ENDED_BY: Mapping[str, tuple[DeadlineKind, ...]] = {
    "accepted": ("accept", "citizen"),
    "awaiting_citizen": ("accept",),
    "transferred": ("accept", "transfer", "take_over"),
    "in_progress": ("accept", "transfer", "citizen"),
    "answered": _WITH_AN_END,
    "rejected": _WITH_AN_END,
    "petition_guided": _WITH_AN_END,
    "closed": _WITH_AN_END,
    "reopened": ("publish",),  # another answer is to come
}
GENERAL = "general"  # what holds everywhere, where a city's own says nothing
DEADLINES: tuple[DeadlineKind, ...] = get_args(DeadlineKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRow:
    """One term. `kinds`, `urgency`: of the cases that it is for, empty: all; `source`: the law or rule that sets it;
    `certain`: whether that was read, and not remembered or taken to mean so."""

    profile: str
    deadline: DeadlineKind
    term: Term
    source: str
    kinds: frozenset[str] = frozenset()
    urgency: frozenset[str] = frozenset()
    valid_from: date = date.min
    valid_until: date = date.max
    certain: bool = True

    def fits(self, kind: str, urgency: Urgency, on: date) -> bool:
        """Whether it is for such a case on this day."""
        is_meant = (not self.kinds or kind in self.kinds) and (not self.urgency or urgency in self.urgency)
        return is_meant and self.valid_from <= on <= self.valid_until


class NoRow(ValueError):
    """A row of data that is none: `key` is wrong, missing or unknown."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


@cache
def load() -> tuple[ProfileRow, ...]:
    """The rows that are shipped with the gateway, in their order."""
    data = tomllib.loads((files("gateway.domain") / "data" / "deadline_profiles.toml").read_text("utf-8"))
    return tuple(row(one) for one in data["row"])


def row(raw: Mapping[str, object]) -> ProfileRow:
    """A row as it is written in TOML. Raises NoRow."""
    for key in (*raw, *(name for name, is_right in RIGHT.items() if not is_right(None))):
        if key not in RIGHT or not RIGHT[key](raw.get(key)):
            raise NoRow(key)
    sets = {name: frozenset(cast("list[str]", raw[name])) for name in ("kinds", "urgency") if name in raw}
    made: dict[str, Any] = {**raw, **sets, "term": parse(str(raw["term"]))}
    if made.get("valid_from", date.min) > made.get("valid_until", date.max):
        raise NoRow("valid_until")
    return ProfileRow(**made)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_term(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(parse(value))
    except ValueError:
        return False


def _some_of(words: Collection[str]) -> Callable[[object], bool]:
    return lambda value: value is None or (isinstance(value, list) and bool(value) and set(value) <= set(words))


def _is_day(value: object) -> bool:
    return value is None or (isinstance(value, date) and not isinstance(value, datetime))


# Of each key, what its value must be; None: it is left out.
RIGHT: Mapping[str, Callable[[object], bool]] = {
    "profile": _is_name,
    "deadline": lambda value: value in DEADLINES,
    "term": _is_term,
    "source": _is_name,
    "kinds": _some_of([kind.value for kind in Kind]),
    "urgency": _some_of(get_args(Urgency)),
    "valid_from": _is_day,
    "valid_until": _is_day,
    "certain": lambda value: value is None or isinstance(value, bool),
}


def profiles() -> tuple[str, ...]:
    """The names of the profiles that are shipped, in alphabetical order."""
    return tuple(sorted({row.profile for row in load()}))


def terms(
    profile: str, kind: str, urgency: Urgency, on: date, own: Sequence[ProfileRow] = ()
) -> dict[DeadlineKind, ProfileRow]:
    """What a case of this kind has whose clock begins on that day: by deadline the first row of its profile that fits,
    else the first general one. `own`: an office's rows, which stand before those that are shipped."""
    found: dict[DeadlineKind, ProfileRow] = {}
    for name in (profile, GENERAL):
        for one in (*own, *load()):
            if one.profile == name and one.fits(kind, urgency, on):
                found.setdefault(one.deadline, one)
    return found
