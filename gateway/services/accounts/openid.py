"""A log-in by an account that a person has elsewhere: there and back (OpenID Connect, authorization code flow), and
whose account it is here.

What the provider calls the account (`sub`) is whose it is, for ever. It becomes somebody's by the link of their
invitation, or, where the administrator allows it, by the log-in name that the provider says; a mail address joins
nothing.
"""

import base64
import hmac
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from gateway.domain.actor import Actor
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act
from gateway.runtime.context import Context
from gateway.services import reasons
from gateway.services.accounts import challenges, log_in, openid_tokens, people
from gateway.services.accounts.openid_provider import Flow, Provider, ProviderFails
from gateway.services.accounts.openid_tokens import Claims
from gateway.store import accounts, audit, identities, sessions
from gateway.store.accounts import Account
from gateway.store.database import Connection, Database
from gateway.store.identities import Bound

__all__ = ["BACK", "LOG_OUT", "Returned", "begin", "finish", "holder_of", "log_out", "remove"]

PURPOSE = "log in by the provider"
OF_SESSION = "@"  # what no invitation's token begins with
BACK = "login/sso/return"  # where the browser comes back; the provider has to know it
LOG_OUT = "login/sso/log-out"  # where the provider tells of log-outs there (Back-Channel Logout 1.0)
Returned = dict[str, str]  # code, state, iss, error: what the browser brings (RFC 6749 §4.1.2, RFC 9207)


def holder_of(*, secret: str, token: str = "", session: str = "") -> str:
    """What a browser holds on its way: a secret, and what it is to be bound to there, an invitation or the person of a
    session. The signature of its state covers all of it."""
    return f"{secret}.{token}" if token else f"{secret}.{OF_SESSION}{session}" if session else secret


async def begin(db: Database, context: Context, provider: Provider, holder: str) -> str:
    """Where the browser goes. `holder`: what it alone holds, also when it comes back. Raises NotAllowed where the
    provider does not work."""
    flow = _flow(context, challenges.made(context.key, PURPOSE, holder, datetime.now(UTC)))
    async with _noting(db, context):
        return await provider.address(flow)


async def finish(db: Database, context: Context, provider: Provider, holder: str, returned: Returned) -> str:
    """Log in by what the browser brought back: the secret of a new session. Raises NotAllowed."""
    flow = await _flow_of(db, context, holder, returned)
    if error := returned["error"]:
        raise NotAllowed(reasons.PROVIDER_REFUSED(error=error[:60]))
    async with _noting(db, context):
        said = await provider.claims(flow, returned["code"], int(time.time()))
    issuer = context.config.login.issuer
    async with db.transaction() as tx:
        await identities.note(tx, issuer, None)
        found = await identities.find(tx, issuer, said["sub"])
    try:
        async with db.transaction() as tx:
            person = await _person(tx, context, said, found, holder.partition(".")[2])
            return await _entered(tx, context, said, person)
    except NotAllowed:
        if found is not None:
            who = log_in.actor_of(found.person)
            async with db.transaction() as tx:
                await audit.write(tx, who, Act.LOG_IN, who.id, "refused: provider")
        raise


@asynccontextmanager
async def _noting(db: Database, context: Context) -> AsyncIterator[None]:
    """What fails at the provider is told by health until somebody logs in by it."""
    try:
        yield
    except ProviderFails as failure:
        async with db.transaction() as tx:
            await identities.note(tx, context.config.login.issuer, failure.reason)
        raise


async def _entered(tx: Connection, context: Context, said: Claims, person: str) -> str:
    """A session of this person, with the roles that the provider gives: its secret."""
    settings, who = context.config.login, log_in.actor_of(person)
    await identities.use(tx, settings.issuer, said["sub"])
    if settings.roles:
        for change in await identities.provide(tx, person, openid_tokens.roles_of(said, settings)):
            await audit.write(tx, who, Act.GRANT, who.id, f"{change} (provider)")
    await audit.write(tx, who, Act.LOG_IN, who.id, "provider")
    return await log_in.begin(tx, person, by_provider=True, provider_session=_kept(openid_tokens.session_of(said)))


async def log_out(db: Database, context: Context, provider: Provider, token: str) -> int:
    """The provider says that somebody has logged out there: sessions of theirs that began by it end, all of them or, if
    it names one there, those of that one (and those of which we do not know it); how many. Raises NotAllowed: it is no
    log-out of the provider for us, or came before."""
    said = await provider.log_out(token, int(time.time()))
    issuer = context.config.login.issuer
    until = datetime.fromtimestamp(said.until, UTC)
    async with db.transaction() as tx:
        if not await challenges.use_name(tx, f"log-out {issuer} {said.id}", until):
            raise NotAllowed(reasons.TOKENS["used"])
        bound = await identities.find(tx, issuer, said.subject) if said.subject else None
        if said.subject and bound is None:
            return 0
        ended = await sessions.end_by_provider(tx, bound.person if bound else "", _kept(said.session))
        for person in sorted(set(ended)):
            who = log_in.actor_of(person)
            await audit.write(tx, who, Act.LOG_OUT, who.id, "by the provider")
    return len(ended)


def _kept(session: str) -> str:
    """What is kept of the name of a session there: "" of none."""
    return log_in.key_of(session) if session else ""


async def _flow_of(db: Database, context: Context, holder: str, returned: Returned) -> Flow:
    """The flow that this browser began, which ends by this. Raises NotAllowed where it is not one."""
    try:
        state = base64.urlsafe_b64decode(returned["state"] + "=" * (-len(returned["state"]) % 4))
    except ValueError:
        raise NotAllowed(reasons.RETURN_WRONG) from None
    fits = challenges.fits(context.key, PURPOSE, holder, state, datetime.now(UTC))
    if not fits or returned["iss"] not in ("", context.config.login.issuer):
        raise NotAllowed(reasons.RETURN_WRONG)
    async with db.transaction() as tx:
        if not await challenges.use(tx, state):
            raise NotAllowed(reasons.RETURN_WRONG)
    return _flow(context, state)


def _flow(context: Context, state: bytes) -> Flow:
    """Nonce and verifier follow from the state and the installation's key: nothing is kept on the way."""
    secrets = [hmac.digest(context.key, name + state, "sha256") for name in (b"openid nonce ", b"openid verifier ")]
    nonce, verifier = (_text(secret) for secret in secrets)
    return Flow(state=_text(state), nonce=nonce, verifier=verifier, back_to=f"{context.config.console.page}{BACK}")


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


async def _person(tx: Connection, context: Context, said: Claims, found: Bound | None, bound_to: str) -> str:
    """Who logs in: whose it is, or whose invitation or session this began from, by whom one logs in by it from now
    on."""
    if not bound_to:
        return await _known(tx, context, said, found)
    account = await _bound_to(tx, bound_to)
    if found is not None and found.person != account.person:
        raise NotAllowed(reasons.IDENTITY_OF_ANOTHER)
    if not bound_to.startswith(OF_SESSION):
        await people.accepted(tx, account, bound_to, "provider")
    if found is None:
        await _bind(tx, context, said, account)
    return account.person


async def _bound_to(tx: Connection, bound_to: str) -> Account:
    """Whose invitation or session it is. Raises NotAllowed where it opens nothing any more."""
    if bound_to.startswith(OF_SESSION):
        known = await sessions.find(tx, bound_to.removeprefix(OF_SESSION), use=False)
        account = await accounts.by_person(tx, known.person) if known and known.person else None
    else:
        account = await accounts.invited(tx, log_in.key_of(bound_to))
    if account is None or account.disabled_at is not None:
        raise NotAllowed(reasons.RETURN_WRONG if bound_to.startswith(OF_SESSION) else reasons.LINK_USED_UP)
    return account


async def _known(tx: Connection, context: Context, said: Claims, found: Bound | None) -> str:
    """Whose it is, or becomes by the name that the provider says."""
    if found is not None and not found.disabled:
        return found.person
    login, settings = openid_tokens.login_of(said, context.config.login), context.config.login
    if found is not None or not settings.bind_by_name or not login:
        raise NotAllowed(reasons.IDENTITY_UNKNOWN)
    account = await accounts.by_login(tx, login)
    if account is None and openid_tokens.roles_of(said, settings):
        account = await people.provided(tx, login, openid_tokens.name_of(said, settings) or login)
    if account is None or account.disabled_at is not None:
        raise NotAllowed(reasons.IDENTITY_UNKNOWN)
    await _bind(tx, context, said, account)
    return account.person


async def _bind(tx: Connection, context: Context, said: Claims, account: Account) -> None:
    if not await identities.bind(tx, context.config.login.issuer, said["sub"], account.person):
        raise NotAllowed(reasons.ACCOUNT_HAS_IDENTITY(login=account.login))
    await accounts.without_password(tx, account.person)
    who = log_in.actor_of(account.person)
    await audit.write(tx, who, Act.OWN_ACCOUNT, who.id, "+ provider")


async def remove(db: Database, actor: Actor, person: str, here: str) -> bool:
    """One logs in by it no more; sessions elsewhere end. False where it was so before. Raises NotAllowed where nothing
    else would open the account."""
    async with db.transaction() as tx:
        await accounts.lock_person(tx, person)
        account = await accounts.by_person(tx, person)
        if account is None or not account.has_identity:
            return False
        if account.ways == ["provider"]:
            raise NotAllowed(reasons.LAST_WAY)
        await identities.clear(tx, person)
        await sessions.revoke_person(tx, person, here)
        await audit.write(tx, actor, Act.OWN_ACCOUNT, actor.id, "- provider")
    return True
