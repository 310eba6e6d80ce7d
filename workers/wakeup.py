"""The wake-up: arq notifies any intake worker of a partition with work. It carries a number, nobody waits, it may fail.

Everything that arq needs to be told to behave stands here (FIELD.md §6): JSON instead of pickle, deadlines on every
call, no job ids, no kept results.
"""

import asyncio
import json
from collections.abc import Iterable
from typing import Any, Protocol

import structlog
from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool

log = structlog.get_logger(__name__)
QUEUE = "gateway:intake"
NOTIFY_SECONDS = 0.3


def pack(job: dict[str, Any]) -> bytes:
    """A job as JSON."""
    return json.dumps(job).encode()


def unpack(data: bytes) -> dict[str, Any]:
    """A job from JSON; anything else, a pickle above all, is refused."""
    job: dict[str, Any] = json.loads(data)
    return job


def connect(url: str) -> ArqRedis:
    """A client whose every call ends: 0.3 s to connect, 2 s to answer. Connects at the first call."""
    pool = ConnectionPool.from_url(
        url, socket_timeout=2, socket_connect_timeout=NOTIFY_SECONDS, retry_on_timeout=False, max_connections=16
    )
    return ArqRedis(
        connection_pool=pool,
        job_serializer=pack,
        job_deserializer=unpack,
        default_queue_name=QUEUE,
        expires_extra_ms=60_000,
    )


class Notifier(Protocol):
    """What notifies an intake worker that partitions have work: Redis, or the worker itself in the same process."""

    def notify(self, partitions: Iterable[int]) -> None:
        """Returns at once, never raises."""
        ...


class Wakeup:
    """Wake-ups for partitions. One under way for a partition is enough: the job looks at the rows."""

    def __init__(self, redis: ArqRedis) -> None:
        self._redis = redis
        self._notifying: dict[int, asyncio.Task[None]] = {}

    def notify(self, partitions: Iterable[int]) -> None:
        """Notify the intake workers; returns at once, never raises."""
        for n in partitions:
            if n not in self._notifying:
                self._notifying[n] = asyncio.create_task(self._notify(n))
                self._notifying[n].add_done_callback(lambda _, n=n: self._notifying.pop(n, None))  # type: ignore[misc]

    async def _notify(self, partition: int) -> None:
        try:
            await asyncio.wait_for(self._redis.enqueue_job("register", partition), NOTIFY_SECONDS)
        except Exception as error:
            log.debug("a wake-up failed; the sweep will see it", error=type(error).__name__)

    async def close(self) -> None:
        """Stop notifying and hang up."""
        for task in list(self._notifying.values()):
            task.cancel()
        await self._redis.aclose(close_connection_pool=True)
