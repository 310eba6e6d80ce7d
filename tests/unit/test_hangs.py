"""A modem that does not answer again and again is started again, not too often."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import pytest

from gateway.channels.sms import session
from gateway.channels.sms.hangs import AGAIN_SECONDS, MANY, Hangs
from gateway.channels.sms.options import SmsOptions
from gateway.channels.sms.port_finder import FINDER, Answer, NotFound
from gateway.channels.sms.process import Gone
from gateway.channels.sms.reasons import BUSY
from gateway.channels.sms.session import Memory, Session
from gateway.domain.errors import LineDown


def test_only_many_in_a_row_count_and_only_once_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("gateway.channels.sms.hangs.time.monotonic", lambda: now)
    modem = Hangs()
    for hung in [True] * (MANY - 1) + [False] + [True] * (MANY - 1):
        modem.note(hung=hung)
        assert not modem.is_due()
    modem.note(hung=True)
    assert modem.is_due()
    for _ in range(MANY):
        modem.note(hung=True)
    assert not modem.is_due()
    now += AGAIN_SECONDS
    assert modem.is_due()


async def lost(options: SmsOptions, times: int, memory: Memory) -> list[str]:
    """How a line ends whose modem was at a port that is still there, and answers nobody."""
    told = []
    for _ in range(times):
        try:
            await Session(options, memory, lambda _: None).ask("list")
        except LineDown as error:
            told.append(error.reason.code)
    return told


def test_a_modem_that_is_found_no_more_because_it_hangs_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nowhere(*_: Any, **__: Any) -> str:
        raise NotFound([Answer("/dev/ttyUSB2", "silent"), Answer("/dev/ttyUSB3", "held")])

    Deaf.asked.clear()
    monkeypatch.setattr(session, "Child", Deaf)
    monkeypatch.setattr(FINDER, "find", nowhere)
    options = SmsOptions(address="tel:+84590000001", driver="at", device="", imei="860000000000017")
    told = asyncio.run(lost(options, MANY + 1, Memory(port="/dev/ttyUSB2")))
    assert told == [*["modem.not_found"] * MANY, "modem.being_restarted"]
    assert Deaf.asked == ["restart"]
    assert asyncio.run(lost(options, MANY + 1, Memory(port="/dev/ttyUSB3"))) == ["modem.not_found"] * (MANY + 1)


class Deaf:
    """A child that opens its modem and answers nothing else. `asked`: of all of them."""

    asked: list[str] = []  # noqa: RUF012
    alive = True

    @classmethod
    async def start(cls, *_: Any) -> "Deaf":
        return cls()

    async def ask(self, command: str, *_: Any, **__: Any) -> dict[str, Any]:
        self.asked.append(command)
        if command == "open":
            return {"ok": True, "wants": None}
        raise Gone(BUSY, asked=True)

    async def kill(self) -> None:
        pass


async def hang(options: SmsOptions, times: int) -> list[str]:
    """What its children are asked, and how it ends, when one line's modem hangs so often."""
    memory, told = Memory(), list[str]()
    Deaf.asked.clear()
    for _ in range(times):
        with contextlib.suppress(Gone):
            try:
                await Session(options, memory, lambda _: None).ask("list")
            except LineDown as error:
                told.append(error.reason.code)
    return [*Deaf.asked, *told]


def test_after_three_hangs_the_modem_is_started_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(session, "Child", Deaf)
    own = SmsOptions(address="tel:+84590000001", driver="at", device="/dev/null")
    assert asyncio.run(hang(own, 4)) == [*["open", "list"] * 3, "restart", "modem.being_restarted"]
    mark = tmp_path / "done"
    switched = SmsOptions(
        address="tel:+84590000001", driver="at", device="/dev/null", reset_command=("touch", str(mark))
    )
    assert asyncio.run(hang(switched, 4)) == [*["open", "list"] * 3, "modem.being_restarted"]
    assert mark.exists()
    missing = SmsOptions(address="tel:+84590000001", driver="at", device="/dev/null", reset_command=("/no/such",))
    assert asyncio.run(hang(missing, 4))[-1] == "modem.being_restarted"
