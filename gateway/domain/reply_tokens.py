"""Tokens by which an officer's mail answers a notice: who was written to, about which cases, until when. Pure.

A token is what stands left of the "@" in a notice's Message-ID, so that In-Reply-To brings it back; where the server
takes such addresses it is in Reply-To too, and else in the subject. It alone lets nobody act: see
services/by_mail/acting.py.
"""

import hashlib
import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

__all__ = ["LASTS", "find", "hashed", "in_subject", "is_ours", "make"]

LASTS = timedelta(hours=72)
NONCE, MAC = 5, 15  # bytes: 40 bits that tell two apart, 120 that nobody guesses; 32 letters together

_TOKEN = "[a-z2-7]{32}"  # noqa: S105 - a pattern
_ALONE = re.compile(_TOKEN)
_IN_ADDRESS = re.compile(rf"\+({_TOKEN})@", re.I)
_IN_SUBJECT = re.compile(rf"#({_TOKEN})(?![a-z0-9])", re.I)


def make(key: bytes, cases: Sequence[int], person: str, nonce: bytes, until: datetime) -> str:
    """A token of this nonce (NONCE bytes). `key`: of the installation; `person`: the key, "" for nobody who can act."""
    return b32encode(nonce + _mac(key, cases, person, nonce, until)).decode().lower()


def is_ours(token: str, key: bytes, cases: Sequence[int], person: str, until: datetime) -> bool:
    """Whether we made it of exactly these."""
    raw = b32decode(token.upper())
    return hmac.compare_digest(raw[NONCE:], _mac(key, cases, person, raw[:NONCE], until))


def hashed(token: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def in_subject(subject: str, token: str) -> str:
    """A subject that brings the token back by itself, for mail programs and servers that lose the rest."""
    return f"{subject} #{token}"


def find(message_ids: Iterable[str], addresses: Iterable[str], subject: str) -> tuple[str, ...]:
    """What may be a token in a mail's header, nearest first: of the Message-IDs it answers, the addresses it went to,
    its subject. What is quoted in its words counts for nothing."""
    lefts = (one.partition("@")[0].lower() for one in message_ids)
    found = [one for one in lefts if _ALONE.fullmatch(one)]
    found += [match[1].lower() for one in addresses if (match := _IN_ADDRESS.search(one))]
    found += [match.lower() for match in _IN_SUBJECT.findall(subject[:1_000])]
    return tuple(dict.fromkeys(found))


def _mac(key: bytes, cases: Sequence[int], person: str, nonce: bytes, until: datetime) -> bytes:
    said = "\0".join((",".join(map(str, sorted(cases))), person, str(int(until.timestamp()))))
    return hmac.digest(key, b"reply token\0" + nonce + said.encode(), hashlib.sha256)[:MAC]
