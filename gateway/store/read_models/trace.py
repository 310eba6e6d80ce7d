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
from gateway.domain.model import TRANSITIONS, EventKind
from gateway.domain.permissions import Act
from gateway.domain.reasons import Reason, code, codes
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
PART = code("trace.part", "line", "bytes", "state", "tries", "alone")
PIECE = code("trace.piece", "n", "all")
OLD = code("trace.old")()
CONFIRMED = code("trace.confirmed")()
NOT_CONFIRMED = code("trace.not_confirmed", "tries")
DECIDED = code("trace.decided", "outcome", "rule")
FLAGS = code("trace.flags", "flags")
WITHHELD = code("trace.withheld", "replies")
HELD_BACK = code("trace.held_back", "purpose", "why")
BY = code("trace.by", "actor")
CASE = code("trace.case", "case", "state")
RULE = code("trace.rule", "rule")
ENQUEUED = code("trace.enqueued", "purpose", "line", "cause")
NOW = code("trace.now", "state")
ATTEMPT = code("trace.attempt", "state", "line")
ATTEMPT_OF = code("trace.attempt_of", "id", "part", "parts", "round", "epoch")
REMOTE = code("trace.remote", "id")
REPORTED = code("trace.reported", "id", "report")
AUDIT = code("trace.audit", "actor", "act", "object")
STATES = codes("trace", (f"part_{state}" for state in TRANSITIONS["part"]))
EVENTS = codes("trace", (f"event_{kind}" for kind in EventKind))
ACTS = codes("trace", (f"act_{act}" for act in Act))
OBJECTS = {kind: code(f"trace.object_{kind}", "id") for kind in ("case", "message", "outbox", "part", "sender", "list")}
SEEN = codes("trace", ("seen_trace", "seen_raw", "seen_preview", "seen_casefile"))
SEEN_FILES = {
    "attachment": code("trace.seen_file", "n"),
    "dangerous attachment": code("trace.seen_dangerous_file", "n"),
}
RANK = ("part", "message", "case", "event", "outbox", "attempt", "report", "settled", "audit")  # at the same moment
KINDS = codes("trace", (f"kind_{kind}" for kind in RANK))

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
        counts = {"bytes": part.size, "tries": part.tries, "alone": part.tries_alone}
        words = _said(
            PART(line=part.line, state=STATES[f"part_{part.state}"], **counts),
            PIECE(n=part.concat_seq or 0, all=part.concat_total) if part.concat_total else None,
            OLD if part.old else None,
            part.reason,
            CONFIRMED if part.confirmed_at else NOT_CONFIRMED(tries=part.confirm_tries),
        )
        yield TraceEntry(at=part.received_at, kind="part", id=f"p{part.id}", words=words, row=part)


def _messages(messages: Iterable[Message], files: Iterable[Attachment]) -> Iterable[TraceEntry]:
    attached: dict[int, list[Attachment]] = defaultdict(list)
    for file in files:
        attached[file.message_id].append(file)
    for row in messages:
        words = _said(
            DECIDED(outcome=Reason(f"label.outcome_{row.outcome}"), rule=Reason(f"rule.{row.rule}")),
            BECAUSE(reasons=row.reasons) if row.reasons else None,
            FLAGS(flags=tuple(map(_flag, row.flags))) if row.flags else None,
            WITHHELD(replies=tuple(map(_withheld, row.withheld))) if row.withheld else None,
            BY(actor=row.decided_by) if row.decided_by else None,
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


def _flag(name: str) -> Reason:
    """ "incomplete:2/3" has two numbers."""
    kind, _, parts = name.partition(":")
    have, _, whole = parts.partition("/")
    return Reason(f"flag.{kind}", {"have": have, "all": whole} if parts else {})


def _withheld(noted: str) -> Reason:
    """ "purpose: restraint"."""
    purpose, _, why = noted.partition(": ")
    return HELD_BACK(purpose=_purpose(purpose), why=Reason(f"restraint.{why}"))


def _purpose(purpose: object) -> Reason:
    return Reason(f"label.purpose_{purpose}")


def _cases(named: Iterable[Case]) -> Iterable[TraceEntry]:
    for case in named:
        marks = [Reason(f"label.{mark}") for mark in ("urgent", "restricted") if getattr(case, mark)]
        words = _said(CASE(case=case.code, state=Reason(f"state.{case.state}")), case.line, *marks)
        yield TraceEntry(at=case.opened_at, kind="case", id=f"c{case.id}", words=words, row=case)


def _events(events: Iterable[Event]) -> Iterable[TraceEntry]:
    for event in events:
        caused = f"m{event.message_id}" if event.message_id else ""
        noted = [_noted(key, value) for key, value in event.detail.items() if key != "text"]
        words = _said(EVENTS[f"event_{event.kind}"], caused, *noted, event.actor)
        yield TraceEntry(at=event.at, kind="event", id=f"e{event.id}", words=words, row=event)


def _noted(key: str, value: object) -> str | Reason:
    """One value of an event's payload."""
    if key in ("rule", "purpose"):
        return RULE(rule=Reason(f"rule.{value}")) if key == "rule" else _purpose(value)
    if key in ("kind", "deadline"):
        return Reason(f"{key}.{value}")
    if key == "why":
        return Reason(f"label.due_{value}")
    if key == "reached":
        return Reason("label.reached")
    return {"rating": f"{value}/5", "outbox": f"o{value}", "call": f"call:{value}"}.get(key, str(value or ""))


def _outbox(outgoing: Iterable[Outbox]) -> Iterable[TraceEntry]:
    for row in outgoing:
        id, enqueued = f"o{row.id}", ENQUEUED(purpose=_purpose(row.purpose), line=row.line, cause=_short(row.cause))
        words = _said(enqueued, row.message_id)
        yield TraceEntry(at=row.created_at, kind="outbox", id=id, words=words, row=row, who=row.recipient)
        if row.settled_at is not None or row.state != "due" or row.reason:
            settled = _said(NOW(state=Reason(f"label.out_{row.state}")), row.reason)
            yield TraceEntry(at=row.settled_at or row.created_at, kind="settled", id=id, words=settled, row=row)


def _short(cause: str) -> str:
    """ "message:4" -> m4, "event:6" -> e6."""
    kind, _, number = cause.partition(":")
    return f"{kind[0]}{number}" if kind in ("message", "event") else cause


def _attempts(tries: Iterable[Attempt]) -> Iterable[TraceEntry]:
    for one in tries:
        places = {"part": one.part, "parts": one.parts, "round": one.round, "epoch": one.epoch}
        words = _said(
            ATTEMPT(state=Reason(f"label.tried_{one.state}"), line=one.line),
            ATTEMPT_OF(id=f"o{one.outbox_id}", **places),
            REMOTE(id=one.remote_id) if one.remote_id else None,
            f"TP-MR {one.reference}" if one.reference is not None else "",
            one.error,
        )
        yield TraceEntry(at=one.opened_at, kind="attempt", id=f"a{one.id}", words=words, row=one)
        if one.reported_at is not None:
            words = _said(REPORTED(id=f"o{one.outbox_id}", report=Reason(f"report.{one.report}")))
            yield TraceEntry(at=one.reported_at, kind="report", id=f"a{one.id}", words=words, row=one)


def _audit(acts: Iterable[Audited]) -> Iterable[TraceEntry]:
    for act in acts:
        did = AUDIT(actor=act.actor, act=ACTS.get(f"act_{act.act}") or act.act, object=_object(act.object))
        yield TraceEntry(at=act.at, kind="audit", id=f"u{act.id}", words=_said(did, _detail(act)), row=act)


def _object(name: str) -> str | Reason:
    """ "message:4", "case:CODE", "sender:URN"."""
    kind, _, id = name.partition(":")
    return OBJECTS[kind](id=id) if kind in OBJECTS else name


def _detail(act: Audited) -> str | Reason:
    """Which part was seen, on whom was decided; else the code of a case, or a person's words."""
    if act.act != Act.VIEW:
        return _object(act.detail) if act.act in (Act.DECIDE_PERSON, Act.DECIDE_MACHINE) else act.detail
    what, _, n = act.detail.rpartition(" ")
    return SEEN_FILES[what](n=n) if what in SEEN_FILES else SEEN.get(f"seen_{act.detail}") or act.detail
