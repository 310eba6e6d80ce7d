"""A modem that does not answer again and again is started again, not too often."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import pytest

from gateway.channels.sms import session
from gateway.channels.sms.hangs import AGAIN_SECONDS, MANY, Hangs
from gateway.channels.sms.options import SmsOptions
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
