"""A line that fails while it is read, its sender at rest beside it: the reason is recorded, and it is tried again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.channels.sms import reasons
from gateway.channels.sms.modem import Modem
from gateway.domain.errors import LineDown
from gateway.domain.model import Batch
from tests.support import running
from tests.support.running import until

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
