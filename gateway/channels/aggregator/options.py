"""A line's own keys, checked: which provider, which account, which name or number."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from gateway.channels import tls
from gateway.channels.aggregator import mapping, reasons
from gateway.channels.aggregator.mapping import NotAMapping, Provider, Request
from gateway.domain import addresses
from gateway.domain.channel_traits import Traits
from gateway.domain.errors import Problem
from gateway.settings.checks import LOOPBACK
from gateway.settings.keys import Keys
from gateway.settings.reasons import MISSING

__all__ = ["TRAITS", "AggregatorOptions", "options"]

TRAITS = Traits(scheme="tel", templates="sms", segments=True, proves_sender=True, joins_by_time=True)
OURS = ("esms", "speedsms", "viettel", "vnpt", "vht")


@dataclass(frozen=True, slots=True, kw_only=True)
class AggregatorOptions:
    """One account at a provider. `of_line`: the values of its requests that are the line's own."""

    address: str  # URN of the name or number that texts come from, or to
    provider: Provider
    secret: str = field(repr=False)
    of_line: Mapping[str, str] = field(repr=False)
    ca_file: str
    poll_seconds: float

    @property
    def proves_senders(self) -> bool:
        """The network says whose number it is, and the provider signs that it says so."""
        return True

    @property
    def traits(self) -> Traits:
        """Where the provider takes a message once under its key, one of unknown fate is sent again under it; one that
        only hands texts over is no connection, and writes to nobody."""
        if self.provider.send is None:
            return replace(TRAITS, connects=False, scheme="")
        return replace(TRAITS, may_resend=self.provider.idempotent)

    @property
    def report_token(self) -> str:
        """What the address of the provider's reports ends with: whoever knows it was told by us."""
        return hmac.new(self.secret.encode(), f"report/{self.address}".encode(), hashlib.sha256).hexdigest()[:32]


def options(
    raw: Mapping[str, object], *, key: str, zone: str, unit: str = ""
) -> tuple[AggregatorOptions | None, list[Problem]]:
    """A line's keys, of the block at `key` -> (options, problems); None where the provider is not known.

    `unit` and `start` are not used: a text comes from `number`, and nothing lies at a provider that could be old."""
    keys = Keys(raw, key)
    number, provider = keys.text("number", missing=MISSING), _provider(keys)
    urn = addresses.phone(number)
    if number and not urn:
        keys.note("number", reasons.NOT_SENDER)
    keys.start(zone)
    own = {name: keys.text(name, missing=MISSING) for name in sorted(provider.own_keys)} if provider else {}
    wants_user = bool(provider and provider.wants("user"))
    user = keys.text("user", missing=MISSING if wants_user else None)
    wants_secret = bool(provider and (provider.wants("secret") or provider.wants("basic_token") or provider.report))
    secret = keys.secret("secret", required=wants_secret)
    callback = keys.text("callback")
    ca_file, poll = tls.ca_file(keys, "ca_file"), keys.number("poll_seconds", 30, 0.01, 3600)
    if provider:
        _check_urls(keys, provider, own, callback)
        keys.refuse_unknown()
    if provider is None:
        return None, keys.problems
    token = b64encode(f"{secret}:x".encode()).decode()
    of_line = {**own, "sender": number.lstrip("+"), "user": user, "secret": secret, "basic_token": token}
    made = AggregatorOptions(
        address=urn, provider=provider, secret=secret, of_line=of_line, ca_file=ca_file, poll_seconds=poll
    )
    of_line["callback"] = f"{callback.rstrip('/')}/{made.report_token}" if callback else ""
    return made, keys.problems


def _provider(keys: Keys) -> Provider | None:
    """One of ours by its name, or a file of the office's own."""
    name, file = keys.text("provider"), keys.file("provider_file")
    if bool(name) == bool(file):
        keys.note("provider", reasons.TWO_PROVIDERS if name else reasons.NO_PROVIDER(names=", ".join(OURS)))
        return None
    try:
        found = mapping.parsed(Path(file).read_text("utf-8")) if file else mapping.load(name)
    except NotAMapping as error:
        keys.note("provider_file", reasons.NOT_MAPPING(place=str(error)))
        return None
    except (OSError, UnicodeDecodeError) as error:
        keys.note("provider_file", reasons.NOT_MAPPING(place=type(error).__name__))
        return None
    if found is None:
        keys.note("provider", reasons.NO_PROVIDER(names=", ".join(OURS)))
    return found


def _check_urls(keys: Keys, provider: Provider, own: Mapping[str, str], callback: str) -> None:
    """Log-in data travels to them: by TLS, or on this machine."""
    for request in filter(None, (provider.send, provider.check)):
        if not _is_safe(_url(request, own)):
            keys.note("url" if "url" in own else "provider_file", reasons.NOT_HTTPS)
            break
    if callback and not _is_safe(callback):
        keys.note("callback", reasons.NOT_HTTPS)


def _url(request: Request, own: Mapping[str, str]) -> str:
    return str(mapping.fill(request.url, lambda name: own.get(name, "x")))


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    except ValueError:
        return False
