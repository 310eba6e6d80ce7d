"""Challenges: what a browser has to bring back, or sign, within ten minutes and once.

Nothing is kept until one is answered: a challenge says itself until when it holds, and it holds for one purpose and one
browser, whose secret is under its signature.
"""

import hmac
import secrets
from datetime import UTC, datetime

from gateway.services.accounts.log_in import key_of
from gateway.store import passkeys
from gateway.store.database import Connection

__all__ = ["SECONDS", "fits", "made", "use", "use_name"]

SECONDS = 600
_RANDOM, _UNTIL = 16, 8  # octets; what follows is the signature


def made(key: bytes, purpose: str, holder: str, at: datetime) -> bytes:
    """A new one. `key`: the installation's; `holder`: a secret of the browser that is to answer."""
    said = secrets.token_bytes(_RANDOM) + (int(at.timestamp()) + SECONDS).to_bytes(_UNTIL)
    return said + _signature(key, purpose, holder, said)


def fits(key: bytes, purpose: str, holder: str, challenge: bytes, at: datetime) -> bool:
    """Whether it is ours, for this purpose and this browser, and not too old."""
    said, signature = challenge[: _RANDOM + _UNTIL], challenge[_RANDOM + _UNTIL :]
    return hmac.compare_digest(signature, _signature(key, purpose, holder, said)) and at <= _until(challenge)


async def use(tx: Connection, challenge: bytes) -> bool:
    """Whether one that fits is answered for the first time."""
    return await passkeys.use_challenge(tx, key_of(challenge.hex()), _until(challenge))


async def use_name(tx: Connection, name: str, until: datetime) -> bool:
    """Whether something of this name, which holds until then, comes for the first time."""
    return await passkeys.use_challenge(tx, key_of(name), until)


def _until(challenge: bytes) -> datetime:
    return datetime.fromtimestamp(int.from_bytes(challenge[_RANDOM : _RANDOM + _UNTIL]), UTC)


def _signature(key: bytes, purpose: str, holder: str, said: bytes) -> bytes:
    return hmac.digest(key, b"challenge " + f"{purpose} {key_of(holder)} ".encode() + said, "sha256")
