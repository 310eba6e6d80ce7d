"""Our end of a modem's child: start it, ask it one thing at a time, kill it when it does not answer."""

import asyncio
import contextlib
import importlib.util
import itertools
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

from gateway.channels.sms import reasons, wire
from gateway.domain.reasons import Reason

CHILD = Path(__file__).with_name("child.py")
OnEvent = Callable[[dict[str, Any]], None]
PATIENCE = 1.0  # seconds a child gets to end by itself
# Said aloud: with TZ unset, glibc looks at that file anew for each stamp that gammu reads or writes.
ZONE = {"TZ": ":/etc/localtime"}


class Gone(Exception):
    """The child does not answer any more, and has been killed. `asked`: the command had been handed to it."""

    def __init__(self, reason: Reason, *, asked: bool = False) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.asked = asked


class Child(asyncio.SubprocessProtocol):
    """One running child."""

    _process: asyncio.SubprocessTransport
    _input: asyncio.WriteTransport
    _pinging: asyncio.Task[None]

    def __init__(self, on_event: OnEvent) -> None:
        self._on_event = on_event
        self._end = reasons.PROCESS_ENDED(status="?")
        self._ended = asyncio.Event()
        self._heard = bytearray()
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._numbers = itertools.count(1)

    @classmethod
    async def start(cls, silence: float, on_event: OnEvent) -> "Child":
        """Start a child; it takes commands at once. `silence`: seconds without a word from us after which it goes;
        `on_event`: gets what the modem says by itself (unasked.py), until the last word before the child's end.

        -S and -s keep it small (no site, hence the path of gammu as an argument), -E keeps our environment out of it.
        """
        spec = importlib.util.find_spec("gammu")
        if spec is None or spec.origin is None:
            raise Gone(reasons.NO_GAMMU)
        site = Path(spec.origin).parents[1]
        _, child = await asyncio.get_running_loop().subprocess_exec(
            partial(cls, on_event), sys.executable,
            "-E", "-s", "-S", str(CHILD), str(site), str(os.getpid()), str(silence),
            stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.DEVNULL, env=ZONE | os.environ,
        )  # fmt: skip
        child._pinging = asyncio.create_task(child._ping(silence / 4))
        return child

    async def ask(self, command: str, deadline: float, **arguments: Any) -> dict[str, Any]:
        """The answer to one command. Raises Gone, having killed the child, when none comes within `deadline`
        seconds.
        """
        if not self.alive:
            raise Gone(self._end)
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(deadline):
                self._write({"id": number, "do": command, "with": arguments})
                return await self._waiting[number]
        except TimeoutError:
            await self.kill()
            raise Gone(reasons.SILENT(command=command, seconds=deadline), asked=True) from None
        finally:
            del self._waiting[number]

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.get_pid()

    @property
    def alive(self) -> bool:
        """Whether it can still be asked. The kernel is asked too: asyncio learns of an end a moment later, and what is
        handed to a child that is dead already would count as perhaps sent."""
        if self._process.get_returncode() is not None:
            return False
        try:
            return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
        except ChildProcessError:
            return False

    def _write(self, message: dict[str, Any]) -> None:
        self._input.write(wire.frame(message))

    async def _ping(self, period: float) -> None:
        while self.alive:
            self._write({"do": "ping"})
            await asyncio.sleep(period)

    async def close(self) -> None:
        """End it: politely, then by force."""
        if self.alive:
            self._write({"id": 0, "do": "quit"})
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), PATIENCE)
        await self.kill()

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone: with it go its hold on the modem and its lock."""
        if self._process.get_returncode() is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        await self._ended.wait()
        self._pinging.cancel()
        self._process.close()

    # --- what asyncio tells of it ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It runs."""
        self._process = cast(asyncio.SubprocessTransport, transport)
        self._input = cast(asyncio.WriteTransport, self._process.get_pipe_transport(0))

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Hand whole answers to those who wait."""
        self._heard += data
        while len(self._heard) >= wire.FRAME.size:
            end = wire.FRAME.size + wire.FRAME.unpack_from(self._heard)[0]
            if len(self._heard) < end:
                return
            said = self._heard[wire.FRAME.size : end]
            del self._heard[:end]
            answer = wire.parse(said)
            if "event" in answer:
                self._on_event(answer["event"])
                continue
            waiting = self._waiting.get(answer["id"])
            if waiting is not None and not waiting.done():
                waiting.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        """It has ended, and all that it said has been heard: tell those who wait."""
        self._end = reasons.PROCESS_ENDED(status=str(self._process.get_returncode()))
        self._ended.set()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(Gone(self._end, asked=True))
