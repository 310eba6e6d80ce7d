"""Cases that are dealt with together: some go with one that leads, and what is done with that is done with them.

Each citizen keeps their code, their line and the date that they were promised; all get the answer, by their own line
and under their own code. Who has written twice is told once. When cases are merged nobody is told anything: nothing
changes for a citizen, and another's matter is none of theirs.
"""

from collections.abc import Sequence
from typing import Any

from gateway.domain import casework, codes
from gateway.domain.actor import Actor
from gateway.domain.casework import CaseAct
from gateway.domain.errors import NotAllowed
from gateway.domain.model import OPEN_CASE_STATES, SECRET_KINDS, Kind
from gateway.domain.permissions import Act
from gateway.services import access
from gateway.services import reasons as common
from gateway.services.casework import people, reasons
from gateway.store import cases, inbox, outgoing_facts
from gateway.store import casework as store
from gateway.store.cases import Touch
from gateway.store.casework import ActedCase
from gateway.store.database import Connection

__all__ = ["along", "followers", "leading", "moved"]


async def leading(tx: Connection, actor: Actor, case: ActedCase, act: Act, typed: str) -> ActedCase:
    """The case that this one is to go with, both locked. What goes with another itself stands for that one: nothing
    goes with what goes with another.

    Raises Forbidden; NotAllowed: no such case, the same one, done or with a body outside, another unit asked to take it
    over, of another unit or for other eyes, or too many go with it."""
    named = codes.parse(typed)
    code = named[0] if len(named) == 1 else typed
    await store.lock_with(tx, [case.code, code])
    case = await store.to_act(tx, case.code) or case  # as it is now: it may be for few to see since it was read
    access.permit_in(actor, act, people.subject_of(case))
    found = await store.to_act(tx, code)
    if found is not None and found.leading:
        found = await store.to_act(tx, found.leading)
    if found is None:
        raise NotAllowed(common.CASE_UNKNOWN(case=code))
    access.permit_in(actor, act, people.subject_of(found))
    refusal = _refusal(case, found, act)
    if refusal is not None:
        raise NotAllowed(refusal(case=case.code, other=found.code))
    if len(found.followers) + len(case.followers) >= casework.MOST_MERGED:
        raise NotAllowed(reasons.MERGE_FULL(other=found.code, most=casework.MOST_MERGED))
    return found


def _refusal(case: ActedCase, other: ActedCase, act: Act) -> Any:
    """Why the one cannot go with the other, None where it can. A split that is undone goes back whatever unit it came
    to."""
    if case.id == other.id:
        return reasons.MERGE_ITSELF
    if other.state not in OPEN_CASE_STATES or other.kind == Kind.MISSED_CALL:
        return reasons.MERGE_DONE
    if other.passed_to and other.state == "transferred":
        return reasons.MERGE_OUTSIDE
    if other.handed_to:
        return reasons.MERGE_PENDING
    if case.restricted != other.restricted or (case.kind != other.kind and {case.kind, other.kind} & {*SECRET_KINDS}):
        return reasons.MERGE_RESTRICTED
    return reasons.MERGE_OTHER_UNIT if case.unit != other.unit and act is not Act.UNSPLIT else None


async def moved(tx: Connection, actor: Actor, act: Act, case: ActedCase, other: ActedCase | None) -> dict[str, Any]:
    """Have a case go with the other one, or with none any more; what that changes of it (store.casework.Change).

    Raises NotAllowed: it has gone to another unit or body with that one, as its citizen was told; or it has no message
    of its own; of a split that is undone: an officer has told its citizen something of it."""
    if act is Act.UNSPLIT and other is not None:
        await _give_back(tx, case, other, actor)
    if other is not None:
        if not await store.merge(tx, case.id, other.id):
            raise NotAllowed(reasons.MERGED_BEFORE(case=case.code))  # somebody was faster
        state = casework.beside(case.state, other.state, other.back_to)
        return {"state": state, "unit": other.unit, "assignee": other.assignee}
    if act is not Act.UNMERGE:
        return {}
    before = await store.unmerge(tx, case.id)
    if before is None or (case.unit, case.passed_to) != (before.unit, before.passed_to):
        raise NotAllowed(reasons.MERGED_MOVED(case=case.code, other=case.leading))
    if not await store.has_messages(tx, case.id):
        raise NotAllowed(reasons.MERGED_EMPTY(case=case.code, other=case.leading))
    return {"state": before.state, "assignee": before.assignee}


async def _give_back(tx: Connection, case: ActedCase, other: ActedCase, actor: Actor) -> None:
    """What was split off is a further message of the other case again. The code that its citizen was told goes with
    that case; what an officer has told them of it would be wrong there."""
    if await outgoing_facts.told_by_officer(tx, case.id):
        raise NotAllowed(reasons.UNSPLIT_TOLD(case=case.code))
    await inbox.move_back(tx, case.id, other.id, actor)
    await cases.touch(tx, [Touch(case_id=other.id, at=case.last_message_at, urgent=case.urgent)])


async def along(tx: Connection, actor: Actor, row: CaseAct, case: ActedCase) -> list[ActedCase]:
    """The cases that an act on this one is done to, too: those that go with it, locked, where their state allows it.
    Raises Forbidden."""
    if not row.along or not case.followers:
        return []
    found = await followers(tx, actor, row.act, case)
    return [one for one in found if one.state in row.sources and one.handed_to == case.handed_to]


async def followers(tx: Connection, actor: Actor, act: Act, case: ActedCase) -> Sequence[ActedCase]:
    """The cases that go with this one, locked. Raises Forbidden where this person may not do this to one of them."""
    if not case.followers:
        return ()
    await store.lock_with(tx, [case.code])
    found = [one for code in case.followers if (one := await store.to_act(tx, code)) and one.leading == case.code]
    for one in found:
        access.permit_in(actor, act, people.subject_of(one))
    return found
