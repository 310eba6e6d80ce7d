"""Unforeseen errors: their numbers, when and where. The only writer of its table; nothing of a citizen's.

A person who met one reads its number to the operator, who finds it in the log; health tells that there were some.
"""

from dataclasses import dataclass
from datetime import datetime

from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("faults")


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Errors of the last 24 hours: how many, and number and moment of the last."""

    n: int
    number: str
    at: datetime


RECENT = rows.Select(SQL["recent"], Faults)


async def write(tx: Connection, number: str, place: str, error: str) -> None:
    """One error. `place`: the page's path with its placeholders; `error`: the exception's class. At most 1,000 stay."""
    await tx.execute(SQL["write"], number, place, error)
    await tx.execute(SQL["forget"])


async def recent(conn: Connection) -> Faults | None:
    """Those of the last 24 hours; None where there were none."""
    return await RECENT.first(conn)
