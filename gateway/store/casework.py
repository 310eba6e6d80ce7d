"""What a person's act changes of a case, with its event; cases.py, the other half, writes what citizens cause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.casework import Public
from gateway.domain.deadlines.profiles import ENDED_BY
from gateway.domain.model import EventKind, EventPayload, written
from gateway.store import database, rows
from gateway.store.cases import Case
from gateway.store.database import Connection

SQL = database.queries("casework")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActedCase(Case):
    """A case before an act. `units`: that have it; `persons`: the ids of those who are named for it; `public`: whether
    its answer is; `not_public`: its citizen wants none so; `last_…`: what a person did to it last, 0 and "" for nobody;
    `read_at`: now; `leading`: the code of the case that it goes with, "" for none; `followers`: the codes of those
    that go with it; `split_from`: that of the case it was split off."""

    units: Sequence[str]
    persons: Sequence[str]
    public: Public
    public_revision: int
    not_public: bool
    assignee_name: str
    last_id: int
    last_kind: str
    last_actor: str
    last_name: str
    last_at: datetime | None
    read_at: datetime
    leading: str
    followers: Sequence[str]
    split_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """A case that goes with another one."""

    code: str
    sender: str  # URN
    channel: str
    state: str
    due_at: datetime
    last_message_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A case as it was before it went with another one."""

    state: str
    unit: str
    assignee: str
    passed_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an act changes, None for what stays, in a case that still is as it `was`; and the event that says so."""

    case_id: int
    was_state: str
    was_unit: str
    was_handed_to: str
    payload: EventPayload
    actor: str
    state: str | None = None
    unit: str | None = None
    assignee: str | None = None
    handed_to: str | None = None
    declined: int | None = None
    passed_to: str | None = None
    back_to: str | None = None
    case_kind: str | None = None
    urgent: bool | None = None
    subject: str | None = None
    place: str | None = None
    due_at: datetime | None = None
    legal_hold: bool | None = None

    @property
    def event_kind(self) -> EventKind:
        """The event's type code."""
        return self.payload.KIND

    @property
    def detail(self) -> Mapping[str, object]:
        """Its payload as it is stored."""
        return written(self.payload)

    @property
    def ended(self) -> tuple[str, ...]:
        """The deadlines that the new state ends."""
        return tuple(ENDED_BY.get(self.state or "", ()))


FOLLOWERS = rows.Select(SQL["followers"], Follower)
UNMERGE = rows.Select(SQL["unmerge"], Before)
TO_ACT = rows.Select(SQL["to_act"], ActedCase)
ACT = rows.Insert(SQL["act"], Change, without=("payload",), also=("event_kind", "detail", "ended"))


async def to_act(conn: Connection, code: str) -> ActedCase | None:
    """A case by its code."""
    return await TO_ACT.first(conn, code)


async def act(tx: Connection, change: Change) -> int | None:
    """Change a case; the event's id, None where somebody was faster."""
    written_now = await ACT.fetch(tx, [change])
    return int(written_now[0]["id"]) if written_now else None


async def lock_with(tx: Connection, codes: Sequence[str]) -> None:
    """Lock cases and those that go with them, in key order."""
    await tx.fetch(SQL["lock_with"], list(codes))


async def merge(tx: Connection, case_id: int, leading_id: int) -> bool:
    """A case goes with another one from now on, and so do those that went with it. Both are locked, and `leading_id`
    goes with none. False where the case goes with another one already."""
    return await tx.fetchval(SQL["merge"], case_id, leading_id) is not None


async def unmerge(tx: Connection, case_id: int) -> Before | None:
    """A case goes with no other any more, and its clocks run as they would have; what it was before. None where it
    went with none."""
    return await UNMERGE.first(tx, case_id)


async def has_messages(conn: Connection, case_id: int) -> bool:
    """Whether a message stands on it."""
    found: bool = await conn.fetchval(SQL["has_messages"], case_id)
    return found


async def followers(
    conn: Connection, case_id: int, units: Sequence[str] | None, restricted: Sequence[str] | None
) -> list[Follower]:
    """The cases that go with one, as far as whoever looks sees them (read_models.Sight.of_cases)."""
    return await FOLLOWERS.all(conn, case_id, units, restricted)


async def mention(tx: Connection, persons: Sequence[str], case_id: int) -> None:
    """Colleagues are named in a note on a case."""
    await tx.execute(SQL["mention"], list(persons), case_id)


async def see_mention(tx: Connection, person: str, case_id: int) -> None:
    """This person has opened the case: what named them there is new no more."""
    await tx.execute(SQL["see_mention"], person, case_id)
