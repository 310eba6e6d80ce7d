"""Units of the office: the tree of them, and the register's rows, which change while the gateway runs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

__all__ = ["AnswerRow", "DayRow", "PhraseRow", "Register", "UnitRow", "UnitTree"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class UnitTree:
    """`parents`: of each unit the one above it, "" where none is; `successors`: of each unit that is no longer valid
    those that have its work now, who stand above it too."""

    parents: Mapping[str, str]
    successors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _above: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def above(self, unit: str) -> tuple[str, ...]:
        """The unit itself and those that it stands under, nearest first; a circle ends where it closes."""
        found = self._above.get(unit)
        if found is None:
            found = tuple(self._way_up(unit))
            if unit in self.parents:  # of others there may be any number
                self._above[unit] = found
        return found

    def _way_up(self, unit: str) -> list[str]:
        found: list[str] = []
        left = [unit]
        while left:
            one = left.pop(0)
            if one and one not in found:
                found.append(one)
                left += [self.parents.get(one, ""), *self.successors.get(one, ())]
        return found

    def under(self, units: Collection[str]) -> frozenset[str]:
        """These units and all that stand under them."""
        return frozenset({*units, *(unit for unit in self.parents if not set(units).isdisjoint(self.above(unit)))})

    def spread(self, held: Mapping[str, frozenset[T]]) -> dict[str, frozenset[T]]:
        """What is held in a unit is held in all under it, too; what is held in a unit that no tree knows, there."""
        return {
            unit: frozenset[T]().union(*(held.get(one, frozenset()) for one in self.above(unit)))
            for unit in (*self.parents, *(one for one in held if one not in self.parents))
        }

    def heir(self, unit: str) -> str:
        """Who has the lines of a unit now: itself while it is valid, else the first of its successors, theirs where
        that is over as well; itself again where nobody follows, or they follow each other in a circle."""
        passed: list[str] = []
        now = unit
        while now not in passed and (following := self.successors.get(now)):
            passed.append(now)
            now = following[0]
        return unit if now in passed else now


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit as the register has it. Of `phone`, `language`, `sms_form`, `office_hours` and `four_eyes` (yes or no)
    what is empty is the parent's.

    `office_hours`: "08:00-12:00 13:00-17:00"; `valid_to`: its last day; `successors`: who has its work after that, and
    the first of them its lines; `head`, `focal`, `stand_ins`: persons by their keys; `topics`: what it deals with."""

    key: str
    name: str
    name_en: str = ""
    kind: str = ""
    phone: str = ""
    mail: str = ""
    language: str = ""
    sms_form: str = ""
    office_hours: str = ""
    four_eyes: str = ""
    parent: str = ""
    successors: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    head: str = ""
    focal: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    def is_valid(self, day: date) -> bool:
        """Whether it is there on this day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    @property
    def persons(self) -> tuple[str, ...]:
        """Who is responsible: the head, then the focal officers."""
        return (self.head, *self.focal) if self.head else self.focal


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """What a unit answers at once to a question that holds one of these words."""

    unit: str
    asks: tuple[str, ...]
    answer: str
    answer_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseRow:
    """Words that a unit's officers put into their answers, under a name."""

    unit: str
    name: str
    words: str
    words_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """A day on which a unit ("": each of the installation) works or does not, whatever the calendar that is shipped
    says."""

    unit: str
    day: date
    works: bool
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All of it as it was at one moment. `known_until`: up to which day swapped days are known, where the register
    says so."""

    version: int = 0
    units: Mapping[str, UnitRow] = field(default_factory=dict)
    answers: Sequence[AnswerRow] = ()
    phrases: Sequence[PhraseRow] = ()
    days: Sequence[DayRow] = ()
    known_until: date | None = None
