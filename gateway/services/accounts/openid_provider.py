"""The provider by which officers log in (OpenID Connect Discovery 1.0, Core 1.0; OAuth 2.0 with PKCE, RFC 7636).

Each question has ten seconds and 256 KiB, by TLS that is verified, and follows no redirect. What the provider says of
itself, and its keys, are remembered for an hour; keys are asked for anew when a token names one that is not among them.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from authlib.oauth2.auth import ClientAuth  # type: ignore[import-untyped]
from authlib.oauth2.rfc6749.parameters import (  # type: ignore[import-untyped]
    prepare_grant_uri,
    prepare_token_request,
)
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.discovery import get_well_known_url  # type: ignore[import-untyped]
from joserfc.jwk import KeySet

from gateway.channels import tls
from gateway.domain.errors import NotAllowed
from gateway.services import reasons
from gateway.services.accounts import openid_tokens
from gateway.services.accounts.openid_tokens import Claims, LogOut, UnknownKey
from gateway.settings.login import LogIn, is_safe

__all__ = ["Flow", "Provider", "ProviderFails"]

SECONDS = 10.0
MOST_BYTES = 262_144
Said = TypeVar("Said")
FRESH = 3600.0  # seconds
ASKED_ANEW = 60.0  # seconds at least between questions for keys that somebody's unproven token has us ask
WANTED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}  # what is packed may be of any size
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class ProviderFails(NotAllowed):
    """It does not work, whoever logs in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One log-in on its way there and back. `verifier`: of PKCE; `back_to`: where the browser comes back."""

    state: str
    nonce: str
    verifier: str
    back_to: str


class Provider:
    """What is known of it, and what is asked of it. All may raise NotAllowed: it refuses, or ProviderFails."""

    def __init__(self, settings: LogIn, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._metadata: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def address(self, flow: Flow) -> str:
        """Where the browser goes to log in."""
        return str(
            prepare_grant_uri(
                (await self.metadata())["authorization_endpoint"],
                self._settings.client_id,
                "code",
                redirect_uri=flow.back_to,
                scope=["openid", *(one for one in self._settings.scopes if one != "openid")],
                state=flow.state,
                nonce=flow.nonce,
                code_challenge=create_s256_code_challenge(flow.verifier),
                code_challenge_method="S256",
            )
        )

    async def claims(self, flow: Flow, code: str, now: int) -> Claims:
        """What it says of whom the code is for. `now`: seconds since 1970."""
        token = await self._token(flow, code)
        return await self._by_keys(lambda keys: openid_tokens.claims(token, keys, self._settings, flow.nonce, now))

    async def log_out(self, token: str, now: int) -> LogOut:
        """A log-out there, of which whoever sends it tells us. `now`: seconds since 1970."""
        return await self._by_keys(lambda keys: openid_tokens.log_out(token, keys, self._settings, now), ASKED_ANEW)

    async def leaving(self, back_to: str) -> str:
        """Where one logs out there (RP-Initiated Logout 1.0), "" where it offers none."""
        offered = (await self.metadata()).get("end_session_endpoint")
        if not isinstance(offered, str) or not is_safe(offered):
            return ""
        asked = {"client_id": self._settings.client_id, "post_logout_redirect_uri": back_to}
        return str(httpx.URL(offered).copy_merge_params(asked))

    async def metadata(self) -> Mapping[str, Any]:
        """What it says of itself."""
        if self._metadata is None or self._clock() - self._metadata[0] > FRESH:
            _, said = await self._ask("GET", get_well_known_url(self._settings.issuer, external=True))
            if said.get("issuer") != self._settings.issuer:
                raise ProviderFails(reasons.PROVIDER_OTHER(said=str(said.get("issuer", ""))[:200]))
            for name in WANTED:
                if not isinstance(said.get(name), str) or not is_safe(said[name]):
                    raise ProviderFails(reasons.PROVIDER_LACKS(field=name))
            self._metadata = self._clock(), said
        return self._metadata[1]

    async def keys(self) -> KeySet:
        """By which it signs."""
        if self._keys is None or self._clock() - self._keys[0] > FRESH:
            status, said = await self._ask("GET", (await self.metadata())["jwks_uri"])
            try:
                found = openid_tokens.keys(said)
            except Exception:  # the library's, of a key that is none
                raise ProviderFails(reasons.PROVIDER_ODD(host=self._settings.host, status=status)) from None
            self._keys = self._clock(), found
        return self._keys[1]

    async def _by_keys(self, read: Callable[[KeySet], Said], age: float = 0) -> Said:
        """What a token says; where no known key signed it, by the keys that the provider has now, unless they were
        asked for in the last `age` seconds. Raises NotAllowed: none of them did."""
        try:
            return read(await self.keys())
        except UnknownKey:
            if self._keys is not None and self._clock() - self._keys[0] >= age:
                self._keys = None
        try:
            return read(await self.keys())
        except UnknownKey:
            raise NotAllowed(reasons.TOKENS["signature"]) from None

    async def _token(self, flow: Flow, code: str) -> str:
        known, secret = await self.metadata(), self._settings.client_secret
        methods = known.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        by = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        asked = prepare_token_request("authorization_code", "", flow.back_to, code=code, code_verifier=flow.verifier)
        client = ClientAuth(self._settings.client_id, secret, by if secret else "none")
        url, headers, body = client.prepare("POST", known["token_endpoint"], dict(FORM), asked)
        status, said = await self._ask("POST", url, headers, body)
        if isinstance(error := said.get("error"), str):
            raise NotAllowed(reasons.PROVIDER_REFUSED(error=error[:60]))
        if not isinstance(token := said.get("id_token"), str):
            raise ProviderFails(reasons.PROVIDER_ODD(host=self._settings.host, status=status))
        return token

    async def _ask(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: str | None = None
    ) -> tuple[int, Mapping[str, Any]]:
        """One question: status, fields."""
        host = self._settings.host
        try:
            async with asyncio.timeout(SECONDS):
                status, said = await self._read(method, url, {**HEADERS, **(headers or {})}, body)
            fields = json.loads(said)
        except TimeoutError:
            raise ProviderFails(reasons.PROVIDER_SLOW(host=host, seconds=round(SECONDS))) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise ProviderFails(reasons.PROVIDER_DOWN(host=host, error=_said(error))) from None
        except (ValueError, RecursionError):
            raise ProviderFails(reasons.PROVIDER_ODD(host=host, status=status)) from None
        if not isinstance(fields, dict) or (status != 200 and not (400 <= status < 500 and "error" in fields)):
            raise ProviderFails(reasons.PROVIDER_ODD(host=host, status=status))
        return status, fields

    async def _read(self, method: str, url: str, headers: Mapping[str, str], body: str | None) -> tuple[int, bytes]:
        context = tls.context(self._settings.ca_file)
        async with (
            httpx.AsyncClient(verify=context, timeout=SECONDS, trust_env=False) as client,
            client.stream(method, url, headers=dict(headers), content=body) as reply,
        ):
            said = bytearray()
            async for piece in reply.aiter_raw():
                said += piece
                if len(said) > MOST_BYTES:
                    raise ProviderFails(reasons.PROVIDER_ODD(host=self._settings.host, status=reply.status_code))
            return reply.status_code, bytes(said)


def _said(error: Exception) -> str:
    """The kind of error; of one that TLS met with, what it says of the certificate."""
    cause: BaseException | None = error
    while cause is not None:
        if message := getattr(cause, "verify_message", ""):
            return str(message)
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__
