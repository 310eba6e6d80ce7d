"""Passwords: what may be one, and how it is kept (Argon2id, RFC 9106)."""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from gateway.domain.errors import NotAllowed
from gateway.services import reasons

__all__ = ["LEAST", "check", "hashed", "matches"]

LEAST, MOST = 12, 256  # signs; the second factor stands beside it, so no rules of what it is made of (NIST SP 800-63B)
AT_ONCE = 2  # each takes 64 MiB and a core for some 50 ms
HASHER = PasswordHasher()  # RFC 9106's second recommended option: 3 passes, 64 MiB, 4 lanes
NOBODYS = HASHER.hash("a password that nobody has")  # what a log-in by an unknown name is held against: as slow
_POOL = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")


def check(password: str, login: str) -> None:
    """Raises NotAllowed where it is too short, too long, or is made of the log-in name or of a few signs."""
    plain = _plain(password)
    if not LEAST <= len(plain) <= MOST:
        raise NotAllowed(reasons.PASSWORD_LENGTH(least=LEAST, most=MOST))
    if len(set(plain)) < LEAST // 2 or not plain.lower().replace(login.lower(), "").strip("0123456789 "):
        raise NotAllowed(reasons.PASSWORD_EASY)


async def hashed(password: str) -> str:
    """As it is kept: a PHC string."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, HASHER.hash, _plain(password))


async def matches(password: str, kept: str | None) -> bool:
    """Whether it is the one that is kept; None: nobody's, which takes as long."""
    asked = kept or NOBODYS, _plain(password)[: MOST * 4]
    return await asyncio.get_running_loop().run_in_executor(_POOL, _verify, *asked) and kept is not None


def _verify(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, password)
    except VerificationError:
        return False


def _plain(password: str) -> str:
    """One form for each word: keyboards write Vietnamese letters composed or in parts (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", password)
