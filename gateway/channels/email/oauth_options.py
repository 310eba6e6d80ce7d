"""The keys of a mail line that logs in by access token (auth = "xoauth2") -> frozen OAuth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from gateway.channels.email.reasons import (
    OAUTH_ALONE,
    OAUTH_CLIENT_SECRET,
    OAUTH_GRANT,
    OAUTH_NO_FILE,
    OAUTH_TENANT,
    OAUTH_URL,
    OAUTH_URL_SIGNS,
)
from gateway.settings.checks import LOOPBACK
from gateway.settings.keys import Keys
from gateway.settings.reasons import MISSING

__all__ = ["Grant", "OAuth", "oauth"]

Grant = Literal["refresh_token", "client_credentials"]
Provider = Literal["microsoft", "google", "other"]
_GRANTS: tuple[Grant, ...] = ("refresh_token", "client_credentials")


@dataclass(frozen=True, slots=True)
class _Known:
    """What a provider's pages name; {tenant} stands for the organisation."""

    token_url: str = ""
    device_url: str = ""
    scope: Mapping[Grant, str] = field(default_factory=dict)


_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
_OUTLOOK = "https://outlook.office.com"
_PROVIDERS: Mapping[Provider, _Known] = {
    "microsoft": _Known(
        token_url=f"{_MICROSOFT}/token",
        device_url=f"{_MICROSOFT}/devicecode",
        scope={
            "refresh_token": f"{_OUTLOOK}/IMAP.AccessAsUser.All {_OUTLOOK}/SMTP.Send offline_access",
            "client_credentials": "https://outlook.office365.com/.default",
        },
    ),
    # Google's devices may not ask for mail: whoever has a refresh token by another way puts it into the file
    "google": _Known(
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
        scope={"refresh_token": "https://mail.google.com/"},
    ),
    "other": _Known(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """Where and as whom access tokens are asked for (RFC 6749). `file`: holds the refresh token, "" without one.

    `client_secret_until`: its last day by the provider's pages, None where nobody has written that down; `device_url`:
    where a person's consent by another device begins (RFC 8628), "" where the provider offers none."""

    grant: Grant
    token_url: str
    device_url: str
    client_id: str
    client_secret: str = field(repr=False)
    client_secret_until: datetime | None = None
    scope: str
    file: str
    ca_file: str


def oauth(keys: Keys, ca_file: str, zone: str) -> OAuth | None:
    """The keys that begin with oauth_, whose mistakes go to `keys`; None where the line has a password.

    Whoever names some of them means them, also where `auth` is forgotten or mistyped: that is the mistake then.
    """
    auth = keys.choice("auth", ("password", "xoauth2"), "password")
    if auth == "password":
        if not any(name.startswith("oauth_") for name in keys.raw):
            return None
        if keys.raw.get("auth", auth) == auth:
            keys.note("auth", OAUTH_ALONE)
    provider = keys.choice("oauth_provider", _PROVIDERS, "other")
    grant = keys.choice("oauth_grant", _GRANTS, "refresh_token")
    known = _PROVIDERS[provider]
    tenant = keys.text("oauth_tenant")
    if "{tenant}" in known.token_url and (not tenant or not tenant.replace("-", "").replace(".", "").isalnum()):
        keys.note("oauth_tenant", OAUTH_TENANT)
    secret = keys.secret("oauth_client_secret")
    file = keys.text("oauth_token_file")
    if grant == "client_credentials" and not secret:
        keys.note("oauth_client_secret_file", OAUTH_CLIENT_SECRET)
    if grant == "refresh_token" and not file:
        keys.note("oauth_token_file", OAUTH_NO_FILE)
    if grant == "client_credentials" and provider == "google":
        keys.note("oauth_grant", OAUTH_GRANT)
    device_url = _url(keys, "oauth_device_url", known.device_url.format(tenant=tenant), missing=False)
    # asked for with a scope; a refresh token has the one that a person agreed to
    needs_scope = provider == "other" and (grant == "client_credentials" or bool(device_url))
    return OAuth(
        grant=grant,
        token_url=_url(keys, "oauth_token_url", known.token_url.format(tenant=tenant), missing=True),
        device_url=device_url,
        client_id=keys.text("oauth_client_id", missing=MISSING),
        client_secret=secret,
        client_secret_until=keys.day("oauth_client_secret_until", zone),
        scope=keys.text("oauth_scope", known.scope.get(grant, ""), missing=MISSING if needs_scope else None),
        file=file,
        ca_file=ca_file,
    )


def _url(keys: Keys, name: str, default: str, *, missing: bool) -> str:
    """An address of the provider: a secret goes there, so by TLS, or to this machine."""
    url = keys.text(name, default, missing=MISSING if missing else None)
    try:
        parts = urlsplit(url)
        whole = parts.port != 0 and " " not in url
    except ValueError:  # no port, or an IPv6 address that does not end
        keys.note(name, OAUTH_URL_SIGNS)
        return url
    by_tls = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if url and not (by_tls and parts.hostname):
        keys.note(name, OAUTH_URL)
    elif not whole:
        keys.note(name, OAUTH_URL_SIGNS)
    return url
