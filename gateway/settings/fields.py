"""Kinds of values in config.toml, each with what it must be; a wrong one raises ValueError with words that say so."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, Strict

from gateway.domain import addresses


def clock(value: object) -> object:
    """A time of day."""
    try:
        return time.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError('must be a time of day like "08:00"') from None


def start(value: object) -> object:
    """What a line begins with: "now", "all" or a date."""
    if value in ("now", "all") or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError('must be "now", "all" or a date like "2026-11-01"') from None


def hours(value: tuple[tuple[time, time], ...]) -> tuple[tuple[time, time], ...]:
    """The spans of a day, in their order."""
    flat = [moment for span in value for moment in span]
    if not flat or any(earlier >= later for earlier, later in pairwise(flat)):
        raise ValueError("must be spans in the order of the day, each ending after it begins, at least one")
    return value


def mail(value: str) -> str:
    """One bare mail address, or nothing."""
    name, at, host = value.rpartition("@")
    if value and (not at or not name or not host or any(sign.isspace() or sign in '<>,;"' for sign in value)):
        raise ValueError("must be one bare mail address like operator@example.com")
    return value


def number(value: str) -> str:
    """One telephone number, or nothing."""
    if value and not addresses.phone(value).startswith("tel:"):
        raise ValueError("must be one telephone number like +84912345678")
    return value


def shape(pattern: str, words: str) -> Callable[[str], str]:
    """A check that a text has this shape; `words` say which."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(words)
        return value

    return check


def text(most: int, least: int = 1) -> AfterValidator:
    """One line of `least` to `most` characters: it travels in mail headers, in texts and on pages."""

    def check(value: str) -> str:
        value = value.strip()
        if not value.isprintable():
            raise ValueError("must be one line of text without control characters")
        if len(value) < least:
            raise ValueError("must not be empty")
        if len(value) > most:
            raise ValueError(f"must be at most {most} characters long, not {len(value)}")
        return value

    return AfterValidator(check)


def network(value: str) -> str:
    """A network in CIDR notation (RFC 4632)."""
    try:
        ip_network(value)
    except ValueError:
        raise ValueError('must be networks like "10.0.0.0/24" or "10.0.0.2/32"') from None
    return value


Network = IPv4Network | IPv6Network
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
HERE = ("127.0.0.0/8", "::1/128")
Networks = tuple[Annotated[str, AfterValidator(network)], ...]
Text = Annotated[str, text(200)]
Key = Annotated[
    str,
    AfterValidator(shape(r"[a-z0-9][a-z0-9-]{0,62}", "must be small letters, digits and hyphens, like vanmieu-mail")),
]
Module = Annotated[
    str,
    AfterValidator(shape(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", 'must be the name of a Python module, like "our.zalo"')),
]
Flag = Annotated[bool, Strict()]
Port = Annotated[int, Strict(), Field(ge=1, le=65535)]
# The upper bounds are those of what the values go into (a smallint, an interval, a timer) or far beyond any use.
Count = Annotated[int, Strict(), Field(ge=0, le=1_000_000)]
Tries = Annotated[int, Strict(), Field(ge=1, le=100)]
Days = Annotated[int, Strict(), Field(ge=1, le=366)]
Seconds = Annotated[float, Strict(), Field(ge=0.1, le=604_800, allow_inf_nan=False)]  # at most a week
Moments = Annotated[float, Strict(), Field(ge=0.1, le=3_600, allow_inf_nan=False)]  # at most an hour
Clock = Annotated[time, BeforeValidator(clock)]
