"""`gw bench reading`: processor time of everything that reads, for every hostile shape (hostile.py), at a length and
half of it. What is not linear, or too slow, counts as lost."""

import time
from collections.abc import Callable

from bench import hostile
from bench.figures import Figures, percentile

__all__ = ["run"]

WORST = 5


def run(n: int, report: Callable[[int], None]) -> list[Figures]:
    """`n`: kilobytes of the largest mail."""
    began, used = time.monotonic(), time.process_time()
    found = []
    total = len(hostile.SHAPES) * len(hostile.readers(1))
    for measured in hostile.measure(n * 1000):
        found.append(measured)
        report(n * len(found) // total)
    wrong = [one for one in found if not one.right]
    slowest = sorted(found, key=lambda one: -one.whole)[:WORST]
    times = [one.whole for one in found]
    return [
        Figures(
            work="reading",
            n=n,
            seconds=time.monotonic() - began,
            p50_ms=percentile(times, 0.5) * 1000,
            p99_ms=percentile(times, 0.99) * 1000,
            cpu_seconds=time.process_time() - used,
            lost=len(wrong),
            notes=tuple(
                f"{word}: {one.reader} of {one.shape}: {one.whole:.2f} s, {one.ratio:.1f} times the half"
                for word, these in (("WRONG", wrong), ("slowest", slowest))
                for one in these
            ),
        )
    ]
