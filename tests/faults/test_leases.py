"""Two processes on one line: one works, one stands by; who slept past the lease writes and sends nothing."""

import asyncio
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.faults.scenes import CITIZENS, NUMBERS, Scene, scene
from tests.support.process import ForkServer
from tests.support.running import until

SHIPPED = {"lease": 15, "sweep": 2, "visit": 10, "backoff": [30, 120], "health_grace": 90}
TAKEOVER = 30.0  # seconds (docs/FAILURES.md F18)


async def _held(world: Scene) -> str:
    """Who holds the line, once it has been read."""
    rows = await until(lambda: world.rows("SELECT holder FROM lines WHERE until > now() AND heard_at IS NOT NULL"))
    return str(rows[0]["holder"])


async def _acknowledged(world: Scene, n: int, deadline: float) -> None:
    await until(lambda: world.rows("SELECT 1 FROM outbox WHERE state = 'sent' OFFSET $1", n - 1), deadline=deadline)


@pytest.mark.parametrize("times", [{"lease": 1}, SHIPPED], ids=["leases of a second", "the shipped times"])
async def test_the_one_that_stands_by_takes_over_after_kill_9(
    tmp_path: Path, db_url: str, forks: ForkServer, times: dict[str, Any]
) -> None:
    async with scene(tmp_path, db_url, forks, "mail", times=times) as world:
        first = world.start()
        holder = await _held(world)
        second = world.start()
        world.mail(1)
        await _acknowledged(world, 1, TAKEOVER)
        assert await _held(world) == holder
        await first.kill()
        world.mail(1)
        await _acknowledged(world, 2, TAKEOVER)
        assert await _held(world) != holder
        assert second.running
        await world.settle()
        (await world.judge()).require(ok=2)


@pytest.mark.parametrize("kind", ["mail", "phone"])
async def test_a_holder_stopped_past_its_lease_and_woken_writes_and_sends_nothing(
    tmp_path: Path, db_url: str, forks: ForkServer, kind: str
) -> None:
    people = CITIZENS if kind == "mail" else NUMBERS
    async with scene(tmp_path, db_url, forks, kind) as world:
        write = world.mail if kind == "mail" else world.text
        sleeper = world.start()
        holder = await _held(world)
        world.start()
        write(len(people))
        await _acknowledged(world, 1, TAKEOVER)
        sleeper.signal(signal.SIGSTOP)  # in the middle of its work
        write(len(people))
        await until(lambda: world.rows("SELECT 1 FROM lines WHERE until > now() AND holder <> $1", holder))
        await world.settle()
        (before,) = await world.rows("SELECT max(epoch) AS epoch FROM lines")
        sleeper.signal(signal.SIGCONT)
        write(len(people))
        await asyncio.sleep(1)
        await world.settle()
        assert sleeper.running
        (after,) = await world.rows("SELECT max(epoch) AS epoch, min(holder) AS holder FROM lines")
        assert after["epoch"] == before["epoch"]
        late = await world.rows(
            "SELECT 1 FROM attempts a WHERE epoch < $1 AND opened_at >"
            " (SELECT min(opened_at) FROM attempts WHERE epoch = $1)",
            after["epoch"],
        )
        assert not late
        verdict = await world.judge()
        assert verdict.repeated + verdict.unknown <= 1  # what was on the wire when it fell asleep
        verdict.require(ok=3 * len(people), unknown=verdict.unknown, repeated=verdict.repeated)
