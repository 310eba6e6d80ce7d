"""The one door to what citizens wrote: who may act on a thing, and who has seen it.

Pages and commands ask `begin` before they do anything. What they then act on or show is asked about by itself, where it
is known: `permit` for acts, `view` and `view_list` for words, each of which writes its audit row before any word is
shown. What is decided stands in domain/permissions.py.
"""

from collections.abc import Iterable

from gateway.domain.actor import Actor
from gateway.domain.errors import Forbidden
from gateway.domain.permissions import Act, Refusal, Subject, may, restricted_units_of, units_of
from gateway.domain.reasons import codes
from gateway.settings.config import Config
from gateway.store import audit, read_models
from gateway.store.database import Connection
from gateway.store.read_models import Sight, Thing

__all__ = ["Thing", "begin", "configured", "lines_of", "permit", "permit_in", "sight", "units_of", "view", "view_list"]

REFUSED = codes("access", Refusal)


def begin(actor: Actor, *acts: Act) -> None:
    """Raises Forbidden where this actor may do none of these acts to anything."""
    refusals = [may(actor, act) for act in acts]
    if refusals and all(refusals):
        raise Forbidden(REFUSED[refusals[0] or Refusal.ROLE])


def permit_in(actor: Actor, act: Act, subject: Subject) -> None:
    """Raises Forbidden where this actor may not do this to that subject."""
    if refusal := may(actor, act, subject):
        raise Forbidden(REFUSED[refusal])


async def permit(conn: Connection, config: Config, actor: Actor, act: Act, thing: Thing) -> bool:
    """Whether there is such a thing. Raises Forbidden where this actor may not do this to it."""
    found = await read_models.belonging(conn, thing)
    if found is None:
        return False
    line = config.lines.get(found.line)
    own = {line.unit.key} if line else set()
    asked = frozenset({found.asked} if found.asked else ())
    units, persons = frozenset({*found.units, *own}), frozenset(found.persons)
    permit_in(actor, act, Subject(units=units, restricted=found.restricted, asked=asked, persons=persons))
    return True


async def view(
    tx: Connection, config: Config, actor: Actor, thing: Thing, detail: str = "", *, once: bool = False
) -> bool:
    """A citizen's words are about to be shown: whether there is such a thing; if so, one audit row says who saw it.

    `detail`: which part of it; `once`: within an hour (a preview while an officer writes). Raises Forbidden."""
    there = await permit(tx, config, actor, Act.VIEW, thing)
    if there:
        write = audit.write_once if once else audit.write
        await write(tx, actor, Act.VIEW, str(thing), detail)
    return there


async def view_list(tx: Connection, actor: Actor, name: str, shown: Iterable[str]) -> None:
    """A list is about to be shown with extracts of words: one audit row that names those that it shows."""
    if ids := " ".join(shown):
        await audit.write(tx, actor, Act.LIST, name, ids)


def lines_of(config: Config, actor: Actor, act: Act = Act.LIST) -> list[str] | None:
    """The lines of the units in which this actor may do this; None: all, also those that are no longer configured."""
    units = units_of(actor, act)
    return None if units is None else [line.name for line in config.lines.values() if line.unit.key in units]


def configured(config: Config, actor: Actor, act: Act = Act.LIST) -> list[str]:
    """The lines of the configuration that this actor may choose from."""
    lines = lines_of(config, actor, act)
    return [name for name in config.lines if lines is None or name in lines]


def sight(config: Config, actor: Actor, act: Act = Act.LIST) -> Sight:
    """How far this actor's lists, searches and counts see."""
    units, restricted = units_of(actor, act), restricted_units_of(actor)
    if restricted is not None and actor.has_named_cases:
        restricted |= {actor.id}
    return Sight(units=units, lines=lines_of(config, actor, act), restricted=restricted)
