"""Passkeys: made under one's account or by the link of an invitation, and a log-in by one instead of name, password and
code.

A failed try makes the wait for the next one with that passkey longer, as with a log-in name; what is wrong is told in
the same words whatever it is.
"""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act
from gateway.runtime.context import Context
from gateway.services import reasons
from gateway.services.accounts import challenges, log_in, people
from gateway.store import accounts, audit, passkeys, sessions
from gateway.store.accounts import Account
from gateway.store.database import Connection, Database
from gateway.store.passkeys import Credential

if TYPE_CHECKING:
    from gateway.services.accounts.webauthn import New, Site

__all__ = ["NAME", "accept", "add", "asking", "creating", "creating_by_link", "enter", "remove"]

NAME = 60  # letters of what a person calls one
MOST = 20  # of one person
TO_LOG_IN, TO_ADD, TO_ACCEPT = "log in by passkey", "add a passkey", "accept by passkey"


def asking(context: Context, holder: str) -> Mapping[str, Any]:
    """What a browser that logs in is asked for. `holder`: a secret that it alone holds, also in what follows."""
    from gateway.services.accounts import webauthn

    return webauthn.asking(_site(context), challenges.made(context.key, TO_LOG_IN, holder, datetime.now(UTC)))


async def enter(db: Database, context: Context, holder: str, answer: str) -> str:
    """Log in by what a passkey signed: the secret of a new session. Raises NotAllowed."""
    from gateway.services.accounts import webauthn

    said = webauthn.signed(_site(context), answer)
    name = log_in.key_of(f"passkey {said.id.hex()}")
    async with db.transaction() as tx:
        await _use_challenge(tx, context, TO_LOG_IN, holder, said.challenge)
        wait = await accounts.claim_try(tx, name, log_in.WAITS)
    if wait:
        raise NotAllowed(reasons.LOG_IN_WAIT(seconds=wait))
    async with db.connection() as conn:
        known = await passkeys.find(conn, said.id)
    right = known is not None and hmac.compare_digest(known.handle, said.handle) and said.by(known.credential)
    async with db.transaction() as tx:
        fresh = right and await passkeys.use(tx, said.id, said.sign_count)
        detail = "passkey" if fresh else "refused: passkey copied" if right else "refused: passkey"
        if known is not None:
            who = log_in.actor_of(known.person)
            await audit.write(tx, who, Act.LOG_IN, who.id, detail)
        if known is not None and fresh:
            await accounts.succeeded(tx, name)
            return await log_in.begin(tx, known.person)
    raise NotAllowed(reasons.PASSKEY_COPIED if right else reasons.PASSKEY_WRONG)


async def creating(db: Database, context: Context, name: str, person: str, session: str) -> Mapping[str, Any]:
    """What a browser is to make for a person who is logged in. `name`: of the gateway, as authenticators show it.
    Raises NotAllowed: their log-in is too long ago, or they have enough."""
    async with db.connection() as conn:
        await _permit(conn, person, session)
        account = await accounts.by_person(conn, person)
        known = [one.id for one in await passkeys.of_person(conn, person)]
    if account is None:
        raise NotAllowed(reasons.LOG_IN_WRONG)
    return _creating(context, name, account, TO_ADD, session, known)


async def add(db: Database, context: Context, actor: Actor, person: str, session: str, name: str, answer: str) -> None:
    """Keep the passkey that was made for a person who is logged in. Raises NotAllowed."""
    name, made = _named(name), _new(context, answer)
    async with db.transaction() as tx:
        await accounts.lock_person(tx, person)
        await _permit(tx, person, session)
        await _use_challenge(tx, context, TO_ADD, session, made.challenge)
        await _keep(tx, context, person, name, made)
        await audit.write(tx, actor, Act.OWN_ACCOUNT, actor.id, "+ passkey")


async def creating_by_link(db: Database, context: Context, name: str, token: str) -> Mapping[str, Any]:
    """What a browser is to make for whom an invitation is. Raises NotAllowed where its link is used up."""
    account = await people.open_invitation(db, token)
    return _creating(context, name, account, TO_ACCEPT, token, [])


async def accept(db: Database, context: Context, token: str, name: str, answer: str) -> str:
    """Log in by the passkey that was made by the link of an invitation, from now on too, without a password: the secret
    of a session. Raises NotAllowed."""
    account = await people.open_invitation(db, token)
    name, made = _named(name), _new(context, answer)
    async with db.transaction() as tx:
        await _use_challenge(tx, context, TO_ACCEPT, token, made.challenge)
        who = await people.accepted(tx, account, token, "passkey")
        await accounts.without_password(tx, account.person)
        await _keep(tx, context, account.person, name, made)
        return await log_in.begin(tx, who)


async def remove(db: Database, actor: Actor, person: str, id: bytes, here: str) -> bool:
    """Remove one of one's own; the sessions elsewhere end. False where it is not there. Raises NotAllowed where nothing
    else would open the account."""
    async with db.transaction() as tx:
        await accounts.lock_person(tx, person)
        account = await accounts.by_person(tx, person)
        if not await passkeys.remove(tx, id, person):
            return False
        if account is None or (account.passkeys == 1 and account.ways == ["passkey"]):
            raise NotAllowed(reasons.LAST_WAY)
        await sessions.revoke_person(tx, person, here)
        await audit.write(tx, actor, Act.OWN_ACCOUNT, actor.id, "- passkey")
    return True


def _site(context: Context, name: str = "") -> "Site":
    from gateway.services.accounts import webauthn

    return webauthn.Site(origin=context.config.console.passkey_origin, name=name)


def _creating(
    context: Context, name: str, account: Account, purpose: str, holder: str, known: list[bytes]
) -> Mapping[str, Any]:
    from gateway.services.accounts import webauthn

    challenge = challenges.made(context.key, purpose, holder, datetime.now(UTC))
    user = _handle(context, account.person), account.login, account.name
    return webauthn.creating(_site(context, name), challenge, user, known)


def _new(context: Context, answer: str) -> "New":
    from gateway.services.accounts import webauthn

    return webauthn.new(_site(context), answer)


async def _permit(conn: Connection, person: str, session: str) -> None:
    """Raises NotAllowed where this session may make no passkey."""
    await log_in.permit_another_way(conn, session)
    if len(await passkeys.of_person(conn, person)) >= MOST:
        raise NotAllowed(reasons.PASSKEYS_FULL(most=MOST))


async def _use_challenge(tx: Connection, context: Context, purpose: str, holder: str, challenge: bytes) -> None:
    fits = challenges.fits(context.key, purpose, holder, challenge, datetime.now(UTC))
    if not fits or not await challenges.use(tx, challenge):
        raise NotAllowed(reasons.PASSKEY_LATE)


async def _keep(tx: Connection, context: Context, person: str, name: str, made: "New") -> None:
    kept = Credential(person=person, handle=_handle(context, person), credential=made.credential)
    if not await passkeys.add(tx, made.id, name, kept, made.sign_count):
        raise NotAllowed(reasons.PASSKEY_KNOWN)


def _handle(context: Context, person: str) -> bytes:
    """A person as their authenticators keep them: the same at each time, and of no meaning to anybody else."""
    return hmac.digest(context.key, b"passkey of " + person.encode(), "sha256")


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME or "\x00" in name:
        raise NotAllowed(reasons.PASSKEY_UNNAMED(most=NAME))
    return name
