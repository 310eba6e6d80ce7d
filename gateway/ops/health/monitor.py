"""One look at health within two seconds, whatever is down; and what was known when PostgreSQL last answered."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic

from gateway.ops.health import configuration, expiry, probes, upkeep
from gateway.ops.health.assess import assess
from gateway.ops.health.counters import Counters, Counts
from gateway.ops.health.probes import probe, read, write_trouble
from gateway.ops.health.single_flight import SingleFlight
from gateway.ops.health.state import Finding, Health, HealthReading
from gateway.runtime.context import Context
from gateway.runtime.current import Current
from gateway.settings.config import Config
from gateway.store import database, lines
from gateway.store.database import Connection, Database

__all__ = ["HealthMonitor", "about_upkeep", "look", "unread"]

READ_SECONDS = 1.2
TRY_SECONDS = 10.0
COUNT_SECONDS = 5.0
UNWRITTEN = frozenset({"intake_silent", "line_silent"})  # findings that a database which takes no rows would cause


async def about_upkeep(conn: Connection, context: Context) -> list[Finding]:
    """What is due around the lines, and what will end of theirs, for those who tell the operator."""
    config, known, now = (
        context.config,
        await probes.upkeep(conn, context.config.organisation.ended),
        await conn.fetchval("SELECT now()"),
    )
    rows = await lines.overview(conn, list(config.lines))
    ends = [found for row in rows for found in expiry.about(row.name, row.facts, config.zone, now)]
    return [*configuration.about(context), *upkeep.about(config, known, now), *ends]


class HealthMonitor:
    """Looks again and again, and remembers the last reading for the time when PostgreSQL does not answer."""

    def __init__(self, db: Database, current: Current, redis_url: str | None) -> None:
        self._db, self._current, self._redis_url = db, current, redis_url
        self._reading = SingleFlight("health", self._read)
        self._known: HealthReading | None = None
        self._counted = -COUNT_SECONDS
        self._tried, self._writing_trouble = -TRY_SECONDS, ""
        # After that no transaction is under way any more, and an attempt is past its deadline (delivery.py).
        deadline = self._context.config.times.attempt_deadline
        connected = (channel for channel in self._context.channels.values() if channel.TRAITS.connects)
        longest = max(channel.SEND_SECONDS or deadline for channel in connected)
        self._counters = Counters(db, max(120.0, longest + deadline))

    @property
    def _context(self) -> Context:
        return self._current.context

    async def look(self) -> Health:
        """One look; answers within two seconds whatever is down."""
        config = self._context.config
        fresh, probed = await asyncio.gather(self._reading.done(READ_SECONDS), probe(config.data, self._redis_url))
        trouble = self._db.met() if fresh else database.trouble(self._reading.error or TimeoutError()) or "down"
        probed = replace(probed, database=trouble)
        about = list(configuration.about(self._context))
        seen = assess(config, self._known, probed, about, stale=not fresh, now=datetime.now(UTC))
        if fresh and not trouble and any(finding.key in UNWRITTEN for finding in seen.findings):
            probed = replace(probed, database=await self._unwritable())
            seen = assess(config, self._known, probed, about, stale=False, now=datetime.now(UTC))
        return seen

    async def _unwritable(self) -> str:
        """Why PostgreSQL takes nothing, where whoever should write does not. Asked every 10 s at most."""
        if monotonic() - self._tried > TRY_SECONDS:
            self._tried = monotonic()
            self._writing_trouble = await write_trouble(self._db)
        return self._writing_trouble

    def counts(self) -> Mapping[str, int]:
        """How many were in each queue when last read. Where that is long ago it is read again, and nobody waits for
        it."""
        if monotonic() - self._counted > COUNT_SECONDS:
            self._counted = monotonic()
            self._reading.begin()
        return {queue.name: queue.n for queue in self._known.queues} if self._known else {}

    async def counted(self) -> Counts | None:
        """What has passed since this began to watch; as bounded as `look`. None before the first answer."""
        return await self._counters.look()

    async def _read(self) -> None:
        config = self._context.config
        self._known = await read(
            self._db, list(config.lines), config.organisation.ended, scanner=config.scanner.is_configured
        )

    async def close(self) -> None:
        """Stop waiting for answers that have not come."""
        await asyncio.gather(self._reading.close(), self._counters.close())


async def look(db: Database, context: Context, redis_url: str | None) -> Health:
    """One look by itself, for a terminal. See HealthMonitor.look."""
    monitor = HealthMonitor(db, Current(context), redis_url)
    try:
        return await monitor.look()
    finally:
        await monitor.close()


async def unread(config: Config, redis_url: str | None, trouble: str) -> Health:
    """What can be said without PostgreSQL, whose `trouble` is known (database.trouble)."""
    probed = replace(await probe(config.data, redis_url), database=trouble)
    return assess(config, None, probed, stale=True, now=datetime.now(UTC))
