"""Tables of units, answers, phrases and days are taken in: all of the files or nothing, and the same again changes
nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from gateway.domain.actor import Actor
from gateway.domain.errors import ConfigError
from gateway.domain.permissions import EVERYWHERE, Act
from gateway.runtime.context import Context
from gateway.services import access
from gateway.services.units import checking, files
from gateway.services.units.checking import Change
from gateway.services.units.files import Rows
from gateway.store import audit, people, units
from gateway.store.database import Connection, Database

__all__ = ["TakenIn", "keep", "take_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """`n`: rows of the files; `changes`: what they change, of which the others were so already."""

    n: int
    changes: Sequence[Change]


async def take_in(
    db: Database, context: Context, actor: Actor, contents: Sequence[tuple[str, bytes]], *, only_try: bool = False
) -> TakenIn:
    """Keep what these files (name, content) hold, in one transaction; rows of one may name those of another. Running
    processes take it up within seconds. `only_try`: keep nothing.

    Raises Forbidden; ConfigError, naming every mistake of the first file that has any, else of the whole."""
    access.permit_in(actor, Act.EDIT_UNITS, EVERYWHERE)
    rows = Rows()
    for name, content in contents:
        files.read(name, content, rows)
    names = ", ".join(name for name, _ in contents)
    return await keep(db, context, actor, rows, f"file:{names}", only_try=only_try)


async def keep(
    db: Database, context: Context, actor: Actor, rows: Rows, source: str, *, only_try: bool = False
) -> TakenIn:
    """Put rows into the register, with one row of audit for each unit that changes. `source`: where they come from.
    Raises ConfigError where the register as a whole would be wrong."""
    async with db.connection() as conn:
        change = conn.transaction()
        await change.start()
        try:
            found = await _kept(conn, context, actor, rows, source)
        except BaseException:
            await change.rollback()
            raise
        await (change.commit() if found.changes and not only_try else change.rollback())
    return found


async def _kept(tx: Connection, context: Context, actor: Actor, rows: Rows, source: str) -> TakenIn:
    before = await units.lock(tx)
    after = checking.whole(before, rows)
    persons = {person.key for person in await people.persons(tx)}
    today = datetime.now(UTC).astimezone(context.config.zone).date()
    if problems := checking.wrong(after, rows, context.config, persons, today):
        raise ConfigError(problems)
    found = checking.changes(before, rows)
    changed = {(one.what, one.name) for one in found}
    await units.save_units(tx, [row for row in rows.units.values() if ("unit", row.key) in changed])
    await units.save_answers(tx, [one for one in rows.answers if ("answers", one.unit) in changed])
    await units.save_phrases(tx, [one for one in rows.phrases if ("phrases", one.unit) in changed])
    await units.save_days(tx, rows.days, rows.known_until)
    for one in found:
        detail = f"{'new' if one.new else ' '.join(one.fields) or 'changed'} {source}"
        await audit.write(tx, actor, Act.EDIT_UNITS, f"{one.what}:{one.name}", detail)
    return TakenIn(n=len(rows), changes=found)
