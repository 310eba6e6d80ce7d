"""Accounts at a provider (OpenID Connect) by which persons log in, the roles that it gives, and that it does not work.
The only writer of identities and log_in_troubles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.reasons import Reason
from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("identities")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Whose an account at the provider is. `disabled`: this person logs in no more."""

    person: str
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A provider does not work: why, and since when."""

    issuer: str
    since: datetime
    error: Reason


TROUBLES = rows.Select(SQL["troubles"], Trouble)
FIND = rows.Select(SQL["find"], Bound)


async def find(conn: Connection, issuer: str, subject: str) -> Bound | None:
    """Whose it is; None where nobody here is known by it."""
    return await FIND.first(conn, issuer, subject)


async def bind(tx: Connection, issuer: str, subject: str, person: str) -> bool:
    """From now on this person logs in by it; False where it is another's, or they have one at this provider."""
    return await tx.fetchval(SQL["bind"], issuer, subject, person) is not None


async def use(tx: Connection, issuer: str, subject: str) -> None:
    """Its person logged in."""
    await tx.execute(SQL["use"], issuer, subject)


async def clear(tx: Connection, person: str) -> None:
    """None of this person's opens anything any more."""
    await tx.execute(SQL["clear"], person)


async def provide(tx: Connection, person: str, roles: Sequence[tuple[str, str]]) -> list[str]:
    """The provider gives these roles, (unit, role), and no others: what changed, "+ role unit", "- role unit"."""
    units, names = [unit for unit, _ in roles], [role for _, role in roles]
    return [row["said"] for row in await tx.fetch(SQL["provide"], person, units, names)]


async def note(tx: Connection, issuer: str, error: Reason | None) -> None:
    """What a log-in has met with at the provider; None: it works."""
    if error is None:
        await tx.execute(SQL["works"], issuer)
    else:
        await tx.execute(SQL["failed"], issuer, error)


async def troubles(conn: Connection) -> list[Trouble]:
    """Providers that do not work."""
    return await TROUBLES.all(conn)
