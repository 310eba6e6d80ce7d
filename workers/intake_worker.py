"""The intake worker: registers what was received, partition by partition; any number of them may run.

arq is its pool of slots and wakes it up; its own sweep finds the same work without Redis. Its clocks are rows.
"""

import asyncio
import functools
import uuid
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import structlog
from arq.connections import ArqRedis
from arq.worker import Worker, func

from gateway.ops import upkeep
from gateway.runtime.context import Context
from gateway.runtime.current import Current
from gateway.services import alerts, code_guessing, retention, scanning
from gateway.services.auditing import checking, sealing
from gateway.services.calls import escalating, judging
from gateway.services.clocks import reminding
from gateway.services.intake import process
from gateway.services.numbers import probing, telling
from gateway.store import inbox, lines
from gateway.store.database import Database
from workers import wakeup
from workers.supervise import every, forever
from workers.systemd import Heartbeat

log = structlog.get_logger(__name__)
SLOTS = 2  # passes at once in one process: one works while the other waits; more only make batches smaller
TIDY_SECONDS = 3600.0
PROBE_SECONDS = 30.0
TELL_SECONDS = 60.0  # that nothing proves a line
UPKEEP_SECONDS = 60.0
SEAL_SECONDS = 5.0  # between looks for rows of audit to be sealed
CHECK_SECONDS = 24 * 3600.0  # between looks at the whole chain of audit
SCAN_SECONDS, SCAN_PAUSE = 2.0, 5.0  # between looks for attachments to be scanned; after a scanner was not there


class IntakeWorker:
    """One process's slots."""

    def __init__(
        self,
        db: Database,
        current: Current,
        redis_url: str | None,
        heartbeat: Heartbeat | None = None,
        *,
        owner_url: str = "",
    ) -> None:
        self._db, self._current, self._redis_url, self._owner_url = db, current, redis_url, owner_url
        self._heartbeat = heartbeat or Heartbeat()
        self._holder = f"intake:{uuid.uuid4()}"
        self._slots = asyncio.Semaphore(SLOTS)
        self._awaited: set[int] = set()  # partitions whose pass waits for a slot
        self._passes: set[asyncio.Task[None]] = set()

    @property
    def _context(self) -> Context:
        return self._current.context

    async def run(self) -> None:
        """Work until cancelled."""
        times = self._context.config.times
        try:
            await self._work(times.sweep)
        finally:
            await _cancelled(self._passes)

    async def _work(self, sweep: float) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(forever("sweep", lambda: every(sweep, self._sweep)))
            tasks.create_task(forever("clocks", lambda: every(min(1.0, sweep), self._clocks)))
            tasks.create_task(forever("audit", lambda: every(SEAL_SECONDS, self._audit)))
            if self._owner_url:
                tasks.create_task(forever("upkeep", lambda: every(UPKEEP_SECONDS, self._upkeep)))
            scanner = self._context.config.scanner
            if scanner.is_configured:
                scan = functools.partial(scanning.work, self._db, scanner)
                tasks.create_task(forever("scanner", lambda: every(SCAN_SECONDS, scan), pause=SCAN_PAUSE))
            if self._redis_url:
                tasks.create_task(forever("arq", self._arq))

    def notify(self, partitions: Iterable[int]) -> None:
        """The wake-up from lines in this very process: no need to go round by Redis. Returns at once, never raises."""
        for n in partitions:
            task = asyncio.create_task(self._process_quietly(n))
            self._passes.add(task)
            task.add_done_callback(self._passes.discard)

    async def _process_quietly(self, partition: int) -> None:
        try:
            await self.request(partition)
        except Exception as error:
            log.warning(
                "a pass over a partition failed; the sweep comes again", partition=partition, error=type(error).__name__
            )

    async def request(self, partition: int) -> None:
        """One pass over a partition. A pass that waits for a slot already will see what this one would."""
        if partition in self._awaited:
            return
        self._awaited.add(partition)
        try:
            await self._slots.acquire()
        finally:
            self._awaited.discard(partition)
        try:
            await process.process_partition(self._db, self._context, partition, self._holder)
        finally:
            self._slots.release()

    async def _sweep(self) -> None:
        async with self._db.connection() as conn:
            ready = await inbox.ready_partitions(conn, self._context.config.times.incomplete_sms)
        await asyncio.gather(*(self.request(n) for n in ready))

    async def _clocks(self) -> None:
        self._heartbeat.beat("clocks")
        async with self._db.connection() as conn:
            watch = await lines.tick(conn, "watch", max(1.0, self._context.config.times.sweep))
            tidy = await lines.tick(conn, "tidy", TIDY_SECONDS)
            probe = self._context.config.probes.send and await lines.tick(conn, "probes", PROBE_SECONDS)
            tell = await lines.tick(conn, "numbers", TELL_SECONDS)
        if watch:
            await code_guessing.watch(self._db, self._context)
            await scanning.watch(self._db, self._context)
            await judging.judge(self._db, self._context)
            await escalating.escalate(self._db, self._context)
            await reminding.remind(self._db, self._context)
            await alerts.watch(self._db, self._context)
        if probe:
            await probing.probe(self._db, self._context)
        if tell:
            await telling.tell(self._db, self._context)
        if tidy:
            async with self._db.transaction() as tx:
                await inbox.free_blobs(tx)

    async def _audit(self) -> None:
        key = await asyncio.to_thread(sealing.the_key, self._context.config)
        await sealing.run(self._db, key)
        async with self._db.connection() as conn:
            due = await lines.tick(conn, "audit_check", CHECK_SECONDS)
        if due:
            await checking.note(self._db, key)

    async def _upkeep(self) -> None:
        await upkeep.run(self._db, self._context, self._owner_url)
        await retention.nightly(self._db, self._context, self._owner_url)

    async def _arq(self) -> None:
        """arq's Worker as one task of ours: when Redis goes, it ends, and is started again by `forever`."""
        redis = wakeup.connect(str(self._redis_url))

        async def register(_: dict[object, object], partition: int) -> None:
            await self.request(partition)

        worker = Worker(
            functions=[func(register, name="register", keep_result=0, max_tries=1, timeout=120)],  # type: ignore[arg-type]
            redis_pool=redis,
            queue_name=wakeup.QUEUE,
            job_serializer=wakeup.pack,
            job_deserializer=wakeup.unpack,
            handle_signals=False,
            max_jobs=2 * SLOTS,
            poll_delay=0.05,
            keep_result=0,
            health_check_interval=3600,
        )
        working = asyncio.create_task(worker.async_run())
        try:
            await asyncio.shield(working)
        finally:
            await cancel_until_done(working)
            await _close(worker, redis)


async def cancel_until_done(task: asyncio.Task[None], again: float = 1.0) -> None:
    """Cancel a task until it has ended: redis-py swallows a cancellation that comes together with an answer."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=again)
    if not task.cancelled():
        task.exception()


async def _close(worker: Worker, redis: ArqRedis) -> None:
    """End running jobs (a pass gives its tries back) and hang up; arq's own close() waits for them and for Redis."""
    await _cancelled(worker.tasks.values())
    with suppress(Exception):
        await redis.aclose(close_connection_pool=True)


async def _cancelled(tasks: Iterable[asyncio.Task[Any]]) -> None:
    running = list(tasks)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
