"""Who acts, and with which roles in which unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["EVERY_UNIT", "Actor", "Role", "operator"]

EVERY_UNIT = "*"  # no unit's key is written so (settings/schema.py)


class Role(StrEnum):
    """What a person does in a unit."""

    READER = "reader"  # sees what came, and not what is restricted
    OFFICER = "officer"  # answers citizens
    OPERATOR = "operator"  # sees to everything, what needs attention too


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person. `id`: as events and audit keep it; `name`: as people read it; `roles`: by unit, EVERY_UNIT for those
    held in each."""

    id: str
    name: str
    roles: Mapping[str, frozenset[Role]]

    @property
    def units(self) -> frozenset[str] | None:
        """The units of which this person has a role; None: all."""
        return None if self.roles.get(EVERY_UNIT) else frozenset(unit for unit, held in self.roles.items() if held)

    def roles_in(self, units: frozenset[str]) -> frozenset[Role]:
        """The roles held in any of these units."""
        return frozenset[Role]().union(*(self.roles.get(unit, frozenset()) for unit in (EVERY_UNIT, *units)))


def operator(id: str) -> Actor:
    """Whoever has access to this machine as the user who runs the gateway: until there is a log-in, the only actor."""
    return Actor(id=id, name=id, roles={EVERY_UNIT: frozenset({Role.OPERATOR})})
