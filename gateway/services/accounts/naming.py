"""Who may see one restricted case, by name: beside those who are named for all of its unit's."""

from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act, Subject, may
from gateway.domain.units import UnitTree
from gateway.runtime.context import Context
from gateway.services import access, reasons
from gateway.services.accounts import log_in
from gateway.services.casework import people
from gateway.store import accounts, audit, casework
from gateway.store.accounts import Account
from gateway.store.database import Database

__all__ = ["name_for_case"]


async def name_for_case(db: Database, context: Context, actor: Actor, login: str, code: str, *, named: bool) -> bool:
    """Name a person for a restricted case, or no more; False where nothing changes. Being named gives no role: the
    person must have one in a unit of the case that sees. Raises NotAllowed, Forbidden."""
    async with db.transaction() as tx:
        case = await casework.to_act(tx, code)
        if case is None:
            raise NotAllowed(reasons.CASE_UNKNOWN(case=code))
        access.permit_in(actor, Act.NAME_FOR_CASE, people.subject_of(case))
        account = await accounts.by_login(tx, login.strip())
        if account is None:
            raise NotAllowed(reasons.ACCOUNT_UNKNOWN(login=login))
        if named and not case.restricted:
            raise NotAllowed(reasons.CASE_NOT_RESTRICTED(case=code))
        if named and not _sees(account, context.config.unit_tree, people.subject_of(case)):
            raise NotAllowed(reasons.NAMED_WITHOUT_ROLE(login=account.login))
        if done := await accounts.name_for_case(tx, case.id, account.person, named=named):
            detail = f"{'+' if named else '-'} {log_in.id_of(account.person)}"
            await audit.write(tx, actor, Act.NAME_FOR_CASE, f"case:{case.code}", detail)
    return done


def _sees(account: Account, tree: UnitTree, subject: Subject) -> bool:
    """Whether this person's roles would show the case, were it not restricted."""
    who = Actor(id=log_in.id_of(account.person), name=account.name, roles=tree.spread(account.roles))
    unrestricted = Subject(units=subject.units, asked=subject.asked)
    return account.disabled_at is None and may(who, Act.VIEW, unrestricted) is None
