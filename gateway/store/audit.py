"""What persons did: who, which act, on what, when. Append only; never a citizen's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("audit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a person did."""

    id: int
    at: datetime
    actor: str
    act: str
    object: str
    detail: str


OF_OBJECTS = rows.Select(SQL["of_objects"], Act)


async def write(tx: Connection, actor: str, act: str, obj: str, detail: str = "") -> None:
    """One act. `obj`: case:CODE, message:ID, outbox:ID."""
    await tx.execute(SQL["write"], actor, act, obj, detail)


async def of(conn: Connection, objects: Sequence[str]) -> list[Act]:
    """All acts on these objects, oldest first."""
    return await OF_OBJECTS.all(conn, list(objects))
