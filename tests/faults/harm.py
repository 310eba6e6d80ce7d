"""Harm to PostgreSQL that lasts for a while, and what must hold after any harm."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from gateway.store import database, roles
from tests.faults.scenes import Scene
from tests.support.judge import Verdict
from tests.support.proxy import Proxy

TABLES = "parts, messages, cases, outbox, attempts, lines, partitions"
# no limit may stand between a token and its reply
UNLIMITED: Mapping[str, Any] = dict.fromkeys(
    (
        "automatic_sms_per_line_hour",
        "unproven_per_line_hour",
        "unproven_per_domain_hour",
        "unproven_per_sender_day",
        "unproven_emergencies_per_line_hour",
    ),
    1_000_000,
)
PATIENT: Mapping[str, Any] = {"tries": 60, "backoff": [0.5, 1]}


@asynccontextmanager
async def locked(url: str) -> AsyncIterator[None]:
    """Every table is locked against everybody."""
    conn = await asyncpg.connect(url)
    try:
        await conn.execute("SET deadlock_timeout = '10min'")  # whoever meets us on the way to the last table gives in
        async with conn.transaction():
            await conn.execute(f"LOCK TABLE {TABLES} IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await conn.close()


@asynccontextmanager
async def no_connection_left(url: str, wire: Proxy) -> AsyncIterator[None]:
    """The server gives the gateway's roles no connection any more, and takes those that they have."""
    conn = await asyncpg.connect(url)
    try:
        await _allow(conn, 0)
        wire.reset()
        yield
        await _allow(conn, -1)
    finally:
        await conn.close()


async def _allow(conn: "asyncpg.Connection[asyncpg.Record]", n: int) -> None:
    for role in roles.ROLES:
        await conn.execute(f"ALTER ROLE gateway_{role} CONNECTION LIMIT {n}")


async def prepared(url: str) -> None:
    """A server of a test's own gets the schema and the roles."""
    opened = await database.open(url)
    await opened.migrate()
    await opened.close()
    await roles.provide(url)


async def nothing_lost_nothing_doubled(world: Scene, *, settle: float = 240.0, unreadable: bool = False) -> Verdict:
    """The count, once all is settled: each token in one place, each reply once. A mail that went out again, and a text
    of unknown fate, is one whose attempt was cut off. `unreadable`: some may have been given up as that."""
    await world.settle(settle)
    verdict = await world.judge()
    cut = await world.rows("SELECT count(*) AS n FROM attempts WHERE state = 'unknown'")
    assert verdict.repeated + verdict.unknown <= cut[0]["n"], str(verdict)
    verdict.require(
        ok=len(world.injector.tokens()),
        unknown=verdict.unknown,
        repeated=verdict.repeated,
        unreadable=verdict.unreadable * unreadable,
    )
    return verdict
