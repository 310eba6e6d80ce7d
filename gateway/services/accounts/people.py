"""Who gets an account, which roles in which unit, who is named for restricted cases; and the first account of all.

Nobody gives a right over a unit that they do not administer: a role in every unit is given by those who administer
every unit, and so is a new password for whoever holds one.
"""

import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from gateway.domain import addresses
from gateway.domain.actor import EVERY_UNIT, Actor, Role
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import EVERYWHERE, Act, Subject
from gateway.domain.units import UnitTree
from gateway.runtime.context import Context
from gateway.services import access, reasons
from gateway.services.accounts import log_in, passwords, second_factor
from gateway.store import accounts, audit, identities, passkeys, sessions
from gateway.store import people as persons
from gateway.store.accounts import Account
from gateway.store.database import Connection, Database

__all__ = [
    "LASTS",
    "accept",
    "accepted",
    "actors",
    "add",
    "disable",
    "first",
    "grant",
    "invited",
    "listed",
    "name",
    "open_invitation",
    "provided",
    "reset",
    "set_mail",
    "take",
]

LASTS = timedelta(days=3)  # a link by which a password is chosen
LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


async def listed(db: Database, actor: Actor) -> list[Account]:
    """All accounts that have a role in a unit of which this actor may see who has rights, and those that have none."""
    units = access.units_of(actor, Act.LIST_PEOPLE)
    async with db.connection() as conn:
        known = await accounts.listed(conn)
    return [one for one in known if units is None or not one.roles or units & one.roles.keys()]


async def actors(conn: Connection, tree: UnitTree) -> list[Actor]:
    """Everybody who can log in."""
    return [
        Actor(
            id=log_in.id_of(one.person),
            name=one.name,
            roles=tree.spread(one.roles),
            restricted_in=tree.under(one.restricted_in),
        )
        for one in await accounts.listed(conn)
        if one.has_password and one.disabled_at is None
    ]


async def first(db: Database, actor: Actor, login: str, name: str) -> str:
    """The first account, with every role in every unit, as whoever used the one-time link had: the token of its link.
    Raises NotAllowed: somebody can log in already, or what was typed is no name."""
    async with db.transaction() as tx:
        await accounts.lock(tx)
        if await accounts.in_use(tx):
            raise NotAllowed(reasons.ACCOUNTS_IN_USE)
        access.permit_in(actor, Act.ADD_PERSON, EVERYWHERE)
        login, name = _checked(login, name)
        account = await accounts.by_login(tx, login)  # of a first try that went no further
        person = account.person if account else await _create(tx, login, name, "")
        for role in Role:
            await accounts.grant(tx, person, EVERY_UNIT, role)
        await accounts.name_for_restricted(tx, person, EVERY_UNIT, named=True)
        await audit.write(tx, actor, Act.ADD_PERSON, log_in.id_of(person), "first")
        return await _invite(tx, person)


async def add(db: Database, context: Context, actor: Actor, login: str, name: str, unit: str, role: Role) -> str:
    """An account with a role in a unit (EVERY_UNIT: in each): the token of its link. Raises NotAllowed, Forbidden."""
    async with db.transaction() as tx:
        access.permit_in(actor, Act.ADD_PERSON, subject(context, unit))
        login, name = _checked(login, name)
        person = await _create(tx, login, name, "" if unit == EVERY_UNIT else unit)
        await accounts.grant(tx, person, unit, role)
        await audit.write(tx, actor, Act.ADD_PERSON, log_in.id_of(person), f"{role} {unit}")
        return await _invite(tx, person)


async def grant(db: Database, context: Context, actor: Actor, login: str, unit: str, role: Role) -> bool:
    """Give a role; False where it is held already. Raises NotAllowed, Forbidden."""
    async with db.transaction() as tx:
        access.permit_in(actor, Act.GRANT, subject(context, unit))
        account = await _account(tx, login)
        if done := await accounts.grant(tx, account.person, unit, role):
            await audit.write(tx, actor, Act.GRANT, log_in.id_of(account.person), f"+ {role} {unit}")
    return done


async def take(db: Database, actor: Actor, login: str, unit: str, role: Role) -> bool:
    """Take a role, also of a unit that is no longer configured; False where it is not held. Raises as `grant`."""
    async with db.transaction() as tx:
        access.permit_in(actor, Act.GRANT, _of(unit))
        account = await _account(tx, login)
        if done := await accounts.take(tx, account.person, unit, role):
            await audit.write(tx, actor, Act.GRANT, log_in.id_of(account.person), f"- {role} {unit}")
    return done


async def name(db: Database, context: Context, actor: Actor, login: str, unit: str, *, named: bool) -> bool:
    """Name a person for a unit's restricted cases, or no more; False where nothing changes. Raises as `grant`."""
    async with db.transaction() as tx:
        access.permit_in(actor, Act.GRANT, subject(context, unit) if named else _of(unit))
        account = await _account(tx, login)
        if done := await accounts.name_for_restricted(tx, account.person, unit, named=named):
            sign = "+" if named else "-"
            await audit.write(tx, actor, Act.GRANT, log_in.id_of(account.person), f"{sign} restricted {unit}")
    return done


async def reset(db: Database, actor: Actor, login: str) -> str:
    """How one logs in is to be chosen anew: the token of the link. Password, second factor, passkeys and an account at
    a provider open nothing any more, and the person's sessions end; a disabled account is open again. Raises
    NotAllowed, Forbidden."""
    async with db.transaction() as tx:
        account = await _administered(tx, actor, Act.RESET_PERSON, login)
        await accounts.clear(tx, account.person)
        await passkeys.clear(tx, account.person)
        await identities.clear(tx, account.person)
        await accounts.enable(tx, account.person)
        await sessions.revoke_person(tx, account.person)
        await audit.write(tx, actor, Act.RESET_PERSON, log_in.id_of(account.person))
        return await _invite(tx, account.person)


async def disable(db: Database, actor: Actor, login: str) -> bool:
    """This person logs in no more, and their sessions end; False where it was so before. Raises NotAllowed,
    Forbidden."""
    async with db.transaction() as tx:
        account = await _administered(tx, actor, Act.DISABLE_PERSON, login)
        if done := await accounts.disable(tx, account.person):
            await sessions.revoke_person(tx, account.person)
            await audit.write(tx, actor, Act.DISABLE_PERSON, log_in.id_of(account.person))
    return done


async def set_mail(db: Database, context: Context, actor: Actor, login: str, typed: str) -> bool:
    """Where a person is told of cases, and from where their answers act (docs/NOTICES.md), "" for nowhere; False where
    it was so before. An answer acts by the token of a notice, so that nobody does who does not read that mailbox; one
    to the address before acts no more. Raises NotAllowed: no address, one of our own lines, somebody else's; Forbidden.
    """
    async with db.transaction() as tx:
        account = await _administered(tx, actor, Act.SET_MAIL, login)
        urn = addresses.mail(typed)
        if typed.strip() and (not urn or urn in context.config.own_addresses):
            raise NotAllowed(reasons.MAIL_WRONG)
        mail = urn.removeprefix("mailto:")
        if mail and await persons.is_mail_of_another(tx, account.person, mail):
            raise NotAllowed(reasons.MAIL_TAKEN)
        if done := await persons.set_mail(tx, account.person, mail):
            await audit.write(tx, actor, Act.SET_MAIL, log_in.id_of(account.person), "+" if mail else "-")
    return done


async def invited(db: Database, token: str) -> Account | None:
    """Whose link it is; None where it is used up, too old or wrong."""
    async with db.connection() as conn:
        return await accounts.invited(conn, log_in.key_of(token))


async def accept(db: Database, context: Context, token: str, password: str, code: str) -> str:
    """Choose a password and prove the second factor: the secret of a session. Raises NotAllowed."""
    account = await open_invitation(db, token)
    passwords.check(password, account.login)
    secret = second_factor.secret_for(context.key, token)
    step = second_factor.step_of(secret, code, datetime.now(UTC))
    if step is None:
        raise NotAllowed(reasons.CODE_WRONG)
    kept = await passwords.hashed(password)
    async with db.transaction() as tx:
        who = await accepted(tx, account, token, "password and second factor")
        await accounts.set_secrets(tx, account.person, kept, secret, step)
        return await log_in.begin(tx, who)


async def open_invitation(db: Database, token: str) -> Account:
    """Whose link it is, by which they choose how they log in. Raises NotAllowed where there is nothing to choose."""
    account = await invited(db, token)
    if account is None or account.disabled_at is not None:
        raise NotAllowed(reasons.LINK_USED_UP)
    return account


async def provided(tx: Connection, login: str, name: str) -> Account | None:
    """An account of whom the provider gives a role here; None where a person is known by this name already. Raises
    NotAllowed where it is no log-in name."""
    login, name = _checked(login, name)
    if not await accounts.create(tx, login, login, name[:100], ""):
        return None
    await audit.write(tx, log_in.actor_of(login), Act.ADD_PERSON, log_in.id_of(login), "provider")
    return await accounts.by_login(tx, login)


async def accepted(tx: Connection, account: Account, token: str, by: str) -> str:
    """Use the link up, and write down `by` what its person logs in from now on: the person. Raises NotAllowed."""
    if await accounts.use_invitation(tx, log_in.key_of(token)) is None:
        raise NotAllowed(reasons.LINK_USED_UP)
    await accounts.succeeded(tx, log_in.key_of(account.login))
    who = Actor(id=log_in.id_of(account.person), name=account.name, roles=account.roles)
    await audit.write(tx, who, Act.OWN_ACCOUNT, who.id, by)
    return account.person


def subject(context: Context, unit: str) -> Subject:
    """A unit as what is acted on. Raises NotAllowed where none of this name is configured."""
    if unit != EVERY_UNIT and unit not in context.config.units:
        raise NotAllowed(reasons.UNIT_UNKNOWN(unit=unit))
    return _of(unit)


def _of(unit: str) -> Subject:
    return EVERYWHERE if unit == EVERY_UNIT else Subject(units=frozenset({unit}))


async def _account(tx: Connection, login: str) -> Account:
    account = await accounts.by_login(tx, login)
    if account is None:
        raise NotAllowed(reasons.ACCOUNT_UNKNOWN(login=login))
    return account


async def _administered(tx: Connection, actor: Actor, act: Act, login: str) -> Account:
    """The account, if this actor may do this in every unit in which the person holds a role."""
    account = await _account(tx, login)
    units: Iterable[str] = account.roles or [EVERY_UNIT]
    for unit in (*units, *account.restricted_in):
        access.permit_in(actor, act, _of(unit))
    return account


async def _create(tx: Connection, login: str, name: str, unit: str) -> str:
    if not await accounts.create(tx, login, login, name, unit):
        raise NotAllowed(reasons.LOGIN_TAKEN(login=login))
    return login


async def _invite(tx: Connection, person: str) -> str:
    token = secrets.token_urlsafe(32)
    await accounts.invite(tx, log_in.key_of(token), person, LASTS)
    return token


def _checked(login: str, name: str) -> tuple[str, str]:
    login, name = login.strip().lower(), " ".join(name.split())
    if not LOGIN.fullmatch(login):
        raise NotAllowed(reasons.LOGIN_SHAPE)
    if not name or len(name) > 100:
        raise NotAllowed(reasons.NAME_MISSING)
    return login, name
