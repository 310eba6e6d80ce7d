"""A batch's decisions as rows to write. Pure: nothing here asks the database or the clock.

Its one idea: the whole batch is first written down as a Plan, then the Plan goes into one transaction.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from gateway import policy
from gateway.domain import calendar, codes
from gateway.domain.model import CaseFact, Decision, Dmarc, EventKind, Outcome, Purpose, Report
from gateway.replies import wording
from gateway.runtime.context import Context
from gateway.services.intake.bounds import is_unproven
from gateway.services.intake.facts import BatchFacts, Read
from gateway.settings.config import Line
from gateway.store import outbox
from gateway.store.cases import CaseLine, NewCase, NewEvent, Touch
from gateway.store.inbox import NewMessage
from gateway.store.notices import Notice
from gateway.store.outbox import NewOutbox

SILENT = "the line does not send (send = false)"
IN_RESTORE_WINDOW = "restored from a backup: it may have been answered already"
HAPPENED = {
    Outcome.CASE: EventKind.OPENED,
    Outcome.FOLLOW_UP: EventKind.FOLLOW_UP,
    Outcome.COMMAND: EventKind.COMMAND,
}
CEILING = "unproven_emergencies_per_line_hour"
CODE_TRIES = 3  # codes a new case may choose from; all taken has a chance of 1 in 10¹² with a million cases


@dataclass(slots=True, kw_only=True)
class Plan:
    """Rows to write for one batch."""

    messages: list[NewMessage] = field(default_factory=list)
    cases: list[NewCase] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    reopened: list[int] = field(default_factory=list)
    ratings: dict[int, int] = field(default_factory=dict)
    events: list[NewEvent] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)
    lines: list[CaseLine] = field(default_factory=list)
    homes: dict[int, Line] = field(default_factory=dict)  # case -> the line that it belongs to from now on
    owed: list[NewOutbox] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    reachable: set[str] = field(default_factory=set)  # URNs from which a person proves to write again
    reminders: dict[str, bool] = field(default_factory=dict)  # sender -> wanted or not: the last word counts
    reports: list[tuple[Line, Report]] = field(default_factory=list)  # those that policy lets act


def city_codes(context: Context, digest: bytes) -> list[str]:
    """The codes that a case opened by the message of this digest may get, in order of preference."""
    return [codes.make(context.config.city, digest, context.key, attempt) for attempt in range(CODE_TRIES)]


def judge(context: Context, known: BatchFacts, read: Read, plan: Plan) -> None:
    """Have policy decide about one message and write down all that follows."""
    decision = policy.decide(
        read.decoded,
        read.content,
        known.facts(read),
        limits_of(context),
    )
    write_down(context, known, read, decision, plan)


def limits_of(context: Context) -> policy.Limits:
    """How often one sender is answered, as configured."""
    limits = context.config.limits
    return policy.Limits(
        acknowledgements_per_sender_day=limits.acknowledgements_per_sender_day,
        commands_per_sender_day=limits.commands_per_sender_day,
        unproven_per_line_hour=limits.unproven_per_line_hour,
        unproven_per_domain_hour=limits.unproven_per_domain_hour,
        unproven_per_sender_day=limits.unproven_per_sender_day,
        unproven_emergencies_per_line_hour=limits.unproven_emergencies_per_line_hour,
        wrong_codes_per_hour=limits.wrong_codes_per_hour,
        old_days=context.config.times.old_days,
    )


def write_down(context: Context, known: BatchFacts, read: Read, decision: Decision, plan: Plan) -> None:
    """All rows that one decision makes: the message, its case, event, links, replies."""
    sheet = _Sheet(
        context=context,
        known=known,
        read=read,
        decision=decision,
        message_id=next(known.message_ids),
        line=context.config.lines[read.claimed.line],
        language=_language(context, known, read, decision),
        case=decision.case,
    )
    if decision.outcome is Outcome.CASE:
        sheet.case = _open(sheet, plan)
    plan.messages.append(_message(sheet))
    if sheet.case is not None:
        _history(sheet, sheet.case, plan)
        if decision.rule == "copy":
            _stand_on(sheet, sheet.case, plan)
    acts = decision.outcome is Outcome.REPORT and "foreign_report" not in decision.flags
    if acts and read.decoded.report is not None:
        plan.reports.append((sheet.line, read.decoded.report))
    if read.decoded.dmarc is Dmarc.PASS and "unreachable" in known.suppressed.get(read.decoded.sender, ()):
        plan.reachable.add(read.decoded.sender)
    if decision.command in ("TUCHOI", "NHAN"):
        plan.reminders[read.decoded.sender] = decision.command == "NHAN"
    plan.owed += [_reply(sheet, purpose) for purpose in decision.replies]
    if decision.urgent and not _is_old(sheet):
        plan.notices.append(_alert(sheet))
    if any(held.endswith(CEILING) for held in decision.withheld):
        plan.notices.append(_ceiling(sheet))
    known.note(read, decision, sheet.case)


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """One judged message on the table, with all that its rows are made of."""

    context: Context
    known: BatchFacts
    read: Read
    decision: Decision
    message_id: int
    line: Line
    language: str
    case: CaseFact | None


def _language(context: Context, known: BatchFacts, read: Read, decision: Decision) -> str:
    """The citizen's own; where so few words do not tell, that of their case, else the unit's."""
    of_case = known.rows[decision.case.id]["language"] if decision.case else ""
    return read.content.language or of_case or context.config.lines[read.claimed.line].unit.language


def _open(sheet: _Sheet, plan: Plan) -> CaseFact:
    context, known, claimed, decoded = sheet.context, sheet.known, sheet.read.claimed, sheet.read.decoded
    choice = known.choices[claimed.digest]
    code = next((code for code in choice if code not in known.taken_codes), choice[0])
    known.taken_codes.add(code)
    at, hours = known.at(claimed), sheet.line.unit.office_hours
    row = NewCase(
        id=next(known.case_ids),
        code=code,
        line=sheet.line.name,
        channel=sheet.line.channel,
        unit=sheet.line.unit.key,
        sender=sheet.decision.sender or decoded.sender,
        sender_name=decoded.sender_name,
        language=sheet.language,
        subject=decoded.subject,
        kind=sheet.decision.kind,
        urgent=sheet.decision.urgent,
        restricted=sheet.decision.restricted,
        due_at=calendar.due(at, context.config.times.answer_days, context.days, hours, context.config.zone),
        last_message_at=at,
    )
    plan.cases.append(row)
    known.rows[row.id] = {
        "state": "new",
        "code": code,
        "due_at": row.due_at,
        "opened_at": at,
        "kind": row.kind,
        "language": row.language,
        "line": row.line,
        "unit": row.unit,
    }
    return CaseFact(
        id=row.id,
        code=code,
        line=row.line,
        sender=row.sender,
        state="new",
        restricted=row.restricted,
        last_message_at=at,
    )


def _message(sheet: _Sheet) -> NewMessage:
    decoded, claimed, decision = sheet.read.decoded, sheet.read.claimed, sheet.decision
    incomplete = (f"incomplete:{claimed.missing}",) if claimed.missing else ()
    words = decision.keep_text
    forged = ("forged",) if decoded.dmarc is Dmarc.FAIL else ()
    return NewMessage(
        id=sheet.message_id,
        ready_seq=claimed.ready_seq,
        line=claimed.line,
        digest=claimed.digest,
        outcome=decision.outcome,
        rule=decision.rule,
        lists={
            "reasons": decision.reasons,
            "flags": tuple(dict.fromkeys((*decoded.flags, *forged, *incomplete, *decision.flags, *_uncertain(sheet)))),
            "withheld": decision.withheld,
            "recipients": (*decoded.to, *decoded.cc),
            "reply_to": decoded.reply_to,
            "refs": decoded.references,
        },
        arrived_at=claimed.arrived_at,
        sender=decoded.sender,
        sender_name=decoded.sender_name,
        subject=decoded.subject if words else "",
        text=decoded.text if words else "",
        reply=decoded.reply if words else "",
        language=sheet.language,
        remote_id=decoded.message_id,
        in_reply_to=decoded.in_reply_to,
        command=decision.command,
        sent_at=decoded.sent_at,
        case_id=sheet.case.id if sheet.case else None,
        list_id=decoded.list_id,
        attachments=decoded.attachments if words else (),
    )


def _uncertain(sheet: _Sheet) -> tuple[str, ...]:
    """A date was promised in a year whose days off nobody has announced yet: the officer may look again."""
    if sheet.case is None or sheet.decision.outcome is not Outcome.CASE:
        return ()
    due = sheet.known.rows[sheet.case.id]["due_at"].astimezone(sheet.context.config.zone).date()
    return ("calendar_uncertain",) if due > sheet.context.days.known_until else ()


def _history(sheet: _Sheet, case: CaseFact, plan: Plan) -> None:
    decision = sheet.decision
    kind = HAPPENED.get(decision.outcome)
    if kind is None:
        return
    detail: dict[str, object] = {"rule": decision.rule}
    if decision.rule == "copy":
        plan.events.append(NewEvent(case_id=case.id, kind=EventKind.COPIED, message_id=sheet.message_id, detail=detail))
        return
    if decision.command:
        detail["command"] = decision.command
    if decision.rating is not None:
        plan.ratings[case.id] = decision.rating
        kind, detail["rating"] = EventKind.RATED, decision.rating
    plan.events.append(NewEvent(case_id=case.id, kind=kind, message_id=sheet.message_id, detail=detail))
    if decision.outcome is Outcome.FOLLOW_UP:
        at = sheet.known.at(sheet.read.claimed)
        touch = Touch(case_id=case.id, at=at, urgent=decision.urgent, restricted=decision.restricted)
        plan.touches.append(touch)
        if not {"thanks", "greeting"} & set(decision.flags):
            plan.reopened.append(case.id)
    if decision.link is not None:
        copied = sheet.known.copy(sheet.read) is not None
        plan.links.append((case.id, decision.link.id, "same_mail" if copied else decision.rule))


def _stand_on(sheet: _Sheet, case: CaseFact, plan: Plan) -> None:
    """The same mail came by another line: the case stands on both, and shows in the lists of both. It belongs to the
    first, unless that was reached by Bcc and nobody has worked on it: then to the one that the mail names. Where one
    of the two was not named, neither is shown to the other."""
    first, line = sheet.known.copy(sheet.read), sheet.line
    if first is None or line.name == case.line:
        return
    named = "unnamed" not in sheet.read.decoded.flags
    hidden = not (named and first.named)
    other = line
    before = sheet.context.config.lines.get(case.line)
    if named and not first.named and before is not None and case.state == "new":
        plan.homes[case.id] = line
        sheet.known.move_home(case, line)
        other = before
    plan.lines.append(CaseLine(case_id=case.id, line=other.name, unit=other.unit.key, hidden=hidden))


def _values(sheet: _Sheet, language: str) -> dict[str, str]:
    if sheet.case is None:
        return wording.unit_values(sheet.line.unit, language, sheet.context.config.city)
    facts = sheet.known.rows[sheet.case.id]
    unit = sheet.context.config.units.get(facts["unit"], sheet.line.unit)
    zone, subject = sheet.context.config.zone, sheet.read.decoded.subject
    return wording.values(facts, unit, language, zone, subject=subject)


def _reply(sheet: _Sheet, purpose: Purpose) -> NewOutbox:
    """A reply on the line the message came in on."""
    line, decoded = sheet.line, sheet.read.decoded
    values = _values(sheet, sheet.language)
    subject, words = sheet.context.replies.render(purpose, line.channel, sheet.language, line.unit.sms_form, values)
    owed = _owed(sheet, line, purpose, decoded.sender, subject, words)
    if line.channel != "email":
        return owed
    return replace(
        owed,
        in_reply_to=decoded.message_id,
        refs=tuple(i for i in (*decoded.references[-10:], decoded.message_id) if i),
    )


def _is_old(sheet: _Sheet) -> bool:
    """Whether the danger that it tells of lies days back: an old mailbox read for the first time wakes nobody."""
    return sheet.known.now - sheet.read.claimed.arrived_at > timedelta(days=sheet.context.config.times.old_days)


def _alert(sheet: _Sheet) -> Notice:
    """The duty officer is told of an emergency: the code, or the number of what is held; never the citizen's words."""
    received = wording.minute(sheet.known.at(sheet.read.claimed), sheet.context.config.zone)
    fields = {**_values(sheet, "vi"), "line": sheet.line.name, "received": received, **_told(sheet)}
    return Notice(
        audience="duty",
        template="alert",
        key=f"message:{sheet.message_id}",
        name=fields["code"],
        fields=fields,
        case_id=sheet.case.id if sheet.case else None,
    )


def _told(sheet: _Sheet) -> dict[str, str]:
    """What the duty officer must know beside the case: what the citizen was told; of a held message its number."""
    if sheet.case is None:
        return {"code": f"m{sheet.message_id}", "kind": wording.HELD, "told": wording.HELD_NOT_TOLD}
    told = Purpose.EMERGENCY in sheet.decision.replies
    return {"told": wording.TOLD if told else wording.NOT_TOLD}


def _ceiling(sheet: _Sheet) -> Notice:
    """The duty officer is told, once an hour for each line, that senders get no emergency text any more."""
    hour = sheet.known.now.replace(minute=0, second=0, microsecond=0)
    return Notice(
        audience="duty",
        template="emergency_ceiling",
        key=f"emergency_ceiling:{sheet.line.name}:{hour.isoformat()}",
        name=sheet.line.name,
        fields={
            **wording.unit_values(sheet.line.unit, "vi", sheet.context.config.city),
            "line": sheet.line.name,
            "n": str(sheet.context.config.limits.unproven_emergencies_per_line_hour),
        },
    )


def _owed(sheet: _Sheet, line: Line, purpose: Purpose, recipient: str, subject: str, words: str) -> NewOutbox:
    """A row of outbox that this message causes; after a restore, what is in doubt waits for a person, and so does what
    a person makes owed on a line that does not send."""
    reason = IN_RESTORE_WINDOW if sheet.known.in_restore_window(sheet.read.claimed) else "" if line.send else SILENT
    mail = line.channel == "email"
    return NewOutbox(
        id=next(sheet.known.outbox_ids),
        line=line.name,
        cause=f"message:{sheet.message_id}",
        purpose=purpose,
        recipient=recipient,
        text=words,
        subject=subject,
        message_id=_message_id(sheet, purpose, line) if mail else "",
        unproven=is_unproven(line, sheet.read.decoded),
        case_id=sheet.case.id if sheet.case else None,
        state="held" if reason else "due",
        reason=reason,
    )


def _message_id(sheet: _Sheet, purpose: Purpose, line: Line) -> str:
    return outbox.message_id(sheet.context.key, sheet.read.claimed.digest, purpose, outbox.mail_domain(line))
