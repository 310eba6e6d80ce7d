"""Ten times the load, then the usual one: all of it is done, and memory stays (F44)."""

from pathlib import Path

from tests.faults.harm import PATIENT, UNLIMITED, nothing_lost_nothing_doubled
from tests.faults.scenes import scene
from tests.support.process import ForkServer

GROWTH = 64  # MB that a process may have taken for good by a rush


def memory(pid: int) -> int:
    """Resident, in MB."""
    return int(Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()[0]) // 1024


async def test_ten_times_the_load_and_then_the_usual_one(
    tmp_path: Path, db_url: str, forks: ForkServer, full: bool
) -> None:
    usual, long = 2.0, 40.0 if full else 2.0
    async with scene(tmp_path, db_url, forks, "mail+phone", times=PATIENT, limits=UNLIMITED) as world:
        process = world.start()
        await world.contact()
        await world.load(long / 2, usual)
        before = memory(process.pid)
        await world.load(long, 10 * usual)
        await world.load(long / 2, usual)
        await nothing_lost_nothing_doubled(world)
        assert memory(process.pid) - before < GROWTH
