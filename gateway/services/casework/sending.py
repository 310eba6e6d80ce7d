"""An answer goes out: a version of it is kept, its case is answered, and its citizen gets it; and so do those whose
cases go with that one. answering.py says who may, and when."""

from dataclasses import dataclass, field, replace

from gateway.domain.actor import Actor
from gateway.domain.addresses import mask
from gateway.domain.errors import AlreadyAnswered, NotAllowed
from gateway.domain.model import OPEN_CASE_STATES, TRANSITIONS, Answered, EventKind, Kind, Purpose
from gateway.domain.model.names import STATE
from gateway.domain.permissions import Act
from gateway.runtime.context import Context
from gateway.services import composing, reasons, recipients
from gateway.services.casework import merging, publishing
from gateway.services.casework.files import NO_FILES, Files
from gateway.services.casework.noting import write
from gateway.services.casework.reasons import OF_FOLLOWER
from gateway.services.composing import Preview
from gateway.store import answers, calls, cases, deadlines, outbox, outbox_acts
from gateway.store.answers import NewAnswer
from gateway.store.cases import Case
from gateway.store.casework import ActedCase
from gateway.store.database import Connection

__all__ = ["Words", "keep", "refuse", "refuse_beside", "send", "shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an officer writes. `to`: one of recipients.of_case, "" for the first; `again`: a case that was answered gets
    another answer; `reason`: why it goes without a second pair of eyes; `author`: who wrote it, "" for who sends it."""

    text: str = field(repr=False)
    to: str = field(default="", repr=False)
    again: bool = False
    reason: str = ""
    files: Files = NO_FILES
    summary: str = field(default="", repr=False)
    at_once: bool = False
    author: str = ""


async def shown(conn: Connection, context: Context, case: Case, words: str, typed: str = "") -> Preview:
    """What the citizen would get, at the recipient that a person chose, "" for the first. Raises NotAllowed: no words,
    no such recipient; as composing.compose."""
    to = await recipients.chosen(conn, context.config, case, typed)
    if not (words := words.strip()):
        raise NotAllowed(reasons.ANSWER_EMPTY)
    return composing.compose(context, case, Purpose.RESULT, to, case.opened_at, {"result": words})


def refuse(case: ActedCase, *, again: bool) -> None:
    """Raises AlreadyAnswered or NotAllowed where the case cannot be answered now."""
    if case.leading and case.state in OPEN_CASE_STATES:
        raise NotAllowed(reasons.CASE_MERGED(case=case.code, other=case.leading))
    _refuse_state(case, again=again)


def _refuse_state(case: Case, *, again: bool) -> None:
    if "answered" in TRANSITIONS["case"][case.state] or (again and case.state == "answered"):
        return
    if case.state == "answered":
        raise AlreadyAnswered(reasons.CASE_ANSWERED(case=case.code))
    raise NotAllowed(reasons.CASE_NOT_ANSWERABLE(case=case.code, state=STATE[case.state]))


async def refuse_beside(tx: Connection, context: Context, case: Case, to: str, said: Words) -> None:
    """Raises NotAllowed where what goes beside the words does not fit their recipient: files, a text."""
    by_mail = composing.line_of(context, case, to).traits.threads
    if said.files and not by_mail:
        raise NotAllowed(reasons.FILES_NOT_BY_TEXT)
    if said.summary:
        known = await recipients.of_case(tx, context.config, case)
        if not by_mail or said.summary not in known or not said.summary.startswith("tel:"):
            raise NotAllowed(reasons.NO_SUMMARY(case=case.code))
        composing.line_of(context, case, said.summary)


async def keep(tx: Connection, case: Case, words: Words, actor: Actor, state: answers.State) -> int:
    """A new version in this state; its number. Raises NotAllowed: no words."""
    if not words.text.strip():
        raise NotAllowed(reasons.ANSWER_EMPTY)
    await cases.lock(tx, [case.id])  # of two who save at once each gets a number of their own
    new = NewAnswer(
        case_id=case.id,
        state=state,
        text=words.text,
        recipient=words.to,
        again=words.again,
        author=words.author or actor.id,
        reason=words.reason,
        summary=words.summary,
    )
    version = await answers.write(tx, new)
    kept = words.files.kept
    if kept:
        await answers.keep_files(tx, case.id, words.files.before, kept, version)
    await answers.write_files(tx, case.id, version, words.files.new, 1 + max(kept, default=0))
    return version


async def send(
    tx: Connection,
    context: Context,
    case: ActedCase,
    told: Preview,
    words: Words,
    actor: Actor,
    *,
    version: int | None = None,
) -> None:
    """The answer goes out, and the case is answered, and so are those that go with it. `version`: the one that was
    approved; None for a new one. Raises NotAllowed: somebody was faster, or one of those cannot be told it."""
    files, along = len(words.files), await merging.followers(tx, actor, Act.ANSWER, case)  # locked in key order
    if version is None:
        version = await keep(tx, case, words, actor, "sent")
    elif await answers.settle(tx, case.id, version, "sent", actor.id, ""):
        files = sum(one.version == version for one in await answers.files(tx, case.id))
    else:
        raise NotAllowed(reasons.ANSWER_NOT_SUBMITTED(case=case.code))
    await _answered(tx, context, case, told, words, actor, version, files)
    before, again = {told.to}, words.again and case.state == "answered"
    for one in along:
        if one.state not in OPEN_CASE_STATES and not (again and one.state == "answered"):
            continue
        same = replace(words, to="", summary="", files=NO_FILES, again=again)
        try:
            of_one = await shown(tx, context, one, words.text)
            to = of_one.to
            if files and not composing.line_of(context, one, to).traits.threads:
                raise NotAllowed(reasons.FILES_NOT_BY_TEXT)
        except NotAllowed as refusal:
            raise NotAllowed(OF_FOLLOWER(case=one.code, why=refusal.reason)) from None
        its = await keep(tx, one, same, actor, "sent")
        if files:
            await answers.copy_files(tx, case.id, version, one.id, its)
        await _answered(tx, context, one, None if to and to in before else of_one, same, actor, its, files)
        before.add(to)


async def _answered(
    tx: Connection,
    context: Context,
    case: ActedCase,
    told: Preview | None,
    words: Words,
    actor: Actor,
    version: int,
    files: int,
) -> None:
    """One case is answered. `told`: what its citizen gets; None: they have got it under another code."""
    if words.again and case.state == "answered":
        await cases.change(tx, case.id, "in_progress")
    if not await cases.change(tx, case.id, "answered"):
        now = await cases.find(tx, case.code)  # somebody was faster
        assert now is not None
        _refuse_state(now, again=False)
    event = await write(tx, case, Answered(text=words.text, version=version), actor)
    if told is not None:
        row = await composing.outgoing(tx, context, case, told, event, EventKind.ANSWERED, automatic=False)
        queued = [replace(row, files=files)]
        if words.summary:
            mailbox = {"mailbox": mask(told.to)}
            text = composing.compose(context, case, Purpose.SUMMARY, words.summary, case.opened_at, mailbox)
            queued.append(await composing.outgoing(tx, context, case, text, event, EventKind.ANSWERED, automatic=False))
        await outbox.enqueue(tx, queued)
        await answers.went(tx, case.id, version, event)
        if not words.at_once and (seconds := context.config.times.undo_seconds):
            await outbox_acts.delay(tx, row.cause, seconds)
    if not case.leading:  # one answer to one matter is published once
        await publishing.answered(tx, context, case)
    if case.kind == Kind.MISSED_CALL:
        await deadlines.done(tx, [case.id], ["call_back"])
        await calls.answered_case(tx, case.id)
