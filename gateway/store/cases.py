"""Cases: codes, states, events, links. The only writer of these tables.

A case's history is its events; the row of `cases` is where they have led. States change only by
compare-and-set along model.TRANSITIONS; *overdue* is never stored, it is `due_at < now()` of an open case.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.deadlines.profiles import ENDED_BY
from gateway.domain.model import (
    OPEN_CASE_STATES,
    TRANSITIONS,
    CaseFact,
    CaseSummary,
    EventKind,
    EventPayload,
    Undelivered,
    payload_of,
    written,
)
from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("cases")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A row of cases as intake or a person opens it."""

    id: int
    code: str
    line: str
    channel: str
    unit: str
    sender: str
    sender_name: str
    language: str
    subject: str
    kind: str
    urgent: bool
    restricted: bool
    due_at: datetime
    last_message_at: datetime
    place: str = ""  # as whoever entered it said
    about: tuple[str, ...] = ()  # things and places that its first message named
    clocks: tuple[Mapping[str, object], ...] = ()  # that begin with it: fields of NewClock, as in JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """Something that happened to a case."""

    case_id: int
    payload: EventPayload
    message_id: int | None = None
    actor: str = ""

    @property
    def kind(self) -> EventKind:
        """Its type code."""
        return self.payload.KIND

    @property
    def detail(self) -> Mapping[str, object]:
        """Its payload as it is stored."""
        return written(self.payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A line that a case stands on beside its own. `hidden`: neither unit is shown to the other (Bcc)."""

    case_id: int
    line: str
    unit: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A case that has to do with another; only officers see it. `reason`: split, same_mail, or the rule that saw it."""

    case_id: int
    other_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A message came to a case that was there before."""

    case_id: int
    at: datetime
    urgent: bool = False
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(CaseSummary):
    """A case as it stands."""

    channel: str
    sender: str  # URN
    sender_name: str
    subject: str
    urgent: bool
    last_message_at: datetime
    answered_at: datetime | None
    rating: int | None  # 1–5
    rated_at: datetime | None
    assignee: str  # the key of an account, "" for nobody
    handed_to: str  # the unit that is asked to take it over, "" for none
    declined: int  # how many units that were asked have said no
    place: str  # as an officer has found it
    legal_hold: bool  # what is known of its persons is kept
    erased_at: datetime | None  # nothing is known of them any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a case. `actor_name`: as colleagues know whoever did it, else their id."""

    id: int
    case_id: int
    at: datetime
    kind: str
    message_id: int | None
    actor: str
    actor_name: str
    detail: Mapping[str, object]

    @property
    def payload(self) -> EventPayload | None:
        """What it says, None of a kind that this program does not know."""
        return payload_of(self.kind, self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAgain:
    """A case whose citizen wrote again, in the state that this led to."""

    id: int
    state: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another case that has to do with one, and why."""

    code: str
    reason: str
    at: datetime


OPEN_MANY = rows.Insert(SQL["open_cases"], NewCase, beside=("clocks",))
TOUCH = rows.Insert(SQL["touch"], Touch)
WRITE_EVENTS = rows.Insert(SQL["write_events"], NewEvent, without=("payload",), also=("kind", "detail"))
WRITE_LINKS = rows.Insert(SQL["write_links"], NewLink)
STAND_ON = rows.Insert(SQL["stand_on"], CaseLine)
FACTS = {name: rows.Select(SQL[name], CaseFact) for name in ("by_codes", "by_ids", "open", "answered")}
SUMMARIES = rows.Select(SQL["summaries"], CaseSummary)
FIND = rows.Select(SQL["find"], Case)
LINES_OF = rows.Select(SQL["lines_of"], CaseLine)
EVENTS = rows.Select(SQL["events"], Event)
REOPEN = rows.Select(SQL["reopen"], OpenAgain)
LINKS = rows.Select(SQL["links"], Link)


async def by_codes(conn: Connection, codes: Iterable[str]) -> dict[str, CaseFact]:
    """Cases by their code; codes that nobody has are left out."""
    wanted = list(codes)
    return {case.code: case for case in await FACTS["by_codes"].all(conn, wanted)} if wanted else {}


async def by_ids(conn: Connection, ids: Iterable[int]) -> dict[int, CaseFact]:
    """Cases by id."""
    wanted = list(ids)
    return {case.id: case for case in await FACTS["by_ids"].all(conn, wanted)} if wanted else {}


async def opened(conn: Connection, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[CaseFact, ...]]:
    """For each (line, sender): their open cases, at most five, the one that had a message last first."""
    if not pairs:
        return {}
    lines, senders = [line for line, _ in pairs], [sender for _, sender in pairs]
    found: dict[tuple[str, str], tuple[CaseFact, ...]] = {}
    for case in await FACTS["open"].all(conn, lines, senders, list(OPEN_CASE_STATES)):
        found[case.line, case.sender] = (*found.get((case.line, case.sender), ()), case)
    return found


async def answered(conn: Connection, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], CaseFact]:
    """For each (line, sender): the case that was answered last, within 30 days, and is not open again."""
    if not pairs:
        return {}
    lines, senders = [line for line, _ in pairs], [sender for _, sender in pairs]
    return {(case.line, case.sender): case for case in await FACTS["answered"].all(conn, lines, senders)}


async def taken_codes(conn: Connection, codes: Iterable[str]) -> frozenset[str]:
    """Those of `codes` that a case already has."""
    return frozenset(row["code"] for row in await conn.fetch(SQL["taken_codes"], list(codes)))


async def lock(tx: Connection, ids: Iterable[int]) -> dict[int, str]:
    """Lock cases in key order; returns their states."""
    wanted = sorted(set(ids))
    return {row["id"]: row["state"] for row in await tx.fetch(SQL["lock"], wanted)} if wanted else {}


async def open_many(tx: Connection, cases: Sequence[NewCase]) -> None:
    """Open cases and their clocks, in one statement."""
    await OPEN_MANY.execute(tx, cases)


async def received(tx: Connection, case_id: int, at: datetime) -> None:
    """A case came at that moment, before it was entered."""
    await tx.execute(SQL["received"], case_id, at)


async def touch(tx: Connection, touches: Sequence[Touch]) -> None:
    """Note that messages came to cases."""
    await TOUCH.execute(tx, touches)


async def reopen(tx: Connection, ids: Sequence[int]) -> list[OpenAgain]:
    """Their citizens wrote again: those that were answered, rejected, guided or closed are reopened, those that waited
    for them go on; returns both."""
    return await REOPEN.all(tx, list(ids)) if ids else []


async def rate(tx: Connection, ratings: Mapping[int, int]) -> None:
    """Store the citizens' ratings, case id -> 1–5; the last one counts."""
    if ratings:
        await tx.execute(SQL["rate"], list(ratings), list(ratings.values()))


async def write_events(tx: Connection, events: Sequence[NewEvent]) -> list[int]:
    """Append to cases' histories; returns the events' ids, in order."""
    return [row["id"] for row in await WRITE_EVENTS.fetch(tx, events)]


async def undelivered(tx: Connection, case_id: int, purpose: str, outbox_id: int) -> None:
    """A reply did not reach the citizen: the officer sees it on the case."""
    await write_events(tx, [NewEvent(case_id=case_id, payload=Undelivered(purpose=purpose, outbox=outbox_id))])


async def write_links(tx: Connection, links: Sequence[NewLink]) -> None:
    """Link cases; linked twice is linked once."""
    await WRITE_LINKS.execute(tx, links)


async def stand_on(tx: Connection, more: Sequence[CaseLine]) -> None:
    """Cases stand on these lines, too: they show in the lists of both."""
    await STAND_ON.execute(tx, more)


async def move_home(tx: Connection, case_id: int, line: str, unit: str) -> None:
    """A case belongs to another line and unit from now on: the one that its mail names, where the first was not
    named."""
    await tx.execute(SQL["move_home"], case_id, line, unit)


async def promise(tx: Connection, due: Mapping[int, datetime]) -> None:
    """The citizens of these cases (by id) are told these dates of an answer from now on; whoever moves one, or opens a
    case again, writes an event beside."""
    if due:
        await tx.execute(SQL["promise"], list(due), list(due.values()))


async def speak(tx: Connection, case_id: int, language: str) -> None:
    """The citizen is written to in this language from now on."""
    await tx.execute(SQL["speak"], case_id, language)


async def lines_of(conn: Connection, case_id: int) -> list[CaseLine]:
    """The lines that a case stands on beside its own."""
    return await LINES_OF.all(conn, case_id)


async def change(tx: Connection, case_id: int, state: str) -> bool:
    """Move a case to `state` if model.TRANSITIONS allows it from where it is now; False where it does not. What that
    state was due for is done with it."""
    sources = [before for before, after in TRANSITIONS["case"].items() if state in after]
    ended = list(ENDED_BY.get(state, ()))
    return await tx.fetchval(SQL["change"], case_id, sources, state, ended) is not None


async def undo_answer(
    tx: Connection,
    case_id: int,
    at: datetime,
    state: str,
    since: datetime | None,
    answered_at: datetime | None,
    handed_to: str | None,
) -> bool:
    """The answer of that moment was not given: the case and its clocks are as they were before. False where it has
    moved since."""
    return await tx.fetchval(SQL["undo_answer"], case_id, at, state, since, answered_at, handed_to) is not None


async def restrict(tx: Connection, case_id: int, kind: str) -> bool:
    """A case is of that secret kind, and seen by few; False where it was so before."""
    return await tx.fetchval(SQL["restrict"], case_id, kind) is not None


async def unrestrict(tx: Connection, case_id: int, kind: str) -> bool:
    """A case is an ordinary one of that kind; False where it was not restricted."""
    return await tx.fetchval(SQL["unrestrict"], case_id, kind) is not None


async def find(conn: Connection, code: str) -> Case | None:
    """A case by its code."""
    return await FIND.first(conn, code)


async def summaries(conn: Connection, ids: Iterable[int]) -> dict[int, CaseSummary]:
    """What replies say of these cases."""
    wanted = list(ids)
    return {case.id: case for case in await SUMMARIES.all(conn, wanted)} if wanted else {}


async def events(conn: Connection, case_id: int) -> list[Event]:
    """A case's history, oldest first."""
    return await EVENTS.all(conn, case_id)


async def links(conn: Connection, case_id: int) -> list[Link]:
    """Cases linked with this one, in either direction."""
    return await LINKS.all(conn, case_id)
