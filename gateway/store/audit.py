"""What persons did: who, which act, on what, when. Append only; never a citizen's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.store import database
from gateway.store.database import Connection

SQL = database.queries("audit")


async def write(tx: Connection, actor: str, act: str, obj: str, detail: str = "") -> None:
    """One act. `obj`: case:CODE, message:ID, outbox:ID."""
    await tx.execute(SQL["write"], actor, act, obj, detail)


async def of(conn: Connection, objects: Sequence[str]) -> list[Mapping[str, Any]]:
    """All acts on these objects, oldest first."""
    return [dict(row) for row in await conn.fetch(SQL["of_object"], list(objects))]
