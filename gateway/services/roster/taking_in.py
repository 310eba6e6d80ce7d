"""Tables of the office are taken in: all of a file or nothing."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from gateway.domain.actor import Actor
from gateway.domain.errors import ConfigError, TableError
from gateway.domain.permissions import Act
from gateway.runtime.context import Context
from gateway.services.roster import files
from gateway.services.roster.files import Known, Table
from gateway.settings.config import Config
from gateway.store import audit, people
from gateway.store.database import Connection, Database

__all__ = ["known", "take_in"]


async def take_in(db: Database, context: Context, actor: Actor, contents: Sequence[tuple[Path, bytes]]) -> list[Table]:
    """Keep these files, in one transaction; a later one may name the persons of an earlier one.

    Raises TableError, naming every mistake of the first file that has any."""
    config, found = context.config, []
    async with db.transaction() as tx:
        for path, content in contents:
            table = _read(path.name, content, await known(tx, config))
            await people.save_persons(tx, table.persons)
            await people.save_shifts(tx, table.shifts)
            await people.save_absences(tx, table.absences)
            await audit.write(tx, actor, Act.IMPORT_ROSTER, f"file:{path.name}", str(len(table)))
            found.append(table)
    return found


async def known(tx: Connection, config: Config) -> Known:
    """What a table may name now."""
    keys = {person.key for person in await people.persons(tx)}
    return Known(persons=keys, lines=config.lines, units=config.units, zone=config.zone)


def _read(name: str, content: bytes, named: Known) -> Table:
    """One file; its mistakes bear its name."""
    try:
        return files.read(content, named)
    except ConfigError as error:
        raise TableError([replace(one, key=f"{name}:{one.key}") for one in error.problems]) from None
