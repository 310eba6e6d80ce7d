"""One line's sending side: claims what is due, hands it to delivery, backs off while the line cannot send.

Receiving goes on whatever happens here, an error of our own too; what is on the wire when a stop comes is let finish.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence

import structlog

from gateway.channels import Windowed
from gateway.domain.errors import LeaseLost, LineDown, reason_of
from gateway.domain.reasons import Reason
from gateway.services import delivery
from gateway.services.delivery import Sender, SendWorker
from gateway.services.window import WindowWorker
from gateway.store import database, lines
from gateway.store.outbox import ClaimedOutbox
from workers import reasons
from workers.supervise import end_if_cancelled, every

log = structlog.get_logger(__name__)

CLAIM_MOST = 128
GRACE = 10.0  # seconds that a stop waits for what is on the wire
LONGEST_PAUSE = 30.0  # between tries of a line that cannot send
COSTLY_PAUSE, LONGEST_COSTLY = 60.0, 900.0  # the same, where each try leaves a text of unknown fate
SELDOM = 15  # sweeps between looks of its own: Lines looks for all of them at once each sweep
LINGER = 1.0  # seconds after which the last workers of a batch no longer keep the next one waiting
SLOW_MOST = 16  # mails that wait for the server's last word beside the others
Worker = SendWorker | WindowWorker
Facts = Mapping[str, object]  # what health shows of a line's sending


class Pace:
    """How many rows to claim: what this line sends in two seconds, so that something urgent never waits longer."""

    def __init__(self, width: int) -> None:
        self.n = self._least = 2 * width

    def note(self, sent: int, seconds: float) -> None:
        """Learn from one batch."""
        self.n = max(self._least, min(CLAIM_MOST, int(2 * sent / max(seconds, 0.01))))


class SendLoop:
    """The sending side of one open link. `wakeup` is set when something is due."""

    def __init__(self, sender: Sender, wakeup: asyncio.Event) -> None:
        self._sender, self._wakeup = sender, wakeup
        link = sender.link
        self._pace = Pace(link.window if isinstance(link, Windowed) else link.width)
        self._between: float = getattr(sender.line.options, "pace_seconds", 0.0)  # seconds between two texts
        self._status: tuple[Reason | None, Facts] | None = None  # what was recorded last
        self._pause = 1.0
        self._unproven = True  # whether it may be that the line cannot send, and rows have stepped aside for that
        self._workers: dict[asyncio.Task[LineDown | None], Worker] = {}  # at work, some of them longer than their batch

    async def run(self) -> None:
        """Send until cancelled, or until the lease is lost. What goes wrong here is recorded, and begun anew."""
        pause = 1.0
        while True:
            started = time.monotonic()
            try:
                await self._run()
            except LeaseLost:
                raise
            except Exception as error:
                end_if_cancelled(error)
                await self._trouble(error)
            pause = 1.0 if time.monotonic() - started > 2 * LONGEST_PAUSE else min(LONGEST_PAUSE, 2 * pause)
            await asyncio.sleep(pause / 2)

    async def _run(self) -> None:
        try:
            await delivery.begin(self._sender)
            await every(SELDOM * self._sender.config.times.sweep, self._send_due, self._wakeup)
        finally:
            await _rest(list(self._workers))
            self._workers.clear()

    async def _trouble(self, error: Exception) -> None:
        """Say it of the line, unless it is PostgreSQL's own, as in LineManager."""
        if database.own_trouble(error):
            log.warning("sending waits for the database", line=self._sender.line.name, error=type(error).__name__)
            return
        why = reason_of(error)
        log.warning("sending trouble", line=self._sender.line.name, error=str(why), exc_info=error)
        try:
            await self._set_status(why, {})
        except Exception as second:
            log.warning("the failure could not be recorded", line=self._sender.line.name, error=type(second).__name__)

    async def _send_due(self) -> None:
        while True:
            await self._until_a_worker_is_free()
            if self._unproven:
                self._unproven = await delivery.release(self._sender)
            # One by one where there is a pause: what is urgent waits for one pause, and not for those of a batch.
            due, facts = await delivery.claim(self._sender, 1 if self._between else self._pace.n)
            if not due:
                break
            started = time.monotonic()
            passed, down = await self._send_all(due)
            if passed:
                self._pause = 1.0
            if down is None:
                self._pace.note(len(due), time.monotonic() - started)
                await (self._set_status(None, facts) if passed else self._keep_status(facts))
                if passed:
                    await asyncio.sleep(self._between)
            else:
                await self._set_status(down.reason, facts)
                await asyncio.sleep(self._paused(down))
        await (self._keep_status(facts) if self._unproven else self._set_status(None, facts))

    def _paused(self, down: LineDown) -> float:
        """Seconds until the next try of a line that cannot send."""
        pause = max(self._pause, COSTLY_PAUSE) if down.costly else self._pause
        self._pause = min(LONGEST_COSTLY if down.costly else LONGEST_PAUSE, 2 * pause)
        return pause

    async def _keep_status(self, facts: Facts) -> None:
        """What was recorded of the line's sending stands."""
        if self._status is not None:
            await self._set_status(self._status[0], facts)

    async def _set_status(self, error: Reason | None, facts: Facts) -> None:
        """For the health page."""
        if (error, facts) != self._status:
            await lines.record_sending(self._sender.db, self._sender.line.name, error, facts)
            self._status = error, facts

    # --- send workers ---

    def _worker(self) -> Worker:
        link = self._sender.link
        return WindowWorker(self._sender, link.window) if isinstance(link, Windowed) else SendWorker(self._sender)

    def _busy(self) -> list[asyncio.Task[LineDown | None]]:
        """Workers that take one of the link's places."""
        return [task for task, worker in self._workers.items() if not worker.slow]

    async def _until_a_worker_is_free(self) -> None:
        """Forget workers that outlasted their batch and are done; wait where they take all places."""
        while True:
            for task in [task for task in self._workers if task.done()]:
                await self._end_late(self._workers.pop(task), task.result())
            slow = len(self._workers) - len(self._busy())
            if slow < SLOW_MOST and len(self._busy()) < self._sender.link.width:
                return
            if slow >= SLOW_MOST:
                await self._set_status(reasons.SLOW, {})
            await asyncio.wait(self._workers, timeout=LINGER, return_when=asyncio.FIRST_COMPLETED)

    async def _end_late(self, worker: Worker, down: LineDown | None) -> None:
        """What became of a worker that outlasted its batch: nobody else says it of the line."""
        self._unproven = self._unproven or worker.failed > 0
        if down is not None:
            await self._set_status(down.reason, {})
            await asyncio.sleep(self._paused(down))

    async def _send_all(self, due: Sequence[ClaimedOutbox]) -> tuple[int, LineDown | None]:
        """Send a claimed batch by the workers that are free; how many parts went out, and why the line is down, if so.

        Ends when nothing is left to begin and the workers rest, or linger: who waits for a silent server is waited for
        by nobody."""
        left = list(reversed(due))
        down: list[LineDown] = []

        async def work(mine: Worker) -> LineDown | None:
            try:
                while left and not down:
                    await mine.next(left)
            except LineDown as error:
                down.append(error)
                return error
            finally:
                await mine.rest()
            return None

        free = self._sender.link.width - len(self._busy())
        workers = [self._worker() for _ in range(min(free, len(due)))]
        tasks = {asyncio.create_task(work(worker)): worker for worker in workers}
        self._workers.update(tasks)
        try:
            await self._until_at_rest(tasks, left, down)
        finally:
            down.append(LineDown(reasons.STOPPING))  # who still is at work finishes its part and begins nothing new
            if left:
                await asyncio.shield(delivery.give_back(self._sender, left))
                left.clear()
        self._unproven = self._unproven or any(worker.failed for worker in workers)
        return sum(worker.passed for worker in workers), down[0] if len(down) > 1 else None

    async def _until_at_rest(
        self,
        tasks: dict[asyncio.Task[LineDown | None], Worker],
        left: Sequence[ClaimedOutbox],
        down: Sequence[LineDown],
    ) -> None:
        """Raises what a worker raised."""
        pending = set(tasks)
        while pending:
            done, pending = await asyncio.wait(pending, timeout=LINGER)
            for task in done:
                del self._workers[task]
                task.result()
            if not left or down or all(tasks[task].slow for task in pending):
                return


async def _rest(tasks: Sequence[asyncio.Task[LineDown | None]]) -> None:
    """Wait for the workers; whose wire or database does not come back is stopped, and its attempt stays open."""
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=GRACE)
    for task in late:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
