"""Looking: one reading of the database, a write to Redis, the disk space. Each has its own deadline."""

import asyncio
import shutil
import socket
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
from redis.asyncio import Redis

from gateway.ops.health import numbers
from gateway.ops.health.state import QUEUES, HealthReading, Probes, Queue, Scanning, Upkeep
from gateway.settings.config import Config
from gateway.store import (
    audit,
    database,
    erasing,
    faults,
    identities,
    inbox,
    lines,
    maintenance,
    people,
    read_models,
    scanners,
)
from gateway.store.database import Connection, Database
from gateway.store.read_models import QueueAge

SQL = database.queries("health")
PROBE_SECONDS = 0.5
WAKEUP_KEY = "gateway:health"


async def read(db: Database, names: list[str], ended: Collection[str], *, scanner: bool) -> HealthReading:
    """What the database says of these lines, of all queues, of units that have `ended`, and of the virus scanner, where
    there is one."""
    async with db.connection() as conn:
        asked = datetime.now(UTC)
        clocks = await conn.fetchrow(SQL["clocks"])
        answered = datetime.now(UTC)
        ready = await conn.fetchrow(SQL["ready"])
        assert clocks is not None
        assert ready is not None
        ages = await read_models.queue_ages(conn)
        return HealthReading(
            at=asked + (answered - asked) / 2,
            clock=clocks["clock"],
            lines={row.name: row for row in await lines.overview(conn, names)},
            queues=tuple(_queue(name, ages.get(name)) for name in QUEUES),
            ready=Queue(name="in_ready", n=ready["n"], oldest=ready["oldest"]),
            waiting={row["line"]: (row["n"], row["oldest"]) for row in await conn.fetch(SQL["waiting_by_line"])},
            due=await read_models.due_by_line(conn),
            last_in=await read_models.last_in(conn, names) | await read_models.last_call(conn, names),
            last_out=await read_models.last_out(conn, names),
            watched=clocks["watched"],
            guesses=await inbox.guesses(conn),
            bounded=await inbox.bounded(conn),
            faults=await faults.recent(conn),
            upkeep=await upkeep(conn, ended),
            scanning=await scanning(conn) if scanner else Scanning(),
            proofs=await numbers.latest(conn, names),
        )


async def upkeep(conn: Connection, ended: Collection[str]) -> Upkeep:
    """What store.maintenance says, of disks those of this machine; the roster; restricted cases that nobody sees; the
    chain of audit."""
    return Upkeep(
        backups=await maintenance.backups(conn),
        restored=await maintenance.last_restore(conn),
        disk_space=await maintenance.disk_space(conn, socket.gethostname()),
        roster=await people.roster(conn),
        unseen=await read_models.unseen(conn),
        log_in=await identities.troubles(conn),
        open_of_ended=await read_models.open_of(conn, ended) if ended else {},
        audit=await audit.state(conn),
        erased_at=await erasing.done_at(conn),
    )


async def scanning(conn: Connection) -> Scanning:
    """What store.scanners says."""
    return Scanning(scanners=await scanners.states(conn), waiting=await scanners.waiting(conn))


def disks(config: Config) -> dict[str, Path]:
    """The places whose disk space is watched: data, and backups where they lie on another disk. Raises OSError."""
    there = next(path for path in (config.backup_directory, *config.backup_directory.parents) if path.exists())
    found = {"data": config.data, "backups": there}
    return found if config.data.stat().st_dev != there.stat().st_dev else {"data": config.data}


def _queue(name: str, age: QueueAge | None) -> Queue:
    """One that has no row is empty."""
    return Queue(name=name, n=age.n, oldest=age.oldest) if age else Queue(name=name, n=0)


async def write_trouble(db: Database) -> str:
    """Why PostgreSQL takes no new rows (database.trouble), "" where it does. Ends within half a second.

    A table of this transaction alone needs a file of its own, so that a full disk is met whatever free places others
    have; nothing of it stays."""
    try:
        async with asyncio.timeout(PROBE_SECONDS), db.transaction() as tx:
            await tx.execute(SQL["write_probe"])
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        found = database.trouble(error)
        return found if found in database.PARTIAL else ""
    return ""


async def probe(data: Path, redis_url: str | None) -> Probes:
    """Redis and the disk (that of the data directory or of an embedded PostgreSQL's, whichever has less space), side by
    side; never raises, ends within a second."""
    wakeup, disk, server_disk = await asyncio.gather(_wakeup(redis_url), _disk(data), _disk(data / "postgres"))
    free = disk if disk is None or server_disk is None else min(disk, server_disk)
    return Probes(at=datetime.now(UTC), wakeup=wakeup, disk_free=free)


async def _wakeup(url: str | None) -> bool | None:
    """Whether Redis takes a write: a full or read-only one still answers PING."""
    if not url:
        return None
    try:
        async with (
            asyncio.timeout(PROBE_SECONDS),
            Redis.from_url(url, socket_timeout=PROBE_SECONDS, socket_connect_timeout=PROBE_SECONDS) as redis,
        ):
            await redis.set(WAKEUP_KEY, "1", ex=60)
    except Exception:
        return False
    return True


async def _disk(data: Path) -> int | None:
    """Free bytes where `data` lies; None where nobody can say."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return (await asyncio.to_thread(shutil.disk_usage, data)).free
    except (OSError, TimeoutError):
        return None
