"""python -m tests.soak [--minutes N] [--rate N] [--every SECONDS] [--seed N] [--keep DIRECTORY]

One line a fault while it runs; at the end the judge's verdict, and memory and handles of each process. Exit code 1
where anything is lost, doubled or left over.
"""

import asyncio
import random
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tests.soak.harm import HARMS
from tests.soak.world import Installation, installation
from tests.support.judge import Verdict
from tests.support.process import ForkServer

STATE = """
SELECT (SELECT count(*) FROM messages) AS messages, (SELECT count(*) FROM outbox WHERE state = 'sent') AS sent,
       (SELECT count(*) FROM outbox WHERE state = 'due') AS due,
       coalesce(extract(epoch FROM now() - min(received_at)), 0)::int AS oldest
FROM parts WHERE state = 'received'
"""


def arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=0.5, help="mails, and as many texts, a second")
    parser.add_argument("--every", type=float, default=60, help="seconds from one fault to the next")
    parser.add_argument("--seed", type=int, default=45)
    parser.add_argument("--keep", type=Path, help="a directory to run in, which is left there")
    return parser.parse_args()


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", flush=True)


def figures(at: Installation) -> str:
    return ", ".join(f"{role} {memory} MB {handles} fd" for role, (memory, handles) in at.used().items())


async def state(at: Installation) -> str:
    try:
        (row,) = await asyncio.wait_for(at.world.rows(STATE), 10)
    except Exception as error:
        return f"database: {type(error).__name__}"
    return ", ".join(f"{name} {value}" for name, value in row.items())


async def soak(at: Installation, given: Namespace) -> Verdict:
    """Load and faults for so long; then silence, until all is settled, and the verdict."""
    end, n = time.monotonic() + given.minutes * 60, 0
    loading = asyncio.create_task(at.world.load(given.minutes * 60, given.rate))
    say(f"begun: {figures(at)}")
    order: list[str] = []
    while time.monotonic() + given.every < end:
        next_at = time.monotonic() + given.every
        if not order:  # every fault once, in an order of chance, before any comes again
            order = at.chance.sample(sorted(HARMS), len(HARMS))
        name, n = order.pop(), n + 1
        await HARMS[name](at)
        await asyncio.sleep(max(0, next_at - time.monotonic()))
        say(f"{n:3} {name}: sent in {len(at.world.injector.tokens())}, {await state(at)}; {figures(at)}")
        for role, process in at.running.items():
            if not process.running:
                say(f"    {role} has ended by itself: {process.words()[-2000:]}")
                at.start(role)
    await loading
    say("no more faults, no more load: settling")
    await at.world.settle(600)
    say(f"settled: {await state(at)}; {figures(at)}")
    return await at.world.judge()


async def run(given: Namespace, directory: Path) -> int:
    forks = ForkServer()
    try:
        async with installation(directory, forks) as at:
            at.chance = random.Random(given.seed)
            verdict = await soak(at, given)
            tokens = len(at.world.injector.tokens())
            say(f"the judge says of {tokens} messages:\n{verdict}")
            for role in at.running:
                await at.running[role].stop()
    finally:
        forks.close()
    wrong = verdict.lost or verdict.doubled or verdict.unexpected
    return 1 if wrong or verdict.ok != tokens else 0


def main() -> int:
    given = arguments()
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        return asyncio.run(run(given, given.keep))
    with tempfile.TemporaryDirectory(prefix="gw-soak-") as name:
        Path(name).chmod(0o755)
        return asyncio.run(run(given, Path(name)))


if __name__ == "__main__":
    sys.exit(main())
