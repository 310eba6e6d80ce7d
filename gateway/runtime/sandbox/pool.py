"""Requests to worker processes, answered in any number at once: one worker first, as many as cores when there is work.

Its one rule: a worker answers in the order in which it is asked. So when it dies, or says nothing for too long, the
request at the head of what it was given is the one that it was at; the others behind it go to the next worker,
untouched.
"""

import asyncio
import os
import socket
from collections import deque
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from gateway.domain.errors import GatewayError, Temporary, Unavailable, Unreadable
from gateway.domain.reasons import Reason, code, of_row
from gateway.runtime.sandbox import frames
from gateway.runtime.sandbox.forkserver import ForkServer

__all__ = ["NOT_READ", "Answer", "Pool", "Request"]

AHEAD = 8  # requests given to a worker that it need not wait for the next, and that wait where it hangs
AHEAD_BYTES = 1 << 20  # a large one goes alone
START_SECONDS = 60.0  # until a worker is there, on a machine that is starved
BUFFER = 1 << 20
CANNOT_START = code("reading.no_process")()
TOOK_LONGER = code("reading.took_longer", "seconds")
NOT_READ = code("reading.not_read")()
DIED = code("reading.process_died")()
GARBLED = code("reading.answer_garbled")()
FAILED = code("reading.failed", "error")

PATIENCE = 1.0  # seconds until what waits behind a request is given to others too
CLOCK, SLACK = 8.0, 5.0  # seconds by the clock for each of processor time, and more: a busy machine has other work


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing to do. `seconds`: of processor time; by the clock it may take some times as long."""

    value: object
    frames: Sequence[bytes] = ()
    seconds: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the work gave back."""

    value: Any
    frames: list[bytes]


@dataclass(slots=True, eq=False)
class _Job:
    data: list[bytes]
    wall: float
    answer: "asyncio.Future[Answer | GatewayError | None]"
    begun: bool = False

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return sum(map(len, self.data))


class Pool:
    """Bound to the event loop of its first `ask`; what runs ends with `close`, or with the loop's tasks."""

    def __init__(self, server: ForkServer, settings: object = None, *, most: int = 0) -> None:
        """`settings`: what the work is started with in each worker. `most` workers; 0: one a usable core."""
        self.server = server
        self.settings = b"".join(frames.pack(settings))
        self._most = most or len(os.sched_getaffinity(0))
        self._todo: deque[_Job] = deque()
        self._news = asyncio.Event()
        self._idle = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(
        self, requests: Sequence[Request], *, patience: float | None = None
    ) -> list[Answer | GatewayError | None]:
        """The answers, in order: an Answer, Unreadable as the work said so, or Temporary where the worker broke at it.

        None for what has not been begun after `patience` seconds. Raises Unavailable where no worker can be started."""
        loop = asyncio.get_running_loop()
        jobs = [
            _Job(frames.pack([one.seconds, one.value], one.frames), CLOCK * one.seconds + SLACK, loop.create_future())
            for one in requests
        ]
        self._todo.extend(jobs)
        self._wake()
        expired = None if patience is None else loop.call_later(patience, _leave, jobs)
        try:
            return await asyncio.gather(*(job.answer for job in jobs))
        finally:
            # Whoever asked may have been cancelled. `take` passes over a job that is done, and what a worker still says
            # to it is read all the same, since answers are told apart by their order alone.
            if expired:
                expired.cancel()
            for job in jobs:
                job.answer.cancel()

    async def close(self) -> None:
        """End the workers; what was asked is cancelled."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        while self._todo:
            self._todo.popleft().answer.cancel()

    def _wake(self) -> None:
        """Wake who is idle, and start more where those are not enough."""
        self._news.set()
        enough = self._idle * AHEAD
        while len(self._tasks) < self._most and len(self._todo) > enough:
            task = asyncio.create_task(self._work())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            enough += AHEAD

    async def _work(self) -> None:
        """One place in the pool: a worker process, and another one where it broke."""
        worker: _Worker | None = None
        try:
            while True:
                while not self._todo:
                    await self._wait()
                if worker is None:
                    try:
                        worker = await _Worker.start(self)
                    except Unavailable as error:
                        # all that waits, or it would wait for ever: without processes nobody else takes it either
                        self._refuse(error)
                        continue
                if worker.gone or not await worker.work():
                    worker.end()
                    worker = None
        finally:
            if worker is not None:
                worker.end()

    async def _wait(self) -> None:
        self._news.clear()
        self._idle += 1
        try:
            await self._news.wait()
        finally:
            self._idle -= 1

    @property
    def share(self) -> int:
        """How many requests one worker may be given ahead: not what another could begin now."""
        return min(AHEAD, 1 + len(self._todo) // self._most)

    def take(self, size: int, given: Collection[_Job]) -> _Job | None:
        """The next request, if there is one of no more bytes; of any size where the worker has been given none."""
        while self._todo and self._todo[0].answer.done():
            self._todo.popleft()
        return self._todo.popleft() if self._todo and (not given or self._todo[0].size <= size) else None

    def put_back(self, jobs: Sequence[_Job]) -> None:
        """What a worker was given and others had better do."""
        self._todo.extendleft(job for job in reversed(jobs) if not job.answer.done())
        self._wake()

    def _refuse(self, error: Unavailable) -> None:
        while self._todo:
            job = self._todo.popleft()
            if not job.answer.done():
                job.answer.set_exception(error)


class _Worker:
    """One worker process and what it has been given."""

    def __init__(self, pool: Pool, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._pool, self._pid, self._reader, self._writer = pool, pid, reader, writer
        self._given: deque[_Job] = deque()  # and not yet answered, in order

    @classmethod
    async def start(cls, pool: Pool) -> "_Worker":
        """A new one. Raises Unavailable."""
        for _ in range(2):  # the server may just have died
            reader, writer = await _connect(pool.server.spawn())
            try:
                async with asyncio.timeout(START_SECONDS):
                    pid, _ = await frames.receive(reader)
            except (EOFError, OSError, ValueError):
                writer.transport.abort()
                continue
            except BaseException:
                writer.transport.abort()
                raise
            writer.write(pool.settings)
            return cls(pool, int(pid), reader, writer)
        raise Unavailable(CANNOT_START)

    @property
    def gone(self) -> bool:
        """Whether it has ended by itself."""
        return self._reader.at_eof()

    async def work(self) -> bool:
        """Do what there is, until there is nothing; False where it broke: then it is of no use any more."""
        while True:
            self._give()
            if not self._given:
                return True
            if reason := await self._broke():
                # A worker answers in order: it died at the first, and has not touched those behind, which lose no try
                # (docs/FAILURES.md F36, F37).
                broken = self._given.popleft()
                if not broken.answer.done():
                    broken.answer.set_result(Temporary(reason))
                behind = list(self._given)
                self._given.clear()
                self._pool.put_back(behind)
                return False

    def _give(self) -> None:
        """Give it more ahead, as long as it is little. Nothing waits here for it to read: it may wait for us."""
        # No `drain` here: a worker that blocks on a full socket with its answer reads nothing, and neither would we.
        # AHEAD_BYTES bounds what the writer buffers instead.
        ahead = sum(job.size for job in self._given)
        while len(self._given) < self._pool.share and (job := self._pool.take(AHEAD_BYTES - ahead, self._given)):
            ahead += job.size
            self._given.append(job)
            for piece in job.data:
                self._writer.write(piece)

    async def _broke(self) -> Reason | None:
        """Wait for the next answer; why there is none. Where it takes long, others do what waits behind: who is first
        to answer has answered."""
        job, *behind = self._given
        job.begun = True
        # Those behind are asked of another worker while this one still has them: the work is pure, so twice does no
        # harm, and one slow request would hold up its neighbours for `wall` seconds. Whoever is later finds `done`.
        impatience = asyncio.get_running_loop().call_later(PATIENCE, self._pool.put_back, behind)
        try:
            # By the clock, for one that sleeps or is stopped: RLIMIT_CPU (setrlimit(2)) ends only what computes
            async with asyncio.timeout(job.wall):
                answer = _answer(*await frames.receive(self._reader))
        except TimeoutError:
            return TOOK_LONGER(seconds=job.wall)
        except (EOFError, OSError):
            return DIED
        except (ValueError, TypeError):
            return GARBLED
        finally:
            impatience.cancel()
        self._given.popleft()
        if not job.answer.done():
            job.answer.set_result(answer)
        return None

    def end(self) -> None:
        """Kill it; what it still had is cancelled."""
        # killed by the server, whose child it is: a pid of a stranger's child may be another process by now
        self._writer.transport.abort()
        self._pool.server.end(self._pid)
        for job in self._given:
            job.answer.cancel()


class _LastWords(asyncio.StreamReaderProtocol):
    """Reads what a worker answered before it died, also where a write to it was the first to notice.

    asyncio closes a transport whose write fails (EPIPE) without reading what has arrived, and then hides what was read
    behind the error: answers that the worker did give would be lost, and its death blamed on another request."""

    def __init__(self, reader: asyncio.StreamReader, connected: socket.socket) -> None:
        super().__init__(reader)
        self._reader, self._socket = reader, connected

    def connection_lost(self, exc: Exception | None) -> None:
        """Take in what the kernel still holds of a worker that is gone, then the end."""
        if exc is not None:  # without one we end it ourselves, and it may go on writing for ever
            with suppress(OSError):  # the transport closes the socket only after this
                while data := self._socket.recv(BUFFER):
                    self._reader.feed_data(data)
        super().connection_lost(None)


async def _connect(connected: socket.socket) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """asyncio.open_connection, but that what was said last is read."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=BUFFER)
    transport, protocol = await loop.create_connection(lambda: _LastWords(reader, connected), sock=connected)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


def _leave(jobs: Sequence[_Job]) -> None:
    """What has not been begun is not waited for any longer."""
    for job in jobs:
        if not job.begun and not job.answer.done():
            job.answer.set_result(None)


def _answer(value: Any, given: list[bytes]) -> Answer | GatewayError:
    """What the worker says. Raises ValueError, TypeError for what is none."""
    outcome, said = value
    if outcome == "ok":
        return Answer(value=said, frames=given)
    if outcome == "unreadable" and isinstance(said, dict) and (reason := of_row(said)):
        return Unreadable(reason)
    return Temporary(FAILED(error=str(said)))
