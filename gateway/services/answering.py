"""An officer acts on a case; an operator acts on what needs attention.

Every act is a compare-and-set on the state of things, with its event, its outbox rows and its audit row in one
transaction. Refusals are NotAllowed.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.domain.actor import Actor
from gateway.domain.errors import AlreadyAnswered, NotAllowed
from gateway.domain.model import TRANSITIONS, Answered, EventKind, Kind, Purpose
from gateway.domain.model.names import STATE
from gateway.domain.permissions import Act
from gateway.domain.reasons import text
from gateway.runtime.context import Context
from gateway.services import access, composing, reasons, recipients
from gateway.services.access import Thing
from gateway.services.composing import Preview
from gateway.store import audit, calls, cases, deadlines, inbox, outbox, suppressions
from gateway.store.cases import Case
from gateway.store.database import Connection, Database


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
        row = await composing.outgoing(tx, context, case, shown, event, EventKind.ANSWERED, automatic=False)
        await outbox.enqueue(tx, [row])
        if case.kind == Kind.MISSED_CALL:
            await deadlines.done(tx, [case.id], ["call_back"])
            await calls.answered_case(tx, case.id)
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
    if not (words := words.strip()):
        raise NotAllowed(reasons.ANSWER_EMPTY)
    return composing.compose(context, case, Purpose.RESULT, to, case.opened_at, {"result": words})


async def _case(conn: Connection, context: Context, code: str, actor: Actor) -> Case:
    """The case, if this person may answer it. Raises NotAllowed."""
    await access.permit(conn, context.config, actor, Act.ANSWER, Thing("case", code))
    case = await cases.find(conn, code)
    if case is None:
        raise NotAllowed(reasons.CASE_UNKNOWN(case=code))
    return case


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


async def mark_sent(db: Database, context: Context, outbox_id: int, reason: str, actor: Actor) -> int:
    """A person knows that the part of unknown fate went out; those behind it follow by themselves: returns how many.
    Raises NotAllowed."""
    async with _acting(db, context, actor, Act.MARK_SENT, Thing("outbox", outbox_id)) as tx:
        follow = await outbox.mark_sent(tx, outbox_id, text(reason))
        if follow is None:
            raise NotAllowed(reasons.NOT_UNKNOWN(id=outbox_id))
        await audit.write(tx, actor, Act.MARK_SENT, f"outbox:{outbox_id}", reason)
    return follow


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
