"""Finds the serial port at which a line's modem answers: by the SIM in it (IMSI), or by the modem itself (IMEI).

Modems come up in any order and under other names than before. One finder asks for all lines of a process (port_probe.py
does the asking), so that each port is asked once however many lines look for theirs; another process that asks at the
same moment is kept off by the lock of the port. A port that a line has open is held, and so never asked.
"""

import asyncio
import contextlib
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.channels.sms import reasons
from gateway.domain.errors import LineDown

__all__ = ["FINDER", "Answer", "NotFound", "PortFinder", "chosen", "ports"]

PROBE = Path(__file__).with_name("port_probe.py")
ANYWHERE = ("/dev/serial/by-id/*", "/dev/ttyUSB*", "/dev/ttyACM*")  # a name that stays is better than one that does not
SECONDS = 15.0  # for the process that asks, whatever hangs
KEPT_SECONDS = 10.0  # that an answer stands: lines are opened together
BESIDE_SECONDS = 0.5  # for the other ports of a modem that has answered
_Node = tuple[str, int]  # a device, and since when its name is there
NUMBER = re.compile(r"(\d+)")
SAME_IMEI = 14  # digits: then a check digit or the software's number follows, or nothing (3GPP TS 23.003 §6.2)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one port answers. See port_probe.py."""

    port: str
    state: str
    imei: str = ""
    imsi: str = ""

    def is_modem(self, imei: str) -> bool:
        """Whether it is the modem of that IMEI or serial number."""
        return bool(imei) and self.imei[:SAME_IMEI] == imei[:SAME_IMEI]


class NotFound(LineDown):
    """No port has the modem. `silent`: ports at which nothing answers."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.silent = frozenset(one.port for one in answers if one.state == "silent")
        denied = next((one.port for one in answers if one.state == "denied"), "")
        held = sum(one.state == "held" for one in answers)
        counts = {"ports": len(answers), "silent": len(self.silent), "held": held}
        super().__init__(reasons.NO_PERMISSION(device=denied) if denied else reasons.NOT_FOUND(**counts))


class PortFinder:
    """Asks ports for all lines of one process."""

    def __init__(self) -> None:
        self._asked: dict[_Node, asyncio.Future[Answer]] = {}
        self._asking: set[asyncio.Task[None]] = set()
        self._imsis: set[str] = set()  # SIMs that some line looks for

    async def find(self, pattern: str, connection: str, *, imsi: str, imei: str) -> str:
        """The port of the modem with that SIM, else of that modem ("": of none such). `pattern`: an absolute one, or ""
        for all ports.

        Raises NotFound. Once the right one has answered it waits for no port that hangs.
        """
        self._imsis.add(imsi)
        asked = self._ask(ports(pattern), connection)
        waiting = set(asked)
        while waiting:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if any(one.result().imsi == imsi if imsi else one.result().is_modem(imei) for one in done):
                if waiting:
                    await asyncio.wait(waiting, timeout=BESIDE_SECONDS)
                break
        answers = [one.result() for one in asked if one.done()]
        found = chosen(answers, imsi, imei, self._imsis)
        if not found:
            raise NotFound(answers)
        return found

    async def settled(self, port: str) -> None:
        """Wait until nobody of this process asks a port that a line is about to open."""
        node = _node(port) if self._asking else None
        if node in self._asked:
            await asyncio.wait([self._asked[node]])

    def _ask(self, names: Iterable[str], connection: str) -> list[asyncio.Future[Answer]]:
        """What each of them answers, asked already or from now on."""
        nodes = {name: node for name in names if (node := _node(name))}
        fresh = {name: self._begun(node) for name, node in nodes.items() if node not in self._asked}
        if fresh:
            task = asyncio.create_task(_run(fresh, connection))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
        return [self._asked[node] for node in nodes.values()]

    def _begun(self, node: _Node) -> asyncio.Future[Answer]:
        """What a port will answer, which stands for a while; a port that is held then may be free in a moment."""
        loop = asyncio.get_running_loop()
        asked = self._asked[node] = loop.create_future()

        def answered(_: object) -> None:
            kept = 0.0 if asked.result().state == "held" else KEPT_SECONDS
            loop.call_later(kept, self._asked.pop, node, None)

        asked.add_done_callback(answered)
        return asked


async def _run(fresh: dict[str, asyncio.Future[Answer]], connection: str) -> None:
    """Have these ports asked, for a while."""
    with contextlib.suppress(TimeoutError, OSError):
        async with asyncio.timeout(SECONDS):
            await _hear(fresh, connection)


async def _hear(fresh: dict[str, asyncio.Future[Answer]], connection: str) -> None:
    """Answers as they come; whatever becomes of the process that asks, each port has one in the end."""
    process = None
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-E", "-s", "-S", str(PROBE), str(os.getpid()),
            *(word for name in fresh for word in (name, connection)),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout is not None
        async for line in process.stdout:
            answer = Answer(**json.loads(line))
            fresh[answer.port].set_result(answer)
    finally:
        for name, asked in fresh.items():
            if not asked.done():
                asked.set_result(Answer(name, "silent"))
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def ports(pattern: str) -> list[str]:
    """Names of ports like `pattern`, each device once, in the order in which a person counts them."""
    found: dict[str, str] = {}
    for one in (pattern,) if pattern else ANYWHERE:
        for name in sorted(map(str, Path("/").glob(one.lstrip("/"))), key=_counted):
            found.setdefault(os.path.realpath(name), name)
    return list(found.values())


def chosen(answers: Iterable[Answer], imsi: str, imei: str, imsis: Iterable[str]) -> str:
    """The port to take, "" none: a line is its SIM wherever that is. Where no port has it, its modem, with whatever SIM
    receives there, or without one; with a SIM of its own not the modem that has one of `imsis`, of other lines. Of
    several ports of one modem the first."""
    modems = [one for one in answers if one.state == "modem"]
    of_sim = [one.port for one in modems if imsi and one.imsi == imsi]
    of_modem = [one.port for one in modems if one.is_modem(imei) and not (imsi and one.imsi and one.imsi in imsis)]
    return next(iter([*of_sim, *of_modem]), "")


def _counted(name: str) -> list[tuple[int, str]]:
    """A key by which ttyUSB2 comes before ttyUSB10."""
    return [(int(part) if part.isdigit() else -1, part) for part in NUMBER.split(name)]


def _node(name: str) -> _Node | None:
    """The device behind a name, and since when it is there: another one may come under the same name."""
    try:
        return os.path.realpath(name), Path(name).stat().st_ctime_ns
    except OSError:
        return None


FINDER = PortFinder()  # one for a process, as the ports of its machine are
