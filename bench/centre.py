"""A message centre that plays the carrier (SMPP v3.4 Issue 1.2): for `gw bench smpp`, and for tests that script it.

`python -m bench.centre PORT N` hands N citizens' texts over to whoever binds. For each line on its standard input there
is one of JSON: "count" is answered with how many texts were taken, "texts" with [[recipient, monotonic seconds], …].

Its octets are written and read here, apart from the gateway's own codec, so that a mistake there is seen.
"""

import asyncio
import itertools
import json
import struct
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from bench import letters, mailboxes

__all__ = ["Centre", "Submitted", "opened"]

BIND, UNBIND, SUBMIT, DELIVER, ENQUIRE, RESPONSE = 0x9, 0x6, 0x4, 0x5, 0x15, 0x80000000
WINDOW = 100  # texts handed over and not yet answered: what centres that carry much allow
TAKES_AND_IS_SILENT, TAKES_AND_CLOSES = -1, -2  # what may stand among the answers to submit_sm


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """One submit_sm as it came."""

    source: str
    destination: str
    esm_class: int
    registered: int
    coding: int
    message: bytes
    id: str
    at: float  # on the monotonic clock


def _text(value: str) -> bytes:
    return value.encode("latin-1") + b"\0"


def _texts(body: bytes, at: int, n: int) -> tuple[list[str], int]:
    found = []
    for _ in range(n):
        end = body.index(b"\0", at)
        found.append(body[at:end].decode("latin-1"))
        at = end + 1
    return found, at


@dataclass(slots=True)
class Centre:
    """One account. `answers`: the command_status of the next submit_sm, one each; 0 once they are used up."""

    user: str = "gateway"
    password: str = "secret"  # noqa: S105 - of a play
    answers: deque[int] = field(default_factory=deque)
    bind_status: int = 0
    silent: bool = False  # answers nothing any more
    report: Callable[[Submitted], bytes | None] = lambda _: None  # the words of the report that follows
    id_of: Callable[[int], str] = "{:x}".format
    submitted: list[Submitted] = field(default_factory=list)
    commands: list[int] = field(default_factory=list)
    sessions: list["_Session"] = field(default_factory=list)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(0x1A2B3C))
    port: int = 0
    bound: asyncio.Event = field(default_factory=asyncio.Event)
    connections: set["asyncio.Task[None]"] = field(default_factory=set)

    @property
    def session(self) -> "_Session":
        """The newest one."""
        return self.sessions[-1]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until it ends."""
        session = _Session(self, writer)
        if task := asyncio.current_task():
            self.connections.add(task)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while not session.closed:
                head = await reader.readexactly(16)
                length, command, status, sequence = struct.unpack(">IIII", head)
                session.take(command, status, sequence, await reader.readexactly(length - 16))
        session.close()


class _Session:
    def __init__(self, centre: Centre, writer: asyncio.StreamWriter) -> None:
        self._centre, self._writer = centre, writer
        self._sequence = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[int]] = {}
        self.closed = False

    def close(self) -> None:
        """Cut the connection."""
        self.closed = True
        self._writer.close()
        for waiting in self._waiting.values():
            waiting.cancel()

    def write(self, command: int, sequence: int, body: bytes = b"", status: int = 0) -> None:
        """One PDU."""
        self._writer.write(struct.pack(">IIII", 16 + len(body), command, status, sequence) + body)

    def take(self, command: int, status: int, sequence: int, body: bytes) -> None:
        """One PDU that has come."""
        centre = self._centre
        centre.commands.append(command)
        if command == RESPONSE | DELIVER:
            if waiting := self._waiting.pop(sequence, None):
                waiting.set_result(status)
        elif centre.silent:
            return
        elif command == BIND:
            (user, password), _ = _texts(body, 0, 2)
            wrong = centre.bind_status or (0x0E if (user, password) != (centre.user, centre.password) else 0)
            if not wrong:
                centre.sessions.append(self)
                centre.bound.set()
            self.write(RESPONSE | BIND, sequence, b"" if wrong else _text("fake"), wrong)
        elif command == SUBMIT:
            self._submit(sequence, body)
        elif command in (ENQUIRE, UNBIND):
            self.write(RESPONSE | command, sequence)

    def _submit(self, sequence: int, body: bytes) -> None:
        centre = self._centre
        status = centre.answers.popleft() if centre.answers else 0
        if status > 0:
            self.write(RESPONSE | SUBMIT, sequence, b"", status)
            return
        found = self._read(body)
        centre.submitted.append(found)
        if status == TAKES_AND_CLOSES:
            self.close()
        elif status == 0:
            self.write(RESPONSE | SUBMIT, sequence, _text(found.id))
        words = centre.report(found)
        if words is not None and not self.closed:
            self.deliver(found.destination, found.source, words, esm_class=0x04)

    def _read(self, body: bytes) -> Submitted:
        _, at = _texts(body, 0, 1)
        (source,), at = _texts(body, at + 2, 1)
        (destination,), at = _texts(body, at + 2, 1)
        esm_class = body[at]
        _, at = _texts(body, at + 3, 2)
        registered, _, coding, _, length = body[at : at + 5]
        assert len(body) == at + 5 + length
        return Submitted(
            source=source,
            destination=destination,
            esm_class=esm_class,
            registered=registered,
            coding=coding,
            message=body[at + 5 :],
            id=self._centre.id_of(next(self._centre.numbers)),
            at=time.monotonic(),
        )

    def deliver(
        self,
        source: str,
        destination: str,
        message: bytes,
        *,
        coding: int = 0,
        esm_class: int = 0,
        options: Mapping[int, bytes] | None = None,
    ) -> "asyncio.Future[int]":
        """Hand over a deliver_sm -> the command_status with which it is answered; cancelled where it never is."""
        sequence = next(self._sequence)
        body = b"".join(
            (
                b"\0\1\1", _text(source), b"\0\1", _text(destination), bytes((esm_class, 0, 0)), b"\0\0",
                bytes((0, 0, coding, 0, len(message))), message,
                *(struct.pack(">HH", tag, len(value)) + value for tag, value in (options or {}).items()),
            )
        )  # fmt: skip
        self._waiting[sequence] = waiting = asyncio.get_running_loop().create_future()
        self.write(DELIVER, sequence, body)
        return waiting

    async def deliver_all(self, messages: Iterable[tuple[str, str, bytes]], window: int, coding: int) -> None:
        """Hand these over, at most `window` unanswered at once."""
        places = asyncio.Semaphore(window)
        for source, destination, message in messages:
            await places.acquire()
            answer = self.deliver(source, destination, message, coding=coding)
            answer.add_done_callback(lambda _: places.release())


@asynccontextmanager
async def opened(centre: Centre, port: int = 0) -> AsyncIterator[Centre]:
    """Listen on loopback; `centre.port` says where."""
    server = await asyncio.start_server(centre.serve, "127.0.0.1", port)
    centre.port = server.sockets[0].getsockname()[1]
    try:
        yield centre
    finally:
        server.close()
        for session in centre.sessions:
            session.close()
        if centre.connections:
            await asyncio.wait(centre.connections, timeout=1)
        await server.wait_closed()


async def main(port: int, n: int) -> None:
    """Serve until standard input ends."""
    centre, loop = Centre(password=mailboxes.PASSWORD), asyncio.get_running_loop()
    texts = [(letters.number(i)[1:], "1022", letters.words(i).encode("utf-16-be")) for i in range(n)]

    async def hand_over() -> None:
        await centre.bound.wait()
        await centre.session.deliver_all(texts, WINDOW, coding=8)

    async with opened(centre, port):
        handing = asyncio.create_task(hand_over())
        print(json.dumps("ready"), flush=True)
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            sent = centre.submitted
            answer = len(sent) if line.strip() == b"count" else [[f"+{one.destination}", one.at] for one in sent]
            print(json.dumps(answer), flush=True)
        handing.cancel()


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
