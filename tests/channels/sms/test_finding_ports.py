"""Modems on ports that nobody has named: found by asking, whatever else is plugged in."""

import asyncio
import contextlib
import fcntl
import os
import pty
import time
import tty
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import sms
from gateway.channels.sms import modem as link_module
from gateway.channels.sms import port_finder
from gateway.channels.sms.port_finder import FINDER, NotFound, PortFinder
from gateway.domain.errors import LineDown
from gateway.domain.reasons import Reason
from tests.channels.sms.conftest import one_poll, options_of
from tests.support.modems import Running
from tests.support.running import until

FIRST, SECOND, THIRD = (f"45204000000000{n}" for n in (1, 2, 3))
IMEIS = {FIRST: "860000000000017", SECOND: "860000000000025", THIRD: "860000000000033"}


class Ports:
    """A directory of serial ports: modems with SIMs, a terminal at which nobody answers."""

    def __init__(self, stack: ExitStack, directory: Path) -> None:
        self.directory, self.pattern = directory, str(directory / "tty*")
        self.modems: dict[str, Running] = {}
        self._stack = stack

    def plug(self, imsi: str, name: str) -> None:
        """A modem with that SIM under that name; it may be there under another one."""
        if imsi not in self.modems:
            place = self.directory / f"modem-{imsi}"
            place.mkdir()
            self.modems[imsi] = modem = Running(place)
            self._stack.callback(modem.close)
            modem.set(imsi=imsi, imei=IMEIS[imsi])
        self.modems[imsi].order("replug", link=str(self.directory / name))

    def unplug(self, imsi: str) -> None:
        self.modems[imsi].order("unplug")

    def deaf(self, name: str) -> int:
        """A port at which nothing ever answers: its other end."""
        here, there = pty.openpty()
        self._stack.callback(os.close, here)
        self._stack.callback(os.close, there)
        (self.directory / name).symlink_to(os.ttyname(there))
        return here

    def asked(self, imsi: str) -> int:
        """How often that modem was asked for its SIM."""
        commands: list[str] = self.modems[imsi].seen()["commands"]
        return commands.count("AT+CIMI")


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Ports]:
    with ExitStack() as stack:
        yield Ports(stack, tmp_path)


async def found(finder: PortFinder, board: Ports, imsi: str, imei: str = "") -> str:
    return Path(await finder.find(board.pattern, "at115200", imsi=imsi, imei=imei)).name


async def test_several_lines_find_theirs_and_each_port_is_asked_once(board: Ports) -> None:
    for imsi, name in ((FIRST, "tty3"), (SECOND, "tty1"), (THIRD, "tty10")):
        board.plug(imsi, name)
    board.modems[SECOND].set(verbose=False)  # as its last user has left it
    finder = PortFinder()
    looking = [found(finder, board, imsi) for imsi in (FIRST, SECOND, THIRD)]
    assert await asyncio.gather(*looking, found(finder, board, "", IMEIS[SECOND])) == ["tty3", "tty1", "tty10", "tty1"]
    assert [board.asked(imsi) for imsi in (FIRST, SECOND, THIRD)] == [1, 1, 1]


async def test_a_port_that_hangs_holds_up_nobody_and_one_that_is_held_is_left_alone(
    board: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port_finder, "BESIDE_SECONDS", 0.0)
    silent, theirs = board.deaf("tty0"), board.deaf("tty1")
    board.plug(FIRST, "tty2")
    holder = os.open(board.directory / "tty1", os.O_RDWR | os.O_NOCTTY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    finder = PortFinder()
    assert await found(finder, board, FIRST) == "tty2"
    assert not all(asked.done() for asked in finder._asked.values())
    with pytest.raises(NotFound) as nowhere:
        await found(finder, board, SECOND)
    assert dict(nowhere.value.reason.values) == {"ports": 3, "silent": 1, "held": 1}
    assert os.read(silent, 100)  # it was asked
    os.set_blocking(theirs, False)
    with pytest.raises(BlockingIOError):  # nobody has said a word to it
        os.read(theirs, 100)
    os.close(holder)


# Says of the first port that it is held, and ends when the file is there; asked for the second time, for it alone, it
# says that the modem is there
ASKER = """
import json, sys, time
from pathlib import Path
ports, end = sys.argv[2::2], Path(__file__).with_name("end")
if len(ports) > 1:
    print(json.dumps({"port": ports[0], "state": "held"}), flush=True)
while not end.exists():
    time.sleep(0.01)
if len(ports) == 1:
    time.sleep(0.2)
    print(json.dumps({"port": ports[0], "state": "modem", "imsi": "452040000000001"}), flush=True)
"""


async def test_who_asked_first_and_ends_answers_nobody_who_asks_again_for_a_port_that_was_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker, finder = tmp_path / "asker.py", PortFinder()
    asker.write_text(ASKER)
    monkeypatch.setattr(port_finder, "PROBE", asker)
    for name in ("tty1", "tty2"):
        (tmp_path / name).touch()
    looking = [asyncio.create_task(finder.find(str(tmp_path / "tty*"), "at", imsi=SECOND, imei=""))]
    await until(lambda: len(finder._asked) == 1)  # the one that was held can be asked again
    looking.append(asyncio.create_task(finder.find(str(tmp_path / "tty*"), "at", imsi=FIRST, imei="")))
    await asyncio.sleep(0)
    (tmp_path / "end").touch()
    with pytest.raises(NotFound):
        await looking[0]
    assert await looking[1] == str(tmp_path / "tty1")


async def test_a_modem_that_is_back_under_another_name_and_two_that_changed_names_are_found(board: Ports) -> None:
    board.plug(FIRST, "tty1")
    board.plug(SECOND, "tty2")
    finder = PortFinder()
    assert [await found(finder, board, imsi) for imsi in (FIRST, SECOND)] == ["tty1", "tty2"]
    for imsi in (FIRST, SECOND):
        board.unplug(imsi)
    board.plug(FIRST, "tty2")
    board.plug(SECOND, "tty1")
    assert [await found(finder, board, imsi) for imsi in (FIRST, SECOND)] == ["tty2", "tty1"]
    board.unplug(FIRST)
    with pytest.raises(NotFound):
        await found(finder, board, FIRST)
    board.plug(FIRST, "tty7")
    assert await found(finder, board, FIRST) == "tty7"


async def test_a_modem_in_the_middle_of_a_text_tells_who_it_is(board: Ports) -> None:
    board.plug(FIRST, "tty1")
    port = os.open(board.directory / "tty1", os.O_RDWR | os.O_NOCTTY)
    tty.setraw(port)
    os.write(port, b"ATE0\rAT+CMGS=20\r")
    until = time.monotonic() + 10
    while "AT+CMGS=20" not in board.modems[FIRST].seen()["commands"]:
        assert time.monotonic() < until
    os.close(port)
    assert await found(PortFinder(), board, FIRST) == "tty1"
    assert board.modems[FIRST].sent() == []


async def test_a_line_opens_what_it_has_found_and_finds_it_again(board: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    board.deaf("tty1")
    board.plug(FIRST, "tty3")
    memory, options = sms.Memory(), options_of(Path(board.pattern), "at", imsi=FIRST)
    find, asker = FINDER.find, os.open(board.directory / "tty3", os.O_RDWR | os.O_NOCTTY)

    async def found_and_asked_again(*args: Any, **keys: Any) -> str:
        port = await find(*args, **keys)
        fcntl.flock(asker, fcntl.LOCK_EX)  # another process asks who is there, for a moment
        asyncio.get_running_loop().call_later(0.3, fcntl.flock, asker, fcntl.LOCK_UN)
        return port

    monkeypatch.setattr(FINDER, "find", found_and_asked_again)
    async with sms.open(options, now=datetime.now(UTC), memory=memory) as link:
        monkeypatch.undo()
        os.close(asker)
        assert (await one_poll(link))[1].facts["port"] == str(board.directory / "tty3")
        with monkeypatch.context() as patch:  # the same link once more: gammu takes its time to open one
            patch.setattr(link_module, "open_modem", lambda *_, **__: contextlib.nullcontext(link))
            detail = (await sms.probe(options, now=datetime.now(UTC), old_days=7))["detail"]
        assert isinstance(detail, Reason)
        assert (detail.code, dict(detail.values)["port"]) == ("modem.probed_at", str(board.directory / "tty3"))
        board.unplug(FIRST)
        board.plug(FIRST, "tty5")
        with pytest.raises(Exception, match="ERR_DEVICENOTEXIST"):
            await one_poll(link)
        assert await link.session._port() == str(board.directory / "tty5")
        board.unplug(FIRST)
        with pytest.raises(LineDown, match=r"modem\.not_found"):
            await one_poll(link)
