"""One session with a message centre: requests and their answers by sequence number, signs of life, the end of it.

An answer to a deliver_sm is given by whoever has stored it, and by nobody else (`answer`).
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple

from gateway.channels import tls
from gateway.channels.connect_errors import ConnectCodes
from gateway.channels.smpp import pdu, reasons, refusals
from gateway.channels.smpp.options import SmppOptions
from gateway.domain.errors import LineDown, OutcomeUnknown
from gateway.domain.reasons import Reason

__all__ = ["Answer", "Session", "bound"]

CONNECT_SECONDS = 20.0
UNBIND_SECONDS = 2.0
WAITING_MOST = 5_000  # deliver_sm that nobody has stored yet; further ones are sent back
_RX_T_APPN = 0x64  # "temporary": the centre keeps it and tries again (§5.1.3)
_INVALID_COMMAND = 0x03
_CODES = ConnectCodes(
    certificate=reasons.CERTIFICATE,
    host_unknown=reasons.HOST_UNKNOWN,
    not_tls=reasons.NOT_TLS,
    cannot_connect=reasons.CANNOT_CONNECT,
)


class Answer(NamedTuple):
    """What the centre answered to a request."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class _Request:
    answer: "asyncio.Future[Answer]"
    until: float  # on the monotonic clock
    after: int  # how many deliver_sm had been answered before it: an answer to it shows that these were heard


class Session(asyncio.Protocol):
    """A connection to the centre, bound once `bind` has returned. Raises LineDown where it has ended."""

    def __init__(self, options: SmppOptions) -> None:
        self._options = options
        self._transport: asyncio.Transport | None = None
        self._octets = bytearray()
        self._unwritten: list[bytes] = []
        self._sequence = 0
        self._requests: dict[int, _Request] = {}
        self.delivered: deque[tuple[int, bytes]] = deque()  # (sequence, the whole PDU) of what waits to be stored
        self.changed = asyncio.Event()  # something was delivered, an answer was heard, or this has ended
        self.answered = 0  # deliver_sm that we have answered
        self.heard = 0  # of those, how many answers the centre has read for certain
        self.ended: Reason | None = None
        self._last = time.monotonic()  # when the centre last said anything

    # --- asyncio's callbacks ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has ended, on either side."""
        self.end(reasons.CLOSED)

    def data_received(self, data: bytes) -> None:
        """Octets, in whatever slices."""
        self._octets += data
        self._last = time.monotonic()
        at = 0
        while len(self._octets) - at >= pdu.HEADER and self.ended is None:
            head = pdu.Header(*pdu.header(memoryview(self._octets)[at : at + pdu.HEADER]))
            if not pdu.HEADER <= head.length <= pdu.MOST:
                self.end(reasons.NO_SENSE)
                return
            if len(self._octets) - at < head.length:
                break
            self._take(head, bytes(memoryview(self._octets)[at : at + head.length]))
            at += head.length
        del self._octets[:at]

    def _take(self, head: pdu.Header, octets: bytes) -> None:
        if head.command & pdu.RESPONSE:
            self._note_answer(head, octets)
        elif head.command == pdu.DELIVER_SM:
            self._note_delivered(head, octets)
        elif head.command == pdu.ENQUIRE_LINK:
            self._write(pdu.pdu(pdu.RESPONSE | pdu.ENQUIRE_LINK, head.sequence))
        elif head.command == pdu.UNBIND:
            self._write(pdu.pdu(pdu.RESPONSE | pdu.UNBIND, head.sequence))
            self.end(reasons.UNBOUND)
        else:
            self._write(pdu.pdu(pdu.GENERIC_NACK, head.sequence, status=_INVALID_COMMAND))

    def _note_answer(self, head: pdu.Header, octets: bytes) -> None:
        request = self._requests.pop(head.sequence, None)
        if request is None:
            return
        self.heard = max(self.heard, request.after)
        self.changed.set()
        if not request.answer.done():
            request.answer.set_result(Answer(head.status, octets[pdu.HEADER :]))

    def _note_delivered(self, head: pdu.Header, octets: bytes) -> None:
        if len(self.delivered) >= WAITING_MOST:
            self._write(pdu.pdu(pdu.RESPONSE | pdu.DELIVER_SM, head.sequence, b"\0", status=_RX_T_APPN))
            return
        self.delivered.append((head.sequence, octets))
        self.changed.set()

    # --- ours ---

    def begin(self, command: int, body: bytes = b"") -> "asyncio.Future[Answer]":
        """Write a request; its answer. Raises LineDown where nothing was written."""
        if self.ended is not None:
            raise LineDown(self.ended)
        self._sequence = self._sequence % 0x7FFFFFFF + 1  # §5.1.4
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        until = time.monotonic() + self._options.response_seconds
        self._requests[self._sequence] = _Request(answer, until, self.answered)
        self._write(pdu.pdu(command, self._sequence, body))
        return answer

    async def ask(self, command: int, body: bytes = b"") -> Answer:
        """A request and its answer. Raises OutcomeUnknown where none comes."""
        return await self.begin(command, body)

    def answer(self, sequence: int) -> None:
        """deliver_sm_resp: it is stored, the centre may forget it (§4.6.2)."""
        self.answered += 1
        self._write(pdu.pdu(pdu.RESPONSE | pdu.DELIVER_SM, sequence, b"\0"))

    async def bind(self) -> str:
        """Log in as a transceiver; the name that the centre goes by. Raises LineDown."""
        body = pdu.bind(self._options.user, self._options.password, self._options.system_type)
        try:
            answer = await self.ask(pdu.BIND_TRANSCEIVER, body)
        except OutcomeUnknown:
            raise LineDown(self.ended or reasons.SILENT(seconds=self._options.response_seconds)) from None
        if answer.status:
            raise refusals.of_bind(answer.status)
        return pdu.message_id(answer.body)

    async def expire(self) -> None:
        """Give up requests whose answer is late. One clock for all, and not one each: there are a thousand a second."""
        while self.ended is None:
            await asyncio.sleep(min(1.0, self._options.response_seconds / 4))
            now = time.monotonic()
            while self._requests and (first := next(iter(self._requests.items())))[1].until <= now:
                del self._requests[first[0]]
                _fail(first[1].answer, reasons.PERHAPS_TAKEN)

    async def keep_alive(self) -> None:
        """Ask for a sign of life whenever there was none for a while; end the session where none comes (§2.7.3). A
        connection that a firewall has forgotten looks like one on which nobody writes."""
        while self.ended is None:
            quiet = time.monotonic() - self._last
            if quiet < self._options.enquire_seconds:
                await asyncio.sleep(self._options.enquire_seconds - quiet)
                continue
            try:
                await self.ask(pdu.ENQUIRE_LINK)
            except OutcomeUnknown:
                self.end(reasons.SILENT(seconds=self._options.response_seconds))
            except LineDown:
                return

    def end(self, why: Reason) -> None:
        """Nothing is written or awaited on it any more; what waits for an answer never hears one."""
        if self.ended is not None:
            return
        self.ended = why
        self.changed.set()
        for request in self._requests.values():
            _fail(request.answer, why)
        self._requests.clear()
        self._flush()
        if self._transport is not None:
            self._transport.close()

    async def unbind(self) -> None:
        """Say good-bye, so that the centre lets the next session in (§4.2)."""
        if self.ended is None:
            with contextlib.suppress(LineDown, OutcomeUnknown, TimeoutError):
                async with asyncio.timeout(UNBIND_SECONDS):
                    await self.ask(pdu.UNBIND)
        self.end(reasons.CLOSED)

    def _write(self, octets: bytes) -> None:
        """Write it, with all that is written in this turn of the loop: a call to the system for each costs more than
        all else that is done for it."""
        if self.ended is None:
            if not self._unwritten:
                asyncio.get_running_loop().call_soon(self._flush)
            self._unwritten.append(octets)

    def _flush(self) -> None:
        if self._transport is not None and self._unwritten:
            self._transport.write(b"".join(self._unwritten))
        self._unwritten.clear()


def _fail(answer: "asyncio.Future[Answer]", why: Reason) -> None:
    if not answer.done():
        answer.set_exception(OutcomeUnknown(why))
        answer.exception()  # whoever waited may be gone


@asynccontextmanager
async def bound(options: SmppOptions) -> AsyncIterator[tuple[Session, str]]:
    """A bound session and the centre's name; unbound at the end, whatever happens. Raises LineDown."""
    context = tls.context(options.ca_file) if options.tls == "implicit" else None
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            _, session = await loop.create_connection(lambda: Session(options), options.host, options.port, ssl=context)
    except TimeoutError:
        raise LineDown(reasons.SILENT(seconds=CONNECT_SECONDS)) from None
    except OSError as error:
        raise LineDown(_CODES.why(error, type(error).__name__)) from None
    clocks = [asyncio.create_task(session.expire())]
    try:
        centre = await session.bind()
        clocks.append(asyncio.create_task(session.keep_alive()))
        try:
            yield session, centre
        finally:
            await session.unbind()
    finally:
        session.end(reasons.CLOSED)
        for clock in clocks:
            clock.cancel()
        await asyncio.gather(*clocks, return_exceptions=True)
