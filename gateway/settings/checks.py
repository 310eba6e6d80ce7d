"""What a value of config.toml must be; a wrong one raises Wrong, with why. Without pydantic, for channels too."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import pairwise
from typing import Literal

from gateway.domain import addresses
from gateway.domain.reasons import Reason
from gateway.settings import reasons

Network = IPv4Network | IPv6Network
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
HERE = ("127.0.0.0/8", "::1/128")
NAME = r"[a-z0-9][a-z0-9-]{0,62}"


class Wrong(ValueError):
    """A value that cannot be, and why: the one error of validators, which pydantic hands on."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.code)


def clock(value: object) -> time:
    """A time of day."""
    try:
        return value if isinstance(value, time) else time.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise Wrong(reasons.NOT_CLOCK) from None


def start(value: object) -> Literal["now", "all"] | date:
    """What a line begins with: "now", "all" or a date."""
    if value == "now" or value == "all":
        return value
    try:
        return _date(value)
    except ValueError:
        raise Wrong(reasons.NOT_START) from None


def day(value: object) -> date | None:
    """A date, or "" for none."""
    try:
        return None if value == "" else _date(value)
    except ValueError:
        raise Wrong(reasons.NOT_DAY) from None


def never_or(least: int) -> Callable[[int], int]:
    """A number of at least so many, or 0 for never."""

    def check(value: int) -> int:
        if 0 < value < least:
            raise Wrong(reasons.TOO_SMALL(least=least))
        return value

    return check


def _date(value: object) -> date:
    """TOML's own date, or one in quotes. Raises ValueError."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return date.fromisoformat(value if isinstance(value, str) else "")


def hours(value: tuple[tuple[time, time], ...]) -> tuple[tuple[time, time], ...]:
    """The spans of a day, in their order."""
    flat = [moment for span in value for moment in span]
    if not flat or any(earlier >= later for earlier, later in pairwise(flat)):
        raise Wrong(reasons.NOT_SPANS)
    return value


def quiet(value: tuple[time, ...]) -> tuple[time, ...]:
    """A span of a day, which may hold midnight, or none."""
    if value and (len(value) != 2 or value[0] == value[1]):
        raise Wrong(reasons.NOT_QUIET)
    return value


def mail(value: str) -> str:
    """One bare mail address, or nothing."""
    name, at, host = value.rpartition("@")
    odd = any(sign.isspace() or not sign.isprintable() or sign in '<>,;"' for sign in value)
    if value and (not at or not name or not host or odd):
        raise Wrong(reasons.NOT_MAIL)
    return value


def number(value: str) -> str:
    """One telephone number, or nothing."""
    if value and not addresses.phone(value).startswith("tel:"):
        raise Wrong(reasons.NOT_PHONE)
    return value


def is_name(value: str) -> bool:
    """Whether a unit or a line may be called so."""
    return bool(re.fullmatch(NAME, value))


def shape(pattern: str, otherwise: Reason) -> Callable[[str], str]:
    """A check that a text has this shape."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise Wrong(otherwise)
        return value

    return check


def one_line(most: int, least: int = 1) -> Callable[[str], str]:
    """A check: one line of `least` to `most` characters: it travels in mail headers, in texts and on pages."""

    def check(value: str) -> str:
        value = value.strip()
        if not value.isprintable():
            raise Wrong(reasons.NOT_ONE_LINE)
        if len(value) < least:
            raise Wrong(reasons.EMPTY)
        if len(value) > most:
            raise Wrong(reasons.TOO_LONG(most=most, length=len(value)))
        return value

    return check


def network(value: str) -> str:
    """A network in CIDR notation (RFC 4632)."""
    try:
        ip_network(value)
    except ValueError:
        raise Wrong(reasons.NOT_NETWORK) from None
    return value
