"""The lines: holds the leases of its lines, reads them, sends what they have due.

One process holds many mailboxes; a modem is a child process of its own, behind its channel's link. Another process
with the same lines stands by: it takes over what is not renewed.
"""

import asyncio
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import structlog

from gateway.channels import Link
from gateway.domain.errors import LeaseLost, LineDown, LogInRefused, reason_of
from gateway.domain.model import Batch
from gateway.runtime.context import Context
from gateway.runtime.current import Current
from gateway.services.calls import receive as calls
from gateway.services.delivery import Sender
from gateway.services.intake import receive
from gateway.services.numbers import ringing
from gateway.settings.config import Line
from gateway.store import database, inbox, lines, outbox
from gateway.store.database import Database
from gateway.store.lines import Lease
from workers import reasons
from workers.send_loop import GRACE, SendLoop
from workers.supervise import end_if_cancelled, every, forever
from workers.systemd import Heartbeat
from workers.wakeup import Notifier

log = structlog.get_logger(__name__)
REMOVE_EVERY = 3_600.0  # seconds
RING_SECONDS = 10.0  # between looks for numbers that are to be rung
LONGEST_PAUSE = 60.0  # between tries to open a line that refuses: no lockout storm (FAILURES.md F19)


class LineManager:
    """One process's lines."""

    def __init__(
        self,
        db: Database,
        current: Current,
        wakeup: Notifier | None,
        names: Sequence[str] | None = None,
        heartbeat: Heartbeat | None = None,
        *,
        sending: Database | None = None,
    ) -> None:
        """`names`: of its lines, None: all that the configuration has; `sending`: the database as its sender's role
        sees it; left out, `db` does both."""
        self._sending_db = sending or db
        self._db, self._current, self._wakeup = db, current, wakeup
        self._only = None if names is None else list(names)
        self._heartbeat = heartbeat or Heartbeat()
        self._holder = f"lines:{uuid.uuid4()}"
        self._held: dict[str, tuple[Lease, asyncio.Task[None]]] = {}
        self._leaving: dict[str, asyncio.Task[None]] = {}  # lost, and still letting finish what is on the wire
        self._renewed: dict[str, float] = {}
        self._removed: dict[str, float] = {}  # when what is too old was last taken away at the source
        self._wakeups: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._opened: dict[str, Line] = {}  # as the lines that we hold were in the configuration when we began
        self._memories: dict[str, object] = {}
        self._changed = asyncio.Event()
        current.watch(self._changed.set)
        self._behind: frozenset[str] = frozenset()  # lines with something to confirm or to fetch once more

    @property
    def _context(self) -> Context:
        return self._current.context

    async def run(self) -> None:
        """Work until cancelled; then let go of every lease, so that a successor need not wait."""
        lease = self._context.config.times.lease
        try:
            async with asyncio.TaskGroup() as tasks:
                leases = partial(every, lease / 4, self._leases, self._changed)
                tasks.create_task(forever("leases", leases, pause=lease / 4))
                tasks.create_task(forever("outbox notifications", self._listen))
                sweep = self._context.config.times.sweep
                tasks.create_task(forever("look", lambda: every(sweep, self._look), pause=sweep))
        finally:
            await asyncio.shield(self._let_go())

    async def _leases(self) -> None:
        """Renew what we hold, stop what we lost or what has changed, take what is free."""
        self._heartbeat.beat("leases")
        ours = self._ours()
        for name in list(self._held):
            if name not in ours or _reads_otherwise(ours[name], self._opened[name]):
                self._leave(name)
        seconds = self._context.config.times.lease
        asked = time.monotonic()
        held = {name: lease for name, (lease, task) in self._held.items() if not task.done()}
        still = await lines.renew(self._db, list(held.values()), seconds)
        self._renewed.update(dict.fromkeys(still, asked))
        self._leaving = {name: task for name, task in self._leaving.items() if not task.done()}
        for name in set(self._held) - still:
            self._leave(name)
        wanted = [name for name in ours if name not in self._held and name not in self._leaving]
        asked = time.monotonic()
        for lease in await lines.take(self._db, "line", wanted, self._holder, seconds):
            name = str(lease.key)
            self._renewed[name] = asked
            self._begin(name, ours[name])
            self._held[name] = lease, asyncio.create_task(self._work(lease), name=f"line {name}")

    def _ours(self) -> dict[str, Line]:
        """The lines that are ours to read, as the configuration has them now."""
        known = self._context.config.lines
        names = known if self._only is None else [name for name in self._only if name in known]
        return {name: known[name] for name in names if known[name].traits.connects}

    def _begin(self, name: str, line: Line) -> None:
        """What a link remembers outlives it, but not a change of the line."""
        before = self._opened.get(name)
        if before is None or _reads_otherwise(line, before):
            self._memories[name] = self._context.channels[line.channel].Memory()
        self._opened[name] = line

    def _leave(self, name: str) -> None:
        """Stop working on a line; nobody waits for it, least of all the renewal of the others. Once it has come to
        rest it is free for whoever wants it, ourselves too."""
        _, task = self._held.pop(name)
        task.cancel()
        self._leaving[name] = task
        task.add_done_callback(lambda _: self._changed.set())

    async def _let_go(self) -> None:
        leases = [lease for lease, _ in self._held.values()]
        for name in list(self._held):
            self._leave(name)
        if self._leaving:
            await asyncio.wait(self._leaving.values(), timeout=GRACE + 5)
        await lines.release(self._db, leases)

    async def _listen(self) -> None:
        """pg_notify comes when something is queued; without it the senders look by themselves."""

        def wake(line: str) -> None:
            if line in self._wakeups:
                self._wakeups[line].set()

        async with self._db.listening("gateway_outbox", wake) as lost:
            await lost.wait()

    async def _look(self) -> None:
        """One look for all lines at what was not notified: a retry that is due, a notification that was lost."""
        names = list(self._held)
        async with self._db.connection() as conn:
            for name in await outbox.lines_with_due(conn, names):
                self._wakeups[name].set()
            self._behind = await inbox.behind(conn, names)

    def _fresh(self, name: str) -> bool:
        return time.monotonic() - self._renewed.get(name, 0) < self._context.config.times.lease / 2

    async def _work(self, lease: Lease) -> None:
        """Keep one line open, whatever happens to it, for as long as the lease is ours."""
        name, pause = str(lease.key), 1.0
        while True:
            opened, least = time.monotonic(), 0.0
            try:
                # In a task of its own: an error inside a TaskGroup leaves the task around it marked as cancelled
                # (Python before 3.13), and `end_if_cancelled` would end this line, with nothing recorded.
                await asyncio.create_task(self._open(lease))
            except Exception as error:
                end_if_cancelled(error)
                if isinstance(_cause(error), LeaseLost):
                    return
                least = LONGEST_PAUSE if isinstance(_cause(error), LogInRefused) else 0.0
                await self._trouble(name, _cause(error))
            pause = 1.0 if time.monotonic() - opened > 2 * LONGEST_PAUSE else pause
            await asyncio.sleep(max(pause, least))
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _trouble(self, name: str, error: BaseException) -> None:
        """Record it of the line, unless it is PostgreSQL's own: health names that, and no line is to blame for it."""
        if database.own_trouble(error):
            log.warning("a line waits for the database", line=name, error=type(error).__name__)
            return
        why = reason_of(error)
        log.warning("line trouble", line=name, error=str(why), exc_info=None if isinstance(error, LineDown) else error)
        try:
            await lines.record_failure(self._db, name, why)
        except Exception as second:
            log.warning("the failure could not be recorded", line=name, error=type(second).__name__)

    async def _open(self, lease: Lease) -> None:
        line = self._opened[str(lease.key)]
        async with (
            self._context.channels[line.channel].open(
                line.options, now=datetime.now(UTC), memory=self._memories[line.name]
            ) as link,
            asyncio.TaskGroup() as tasks,
        ):
            tasks.create_task(self._receive(lease, link))
            if line.send:
                tasks.create_task(self._sending(lease, link).run())
            if ringing.rings(self._context, line.name):
                ring = partial(ringing.ring, self._db, self._context, line.name, link)
                tasks.create_task(every(RING_SECONDS, ring))

    async def _receive(self, lease: Lease, link: Link) -> None:
        async with self._db.connection() as conn:
            cursor = await lines.read_cursor(conn, str(lease.key))
        said = 0.0
        async for batch in link.listen(cursor):
            news = _news(batch, cursor)
            if news or time.monotonic() - said > self._context.config.times.health_grace / 6:
                self._notify(await receive.store_batch(self._db, self._context, lease, batch))
                cursor, said = batch.cursor or cursor, time.monotonic()
            await calls.note_rang(self._db, self._context, str(lease.key), batch.rang)
            if news or lease.key in self._behind:
                await receive.confirm(self._db, lease, link)
                self._notify(await receive.fetch_again(self._db, self._context, lease, link))
            if time.monotonic() - self._removed.get(str(lease.key), -REMOVE_EVERY) >= REMOVE_EVERY:
                self._removed[str(lease.key)] = time.monotonic()
                await receive.remove_aged(self._db, self._context, lease, link)
        raise LineDown(reasons.ENDED)

    def _sending(self, lease: Lease, link: Link) -> SendLoop:
        name = str(lease.key)
        line = self._opened[name]
        sender = Sender(
            db=self._sending_db,
            current=self._current,
            channel=self._context.channels[line.channel],
            line=line,
            lease=lease,
            link=link,
            fresh=lambda: self._fresh(name),
        )
        return SendLoop(sender, self._wakeups[name])

    def _notify(self, partitions: Iterable[int]) -> None:
        if self._wakeup is not None:
            self._wakeup.notify(partitions)


def _reads_otherwise(line: Line, before: Line) -> bool:
    """Whether a line has changed in anything but whose it is: then its link is closed and opened anew."""
    return replace(line, unit=before.unit) != before


def _news(batch: Batch, cursor: Mapping[str, object] | None) -> bool:
    return bool(batch.received or batch.unfetched) or (batch.cursor is not None and batch.cursor != cursor)


def _cause(error: BaseException) -> BaseException:
    """What a task group's error was about: a lost lease before all else, else the first."""
    if not isinstance(error, BaseExceptionGroup):
        return error
    causes = [_cause(inner) for inner in error.exceptions]
    return next((cause for cause in causes if isinstance(cause, LeaseLost)), causes[0])
