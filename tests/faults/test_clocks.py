"""The gateway's wall clock jumps; PostgreSQL's and the monotonic clocks are true (F34)."""

from pathlib import Path

import pytest

from tests.faults.harm import PATIENT, UNLIMITED, nothing_lost_nothing_doubled
from tests.faults.scenes import scene
from tests.support.process import ForkServer
from tests.support.set_clock import SetClock

HOUR, YEAR = 3600, 31_536_000


@pytest.fixture(scope="session")
def clock(tmp_path_factory: pytest.TempPathFactory) -> SetClock:
    """The clock that can be set."""
    return SetClock(tmp_path_factory.mktemp("clock"))


async def test_a_clock_that_jumps_loses_doubles_and_stops_nothing(
    tmp_path: Path, db_url: str, forks: ForkServer, full: bool, clock: SetClock
) -> None:
    async with scene(tmp_path, db_url, forks, "mail+phone", times=PATIENT, limits=UNLIMITED) as world:
        process = world.launch(**clock.environment)
        await world.contact()
        for seconds in (HOUR, -HOUR, YEAR, 0) if full else (YEAR, -HOUR):
            await world.load(1, 2)
            clock.put_ahead(seconds)
            await world.load(8 if full else 1, 2)
            await nothing_lost_nothing_doubled(world)
        clock.put_ahead(0)
        await world.load(1, 2)
        verdict = await nothing_lost_nothing_doubled(world)
        assert verdict.repeated + verdict.unknown == 0
        ahead = "opened_at > now() OR last_message_at > now() OR due_at > now() + interval '60 days'"
        assert not await world.rows(f"SELECT 1 FROM cases WHERE {ahead}")
        assert not await world.rows("SELECT 1 FROM messages WHERE withheld <> '{}'")
        assert process.running
