"""Who has sent an answer takes it back before it is on the wire."""

from collections.abc import Sequence
from datetime import datetime

from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.model import AnswerUndone
from gateway.domain.permissions import Act
from gateway.runtime.context import Context
from gateway.services import reasons
from gateway.services.casework import merging
from gateway.services.casework.noting import case_for, note
from gateway.store import answers, cases, deadlines, outbox_acts
from gateway.store.answers import Answer
from gateway.store.cases import Case
from gateway.store.database import Connection, Database

__all__ = ["undo", "undoable"]


async def undoable(conn: Connection, versions: Sequence[Answer], actor: Actor) -> datetime | None:
    """Until when the last of these can be taken back by this person at least; None where it cannot."""
    last = versions[0] if versions else None
    if last is None or last.state != "sent" or last.event_id is None or last.sender != actor.id:
        return None
    return await outbox_acts.untried(conn, last.cause)


async def undo(db: Database, context: Context, code: str, actor: Actor) -> int:
    """Take back the last answer before anything of it is on the wire: it is a draft again, or waits for approval, and
    the case and its clocks are as they were, and so are those that were answered with it; its version. Whose missed
    call it was is texted about that no more.

    Raises NotAllowed: another has sent it, or it is too late."""
    async with db.transaction() as tx:
        case = await case_for(tx, context, code, actor, Act.UNDO_ANSWER)
        last = next(iter(await answers.of_case(tx, case.id)), None)
        if last is None or last.state != "sent" or last.sender != actor.id:
            raise NotAllowed(reasons.ANSWER_NOT_YOURS(case=code))
        along = await merging.followers(tx, actor, Act.UNDO_ANSWER, case)
        if not await outbox_acts.take_back(tx, last.cause, reasons.TAKEN_BACK):
            raise NotAllowed(reasons.ANSWER_GONE(case=code))
        await _undone(tx, case, last, actor)
        for one in along:
            its = next(iter(await answers.of_case(tx, one.id)), None)
            if its is None or its.state != "sent" or its.settled_at != last.settled_at:
                continue  # it was not answered with this one
            if its.event_id and not await outbox_acts.take_back(tx, its.cause, reasons.TAKEN_BACK):
                raise NotAllowed(reasons.ANSWER_GONE(case=one.code))
            await _undone(tx, one, its, actor)
    return last.version


async def _undone(tx: Connection, case: Case, last: Answer, actor: Actor) -> None:
    """One case is as it was before this answer."""
    await answers.undo(tx, case.id, last.version)
    if last.settled_at and last.state_before:  # unless the citizen has written meanwhile
        before = last.state_before, last.since_before, last.answered_before, last.handed_before
        await cases.undo_answer(tx, case.id, last.settled_at, *before)
        await deadlines.done(tx, [case.id], ["publish"])
    await note(tx, case, AnswerUndone(version=last.version), actor, Act.UNDO_ANSWER)
