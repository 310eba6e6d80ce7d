"""Access tokens of a mail line (RFC 6749): asked for before the old one ends, kept in this process only.

A person's consent is a refresh token in a file (consent.py). Providers that give another one with each answer make the
old one worthless: the file is read, used and replaced under a lock, for two processes may hold the line in turn.
"""

import asyncio
import json
import logging
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from gateway.channels import tls
from gateway.channels.email import reasons
from gateway.channels.email.consent import Consent, locked
from gateway.channels.email.oauth_options import OAuth
from gateway.domain.errors import LineDown, LogInRefused
from gateway.domain.reasons import Reason

__all__ = ["Answer", "Tokens", "access_token", "ask", "consent_of", "described", "ends"]

SECONDS = 20.0  # for one question to the provider
EARLY = 120.0  # seconds before its end after which a token is not used for a new connection
ASSUMED_SECONDS = 300.0  # that a token is used whose answer tells no end (RFC 6749 §5.1 recommends one)
MOST = 65_536  # bytes of an answer
LONGEST = 3_155_760_000.0  # seconds that anything may hold: a hundred years
# RFC 6749 §5.2, RFC 8628 §3.5, and Microsoft's own; of others nothing is quoted
_OF_THE_CLIENT = frozenset({"invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type"})
_KNOWN = _OF_THE_CLIENT | {
    "invalid_grant",
    "invalid_request",
    "authorization_pending",
    "slow_down",
    "access_denied",
    "expired_token",
    "authorization_declined",
    "bad_verification_code",
    "interaction_required",
}
# says that the provider is not well, and nothing of us (RFC 6749 §4.1.2.1; some answer so at the token's address too)
_LATER = frozenset({"temporarily_unavailable", "server_error"})
# its lines would name each question, at a level that is shown
logging.getLogger("httpx").setLevel(logging.WARNING)


@dataclass(slots=True)
class Tokens:
    """What one line's process knows. `token` and the moment at which it ends (monotonic seconds); `consent`: the one
    that brought it; `unsaved`: one that the provider has given and the file has not taken yet."""

    token: str = field(default="", repr=False)
    ends: float = 0.0
    consent: Consent | None = field(default=None, repr=False)
    unsaved: Consent | None = field(default=None, repr=False)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def left(self) -> timedelta:
        """How long the token is still good."""
        return timedelta(seconds=max(0, round(self.ends - time.monotonic())))


@dataclass(frozen=True, slots=True)
class Answer:
    """A provider's answer: an `error` of the standard's, "" for none, or the fields of a good one."""

    error: str
    fields: Mapping[str, Any] = field(repr=False)

    @property
    def shown(self) -> str:
        """The error as a person may search for it: Microsoft adds a number, by which its pages say what to do."""
        numbers = self.fields.get("error_codes")
        first = numbers[0] if isinstance(numbers, list) and numbers else None
        return f"{self.error}, AADSTS{first}" if isinstance(first, int) else self.error

    def text(self, name: str) -> str:
        """A field that travels on in a command or stands on a terminal: one line of ASCII, else ""."""
        value = self.fields.get(name)
        return value if isinstance(value, str) and value.isascii() and value.isprintable() else ""

    def seconds(self, name: str, otherwise: float) -> float:
        """A span; some providers write it in quotes. One that cannot be is as one that is not told."""
        value = self.fields.get(name)
        try:
            span = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else math.nan
        except (ValueError, OverflowError):
            return otherwise
        return span if 0 <= span <= LONGEST else otherwise


async def access_token(oauth: OAuth, tokens: Tokens, *, refused: str = "") -> str:
    """A token for a new log-in. `refused`: one that a server did not take, so that another one is asked for.

    Raises LogInRefused where a person must act, LineDown where the provider does not answer.
    """
    async with tokens.lock:
        if tokens.token and tokens.token != refused and tokens.ends - time.monotonic() > EARLY:
            return tokens.token
        if oauth.grant == "client_credentials":
            answer = await ask(oauth, oauth.token_url, {"grant_type": oauth.grant, "scope": oauth.scope})
        else:
            answer = await _renewed(oauth, tokens)
        token = answer.text("access_token")
        if answer.error or not token:
            raise _refusal(oauth, answer)
        tokens.token, tokens.ends = token, time.monotonic() + answer.seconds("expires_in", ASSUMED_SECONDS)
        return token


async def _renewed(oauth: OAuth, tokens: Tokens) -> Answer:
    """The answer to the refresh token of the file, whose successor is in the file before anybody uses the answer."""
    async with locked(oauth.file) as file:
        before = file.read()
        if tokens.unsaved and tokens.consent == before:  # else somebody has agreed anew meanwhile
            file.write(tokens.unsaved)
            before = tokens.unsaved
        tokens.unsaved = None
        question = {"grant_type": oauth.grant, "refresh_token": before.refresh_token}
        answer = await ask(oauth, oauth.token_url, question)
        after = consent_of(answer)
        tokens.consent = before
        if not answer.error and after and after.refresh_token != before.refresh_token:
            tokens.unsaved = after
            file.write(after)
            tokens.unsaved = None
            tokens.consent = after
    return answer


def consent_of(answer: Answer) -> Consent | None:
    """The refresh token of an answer, and when the provider says that it ends."""
    now = datetime.now(UTC).replace(microsecond=0)
    token, seconds = answer.text("refresh_token"), answer.seconds("refresh_token_expires_in", 0)
    ends = now + timedelta(seconds=seconds) if seconds else None
    return Consent(token, now, ends) if token else None


def ends(oauth: OAuth | None, tokens: Tokens) -> dict[str, object]:
    """When the consent and the application's secret end, as far as anybody says, for health: moments as text, or
    None."""
    consent = tokens.consent
    moments = {
        "consent_given": consent and consent.given,
        "consent_ends": consent and consent.ends,
        "secret_ends": oauth and oauth.client_secret_until,
    }
    return {name: at.isoformat() if at else None for name, at in moments.items()}


async def described(oauth: OAuth, tokens: Tokens, now: datetime) -> Reason:
    """How long the token lasts, and the consent behind it, as far as anybody says: for `gw check`."""
    if oauth.grant == "client_credentials":
        return reasons.OAUTH_TOKEN(left=tokens.left)
    async with locked(oauth.file) as file:
        consent = file.read()
    if consent.ends:
        return reasons.OAUTH_CONSENT_UNTIL(left=tokens.left, ends=_days(consent.ends - now))
    if consent.given:
        return reasons.OAUTH_CONSENT(left=tokens.left, age=_days(now - consent.given))
    return reasons.OAUTH_TOKEN(left=tokens.left)


def _days(span: timedelta) -> timedelta:
    return max(timedelta(0), timedelta(days=span.days) if span.days else span)


async def ask(oauth: OAuth, url: str, fields: Mapping[str, str]) -> Answer:
    """One question to the provider. Raises LineDown where no answer comes that means anything."""
    import httpx

    who = {"client_id": oauth.client_id} | ({"client_secret": oauth.client_secret} if oauth.client_secret else {})
    host = urlsplit(url).hostname or ""
    try:
        async with asyncio.timeout(SECONDS):
            async with (
                httpx.AsyncClient(verify=tls.context(oauth.ca_file), timeout=SECONDS) as client,
                client.stream("POST", url, data={**who, **fields}, headers={"Accept": "application/json"}) as reply,
            ):
                body = b""
                async for piece in reply.aiter_bytes():
                    body += piece
                    if len(body) > MOST:
                        raise LineDown(reasons.OAUTH_ODD(host=host, status=reply.status_code))
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise LineDown(reasons.OAUTH_UNREACHABLE(host=host, error=type(error).__name__)) from None
    return _answer(host, reply.status_code, body)


def _answer(host: str, status: int, body: bytes) -> Answer:
    """An answer's fields; an error that no standard names is "other", for a provider may write anything there."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    error = (fields.get("error") or "") if isinstance(fields, dict) else None
    if not isinstance(error, str) or error in _LATER or (status != 200 and not error) or status == 429 or status >= 500:
        raise LineDown(reasons.OAUTH_ODD(host=host, status=status))
    return Answer(error if not error or error in _KNOWN else "other", fields)


def _refusal(oauth: OAuth, answer: Answer) -> LineDown:
    """Why there is no token, by what a person can do about it."""
    if not answer.error:
        return LineDown(reasons.OAUTH_ODD(host=urlsplit(oauth.token_url).hostname or "", status=200))
    if oauth.grant == "client_credentials" or answer.error in _OF_THE_CLIENT:
        return LogInRefused(reasons.OAUTH_CLIENT_REFUSED(error=answer.shown))
    return LogInRefused(reasons.OAUTH_CONSENT_ENDED(error=answer.shown))
