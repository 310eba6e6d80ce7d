"""An officer does something with a case: the one function for page, terminal and reply mail, and the one preview.

The case is read, the act held against the table, and written by compare-and-set, with its event, its outbox row, what
it means to the clocks, its notices and its audit row, in one transaction. Refusals are NotAllowed: whoever was slower
is told what happened meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gateway.domain import casework
from gateway.domain.actor import Actor
from gateway.domain.casework import CaseAct, Standing
from gateway.domain.errors import NotAllowed
from gateway.domain.model.names import STATE
from gateway.domain.permissions import Act
from gateway.domain.reasons import Reason
from gateway.replies import wording
from gateway.runtime.context import Context
from gateway.services import access, composing, recipients
from gateway.services import reasons as common
from gateway.services.access import Thing
from gateway.services.casework import changing, clocks, forms, merging, people, publishing, reasons
from gateway.services.composing import Preview
from gateway.store import audit, notices, outbox, read_models
from gateway.store import casework as store
from gateway.store.casework import ActedCase, Change
from gateway.store.database import Connection, Database

__all__ = ["Performed", "perform", "preview", "standing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Performed:
    """An act that is done, or foreseen. `told`: what the citizen gets, None where nothing goes out, and then `why_not`
    says why where something should. `others`: so of the cases that go with this one, by code."""

    act: Act
    told: Preview | None
    why_not: Reason | None = None
    others: Mapping[str, "Performed"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Doing:
    """An act that may be done to a case as it is now. `other`: the case that it is to go with; `along`: the same act on
    those that go with it."""

    row: CaseAct
    case: ActedCase
    values: Mapping[str, str]
    done: Performed
    other: ActedCase | None = None
    along: Sequence["_Doing"] = ()


async def preview(db: Database, context: Context, actor: Actor, code: str, act: Act, form: forms.Form) -> Performed:
    """What `perform` would have the citizen told. Raises NotAllowed as it would."""
    async with db.transaction() as tx:
        doing = await _begin(tx, context, actor, code, act, form)
        await access.view(tx, context.config, actor, Thing("case", code), "preview", once=True)
    return doing.done


async def perform(db: Database, context: Context, actor: Actor, code: str, act: Act, form: forms.Form) -> Performed:
    """Do it. `form`: the values of the row's fields by name; `seen` beside: what a person had done last when whoever
    acts looked ("" where nobody looked).

    Raises Forbidden, or NotAllowed: no such case, its state does not allow it, a field is missing or wrong, somebody
    else was faster."""
    async with db.transaction() as tx:
        doing = await _begin(tx, context, actor, code, act, form)
        event = await _do(tx, context, actor, doing)
        await notices.write(tx, changing.notices_of(context, act, doing.case, doing.values, event))
        for one in doing.along:
            await _do(tx, context, actor, one)
    return doing.done


async def _do(tx: Connection, context: Context, actor: Actor, doing: _Doing) -> int:
    """One case moves; its event. Raises NotAllowed where somebody was faster."""
    case, row, act = doing.case, doing.row, doing.row.act
    mentions = await forms.mentioned(tx, context, case, doing.values["words"]) if act is Act.NOTE else ()
    known = {**changing.known(act, case, doing.values), "mentions": mentions}
    payload = casework.payload(row, known)
    changed = changing.changes(act, case, doing.values) | await merging.moved(tx, actor, act, case, doing.other)
    event = await store.act(
        tx,
        Change(
            case_id=case.id,
            was_state=case.state,
            was_unit=case.unit,
            was_handed_to=case.handed_to,
            payload=payload,
            actor=actor.id,
            **{"state": row.target, **changed},
        ),
    )
    if event is None or not await publishing.follow(tx, actor, act, case, doing.values):
        raise _moved_on(context, await _case(tx, case.code), act)
    await clocks.follow(tx, context, actor, act, case, row.leads(case.state), changed)
    if mentions:
        await store.mention(tx, mentions, case.id)
    if told := doing.done.told:
        kind, automatic = payload.KIND, "words" not in doing.values
        answered = await composing.outgoing(tx, context, case, told, event, kind, automatic=automatic)
        await outbox.enqueue(tx, [answered])
    await audit.write(tx, actor, act, f"case:{case.code}", _why(doing.values))
    return event


def standing(context: Context, case: ActedCase) -> Standing:
    """A case as the table asks about it."""
    return Standing(
        state=case.state,
        kind=case.kind,
        pending=bool(case.handed_to),
        declined=case.declined,
        late=wording.standing(case, case.read_at) == "late",
        restricted=case.restricted,
        publishable=publishing.refusal(context, case) is None,
        public=case.public,
        merged=bool(case.leading),
        split=bool(case.split_from),
        on_hold=case.legal_hold,
        erased=case.erased_at is not None,
    )


async def _begin(tx: Connection, context: Context, actor: Actor, code: str, act: Act, form: forms.Form) -> _Doing:
    """The act, if it may be done. Raises NotAllowed."""
    case, row = await _case(tx, code), casework.ACTS[act]
    access.permit_in(actor, act, people.subject_of(case))
    if case.erased_at is not None and act is not Act.UNPUBLISH:  # a name that nobody had seen in it can be taken down
        raise NotAllowed(common.CASE_ERASED(case=code))
    if act is Act.ALLOCATE and form.get("unit"):
        access.permit_in(actor, act, replace(people.subject_of(case), units=frozenset({form["unit"]})))
    slower = form.get("seen", "") not in ("", str(case.last_id)) and case.last_actor != actor.id
    if slower or row not in casework.offered(standing(context, case)):
        unfit = publishing.refusal(context, case) if row.only_publishable else None
        raise _moved_on(context, case, act) if slower else NotAllowed(unfit or _not_now(case, act))
    values, other = await forms.read(tx, context, case, row, form), None
    if act in (Act.MERGE, Act.UNSPLIT):
        other = await merging.leading(tx, actor, case, act, values.get("case", case.split_from))
        values["case"] = other.code
    done = await _told(tx, context, case, row, values)
    along = await _along(tx, context, actor, row, case, values, done)
    others = {one.case.code: one.done for one in along}
    return _Doing(row=row, case=case, values=values, done=replace(done, others=others), other=other, along=along)


async def _along(
    tx: Connection,
    context: Context,
    actor: Actor,
    row: CaseAct,
    case: ActedCase,
    values: Mapping[str, str],
    done: Performed,
) -> list[_Doing]:
    """The same act on the cases that go with this one; a citizen who is told once is told no more. Raises NotAllowed
    where one cannot be told what was to be told."""
    found, told = [], {done.told.to: case.code} if done.told else {}
    for one in await merging.along(tx, actor, row, case):
        try:
            of_one = await _told(tx, context, one, row, values)
        except NotAllowed as refusal:
            raise NotAllowed(reasons.OF_FOLLOWER(case=one.code, why=refusal.reason)) from None
        to = of_one.told.to if of_one.told else ""  # nobody's address is no sign that two are one
        if to and (first := told.setdefault(to, one.code)) != one.code:
            of_one = replace(of_one, told=None, why_not=reasons.TOLD_BEFORE(case=one.code, other=first))
        found.append(_Doing(row=row, case=one, values=values, done=of_one))
    return found


async def _case(conn: Connection, code: str) -> ActedCase:
    case = await store.to_act(conn, code)
    if case is None:
        raise NotAllowed(common.CASE_UNKNOWN(case=code))
    return case


def _not_now(case: ActedCase, act: Act) -> Reason:
    return reasons.NOT_NOW(case=case.code, state=STATE[case.state], act=reasons.ACTS[act])


def _moved_on(context: Context, case: ActedCase, act: Act) -> NotAllowed:
    """Whoever is slower is told who did what meanwhile."""
    did = read_models.EVENTS.get(f"event_{case.last_kind}")
    if did is None or case.last_at is None:
        return NotAllowed(_not_now(case, act))
    at = wording.minute(case.last_at, context.config.zone)
    who = case.last_name or case.last_actor.partition(":")[2] or case.last_actor
    return NotAllowed(reasons.MOVED_ON(case=case.code, who=who, did=did, at=at, state=STATE[case.state]))


async def _told(
    tx: Connection, context: Context, case: ActedCase, row: CaseAct, values: Mapping[str, str]
) -> Performed:
    """What the citizen gets, of the case as it will be. Raises NotAllowed where nobody can be told and that was all."""
    if row.tells is None:
        return Performed(act=row.act, told=None)
    after = changing.changes(row.act, case, values)
    then = replace(
        case, state=row.leads(case.state), unit=after.get("unit", case.unit), due_at=after.get("due_at", case.due_at)
    )
    try:
        to = await recipients.chosen(tx, context.config, case, "")
        filled = changing.filled(context, row.act, case, values)
        told = composing.compose(context, then, row.tells, to, case.opened_at, filled)
    except NotAllowed as cannot:
        if row.only_to_tell or values.get("words"):
            raise
        why = reasons.CANNOT_TELL(case=case.code, why=cannot.reason)
        return Performed(act=row.act, told=None, why_not=why)
    return Performed(act=row.act, told=told)


def _why(values: Mapping[str, str]) -> str:
    """What the audit keeps of it: never words to or about the citizen, but the reason, the unit, the ground."""
    kept = ("unit", "person", "body", "ground", "kind", "urgency", "until", "by", "reason")
    return " ".join(values[name] for name in kept if values.get(name))
