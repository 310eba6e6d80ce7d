"""Maintenance: backups that were taken, restores, disk space over time. The only writer."""

from dataclasses import dataclass
from datetime import datetime

from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("maintenance")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups:
    """When the last good backup was begun, and of the last that ended: when it was begun, its outcome (good, failed),
    why. None: never. `born_at`: when this database was made."""

    good_at: datetime | None
    started_at: datetime | None
    outcome: str | None
    reason: str | None
    detail: str | None
    born_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """When a database was restored, and of which moment the backup was."""

    at: datetime
    taken_at: datetime


BACKUPS = rows.Select(SQL["last"], Backups)
LAST_RESTORE = rows.Select(SQL["last_restore"], Restore)


async def begin_backup(conn: Connection, file: str) -> int:
    """A backup is being written to `file`; returns its id."""
    return int(await conn.fetchval(SQL["begin_backup"], file))


async def progress(conn: Connection, backup: int, size: int) -> None:
    """How many bytes are written so far."""
    await conn.execute(SQL["progress"], backup, size)


async def end_backup(
    conn: Connection, backup: int, outcome: str, *, reason: str = "", detail: str = "", size: int = 0
) -> None:
    """good or failed, why (a key of health.upkeep.REASONS), and its bytes."""
    await conn.execute(SQL["end_backup"], backup, outcome, reason, detail, size)


async def has_good_backup(conn: Connection, since: datetime) -> bool:
    """Whether a backup begun at or after `since` is good."""
    return bool(await conn.fetchval(SQL["good_since"], since))


async def backups(conn: Connection) -> Backups:
    """How the backups stand."""
    (found,) = await BACKUPS.all(conn)
    return found


async def database_bytes(conn: Connection) -> int:
    """What the tables take on PostgreSQL's disk: a little more than a backup of them."""
    return int(await conn.fetchval(SQL["database_bytes"]))


async def note_restore(tx: Connection, taken_at: datetime) -> None:
    """This database was restored just now from a backup of that moment."""
    await tx.execute(SQL["note_restore"], taken_at)


async def last_restore(conn: Connection) -> Restore | None:
    """The last restore, if there was one."""
    return await LAST_RESTORE.first(conn)


async def note_disk_space(conn: Connection, host: str, place: str, free: int) -> None:
    """So many bytes are free now on the disk of this host that holds data or backups."""
    await conn.execute(SQL["note_disk_space"], host, place, free)
    await conn.execute(SQL["forget_disk_space"])


async def disk_space(conn: Connection, host: str) -> dict[str, list[tuple[datetime, int]]]:
    """The bytes that were free in the last week, oldest first, by place."""
    found: dict[str, list[tuple[datetime, int]]] = {}
    for row in await conn.fetch(SQL["disk_space"], host):
        found.setdefault(row["place"], []).append((row["at"], row["free"]))
    return found
