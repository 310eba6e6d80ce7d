"""An officer answers a case, at once or by four eyes: submitted, then approved by a head who is not its author, or
returned with a reason.

Every act is a compare-and-set on the state of the case and of the answer, with its event, outbox row and audit row in
one transaction. Refusals are NotAllowed. Each answer that was saved, submitted or sent is a version that is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.model import AnswerReturned, AnswerSubmitted
from gateway.domain.permissions import Act
from gateway.replies.catalogue import LANGUAGES
from gateway.runtime.context import Context
from gateway.services import access, composing, reasons, recipients
from gateway.services.access import Thing
from gateway.services.casework import four_eyes, sending
from gateway.services.casework.files import NO_FILES, Files, check
from gateway.services.casework.noting import case_for, note
from gateway.services.casework.sending import Words
from gateway.services.composing import Preview
from gateway.store import answers, audit, cases
from gateway.store.answers import Answer, TypedDraft
from gateway.store.cases import Case
from gateway.store.casework import ActedCase
from gateway.store.database import Connection, Database

__all__ = [
    "Waiting",
    "answer",
    "answer_in",
    "approve",
    "may_answer",
    "number_of",
    "preview",
    "preview_submitted",
    "save",
    "send_back",
    "submit",
    "submit_in",
    "type_draft",
    "waiting",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An answer that waits for approval, and what the citizen would get; None where it can no longer be sent."""

    answer: Answer
    shown: Preview | None


async def preview(
    db: Database, context: Context, code: str, words: str, actor: Actor, *, to: str = "", language: str = ""
) -> Preview:
    """What the citizen would get; it quotes the subject. `to`: one of recipients.of_case, "" for the first; `language`:
    vi or en, "" for the case's. Raises NotAllowed: no such case or recipient, no words, an SMS of too many parts."""
    async with db.transaction() as tx:
        case = _in(await case_for(tx, context, code, actor), language)
        shown = await sending.shown(tx, context, case, words, to)
        await access.view(tx, context.config, actor, Thing("case", code), "preview", once=True)
    return shown


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
        return await answer_in(tx, context, code, said, actor, language)


async def answer_in(
    tx: Connection, context: Context, code: str, said: Words, actor: Actor, language: str = ""
) -> Preview:
    """As `answer`, in a transaction of the caller's; files are checked before."""
    case = await _speak(tx, await case_for(tx, context, code, actor), language)
    shown = await sending.shown(tx, context, case, said.text, said.to)
    sending.refuse(case, again=said.again)
    await four_eyes.refuse_alone(tx, context, case, actor, said.reason)
    await sending.refuse_beside(tx, context, case, shown.to, said)
    await sending.send(tx, context, case, shown, said, actor)
    await audit.write(tx, actor, Act.ANSWER, f"case:{code}", said.reason)
    return shown


async def may_answer(
    db: Database, context: Context, code: str, actor: Actor, *, again: bool = False, reason: str = ""
) -> None:
    """Raises AlreadyAnswered or NotAllowed where `answer` would because of the case's state or of this person."""
    async with db.connection() as conn:
        case = await case_for(conn, context, code, actor)
        sending.refuse(case, again=again)
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
        await sending.refuse_beside(tx, context, case, await recipients.chosen(tx, context.config, case, to), said)
        return await sending.keep(tx, case, said, actor, "draft")


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
    said = Words(text=words, to=to, again=again, files=files, summary=summary)
    async with db.transaction() as tx:
        return await submit_in(tx, context, code, said, actor, language)


async def submit_in(tx: Connection, context: Context, code: str, said: Words, actor: Actor, language: str = "") -> int:
    """As `submit`, in a transaction of the caller's; files are checked before."""
    case = await _speak(tx, await case_for(tx, context, code, actor, Act.SUBMIT_ANSWER), language)
    shown = await sending.shown(tx, context, case, said.text, said.to)
    sending.refuse(case, again=said.again)
    await sending.refuse_beside(tx, context, case, shown.to, said)
    version = await sending.keep(tx, case, said, actor, "submitted")
    await note(tx, case, AnswerSubmitted(version=version), actor, Act.SUBMIT_ANSWER)
    return version


async def waiting(conn: Connection, context: Context, case: Case, versions: Sequence[Answer]) -> Waiting | None:
    """What of these waits for approval, as the citizen would get it."""
    found = next((one for one in versions if one.state == "submitted"), None)
    if found is None:
        return None
    try:
        shown = await sending.shown(conn, context, case, found.text, found.recipient)
    except NotAllowed:
        shown = None
    return Waiting(answer=found, shown=shown)


async def number_of(db: Database, context: Context, code: str, actor: Actor) -> str:
    """The first number (URN) of the citizen's that may get a text beside a mail, "" for none."""
    async with db.connection() as conn:
        case = await case_for(conn, context, code, actor)
        return composing.first_by(context, case, await recipients.of_case(conn, context.config, case), "tel:")


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
        words = Words(
            text=found.text,
            to=found.recipient,
            again=found.again,
            summary=found.summary,
            at_once=at_once,
            author=found.author,
        )
        await sending.send(tx, context, case, shown, words, actor, version=version)
        await audit.write(tx, actor, Act.APPROVE_ANSWER, f"case:{code}", str(version))
    return shown


async def _to_approve(
    tx: Connection, context: Context, code: str, version: int, actor: Actor
) -> tuple[ActedCase, Answer, Preview]:
    case = await case_for(tx, context, code, actor, Act.APPROVE_ANSWER)
    found = await _submitted(tx, case, version, actor)
    shown = await sending.shown(tx, context, case, found.text, found.recipient)
    sending.refuse(case, again=found.again)
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


def _in(case: ActedCase, language: str) -> ActedCase:
    """The case as if its citizen spoke this language."""
    return replace(case, language=language) if language in LANGUAGES else case


async def _speak(tx: Connection, case: ActedCase, language: str) -> ActedCase:
    """Its citizen is written to in this language from now on."""
    if language in LANGUAGES and language != case.language:
        await cases.speak(tx, case.id, language)
    return _in(case, language)
