"""The tree of units: which stands under which."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["UnitTree"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class UnitTree:
    """`parents`: of each unit the one above it, "" where none is."""

    parents: Mapping[str, str]

    def above(self, unit: str) -> list[str]:
        """The unit itself and those that it stands under, upwards; a circle ends where it closes."""
        line: list[str] = []
        while unit and unit not in line:
            line.append(unit)
            unit = self.parents.get(unit, "")
        return line

    def under(self, units: Collection[str]) -> frozenset[str]:
        """These units and all that stand under them."""
        return frozenset({*units, *(unit for unit in self.parents if not set(units).isdisjoint(self.above(unit)))})

    def spread(self, held: Mapping[str, frozenset[T]]) -> dict[str, frozenset[T]]:
        """What is held in a unit is held in all under it, too; what is held in a unit that no tree knows, there."""
        return {
            unit: frozenset[T]().union(*(held.get(one, frozenset()) for one in self.above(unit)))
            for unit in (*self.parents, *(one for one in held if one not in self.parents))
        }
