"""Whose answer needs a second pair of eyes, and who may do without because there is no second."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act, Subject, may
from gateway.runtime.context import Context
from gateway.services import reasons
from gateway.services.accounts import people
from gateway.services.casework.noting import case_for
from gateway.services.casework.people import named_for
from gateway.store import answers
from gateway.store.cases import Case
from gateway.store.database import Connection, Database

__all__ = ["Rule", "Submitted", "refuse_alone", "rule", "submitted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Whether an answer of this person needs somebody else's approval, and whether they may send it with a reason,
    because nobody else can approve it."""

    needs_approval: bool
    may_send_alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A version that waits for approval, and the names of the files that go with it."""

    version: int
    files: Sequence[str]


async def rule(conn: Connection, context: Context, case: Case, actor: Actor) -> Rule:
    """Whether an answer of this person to this case needs approval. A head alone in a unit sends with a reason: an
    answer that nobody can approve would never go out."""
    unit = context.config.units.get(case.unit)
    if unit is None or not unit.four_eyes:
        return Rule(needs_approval=False)
    persons = await named_for(conn, case.id)
    subject = Subject(units=frozenset({case.unit}), restricted=case.restricted, persons=persons)
    if may(actor, Act.APPROVE_ANSWER, subject) is not None:
        return Rule(needs_approval=True)
    others = await people.actors(conn, context.config.unit_tree)
    alone = all(one.id == actor.id or may(one, Act.APPROVE_ANSWER, subject) is not None for one in others)
    return Rule(needs_approval=True, may_send_alone=alone)


async def refuse_alone(conn: Connection, context: Context, case: Case, actor: Actor, reason: str) -> None:
    """Raises NotAllowed where this answer needs somebody else's approval."""
    asked = await rule(conn, context, case, actor)
    if asked.needs_approval and not (asked.may_send_alone and reason):
        wanted = reasons.ANSWER_REASON_WANTED if asked.may_send_alone else reasons.ANSWER_NEEDS_APPROVAL
        raise NotAllowed(wanted(case=case.code))


async def submitted(db: Database, context: Context, code: str, actor: Actor, act: Act) -> Submitted:
    """The version that waits for approval, for whoever may do this to it. Raises NotAllowed: none does."""
    async with db.connection() as conn:
        case = await case_for(conn, context, code, actor, act)
        found = next((one for one in await answers.of_case(conn, case.id) if one.state == "submitted"), None)
        if found is None:
            raise NotAllowed(reasons.ANSWER_NOT_SUBMITTED(case=code))
        files = await answers.files(conn, case.id)
    return Submitted(version=found.version, files=[one.name for one in files if one.version == found.version])
