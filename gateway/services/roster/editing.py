"""The roster is changed by hand: somebody is away and who stands in for them, a shift or a person is taken out."""

from collections.abc import Mapping

from gateway.domain.actor import Actor
from gateway.domain.errors import ConfigError, NotAllowed
from gateway.domain.permissions import Act
from gateway.runtime.context import Context
from gateway.services import reasons
from gateway.services.roster import files, taking_in
from gateway.store import audit, people
from gateway.store.database import Connection, Database

__all__ = ["add_absence", "remove"]

MOST_DIGITS = 16  # of an id


async def add_absence(db: Database, context: Context, actor: Actor, row: Mapping[str, str]) -> None:
    """Somebody is away. `row`: person, since, until, stand_in as a table of absences has them (files.py). Raises
    NotAllowed, with the first mistake."""
    async with db.transaction() as tx:
        known = await taking_in.known(tx, context.config)
        try:
            absence = files.absence(row, known)
        except ConfigError as error:
            raise NotAllowed(error.problems[0].reason) from None
        if absence.stand_in == absence.person:
            raise NotAllowed(reasons.ROSTER_SELF)
        await people.add_absence(tx, absence)
        period = f"{absence.since:%Y-%m-%d} {absence.until:%Y-%m-%d} {absence.stand_in}".strip()
        await audit.write(tx, actor, Act.EDIT_ROSTER, f"person:{absence.person}", f"away {period}")


async def remove(db: Database, actor: Actor, kind: str, name: str, line: str = "") -> None:
    """Take out a "person" with all shifts and absences (by key; with `line` only their shifts there), a "shift" or an
    "absence" (by id). Raises NotAllowed where there is none."""
    async with db.transaction() as tx:
        obj = await _removed(tx, kind, name, line)
        if obj is None:
            raise NotAllowed(reasons.ROSTER_GONE)
        await audit.write(tx, actor, Act.EDIT_ROSTER, obj, f"removed {line or kind}")


async def _removed(tx: Connection, kind: str, name: str, line: str) -> str | None:
    """What the audit calls it; None where there is none."""
    if kind == "person":
        there = await (people.remove_shifts(tx, name, line) if line else people.remove_person(tx, name))
        return f"person:{name}" if there else None
    by_id = {"shift": people.remove_shift, "absence": people.remove_absence}.get(kind)
    if by_id is None or not (name.isascii() and name.isdigit() and len(name) < MOST_DIGITS):
        return None
    person = await by_id(tx, int(name))
    return person and f"person:{person}"
