"""The form of a case's answer, and what it shows: who gets it, what waits or was returned, all versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.domain.actor import Actor
from gateway.domain.model import TRANSITIONS
from gateway.replies.catalogue import LANGUAGES
from gateway.runtime.context import Context
from gateway.services import composing, recipients
from gateway.services.casework import answering, four_eyes, taking_back
from gateway.services.composing import Preview
from gateway.store import answers, contacts
from gateway.store.answers import Answer, TypedDraft
from gateway.store.cases import Case
from gateway.store.casework import ActedCase
from gateway.store.database import Connection

__all__ = ["Typed", "shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What the form held, and why it was not done or how it would look."""

    words: str = field(default="", repr=False)
    to: str = field(default="", repr=False)
    again: bool = False
    language: str = ""
    summary: str = ""
    phrase: str = ""  # whose words are to be put behind
    files_lost: bool = False  # a browser sends those that were chosen once
    preview: Preview | None = None
    refusal: str = ""


async def shown(
    conn: Connection, context: Context, case: ActedCase, actor: Actor, typed: Typed | None, chosen: str = ""
) -> Mapping[str, Any]:
    """The form's part of a case's page. Without anything typed it holds the last version that is no more than a draft,
    or was returned, or what this person has typed since; `chosen`: whose draft instead."""
    addressees = await recipients.of_case(conn, context.config, case)
    by_mail = composing.first_by(context, case, addressees, "mailto:")
    versions = await answers.of_case(conn, case.id)
    last = next((one for one in versions[:1] if one.state in ("draft", "returned")), None)
    drafts = await answers.drafts(conn, case.id)
    typed = typed or _begun(last, drafts, chosen or actor.id)
    language = typed.language or case.language
    phrases = _phrases(context, case, language)
    if typed.phrase in phrases:
        words = "\n".join(part for part in (typed.words.rstrip(), phrases[typed.phrase]) if part)
        typed = replace(typed, words=words)
    return {
        "parts_limit": context.config.limits.sms_result_segments,
        "can_answer": "answered" in TRANSITIONS["case"][case.state] and not case.leading,
        "can_again": case.state == "answered",
        "typed": typed,
        "languages": LANGUAGES,
        "language": language,
        "phrases": phrases,
        "drafted_at": next((one.at for one in drafts if one.author == actor.id), None),
        "drafts": [one for one in drafts if one.author != actor.id],
        "recipients": addressees,
        "to": typed.to if typed.to in addressees else addressees[0],
        "versions": versions,
        "returned": last if last and last.state == "returned" else None,
        "waits": await answering.waiting(conn, context, case, versions),
        "takes_files": bool(context.config.limits.answer_files and by_mail),
        "contacts": {one.urn: one for one in await contacts.of_case(conn, case.id, case.sender)},
        "summary_to": composing.first_by(context, case, addressees, "tel:") if by_mail else "",
        "files_most": context.config.limits.answer_files,
        "files_most_mb": context.config.limits.answer_files_mb,
        "answer_files": (found := await answers.files(conn, case.id)),
        "kept_files": [one for one in found if last and one.version == last.version],
        "undo_until": await taking_back.undoable(conn, versions, actor),
        "rule": await four_eyes.rule(conn, context, case, actor),
    }


def _begun(last: Answer | None, drafts: Sequence[TypedDraft], author: str) -> Typed:
    """What the form holds when the case is opened."""
    draft = next((one for one in drafts if one.author == author), None)
    if draft and (last is None or draft.at > last.created_at):
        return Typed(words=draft.text)
    return Typed(words=last.text, to=last.recipient, again=last.again, summary=last.summary) if last else Typed()


def _phrases(context: Context, case: Case, language: str) -> Mapping[str, str]:
    """Those of the case's unit, by name, in this language where they have it."""
    unit = context.config.units.get(case.unit)
    return {
        one.name: one.words_en if language == "en" and one.words_en else one.words
        for one in (unit.phrases if unit else ())
    }
