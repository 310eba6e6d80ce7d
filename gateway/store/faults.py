"""Unforeseen errors: their numbers, when and where. The only writer of its table; nothing of a citizen's.

A person who met one reads its number to the operator, who finds it in the log; health tells that there were some.
"""

from collections.abc import Mapping
from typing import Any

from gateway.store import database
from gateway.store.database import Connection

SQL = database.queries("faults")


async def write(tx: Connection, number: str, place: str, error: str) -> None:
    """One error. `place`: the page's path with its placeholders; `error`: the exception's class. At most 1,000 stay."""
    await tx.execute(SQL["write"], number, place, error)
    await tx.execute(SQL["forget"])


async def recent(conn: Connection) -> Mapping[str, Any] | None:
    """Those of the last 24 hours: n, and number and at of the last; None where there were none."""
    row = await conn.fetchrow(SQL["recent"])
    return dict(row) if row else None
