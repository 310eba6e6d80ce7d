"""`gw login`: a person lets the gateway into a mailbox once, by a browser on any machine (device code, RFC 8628)."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

from gateway.channels.email import oauth, reasons
from gateway.channels.email.consent import locked
from gateway.channels.email.oauth import Answer
from gateway.channels.email.oauth_options import OAuth
from gateway.channels.email.options import EmailOptions
from gateway.domain.errors import LineDown, LogInRefused, NotAllowed
from gateway.domain.reasons import Reason

__all__ = ["log_in"]

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
INTERVAL = 5.0  # seconds between two questions where the provider names none, and by how much to slow down (RFC 8628)


async def log_in(options: EmailOptions, tell: Callable[[Reason], None]) -> Reason:
    """Ask for a consent, `tell` the person where to give it, wait, and keep it in the line's file -> what was done.

    Raises NotAllowed where the line needs none or its provider offers no such way, LogInRefused where the person or the
    provider refuses, LineDown where nothing answers.
    """
    asked = options.oauth
    if asked is None or asked.grant != "refresh_token":
        raise NotAllowed(reasons.OAUTH_NO_CONSENT)
    if not asked.device_url:
        raise NotAllowed(reasons.OAUTH_NO_DEVICE_URL(file=asked.file))
    async with locked(asked.file):
        pass  # a file that cannot be made is said before somebody has agreed in vain
    answer = await oauth.ask(asked, asked.device_url, {"scope": asked.scope})
    code, shown = answer.text("device_code"), answer.text("user_code")
    page = answer.text("verification_uri") or answer.text("verification_url")  # the latter is Google's name
    if answer.error or not (code and shown and page):
        raise LogInRefused(reasons.OAUTH_CLIENT_REFUSED(error=answer.shown or "other"))
    seconds = answer.seconds("expires_in", 900)
    tell(reasons.OAUTH_VISIT(page=page, code_shown=shown, user=options.user, left=timedelta(seconds=seconds)))
    given = await _given(asked, code, answer.seconds("interval", INTERVAL), time.monotonic() + seconds)
    consent = oauth.consent_of(given)
    if consent is None:
        raise LogInRefused(reasons.OAUTH_NO_REFRESH_TOKEN)
    async with locked(asked.file) as file:
        file.write(consent)
    return reasons.OAUTH_STORED(file=asked.file)


async def _given(asked: OAuth, code: str, interval: float, until: float) -> Answer:
    """The answer once the person has agreed."""
    while time.monotonic() < until:
        await asyncio.sleep(interval)
        try:
            answer = await oauth.ask(asked, asked.token_url, {"grant_type": DEVICE, "device_code": code})
        except LineDown:  # no answer: ask less often (RFC 8628 §3.5)
            interval += INTERVAL
            continue
        match answer.error:
            case "":
                return answer
            case "authorization_pending":
                continue
            case "slow_down":
                interval += INTERVAL
            case "access_denied" | "authorization_declined":
                raise LogInRefused(reasons.OAUTH_DENIED)
            case "expired_token" | "bad_verification_code":
                break
            case _:
                raise LogInRefused(reasons.OAUTH_CLIENT_REFUSED(error=answer.shown))
    raise LogInRefused(reasons.OAUTH_TOO_LATE)
