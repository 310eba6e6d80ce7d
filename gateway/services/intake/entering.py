"""An officer enters a case for a citizen who came to the counter, called or wrote on paper: judged, acknowledged and
timed as if the citizen had written it themselves ("nhập hộ").

What was entered is stored once, raw, under who entered it. Where the citizen left a number or an address that can be
written to, they are its sender, and what they write later joins as usual; else an officer tells them what is owed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from gateway import policy
from gateway.channels.email.files import of_octets
from gateway.domain import addresses
from gateway.domain.actor import Actor
from gateway.domain.entering import ANSWERS, ENTERED_KINDS, MOST, MOST_EARLIER, WAYS, EnteredForm
from gateway.domain.errors import NotAllowed
from gateway.domain.model import SECRET_KINDS, Decision, Decoded, Entered, Kind, Received
from gateway.domain.permissions import Act, Subject
from gateway.domain.text import clean
from gateway.runtime.context import Context
from gateway.services import access, composing, reasons
from gateway.services.casework import files, people
from gateway.services.casework import reasons as asked
from gateway.services.casework.files import Files
from gateway.services.composing import Preview
from gateway.services.intake import leasing
from gateway.services.intake.facts import BatchFacts, ReadMessage, gather
from gateway.services.intake.plan import Plan, city_codes, limits_of, write_down
from gateway.settings.config import Line, Unit
from gateway.store import audit, cases, entered, inbox, lines, notices, outbox, read_models
from gateway.store.cases import NewCase, NewEvent
from gateway.store.database import Connection, Database
from gateway.store.entered import EnteredCase, NewEntered
from gateway.store.inbox import Claimed

__all__ = ["Foreseen", "enter", "entered_by", "preview", "units_for"]

ONCE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
SCHEMES = {"text": "tel", "mail": "mailto"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What would follow. `told`: what the citizen gets at once, None for nothing; `withheld`: why not, as messages have
    it; `restricted`: few would see it; `urgent`: somebody looks at once; `call`: the numbers
    that help now, which whoever enters it says to the citizen."""

    told: Preview | None
    withheld: Sequence[str]
    restricted: bool
    urgent: bool
    call: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A form that is right. `sender`: whom to write to, `phone`: whom to call (URNs); "" for nobody."""

    form: EnteredForm
    unit: Unit
    line: Line
    sender: str
    phone: str
    received: datetime

    @property
    def digest(self) -> bytes:
        """Of one form one message, whatever it says."""
        return sha256(b"entered\0" + self.form.once.encode()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What follows from it, not written yet."""

    decision: Decision
    plan: Plan
    call: Sequence[str]


def units_for(context: Context, actor: Actor) -> dict[str, Unit]:
    """The units for which this person may enter cases: those that are valid and have a line to answer by."""
    allowed = access.units_of(actor, Act.ENTER)
    answering = {line.unit.key for line in context.config.lines.values()}
    valid = people.to_take_cases(context)
    return {key: unit for key, unit in valid.items() if key in answering and (allowed is None or key in allowed)}


async def preview(db: Database, context: Context, actor: Actor, form: EnteredForm) -> Foreseen:
    """What `enter` would have follow; writes nothing. Raises NotAllowed and Forbidden as it would."""
    async with db.connection() as conn:
        entry = await _checked(conn, context, actor, form)
    judged = await _judged(db, context, entry)
    return Foreseen(
        told=_told(context, judged.plan),
        withheld=judged.decision.withheld,
        restricted=judged.decision.restricted,
        urgent=judged.decision.urgent,
        call=judged.call,
    )


async def enter(db: Database, context: Context, actor: Actor, form: EnteredForm) -> EnteredCase:
    """Enter it; the case. A form that was sent before has made its case already, which is what is returned.

    Raises Forbidden, or NotAllowed: a field is missing, too long or wrong; that unit has no line that writes to such an
    address; a file is too large or may not be kept (casework/files.py)."""
    async with db.connection() as conn:
        entry = await _checked(conn, context, actor, form)
    await files.check(context, Files(new=form.files))
    async with leasing.of_sender(db, entry.sender or form.once) as lease:
        if before := await entered_by(db, actor, form.once):
            return before
        judged = await _judged(db, context, entry)
        async with lines.guarded(db, lease) as tx:
            await _write(tx, actor, entry, judged.plan)
            made = await entered.of_form(tx, form.once, actor.id)
            assert made is not None
    return made


async def entered_by(db: Database, actor: Actor, once: str) -> EnteredCase | None:
    """The case that this form of this person has made: what may be said of it without a look at its words."""
    async with db.connection() as conn:
        return await entered.of_form(conn, once, actor.id)


# --- what was typed --------------------------------------------------------------------------------------------------


async def _checked(conn: Connection, context: Context, actor: Actor, form: EnteredForm) -> _Entry:
    """The form, if it is right. Raises Forbidden, NotAllowed."""
    unit = people.to_take_cases(context).get(form.unit)
    if unit is None:
        raise NotAllowed(reasons.UNIT_UNKNOWN(unit=form.unit))
    access.permit_in(actor, Act.ENTER, Subject(units=frozenset({unit.key})))
    chosen = (
        ("came_by", form.came_by, WAYS),
        ("answer_by", form.answer_by, ANSWERS),
        ("kind", form.kind, ("", *ENTERED_KINDS)),
    )
    for name, value, known in chosen:
        if value not in known:
            raise NotAllowed(asked.FIELD_UNKNOWN(field=asked.FIELDS[name]))
    if not form.words.strip():
        raise NotAllowed(asked.FIELD_MISSING(field=asked.FIELDS["words"]))
    for name, most in MOST.items():
        if len(getattr(form, name)) > most:
            raise NotAllowed(asked.FIELD_LONG(field=asked.FIELDS[name], most=most))
    if not ONCE.fullmatch(form.once):
        raise NotAllowed(asked.FORM_STALE)
    received = _received(context, form.received, await read_models.now(conn))
    to = _recipient(context, form)
    sender, phone = ("", to) if form.answer_by == "call" else (to, "")
    return _Entry(form=form, unit=unit, line=_line(context, unit, form), sender=sender, phone=phone, received=received)


def _received(context: Context, typed: str, now: datetime) -> datetime:
    """When it came, by the office's clock. Raises NotAllowed: no moment, one ahead, or one too long ago."""
    if not typed.strip():
        return now
    try:
        at = datetime.fromisoformat(typed.strip()).replace(tzinfo=context.config.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotAllowed(asked.RECEIVED_NO_MOMENT) from None
    if not now - MOST_EARLIER <= at <= now:
        raise NotAllowed(asked.RECEIVED_WHEN(days=MOST_EARLIER.days))
    return at


def _recipient(context: Context, form: EnteredForm) -> str:
    """Whom to write to or to call (URN), "" for nobody. Raises NotAllowed."""
    if form.answer_by == "counter":
        return ""
    urn = addresses.mail(form.to) if form.answer_by == "mail" else addresses.phone(form.to)
    fits = {
        "text": addresses.is_mobile(urn),
        "mail": urn.startswith("mailto:"),
        "call": urn.startswith("tel:"),
    }[form.answer_by]
    if not fits or urn in context.config.own_addresses:
        raise NotAllowed(asked.ANSWER_TO_WRONG[form.answer_by])
    if form.answer_by == "text" and not form.consent:
        raise NotAllowed(asked.NO_CONSENT)
    return urn


def _line(context: Context, unit: Unit, form: EnteredForm) -> Line:
    """The line of the unit by which the citizen is answered: of those that fit one that sends, if there is one. Raises
    NotAllowed."""
    scheme = SCHEMES.get(form.answer_by)
    own = [line for line in context.config.lines.values() if line.unit.key == unit.key]
    fits = [line for line in own if line.traits.connects and scheme in (None, line.traits.scheme)]
    line = next((line for line in fits if line.send), next(iter(fits), None))
    if line is None:
        raise NotAllowed(asked.NO_LINE_FOR[form.answer_by](unit=unit.name))
    return line


# --- what follows ----------------------------------------------------------------------------------------------------


async def _judged(db: Database, context: Context, entry: _Entry) -> _Judged:
    """Judge it as intake would, and as the officer says."""
    form = entry.form
    words = clean(form.words).strip()
    decoded = Decoded(
        kind="message",
        sender=entry.sender,
        sender_name=clean(form.name).strip(),
        subject=clean(form.subject).strip(),
        text=words,
        reply=words,
        attachments=tuple(of_octets((one.name,), one.type, one.body, n) for n, one in enumerate(form.files, 1)),
        flags=("entered",),
    )
    claimed = Claimed(
        ready_seq=0,
        line=entry.line.name,
        digest=entry.digest,
        sender_key=entry.sender,
        old=False,
        arrived_at=entry.received,
        bodies=(),
    )
    content = await context.reader.words(decoded, entry.line.channel)
    read = ReadMessage(claimed=claimed, decoded=decoded, content=content)
    async with db.connection() as conn:
        facts = await gather(conn, context.config, [read], {entry.digest: city_codes(context, entry.digest)})
    decision, plan = _decision(context, entry, read, facts), Plan()
    write_down(context, facts, read, decision, plan)
    return _Judged(decision=decision, plan=plan, call=policy.numbers(content.danger))


def _decision(context: Context, entry: _Entry, read: ReadMessage, facts: BatchFacts) -> Decision:
    """A case of its own. What its words show to be secret or dangerous stays so; else the officer's word counts."""
    form = entry.form
    alone = replace(facts.of(read), cases_by_code={}, automatic_at=(), automatic_here=())
    secret = form.secret or form.kind in SECRET_KINDS
    found = policy.file(read.decoded, read.content, alone, limits_of(context), restricted=secret)
    kept = found.kind in SECRET_KINDS and form.kind not in SECRET_KINDS
    return replace(
        found,
        kind=found.kind if kept or not form.kind else Kind(form.kind),
        urgent=found.urgent or form.urgent,
        flags=tuple(dict.fromkeys((*found.flags, *(("confidential",) if form.secret else ())))),
        withheld=found.withheld if entry.sender else (),
    )


def _told(context: Context, plan: Plan) -> Preview | None:
    """What the citizen gets at once."""
    row = next(iter(plan.outbox), None)
    if row is None:
        return None
    line = context.config.lines[row.line]
    return composing.previewed(
        context, line, row.purpose, row.recipient, row.subject, row.text, plan.cases[0].last_message_at
    )


async def _write(tx: Connection, actor: Actor, entry: _Entry, plan: Plan) -> None:
    form = entry.form
    case: NewCase = replace(plan.cases[0], place=clean(form.place).strip())
    piece = Received(
        digest=entry.digest,
        body=form.words.encode("utf-8", "replace"),
        location="",
        sender_key=entry.sender,
        arrived_at=entry.received,
    )
    payload = Entered(came_by=form.came_by, answer_by=form.answer_by)
    await cases.open_many(tx, [case])
    await cases.received(tx, case.id, entry.received)
    await inbox.enter(tx, plan.messages[0], piece)
    new = NewEntered(
        case_id=case.id,
        form=form.once,
        actor=actor.id,
        came_by=form.came_by,
        answer_by=form.answer_by,
        phone=entry.phone,
        received_at=entry.received,
    )
    if not await entered.write(tx, new):
        raise NotAllowed(asked.FORM_STALE)  # of another person
    happened = (replace(event, actor=actor.id) for event in plan.events)
    await cases.write_events(tx, [*happened, NewEvent(case_id=case.id, payload=payload, actor=actor.id)])
    await outbox.enqueue(tx, plan.outbox)
    await notices.write(tx, plan.notices)
    await audit.write(tx, actor, Act.ENTER, f"case:{case.code}", f"{form.came_by} {form.answer_by}")
