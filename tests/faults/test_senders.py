"""The server refuses every mail of a line for a while: nothing is burnt, all of it goes out afterwards (F25)."""

from pathlib import Path

import pytest

from tests.faults.harm import nothing_lost_nothing_doubled
from tests.faults.scenes import scene
from tests.support.process import ForkServer
from tests.support.running import until

REFUSALS = {
    "the password": (b"AUTH", b"535 5.7.8 authentication credentials invalid"),
    "the sender": (b"MAIL FROM", b"550 5.7.1 sender rejected"),
    "the mailbox is full": (b"MAIL FROM", b"552 5.2.2 mailbox full"),
}


@pytest.mark.parametrize("refused", REFUSALS)
async def test_what_is_refused_for_the_whole_line_waits_and_goes_out_once(
    tmp_path: Path, db_url: str, forks: ForkServer, full: bool, refused: str
) -> None:
    times = {"tries": 3, "backoff": [0.5]}
    async with scene(tmp_path, db_url, forks, "mail", times=times) as world:
        world.wires.smtp.answer(*REFUSALS[refused])
        process = world.start()
        await world.contact()
        world.mail(4)
        await until(lambda: world.wires.smtp.answers >= (6 if full else 2))
        assert not await world.rows("SELECT 1 FROM outbox WHERE state NOT IN ('due', 'held')")
        world.wires.smtp.pass_all()
        await nothing_lost_nothing_doubled(world)
        assert not await world.rows("SELECT 1 FROM outbox WHERE purpose <> 'alert' AND state <> 'sent'")
        assert process.running
