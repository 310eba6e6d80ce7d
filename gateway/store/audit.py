"""What persons did and saw: who, which act, on what, when. Append only; never a citizen's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.actor import Actor
from gateway.domain.permissions import Act
from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("audit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """What a person did or saw. `actor`: the id."""

    id: int
    at: datetime
    actor: str
    act: str
    object: str
    detail: str


OF_OBJECTS = rows.Select(SQL["of_objects"], Audited)


async def write(tx: Connection, actor: Actor, act: Act, obj: str, detail: str = "") -> None:
    """One act. `obj`: case:CODE, message:ID, outbox:ID, part:ID, sender:URN, list:ID, or list of cases, messages …"""
    await tx.execute(SQL["write"], actor.id, act, obj, detail)


async def write_once(tx: Connection, actor: Actor, act: Act, obj: str, detail: str = "") -> None:
    """One act that goes on: the same of the same actor within the hour is not written again."""
    await tx.execute(SQL["write_once"], actor.id, act, obj, detail)


async def of(conn: Connection, objects: Sequence[str]) -> list[Audited]:
    """All acts on these objects, oldest first."""
    return await OF_OBJECTS.all(conn, list(objects))
