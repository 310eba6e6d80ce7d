"""The tables and keys of config.toml before any is read: secrets are taken out of them, former names replaced."""

from collections.abc import Iterator
from typing import Any

from gateway.domain.errors import Problem
from gateway.settings import reasons
from gateway.settings.mistakes import label_of

__all__ = ["ROLES", "SIMULATOR", "rename", "take_secrets"]

ROLES = ("intake", "sender", "page")  # of roles.py
SIMULATOR = "simulator"
FORMERLY = {SIMULATOR: "village"}  # names of tables before 0.2.0, which hold until 0.4.0
SECRETS = frozenset(
    {"password", "passwd", "passphrase", "secret", "client_secret", "token", "hmac", "pin", "puk"}
    | {"database.url", "redis.url", *(f"database.{role}_url" for role in ROLES)}
)


def take_secrets(raw: dict[str, Any], where: str = "", label: str = "") -> Iterator[Problem]:
    """Take literal secrets out of the tree and name each: what is gone cannot be printed later."""
    for key in [key for key in raw if key in SECRETS or where + key in SECRETS]:
        del raw[key]
        yield Problem(where + key, reasons.SECRET_WRITTEN(name=key), label)
    for key, value in raw.items():
        if isinstance(value, dict):
            yield from take_secrets(value, f"{where}{key}.", label)
        for number, block in enumerate(value if isinstance(value, list) else [], 1):
            if isinstance(block, dict):
                yield from take_secrets(block, f"{where}{key}[{number}].", label_of(block))


def rename(raw: dict[str, Any]) -> Iterator[tuple[str, str, Problem | None]]:
    """A table under its former name is that table from now on: its name, the former one, and the problem where both are
    there."""
    for name, former in FORMERLY.items():
        if former in raw and name in raw:
            del raw[former]
            yield name, former, Problem(former, reasons.FORMER_NAME(name=name))
        elif former in raw:
            raw[name] = raw.pop(former)
            yield name, former, None
