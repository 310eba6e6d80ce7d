"""What every act on an answer begins and ends with: may this person do it to this case, and who did it."""

from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.model import EventPayload
from gateway.domain.permissions import Act
from gateway.runtime.context import Context
from gateway.services import access, reasons
from gateway.services.casework.people import subject_of
from gateway.store import audit, cases, casework
from gateway.store.cases import Case
from gateway.store.casework import ActedCase
from gateway.store.database import Connection

__all__ = ["case_for", "note", "write"]


async def note(tx: Connection, case: Case, payload: EventPayload, actor: Actor, act: Act, detail: str = "") -> None:
    """Who did it: in the case's history and in the audit."""
    await write(tx, case, payload, actor)
    await audit.write(tx, actor, act, f"case:{case.code}", detail)


async def write(tx: Connection, case: Case, payload: EventPayload, actor: Actor) -> int:
    """An event of the case; its id."""
    (event,) = await cases.write_events(tx, [cases.NewEvent(case_id=case.id, payload=payload, actor=actor.id)])
    return event


async def case_for(conn: Connection, context: Context, code: str, actor: Actor, act: Act = Act.ANSWER) -> ActedCase:
    """The case, if this person may do this to it. Raises NotAllowed."""
    case = await casework.to_act(conn, code)
    if case is None:
        raise NotAllowed(reasons.CASE_UNKNOWN(case=code))
    access.permit_in(actor, act, subject_of(case))
    if case.erased_at is not None:
        raise NotAllowed(reasons.CASE_ERASED(case=code))
    return case
