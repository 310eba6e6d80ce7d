"""Which units and colleagues an act may name. Units are asked for here alone."""

from collections.abc import Mapping

from gateway.domain.actor import EVERY_UNIT, Actor
from gateway.domain.permissions import Act, Subject, may
from gateway.runtime.context import Context
from gateway.services.accounts import log_in, people
from gateway.settings.config import Unit
from gateway.store import accounts
from gateway.store.casework import ActedCase
from gateway.store.database import Connection

__all__ = ["colleagues", "is_somebody_named", "named_for", "subject_of", "to_take_cases", "units"]


def units(context: Context) -> Mapping[str, Unit]:
    """All units by key."""
    return context.config.units


def to_take_cases(context: Context) -> Mapping[str, Unit]:
    """Those that are valid now, by key: another one takes no case."""
    ended = context.config.organisation.ended
    return {key: unit for key, unit in units(context).items() if key not in ended}


def subject_of(case: ActedCase) -> Subject:
    """A case as what is acted on."""
    asked = frozenset({case.handed_to} if case.handed_to else ())
    persons = frozenset(case.persons)
    return Subject(units=frozenset(case.units), restricted=case.restricted, asked=asked, persons=persons)


async def named_for(conn: Connection, case_id: int) -> frozenset[str]:
    """The ids of those who are named for this case alone."""
    return frozenset(log_in.id_of(one.person) for one in await accounts.named_for_case(conn, case_id))


async def colleagues(conn: Connection, context: Context, case: ActedCase, act: Act = Act.START) -> list[Actor]:
    """Those with an account who may do this to a case, by log-in name; by default who may work on it."""
    found = await people.actors(conn, context.config.unit_tree)
    return [one for one in found if may(one, act, subject_of(case)) is None]


async def is_somebody_named(conn: Connection, context: Context, unit: str) -> bool:
    """Whether a restricted case of this unit would be seen by anybody."""
    return await accounts.named_in(conn, [*context.config.unit_tree.above(unit), unit, EVERY_UNIT])
