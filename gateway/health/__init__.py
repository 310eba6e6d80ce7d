"""Health: how old is the oldest thing in each queue, when did each line last speak, what is wrong now and what to do.

Its one idea: looking and judging are apart. probes.py looks, each probe with a deadline of its own; judge.py, which is
pure, says what that means; words.py says it in Vietnamese and English. What is not known is `unknown`, never ok.
"""

import asyncio
from datetime import UTC, datetime

import structlog

from gateway.database import Database
from gateway.health.judge import judge
from gateway.health.probes import probe, read
from gateway.health.state import Finding, Health, LineHealth, Queue, Reading, Server, State
from gateway.house import House

__all__ = ["Finding", "Health", "LineHealth", "Queue", "Server", "State", "Watch", "look"]

log = structlog.get_logger(__name__)
READ_SECONDS = 1.2
CLOSE_SECONDS = 0.3


class Watch:
    """Looks again and again, and remembers the last reading for the time when PostgreSQL does not answer."""

    def __init__(self, db: Database, house: House, redis_url: str | None) -> None:
        self._db, self._house, self._redis_url = db, house, redis_url
        self._reading: asyncio.Task[None] | None = None
        self._known: Reading | None = None

    async def look(self) -> Health:
        """One look; answers within two seconds whatever is down."""
        config = self._house.config
        fresh, probes = await asyncio.gather(self._fresh(), probe(config.data, self._redis_url))
        return judge(config, self._known, probes, stale=not fresh, now=datetime.now(UTC))

    async def _fresh(self) -> bool:
        """Whether the database could be read in time. One that hangs is asked once: all looks wait for that answer."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
            self._reading.add_done_callback(_note)
        reading = self._reading
        await asyncio.wait([reading], timeout=READ_SECONDS)
        return reading.done() and not reading.cancelled() and reading.exception() is None

    async def _read(self) -> None:
        self._known = await read(self._db, list(self._house.config.lines))

    async def close(self) -> None:
        """Stop waiting for an answer that has not come."""
        if self._reading is not None and not self._reading.done():
            self._reading.cancel()
            await asyncio.wait([self._reading], timeout=CLOSE_SECONDS)


def _note(reading: asyncio.Task[None]) -> None:
    if not reading.cancelled() and (error := reading.exception()) is not None:
        log.warning("health cannot read the database", error=type(error).__name__)


async def look(db: Database, house: House, redis_url: str | None) -> Health:
    """One look by itself, for a terminal. See Watch.look."""
    watch = Watch(db, house, redis_url)
    try:
        return await watch.look()
    finally:
        await watch.close()
