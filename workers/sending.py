"""One line's sending side: claims what is due, hands it to delivery, backs off while the line cannot send.

Receiving goes on whatever happens here; what is on the wire when a stop comes is let finish.
"""

import asyncio
import time
from collections.abc import Sequence

from gateway import delivery, lines
from gateway.delivery import Sender
from gateway.errors import LineDown
from gateway.outbox import Due
from workers.supervise import every

CLAIM_MOST = 128
GRACE = 10.0  # seconds that a stop waits for what is on the wire
LONGEST_PAUSE = 30.0  # between tries of a line that cannot send
SELDOM = 15  # sweeps between looks of its own: Lines looks for all of them at once each sweep


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

    async def run(self) -> None:
        """Send until cancelled."""
        await delivery.begin(self._sender)
        await every(SELDOM * self._sender.config.times.sweep, self._send_due, self._owing)

    async def _send_due(self) -> None:
        while True:
            due, braked = await delivery.claim(self._sender, self._pace.n)
            if not due:
                break
            started = time.monotonic()
            try:
                await self._send_all(due)
            except LineDown as error:
                await self._say(str(error), braked)
                await asyncio.sleep(self._pause)
                self._pause = min(LONGEST_PAUSE, 2 * self._pause)
            else:
                self._pause = 1.0
                self._pace.note(len(due), time.monotonic() - started)
                await self._say("", braked)
        await self._say("", braked)

    async def _say(self, words: str, braked: bool) -> None:
        if (words, braked) != self._said:
            await lines.sending(self._sender.db, self._sender.line.name, words, {"braked": braked})
            self._said = words, braked

    async def _send_all(self, due: Sequence[Due]) -> None:
        """Send a claimed batch by as many hands as the link has. Raises LineDown after all hands have come to rest."""
        left = list(reversed(due))
        down: list[LineDown] = []

        async def hand() -> None:
            mine = delivery.Hand(self._sender)
            try:
                while left and not down:
                    await mine.deliver(left.pop())
            except LineDown as error:
                down.append(error)
            finally:
                await mine.rest()

        hands = [asyncio.create_task(hand()) for _ in range(min(self._sender.link.width, len(due)))]
        try:
            await asyncio.shield(asyncio.gather(*hands))
        except BaseException:
            down.append(LineDown("stopping"))  # the other hands finish what is on the wire and begin nothing new
            await _rest(hands)
            raise
        finally:
            if left:
                await asyncio.shield(delivery.give_back(self._sender, left))
        if down:
            raise down[0]


async def _rest(hands: Sequence[asyncio.Task[None]]) -> None:
    """Wait for the hands; whose wire or database does not come back is stopped, and its attempt stays open."""
    _, late = await asyncio.wait(hands, timeout=GRACE)
    for task in late:
        task.cancel()
    await asyncio.gather(*hands, return_exceptions=True)
