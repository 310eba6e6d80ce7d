"""Accounts at a provider (OpenID Connect) by which persons log in, and the roles that it gives. The only writer of
identities."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("identities")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Whose an account at the provider is. `disabled`: this person logs in no more."""

    person: str
    disabled: bool


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
