"""Who asks over HTTP: the address behind proxies of ours, and how often it has asked within a minute."""

import time
from collections import OrderedDict
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

from gateway.settings.checks import Network

__all__ = ["Address", "Rates", "address", "is_forwarded", "parsed", "within"]

Address = IPv4Address | IPv6Address
ADDRESSES = 10_000  # whose rate is remembered; who has been silent longest is forgotten first
MINUTE = 60.0
SITE_BITS = 64  # of an IPv6 address: the rest one host chooses as it likes (RFC 4291 §2.5.4)


def address(scope: Scope, headers: Headers, proxies: Iterable[Network]) -> Address | None:
    """Who asks: behind `proxies` the last address in X-Forwarded-For that is none of theirs. None where that is no
    address."""
    hops = [hop.strip() for value in headers.getlist("x-forwarded-for") for hop in value.split(",")]
    peer = parsed(scope["client"][0]) if scope.get("client") else None
    while peer is not None and hops and within(peer, proxies):
        peer = parsed(hops.pop())
    return peer


def is_forwarded(headers: Headers) -> bool:
    """Whether a proxy says that it asks for somebody else (RFC 7239, and what came before it)."""
    return any(name in headers for name in ("x-forwarded-for", "forwarded", "x-real-ip"))


def parsed(text: str) -> Address | None:
    """An address; one of IPv4 that is written as IPv6 is one of IPv4."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def within(one: Address, networks: Iterable[Network]) -> bool:
    """Whether an address lies in one of these networks."""
    return any(one in network for network in networks)


class Rates:
    """How often each address has asked in its minute. Holds at most ADDRESSES of them."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._asked: OrderedDict[str, tuple[float, int]] = OrderedDict()  # the minute's begin, requests in it

    def allow(self, one: Address) -> bool:
        """Count a request: whether it is within the bound. One IPv6 network is one address."""
        name = str(ip_network((one, SITE_BITS), strict=False) if isinstance(one, IPv6Address) else one)
        now = time.monotonic()
        since, n = self._asked.pop(name, (now, 0))
        if now - since >= MINUTE:
            since, n = now, 0
        self._asked[name] = since, n + 1
        if len(self._asked) > ADDRESSES:
            self._asked.popitem(last=False)
        return n < self._per_minute
