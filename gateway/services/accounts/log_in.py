"""Logging in by name, password and code; going out; one's own password and sessions.

Whatever is wrong is told in the same words after the same time, so that nobody learns which names there are. Each
failure makes the wait for the next try by that name longer, to five minutes: strangers never close an account.
"""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act
from gateway.services import reasons
from gateway.services.accounts import passwords, second_factor
from gateway.store import accounts, audit, sessions
from gateway.store.database import Connection, Database

__all__ = ["WAITS", "actor_of", "begin", "change_password", "end", "id_of", "key_of", "log_in", "log_out", "person_of"]

RECENT = timedelta(minutes=15)  # a session that somebody found open makes no way in that outlasts it
WAITS = (0, 0, 0, 1, 2, 4, 8, 15, 30, 60, 120, 300)  # seconds after the first failure, the second, and so on


def key_of(secret: str) -> str:
    """What is kept of a secret that a browser holds: its hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def id_of(person: str) -> str:
    """A person as events and audit keep it."""
    return f"person:{person}"


def person_of(actor: Actor) -> str:
    """The person whose account an actor logged in by, "" for whoever has none."""
    kind, _, person = actor.id.partition(":")
    return person if kind == "person" else ""


async def log_in(db: Database, login: str, password: str, code: str) -> str:
    """Returns the secret of a new session. Raises NotAllowed: wrong, or too soon after a failure."""
    login = login.strip().lower()[:200].replace("\x00", "")
    name = key_of(login)
    async with db.transaction() as tx:
        if wait := await accounts.claim_try(tx, name, WAITS):
            raise NotAllowed(reasons.LOG_IN_WAIT(seconds=wait))
    async with db.connection() as conn:
        known = await accounts.secrets(conn, login)
    right = await passwords.matches(password, known.password if known else None)
    step = second_factor.step_of(known.totp, code, datetime.now(UTC)) if known and right else None
    async with db.transaction() as tx:
        fresh = known is not None and step is not None and await accounts.use_step(tx, known.person, step)
        if not fresh:
            await accounts.without_waiting(tx)
        if known is not None:
            await audit.write(tx, actor_of(known.person), Act.LOG_IN, id_of(known.person), "" if fresh else "refused")
        if known is not None and fresh:
            await accounts.succeeded(tx, name)
            return await begin(tx, known.person)
    raise NotAllowed(reasons.LOG_IN_WRONG)


async def begin(tx: Connection, person: str, *, by_provider: bool = False, provider_session: str = "") -> str:
    """A new session of this person; the secret of its cookie. `provider_session`: as of sessions.open."""
    secret = secrets.token_urlsafe(32)
    await sessions.open(
        tx, key_of(secret), person, id_of(person), by_provider=by_provider, provider_session=provider_session
    )
    return secret


async def log_out(db: Database, actor: Actor, key: str) -> None:
    """End this session."""
    async with db.transaction() as tx:
        if await sessions.revoke(tx, key):
            await audit.write(tx, actor, Act.LOG_OUT, actor.id)


async def end(db: Database, actor: Actor, person: str, key: str, here: str) -> None:
    """End one of one's own sessions, or all but `here` ("")."""
    async with db.transaction() as tx:
        own = {one.key for one in await sessions.of_person(tx, person)}
        if key == "":
            await sessions.revoke_person(tx, person, here)
        elif key in own:
            await sessions.revoke(tx, key)
        await audit.write(tx, actor, Act.OWN_ACCOUNT, actor.id, "sessions")


async def permit_another_way(conn: Connection, key: str) -> None:
    """Raises NotAllowed where this session is too old to add another way to log in."""
    if not await sessions.is_new(conn, key, RECENT):
        raise NotAllowed(reasons.LOG_IN_AGAIN(minutes=RECENT // timedelta(minutes=1)))


async def change_password(db: Database, actor: Actor, person: str, old: str, new: str, here: str) -> None:
    """A new password for oneself; the sessions elsewhere end. Raises NotAllowed: the old one is wrong, which counts as
    a failure to log in, or the new one may be none."""
    async with db.transaction() as tx:
        account = await accounts.by_person(tx, person)
        if account is None:
            raise NotAllowed(reasons.LOG_IN_WRONG)
        passwords.check(new, account.login)
        if wait := await accounts.claim_try(tx, key_of(account.login), WAITS):
            raise NotAllowed(reasons.LOG_IN_WAIT(seconds=wait))
    async with db.connection() as conn:
        known = await accounts.secrets(conn, account.login)
    if not await passwords.matches(old, known.password if known else None):
        raise NotAllowed(reasons.OLD_PASSWORD_WRONG)
    kept = await passwords.hashed(new)
    async with db.transaction() as tx:
        await accounts.set_password(tx, person, kept)
        await accounts.succeeded(tx, key_of(account.login))
        await sessions.revoke_person(tx, person, here)
        await audit.write(tx, actor, Act.OWN_ACCOUNT, actor.id, "password")


def actor_of(person: str) -> Actor:
    """Somebody who is about to log in: nothing is permitted to them yet."""
    return Actor(id=id_of(person), name=person, roles={})
