"""Processes that are killed, or asked to stop, whatever they are at (F02, F04)."""

import asyncio
import random
import signal
from pathlib import Path

from tests.faults.harm import PATIENT, UNLIMITED, nothing_lost_nothing_doubled
from tests.faults.scenes import scene
from tests.support.process import Nursery
from tests.support.running import until

ROLES = (("--lines", "all"), ("--lines", "all"), ("--desk",), ("--desk",))


async def test_processes_killed_by_chance_under_load_lose_and_double_nothing(
    tmp_path: Path, db_url: str, nursery: Nursery, full: bool
) -> None:
    chance = random.Random(2)
    seconds, pause = (120.0, 5.0) if full else (6.0, 1.5)
    async with scene(tmp_path, db_url, nursery, "mail+phone", times=PATIENT, limits=UNLIMITED) as world:
        running = [world.start(*words) for words in ROLES]
        await world.contact()
        loading = asyncio.create_task(world.load(seconds, 3))
        while not loading.done():
            await asyncio.sleep(chance.expovariate(1 / pause))
            n = chance.randrange(len(ROLES))
            await running[n].kill()
            running[n] = world.start(*ROLES[n])
        await loading
        # a letter that was being read at three deaths is taken for their cause: it lies with the unreadable, raw
        await nothing_lost_nothing_doubled(world, unreadable=True)


async def test_ten_signals_to_stop_during_one_mail_let_it_end_and_use_no_try_up(
    tmp_path: Path, db_url: str, nursery: Nursery, full: bool
) -> None:
    rounds = 5 if full else 1
    async with scene(tmp_path, db_url, nursery, "mail") as world:
        for n in range(rounds):
            process = world.start()
            await until(lambda: world.rows("SELECT 1 FROM lines WHERE until > now() AND heard_at IS NOT NULL"))
            world.wires.smtp.delay(0.15)
            world.mail_of(f"citizen+{n}@village.example")
            await until(lambda: world.rows("SELECT 1 FROM attempts WHERE state = 'open'"))
            for _ in range(10):
                process.signal(signal.SIGTERM)
                await asyncio.sleep(0.03)
            assert await process.ended() == 0, process.words()
            world.wires.smtp.pass_all()
            last = "SELECT state, tries FROM outbox WHERE purpose <> 'alert' ORDER BY id DESC LIMIT 1"
            (row,) = await world.rows(last)
            # done, or (where this machine was too slow for it) as if it had not begun: no try is used up by a stop
            assert (row["state"], row["tries"]) in (("sent", 1), ("due", 0))
        world.start()
        await nothing_lost_nothing_doubled(world)
