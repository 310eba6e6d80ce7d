"""Which terms a case has: rows of data by profile, kind, urgency and day (data/deadline_profiles.toml)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from gateway.domain.deadlines.terms import Term, parse

__all__ = ["DEADLINES", "GENERAL", "DeadlineKind", "ProfileRow", "Urgency", "load", "profiles", "terms"]

DeadlineKind = Literal["accept", "transfer", "answer", "progress", "publish"]
Urgency = Literal["normal", "complex", "urgent"]
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


@cache
def load() -> tuple[ProfileRow, ...]:
    """The rows that are shipped with the gateway, in their order."""
    data = tomllib.loads((files("gateway.domain") / "data" / "deadline_profiles.toml").read_text("utf-8"))
    return tuple(_row(row) for row in data["row"])


def _row(raw: Mapping[str, Any]) -> ProfileRow:
    sets = {name: frozenset(raw[name]) for name in ("kinds", "urgency") if name in raw}
    return ProfileRow(**{**raw, **sets, "term": parse(raw["term"])})


def profiles() -> tuple[str, ...]:
    """The names of the profiles that are shipped, in alphabetical order."""
    return tuple(sorted({row.profile for row in load()}))


def terms(
    profile: str, kind: str, urgency: Urgency, on: date, rows: Sequence[ProfileRow] = ()
) -> dict[DeadlineKind, ProfileRow]:
    """What a case of this kind has whose clock begins on that day: by deadline the first row of its profile that fits,
    else the first general one. `rows`: those that are shipped unless given."""
    found: dict[DeadlineKind, ProfileRow] = {}
    for name in (profile, GENERAL):
        for row in rows or load():
            if row.profile == name and row.fits(kind, urgency, on):
                found.setdefault(row.deadline, row)
    return found
