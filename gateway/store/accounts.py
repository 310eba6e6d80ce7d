"""Accounts by which persons log in: names, secrets, roles by unit, invitations. The only writer of these tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.domain.actor import Role
from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("accounts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`person`: the key in persons; `mail`: where they are told of cases, "" for nowhere; `memberships`: "role unit";
    `restricted_in`: units for whose restricted cases the person is named; `has_password`, `passkeys` (how many),
    `has_identity` (at a provider): by what they log in."""

    person: str
    name: str
    mail: str
    login: str
    has_password: bool
    disabled_at: datetime | None
    memberships: Sequence[str]
    restricted_in: Sequence[str]
    passkeys: int
    has_identity: bool

    @property
    def ways(self) -> list[str]:
        """By what this person logs in: password, passkey, provider."""
        known = {"password": self.has_password, "passkey": self.passkeys, "provider": self.has_identity}
        return [name for name, has in known.items() if has]

    @property
    def roles(self) -> Mapping[str, frozenset[Role]]:
        """By unit."""
        return roles_of(self.memberships)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What a log-in is held against. `password`: a PHC string; `totp`: base 32."""

    person: str
    password: str
    totp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody who is named for one restricted case."""

    person: str
    login: str
    name: str


ALL = rows.Select(SQL["all"], Account)
NAMED_FOR_CASE = rows.Select(SQL["named_for_case"], Named)
SECRETS = rows.Select(SQL["secrets"], Secrets)


def roles_of(memberships: Sequence[str]) -> dict[str, frozenset[Role]]:
    """By unit, of rows that say "role unit"."""
    held: dict[str, set[Role]] = {}
    for role, _, unit in (one.partition(" ") for one in memberships):
        held.setdefault(unit, set()).add(Role(role))
    return {unit: frozenset(roles) for unit, roles in held.items()}


async def listed(conn: Connection) -> list[Account]:
    """All, by log-in name."""
    return await ALL.all(conn, None, None)


async def by_login(conn: Connection, login: str) -> Account | None:
    """The account of this log-in name."""
    return await ALL.first(conn, login.lower(), None)


async def by_person(conn: Connection, person: str) -> Account | None:
    """The account of this person."""
    return await ALL.first(conn, None, person)


async def named_in(conn: Connection, units: Sequence[str]) -> bool:
    """Whether somebody is named for the restricted cases of one of these units; True where nobody has rights yet."""
    return bool(await conn.fetchval(SQL["named_in"], list(units)))


async def in_use(conn: Connection) -> bool:
    """Whether anybody has ever chosen a password here."""
    return bool(await conn.fetchval(SQL["in_use"]))


async def lock(tx: Connection) -> None:
    """Until this transaction ends nobody else makes the first account."""
    await tx.execute(SQL["lock"])


async def create(tx: Connection, person: str, login: str, name: str, unit: str) -> bool:
    """An account without a password, of a person who is known or is made with this name and unit. False where the
    person or the log-in name has one."""
    await tx.execute(SQL["create_person"], person, name, unit)
    return await tx.fetchval(SQL["create"], person, login.lower()) is not None


async def grant(tx: Connection, person: str, unit: str, role: Role) -> bool:
    """Give a role; False where it is held already."""
    return await tx.fetchval(SQL["grant"], person, unit, role) is not None


async def take(tx: Connection, person: str, unit: str, role: Role) -> bool:
    """Take a role; False where it is not held."""
    return await tx.fetchval(SQL["take"], person, unit, role) is not None


async def name_for_restricted(tx: Connection, person: str, unit: str, *, named: bool) -> bool:
    """Name a person for a unit's restricted cases, or no more; False where nothing changes."""
    return await tx.fetchval(SQL["name_for_restricted" if named else "unname_for_restricted"], person, unit) is not None


async def name_for_case(tx: Connection, case_id: int, person: str, *, named: bool) -> bool:
    """Name a person for one restricted case, or no more; False where nothing changes."""
    return await tx.fetchval(SQL["name_for_case" if named else "unname_for_case"], case_id, person) is not None


async def named_for_case(conn: Connection, case_id: int) -> list[Named]:
    """Those who are named for one case, by log-in name."""
    return await NAMED_FOR_CASE.all(conn, case_id)


async def secrets(conn: Connection, login: str) -> Secrets | None:
    """What a log-in by this name is held against; None where nobody can log in by it."""
    return await SECRETS.first(conn, login.lower())


async def use_step(tx: Connection, person: str, step: int) -> bool:
    """A code of this time step was given: False where it, or a later one, was used before (RFC 6238 §5.2)."""
    return await tx.fetchval(SQL["use_step"], person, step) is not None


async def set_secrets(tx: Connection, person: str, password: str, totp: str, step: int) -> None:
    """A new password and second factor, of which the code of `step` is used up."""
    await tx.execute(SQL["set_secrets"], person, password, totp, step)


async def clear(tx: Connection, person: str) -> None:
    """What was chosen opens nothing any more; that accounts are in use stays so."""
    await tx.execute(SQL["clear"], person)


async def without_password(tx: Connection, person: str) -> None:
    """Who has no password logs in otherwise: that accounts are in use is so from now on."""
    await tx.execute(SQL["without_password"], person)


async def lock_person(tx: Connection, person: str) -> None:
    """Until this transaction ends no other changes by what this person logs in."""
    await tx.execute(SQL["lock_person"], person)


async def set_password(tx: Connection, person: str, password: str) -> None:
    """A new password alone."""
    await tx.execute(SQL["set_password"], person, password)


async def disable(tx: Connection, person: str) -> bool:
    """This person logs in no more; False where it was so before."""
    return await tx.fetchval(SQL["disable"], person) is not None


async def enable(tx: Connection, person: str) -> None:
    """This person may log in again."""
    await tx.execute(SQL["enable"], person)


async def invite(tx: Connection, key: str, person: str, lasts: timedelta) -> None:
    """A link by which this person chooses a password. `key`: the hash of its token."""
    await tx.execute(SQL["invite"], key, person, lasts)


async def invited(conn: Connection, key: str) -> Account | None:
    """Whom a link is for; None where it is used up, too old or wrong."""
    person = await conn.fetchval(SQL["invited"], key)
    return await by_person(conn, person) if person else None


async def use_invitation(tx: Connection, key: str) -> str | None:
    """Use a link up; the person whose it is."""
    used: str | None = await tx.fetchval(SQL["use_invitation"], key)
    return used


async def claim_try(tx: Connection, name: str, waits: Sequence[int]) -> int:
    """A log-in is about to be tried: the seconds to wait before, 0 where it may go on. `name`: a hash of the log-in
    name; `waits`: seconds from the first failure to the second, and so on."""
    if await tx.fetchval(SQL["claim_try"], name, list(waits)) is not None:
        return 0
    return int(await tx.fetchval(SQL["wait"], name) or 1)


async def without_waiting(tx: Connection) -> None:
    """This transaction ends without waiting for the disk: how long a refusal takes tells nothing of what it writes."""
    await tx.execute(SQL["without_waiting"])


async def succeeded(tx: Connection, name: str) -> None:
    """The log-in that was tried was right."""
    await tx.execute(SQL["succeeded"], name)
