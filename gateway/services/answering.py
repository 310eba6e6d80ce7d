"""An officer acts on a case; an operator acts on what needs attention.

Every act is a compare-and-set on the state of things, with its event, its outbox rows and its audit row in one
transaction. Refusals are NotAllowed.
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from gateway.domain.actor import Actor
from gateway.domain.errors import AlreadyAnswered, NotAllowed
from gateway.domain.model import TRANSITIONS, Answered, Draft, EventKind, Purpose
from gateway.domain.model.names import STATE
from gateway.domain.permissions import Act
from gateway.domain.reasons import text
from gateway.replies import wording
from gateway.runtime.context import Context
from gateway.services import access, reasons, recipients
from gateway.services.access import Thing
from gateway.settings.config import Line
from gateway.store import audit, cases, database, inbox, outbox, suppressions
from gateway.store.cases import Case
from gateway.store.database import Connection, Database
from gateway.store.outbox import NewOutbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A result as the citizen will get it. `parts`: how many; `segments`: whether it is counted in them; `to`: URN."""

    segments: bool
    subject: str
    text: str
    parts: int
    to: str


async def preview(db: Database, context: Context, code: str, words: str, actor: Actor, *, to: str = "") -> Preview:
    """What the citizen would get; it quotes the subject. `to`: one of recipients.of_case, "" for the first. Raises
    NotAllowed: no such case or recipient, no words, an SMS of too many parts."""
    async with db.transaction() as tx:
        case = await _case(tx, context, code, actor)
        recipient = await recipients.chosen(tx, context.config, case, to)
        await access.view(tx, context.config, actor, Thing("case", code), "preview", once=True)
    return _preview(context, case, words, recipient)


async def answer(
    db: Database, context: Context, code: str, words: str, actor: Actor, *, again: bool = False, to: str = ""
) -> Preview:
    """Send the result through the line of the case. `again`: a case that was answered gets another answer.

    Raises AlreadyAnswered or NotAllowed where the case cannot be answered now, or as `preview` does."""
    async with db.transaction() as tx:
        case = await _case(tx, context, code, actor)
        shown = _preview(context, case, words, await recipients.chosen(tx, context.config, case, to))
        _refuse(case, again=again)
        if again and case.state == "answered":
            await cases.change(tx, case.id, "in_progress")
        if not await cases.change(tx, case.id, "answered"):
            _refuse(await _case(tx, context, code, actor), again=False)  # somebody was faster
        (event,) = await cases.write_events(
            tx, [cases.NewEvent(case_id=case.id, payload=Answered(text=words), actor=actor.id)]
        )
        await outbox.enqueue(tx, [await _result(tx, context, case, shown, event)])
        await audit.write(tx, actor, Act.ANSWER, f"case:{code}")
    return shown


async def may_answer(db: Database, context: Context, code: str, actor: Actor, *, again: bool = False) -> None:
    """Raises AlreadyAnswered or NotAllowed where `answer` would because of the case's state or of this person."""
    async with db.connection() as conn:
        _refuse(await _case(conn, context, code, actor), again=again)


def _refuse(case: Case, *, again: bool) -> None:
    if "answered" in TRANSITIONS["case"][case.state] or (again and case.state == "answered"):
        return
    if case.state == "answered":
        raise AlreadyAnswered(reasons.CASE_ANSWERED(case=case.code))
    raise NotAllowed(reasons.CASE_NOT_ANSWERABLE(case=case.code, state=STATE[case.state]))


def _preview(context: Context, case: Case, words: str, to: str) -> Preview:
    line, words = _line(context, case), words.strip()
    if not words:
        raise NotAllowed(reasons.ANSWER_EMPTY)
    unit = context.config.units.get(case.unit, line.unit)
    values = wording.values(case, unit, case.language, context.config.zone, case.opened_at, subject=case.subject)
    subject, text = context.replies.render(
        Purpose.RESULT,
        line.traits.templates,
        case.language,
        unit.sms_form,
        {**values, "result": words},
        unit=unit.key,
        result_segments=context.config.limits.sms_result_segments,
    )
    draft = Draft(
        number=0,
        recipient=to,
        purpose=Purpose.RESULT,
        text=text,
        subject=subject,
        created_at=case.opened_at,
        message_id=f"preview@{outbox.mail_domain(line)}" if line.traits.threads else "",
    )
    pieces = context.channels[line.channel].encode(draft, line.options)
    return Preview(segments=line.traits.segments, subject=subject, text=text, parts=len(pieces), to=to)


async def _result(tx: Connection, context: Context, case: Case, shown: Preview, event: int) -> NewOutbox:
    line = _line(context, case)
    mail: dict[str, Any] = {}
    if line.traits.threads:
        # Two answers of the same words are two mails; one given anew after a restore keeps the name it had.
        n = sum(event.kind == EventKind.ANSWERED for event in await cases.events(tx, case.id))
        digest = hashlib.sha256(f"{case.code}\0{shown.text}\0{n}".encode()).digest()
        thread = await inbox.remote_ids(tx, case.id)
        mail = {
            "message_id": outbox.message_id(context.key, digest, Purpose.RESULT, outbox.mail_domain(line)),
            "in_reply_to": thread[-1] if thread else "",
            "refs": tuple(thread[-10:]),
        }
    return NewOutbox(
        id=await database.new_id(tx, "outbox"),
        line=line.name,
        cause=f"event:{event}",
        purpose=Purpose.RESULT,
        recipient=shown.to,
        text=shown.text,
        subject=shown.subject,
        automatic=False,
        case_id=case.id,
        state="due" if line.send else "held",
        reason=None if line.send else reasons.LINE_DOES_NOT_SEND,
        **mail,
    )


async def _case(conn: Connection, context: Context, code: str, actor: Actor) -> Case:
    """The case, if this person may answer it. Raises NotAllowed."""
    await access.permit(conn, context.config, actor, Act.ANSWER, Thing("case", code))
    case = await cases.find(conn, code)
    if case is None:
        raise NotAllowed(reasons.CASE_UNKNOWN(case=code))
    return case


def _line(context: Context, case: Case) -> Line:
    """The line by which the case is answered."""
    line = context.config.lines.get(case.line)
    if line is None:
        raise NotAllowed(reasons.CASE_LINE_GONE(case=case.code, line=case.line))
    return context.config.replying(line)


# --- what needs attention ----------------------------------------------------------------------------------------


@asynccontextmanager
async def _acting(db: Database, context: Context, actor: Actor, act: Act, thing: Thing) -> AsyncIterator[Connection]:
    """A transaction in which this actor does this to that thing. Raises Forbidden."""
    async with db.transaction() as tx:
        await access.permit(tx, context.config, actor, act, thing)
        yield tx


async def resend(db: Database, context: Context, outbox_id: int, actor: Actor) -> None:
    """Have a held, unknown, dead or undelivered row sent (again, as a whole); who gets it counts as reachable again.

    Raises NotAllowed."""
    async with _acting(db, context, actor, Act.RESEND, Thing("outbox", outbox_id)) as tx:
        recipient = await outbox.resend(tx, outbox_id)
        if recipient is None:
            raise NotAllowed(reasons.NOT_RESENDABLE(id=outbox_id))
        await suppressions.lift(tx, [recipient], "unreachable")
        await audit.write(tx, actor, Act.RESEND, f"outbox:{outbox_id}")


async def drop(db: Database, context: Context, outbox_id: int, reason: str, actor: Actor) -> None:
    """Give up a row that needs attention, with a reason. Raises NotAllowed."""
    if not reason.strip():
        raise NotAllowed(reasons.REASON_MISSING)
    async with _acting(db, context, actor, Act.DROP, Thing("outbox", outbox_id)) as tx:
        if not await outbox.drop(tx, outbox_id, text(reason)):
            raise NotAllowed(reasons.NOT_DROPPABLE(id=outbox_id))
        await audit.write(tx, actor, Act.DROP, f"outbox:{outbox_id}", reason)


async def send_now(db: Database, context: Context, outbox_id: int, actor: Actor) -> None:
    """Have what waits to go out sent now, past its line's hourly budget. Raises NotAllowed."""
    async with _acting(db, context, actor, Act.SEND_NOW, Thing("outbox", outbox_id)) as tx:
        if not await outbox.hurry(tx, outbox_id):
            raise NotAllowed(reasons.NOT_WAITING(id=outbox_id))
        await audit.write(tx, actor, Act.SEND_NOW, f"outbox:{outbox_id}")


async def drop_waiting(db: Database, context: Context, outbox_id: int, reason: str, actor: Actor) -> None:
    """Give up what waits to go out, with a reason. Raises NotAllowed; what is on the wire is not called back."""
    if not reason.strip():
        raise NotAllowed(reasons.REASON_MISSING)
    async with _acting(db, context, actor, Act.DROP_WAITING, Thing("outbox", outbox_id)) as tx:
        if not await outbox.drop_due(tx, outbox_id, text(reason)):
            raise NotAllowed(reasons.NOT_WAITING(id=outbox_id))
        await audit.write(tx, actor, Act.DROP_WAITING, f"outbox:{outbox_id}", reason)


async def mark_sent(db: Database, context: Context, outbox_id: int, reason: str, actor: Actor) -> None:
    """A person knows that an unknown one went out. Raises NotAllowed."""
    async with _acting(db, context, actor, Act.MARK_SENT, Thing("outbox", outbox_id)) as tx:
        if not await outbox.mark_sent(tx, outbox_id, text(reason)):
            raise NotAllowed(reasons.NOT_UNKNOWN(id=outbox_id))
        await audit.write(tx, actor, Act.MARK_SENT, f"outbox:{outbox_id}", reason)


async def dismiss(db: Database, context: Context, message_id: int, reason: str, actor: Actor) -> None:
    """A held or unreadable message is nothing, with a reason. Raises NotAllowed."""
    if not reason.strip():
        raise NotAllowed(reasons.REASON_MISSING)
    async with _acting(db, context, actor, Act.DISMISS, Thing("message", message_id)) as tx:
        if not await inbox.dismiss(tx, message_id, text(reason), actor):
            raise NotAllowed(reasons.MESSAGE_NOT_WAITING(id=message_id))
        await audit.write(tx, actor, Act.DISMISS, f"message:{message_id}", reason)


async def replay(db: Database, context: Context, message_id: int, actor: Actor) -> None:
    """Have an unreadable message judged anew from its raw bytes. Raises NotAllowed."""
    async with _acting(db, context, actor, Act.REPLAY, Thing("message", message_id)) as tx:
        if await inbox.replay(tx, message_id) is None:
            raise NotAllowed(reasons.MESSAGE_NOT_UNREADABLE(id=message_id))
        await audit.write(tx, actor, Act.REPLAY, f"message:{message_id}")
