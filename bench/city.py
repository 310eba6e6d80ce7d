"""`gw bench city`: a mailbox and a modem for each of a city's wards, idle, in one lines' process on one machine.

Modems are stub children (bench/stub): the dummy phone burns 45 to 130 ms a poll on its own. Everything else is real.
"""

import time
from collections.abc import Callable

from bench import children, mailboxes, stage
from bench.figures import Figures
from bench.stage import Stage

__all__ = ["run"]

SETTLE, MEASURE = 15, 60  # seconds
STUB = children.ROOT / "bench" / "stub" / "child.py"


def run(n: int, report: Callable[[int], None]) -> list[Figures]:
    """Hold `n` mailboxes and `n` modems, wait until all have spoken, then measure a minute of silence."""
    names = [f"ward{number:03}" for number in range(n)]
    with stage.set_up() as here:
        server = here.mailboxes(names)
        for name in names:
            server.put(f"{name}@{mailboxes.DOMAIN}", [])
        (here.at / "phone").mkdir()
        mails = [stage.mail_line(name, server.port, here.sink_port) for name in names]
        texts = [
            stage.sms_line(f"{name}-sms", f"+8459000{number:04}", here.at / "phone")
            for number, name in enumerate(names)
        ]
        here.prepare([*mails, *texts], stub=str(STUB))
        here.go()
        heard = stage.watch(lambda: _heard(here), 2 * n, lambda seen: report(seen // 2), pause=0.5)
        time.sleep(SETTLE)
        return [_silence(here, n, 2 * n - heard, server.name)]


def _heard(here: Stage) -> int:
    return int(here.sql("SELECT count(*) FROM lines WHERE state = 'ok' AND cursor IS NOT NULL"))


def _silence(here: Stage, n: int, dumb: int, server: str) -> Figures:
    """One minute in which nobody writes. A line that has not spoken by then counts as lost."""
    lines = here.gateway.process.pid
    modems = children.children_of(lines)
    postgres = [here.postgres_pid, *children.children_of(here.postgres_pid)]
    groups = {"lines": [lines], "modems": modems, "PostgreSQL": postgres}
    before = {name: children.usage(pids) for name, pids in groups.items()}
    began = time.monotonic()
    time.sleep(MEASURE)
    seconds = time.monotonic() - began
    after = {name: children.usage(pids) for name, pids in groups.items()}
    cpu = {name: after[name].cpu_seconds - before[name].cpu_seconds for name in groups}
    shares = ", ".join(f"{name} {100 * used / seconds:.1f} %" for name, used in cpu.items())
    largest = max((children.usage([pid]).rss_mb for pid in modems), default=0.0)
    return Figures(
        work="city",
        n=n,
        seconds=seconds,
        cpu_seconds=cpu["lines"] + cpu["modems"],
        rss_mb=after["lines"].rss_mb,
        lost=dumb,
        notes=(
            f"of one core: {shares}; mailboxes on {server}",
            f"{len(modems)} modems' children, the largest {largest:.1f} MB",
        ),
    )
