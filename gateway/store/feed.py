"""The feed of case events: what happened after a cursor, each event once and none missed, whoever writes meanwhile.

Ids and times are handed out before a transaction commits: a reader that goes by them misses what commits late. Each
event bears its transaction's xid; a reader gets those of which every earlier transaction has ended, ordered by (xid,
id). One long writing transaction, anywhere in the cluster, holds the feed up and loses nothing.

xids mean something in one cluster only. A restore, and a start on another cluster than before (a dump read in
elsewhere), put all that is there first and begin a new generation; a cursor of an older one is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.errors import Permanent
from gateway.domain.model import EventPayload, payload_of
from gateway.store import database, rows
from gateway.store.database import Connection
from gateway.store.reasons import CURSOR_EXPIRED

__all__ = ["Cursor", "CursorExpired", "FeedEvent", "after", "begin", "follow", "follow_cluster", "start"]

SQL = database.queries("feed")


class CursorExpired(Permanent):
    """The cursor is of an older generation of the feed: read from `start` again; ids may mean other events now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in the feed. As text: GENERATION.XID.ID, to be kept as it is."""

    generation: str
    xid: int = 0
    id: int = 0

    def __str__(self) -> str:
        return f"{self.generation}.{self.xid}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """The cursor of this text. Raises ValueError."""
        generation, xid, id = text.split(".")
        return cls(generation=generation, xid=int(xid), id=int(id))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """Something that happened to a case (docs/EVENTS.md)."""

    xid: int
    id: int
    case_id: int
    code: str
    at: datetime
    kind: str
    message_id: int | None
    actor: str
    detail: Mapping[str, object]

    @property
    def payload(self) -> EventPayload | None:
        """What the event says, None of a kind that this program does not know."""
        return payload_of(self.kind, self.detail)


AFTER = rows.Select(SQL["after"], FeedEvent)


async def start(conn: Connection) -> Cursor:
    """The cursor before the first event."""
    return Cursor(generation=await conn.fetchval(SQL["generation"]))


async def after(tx: Connection, cursor: Cursor, *, limit: int = 1_000) -> tuple[list[FeedEvent], Cursor]:
    """The next events and the cursor behind them, in a transaction of its own: once that has committed, what it read
    is on the disk, and may be acted upon. Raises CursorExpired."""
    generation = await tx.fetchval(SQL["generation"])
    if generation != cursor.generation:
        raise CursorExpired(CURSOR_EXPIRED)
    found = await AFTER.all(tx, str(cursor.xid), cursor.id, limit)
    if not found:
        return [], cursor
    await tx.execute(SQL["lasting"])
    return found, Cursor(generation=generation, xid=found[-1].xid, id=found[-1].id)


async def follow(tx: Connection, reader: str, *, limit: int = 1_000) -> list[FeedEvent]:
    """What came since this reader of ours looked last, in a transaction that does what follows from it: the cursor is
    kept with it. A reader that was never here, and each after a restore, begins with what comes from now on."""
    kept = await tx.fetchval(SQL["reader"], reader)
    try:
        if kept is None:
            raise CursorExpired(CURSOR_EXPIRED)
        found, cursor = await after(tx, Cursor.parse(kept), limit=limit)
    except CursorExpired:
        row = await tx.fetchrow(SQL["end"])
        assert row is not None
        found, cursor = [], Cursor(generation=row["generation"], xid=row["xid"])
    if str(cursor) != kept:
        await tx.execute(SQL["keep"], reader, str(cursor))
    return found


async def begin(tx: Connection) -> None:
    """A new generation: what is there comes first, by id, and all cursors end. After a restore."""
    await tx.execute(SQL["old_first"])
    await tx.execute(SQL["begin"])


async def follow_cluster(tx: Connection) -> None:
    """At a start, by the owner: begin a new generation where the database has come into another cluster."""
    row = await tx.fetchrow(SQL["cluster"])
    assert row is not None
    if not row["cluster"]:
        await tx.execute(SQL["settle_cluster"])
    elif row["cluster"] != row["here"]:
        await begin(tx)
