"""An officer answers a case, at once or by four eyes: submitted, then approved by a head who is not its author, or
returned with a reason.

Every act is a compare-and-set on the state of the case and of the answer, with its event, outbox row and audit row in
one transaction. Refusals are NotAllowed. Each answer that was saved, submitted or sent is a version that is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gateway.domain.actor import Actor
from gateway.domain.addresses import mask
from gateway.domain.errors import AlreadyAnswered, NotAllowed
from gateway.domain.model import (
    TRANSITIONS,
    Answered,
    AnswerReturned,
    AnswerSubmitted,
    EventKind,
    Kind,
    Purpose,
)
from gateway.domain.model.names import STATE
from gateway.domain.permissions import Act
from gateway.replies.catalogue import LANGUAGES
from gateway.runtime.context import Context
from gateway.services import access, composing, reasons, recipients
from gateway.services.access import Thing
from gateway.services.casework import four_eyes, publishing
from gateway.services.casework.files import NO_FILES, Files, check
from gateway.services.casework.noting import case_for, note, write
from gateway.services.composing import Preview
from gateway.store import answers, audit, calls, cases, deadlines, outbox, outbox_acts
from gateway.store.answers import Answer, NewAnswer, TypedDraft
from gateway.store.cases import Case
from gateway.store.casework import ActedCase
from gateway.store.database import Connection, Database

__all__ = [
    "Waiting",
    "answer",
    "approve",
    "may_answer",
    "preview",
    "preview_submitted",
    "save",
    "send_back",
    "submit",
    "type_draft",
    "waiting",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An answer that waits for approval, and what the citizen would get; None where it can no longer be sent."""

    answer: Answer
    shown: Preview | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an officer writes. `to`: one of recipients.of_case, "" for the first; `again`: a case that was answered gets
    another answer; `reason`: why it goes without a second pair of eyes."""

    text: str = field(repr=False)
    to: str = field(default="", repr=False)
    again: bool = False
    reason: str = ""
    files: Files = NO_FILES
    summary: str = field(default="", repr=False)
    at_once: bool = False


async def preview(
    db: Database, context: Context, code: str, words: str, actor: Actor, *, to: str = "", language: str = ""
) -> Preview:
    """What the citizen would get; it quotes the subject. `to`: one of recipients.of_case, "" for the first; `language`:
    vi or en, "" for the case's. Raises NotAllowed: no such case or recipient, no words, an SMS of too many parts."""
    async with db.transaction() as tx:
        case = _in(await case_for(tx, context, code, actor), language)
        recipient = await recipients.chosen(tx, context.config, case, to)
        await access.view(tx, context.config, actor, Thing("case", code), "preview", once=True)
    return _preview(context, case, words, recipient)


async def answer(
    db: Database,
    context: Context,
    code: str,
    words: str,
    actor: Actor,
    *,
    again: bool = False,
    to: str = "",
    reason: str = "",
    files: Files = NO_FILES,
    language: str = "",
    summary: str = "",
    at_once: bool = False,
) -> Preview:
    """Send the result through the line of the case. `again`: a case that was answered gets another answer; `reason`: of
    a head whose answer nobody else can approve; `files`: that go with a mail; `language`: as of `preview`, which
    the case keeps; `summary`: a number of theirs, which gets a text that a mail was sent; `at_once`: it was shown and
    agreed to, and nobody will take it back.

    Raises AlreadyAnswered or NotAllowed where the case cannot be answered now, where the unit wants another's approval,
    or as `preview` does."""
    said = Words(text=words, to=to, again=again, reason=reason.strip(), files=files, summary=summary, at_once=at_once)
    await check(context, files)
    async with db.transaction() as tx:
        case = await _speak(tx, await case_for(tx, context, code, actor), language)
        shown = _preview(context, case, words, await recipients.chosen(tx, context.config, case, to))
        _refuse(case, again=again)
        await four_eyes.refuse_alone(tx, context, case, actor, said.reason)
        await _refuse_beside(tx, context, case, shown.to, said)
        await _send(tx, context, case, shown, said, actor)
        await audit.write(tx, actor, Act.ANSWER, f"case:{code}", said.reason)
    return shown


async def may_answer(
    db: Database, context: Context, code: str, actor: Actor, *, again: bool = False, reason: str = ""
) -> None:
    """Raises AlreadyAnswered or NotAllowed where `answer` would because of the case's state or of this person."""
    async with db.connection() as conn:
        case = await case_for(conn, context, code, actor)
        _refuse(case, again=again)
        await four_eyes.refuse_alone(conn, context, case, actor, reason.strip())


# --- four eyes -----------------------------------------------------------------------------------------------------


async def save(
    db: Database,
    context: Context,
    code: str,
    words: str,
    actor: Actor,
    *,
    again: bool = False,
    to: str = "",
    files: Files = NO_FILES,
    language: str = "",
    summary: str = "",
) -> int:
    """Keep a draft; its version. Raises NotAllowed: no such case, no words."""
    await check(context, files)
    async with db.transaction() as tx:
        case = await _speak(tx, await case_for(tx, context, code, actor), language)
        said = Words(text=words, to=to, again=again, files=files, summary=summary)
        await _refuse_beside(tx, context, case, await recipients.chosen(tx, context.config, case, to), said)
        return await _keep(tx, case, said, actor, "draft")


async def type_draft(db: Database, context: Context, code: str, words: str, actor: Actor) -> list[TypedDraft]:
    """Keep what this person has typed so far, for another machine or a colleague; what colleagues are typing. Raises
    NotAllowed: no such case."""
    async with db.transaction() as tx:
        case = await case_for(tx, context, code, actor)
        await answers.type_draft(tx, case.id, actor.id, words)
        return [one for one in await answers.drafts(tx, case.id) if one.author != actor.id]


async def submit(
    db: Database,
    context: Context,
    code: str,
    words: str,
    actor: Actor,
    *,
    again: bool = False,
    to: str = "",
    files: Files = NO_FILES,
    language: str = "",
    summary: str = "",
) -> int:
    """Have an answer wait for approval; its version. One that waited before is a draft again.

    Raises NotAllowed or AlreadyAnswered as `answer` does."""
    await check(context, files)
    async with db.transaction() as tx:
        case = await _speak(tx, await case_for(tx, context, code, actor, Act.SUBMIT_ANSWER), language)
        said = Words(text=words, to=to, again=again, files=files, summary=summary)
        shown = _preview(context, case, words, await recipients.chosen(tx, context.config, case, to))
        _refuse(case, again=again)
        await _refuse_beside(tx, context, case, shown.to, said)
        version = await _keep(tx, case, said, actor, "submitted")
        await note(tx, case, AnswerSubmitted(version=version), actor, Act.SUBMIT_ANSWER)
    return version


async def waiting(conn: Connection, context: Context, case: Case, versions: Sequence[Answer]) -> Waiting | None:
    """What of these waits for approval, as the citizen would get it."""
    found = next((one for one in versions if one.state == "submitted"), None)
    if found is None:
        return None
    try:
        shown = _preview(
            context, case, found.text, await recipients.chosen(conn, context.config, case, found.recipient)
        )
    except NotAllowed:
        shown = None
    return Waiting(answer=found, shown=shown)


async def preview_submitted(db: Database, context: Context, code: str, version: int, actor: Actor) -> Preview:
    """What the citizen would get of a submitted version. Raises NotAllowed as `approve` would."""
    async with db.transaction() as tx:
        _, _, shown = await _to_approve(tx, context, code, version, actor)
        await access.view(tx, context.config, actor, Thing("case", code), "preview", once=True)
    return shown


async def approve(
    db: Database, context: Context, code: str, version: int, actor: Actor, *, at_once: bool = False
) -> Preview:
    """Send a submitted version. `at_once`: as of `answer`. Raises NotAllowed: it waits no longer, this person is its
    author; or as `answer`."""
    async with db.transaction() as tx:
        case, found, shown = await _to_approve(tx, context, code, version, actor)
        words = Words(text=found.text, to=found.recipient, again=found.again, summary=found.summary, at_once=at_once)
        await _send(tx, context, case, shown, words, actor, version=version)
        await audit.write(tx, actor, Act.APPROVE_ANSWER, f"case:{code}", str(version))
    return shown


async def _to_approve(
    tx: Connection, context: Context, code: str, version: int, actor: Actor
) -> tuple[ActedCase, Answer, Preview]:
    case = await case_for(tx, context, code, actor, Act.APPROVE_ANSWER)
    found = await _submitted(tx, case, version, actor)
    shown = _preview(context, case, found.text, await recipients.chosen(tx, context.config, case, found.recipient))
    _refuse(case, again=found.again)
    return case, found, shown


async def send_back(db: Database, context: Context, code: str, version: int, reason: str, actor: Actor) -> None:
    """Return a submitted version to its author, with the reason. Raises NotAllowed: no reason, it waits no longer."""
    async with db.transaction() as tx:
        case = await case_for(tx, context, code, actor, Act.RETURN_ANSWER)
        if not reason.strip():
            raise NotAllowed(reasons.REASON_MISSING)
        await _submitted(tx, case, version, actor)
        if not await answers.settle(tx, case.id, version, "returned", actor.id, reason.strip()):
            raise NotAllowed(reasons.ANSWER_NOT_SUBMITTED(case=code))  # somebody was faster
        await note(
            tx, case, AnswerReturned(version=version, reason=reason.strip()), actor, Act.RETURN_ANSWER, reason.strip()
        )


async def _submitted(conn: Connection, case: Case, version: int, actor: Actor) -> Answer:
    """The version that waits. Raises NotAllowed where it does not, or where this person wrote it."""
    found = await answers.find(conn, case.id, version)
    if found is None or found.state != "submitted":
        raise NotAllowed(reasons.ANSWER_NOT_SUBMITTED(case=case.code))
    if found.author == actor.id:
        raise NotAllowed(reasons.ANSWER_OWN(case=case.code))
    return found


# --- what all of them share ----------------------------------------------------------------------------------------


async def _send(
    tx: Connection,
    context: Context,
    case: ActedCase,
    shown: Preview,
    words: Words,
    actor: Actor,
    *,
    version: int | None = None,
) -> None:
    """The answer goes out, and the case is answered. `version`: the one that was approved; None for a new one."""
    attached = len(words.files)
    if version is None:
        version = await _keep(tx, case, words, actor, "sent")
    elif await answers.settle(tx, case.id, version, "sent", actor.id, ""):
        attached = sum(one.version == version for one in await answers.files(tx, case.id))
    else:
        raise NotAllowed(reasons.ANSWER_NOT_SUBMITTED(case=case.code))
    if words.again and case.state == "answered":
        await cases.change(tx, case.id, "in_progress")
    if not await cases.change(tx, case.id, "answered"):
        now = await cases.find(tx, case.code)  # somebody was faster
        assert now is not None
        _refuse(now, again=False)
    event = await write(tx, case, Answered(text=words.text, version=version), actor)
    row = await composing.outgoing(tx, context, case, shown, event, EventKind.ANSWERED, automatic=False)
    queued = [replace(row, files=attached)]
    if words.summary:
        told = composing.compose(
            context, case, Purpose.SUMMARY, words.summary, case.opened_at, {"mailbox": mask(shown.to)}
        )
        queued.append(await composing.outgoing(tx, context, case, told, event, EventKind.ANSWERED, automatic=False))
    await outbox.enqueue(tx, queued)
    await answers.went(tx, case.id, version, event)
    await publishing.answered(tx, context, case)
    if not words.at_once and (seconds := context.config.times.undo_seconds):
        await outbox_acts.delay(tx, row.cause, seconds)
    if case.kind == Kind.MISSED_CALL:
        await deadlines.done(tx, [case.id], ["call_back"])
        await calls.answered_case(tx, case.id)


async def _keep(tx: Connection, case: Case, words: Words, actor: Actor, state: answers.State) -> int:
    """A new version in this state."""
    if not words.text.strip():
        raise NotAllowed(reasons.ANSWER_EMPTY)
    await cases.lock(tx, [case.id])  # of two who save at once each gets a number of their own
    new = NewAnswer(
        case_id=case.id,
        state=state,
        text=words.text,
        recipient=words.to,
        again=words.again,
        author=actor.id,
        reason=words.reason,
        summary=words.summary,
    )
    version = await answers.write(tx, new)
    kept = words.files.kept
    if kept:
        await answers.keep_files(tx, case.id, words.files.before, kept, version)
    await answers.write_files(tx, case.id, version, words.files.new, 1 + max(kept, default=0))
    return version


def _in(case: ActedCase, language: str) -> ActedCase:
    """The case as if its citizen spoke this language."""
    return replace(case, language=language) if language in LANGUAGES else case


async def _speak(tx: Connection, case: ActedCase, language: str) -> ActedCase:
    """Its citizen is written to in this language from now on."""
    if language in LANGUAGES and language != case.language:
        await cases.speak(tx, case.id, language)
    return _in(case, language)


async def _refuse_beside(tx: Connection, context: Context, case: Case, to: str, said: Words) -> None:
    """Raises NotAllowed where what goes beside the words does not fit their recipient: files, a text."""
    by_mail = composing.line_of(context, case, to).traits.threads
    if said.files and not by_mail:
        raise NotAllowed(reasons.FILES_NOT_BY_TEXT)
    if said.summary:
        known = await recipients.of_case(tx, context.config, case)
        if not by_mail or said.summary not in known or not said.summary.startswith("tel:"):
            raise NotAllowed(reasons.NO_SUMMARY(case=case.code))
        composing.line_of(context, case, said.summary)


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
