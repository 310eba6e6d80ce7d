"""Sessions of browsers. Of a cookie only the hash is kept. The only writer of this table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("sessions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whose a session is. `person`: None for whoever used the one-time link; `actor`: the id that audit keeps;
    `by_provider`: whether one is perhaps logged in there too; `memberships`: "role unit" each."""

    person: str | None
    actor: str
    by_provider: bool
    name: str
    memberships: Sequence[str]
    restricted_in: Sequence[str]
    has_named_cases: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A session of a person that has not ended."""

    key: str
    created_at: datetime
    seen_at: datetime


FIND = rows.Select(SQL["find"], Known)
OF_PERSON = rows.Select(SQL["of_person"], Open)


async def open(
    tx: Connection,
    key: str,
    person: str | None,
    actor: str,
    *,
    by_provider: bool = False,
    provider_session: str = "",
) -> None:
    """A new one; those that ended long ago go. `provider_session`: the hash of the name of the one there, "" where that
    is not known."""
    await tx.execute(SQL["forget"])
    await tx.execute(SQL["open"], key, person, actor, by_provider, provider_session)


async def find(conn: Connection, key: str, *, use: bool) -> Known | None:
    """The session, while it lasts. `use`: this request counts as use."""
    return await FIND.first(conn, key, use)


async def is_new(conn: Connection, key: str, within: timedelta) -> bool:
    """Whether it was begun no longer ago than this."""
    return bool(await conn.fetchval(SQL["is_new"], key, within))


async def revoke(tx: Connection, key: str) -> bool:
    """End one; False where it has ended so before."""
    return await tx.fetchval(SQL["revoke"], key) is not None


async def revoke_person(tx: Connection, person: str, but: str = "") -> int:
    """End all of a person's, but perhaps one; how many."""
    return len(await tx.fetch(SQL["revoke_person"], person, but))


async def end_by_provider(tx: Connection, person: str, session: str) -> list[str]:
    """End those that began by the provider: this person's ("": whoever's), of that session there ("": of all); whose
    each of them was. One must be given."""
    return [row["person"] for row in await tx.fetch(SQL["end_by_provider"], person, session)]


async def ended_there(conn: Connection, key: str) -> bool:
    """Whether it ended within a day because its person has logged out at the provider."""
    return bool(await conn.fetchval(SQL["ended_there"], key))


async def of_person(conn: Connection, person: str) -> list[Open]:
    """A person's open ones, oldest first."""
    return await OF_PERSON.all(conn, person)
