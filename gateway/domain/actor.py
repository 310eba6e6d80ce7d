"""Who acts, and with which roles in which unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["EVERY_UNIT", "Actor", "Role", "superuser"]

EVERY_UNIT = "*"  # no unit's key is written so (settings/schema.py)


class Role(StrEnum):
    """What a person does in a unit."""

    READER = "reader"  # sees what came
    OFFICER = "officer"  # answers citizens
    APPROVER = "approver"  # the head of the unit: an officer who answers for what goes out
    DISPATCHER = "dispatcher"  # sees to whose a message is
    OPERATOR = "operator"  # sees to it that everything comes in and goes out
    AUDITOR = "auditor"  # sees who has which rights, and no citizen's words
    ADMINISTRATOR = "administrator"  # gives rights, and sees no citizen's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person. `id`: as events and audit keep it; `name`: as people read it; `roles`: by unit, EVERY_UNIT for those
    held in each; `restricted_in`: the units for whose restricted cases this person is named; `has_named_cases`: whether
    for single ones; `by`: "mail" where a mail of theirs acts, and no page."""

    id: str
    name: str
    roles: Mapping[str, frozenset[Role]]
    restricted_in: frozenset[str] = frozenset()
    by: str = ""
    has_named_cases: bool = False

    def roles_in(self, units: frozenset[str]) -> frozenset[Role]:
        """The roles held in any of these units."""
        return frozenset[Role]().union(*(self.roles.get(unit, frozenset()) for unit in (EVERY_UNIT, *units)))


def superuser(id: str) -> Actor:
    """Whoever has access to this machine as the user who runs the gateway: every role, in every unit."""
    every = frozenset({EVERY_UNIT})
    return Actor(id=id, name=id, roles={EVERY_UNIT: frozenset(Role)}, restricted_in=every)
