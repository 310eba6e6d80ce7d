"""Queues: how much waits, for how long; what came and went by line and hour."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.store import database, rows
from gateway.store.database import Connection
from gateway.store.read_models.sight import EVERYTHING, Sight

__all__ = ["HourCount", "QueueAge", "ages", "due_by_line", "last_in", "last_out", "queue_ages", "rates"]

SQL = database.queries("read_models")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueAge:
    """How many wait in a queue (in_…, out_…, case_…), and since when the oldest."""

    queue: str
    n: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HourCount:
    """How many pieces a line received or sent in the hour that begins then."""

    line: str
    hour: datetime
    n: int


AT_LINES = [rows.Select(SQL[name], QueueAge) for name in ("ages_in", "ages_out")]
OF_CASES = rows.Select(SQL["ages_cases"], QueueAge)
RATES = {way: rows.Select(SQL[f"rates_{way}"], HourCount) for way in ("in", "out")}


async def queue_ages(conn: Connection, sight: Sight = EVERYTHING) -> dict[str, QueueAge]:
    """All queues by name, as far as `sight` reaches; one without a row is empty."""
    lines, _ = sight.of_lines()
    at_lines = [one for select in AT_LINES for one in await select.all(conn, lines)]
    return {one.queue: one for one in (*at_lines, *await OF_CASES.all(conn, *sight.of_cases()))}


async def open_of(conn: Connection, units: Collection[str]) -> dict[str, int]:
    """How many open cases these units have, by unit; those that have none are left out."""
    return {row["unit"]: row["n"] for row in await conn.fetch(SQL["open_of"], sorted(units))}


async def unseen(conn: Connection) -> dict[str, int]:
    """How many open restricted cases each unit has of which nobody may see any."""
    return {row["unit"]: row["n"] for row in await conn.fetch(SQL["unseen"])}


async def rates(conn: Connection, names: Sequence[str], hours: int) -> dict[str, list[HourCount]]:
    """Pieces received ("in") and sent ("out") by line and hour, of the last `hours` hours and this one."""
    span = timedelta(hours=hours)
    return {way: await select.all(conn, list(names), span) for way, select in RATES.items()}


async def ages(conn: Connection) -> dict[str, tuple[float, float]]:
    """Of each queue that holds something: the ages in seconds that half and nine tenths of it have not reached."""
    return {row["queue"]: (row["p50"], row["p90"]) for row in await conn.fetch(SQL["ages"])}


async def last_in(conn: Connection, names: Sequence[str]) -> dict[str, datetime]:
    """When each line last brought something."""
    return {row["line"]: row["at"] for row in await conn.fetch(SQL["last_in"], list(names)) if row["at"]}


async def last_call(conn: Connection, names: Sequence[str]) -> dict[str, datetime]:
    """When somebody last called each line, answered or not."""
    return {row["line"]: row["at"] for row in await conn.fetch(SQL["last_call"], list(names)) if row["at"]}


async def last_out(conn: Connection, names: Sequence[str]) -> dict[str, datetime]:
    """When each line last put something on the wire, within a week."""
    return {row["line"]: row["at"] for row in await conn.fetch(SQL["last_out"], list(names)) if row["at"]}


async def due_by_line(conn: Connection) -> dict[str, tuple[int, datetime]]:
    """How much each line has due, and since when."""
    return {row["line"]: (row["n"], row["oldest"]) for row in await conn.fetch(SQL["due_by_line"])}
