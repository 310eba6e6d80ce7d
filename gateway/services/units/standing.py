"""How each unit stands: where it is in the tree, who is responsible, which lines it has, until when it is valid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gateway.domain.actor import Actor
from gateway.domain.duty import Person
from gateway.domain.permissions import Act
from gateway.domain.units import UnitRow
from gateway.ops.health import units as assessing
from gateway.ops.health.state import Finding
from gateway.runtime.context import Context
from gateway.services import access
from gateway.settings.config import Config, Unit
from gateway.store import people, read_models
from gateway.store.database import Connection

__all__ = ["Standing", "findings", "look", "one"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One unit. `is_provisioned`: it stands in config.toml; `is_twice`: in the register as well, which does not count
    then; `below`: the keys of those that stand directly under it."""

    key: str
    unit: Unit
    kind: str
    parent: str
    below: Sequence[str]
    successors: Sequence[str]
    topics: Sequence[str]
    lines: Sequence[str]
    persons: Sequence[Person]
    stand_ins: Sequence[Person]
    valid_from: date | None
    valid_to: date | None
    is_valid: bool
    is_provisioned: bool
    is_twice: bool


async def look(conn: Connection, context: Context, actor: Actor) -> list[Standing]:
    """The units that this actor may see, by their keys."""
    persons = {person.key: person for person in await people.persons(conn)}
    shown = access.units_of(actor, Act.LIST_UNITS)
    keys = [key for key in sorted(context.config.units) if shown is None or key in shown]
    return [_standing(context.config, key, persons) for key in keys]


async def one(conn: Connection, context: Context, actor: Actor, key: str) -> Standing | None:
    """One that this actor may see; None where there is none."""
    shown = access.units_of(actor, Act.LIST_UNITS)
    if key not in context.config.units or (shown is not None and key not in shown):
        return None
    return _standing(context.config, key, {person.key: person for person in await people.persons(conn)})


async def findings(conn: Connection, config: Config) -> list[Finding]:
    """What health says of units."""
    ended = config.organisation.ended
    open_cases = await read_models.open_of(conn, ended) if ended else {}
    return list(assessing.about(config, await people.persons(conn), open_cases))


def _standing(config: Config, key: str, persons: dict[str, Person]) -> Standing:
    found, unit = config.organisation, config.units[key]
    is_provisioned = key in found.provisioned
    row = UnitRow(key=key, name=unit.name) if is_provisioned else found.register.units[key]
    return Standing(
        key=key,
        unit=unit,
        kind=row.kind,
        parent=row.parent,
        below=sorted(one for one, parent in found.tree.parents.items() if parent == key),
        successors=row.successors,
        topics=row.topics,
        lines=[line.name for line in config.lines.values() if line.unit.key == key],
        persons=[persons[one] for one in row.persons if one in persons],
        stand_ins=[persons[one] for one in row.stand_ins if one in persons],
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        is_valid=key not in found.ended,
        is_provisioned=is_provisioned,
        is_twice=is_provisioned and key in found.register.units,
    )
