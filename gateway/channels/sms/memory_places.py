"""How gammu numbers what lies on a modem. Standard library only."""

from collections.abc import Iterator

MEMORY = 100_000  # the modem's own memory begins behind it, the SIM at 1
REPORTS = 200_000  # the reports' own memory, which gammu does not know (report_memory.py), behind that
DUMMY = 10_000  # the dummy phone's inbox begins behind it
SKIP = 300  # places looked at behind one that gammu cannot read


def places(after: int, dummy: bool) -> Iterator[int]:
    """Where a piece behind `after` may lie: gammu numbers the SIM from 1, the modem's own memory from 100,001, and the
    dummy phone's folder from 10,001."""
    yield from range(max(after, DUMMY if dummy else 0) + 1, max(after, DUMMY if dummy else 0) + SKIP)
    if not dummy and after < MEMORY:
        yield from range(MEMORY + 1, MEMORY + SKIP)
