"""Counts how many messages and attempts passed since this process began to watch, and how long each step took.

Only the tail of a table is read, by its primary key, so that a look costs the same with a million cases.
Rows settle when they are older than any transaction; the younger ones are read again each time. Restarted, it begins at
nothing, as Prometheus expects of counters; the tables are the truth.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gateway.ops.health.single_flight import SingleFlight
from gateway.store import database, rows
from gateway.store.database import Connection, Database

SQL = database.queries("counters")
BOUNDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200)  # of durations, in seconds
READ_SECONDS = 1.2
MOST = 100_000  # rows a look; a longer tail is caught up with over several

Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Messages:
    """So many messages of the tail, alike. `settled`: no younger one can be added before them; `edge`: the last of the
    settled; of each step its n-th bucket (None: it was not taken) and all their seconds."""

    line: str
    outcome: str
    settled: bool
    edge: int
    n: int
    registration: int | None
    registration_seconds: float

    @property
    def steps(self) -> Sequence[tuple[str, int | None, float]]:
        """(step, bucket, seconds)."""
        return (("registration", self.registration, self.registration_seconds),)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempts:
    """The same of attempts."""

    line: str
    outcome: str
    settled: bool
    edge: int
    n: int
    attempt: int | None
    attempt_seconds: float
    handover: int | None
    handover_seconds: float

    @property
    def steps(self) -> Sequence[tuple[str, int | None, float]]:
        """(step, bucket, seconds)."""
        return (("attempt", self.attempt, self.attempt_seconds), ("handover", self.handover, self.handover_seconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    line: str
    queue: str
    n: int
    oldest: datetime


TAILS: Mapping[str, rows.Select[_Messages] | rows.Select[_Attempts]] = {
    "messages": rows.Select(SQL["messages"], _Messages),
    "attempts": rows.Select(SQL["attempts"], _Attempts),
}
WAITING = rows.Select(SQL["attention_by_line"], _Waiting)


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
            young = [await self._tail(conn, table) for table in TAILS]
            waits = await WAITING.all(conn)
        counts = dict(self._settled)
        for more in young:
            _add(counts, more)
        # A person may change a message's outcome; what was counted stays counted.
        for key, before in (self._known.counts if self._known else {}).items():
            counts[key] = max(before, counts.get(key, 0))
        waiting = {(one.line, one.queue): (one.n, one.oldest) for one in waits}
        self._known = Counts(counts=counts, waiting=waiting)

    async def _tail(self, conn: Connection, table: str) -> Mapping[Key, float]:
        """Read one table's tail: settled rows are added for good, the others returned."""
        asked = self._marks[table], self._age, MOST, list(BOUNDS)
        tail = await TAILS[table].all(conn, *asked)
        if tail:
            _add(self._settled, _count(table, (one for one in tail if one.settled)))
            self._marks[table] = tail[0].edge
        return _count(table, (one for one in tail if not one.settled))


def _add(counts: dict[Key, float], more: Mapping[Key, float]) -> None:
    for key, n in more.items():
        counts[key] = counts.get(key, 0) + n


def _count(table: str, tail: Iterable[_Messages | _Attempts]) -> dict[Key, float]:
    counts: dict[Key, float] = {}
    for one in tail:
        _add(counts, {(table, one.line, one.outcome): one.n})
        for step, bucket, seconds in one.steps:
            if bucket is not None:
                _add(counts, {(step, one.line, bucket): one.n, (step, one.line, "seconds"): seconds})
    return counts
