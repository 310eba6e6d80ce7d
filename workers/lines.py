"""The lines: holds the leases of its lines, reads them, sends what they owe.

One process holds many mailboxes; a modem is a child process of its own, behind its channel's link. Another process
with the same lines stands by: it takes over what is not renewed.
"""

import asyncio
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import structlog

from gateway import database, inbox, intake, lines, outbox
from gateway.channels import CHANNELS, Link
from gateway.database import Database
from gateway.delivery import Sender
from gateway.errors import GatewayError, LeaseLost, LineDown, LogInRefused
from gateway.house import House
from gateway.lines import Lease
from gateway.model import Batch
from workers.bell import Ringing
from workers.notify import Pulse
from workers.sending import GRACE, Sending
from workers.supervise import end_if_cancelled, every, forever

log = structlog.get_logger(__name__)
LONGEST_PAUSE = 60.0  # between tries to open a line that refuses: no lockout storm (FAILURES.md F19)


class Lines:
    """One process's lines."""

    def __init__(
        self,
        db: Database,
        house: House,
        bell: Ringing | None,
        names: Sequence[str] | None = None,
        pulse: Pulse | None = None,
        *,
        sending: Database | None = None,
    ) -> None:
        """`sending`: the database as its sender's role sees it; left out, `db` does both."""
        self._sending_db = sending or db
        self._db, self._house, self._bell = db, house, bell
        self._names = list(names if names is not None else house.config.lines)
        self._pulse = pulse or Pulse()
        self._holder = f"lines:{uuid.uuid4()}"
        self._held: dict[str, tuple[Lease, asyncio.Task[None]]] = {}
        self._leaving: dict[str, asyncio.Task[None]] = {}  # lost, and still letting finish what is on the wire
        self._renewed: dict[str, float] = {}
        self._owing = {name: asyncio.Event() for name in self._names}
        self._behind: frozenset[str] = frozenset()  # lines with something to confirm or to fetch once more

    async def run(self) -> None:
        """Work until cancelled; then let go of every lease, so that a successor need not wait."""
        lease = self._house.config.times.lease
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(forever("leases", lambda: every(lease / 4, self._leases), pause=lease / 4))
                tasks.create_task(forever("outbox bell", self._listen))
                sweep = self._house.config.times.sweep
                tasks.create_task(forever("look", lambda: every(sweep, self._look), pause=sweep))
        finally:
            await asyncio.shield(self._let_go())

    async def _leases(self) -> None:
        """Renew what we hold, stop what we lost, take what is free."""
        self._pulse.beat("leases")
        seconds = self._house.config.times.lease
        asked = time.monotonic()
        held = {name: lease for name, (lease, task) in self._held.items() if not task.done()}
        still = await lines.renew(self._db, list(held.values()), seconds)
        self._renewed.update(dict.fromkeys(still, asked))
        self._leaving = {name: task for name, task in self._leaving.items() if not task.done()}
        for name in set(self._held) - still:
            self._leave(name)
        wanted = [name for name in self._names if name not in self._held and name not in self._leaving]
        asked = time.monotonic()
        for lease in await lines.take(self._db, "line", wanted, self._holder, seconds):
            name = str(lease.key)
            self._renewed[name] = asked
            self._held[name] = lease, asyncio.create_task(self._work(lease), name=f"line {name}")

    def _leave(self, name: str) -> None:
        """Stop working on a line; nobody waits for it, least of all the renewal of the others."""
        _, task = self._held.pop(name)
        task.cancel()
        self._leaving[name] = task

    async def _let_go(self) -> None:
        leases = [lease for lease, _ in self._held.values()]
        for name in list(self._held):
            self._leave(name)
        if self._leaving:
            await asyncio.wait(self._leaving.values(), timeout=GRACE + 5)
        await lines.release(self._db, leases)

    async def _listen(self) -> None:
        """pg_notify rings when something is owed; without it the senders look by themselves."""

        def heard(line: str) -> None:
            if line in self._owing:
                self._owing[line].set()

        async with self._db.listening("gateway_outbox", heard) as lost:
            await lost.wait()

    async def _look(self) -> None:
        """One look for all lines at what no bell told of: a retry that is due, a bell that was lost."""
        names = list(self._held)
        async with self._db.connection() as conn:
            for name in await outbox.owing(conn, names):
                self._owing[name].set()
            self._behind = await inbox.behind(conn, names)

    def _fresh(self, name: str) -> bool:
        return time.monotonic() - self._renewed.get(name, 0) < self._house.config.times.lease / 2

    async def _work(self, lease: Lease) -> None:
        """Keep one line open, whatever happens to it, for as long as the lease is ours."""
        name, pause = str(lease.key), 1.0
        while True:
            opened, least = time.monotonic(), 0.0
            try:
                await self._open(lease)
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
        """Say it of the line, unless it is PostgreSQL's own: health names that, and no line is to blame for it."""
        if database.own_trouble(error):
            log.warning("a line waits for the database", line=name, error=type(error).__name__)
            return
        words = str(error) if isinstance(error, GatewayError) else f"unforeseen: {type(error).__name__}"
        log.warning("line trouble", line=name, error=words, exc_info=None if isinstance(error, LineDown) else error)
        try:
            await lines.failing(self._db, name, words)
        except Exception as second:
            log.warning("the database could not be told", line=name, error=type(second).__name__)

    async def _open(self, lease: Lease) -> None:
        line = self._house.config.lines[str(lease.key)]
        async with (
            CHANNELS[line.channel].open(line.options, now=datetime.now(UTC)) as link,
            asyncio.TaskGroup() as tasks,
        ):
            tasks.create_task(self._receive(lease, link))
            if line.send:
                tasks.create_task(self._sending(lease, link).run())

    async def _receive(self, lease: Lease, link: Link) -> None:
        async with self._db.connection() as conn:
            mark = await lines.read_mark(conn, str(lease.key))
        said = 0.0
        async for batch in link.listen(mark):
            news = _news(batch, mark)
            if news or time.monotonic() - said > self._house.config.times.health_grace / 6:
                self._ring(await intake.receive(self._db, self._house, lease, batch))
                mark, said = batch.mark or mark, time.monotonic()
            if news or lease.key in self._behind:
                await intake.confirm(self._db, lease, link)
                self._ring(await intake.fetch_again(self._db, self._house, lease, link))
        raise LineDown("the line ended by itself")

    def _sending(self, lease: Lease, link: Link) -> Sending:
        name = str(lease.key)
        sender = Sender(
            db=self._sending_db,
            config=self._house.config,
            line=self._house.config.lines[name],
            lease=lease,
            link=link,
            fresh=lambda: self._fresh(name),
        )
        return Sending(sender, self._owing[name])

    def _ring(self, partitions: Iterable[int]) -> None:
        if self._bell is not None:
            self._bell.ring(partitions)


def _news(batch: Batch, mark: Mapping[str, object] | None) -> bool:
    return bool(batch.received or batch.unfetched) or (batch.mark is not None and batch.mark != mark)


def _cause(error: BaseException) -> BaseException:
    """What a task group's error was about: a lost lease before all else, else the first."""
    if not isinstance(error, BaseExceptionGroup):
        return error
    causes = [_cause(inner) for inner in error.exceptions]
    return next((cause for cause in causes if isinstance(cause, LeaseLost)), causes[0])
