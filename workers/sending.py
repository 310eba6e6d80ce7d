"""One line's sending side: claims what is due, hands it to delivery, backs off while the line cannot send.

Receiving goes on whatever happens here, an error of our own too; what is on the wire when a stop comes is let finish.
"""

import asyncio
import time
from collections.abc import Sequence

import structlog

from gateway import database, delivery, lines
from gateway.delivery import Hand, Sender
from gateway.errors import GatewayError, LeaseLost, LineDown
from gateway.outbox import Due
from workers.supervise import end_if_cancelled, every

log = structlog.get_logger(__name__)

CLAIM_MOST = 128
GRACE = 10.0  # seconds that a stop waits for what is on the wire
LONGEST_PAUSE = 30.0  # between tries of a line that cannot send
SELDOM = 15  # sweeps between looks of its own: Lines looks for all of them at once each sweep
LINGER = 1.0  # seconds after which the last hands of a batch no longer keep the next one waiting
SLOW_MOST = 16  # mails that wait for the server's last word beside the others
SLOW = "the server answers slowly: what waits for its last word has taken all places"


class Pace:
    """How many rows to claim: what this line sends in two seconds, so that something urgent never waits longer."""

    def __init__(self, width: int) -> None:
        self.n = self._least = 2 * width

    def note(self, sent: int, seconds: float) -> None:
        """Learn from one batch."""
        self.n = max(self._least, min(CLAIM_MOST, int(2 * sent / max(seconds, 0.01))))


class Sending:
    """The sending side of one open link. `owing` rings when something is owed."""

    def __init__(self, sender: Sender, owing: asyncio.Event) -> None:
        self._sender, self._owing = sender, owing
        self._pace = Pace(sender.link.width)
        self._said: tuple[str, bool] | None = None  # what the health page was told last
        self._pause = 1.0
        self._unproven = True  # whether it may be that the line cannot send, and rows have stepped aside for that
        self._hands: dict[asyncio.Task[None], Hand] = {}  # at work, some of them longer than their batch

    async def run(self) -> None:
        """Send until cancelled, or until the lease is lost. What goes wrong here is told, and begun anew."""
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
            await every(SELDOM * self._sender.config.times.sweep, self._send_due, self._owing)
        finally:
            await _rest(list(self._hands))
            self._hands.clear()

    async def _trouble(self, error: Exception) -> None:
        """Say it of the line, unless it is PostgreSQL's own, as in Lines."""
        if database.own_trouble(error):
            log.warning("sending waits for the database", line=self._sender.line.name, error=type(error).__name__)
            return
        words = str(error) if isinstance(error, GatewayError) else f"unforeseen: {type(error).__name__}"
        log.warning("sending trouble", line=self._sender.line.name, error=words, exc_info=error)
        try:
            await self._say(words, False)
        except Exception as second:
            log.warning("the database could not be told", line=self._sender.line.name, error=type(second).__name__)

    async def _send_due(self) -> None:
        while True:
            await self._until_a_hand_is_free()
            if self._unproven:
                self._unproven = await delivery.release(self._sender)
            due, braked = await delivery.claim(self._sender, self._pace.n)
            if not due:
                break
            started = time.monotonic()
            passed, down = await self._send_all(due)
            if passed:
                self._pause = 1.0
            if down is None:
                self._pace.note(len(due), time.monotonic() - started)
                await self._say("" if passed else None, braked)
            else:
                await self._say(str(down), braked)
                await asyncio.sleep(self._pause)
                self._pause = min(LONGEST_PAUSE, 2 * self._pause)
        await self._say(None if self._unproven else "", braked)

    async def _say(self, words: str | None, braked: bool) -> None:
        """Tell the health page; None: what was said of the line's sending stands."""
        if words is None:
            words = self._said[0] if self._said else None
        if (words, braked) != self._said and words is not None:
            await lines.sending(self._sender.db, self._sender.line.name, words, {"braked": braked})
            self._said = words, braked

    # --- hands ---

    def _busy(self) -> list[asyncio.Task[None]]:
        """Hands that take one of the link's places."""
        return [task for task, hand in self._hands.items() if not hand.slow]

    async def _until_a_hand_is_free(self) -> None:
        """Settle accounts with hands that outlasted their batch; wait where they take all places."""
        while True:
            for task in [task for task in self._hands if task.done()]:
                del self._hands[task]
                task.result()
            slow = len(self._hands) - len(self._busy())
            if slow < SLOW_MOST and len(self._busy()) < self._sender.link.width:
                return
            if slow >= SLOW_MOST:
                await self._say(SLOW, False)
            await asyncio.wait(self._hands, timeout=LINGER, return_when=asyncio.FIRST_COMPLETED)

    async def _send_all(self, due: Sequence[Due]) -> tuple[int, LineDown | None]:
        """Send a claimed batch by as many hands as are free; how many parts went out, and why the line is down, if so.

        Ends when nothing is left to begin and the hands rest, or linger: who waits for a silent server is waited for by
        nobody."""
        left = list(reversed(due))
        down: list[LineDown] = []

        async def work(mine: Hand) -> None:
            try:
                while left and not down:
                    await mine.deliver(left.pop())
            except LineDown as error:
                down.append(error)
            finally:
                await mine.rest()

        free = self._sender.link.width - len(self._busy())
        hands = [Hand(self._sender) for _ in range(min(free, len(due)))]
        tasks = {asyncio.create_task(work(hand)): hand for hand in hands}
        self._hands.update(tasks)
        try:
            await self._until_at_rest(tasks, left, down)
        finally:
            down.append(LineDown("stopping"))  # who still is at work finishes its part and begins nothing new
            if left:
                await asyncio.shield(delivery.give_back(self._sender, left))
                left.clear()
        self._unproven = self._unproven or any(hand.failed for hand in hands)
        return sum(hand.passed for hand in hands), down[0] if len(down) > 1 else None

    async def _until_at_rest(
        self, tasks: dict[asyncio.Task[None], Hand], left: Sequence[Due], down: Sequence[LineDown]
    ) -> None:
        """Raises what a hand raised."""
        pending = set(tasks)
        while pending:
            done, pending = await asyncio.wait(pending, timeout=LINGER)
            for task in done:
                del self._hands[task]
                task.result()
            if not left or down or all(tasks[task].slow for task in pending):
                return


async def _rest(hands: Sequence[asyncio.Task[None]]) -> None:
    """Wait for the hands; whose wire or database does not come back is stopped, and its attempt stays open."""
    if not hands:
        return
    _, late = await asyncio.wait(hands, timeout=GRACE)
    for task in late:
        task.cancel()
    await asyncio.gather(*hands, return_exceptions=True)
