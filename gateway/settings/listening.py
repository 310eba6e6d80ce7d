"""What listens for HTTP, as the configuration has it once it is checked: [console] and [doors]."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from gateway.domain.reasons import Reason
from gateway.settings import reasons, secrets
from gateway.settings.checks import LOOPBACK, Network

__all__ = ["Console", "Doors", "wrong_files"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """[console], checked. `certificate`, `key`: paths, "" without TLS of our own. `public_url`: where browsers beyond
    this machine find the pages, "https://name" with its port where it is not 443, "" where none may."""

    host: str
    port: int
    language: Literal["", "vi", "en"]
    public_url: str
    certificate: str
    key: str
    proxies: tuple[Network, ...]
    requests_per_minute: int

    @property
    def scheme(self) -> str:
        """What this process itself speaks."""
        return "https" if self.certificate else "http"

    @property
    def page(self) -> str:
        """Where a browser finds the pages, with its "/"."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.public_url or f'{self.scheme}://{name}:{self.port}'}/"

    @property
    def passkey_origin(self) -> str:
        """The origin (RFC 6454) at which passkeys are made and asked for. A browser keeps them under a name: on this
        machine localhost; "" where `public_url` is an address."""
        if not self.public_url:
            return f"{self.scheme}://localhost:{self.port}"
        name = urlsplit(self.public_url).hostname or ""
        return "" if name.replace(".", "").isdigit() else self.public_url

    @property
    def is_open(self) -> bool:
        """Whether other machines can reach it."""
        return self.host not in LOOPBACK or bool(self.public_url)

    def for_this_machine(self) -> "Console":
        """The same, closed to others."""
        return replace(self, host="127.0.0.1", public_url="", certificate="", key="", proxies=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """[doors], checked. `certificate`, `key`: paths, "" without TLS of our own. `token`, `hmac`: "" where unasked."""

    host: str
    port: int
    certificate: str
    key: str
    proxies: tuple[Network, ...]
    allowed: tuple[Network, ...]
    token: str = field(repr=False)
    hmac: str = field(repr=False)
    body_bytes: int
    requests_per_minute: int
    seconds: float


def wrong_files(certificate: str, key: str) -> Iterator[tuple[str, Reason]]:
    """What is wrong with the two files of a certificate: (key of the configuration, why)."""
    for name, path in (("certificate_file", certificate), ("key_file", key)):
        if path and not os.path.isfile(path):  # noqa: PTH113 - pathlib raises for a name that is too long
            yield name, secrets.unreadable(Path(path), FileNotFoundError())
    if bool(certificate) != bool(key):
        yield "key_file", reasons.KEY_OR_CERTIFICATE
