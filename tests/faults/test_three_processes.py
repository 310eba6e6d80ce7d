"""Three whole processes on the same lines, and a lease that is lost in the middle of a mail (pain 15)."""

import random
import signal
from pathlib import Path

from tests.faults.harm import UNLIMITED, nothing_lost_nothing_doubled
from tests.faults.scenes import scene
from tests.support.process import ForkServer
from tests.support.running import until


async def test_a_lease_lost_in_the_middle_of_a_mail_makes_one_case_of_each(
    tmp_path: Path, db_url: str, forks: ForkServer, full: bool
) -> None:
    async with scene(tmp_path, db_url, forks, "mail", limits=UNLIMITED) as world:
        processes = [world.start() for _ in range(3)]
        await world.contact()
        wire, chance = world.wires.imap, random.Random(15)
        for _ in range(6 if full else 1):
            before = wire.answers
            wire.stall_after(b"Subject:")
            world.mail(4)
            await until(lambda before=before: wire.answers > before)  # type: ignore[misc]
            for process in processes:
                process.signal(signal.SIGSTOP)
            await until(lambda: world.rows("SELECT 1 FROM lines WHERE until < now()"))
            wire.pass_all()
            sleeper, *others = chance.sample(processes, 3)
            for process in others:
                process.signal(signal.SIGCONT)
            await until(lambda: world.rows("SELECT 1 FROM lines WHERE until > now()"))
            sleeper.signal(signal.SIGCONT)
        await nothing_lost_nothing_doubled(world)
        assert all(process.running for process in processes)
