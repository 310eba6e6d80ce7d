"""Maintenance: backups that were taken, restores, disk space over time. The only writer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gateway.store import database
from gateway.store.database import Connection

SQL = database.queries("maintenance")


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


async def last_backup(conn: Connection) -> Mapping[str, Any]:
    """good_at; started_at, outcome, reason, detail of the last that ended; born_at: of the database. Null: never."""
    row = await conn.fetchrow(SQL["last"])
    assert row is not None
    return dict(row)


async def database_bytes(conn: Connection) -> int:
    """What the tables take on PostgreSQL's disk: a little more than a backup of them."""
    return int(await conn.fetchval(SQL["database_bytes"]))


async def note_restore(tx: Connection, taken_at: datetime) -> None:
    """This database was restored just now from a backup of that moment."""
    await tx.execute(SQL["note_restore"], taken_at)


async def last_restore(conn: Connection) -> Mapping[str, datetime] | None:
    """at and taken_at of the last restore, if there was one."""
    row = await conn.fetchrow(SQL["last_restore"])
    return dict(row) if row else None


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
