"""What persons decided of senders and lists that look like machines: from now on a person, or a machine. The only
writer.

A decision is about what policy would hold, never more. "person": signs of a machine count for nothing.
"machine": it is automatic, listed, and waits for nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gateway.domain.actor import Actor
from gateway.store import database, rows
from gateway.store.database import Connection

__all__ = ["Decided", "Kind", "Verdict", "decide", "decided", "forget", "listed"]

SQL = database.queries("senders")
Kind = Literal["sender", "list"]
Verdict = Literal["person", "machine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What somebody decided of a sender (a URN) or list (its List-Id)."""

    kind: Kind
    name: str
    verdict: Verdict
    actor: str
    at: datetime


LISTED = rows.Select(SQL["listed"], Decided)


async def decided(conn: Connection, senders: Iterable[str], lists: Iterable[str]) -> dict[tuple[str, str], str]:
    """(kind, name) -> verdict, of those senders (URNs) and lists (List-Ids) that a person has decided on."""
    found = await conn.fetch(SQL["decided"], list(senders), list(lists))
    return {(row["kind"], row["name"]): row["verdict"] for row in found}


async def decide(tx: Connection, kind: Kind, name: str, verdict: Verdict, actor: Actor) -> None:
    """From now on; what was decided before is replaced."""
    await tx.execute(SQL["decide"], kind, name, verdict, actor.id)


async def forget(tx: Connection, kind: str, name: str, lines: Sequence[str] | None) -> bool:
    """Undo a decision; False where there is none about who has written by these lines (None: by any)."""
    return await tx.fetchval(SQL["forget"], kind, name, lines) is not None


async def listed(conn: Connection, lines: Sequence[str] | None, *, limit: int, offset: int = 0) -> list[Decided]:
    """Decisions about who has written by these lines (None: by any), newest first."""
    return await LISTED.all(conn, lines, limit, offset)
