"""Who may look: a one-time token, exchanged for a session that lives in this process's memory.

The token lies in a 0600 file in the data directory, so whoever can read that file is the operator; when it is used a
new one takes its place. Sessions end after half an hour without a request, and with the process.
"""

import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from gateway.domain.actor import Actor

__all__ = ["FILE", "IDLE_SECONDS", "Session", "Sessions", "read_link"]

FILE = "console.link"
IDLE_SECONDS = 1800.0
MOST = 64  # sessions at once; the one that was silent longest goes


@dataclass(slots=True, kw_only=True)
class Session:
    """One browser. `csrf` stands in each of its forms; `notices` are shown on its next page."""

    actor: Actor
    seen: float
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    notices: list[tuple[str, str]] = field(default_factory=list)  # (ok | refused, words)
    used: set[str] = field(default_factory=set, repr=False)  # names of forms that were sent already
    memory: dict[str, object] = field(default_factory=dict, repr=False)  # what Try it remembers

    def once(self, name: str) -> bool:
        """Whether the form of this name is sent for the first time: a double click acts once."""
        fresh = bool(name) and name not in self.used
        self.used.add(name)
        return fresh


class Sessions:
    """The sessions of one console, and its link for the next one. As a context manager, it keeps the link's file."""

    def __init__(self, data: Path, page: str, actor: Actor, clock: Callable[[], float] = monotonic) -> None:
        """`actor`: whoever can read the link."""
        self._file, self._page, self._actor, self._clock = data / FILE, page, actor, clock
        self._token = ""
        self._open: dict[str, Session] = {}

    def __enter__(self) -> "Sessions":
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self.renew()
        return self

    def __exit__(self, *_: object) -> None:
        self._file.unlink(missing_ok=True)

    @property
    def link(self) -> str:
        """Where a browser enters, once."""
        return f"{self._page}enter?token={self._token}"

    def renew(self) -> None:
        """A new token; the one before is worth nothing."""
        self._token = secrets.token_urlsafe(32)
        new = self._file.with_name(f"{FILE}.new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(self.link + "\n")
        new.replace(self._file)

    def enter(self, token: str) -> str | None:
        """The token -> the secret of a new session's cookie, or None. A right token is used up."""
        if not secrets.compare_digest(token.encode(), self._token.encode()):
            return None
        self.renew()
        while len(self._open) >= MOST:
            del self._open[min(self._open, key=lambda key: self._open[key].seen)]
        secret = secrets.token_urlsafe(32)
        self._open[_key(secret)] = Session(actor=self._actor, seen=self._clock())
        return secret

    def find(self, secret: str, *, touch: bool = True) -> Session | None:
        """The session of a cookie, while it lasts. `touch`: this request counts as use."""
        session = self._open.get(_key(secret))
        if session is None:
            return None
        if self._clock() - session.seen > IDLE_SECONDS:
            del self._open[_key(secret)]
            return None
        if touch:
            session.seen = self._clock()
        return session

    def leave(self, secret: str) -> None:
        """End a session."""
        self._open.pop(_key(secret), None)


def _key(secret: str) -> str:
    """Only the hash is kept: a dump of this process's memory opens no session."""
    return hashlib.sha256(secret.encode()).hexdigest()


def read_link(data: Path) -> str | None:
    """The link of the console that runs on this data directory; None where none runs."""
    file = data / FILE
    return file.read_text("utf-8").strip() if file.exists() else None
