"""Calls and their legs, as telephone systems tell of them. The only writer of these tables.

Records of one leg come in any order and more than once; each adds what it knows. A call is judged once no more of it is
to come, and anew where something comes after all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.model import OPEN_CASE_STATES, CaseFact, Kind
from gateway.domain.model.calls import CallLeg, CallOutcome
from gateway.domain.reasons import Reason
from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("calls")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedCall:
    """A call of which a record has come. `seconds`: after which no more of it is to come."""

    line: str
    attempt: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedLeg(CallLeg):
    """A leg as a record tells of it, and the record."""

    line: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadRecord:
    """A record that cannot be read, and why. `leg`: its digest."""

    line: str
    leg: str
    reason: Reason
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingCall:
    """A call to be judged. `outcome`, `case_id`: what it came to before."""

    id: int
    line: str
    attempt: str
    noted_at: datetime
    outcome: CallOutcome
    case_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLeg(CallLeg):
    """A leg of a call."""

    call_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a call came to, as it is written."""

    id: int
    direction: str
    party: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    answered: bool
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingText:
    """A call whose caller is to be texted."""

    id: int
    line: str
    party: str
    case_id: int | None
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOfCase:
    """A call that a case is about."""

    id: int
    started_at: datetime
    outcome: CallOutcome
    called_back_at: datetime | None
    texted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFigures:
    """What citizens called on one line in one hour. `in_time`: called back by the deadline; `median_seconds`: until
    they were called back."""

    line: str
    hour: datetime
    calls: int
    missed: int
    withheld: int
    called_back: int
    in_time: int
    median_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCallBack:
    """An open case of missed calls. `calls`: how many; `last_at`: the last one."""

    id: int
    code: str
    line: str
    unit: str
    sender: str
    state: str
    due_at: datetime
    calls: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadRecords:
    """How many records of a line could not be read in seven days, and why the last one."""

    line: str
    n: int
    at: datetime
    reason: Reason


NOTE_CALLS = rows.Insert(SQL["note_calls"], NotedCall)
NOTE_LEGS = rows.Insert(SQL["note_legs"], NotedLeg)
NOTE_UNREAD = rows.Insert(SQL["note_unread"], UnreadRecord)
TO_JUDGE = rows.Select(SQL["to_judge"], PendingCall)
LEGS = rows.Select(SQL["legs"], KeptLeg)
JUDGED = rows.Insert(SQL["judged"], Judgement)
TO_TEXT = rows.Select(SQL["to_text"], PendingText)
TEXTED_CASES = rows.Select(SQL["texted_cases"], CaseFact)
OF_CASE = rows.Select(SQL["of_case"], CallOfCase)
FIGURES = rows.Select(SQL["figures"], CallFigures)
TO_CALL_BACK = rows.Select(SQL["to_call_back"], ToCallBack)
UNREAD = rows.Select(SQL["unread"], UnreadRecords)
OPEN = list(OPEN_CASE_STATES)


async def note(
    tx: Connection, calls: Sequence[NotedCall], legs: Sequence[NotedLeg], unread: Sequence[UnreadRecord]
) -> None:
    """Note what records tell; each leg stands once among `legs`."""
    await NOTE_CALLS.execute(tx, calls)
    await NOTE_LEGS.execute(tx, legs)
    await NOTE_UNREAD.execute(tx, unread)


async def to_judge(tx: Connection, most: int) -> list[PendingCall]:
    """Calls of which no more is to come, the oldest first; locked."""
    return await TO_JUDGE.all(tx, most)


async def legs(conn: Connection, ids: Sequence[int]) -> Mapping[int, list[KeptLeg]]:
    """The legs of calls, by call."""
    found: dict[int, list[KeptLeg]] = {}
    for leg in await LEGS.all(conn, list(ids)) if ids else []:
        found.setdefault(leg.call_id, []).append(leg)
    return found


async def judge(tx: Connection, judgements: Sequence[Judgement]) -> None:
    """Write down what calls came to."""
    await JUDGED.execute(tx, judgements)


async def judge_later(tx: Connection, id: int, seconds: float) -> None:
    """Judge a call once more after so many seconds."""
    await tx.execute(SQL["judge_later"], id, seconds)


async def reached_after(conn: Connection, party: str, lines: Sequence[str], at: datetime) -> datetime | None:
    """When this citizen was spoken to first after that moment, on any of these lines."""
    found: datetime | None = await conn.fetchval(SQL["reached_after"], party, list(lines), at)
    return found


async def open_case(conn: Connection, line: str, party: str) -> int | None:
    """The id of this citizen's open case of missed calls on a line."""
    found: int | None = await conn.fetchval(SQL["open_case"], line, party, Kind.MISSED_CALL, OPEN)
    return found


async def open_cases(conn: Connection, party: str, lines: Sequence[str], at: datetime) -> list[int]:
    """The ids of this citizen's open cases of calls missed up to that moment on these lines."""
    found = await conn.fetch(SQL["open_cases"], party, list(lines), at, Kind.MISSED_CALL, OPEN)
    return [row["id"] for row in found]


async def belongs(tx: Connection, id: int, case_id: int, text_at: datetime | None) -> None:
    """A missed call belongs to a case, and its caller is to be texted at that moment, None: not."""
    await tx.execute(SQL["belongs"], id, case_id, text_at)


async def called_back(tx: Connection, party: str, lines: Sequence[str], before: datetime, at: datetime) -> None:
    """Calls of this citizen that were missed before one moment are called back at another."""
    await tx.execute(SQL["called_back"], party, list(lines), before, at)


async def case_called_back(tx: Connection, case_id: int, at: datetime) -> None:
    """The missed calls of a case are called back, as a person says."""
    await tx.execute(SQL["case_called_back"], case_id, at)


async def text_near(conn: Connection, party: str, line: str) -> bool:
    """Whether this citizen was texted for a call on this line within the hour, or is about to be."""
    return bool(await conn.fetchval(SQL["text_near"], party, line))


async def to_text(tx: Connection, most: int) -> list[PendingText]:
    """Calls whose callers are to be texted now; locked."""
    return await TO_TEXT.all(tx, most)


async def texted(tx: Connection, id: int, *, sent: bool) -> None:
    """The text is in the outbox, or is not sent after all."""
    await tx.execute(SQL["texted"], id, sent)


async def texted_cases(conn: Connection, parties: Sequence[str]) -> dict[str, CaseFact]:
    """By citizen, the open case of a missed call that they were texted about within the hour."""
    return {case.sender: case for case in await TEXTED_CASES.all(conn, list(parties), OPEN)}


async def answered_case(tx: Connection, case_id: int) -> None:
    """The citizen of a case of missed calls is answered in writing."""
    await tx.execute(SQL["answered_case"], case_id)


async def of_case(conn: Connection, case_id: int) -> list[CallOfCase]:
    """The calls that a case is about, the first first."""
    return await OF_CASE.all(conn, case_id)


async def figures(
    conn: Connection, since: datetime, until: datetime, lines: Sequence[str] | None = None
) -> list[CallFigures]:
    """Figures for each line and hour between two moments. `lines`: only these; None: all."""
    return await FIGURES.all(conn, since, until, None if lines is None else list(lines))


async def to_call_back(conn: Connection, lines: Sequence[str] | None = None, most: int = 500) -> list[ToCallBack]:
    """Open cases of missed calls, the first due first."""
    return await TO_CALL_BACK.all(conn, OPEN, None if lines is None else list(lines), most)


async def unread(conn: Connection, lines: Sequence[str] | None = None) -> list[UnreadRecords]:
    """What could not be read in the last seven days, by line."""
    return await UNREAD.all(conn, None if lines is None else list(lines))
