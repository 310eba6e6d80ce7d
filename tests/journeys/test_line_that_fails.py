"""A line that fails while it is read, or long after a text was handed to it: the reason is recorded, and it is tried
again.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.channels.sms import reasons
from gateway.channels.sms.modem import Modem
from gateway.domain.errors import LineDown
from gateway.domain.model import Batch, Piece, Sent
from tests.support import running
from tests.support.running import until
from workers import send_loop

WHY = "SELECT error->>'code' AS code FROM lines WHERE name = 'vanmieu-sms' AND error IS NOT NULL"


async def test_why_a_line_cannot_be_read_is_recorded_each_time(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def fail(link: Modem, first: bool) -> AsyncIterator[Batch]:
        nonlocal tries
        tries += 1
        raise LineDown(reasons.SIM["busy"])
        yield Batch()

    async with running.gateway(tmp_path, db_url, start=["lines"]) as g:
        await until(lambda: g.contacted("vanmieu-sms"))
        monkeypatch.setattr(Modem, "poll", fail)
        assert (await until(lambda: g.rows(WHY)))[0]["code"] == "modem.sim_busy"
        await until(lambda: tries > 1)
        monkeypatch.undo()
        await until(lambda: g.rows("SELECT 1 FROM lines WHERE name = 'vanmieu-sms' AND state = 'ok'"))


async def test_why_a_line_cannot_send_is_recorded_however_late_it_says_so(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(link: Modem, piece: Piece) -> Sent:
        await asyncio.sleep(0.2)  # by then its batch has ended
        raise LineDown(reasons.HUNG)

    monkeypatch.setattr(send_loop, "LINGER", 0.01)
    async with running.gateway(tmp_path, db_url) as g:
        await until(lambda: g.contacted("vanmieu-sms"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Modem, "send", fail)
            g.text("Den duong hong o ngo 5")
            down = "SELECT 1 FROM lines WHERE name = 'vanmieu-sms' AND send_error->>'code' = 'modem.hung'"
            await until(lambda: g.rows(down))
        await until(lambda: g.texts())
        await until(lambda: g.rows("SELECT 1 FROM lines WHERE name = 'vanmieu-sms' AND state = 'ok'"))
