"""What trying a connection has shown, and what the gateway's database says of a line."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import asyncpg

from gateway.domain.reasons import Reason
from gateway.settings.config import Line
from gateway.store import database
from gateway.store import lines as line_store

__all__ = ["Result", "known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One thing tried."""

    name: str
    ok: bool
    reason: Reason  # with advice, where it failed and somebody can do something
    found: Mapping[str, object] = field(default_factory=dict)  # of a line: what its probe returned


async def known(line: Line, database_url: str | None) -> tuple[bool, bool]:
    """What the gateway's database says of a line: (held by one that runs, and well; ever read before)."""
    if database_url is None:
        return False, False
    try:
        db = await database.open(database_url, size=1)
    except (OSError, TimeoutError, asyncpg.PostgresError):
        return False, False
    try:
        async with db.connection() as conn:
            found = await line_store.overview(conn, [line.name])
            cursor = await line_store.read_cursor(conn, line.name)
    except asyncpg.PostgresError:
        return False, False
    finally:
        await db.close()
    return any(status.held and status.state == "ok" for status in found), cursor is not None
