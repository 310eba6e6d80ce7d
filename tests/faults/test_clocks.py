"""The gateway's wall clock jumps; PostgreSQL's and the monotonic clocks are true (F34)."""

import struct
import subprocess
from pathlib import Path

import pytest

from tests.faults.harm import PATIENT, UNLIMITED, nothing_lost_nothing_doubled
from tests.faults.scenes import scene
from tests.support import needs
from tests.support.process import ForkServer

SOURCE = Path(__file__).parents[1] / "support" / "clock.c"
HOUR, YEAR = 3600, 31_536_000


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clock that can be set."""
    built = tmp_path_factory.mktemp("clock") / "clock.so"
    subprocess.run([needs.program("gcc"), "-shared", "-fPIC", "-O1", "-o", built, SOURCE], check=True)
    return built


async def test_a_clock_that_jumps_loses_doubles_and_stops_nothing(
    tmp_path: Path, db_url: str, forks: ForkServer, full: bool, shim: Path
) -> None:
    clock = tmp_path / "clock"

    def put(seconds: int) -> None:
        with clock.open("r+b" if clock.exists() else "wb") as file:  # in place: it is mapped into the processes
            file.write(struct.pack("q", seconds))

    put(0)
    async with scene(tmp_path, db_url, forks, "mail+phone", times=PATIENT, limits=UNLIMITED) as world:
        process = world.launch(LD_PRELOAD=str(shim), CLOCK_FILE=str(clock))
        await world.contact()
        for seconds in (HOUR, -HOUR, YEAR, 0) if full else (YEAR, -HOUR):
            await world.load(1, 2)
            put(seconds)
            await world.load(8 if full else 1, 2)
            await nothing_lost_nothing_doubled(world)
        put(0)
        await world.load(1, 2)
        verdict = await nothing_lost_nothing_doubled(world)
        assert verdict.repeated + verdict.unknown == 0
        ahead = "opened_at > now() OR last_message_at > now() OR due_at > now() + interval '60 days'"
        assert not await world.rows(f"SELECT 1 FROM cases WHERE {ahead}")
        assert not await world.rows("SELECT 1 FROM messages WHERE withheld <> '{}'")
        assert process.running
