"""An officer says whether a case is for few to see: a denunciation or a complaint, or an ordinary one.

What only may be a denunciation is restricted until somebody has looked (policy/delicate.py). Once it is found to be
none, a date is owed that the receipt did not say; the receipt, which is true either way, stays true.
"""

from dataclasses import dataclass, replace

from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.model import SECRET_KINDS, EventKind, Kind, Purpose, Restricted, Unrestricted
from gateway.domain.permissions import Act
from gateway.domain.reasons import Reason
from gateway.replies import wording
from gateway.runtime.context import Context
from gateway.services import access, composing, reasons
from gateway.services.access import Thing
from gateway.services.composing import Preview
from gateway.store import audit, cases, deadlines, outbox, read_models
from gateway.store.cases import Case, NewEvent
from gateway.store.database import Connection, Database

__all__ = ["Unrestricting", "may_unrestrict", "preview", "restrict", "unrestrict"]

REACHED = ("due", "sent", "delivered", "unknown")  # a receipt that its citizen has, may have, or is about to get
DATED = (Purpose.ACKNOWLEDGEMENT, Purpose.FAQ)  # what has told the date before


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrestricting:
    """What follows when a case is found to be an ordinary one.

    `kind`: what it is then; `told`: the acknowledgement with the date that its citizen may get; None where none is due,
    and `why_not` says why."""

    kind: Kind
    told: Preview | None
    why_not: Reason | None


async def preview(db: Database, context: Context, code: str, actor: Actor) -> Unrestricting:
    """What `unrestrict` would do; it quotes the subject. Raises NotAllowed: no such case, or it is not restricted."""
    async with db.transaction() as tx:
        case = await _case(tx, context, code, actor, Act.UNRESTRICT)
        await access.view(tx, context.config, actor, Thing("case", code), "preview", once=True)
        return await may_unrestrict(tx, context, case)


async def may_unrestrict(conn: Connection, context: Context, case: Case) -> Unrestricting:
    """What `unrestrict` would do with a case. Raises NotAllowed: it is not restricted."""
    if not case.restricted:
        raise NotAllowed(reasons.CASE_NOT_RESTRICTED(case=case.code))
    ordinary = _ordinary(case)
    told, why_not = await _acknowledgement(conn, context, ordinary)
    return Unrestricting(kind=Kind(ordinary.kind), told=told, why_not=why_not)


async def unrestrict(
    db: Database, context: Context, code: str, reason: str, actor: Actor, *, tell: bool
) -> Unrestricting:
    """It is no denunciation: an ordinary case from now on. `tell`: its citizen gets the acknowledgement that is due.

    Raises NotAllowed: no reason, no such case, not restricted."""
    async with db.transaction() as tx:
        case = await _case(tx, context, code, actor, Act.UNRESTRICT)
        found = await may_unrestrict(tx, context, case)
        event = Unrestricted(kind=found.kind, reason=_said(reason))
        if not await cases.unrestrict(tx, case.id, found.kind):
            raise NotAllowed(reasons.CASE_NOT_RESTRICTED(case=code))  # somebody was faster
        cause = await _note(tx, case, event, actor, Act.UNRESTRICT)
        if tell and found.told:
            kind, ordinary = EventKind.UNRESTRICTED, _ordinary(case)
            row = await composing.outgoing(tx, context, ordinary, found.told, cause, kind, automatic=True)
            await outbox.enqueue(tx, [row])
    return found


async def restrict(db: Database, context: Context, code: str, kind: str, reason: str, actor: Actor) -> None:
    """It is a denunciation (to_cao) or a complaint (khieu_nai): seen by few from now on. Its citizen is told nothing.

    Raises NotAllowed: no reason, no such case or kind, or it was so before."""
    async with db.transaction() as tx:
        case = await _case(tx, context, code, actor, Act.RESTRICT)
        if kind not in SECRET_KINDS:
            raise NotAllowed(reasons.KIND_NOT_SECRET)
        event = Restricted(kind=kind, reason=_said(reason))
        if not await cases.restrict(tx, case.id, kind):
            raise NotAllowed(reasons.CASE_RESTRICTED(case=code))
        await deadlines.done(tx, [case.id], ["publish"])
        await _note(tx, case, event, actor, Act.RESTRICT)


async def _acknowledgement(conn: Connection, context: Context, case: Case) -> tuple[Preview | None, Reason | None]:
    """What tells the citizen the date that is owed now, or why nothing does. It goes where the receipt went: whoever
    got none was not to be written to."""
    now = await read_models.now(conn)
    stands = wording.standing(case, now)
    if stands != "due":
        return None, (reasons.DATE_PAST if stands == "late" else reasons.NO_DATE_OWED)(case=case.code)
    sent = await read_models.outgoing_of(conn, case.id)
    if any(row.purpose in DATED and row.state in REACHED for row in sent):
        return None, reasons.DATE_TOLD(case=case.code)
    receipts = [row.recipient for row in sent if row.purpose == Purpose.RECEIPT and row.state in REACHED]
    if not receipts:
        return None, reasons.NO_RECEIPT(case=case.code)
    try:
        return composing.compose(context, case, Purpose.ACKNOWLEDGEMENT, receipts[-1], now, {}), None
    except NotAllowed as gone:
        return None, gone.reason


def _ordinary(case: Case) -> Case:
    """The case as it is when it is found to be no secret one."""
    return replace(case, restricted=False, kind=Kind.FEEDBACK if case.kind in SECRET_KINDS else case.kind)


def _said(reason: str) -> str:
    if not reason.strip():
        raise NotAllowed(reasons.REASON_MISSING)
    return reason.strip()


async def _note(tx: Connection, case: Case, payload: Restricted | Unrestricted, actor: Actor, act: Act) -> int:
    """Who did it and why: in the case's history and in the audit. Returns the event's id."""
    (event,) = await cases.write_events(tx, [NewEvent(case_id=case.id, payload=payload, actor=actor.id)])
    await audit.write(tx, actor, act, f"case:{case.code}", payload.reason)
    return event


async def _case(conn: Connection, context: Context, code: str, actor: Actor, act: Act) -> Case:
    """The case, if this person may do this to it. Raises NotAllowed."""
    await access.permit(conn, context.config, actor, act, Thing("case", code))
    case = await cases.find(conn, code)
    if case is None:
        raise NotAllowed(reasons.CASE_UNKNOWN(case=code))
    if case.erased_at is not None:
        raise NotAllowed(reasons.CASE_ERASED(case=code))
    return case
