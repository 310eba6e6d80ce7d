"""A person says what came of calling somebody back, where no telephone system does."""

from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.model import OPEN_CASE_STATES, CalledBack, Kind
from gateway.domain.permissions import Act
from gateway.runtime.context import Context
from gateway.services import access, reasons
from gateway.services.access import Thing
from gateway.services.calls import judging
from gateway.store import audit, calls, cases
from gateway.store.cases import NewEvent
from gateway.store.database import Database

__all__ = ["called_back"]


async def called_back(db: Database, context: Context, code: str, actor: Actor, *, reached: bool) -> None:
    """The citizen of a case of missed calls was called: spoken to, which closes it, or not reached.

    Raises NotAllowed: no such case, none of missed calls, or closed."""
    async with db.transaction() as tx:
        await access.permit(tx, context.config, actor, Act.CALL_BACK, Thing("case", code))
        case = await cases.find(tx, code)
        if case is None:
            raise NotAllowed(reasons.CASE_UNKNOWN(case=code))
        if case.kind != Kind.MISSED_CALL or case.state not in OPEN_CASE_STATES:
            raise NotAllowed(reasons.CASE_NOT_MISSED_CALL(case=code))
        event = CalledBack(reached=reached)
        if reached:
            now = await tx.fetchval("SELECT now()")
            if not await judging.close(tx, case.id, event, now, actor.id):
                raise NotAllowed(reasons.CASE_NOT_MISSED_CALL(case=code))  # somebody was faster
            await calls.case_called_back(tx, case.id, now)
        else:
            await cases.write_events(tx, [NewEvent(case_id=case.id, payload=event, actor=actor.id)])
        await audit.write(tx, actor, Act.CALL_BACK, f"case:{code}", "reached" if reached else "not reached")
