"""Virus scanners: whether the one of each machine answers. The only writer of its table."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.reasons import Reason
from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("scanners")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """The scanner of one machine. `error`: why it does not answer, None where it does; `since`: when that began."""

    host: str
    since: datetime
    error: Reason | None


STATES = rows.Select(SQL["states"], Scanner)


async def note(conn: Connection, host: str, error: Reason | None) -> None:
    """What asking the scanner of this machine has shown."""
    await conn.execute(SQL["note"], host, error)


async def states(conn: Connection) -> list[Scanner]:
    """Those that were asked within a day, the one first whose state is oldest."""
    return await STATES.all(conn)


async def waiting(conn: Connection) -> int:
    """How many attachments no scanner has looked at; from 10,000 on, 10,000."""
    return int(await conn.fetchval(SQL["waiting"]))
