"""Lines: leases of lines and partitions, watermarks, when a line last spoke, clocks.

The lease carries an epoch: a holder may write only while its row still carries its epoch, and it proves
that in the same transaction as the write (`guard`). Times are the database's.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from gateway.domain.errors import LeaseLost
from gateway.domain.reasons import Reason
from gateway.store import database, rows
from gateway.store.database import Connection, Database
from gateway.store.reasons import LEASE_LOST

SQL = database.queries("lines")
PARTITIONS = 16

Table = Literal["line", "partition"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to work on one line or partition, until somebody else takes it with a higher epoch."""

    table: Table
    key: str | int
    holder: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """A line's change of state that somebody has not been notified of. `before`, `after`: unknown, ok, failing;
    `notified_to`: URNs; of the outage that it may end: when it `began`, its `cause`."""

    id: int
    line: str
    at: datetime
    before: str
    after: str
    errors: tuple[Reason, ...]
    notified_to: Sequence[str]
    began: datetime | None
    cause: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStatus:
    """How a line stands. `held`: somebody holds its lease; `since`: when its state began; `heard_at`: the last sign of
    life, `quiet_seconds` ago; `error`: why it cannot be read; `send_error`: why it cannot send; `facts`: what its
    channel says."""

    name: str
    held: bool
    state: str
    since: datetime
    heard_at: datetime | None
    quiet_seconds: float | None
    error: Reason | None
    send_error: Reason | None
    facts: Mapping[str, object]


CHANGES = rows.Select(SQL["changes"], LineChange)
OVERVIEW = rows.Select(SQL["overview"], LineStatus)


async def declare(tx: Connection, lines: Iterable[tuple[str, str, str]]) -> None:
    """Make sure that each (name, channel, address URN) of the configuration has its row."""
    columns = zip(*lines, strict=True)
    await tx.execute(SQL["declare"], *(list(column) for column in columns))


async def take(
    db: Database, table: Table, keys: Sequence[str] | Sequence[int], holder: str, seconds: float
) -> tuple[Lease, ...]:
    """Take what is free of `keys` for `seconds`; waits for nobody."""
    if not keys:
        return ()
    async with db.connection() as conn:
        taken = await conn.fetch(SQL[f"take_{table}s"], list(keys), holder, timedelta(seconds=seconds))
    return tuple(Lease(table=table, key=row["key"], holder=holder, epoch=row["epoch"]) for row in taken)


async def renew(db: Database, leases: Sequence[Lease], seconds: float) -> frozenset[str]:
    """Renew all held lines in one statement; returns the names that are still ours."""
    if not leases:
        return frozenset()
    async with db.connection() as conn:
        renewed = await conn.fetch(SQL["renew_lines"], *_columns(leases), timedelta(seconds=seconds))
    return frozenset(row["key"] for row in renewed)


async def extend(db: Database, lease: Lease, seconds: float) -> None:
    """Hold a partition until `seconds` from now: one piece of its work takes longer. Raises LeaseLost."""
    async with db.connection() as conn:
        arguments = lease.key, lease.epoch, lease.holder, timedelta(seconds=seconds)
        if await conn.fetchval(SQL["extend_partition"], *arguments) is None:
            raise LeaseLost(LEASE_LOST(table="partition", key=str(lease.key)))


async def release(db: Database, leases: Sequence[Lease]) -> None:
    """Give leases back so that a successor need not wait."""
    if leases:
        async with db.connection() as conn:
            await conn.execute(SQL[f"release_{leases[0].table}s"], *_columns(leases))


def _columns(leases: Sequence[Lease]) -> tuple[list[str | int], list[int], str]:
    return [lease.key for lease in leases], [lease.epoch for lease in leases], leases[0].holder


@asynccontextmanager
async def guarded(db: Database, lease: Lease, *, lasting: bool = True) -> AsyncIterator[Connection]:
    """A writing transaction under a lease. Raises LeaseLost, before anything is written, where another holds it.

    `lasting`: what is written is safe from a crash of the server when the block ends. Without that it is a moment
    later, and no later than what is committed after it: for what would be done again, and nobody outside knows of."""
    async with db.transaction() as tx:
        if not await tx.fetchval(SQL[f"guard_{lease.table}"], lease.key, lease.epoch, lease.holder, lasting):
            raise LeaseLost(LEASE_LOST(table=lease.table, key=str(lease.key)))
        yield tx


async def read_cursor(conn: Connection, line: str) -> Mapping[str, object] | None:
    """How far the line has been read; None before the first contact."""
    cursor: Mapping[str, object] | None = await conn.fetchval(SQL["read_cursor"], line)
    return cursor


async def restore_windows(
    conn: Connection, names: Sequence[str]
) -> tuple[datetime, dict[str, tuple[datetime, datetime]]]:
    """The database's time, and for each of `names` the time between a backup and its restore, if there was one: what
    arrived in it may have been answered already."""
    found = await conn.fetch(SQL["restore_windows"], list(names))
    return found[0]["now"], {
        row["name"]: (row["restore_from"], row["restore_until"]) for row in found if row["restore_until"]
    }


async def set_restore_window(tx: Connection, since: datetime) -> None:
    """After a restore: what arrived on any line between `since` and now may have been answered."""
    await tx.execute(SQL["set_restore_window"], since)


async def record_poll(
    tx: Connection, line: str, cursor: Mapping[str, object] | None, facts: Mapping[str, object]
) -> None:
    """The line was read: a sign of life. `cursor` None leaves the watermark; `facts` are merged for the health page."""
    await tx.execute(SQL["set_status"], line, "read", None, True, cursor, facts)


async def record_failure(db: Database, line: str, error: Reason) -> None:
    """The line cannot be read."""
    async with db.connection() as conn:
        await conn.execute(SQL["set_status"], line, "read", error, False, None, {})


async def record_sending(
    db: Database, line: str, error: Reason | None, facts: Mapping[str, object] | None = None
) -> None:
    """The line cannot send, or (None) it can again: what can be read is read all the same."""
    async with db.connection() as conn:
        await conn.execute(SQL["set_status"], line, "send", error, False, None, facts or {})


async def silent(tx: Connection, names: Sequence[str], limit: float, error: Reason) -> None:
    """Call those lines failing that have shown no life for `limit` seconds."""
    await tx.execute(SQL["silent"], list(names), timedelta(seconds=limit), error)


async def changes(conn: Connection, names: Sequence[str]) -> list[LineChange]:
    """State changes of these lines that somebody has not been notified of, by line, oldest first."""
    return await CHANGES.all(conn, list(names))


async def notified_to(tx: Connection, events: Sequence[int], recipient: str) -> None:
    """What notifies this recipient of these changes is in the outbox."""
    await tx.execute(SQL["notified_to"], list(events), recipient)


async def notified(tx: Connection, line: str, last: int) -> None:
    """All who can be notified of the line's changes up to this one have been, or they are no news."""
    await tx.execute(SQL["notified"], line, last)


async def forget_removed(tx: Connection, names: Sequence[str]) -> None:
    """Changes of lines that are not among `names` are no news any more."""
    await tx.execute(SQL["forget_removed"], list(names))


async def healthy(conn: Connection, names: Sequence[str]) -> list[str]:
    """Those of `names` that are well, in the order given."""
    return [row["name"] for row in await conn.fetch(SQL["healthy"], list(names))] if names else []


async def sendable(conn: Connection, names: Sequence[str]) -> list[str]:
    """Those of `names` that have not failed to send, though reading may have failed; the healthy ones first."""
    return [row["name"] for row in await conn.fetch(SQL["sendable"], list(names))]


async def overview(conn: Connection, names: Sequence[str]) -> list[LineStatus]:
    """How each of these lines stands."""
    return await OVERVIEW.all(conn, list(names))


async def tick_since(conn: Connection, name: str, moment: datetime) -> bool:
    """Whether the clock `name` last ran before `moment`; if so this caller is the one to run it. A clock that never ran
    counts as run just now."""
    return bool(await conn.fetchval(SQL["tick_since"], name, moment))


async def beat(conn: Connection, name: str) -> None:
    """The run of this clock is still under way."""
    await conn.execute(SQL["beat"], name)


async def tick(conn: Connection, name: str, every: float) -> bool:
    """Whether the clock `name` is due; if so this caller is the one to run it. A lost run catches up."""
    return await conn.fetchval(SQL["tick"], name, timedelta(seconds=every)) is not None
