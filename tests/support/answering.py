"""Officers who answer on the page of a gateway that runs, and what became of their answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from httpx import AsyncClient

from gateway.domain.actor import Actor, Role
from gateway.services.accounts import log_in
from gateway.store import sessions
from tests.support import people
from tests.support.console import Console

SESSIONS = count()


def person(key: str, *roles: Role) -> Actor:
    return Actor(id=log_in.id_of(key), name=f"Cán bộ {key}", roles={"vanmieu": frozenset(roles)})


LAN, BINH, HOA = person("lan", Role.OFFICER), person("binh", Role.APPROVER), person("hoa", Role.APPROVER)


@asynccontextmanager
async def browser(c: Console, login: str, role: Role, unit: str = "vanmieu") -> AsyncIterator[AsyncClient]:
    """That of a person who is logged in."""
    if not await c.rows("SELECT 1 FROM accounts WHERE person = $1", login):
        await people.account(c.db, login, roles=[role], unit=unit, restricted_in=[])
    secret = f"{login} {next(SESSIONS)}"
    async with c.db.transaction() as tx:
        await sessions.open(tx, log_in.key_of(secret), login, log_in.id_of(login))
    async with c.client() as client:
        client.cookies.set(f"gw_{c.context.config.console.port}", secret)
        yield client


async def case_of(c: Console, sender: str, unit: str = "vanmieu") -> str:
    """The code of the case that a text of this number has become, in this unit."""
    (row,) = await c.rows("UPDATE cases SET unit = $2 WHERE sender = $1 RETURNING code", f"tel:{sender}", unit)
    return str(row["code"])


async def sent(c: Console, code: str) -> list[str]:
    """The results of a case, as they were queued."""
    found = "SELECT o.text FROM outbox o JOIN cases k ON k.id = o.case_id WHERE k.code = $1 AND purpose = 'result'"
    return [row["text"] for row in await c.rows(found, code)]


async def versions(c: Console, code: str) -> list[tuple[str, ...]]:
    found = "SELECT a.state, author, approver, reason FROM answers a JOIN cases k ON k.id = a.case_id WHERE code = $1"
    return [tuple(row.values()) for row in await c.rows(f"{found} ORDER BY version", code)]
