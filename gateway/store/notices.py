"""Notices: what the operator, the duty officer or a unit must be told, written in the transaction that causes it.

Whoever has news writes a notice; alerts.py alone decides who gets it, by which line, and when several are sent
together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from gateway.domain.model import EventKind
from gateway.domain.reasons import Reason
from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("notices")

# head: who answers for a line; officers, approvers: of a case, by mail alone (services/by_mail)
Audience = Literal["operator", "duty", "unit", "head", "officers", "approvers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell. `template`: its text by mail and by SMS, filled with `fields`, values and codes by name:
    put into words when they are sent, nothing of a citizen's. `name`: the few letters that stand for it in a
    list, like a case code; `key`: the same twice is told once. What a unit is told has its key in the field `unit`."""

    audience: Audience
    template: str
    key: str
    name: str
    fields: Mapping[str, str | Reason]
    case_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingNotice:
    """A notice that somebody has not been notified of. Up to 0.1.0 all fields were words."""

    id: int
    at: datetime
    template: str
    name: str
    fields: Mapping[str, object]
    case_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNews:
    """A notice for the officers or approvers of a case, and the case as it is now. `event`: the kind of what happened;
    `actor`: who did it, "" for the citizen; `words`: of the message that it came with, "" where none is wanted;
    `handed_to`: the unit that is asked to take it over; `assignee`: a person's key; `named`: ids of actors who are
    named for this case alone; `waiting`: the version of an answer that waits for approval."""

    id: int
    at: datetime
    audience: Audience
    event: str
    actor: str
    notified_to: Sequence[str]
    case_id: int
    code: str
    unit: str
    line: str
    kind: str
    state: str
    urgent: bool
    restricted: bool
    due_at: datetime
    handed_to: str
    assignee: str
    named: Sequence[str]
    waiting: int | None
    words: str = field(repr=False)

    @property
    def is_hand_over(self) -> bool:
        """Whether it is for the unit that is asked, and not for the one that has the case."""
        return self.event == EventKind.HANDED_ON

    @property
    def for_unit(self) -> str:
        """The unit whose people are told."""
        return self.handed_to if self.is_hand_over else self.unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whom a unit's notices are for: the unit, and the line that they are about, "" for none."""

    unit: str = ""
    line: str = ""


EVERYWHERE = Place()
WRITE = rows.Insert(SQL["write"], Notice)
PENDING = rows.Select(SQL["pending"], PendingNotice)
CASE_NEWS = rows.Select(SQL["case_news"], CaseNews)
PLACES = rows.Select(SQL["places"], Place)


async def write(tx: Connection, notices: Sequence[Notice]) -> None:
    """Write them down; alerts.py notifies within a sweep of the intake worker's clock."""
    await WRITE.execute(tx, notices)


async def within_hour(conn: Connection, key: str) -> bool:
    """Whether a notice whose key begins so was written in the last hour."""
    return bool(await conn.fetchval(SQL["within_hour"], key))


async def places(conn: Connection, audience: Audience) -> list[Place]:
    """The units that there are notices for, and the lines that these are about."""
    return await PLACES.all(conn, audience)


async def pending(
    conn: Connection, audience: Audience, recipient: str, place: Place = EVERYWHERE
) -> list[PendingNotice]:
    """What this recipient (a URN) has not been notified of, oldest first, at most 500. `place`: of a unit's."""
    return await PENDING.all(conn, audience, recipient, recipient.startswith("tel:"), place.unit, place.line)


async def case_news(tx: Connection, *, words: bool) -> list[CaseNews]:
    """What officers and approvers have not been notified of, what is urgent and then the oldest first, at most 2,000.
    `words`: with those of citizens, but of restricted cases."""
    return await CASE_NEWS.all(tx, words)


async def close(tx: Connection, ids: Sequence[int]) -> None:
    """Nobody waits for these any more."""
    await tx.execute(SQL["close"], list(ids))


async def notified(tx: Connection, ids: Sequence[int], recipient: str) -> None:
    """What notifies this recipient of these is in the outbox."""
    await tx.execute(SQL["notified"], list(ids), recipient)


async def settle(tx: Connection, audience: Audience, recipients: Sequence[str], place: Place = EVERYWHERE) -> None:
    """Close those that all of `recipients` have been notified of."""
    await tx.execute(SQL["settle"], audience, list(recipients), place.unit, place.line)
