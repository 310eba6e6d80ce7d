"""What persons did and saw: who, which act, on what, when. Append only; never a citizen's words.

Rows are sealed after they were written (`unsealed`, `seal`), so that acts at the same time never wait for each other's
seals; the chain's order is that of sealing. What it proves: docs/AUDIT.md.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.actor import Actor
from gateway.domain.audit_chain import FIRST, Anchor, Found, Head, SealedRow
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainState:
    """How the chain stands: since when the oldest row waits for its seal (None: none does), how many do, when the chain
    was looked at last (None: never), and the first fault that was found (audit_chain.Fault, "" for none)."""

    unsealed_since: datetime | None = None
    unsealed: int = 0
    checked_at: datetime | None = None
    fault: str = ""
    fault_place: int = 0


OF_OBJECTS = rows.Select(SQL["of_objects"], Audited)
UNSEALED = rows.Select(SQL["unsealed"], SealedRow)
SEALED = rows.Select(SQL["sealed"], SealedRow)
HEAD = rows.Select(SQL["head"], Head)
PLACE_BEFORE = rows.Select(SQL["place_before"], Head)
ANCHORS = rows.Select(SQL["anchors"], Anchor)
STATE = rows.Select(SQL["state"], ChainState)


async def write(tx: Connection, actor: Actor, act: Act, obj: str, detail: str = "") -> None:
    """One act. `obj`: case:CODE, message:ID, outbox:ID, part:ID, sender:URN, list:ID, or list of cases, messages …;
    what a mail of this person did says so before `detail`."""
    await tx.execute(SQL["write"], actor.id, act, obj, f"by {actor.by} {detail}".strip() if actor.by else detail)


async def write_once(tx: Connection, actor: Actor, act: Act, obj: str, detail: str = "") -> None:
    """One act that goes on: the same of the same actor within the hour is not written again."""
    await tx.execute(SQL["write_once"], actor.id, act, obj, detail)


async def of(conn: Connection, objects: Sequence[str]) -> list[Audited]:
    """All acts on these objects, oldest first."""
    return await OF_OBJECTS.all(conn, list(objects))


# --- the chain -------------------------------------------------------------------------------------------------------


async def lock(tx: Connection) -> None:
    """Until this transaction ends nobody else seals, cuts or sets an anchor."""
    await tx.execute(SQL["sealing"])


async def unsealed(tx: Connection, limit: int) -> list[SealedRow]:
    """The first rows that are not sealed yet, by id; place 0, no seal."""
    return await UNSEALED.all(tx, limit)


async def seal(tx: Connection, sealed: Sequence[SealedRow]) -> None:
    """Set places and seals, once for each row."""
    await tx.execute(
        SQL["seal"], [one.id for one in sealed], [one.place for one in sealed], [one.seal for one in sealed]
    )


async def sealed(conn: Connection, behind: int, limit: int) -> list[SealedRow]:
    """The next rows of the chain."""
    return await SEALED.all(conn, behind, limit)


async def head(conn: Connection) -> Head:
    """The end of the chain: place 0 of one that nothing is in, the anchor's where all was cut."""
    found = await HEAD.first(conn)
    last = max(await anchors(conn), key=lambda one: one.place, default=None)
    if last is not None and (found is None or last.place > found.place):
        return Head(place=last.place, seal=last.seal)
    return found or Head(place=0, seal=FIRST)


async def anchors(conn: Connection) -> list[Anchor]:
    """All, by place; none before the first row is sealed."""
    return await ANCHORS.all(conn)


async def anchor(tx: Connection, new: Anchor) -> bool:
    """Set an anchor; False where it is there."""
    return await tx.fetchval(SQL["anchor"], new.place, new.seal, new.key, new.kind) is not None


async def unsealed_objects(conn: Connection, acts: Collection[Act]) -> list[str]:
    """What such acts that are not sealed yet were done to."""
    return [row["object"] for row in await conn.fetch(SQL["unsealed_objects"], list(acts))]


async def state(conn: Connection) -> ChainState:
    """How the chain stands."""
    (found,) = await STATE.all(conn)
    return found


async def note_check(tx: Connection, place: int, looked_at: int, faults: int, first: Found | None) -> None:
    """The chain was looked at as far as `place`: so many rows, so many faults."""
    fault, at = (first.fault, first.place) if first else ("", 0)
    await tx.execute(SQL["note_check"], place, looked_at, faults, fault, at)


async def place_before(conn: Connection, moment: datetime) -> Head | None:
    """The last row of the chain before the first that is as young as `moment`; None where there is none."""
    return await PLACE_BEFORE.first(conn, moment)


async def cut(tx: Connection, place: int, limit: int) -> int:
    """Delete the oldest rows as far as `place`, so many at most; how many. An anchor there must say so before."""
    return int((await tx.execute(SQL["cut"], place, limit)).split()[-1])
