"""An officer's answer to a notice acts: shown to them first, then confirmed, then done by the function that the page
calls.

It acts only where intake has found the mail proven and the officer's own (policy/machines.py, officer_reply), where the
token is ours, unused and not too old, where the person has an account and may do this now, and the case still allows
it. A refusal is told once, to that officer; to nobody else is anything told. What was done and what was refused is in
the audit in the person's own name, as done by mail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from gateway.domain import addresses, codes, reply_tokens
from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act
from gateway.domain.reasons import Reason
from gateway.replies import catalogue, wording
from gateway.runtime.context import Context
from gateway.services.accounts import log_in, people
from gateway.services.by_mail import commands, confirming, letters, reasons
from gateway.services.by_mail.commands import About, Order
from gateway.services.by_mail.doing import Doing
from gateway.services.by_mail.letters import LANGUAGE, Allowed, Letter
from gateway.settings.config import Line
from gateway.store import audit, cases, database, inbox
from gateway.store import reply_tokens as store
from gateway.store.cases import Case
from gateway.store.database import TRANSIENT, Connection, Database
from gateway.store.reply_tokens import OfficerReply, Token

__all__ = ["act"]

log = structlog.get_logger(__name__)
PREVIEWS_A_DAY = 10  # of one case, to one officer: a machine that answers for them does so for ever
# What a mail is about that shows something to be confirmed; of every other act: a case.
ABOUT: Mapping[str, About] = {
    letters.HAND_OVER: "hand_over",
    Act.TAKE_OVER: "hand_over",
    letters.WAITING: "waiting",
    Act.APPROVE_ANSWER: "waiting",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What an officer's mail asks, of what we asked them."""

    reply: OfficerReply
    actor: Actor
    token: Token
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """What came of it. `template`, `values`: of the mail that tells so, "" for none; `confirms`: what an answer to that
    may do, None for nothing; `held`: a person has to look."""

    reason: Reason
    actor: str = ""
    template: str = ""
    values: dict[str, str] = field(default_factory=dict, repr=False)
    confirms: Allowed | None = None
    token: Token | None = None
    held: bool = False


async def act(db: Database, context: Context) -> None:
    """Act on all that has come, one after the other. What a mail does is done, noted and told in one transaction: after
    a crash it is either done and told, or not done, and done then."""
    while await _next(db, context):
        continue


async def _next(db: Database, context: Context) -> bool:
    async with db.transaction() as tx:
        reply = await store.pending(tx, scans=context.config.scanner.is_configured)
        if reply is None:
            return False
        try:
            result = await _result(database.within(tx), tx, context, reply)
        except TRANSIENT:
            raise
        except Exception as error:  # one that nobody foresaw keeps no other from being acted on
            log.warning("an officer's answer could not be acted on", message=reply.id, error=type(error).__name__)
            result = _Result(reason=reasons.FAILED, held=True)
        await _tell(tx, context, reply, result)
        await inbox.replied(tx, reply.id, result.actor, result.reason, held=result.held)
    return True


async def _result(db: Database, tx: Connection, context: Context, reply: OfficerReply) -> _Result:
    """What comes of one; nobody but the officer themselves is told."""
    known = await _tokens(tx, context, reply)
    if not known:
        return _Result(reason=reasons.FORGED, held=True)
    actor = await _actor(tx, context, known[0].person)
    if actor is None:
        return _Result(reason=reasons.NO_ACCOUNT, held=True)
    if reply.copied or known[0].act == letters.ENDS:
        return _Result(reason=reasons.COPIED if reply.copied else reasons.ASKED_NOTHING, actor=actor.id)
    token = known[0]
    try:
        token, words = _named(known, reply.reply.strip())
        async with tx.transaction():  # what is refused has used nothing up
            return await _done(db, tx, context, _Asked(reply=reply, actor=actor, token=token, words=words))
    except NotAllowed as refused:
        await audit.write(tx, actor, Act.ANSWER, f"case:{token.code}", f"refused: {refused.reason.code}")
        said = {"items": catalogue.say(refused.reason, LANGUAGE), "code": token.code}
        return _Result(reason=refused.reason, actor=actor.id, template="reply_refused", values=said, token=token)


async def _tokens(tx: Connection, context: Context, reply: OfficerReply) -> list[Token]:
    """The rows of the first token of ours that the mail bears, if it is what we made and went to where this comes
    from."""
    ids = tuple(one for one in (reply.in_reply_to, *reversed(reply.refs)) if one)
    found = reply_tokens.find(ids, reply.recipients, reply.subject)
    by_hash: dict[str, list[Token]] = {}
    for row in await store.find(tx, map(reply_tokens.hashed, found)):
        by_hash.setdefault(row.hash, []).append(row)
    for token in found:
        rows = by_hash.get(reply_tokens.hashed(token), [])
        if not rows:
            continue
        about = [row.case_id for row in rows if row.case_id is not None]
        made = reply_tokens.is_ours(token, context.key, about, rows[0].person, rows[0].expires_at)
        return rows if made and addresses.mail(rows[0].mail) == reply.sender else []
    return []


async def _actor(tx: Connection, context: Context, person: str) -> Actor | None:
    """Who acts, with the rights of this moment; None where they cannot log in."""
    known = await people.actors(tx, context.config.unit_tree)
    return next((replace(one, by="mail") for one in known if one.id == log_in.id_of(person)), None)


def _named(known: Sequence[Token], words: str) -> tuple[Token, str]:
    """Which of the cases of a notice is meant: of several the one whose code stands in front. Raises NotAllowed."""
    if len(known) == 1:
        return known[0], words
    first, _, rest = words.partition("\n")
    named = codes.parse(first)
    token = next((one for one in known if one.code in named), None)
    if token is None:
        raise NotAllowed(reasons.WHICH_CASE)
    beside = codes.without_as_written(first).lstrip(" \t:.,;–-")
    return token, f"{beside}\n{rest}".strip()


async def _done(db: Database, tx: Connection, context: Context, asked: _Asked) -> _Result:
    """Do what is asked, or show it. Raises NotAllowed."""
    if asked.token.act == letters.PAGE:
        raise NotAllowed(reasons.ON_THE_PAGE(case=asked.token.code))
    if not asked.words:
        raise NotAllowed(reasons.EMPTY)
    token, before = asked.token, _shown_before(asked.token)
    shown_words = before.form.get("words", "") if before else ""
    confirms = before is not None and confirming.confirms(asked.words, shown_words, asked.actor.name)
    if confirms is None:
        raise NotAllowed(reasons.UNCLEAR)
    case = await _case(tx, context, token)
    doing = Doing(db=db, context=context, case=case, actor=asked.actor, message=asked.reply.id)
    if not await store.use(tx, token.id):
        raise NotAllowed(reasons.EXPIRED if token.used_at is None else reasons.USED)
    order = before if before is not None and confirms else _read(context, asked)
    shown = await doing.show(tx, order)
    agreed = order.form.get("shown")  # done is what was shown: where it would be another now, that is shown
    if shown is None or (agreed and agreed == shown.form["shown"]):
        return await _confirmed(tx, doing, asked, order)
    if await store.previews(tx, token.person, doing.case.id) >= PREVIEWS_A_DAY:
        raise NotAllowed(reasons.TOO_OFTEN(case=token.code))
    return _Result(
        reason=reasons.SHOWN(case=token.code),
        actor=asked.actor.id,
        template="reply_preview",
        values={
            "code": token.code,
            "items": shown.text,
            "beside": "\n".join(catalogue.say(one, LANGUAGE) for one in shown.beside),
            "then": catalogue.say(shown.then, LANGUAGE),
            "otherwise": catalogue.say(shown.otherwise, LANGUAGE),
        },
        confirms=Allowed(act=order.act, form=shown.form),
        token=token,
    )


def _read(context: Context, asked: _Asked) -> Order:
    """What the words ask for. Raises NotAllowed where nobody can say: they go to no citizen then."""
    about = ABOUT.get(asked.token.act, "case")
    names = {key: unit.name for key, unit in context.config.units.items()}
    order = commands.read(asked.words, names, about, asked.actor.name)
    if order is None:
        raise NotAllowed(reasons.WHAT_IS_MEANT[about])
    known = _form(asked.token) if about == "waiting" or order.act is Act.ANSWER else {}
    if order.act is Act.ANSWER:  # other words than were shown, or other files
        known.pop("shown", None)
    return replace(order, form={**known, **order.form})


def _shown_before(token: Token) -> Order | None:
    """What an answer to this mail of ours may confirm; None of a notice."""
    notices = (letters.NOTICE, letters.HAND_OVER, letters.WAITING)
    return None if token.act in notices else Order(act=Act(token.act), form=_form(token))


def _form(token: Token) -> dict[str, str]:
    return {name: str(value) for name, value in token.form.items()}


async def _confirmed(tx: Connection, doing: Doing, asked: _Asked, order: Order) -> _Result:
    """It is done, and the officer is told."""
    done = await doing.do(tx, order)
    values = {"code": asked.token.code, "what": catalogue.say(done, LANGUAGE)}
    return _Result(reason=done, actor=asked.actor.id, template="reply_done", values=values, token=asked.token)


async def _case(tx: Connection, context: Context, token: Token) -> Case:
    """The case as it is now. Raises NotAllowed for one of which nothing goes by mail."""
    case = await cases.find(tx, token.code)
    if case is None or case.restricted or not context.config.notices.replies:
        raise NotAllowed(reasons.ON_THE_PAGE(case=token.code))
    return case


async def _tell(tx: Connection, context: Context, reply: OfficerReply, result: _Result) -> None:
    """The officer's mail is answered, where there is something to tell."""
    by = _line(context, reply)
    if not result.template or result.token is None or by is None:
        return
    until = await tx.fetchval("SELECT now()") + reply_tokens.LASTS
    case = result.token.case_id
    acts = {case: result.confirms} if result.confirms and case is not None else {}
    letter = Letter(
        to=reply.sender,
        cause=f"message:{reply.id}",
        template=result.template,
        values={"until": wording.minute(until, context.config.zone), **result.values},
        until=until,
        acts=acts,
        person=result.token.person,
        answers=(reply.remote_id, reply.refs),
    )
    await letters.send(tx, context, by, letter)


def _line(context: Context, reply: OfficerReply) -> Line | None:
    """The line that it came in on, or another one that can send."""
    lines: Any = context.config.lines
    own = lines.get(reply.line)
    others = [line for line in lines.values() if line.send and line.traits.threads]
    return own if own is not None and own.send else next(iter(others), None)
