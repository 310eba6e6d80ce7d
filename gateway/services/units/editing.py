"""One unit of the register is changed by hand."""

from collections.abc import Mapping

from gateway.domain.actor import Actor
from gateway.domain.errors import ConfigError, NotAllowed
from gateway.domain.permissions import Act, Subject
from gateway.runtime.context import Context
from gateway.services import access, reasons
from gateway.services.units import files, taking_in
from gateway.services.units.files import Rows
from gateway.store.database import Database

__all__ = ["change"]


async def change(db: Database, context: Context, actor: Actor, key: str, cells: Mapping[str, str]) -> bool:
    """Give a unit these cells, which a table of units has beside its key; whether that changes anything. Raises
    Forbidden; NotAllowed, with the first mistake, or where the register has no such unit."""
    access.permit_in(actor, Act.EDIT_UNITS, Subject(units=frozenset({key})))
    if key not in context.config.organisation.register.units:
        raise NotAllowed(reasons.UNITS_NO_UNIT(name=key))
    try:
        row = files.unit_of({**dict.fromkeys(files.UNITS, ""), **cells, "key": key})
        rows = Rows(units={key: row}, places={key: key})
        return bool((await taking_in.keep(db, context, actor, rows, "page")).changes)
    except ConfigError as error:
        raise NotAllowed(error.problems[0].located) from None
