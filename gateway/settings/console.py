"""[console]: where the pages are served, and what must hold before other machines can reach them."""

import re
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from gateway.domain.errors import Problem
from gateway.domain.reasons import Reason
from gateway.settings import reasons
from gateway.settings.checks import LOOPBACK
from gateway.settings.listening import Console, wrong_files
from gateway.settings.schema import ConsoleSettings

__all__ = ["read"]

_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.(?!-)[a-z0-9-]{1,63})*", re.ASCII)  # RFC 1123 §2.1


def read(
    settings: ConsoleSettings, absolute: Callable[[Mapping[str, object]], dict[str, object]]
) -> tuple[Console, list[Problem]]:
    """[console] -> (Console, problems). `absolute` makes the paths of files absolute."""
    raw = absolute(settings.model_dump())
    made = Console(
        host=settings.host,
        port=settings.port,
        language=settings.language,
        public_url=settings.public_url.lower().rstrip("/"),
        certificate=str(raw["certificate_file"]),
        key=str(raw["key_file"]),
        proxies=tuple(ip_network(one) for one in settings.proxies),
        requests_per_minute=settings.requests_per_minute,
    )
    return made, [Problem(f"console.{key}", reason) for key, reason in _wrong(made)]


def _wrong(console: Console) -> Iterator[tuple[str, Reason]]:
    yield from wrong_files(console.certificate, console.key)
    if not _is_address(console.host):
        yield "host", reasons.NOT_ADDRESS
    elif console.public_url and not _is_origin(console.public_url):
        yield "public_url", reasons.NOT_PUBLIC_URL
    else:
        yield from _too_open(console)


def _too_open(console: Console) -> Iterator[tuple[str, Reason]]:
    """What is missing before other machines may reach the pages."""
    if not console.public_url and (console.proxies or console.host not in LOOPBACK):
        yield "public_url", reasons.NO_PUBLIC_URL
    if any(network.prefixlen == 0 for network in console.proxies):
        yield "proxies", reasons.PROXIES_OF_ALL  # whoever asked would say who it is
    if console.is_open and not console.certificate and not console.proxies:
        yield "certificate_file", reasons.CONSOLE_WITHOUT_TLS


def _is_address(host: str) -> bool:
    """Whether one can listen there without asking anybody for a name."""
    try:
        return host == "localhost" or bool(ip_address(host))
    except ValueError:
        return False


def _is_origin(url: str) -> bool:
    """Whether this is "https://name" or "https://name:port" and nothing more."""
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError:
        return False
    name = split.hostname or ""
    return _NAME.fullmatch(name) is not None and url == f"https://{name}{f':{port}' if port else ''}"
