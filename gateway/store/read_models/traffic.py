"""What citizens' own traffic says of a line: that it is reachable, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.store import database, rows
from gateway.store.database import Connection

__all__ = ["DayOfTraffic", "answered_days", "last_answered", "received_days"]

SQL = database.queries("read_models")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfTraffic:
    """What came in on a line in one day: the last moment, and how many."""

    line: str
    at: datetime
    n: int


RECEIVED_DAYS = rows.Select(SQL["received_days"], DayOfTraffic)
ANSWERED_DAYS = rows.Select(SQL["answered_days"], DayOfTraffic)


async def received_days(conn: Connection, lines: Sequence[str], since: datetime, zone: str) -> list[DayOfTraffic]:
    """Texts and mails; `zone`: an IANA name, whose days are meant."""
    return await RECEIVED_DAYS.all(conn, list(lines), since, zone)


async def answered_days(conn: Connection, lines: Sequence[str], since: datetime, zone: str) -> list[DayOfTraffic]:
    """Calls of citizens that a person took."""
    return await ANSWERED_DAYS.all(conn, list(lines), since, zone)


async def last_answered(conn: Connection, lines: Sequence[str], since: datetime) -> dict[str, datetime]:
    """When a person last took a citizen's call on each line, since that moment."""
    found = await conn.fetch(SQL["last_answered"], list(lines), since)
    return {row["line"]: row["at"] for row in found if row["at"]}
