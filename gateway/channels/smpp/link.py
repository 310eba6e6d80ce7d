"""One account at a message centre as a Link: what the centre hands over comes in, and is answered once it is
stored; what is queued goes out, a window of it at a time.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from gateway.channels.smpp import delivery_report, pdu, reasons, refusals
from gateway.channels.smpp.decode import read
from gateway.channels.smpp.options import SmppOptions, wire_address
from gateway.channels.smpp.redelivery import Names
from gateway.channels.smpp.session import Answer, Session, bound
from gateway.domain.errors import LineDown, OutcomeUnknown, Refused
from gateway.domain.model import Batch, Piece, Received, Sent
from gateway.domain.text import gsm_codes

__all__ = ["Centre", "Memory", "open_centre", "probe"]

BATCH = 200  # as many as are confirmed at once
UNHEARD_MOST = 100  # answers of ours, after which the centre is asked whether it has heard them
THROTTLED_LEAST, THROTTLED_MOST = 0.5, 8.0  # seconds without sending after "throttled", doubled with each that follows
THROTTLED_IN_ALL = 30.0  # seconds that one message waits so
UNREPORTED_LEAST, UNREPORTED_SECONDS = 20, 3 * 3600.0
ASLEEP = 5.0  # seconds that a wait took too long: this process stood still, and may not hold the line any more


class Memory:
    """How many texts a line has sent since a delivery report came last. What was received, its cursor remembers."""

    def __init__(self) -> None:
        self._n, self._since = 0, 0.0

    def sent(self) -> None:
        """The centre has taken a text, whose report is asked for."""
        self._since = self._since if self._n else time.monotonic()
        self._n += 1

    def reported(self) -> None:
        """A report has come."""
        self._n = 0

    @property
    def unreported(self) -> int:
        """So many texts and no report of any for hours: the centre has ceased to hand reports over, though all else
        goes well. 0 where that is not so, or cannot be said yet."""
        late = time.monotonic() - self._since > UNREPORTED_SECONDS
        return self._n if late and self._n >= UNREPORTED_LEAST else 0


class Centre:
    """A Link to one bound session. See gateway.channels.Link and Windowed for what its methods promise."""

    width = 1

    def __init__(self, options: SmppOptions, session: Session, now: datetime, memory: Memory) -> None:
        self._options, self._session, self._memory = options, session, memory
        self.window = options.window
        self._opened = (now, time.monotonic())
        self._source = options.source
        self._names = Names(None, "")
        self._places = asyncio.Semaphore(options.window)
        self._not_before = self._throttled = 0.0  # the moments before which nothing is sent: too fast, told to wait
        self._pause = THROTTLED_LEAST

    # --- in ---

    async def listen(self, cursor: Mapping[str, object] | None) -> AsyncIterator[Batch]:
        """What the centre hands over, as it comes. See Link.listen."""
        session, names = self._session, Names(cursor, uuid4().hex[:12])
        self._names = names
        yield self._batch(names, with_cursor=cursor is None)
        while True:
            try:
                async with asyncio.timeout(self._options.poll_seconds):
                    await session.changed.wait()
            except TimeoutError:
                yield self._batch(names)
            session.changed.clear()
            names.heard(session.heard)
            while session.delivered:
                yield self._batch(names)
            if session.ended is not None:
                raise LineDown(session.ended)
            if names.settled:
                yield self._batch(names, with_cursor=True)

    def _batch(self, names: Names, *, with_cursor: bool = False) -> Batch:
        waiting = self._session.delivered
        received = tuple(self._kept(names, *waiting.popleft()) for _ in range(min(BATCH, len(waiting))))
        return Batch(
            received=received,
            cursor=names.cursor() if received or with_cursor else None,
            facts={"waiting": len(waiting), "unreported": self._memory.unreported},
        )

    def _kept(self, names: Names, sequence: int, octets: bytes) -> Received:
        part = read(octets)
        name = names.take(sequence, octets[pdu.HEADER :])
        if part and part.found.is_report:
            self._memory.reported()
        return Received(
            digest=sha256(name.encode()).digest(),
            body=octets,
            location=name,
            sender_key=part.sender if part else "",
            arrived_at=self._now(),
            concat=part.concat if part else None,
        )

    def _now(self) -> datetime:
        now, at = self._opened
        return (now + timedelta(seconds=time.monotonic() - at)).astimezone(UTC)

    async def confirm(self, locations: Mapping[str, bytes]) -> Mapping[str, str]:
        """Tell the centre that these are stored. One of an earlier session is "gone": it comes again by itself."""
        results, session, names = dict.fromkeys(locations, "gone"), self._session, self._names
        for name in locations:
            sequence = names.answer(name, session.answered + 1)
            if sequence is not None:
                session.answer(sequence)
                results[name] = "done"
        if names.unheard >= UNHEARD_MOST and session.ended is None:
            session.begin(pdu.ENQUIRE_LINK)
        return results

    async def fetch(self, locations: Sequence[str]) -> Batch:
        """Nothing lies at the centre that it would show. See Link.fetch."""
        return Batch()

    # --- out ---

    async def send(self, piece: Piece) -> Sent:
        """One segment, a delivery report asked for. See Link.send.

        A centre that says "throttled", or that its queue is full, is left alone for a while, by all that waits."""
        scheme, _, number = piece.recipient.partition(":")
        if scheme not in ("tel", "sms") or not number.lstrip("+").isdigit():
            raise Refused(reasons.NOT_A_NUMBER)
        ucs2 = piece.encoding == "ucs2"
        words = piece.text.encode("utf-16-be", "surrogatepass") if ucs2 else gsm_codes(piece.text)
        body = pdu.submit(
            self._source,
            wire_address(piece.recipient),
            piece.udh + words,
            coding=pdu.UCS2 if ucs2 else pdu.DEFAULT,
            udhi=bool(piece.udh),
            report=self._options.reports,
        )
        async with self._places:
            answer = await self._submitted(body)
        if answer.status:
            raise refusals.of_message(answer.status)
        if self._options.reports:
            self._memory.sent()
        return Sent(remote_id=delivery_report.normal(pdu.message_id(answer.body)))

    async def _submitted(self, body: bytes) -> Answer:
        until = time.monotonic() + THROTTLED_IN_ALL
        while True:
            await self._turn()
            answer = await self._session.ask(pdu.SUBMIT_SM, body)
            if answer.status not in refusals.THROTTLED:
                self._pause = THROTTLED_LEAST
                return answer
            if time.monotonic() + self._pause > until:
                return answer
            if self._throttled <= time.monotonic():  # the first of its window to hear so
                self._throttled = time.monotonic() + self._pause
                self._pause = min(THROTTLED_MOST, 2 * self._pause)

    async def _turn(self) -> None:
        """Wait for the moment at which this message may go: not while throttled, and so many a second."""
        spacing = 1 / self._options.per_second if self._options.per_second else 0.0
        while (wait := max(self._not_before, self._throttled) - time.monotonic()) > 0:
            before = time.monotonic()
            await asyncio.sleep(wait)
            if time.monotonic() - before > wait + ASLEEP:
                raise LineDown(reasons.CLOSED)
        if spacing:
            self._not_before = time.monotonic() + spacing


@asynccontextmanager
async def open_centre(options: SmppOptions, *, now: datetime, memory: Memory) -> AsyncIterator[Centre]:
    """Bound; unbound at the end, whatever happens. Raises LineDown."""
    async with bound(options) as (session, _):
        yield Centre(options, session, now, memory)


async def probe(options: SmppOptions, *, now: datetime, old_days: int) -> Mapping[str, object]:
    """For `gw check`: bind, ask for a sign of life, unbind. What waits at the centre cannot be counted."""
    async with bound(options) as (session, centre):
        began = time.monotonic()
        try:
            await session.ask(pdu.ENQUIRE_LINK)
        except OutcomeUnknown:
            raise LineDown(reasons.SILENT(seconds=options.response_seconds)) from None
        took = (time.monotonic() - began) * 1000
    counts = {"present": 0, "waiting": 0, "answered": 0}
    return {**counts, "detail": reasons.PROBED(centre=centre, ms=round(took))}
