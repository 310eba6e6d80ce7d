"""How far an actor's lists, searches and counts see."""

from collections.abc import Collection
from dataclasses import dataclass

__all__ = ["EVERYTHING", "Sight"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """`units`: whose cases; `lines`: whose messages, and what goes out by them; `restricted`: the units whose
    restricted cases are among them, and the id of the person who is named for single ones. None: all, also of units and
    lines that are no longer configured."""

    units: Collection[str] | None
    lines: Collection[str] | None
    restricted: Collection[str] | None

    def of_cases(self) -> tuple[list[str] | None, list[str] | None]:
        """As parameters of a question about cases: units, and those whose restricted ones are shown."""
        return _listed(self.units), _listed(self.restricted)

    def of_lines(self) -> tuple[list[str] | None, list[str] | None]:
        """As parameters of a question about messages or what goes out: lines, and as above."""
        return _listed(self.lines), _listed(self.restricted)


EVERYTHING = Sight(units=None, lines=None, restricted=None)


def _listed(names: Collection[str] | None) -> list[str] | None:
    return None if names is None else list(names)
