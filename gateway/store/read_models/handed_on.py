"""Cases that a unit had and another one has: how they stand, and nothing of what is in them."""

from dataclasses import dataclass
from datetime import datetime

from gateway.store import database, rows
from gateway.store.database import Connection
from gateway.store.read_models.sight import Sight

__all__ = ["MOST_HANDED_ON", "HandedOnCase", "handed_on"]

SQL = database.queries("read_models")
MOST_HANDED_ON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOnCase:
    """One of them. `unit`: that has it; `unit_before`: that had it, until `at`."""

    code: str
    state: str
    unit: str
    restricted: bool
    unit_before: str
    at: datetime


HANDED_ON = rows.Select(SQL["handed_on"], HandedOnCase)


async def handed_on(conn: Connection, sight: Sight, limit: int = MOST_HANDED_ON) -> list[HandedOnCase]:
    """Those that units of this sight had, what was handed on last first."""
    return await HANDED_ON.all(conn, *sight.of_cases(), limit)
