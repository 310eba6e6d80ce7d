"""Delivery reports that are quicker than we are."""

import asyncio
from pathlib import Path

from tests.faults.scenes import Scene, scene
from tests.support.process import ForkServer
from tests.support.running import until


async def _report_at_once(world: Scene) -> None:
    """gammu waits 0.7 s before it says that a text was accepted: the report lies on the SIM by then."""
    told = 0
    while True:
        for entry in world.log()[told:]:
            world.report(entry)
            told += 1
        await asyncio.sleep(0.01)


async def test_reports_that_come_before_the_attempt_is_closed_close_the_loop(
    tmp_path: Path, db_url: str, forks: ForkServer
) -> None:
    async with scene(tmp_path, db_url, forks, "modem") as world:
        reporting = asyncio.create_task(_report_at_once(world))
        world.text(3)
        world.start()
        await until(lambda: world.rows("SELECT 1 FROM outbox WHERE state = 'delivered' OFFSET 2"), deadline=30)
        reporting.cancel()
        await world.settle()
        assert len(world.log()) == 3
        (await world.judge()).require(ok=3)
