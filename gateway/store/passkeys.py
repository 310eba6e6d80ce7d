"""Passkeys by which persons log in, and the challenges that were answered. The only writer of these tables."""

from dataclasses import dataclass
from datetime import datetime

from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("passkeys")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a log-in is held against. `handle`: the person's id there; `credential`: attested credential data (Web
    Authentication §6.5.1)."""

    person: str
    handle: bytes
    credential: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """As its person sees it."""

    id: bytes
    name: str
    created_at: datetime
    used_at: datetime | None


FIND = rows.Select(SQL["find"], Credential)
OF_PERSON = rows.Select(SQL["of_person"], Passkey)


async def add(tx: Connection, id: bytes, name: str, known: Credential, sign_count: int) -> bool:
    """Keep one; False where it is known already."""
    row = id, known.person, name, known.handle, known.credential, sign_count
    return await tx.fetchval(SQL["add"], *row) is not None


async def find(conn: Connection, id: bytes) -> Credential | None:
    """The one of this id; None where it is unknown or its person logs in no more."""
    return await FIND.first(conn, id)


async def use(tx: Connection, id: bytes, sign_count: int) -> bool:
    """A signature with this count was right; False where one that counted as far was there before: two keep the key."""
    return await tx.fetchval(SQL["use"], id, sign_count) is not None


async def of_person(conn: Connection, person: str) -> list[Passkey]:
    """A person's, oldest first."""
    return await OF_PERSON.all(conn, person)


async def remove(tx: Connection, id: bytes, person: str) -> bool:
    """Remove one of a person's; False where it is not theirs."""
    return await tx.fetchval(SQL["remove"], id, person) is not None


async def clear(tx: Connection, person: str) -> None:
    """Remove all of a person's."""
    await tx.execute(SQL["clear"], person)


async def use_challenge(tx: Connection, key: str, expires_at: datetime) -> bool:
    """A challenge is answered; False where it was before. `key`: its hash."""
    return await tx.fetchval(SQL["use_challenge"], key, expires_at) is not None
