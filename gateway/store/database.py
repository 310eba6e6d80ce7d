"""PostgreSQL: one pool, SQL by name from sql/*.sql.

A caller writes `async with db.transaction() as tx` and passes `tx` to the store modules; nobody else opens
connections, and no session state (locks, SET) outlives a transaction, because a pool hands connections on.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from gateway.domain import reasons
from gateway.domain.reasons import Reason
from gateway.store import migrations

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]
    Lent = PoolConnectionProxy[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:
    Connection, Lent, Pool = asyncpg.Connection, PoolConnectionProxy, asyncpg.Pool

SQL_DIRECTORY = Path(__file__).parent / "sql"
WAIT_SECONDS = 15.0  # for a connection, when all are in use
AT_HAND = 4  # connections kept back from the pool; what more a rush needed goes back to it, and is closed there in time

TROUBLE_SECONDS = 60.0
PARTIAL = frozenset({"full", "memory", "crowded", "readonly"})

# Errors after which the same transaction may simply be tried again.
TRANSIENT = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server's FATAL between two statements
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InsufficientResourcesError,
    asyncpg.SyntaxOrAccessError,  # our own fault or a missing right: no message's, so none may suffer for it
    OSError,
    TimeoutError,
)

# Those of one connection that the server has ended, a transaction that stood still for too long with it: another
# connection may be asked the same.
CUT = (
    asyncpg.AdminShutdownError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
)

# What PostgreSQL's own trouble is, by the class of its error.
TROUBLES: tuple[tuple[str, tuple[type[BaseException], ...]], ...] = (
    ("full", (asyncpg.DiskFullError,)),
    ("memory", (asyncpg.OutOfMemoryError,)),
    ("crowded", (asyncpg.TooManyConnectionsError,)),
    ("starting", (asyncpg.CannotConnectNowError,)),
    ("readonly", (asyncpg.ReadOnlySQLTransactionError,)),
    (
        "refused",
        (
            asyncpg.InvalidAuthorizationSpecificationError,
            asyncpg.InvalidCatalogNameError,
            asyncpg.InsufficientPrivilegeError,
        ),
    ),
    ("empty", (asyncpg.UndefinedTableError,)),
    ("hangs", (TimeoutError, asyncpg.QueryCanceledError)),
    (
        "down",
        (
            asyncpg.PostgresConnectionError,
            asyncpg.OperatorInterventionError,
            asyncpg.InterfaceError,
            asyncpg.InternalClientError,
            OSError,
        ),
    ),
)
OF_POSTGRESQL = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


def trouble(error: BaseException) -> str:
    """PostgreSQL's trouble by its error: full, memory, crowded, starting, readonly, refused, empty, hangs, down;
    else ""."""
    return next((name for name, classes in TROUBLES if isinstance(error, classes)), "")


def own_trouble(error: BaseException) -> str:
    """As `trouble`, where other servers are asked too: an OSError or a TimeoutError may be theirs, and is ""."""
    return trouble(error) if isinstance(error, OF_POSTGRESQL) else ""


# All kinds of lists that statements take: asyncpg asks the server what each is, once a connection, and here in one go.
LISTS = "SELECT $1::boolean[], $2::bytea[], $3::smallint[], $4::int[], $5::bigint[], $6::timestamptz[], $7::jsonb[]"

RESERVE = """
SELECT name, ARRAY(SELECT nextval((name || '_id_seq')::regclass) FROM generate_series(1, n)) AS ids
FROM unnest($1::text[], $2::int[]) AS wanted (name, n)
"""


@cache
def queries(name: str) -> Mapping[str, str]:
    """The statements of sql/<name>.sql by name; each starts with a line `-- name: …`.

    `-- part: NAME` starts what several of them share: `:NAME` stands for it in those below."""
    text = (SQL_DIRECTORY / f"{name}.sql").read_text("utf-8")
    parts: dict[str, str] = {}
    statements: dict[str, str] = {}
    for block in re.split(r"^(?=-- (?:name|part): )", text, flags=re.M)[1:]:
        head, _, body = block.partition("\n")
        what, key = re.findall(r"\w+", head)[:2]
        if what == "part":
            parts[key] = re.sub(r"^--.*\n", "", body, flags=re.M).strip()
        else:
            whole = re.sub(r"(?<!:):(\w+)", lambda found: parts.get(found[1], found[0]), body)
            statements[key] = whole.strip().rstrip(";")
    return statements


class Database:
    """A pool on one database. Sessions end a transaction that idles for a quarter of a lease (docs/ARCHITECTURE.md).

    The pool's own lending costs tasks, timers and turns of the loop each time, more than a short statement itself: the
    last few connections that came back whole are lent again from here."""

    def __init__(self, pool: Pool, url: str) -> None:
        self._pool = pool
        self._url = url
        self._at_hand: list[Lent] = []
        self._most_at_hand = AT_HAND
        self._waiting = 0  # for the pool: what comes back meanwhile is theirs
        self._trouble = "", 0.0  # the last that anyone in this process met, and when

    def met(self) -> str:
        """The trouble by which PostgreSQL can be read and not written, or not by all, if one was met within a minute:
        full, memory, crowded or readonly; else ""."""
        name, at = self._trouble
        return name if monotonic() - at < TROUBLE_SECONDS else ""

    def _note(self, error: BaseException) -> None:
        if (name := own_trouble(error)) in PARTIAL:
            self._trouble = name, monotonic()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection in one READ COMMITTED transaction; commits at the end, rolls back on any exception."""
        async with self.connection() as conn, conn.transaction():
            yield conn

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection outside any transaction: each statement commits by itself."""
        conn = await self._taken()
        try:
            yield conn  # type: ignore[misc]
        except BaseException as error:
            self._note(error)
            await self._pool.release(conn)  # perhaps in the middle of a question: the pool sees to that
            raise
        if self._waiting or len(self._at_hand) >= self._most_at_hand:
            await self._pool.release(conn)
        else:
            self._at_hand.append(conn)

    async def _taken(self) -> Lent:
        while self._at_hand:
            conn = self._at_hand.pop()
            if _is_whole(conn):
                return conn
            await self._pool.release(conn)
        self._waiting += 1
        try:
            return await self._pool.acquire(timeout=WAIT_SECONDS)
        except asyncpg.PostgresError as error:
            self._note(error)
            raise
        finally:
            self._waiting -= 1

    @asynccontextmanager
    async def listening(self, channel: str, notified: Callable[[str], None]) -> AsyncIterator[asyncio.Event]:
        """LISTEN on a connection of its own; `notified(payload)` for each NOTIFY. The event is set when it is lost."""
        lost = asyncio.Event()
        try:
            conn = await asyncpg.connect(self._url, timeout=10)
        except asyncpg.PostgresError as error:
            self._note(error)
            raise
        try:
            conn.add_termination_listener(lambda _: lost.set())
            await conn.add_listener(channel, lambda _c, _pid, _channel, payload: notified(str(payload)))
            yield lost
        finally:
            conn.terminate()

    async def migrate(self) -> migrations.Schema:
        """Bring the schema towards this code's version. Raises SchemaError; see migrations.run."""
        conn = await asyncpg.connect(self._url, timeout=10)
        try:
            return await migrations.run(conn)
        finally:
            await conn.close()

    async def close(self, seconds: float = 5) -> None:
        """Close every connection; after so many seconds, cut them."""
        self._most_at_hand = 0
        while self._at_hand:
            await self._pool.release(self._at_hand.pop())
        try:
            await asyncio.wait_for(self._pool.close(), seconds)
        except TimeoutError:
            self._pool.terminate()


class _Within(Database):
    """A transaction in the place of a pool."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        async with self._tx.transaction():
            yield self._tx

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        yield self._tx


def within(tx: Connection) -> Database:
    """For what opens transactions of its own, and has to be done together with more, or not at all: each of them is a
    savepoint of this one."""
    return _Within(tx)


def _is_whole(conn: Lent) -> bool:
    try:
        return not conn.is_closed()
    except asyncpg.InterfaceError:  # the server cut it while it was at hand: the pool has taken it back by itself
        return False


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
            "application_name": migrations.application(),
            "idle_in_transaction_session_timeout": str(max(250, int(lease * 250))),
            "lock_timeout": str(max(1000, int(lease * 1000))),
            "timezone": "UTC",
        },
    )
    return Database(pool, url)


async def _prepare(conn: Connection) -> None:
    await speak_json(conn)
    await conn.prepare(LISTS)


async def speak_json(conn: Connection) -> None:
    """Have jsonb come and go as Python's own values, reasons too; a connection of the pool does so already."""
    await conn.set_type_codec("jsonb", encoder=_ENCODER.encode, decoder=json.loads, schema="pg_catalog")


def _row(value: object) -> object:
    if isinstance(value, Reason):
        return reasons.row(value)
    raise TypeError(f"no JSON: {type(value).__name__}")


_ENCODER = json.JSONEncoder(default=_row)  # one for all: json.dumps makes one for each value


async def reserve(conn: Connection, **wanted: int) -> dict[str, list[int]]:
    """New ids by table, as many as are wanted of each: `reserve(tx, cases=2)["cases"]`."""
    rows = await conn.fetch(RESERVE, list(wanted), list(wanted.values()))
    return {row["name"]: row["ids"] for row in rows}


async def new_id(conn: Connection, table: str) -> int:
    """One id for a new row."""
    return (await reserve(conn, **{table: 1}))[table][0]


async def _keep(_: Connection) -> None:
    """Nothing to undo when a connection goes back: asyncpg has rolled back by then, and no session state is ever set.
    Its own reset would cost one more question to the server for each use of a connection."""
