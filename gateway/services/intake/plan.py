"""A batch's decisions as rows to write. Pure: nothing here asks the database or the clock.

The whole batch is first written down as a Plan, then the Plan goes into one transaction.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from gateway import policy
from gateway.domain import codes
from gateway.domain.model import (
    LOW_RATING,
    CaseFact,
    CaseSummary,
    CommandGiven,
    Copied,
    Decision,
    Dmarc,
    EventPayload,
    FollowUp,
    Opened,
    Outcome,
    Purpose,
    Rated,
    Report,
    Restricted,
)
from gateway.domain.text import OTHER
from gateway.runtime.context import Context
from gateway.services.clocks import beginning
from gateway.services.intake import news, replying
from gateway.services.intake.entry import Entry
from gateway.services.intake.facts import BatchFacts, ReadMessage
from gateway.settings.config import Line
from gateway.store.cases import CaseLine, NewCase, NewEvent, NewLink, Touch
from gateway.store.deadlines import NewClock
from gateway.store.inbox import NewMessage
from gateway.store.notices import Notice
from gateway.store.outbox import NewOutbox

CEILING = "unproven_emergencies_per_line_hour"
CODE_TRIES = 3  # codes a new case may choose from; all taken has a chance of 1 in 10¹² with a million cases


@dataclass(slots=True, kw_only=True)
class Plan:
    """Rows to write for one batch."""

    messages: list[NewMessage] = field(default_factory=list)
    cases: list[NewCase] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    reopened: list[int] = field(default_factory=list)
    clocks: list[NewClock] = field(default_factory=list)  # that begin with those that were not open
    ratings: dict[int, int] = field(default_factory=dict)
    events: list[NewEvent] = field(default_factory=list)
    links: list[NewLink] = field(default_factory=list)
    lines: list[CaseLine] = field(default_factory=list)
    homes: dict[int, Line] = field(default_factory=dict)  # case -> the line that it belongs to from now on
    outbox: list[NewOutbox] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    reachable: set[str] = field(default_factory=set)  # URNs from which a person proves to write again
    abroad: set[str] = field(default_factory=set)  # URNs of numbers abroad that are told where to write
    reminders: dict[str, bool] = field(default_factory=dict)  # sender -> wanted or not: the last word counts
    reports: list[tuple[Line, Report]] = field(default_factory=list)  # those that policy lets act


def city_codes(context: Context, digest: bytes) -> list[str]:
    """The codes that a case opened by the message of this digest may get, in order of preference."""
    return [codes.make(context.config.city, digest, context.key, attempt) for attempt in range(CODE_TRIES)]


def judge(context: Context, facts: BatchFacts, read: ReadMessage, plan: Plan) -> None:
    """Have policy decide about one message and write down all that follows."""
    decision = policy.decide(
        read.decoded,
        read.content,
        facts.of(read),
        limits_of(context),
    )
    write_down(context, facts, read, decision, plan)


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
        foreign_numbers=limits.foreign_numbers,
    )


def write_down(context: Context, facts: BatchFacts, read: ReadMessage, decision: Decision, plan: Plan) -> None:
    """All rows that one decision makes: the message, its case, event, links, replies."""
    entry = Entry(
        context=context,
        facts=facts,
        read=read,
        decision=decision,
        message_id=next(facts.message_ids),
        line=context.config.lines[read.claimed.line],
        language=_language(context, facts, read, decision),
        case=decision.case,
    )
    if decision.outcome is Outcome.CASE:
        entry.case = _open(entry, plan)
    plan.messages.append(_message(entry))
    if entry.case is not None:
        _history(entry, entry.case, plan)
        if decision.rule == "copy":
            _stand_on(entry, entry.case, plan)
    acts = decision.outcome is Outcome.REPORT and "foreign_report" not in decision.flags
    if acts and read.decoded.report is not None:
        plan.reports.append((entry.line, read.decoded.report))
    if read.decoded.dmarc is Dmarc.PASS and "unreachable" in facts.suppressed.get(read.decoded.sender, ()):
        plan.reachable.add(read.decoded.sender)
    if decision.command in ("TUCHOI", "NHAN"):
        plan.reminders[read.decoded.sender] = decision.command == "NHAN"
    plan.outbox += [replying.reply(entry, purpose) for purpose in decision.replies]
    if Purpose.FOREIGN in decision.replies:
        plan.abroad.add(read.decoded.sender)
    plan.notices += _notices(entry)
    facts.note(read, decision, entry.case)


def _notices(entry: Entry) -> Iterator[Notice]:
    """Whom a message makes us tell, whatever becomes of it."""
    if entry.decision.urgent and not _is_old(entry):
        yield news.alert(entry)
    if any(held.endswith(CEILING) for held in entry.decision.withheld):
        yield news.ceiling(entry)
    if word := news.word_of_carrier(entry):
        yield word


def _language(context: Context, facts: BatchFacts, read: ReadMessage, decision: Decision) -> str:
    """The citizen's own; where so few words do not tell, that of their case, else the unit's. A command says nothing of
    its sender's language, whatever signature stands below. One that we do not speak is answered in English and
    Vietnamese, its case in English."""
    if read.content.language == OTHER:
        return "en"
    case = decision.case or facts.last_of(read)
    of_case = facts.summaries[case.id].language if case and case.id in facts.summaries else ""
    own = "" if decision.command and of_case else read.content.language
    return own or of_case or context.config.lines[read.claimed.line].unit.language


def _open(entry: Entry, plan: Plan) -> CaseFact:
    context, facts, claimed, decoded = entry.context, entry.facts, entry.read.claimed, entry.read.decoded
    choice = facts.choices[claimed.digest]
    code = next((code for code in choice if code not in facts.taken_codes), choice[0])
    facts.taken_codes.add(code)
    at, unit, decision = facts.at(claimed), entry.line.unit, entry.decision
    clocks = beginning.begun(context, unit, decision.kind, at, urgent=decision.urgent)
    row = NewCase(
        id=next(facts.case_ids),
        code=code,
        line=entry.line.name,
        channel=entry.line.channel,
        unit=entry.line.unit.key,
        sender=entry.decision.sender or decoded.sender,
        sender_name=decoded.sender_name,
        language=entry.language,
        subject=decoded.subject,
        kind=entry.decision.kind,
        urgent=entry.decision.urgent,
        restricted=entry.decision.restricted,
        due_at=clocks["answer"].due_at,
        last_message_at=at,
        about=entry.read.content.about,
    )
    of_case = beginning.new_clocks(row.id, clocks, context.config.office_of(unit))
    plan.cases.append(replace(row, clocks=beginning.as_json(of_case)))
    facts.summaries[row.id] = CaseSummary(
        id=row.id,
        code=code,
        line=row.line,
        unit=row.unit,
        language=row.language,
        state="new",
        kind=row.kind,
        opened_at=at,
        due_at=row.due_at,
        restricted=row.restricted,
        urgent=row.urgent,
    )
    return CaseFact(
        id=row.id,
        code=code,
        line=row.line,
        sender=row.sender,
        state="new",
        restricted=row.restricted,
        last_message_at=at,
        about=row.about,
        urgent=row.urgent,
    )


def _message(entry: Entry) -> NewMessage:
    decoded, claimed, decision = entry.read.decoded, entry.read.claimed, entry.decision
    incomplete = (f"incomplete:{claimed.missing}",) if claimed.missing else ()
    words = decision.keep_text
    forged = ("forged",) if decoded.dmarc is Dmarc.FAIL else ()
    return NewMessage(
        id=entry.message_id,
        ready_seq=claimed.ready_seq,
        line=claimed.line,
        digest=claimed.digest,
        outcome=decision.outcome,
        rule=decision.rule,
        reasons=decision.reasons,
        flags=tuple(dict.fromkeys((*decoded.flags, *forged, *incomplete, *decision.flags, *_uncertain(entry)))),
        withheld=decision.withheld,
        recipients=(*decoded.to, *decoded.cc),
        reply_to=decoded.reply_to,
        refs=decoded.references,
        arrived_at=claimed.arrived_at,
        sender=decoded.sender,
        sender_name=decoded.sender_name,
        subject=decoded.subject if words else "",
        text=decoded.text if words else "",
        reply=decoded.reply if words else "",
        language=entry.language,
        remote_id=decoded.message_id,
        in_reply_to=decoded.in_reply_to,
        command=decision.command,
        sent_at=decoded.sent_at,
        case_id=entry.case.id if entry.case else None,
        list_id=decoded.list_id,
        attachments=decoded.attachments if words else (),
    )


def _uncertain(entry: Entry) -> tuple[str, ...]:
    """A date was promised in a year whose days off nobody has announced yet: the officer may look again."""
    if entry.case is None or entry.decision.outcome is not Outcome.CASE:
        return ()
    config = entry.context.config
    due = entry.facts.summaries[entry.case.id].due_at.astimezone(config.zone).date()
    return ("calendar_uncertain",) if due > config.calendars.of(entry.line.unit.key).known_until else ()


def _events(decision: Decision) -> list[EventPayload]:
    """What the message means to its case: who disagrees may rate in the same breath."""
    if decision.outcome not in (Outcome.CASE, Outcome.FOLLOW_UP, Outcome.COMMAND):
        return []
    if decision.rule == "copy":
        return [Copied(rule=decision.rule)]
    found: list[EventPayload] = []
    if decision.rating is not None:
        found.append(Rated(rule=decision.rule, command=decision.command, rating=decision.rating))
    if decision.outcome is Outcome.COMMAND:
        return found or [CommandGiven(rule=decision.rule, command=decision.command)]
    happened = Opened if decision.outcome is Outcome.CASE else FollowUp
    hidden = decision.restricted and decision.case is not None and not decision.case.restricted
    return [*found, happened(rule=decision.rule, command=decision.command), *([Restricted()] if hidden else [])]


def _history(entry: Entry, case: CaseFact, plan: Plan) -> None:
    decision, payloads = entry.decision, _events(entry.decision)
    plan.events += [NewEvent(case_id=case.id, payload=one, message_id=entry.message_id) for one in payloads]
    if not payloads or decision.rule == "copy":
        return
    if decision.rating is not None:
        plan.ratings[case.id] = decision.rating
        if decision.rating <= LOW_RATING:
            plan.notices.append(news.low_rating(entry, case, decision.rating))
    if decision.outcome is Outcome.FOLLOW_UP:
        at = entry.facts.at(entry.read.claimed)
        touch = Touch(case_id=case.id, at=at, urgent=decision.urgent, restricted=decision.restricted)
        plan.touches.append(touch)
        if not decision.note:
            plan.reopened.append(case.id)
            again = _clocks_again(entry, case)
            plan.clocks += again
            for due_at in beginning.promises(again).values():  # what comes in the same batch is answered by it
                known = entry.facts.summaries[case.id]
                entry.facts.summaries[case.id] = replace(known, due_at=due_at)
    if decision.link is not None:
        copied = entry.facts.copy(entry.read) is not None
        reason = "same_mail" if copied else decision.rule
        plan.links.append(NewLink(case_id=case.id, other_id=decision.link.id, reason=reason))


def _clocks_again(entry: Entry, case: CaseFact) -> list[NewClock]:
    """What begins anew, should the case be open again by this message."""
    context, known = entry.context, entry.facts.summaries[case.id]
    unit = context.config.units.get(known.unit)
    if unit is None or not case.done:
        return []
    begun = beginning.begun(context, unit, known.kind, entry.facts.at(entry.read.claimed), urgent=known.urgent)
    return beginning.new_clocks(case.id, begun, context.config.office_of(unit))


def _stand_on(entry: Entry, case: CaseFact, plan: Plan) -> None:
    """The same mail came by another line: the case stands on both, and shows in the lists of both. It belongs to the
    first, unless that was reached by Bcc and nobody has worked on it: then to the one that the mail names. Where one
    of the two was not named, neither is shown to the other."""
    first, line = entry.facts.copy(entry.read), entry.line
    if first is None or line.name == case.line:
        return
    named = "unnamed" not in entry.read.decoded.flags
    hidden = not (named and first.named)
    other = line
    before = entry.context.config.lines.get(case.line)
    if named and not first.named and before is not None and case.state == "new":
        plan.homes[case.id] = line
        entry.facts.move_home(case, line)
        other = before
    plan.lines.append(CaseLine(case_id=case.id, line=other.name, unit=other.unit.key, hidden=hidden))


def _is_old(entry: Entry) -> bool:
    """Whether the danger that it tells of lies days back: an old mailbox read for the first time wakes nobody."""
    return entry.facts.now - entry.read.claimed.arrived_at > timedelta(days=entry.context.config.times.old_days)
