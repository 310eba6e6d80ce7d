"""Counts how many messages and attempts passed since this process began to watch, and how long each step took.

Only the tail of a table is read, by its primary key, so that a look costs the same with a million cases.
Rows settle when they are older than any transaction; the younger ones are read again each time. Restarted, it begins at
nothing, as Prometheus expects of counters; the tables are the truth.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from gateway.ops.health.single_flight import SingleFlight
from gateway.store import database
from gateway.store.database import Connection, Database

SQL = database.queries("counters")
BOUNDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200)  # of durations, in seconds
READ_SECONDS = 1.2
MOST = 100_000  # rows a look; a longer tail is caught up with over several

Key = tuple[str | int, ...]
STEPS: Mapping[str, Sequence[str]] = {"messages": ("registration",), "attempts": ("attempt", "handover")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was counted. Keys of `counts` are ("messages" | "attempts", line, outcome) and, of each step (registration,
    attempt, handover), (step, line, n-th bucket) and (step, line, "seconds"). `waiting`: by line and queue."""

    counts: Mapping[Key, float] = field(default_factory=dict)
    waiting: Mapping[tuple[str, str], tuple[int, datetime]] = field(default_factory=dict)


class Counters:
    """Counts on and on; remembers what it knew when PostgreSQL does not answer.

    `settled`: seconds after which neither a transaction nor an attempt is still under way."""

    def __init__(self, db: Database, settled: float) -> None:
        self._db, self._age = db, timedelta(seconds=settled)
        self._marks: dict[str, int] = {}
        self._settled: dict[Key, float] = {}
        self._known: Counts | None = None
        self._reading = SingleFlight("counters", self._read)

    async def look(self) -> Counts | None:
        """What is known, read anew if that takes no longer than a moment; None before the first time."""
        await self._reading.done(READ_SECONDS)
        return self._known

    async def close(self) -> None:
        """Stop waiting for an answer that has not come."""
        await self._reading.close()

    async def _read(self) -> None:
        async with self._db.connection() as conn:
            if not self._marks:
                self._marks = dict((await conn.fetch(SQL["start"]))[0])
            young = [await self._tail(conn, table) for table in STEPS]
            stuck = await conn.fetch(SQL["stuck_by_line"])
        counts = dict(self._settled)
        for more in young:
            _add(counts, more)
        # A person may change a message's outcome; what was counted stays counted.
        for key, before in (self._known.counts if self._known else {}).items():
            counts[key] = max(before, counts.get(key, 0))
        waiting = {(row["line"], row["queue"]): (row["n"], row["oldest"]) for row in stuck}
        self._known = Counts(counts=counts, waiting=waiting)

    async def _tail(self, conn: Connection, table: str) -> Mapping[Key, float]:
        """Read one table's tail: settled rows are added for good, the others returned."""
        asked = self._marks[table], self._age, MOST, list(BOUNDS)
        rows = [dict(row) for row in await conn.fetch(SQL[table], *asked)]
        if rows:
            _add(self._settled, _count(table, (row for row in rows if row["settled"])))
            self._marks[table] = rows[0]["edge"]
        return _count(table, (row for row in rows if not row["settled"]))


def _add(counts: dict[Key, float], more: Mapping[Key, float]) -> None:
    for key, n in more.items():
        counts[key] = counts.get(key, 0) + n


def _count(table: str, rows: Iterable[Mapping[str, Any]]) -> dict[Key, float]:
    counts: dict[Key, float] = {}
    for row in rows:
        line = row["line"]
        _add(counts, {(table, line, row["outcome"]): row["n"]})
        for step in STEPS[table]:
            if row[step] is not None:
                _add(counts, {(step, line, row[step]): row["n"], (step, line, "seconds"): row[f"{step}_seconds"]})
    return counts
