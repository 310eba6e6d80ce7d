"""PostgreSQL: one pool, migrations under a lock, SQL by name from sql/*.sql.

Its one idea: a caller writes `async with db.transaction() as tx` and hands `tx` to the ledgers; nobody else opens
connections, and no session state (locks, SET) outlives a transaction, because a pool hands connections on.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from gateway.errors import SchemaError

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:
    Connection, Pool = asyncpg.Connection, asyncpg.Pool

SQL_DIRECTORY = Path(__file__).parent / "sql"
MIGRATION_LOCK = 0x67617465  # any constant: one migrating process at a time, in a session of its own

HISTORY = """
CREATE TABLE IF NOT EXISTS migrations
    (version int PRIMARY KEY, checksum text NOT NULL, at timestamptz NOT NULL DEFAULT now())
"""

# Errors after which the same transaction may simply be tried again.
TRANSIENT = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InsufficientResourcesError,
    asyncpg.SyntaxOrAccessError,  # our own fault or a missing right: no message's, so none may suffer for it
    OSError,
    TimeoutError,
)


@cache
def queries(name: str) -> Mapping[str, str]:
    """The statements of sql/<name>.sql by name; each starts with a line `-- name: …`."""
    text = (SQL_DIRECTORY / f"{name}.sql").read_text("utf-8")
    blocks = re.split(r"^-- name: *(\w+)[^\n]*\n", text, flags=re.M)[1:]
    return {key: body.strip().rstrip(";") for key, body in zip(blocks[::2], blocks[1::2], strict=True)}


class Database:
    """A pool on one database. Sessions end a transaction that idles for a quarter of a lease (DESIGN.md §2.6)."""

    def __init__(self, pool: Pool, url: str) -> None:
        self._pool = pool
        self._url = url

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection in one READ COMMITTED transaction; commits at the end, rolls back on any exception."""
        async with self._pool.acquire(timeout=15) as lent, lent.transaction():
            yield lent  # type: ignore[misc]

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection outside any transaction: each statement commits by itself."""
        async with self._pool.acquire(timeout=15) as lent:
            yield lent  # type: ignore[misc]

    @asynccontextmanager
    async def listening(self, channel: str, heard: Callable[[str], None]) -> AsyncIterator[asyncio.Event]:
        """LISTEN on a connection of its own; `heard(payload)` for each bell. The event is set when it is lost."""
        lost = asyncio.Event()
        conn = await asyncpg.connect(self._url, timeout=10)
        try:
            conn.add_termination_listener(lambda _: lost.set())
            await conn.add_listener(channel, lambda _c, _pid, _channel, payload: heard(str(payload)))
            yield lost
        finally:
            conn.terminate()

    async def migrate(self) -> int:
        """Bring the schema to this code's version; returns it.

        Raises SchemaError where the database is newer, or a migration that ran was changed afterwards."""
        conn = await asyncpg.connect(self._url, timeout=10)
        try:
            await conn.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK)
            return await _migrate(conn)
        finally:
            await conn.close()

    async def close(self) -> None:
        """Close every connection; after 5 s, cut them."""
        try:
            await asyncio.wait_for(self._pool.close(), 5)
        except TimeoutError:
            self._pool.terminate()


async def open(url: str, *, lease: float = 15.0, size: int = 12) -> Database:
    """Connect to `url` with at most `size` connections. Does not migrate."""
    pool = await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        init=_prepare,
        reset=_keep,
        command_timeout=60,
        server_settings={
            "application_name": "gateway",
            "idle_in_transaction_session_timeout": str(max(250, int(lease * 250))),
            "lock_timeout": str(max(1000, int(lease * 1000))),
            "timezone": "UTC",
        },
    )
    return Database(pool, url)


async def _prepare(conn: Connection) -> None:
    await conn.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def _keep(_: Connection) -> None:
    """Nothing to undo when a connection goes back: asyncpg has rolled back by then, and no session state is ever set.
    Its own reset would cost one more question to the server for each use of a connection."""


def migrations() -> list[tuple[int, str, str]]:
    """(version, SQL, checksum) of each file in sql/migrations, in order."""
    found = []
    for path in sorted((SQL_DIRECTORY / "migrations").glob("[0-9]*.sql")):
        text = path.read_text("utf-8")
        found.append((int(path.name.split("_")[0]), text, hashlib.sha256(text.encode()).hexdigest()))
    return found


async def _migrate(conn: Connection) -> int:
    await conn.execute(HISTORY)
    done = {row["version"]: row["checksum"] for row in await conn.fetch("SELECT version, checksum FROM migrations")}
    known = migrations()
    newer = sorted(set(done) - {version for version, _, _ in known})
    if newer:
        raise SchemaError(
            f"the database has schema version {newer[-1]}, this program knows {known[-1][0]}: start the newer program"
        )
    for version, text, checksum in known:
        if done.get(version, checksum) != checksum:
            raise SchemaError(
                f"migration {version} was changed after it ran on this database: restore the original file"
            )
        if version not in done:
            async with conn.transaction():
                await conn.execute(text)
                await conn.execute("INSERT INTO migrations (version, checksum) VALUES ($1, $2)", version, checksum)
    return known[-1][0]
