"""One answer to several cases, for an incident that many have reported: shown once, kept with its cases, then sent case
by case.

Each case is answered as by itself: by its own line and under its own code, with a version, an event and a row of audit
of its own, where its unit wants four eyes it is submitted, and it is refused for its own reason. What an officer should
rather deal with as one matter is merged (merging.py).
"""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from gateway.domain import codes
from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed, Permanent
from gateway.domain.permissions import Act
from gateway.domain.reasons import Reason
from gateway.runtime.context import Context
from gateway.services import access, composing
from gateway.services import reasons as common
from gateway.services.access import Thing
from gateway.services.casework import answering, four_eyes, reasons, sending
from gateway.services.casework.noting import case_for
from gateway.services.casework.sending import Words
from gateway.services.composing import Preview
from gateway.store import shared_answers as store
from gateway.store.casework import ActedCase
from gateway.store.database import Connection, Database
from gateway.store.shared_answers import SharedAnswer, SharedCase, Unfinished

__all__ = [
    "MOST",
    "Foreseen",
    "answer_one",
    "begin",
    "codes_of",
    "digest",
    "find",
    "foresee",
    "go_on",
    "stop",
    "unfinished",
]

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What would become of one case. `told`: what its citizen would get; None: `refusal` says why not. `submitted`: it
    would wait for a head's approval; `along`: the codes of the cases that go with it, which are answered so too."""

    code: str
    told: Preview | None = None
    submitted: bool = False
    along: Sequence[str] = ()
    refusal: Reason | None = None


def codes_of(typed: str) -> list[str]:
    """The codes in what was typed or chosen, each once; what is none stays as it is, to be told so. Raises NotAllowed:
    none, or more than MOST."""
    words = [word for word in re.split(r"[\s,;]+", typed) if word]
    found = list(dict.fromkeys(next(iter(codes.parse(word)), word[:40]) for word in words))
    if not found:
        raise NotAllowed(reasons.SHARED_NONE)
    if len(found) > MOST:
        raise NotAllowed(reasons.SHARED_MANY(n=len(found), most=MOST))
    return found


async def foresee(db: Database, context: Context, actor: Actor, chosen: Sequence[str], words: str) -> list[Foreseen]:
    """What would become of each case. The text that is shown quotes the subject of the first one that gets it. Raises
    NotAllowed: no words."""
    if not words.strip():
        raise NotAllowed(common.ANSWER_EMPTY)
    found = []
    async with db.transaction() as tx:
        for code in chosen:
            try:
                case, submitted = await _may_answer(tx, context, actor, code)
                told = await sending.shown(tx, context, case, words)
                found.append(Foreseen(code=code, told=told, submitted=submitted, along=case.followers))
            except Permanent as refusal:
                found.append(Foreseen(code=code, refusal=refusal.reason))
        if first := next((one for one in found if one.told), None):
            await access.view(tx, context.config, actor, Thing("case", first.code), "preview", once=True)
    return found


def digest(foreseen: Sequence[Foreseen]) -> str:
    """Of what would go out and to whom: what is sent is what was shown."""
    fit = [(one, one.told) for one in foreseen if one.told]
    beside = (f"{one.code} {one.submitted} {' '.join(one.along)}" for one, _ in fit)
    return composing.digest((told for _, told in fit), beside)


async def begin(db: Database, context: Context, actor: Actor, chosen: Sequence[str], words: str) -> int:
    """Keep the words with their cases; returns the number by which `answer_one` and `go_on` know it. Raises NotAllowed:
    no words, no case."""
    if not words.strip():
        raise NotAllowed(common.ANSWER_EMPTY)
    access.begin(actor, Act.ANSWER)
    async with db.transaction() as tx:
        id = await store.open(tx, actor.id, words, chosen[:MOST])
    if id is None:
        raise NotAllowed(reasons.SHARED_NONE)
    return id


async def answer_one(db: Database, context: Context, actor: Actor, id: int, code: str) -> None:
    """Answer one of its cases, or submit the answer; nothing where that is done. Raises Permanent where the case
    refuses it, which is kept: it is not tried again."""
    try:
        async with db.transaction() as tx:
            text = await store.take(tx, id, actor.id, code)
            if text is None:
                return
            _, submitted = await _may_answer(tx, context, actor, code)
            answer = answering.submit_in if submitted else answering.answer_in
            await answer(tx, context, code, Words(text=text), actor)
            await store.settle(tx, id, code, "submitted" if submitted else "sent")
    except Permanent as refusal:
        async with db.transaction() as tx:
            await store.settle(tx, id, code, "refused", refusal.reason)
        raise


async def go_on(db: Database, context: Context, actor: Actor, id: int) -> AsyncIterator[SharedCase]:
    """Answer those of its cases that are still to be answered, one after the other, and say what became of each."""
    pending = [one.code for one in (await find(db, actor, id))[1] if one.state == "pending"]
    for code in pending:
        with suppress(Permanent):
            await answer_one(db, context, actor, id, code)
        async with db.connection() as conn:
            done = {one.code: one for one in await store.cases(conn, id)}
        yield done[code]


async def find(db: Database, actor: Actor, id: int) -> tuple[SharedAnswer, list[SharedCase]]:
    """The words and what has become of each case. Raises NotAllowed: this person has none of this number."""
    async with db.connection() as conn:
        found = await store.find(conn, id, actor.id)
        if found is None:
            raise NotAllowed(reasons.SHARED_UNKNOWN(id=id))
        return found, await store.cases(conn, id)


async def stop(db: Database, actor: Actor, id: int) -> None:
    """What was not answered yet is not any more; the rest stays answered."""
    async with db.transaction() as tx:
        await store.stop(tx, id, actor.id)


async def unfinished(conn: Connection, actor: Actor) -> list[Unfinished]:
    """Those of this person of which some cases are still to be answered: the process that answered them ended."""
    return await store.unfinished(conn, actor.id)


async def _may_answer(tx: Connection, context: Context, actor: Actor, code: str) -> tuple[ActedCase, bool]:
    """The case, and whether an answer of this person would be submitted. Raises NotAllowed, Forbidden. A restricted
    case is answered by itself: its words are read before, and few know of it."""
    case = await case_for(tx, context, code, actor, Act.SUBMIT_ANSWER)
    if case.restricted:
        raise NotAllowed(reasons.SHARED_RESTRICTED(case=code))
    sending.refuse(case, again=False)
    rule = await four_eyes.rule(tx, context, case, actor)
    if rule.may_send_alone:
        await four_eyes.refuse_alone(tx, context, case, actor, "")
    return case, rule.needs_approval
