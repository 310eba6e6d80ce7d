"""Every row of one message or case, in the order of time: what came, what was decided, what was queued, what the wire
said.

It starts from any name a row has (a case's code, m12, o34, p56) and gathers what hangs on it by the keys that the
tables themselves carry.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from gateway.domain.errors import NotAllowed
from gateway.domain.reasons import Reason, code
from gateway.store import audit, cases, database, rows
from gateway.store.audit import Audited
from gateway.store.cases import Case, Event
from gateway.store.database import Connection
from gateway.store.inbox import Message, Part
from gateway.store.outgoing_rows import Attempt, Outbox
from gateway.store.read_models.files import Attachment, attachments
from gateway.store.read_models.messages import MESSAGES_OF
from gateway.store.read_models.thread import OUTBOX_OF, attempts_of

__all__ = ["TraceEntry", "trace"]

SQL = database.queries("read_models")
BECAUSE = code("trace.because", "reasons")
NO_ROW = code("trace.no_row", "id")
NO_CASE = code("trace.no_case", "case")
RANK = ("part", "message", "case", "event", "outbox", "attempt", "report", "settled", "audit")  # at the same moment

PARTS_OF = rows.Select(SQL["parts_of"], Part)
CASES_OF = rows.Select(SQL["cases_of"], Case)
EVENTS_OF = rows.Select(SQL["events_of"], Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEntry:
    """Something that happened. `id`: p56, m12, c3, e7, o34, a9 or u5 (audit); `row`: what it is known by, without
    bytes; `files`: of a message; `who`: the URN that wrote, or is written to."""

    at: datetime
    kind: str  # one of RANK
    id: str
    words: tuple[str | Reason, ...]
    row: Part | Message | Case | Event | Outbox | Attempt | Audited = field(repr=False)
    files: tuple[Attachment, ...] = ()
    who: str = ""


@dataclass(slots=True, kw_only=True)
class _Keys:
    """Where to look: ids by table."""

    parts: set[int] = field(default_factory=set)
    messages: set[int] = field(default_factory=set)
    cases: set[int] = field(default_factory=set)  # whole cases, with all that hangs on them
    events: set[int] = field(default_factory=set)
    outbox: set[int] = field(default_factory=set)


async def trace(conn: Connection, target: str) -> list[TraceEntry]:
    """All rows of the case with this code, or of the one message that m12, o34 or p56 belongs to, oldest first.

    Raises NotAllowed where there is no such row."""
    keys = await _start(conn, target)
    if not keys.cases:
        await _message_of(conn, keys)
    parts = await PARTS_OF.all(conn, sorted(keys.parts), sorted(keys.messages))
    keys.messages |= {part.message_id for part in parts if part.message_id}
    messages = await MESSAGES_OF.all(conn, sorted(keys.messages), sorted(keys.cases))
    ids = sorted({message.id for message in messages})
    if set(ids) - keys.messages:
        parts = await PARTS_OF.all(conn, sorted(keys.parts), ids)
    events = await EVENTS_OF.all(conn, sorted(keys.cases), ids, sorted(keys.events))
    causes = [*(f"message:{id}" for id in ids), *(f"event:{event.id}" for event in events)]
    outgoing = await OUTBOX_OF.all(conn, sorted(keys.outbox), sorted(keys.cases), causes)
    of_cases = {*(row.case_id for row in messages), *(row.case_id for row in outgoing)}
    named = await CASES_OF.all(conn, sorted(keys.cases | {id for id in of_cases if id}))
    objects = [f"message:{id}" for id in ids]
    objects += [f"{kind}:{row.id}" for kind, found in (("part", parts), ("outbox", outgoing)) for row in found]
    objects += [f"case:{case.code}" for case in named if case.id in keys.cases]
    told = [
        *_parts(parts),
        *_messages(messages, await attachments(conn, ids)),
        *_cases(named),
        *_events(events),
        *_outbox(outgoing),
        *_attempts(await attempts_of(conn, [row.id for row in outgoing])),
        *_audit(await audit.of(conn, objects)),
    ]
    return sorted(told, key=lambda entry: (entry.at, RANK.index(entry.kind), entry.row.id))


async def _start(conn: Connection, target: str) -> _Keys:
    letter, digits = target[:1].lower(), target[1:]
    if letter in ("m", "o", "p") and digits.isascii() and digits.isdigit():
        table, id = {"m": "messages", "o": "outbox", "p": "parts"}[letter], int(digits)
        there: Message | Outbox | Part | None
        if letter == "m":
            there = await MESSAGES_OF.first(conn, [id], [])
        elif letter == "o":
            there = await OUTBOX_OF.first(conn, [id], [], [])
        else:
            there = await PARTS_OF.first(conn, [id], [])
        if there is None:
            raise NotAllowed(NO_ROW(id=target))
        return _Keys(**{table: {id}})
    case = await cases.find(conn, target)
    if case is None:
        raise NotAllowed(NO_CASE(case=target))
    return _Keys(cases={case.id})


async def _message_of(conn: Connection, keys: _Keys) -> None:
    """From a part to its whole message; from an outbox row to the message or event that caused it."""
    for part in list(keys.parts):
        keys.parts |= {row["id"] for row in await conn.fetch(SQL["group_of_part"], part)}
    for row in await OUTBOX_OF.all(conn, sorted(keys.outbox), [], []) if keys.outbox else ():
        kind, _, number = row.cause.partition(":")
        if kind == "message":
            keys.messages.add(int(number))
        elif kind == "event":
            keys.events.add(int(number))


# --- rows -> entries -------------------------------------------------------------------------------------------------


def _said(*words: str | Reason | None) -> tuple[str | Reason, ...]:
    return tuple(word for word in words if word)


def _parts(parts: Iterable[Part]) -> Iterable[TraceEntry]:
    for part in parts:
        place = f"part {part.concat_seq} of {part.concat_total}" if part.concat_total else ""
        old = "old at first contact" if part.old else ""
        told = f"{part.line}: {part.size} bytes, {part.state}, tries {part.tries}+{part.tries_alone} alone"
        source = "done at the source" if part.confirmed_at else f"not yet confirmed, tries {part.confirm_tries}"
        words = _said(told, place, old, part.reason, source)
        yield TraceEntry(at=part.received_at, kind="part", id=f"p{part.id}", words=words, row=part)


def _messages(messages: Iterable[Message], files: Iterable[Attachment]) -> Iterable[TraceEntry]:
    attached: dict[int, list[Attachment]] = defaultdict(list)
    for file in files:
        attached[file.message_id].append(file)
    for row in messages:
        flags, held_back = ("; ".join(noted) for noted in (row.flags, row.withheld))
        words = _said(
            f"decided: {row.outcome} by rule {row.rule}",
            BECAUSE(reasons=row.reasons) if row.reasons else "",
            f"flags {flags}" if flags else "",
            f"withheld {held_back}" if held_back else "",
            f"by {row.decided_by}" if row.decided_by else "",
        )
        yield TraceEntry(
            at=row.registered_at,
            kind="message",
            id=f"m{row.id}",
            words=words,
            row=row,
            files=tuple(attached[row.id]),
            who=row.sender,
        )


def _cases(named: Iterable[Case]) -> Iterable[TraceEntry]:
    for case in named:
        marks = " ".join(("urgent",) * case.urgent + ("restricted",) * case.restricted)
        words = _said(f"{case.code} now {case.state}", case.line, marks)
        yield TraceEntry(at=case.opened_at, kind="case", id=f"c{case.id}", words=words, row=case)


def _events(events: Iterable[Event]) -> Iterable[TraceEntry]:
    for event in events:
        said = "; ".join(f"{key} {value}" for key, value in event.detail.items() if key != "text")
        caused = f"m{event.message_id}" if event.message_id else ""
        words = _said(event.kind, caused, said, event.actor)
        yield TraceEntry(at=event.at, kind="event", id=f"e{event.id}", words=words, row=event)


def _outbox(outgoing: Iterable[Outbox]) -> Iterable[TraceEntry]:
    for row in outgoing:
        id, words = f"o{row.id}", _said(f"{row.purpose} owed on {row.line} for {row.cause}", row.message_id)
        yield TraceEntry(at=row.created_at, kind="outbox", id=id, words=words, row=row, who=row.recipient)
        if row.settled_at is not None or row.state != "due" or row.reason:
            settled = _said(f"now {row.state}", row.reason)
            yield TraceEntry(at=row.settled_at or row.created_at, kind="settled", id=id, words=settled, row=row)


def _attempts(tries: Iterable[Attempt]) -> Iterable[TraceEntry]:
    for one in tries:
        which = f"o{one.outbox_id} part {one.part} of {one.parts}, round {one.round}, epoch {one.epoch}"
        remote = f"remote id {one.remote_id}" if one.remote_id else ""
        reference = f"TP-MR {one.reference}" if one.reference is not None else ""
        words = _said(f"{one.state} on {one.line}", which, remote, reference, one.error)
        yield TraceEntry(at=one.opened_at, kind="attempt", id=f"a{one.id}", words=words, row=one)
        if one.reported_at is not None:
            words = _said(f"o{one.outbox_id}: {one.report}")
            yield TraceEntry(at=one.reported_at, kind="report", id=f"a{one.id}", words=words, row=one)


def _audit(acts: Iterable[Audited]) -> Iterable[TraceEntry]:
    for act in acts:
        words = _said(f"{act.actor}: {act.act} {act.object}", act.detail)
        yield TraceEntry(at=act.at, kind="audit", id=f"u{act.id}", words=words, row=act)
