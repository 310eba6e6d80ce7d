"""Who is there: sessions in the database, begun by logging in, or by a one-time link before anybody has an account.

The link's token lies in a 0600 file in the data directory, so whoever can read that file is the operator of this
machine; when it is used a new one takes its place. It opens nothing once somebody can log in. Of a session this
process remembers what matters only here: notices, forms that were sent, and whose it was, for the pages that are shown
while the database does not answer.
"""

import asyncio
import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from gateway.domain.actor import Actor
from gateway.domain.permissions import Act
from gateway.domain.units import UnitTree
from gateway.services.accounts import log_in
from gateway.store import accounts, audit, sessions
from gateway.store.accounts import roles_of
from gateway.store.database import TRANSIENT, Database
from gateway.store.sessions import Known

__all__ = ["FILE", "IDLE_SECONDS", "Session", "Sessions", "read_link"]

FILE = "console.link"
IDLE_SECONDS = 1800.0
ASK_SECONDS = 0.5  # a page that is shown whatever is down does not wait longer to know who asks
MOST = 2_000  # sessions that are remembered; the one that was silent longest goes


@dataclass(slots=True, kw_only=True)
class Session:
    """One browser. `person`: None for whoever used the one-time link; `by_provider`: it began by an account elsewhere,
    where one is perhaps logged in too; `key`: its name in the database; `csrf` stands in each of its forms; `notices`
    are shown on its next page."""

    key: str = field(repr=False)
    csrf: str = field(repr=False)
    person: str | None
    actor: Actor
    seen: float
    by_provider: bool = False
    notices: list[tuple[str, str]] = field(default_factory=list)  # (ok | refused, words)
    used: set[str] = field(default_factory=set, repr=False)  # names of forms that were sent already
    memory: dict[str, object] = field(default_factory=dict, repr=False)  # what Try it remembers

    def once(self, name: str) -> bool:
        """Whether the form of this name is sent for the first time: a double click acts once."""
        fresh = bool(name) and name not in self.used
        self.used.add(name)
        return fresh


class Sessions:
    """The sessions of one installation, and its console's link. As a context manager, it keeps the link's file."""

    def __init__(
        self,
        db: Database,
        data: Path,
        page: str,
        actor: Actor,
        tree: Callable[[], UnitTree],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`actor`: whoever can read the link; `tree`: of the units, as it is now."""
        self._db, self._file, self._page = db, data / FILE, page
        self._actor, self._tree, self._clock = actor, tree, clock
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

    async def in_use(self) -> bool:
        """Whether one logs in here: somebody has an account."""
        async with self._db.connection() as conn:
            return await accounts.in_use(conn)

    async def enter(self, token: str) -> str | None:
        """The token -> the secret of a new session's cookie, or None. A right token is used up."""
        if not secrets.compare_digest(token.encode(), self._token.encode()):
            return None
        self.renew()
        secret = secrets.token_urlsafe(32)
        async with self._db.transaction() as tx:
            await sessions.open(tx, log_in.key_of(secret), None, self._actor.id)
            await audit.write(tx, self._actor, Act.LOG_IN, self._actor.id, "link")
        return secret

    async def find(self, secret: str, *, touch: bool = True) -> Session | None:
        """The session of a cookie, while it lasts. `touch`: this request counts as use. Where the database does not
        answer, as it was last known: nothing of a citizen's can be read then. One that is not known raises what
        happened."""
        if not secret:
            return None
        key = log_in.key_of(secret)
        try:
            async with asyncio.timeout(ASK_SECONDS), self._db.connection() as conn:
                known = await sessions.find(conn, key, use=touch)
        except TRANSIENT:
            if (session := self._open.get(key)) is None:
                raise
            return session if self._clock() - session.seen < IDLE_SECONDS else None
        if known is None:
            self._open.pop(key, None)
            return None
        return self._remembered(secret, key, known, touch=touch)

    def _remembered(self, secret: str, key: str, known: Known, *, touch: bool) -> Session:
        actor, now = self._actor if known.person is None else self._person(known.person, known), self._clock()
        session = self._open.get(key)
        if session is None:
            while len(self._open) >= MOST:
                del self._open[min(self._open, key=lambda key: self._open[key].seen)]
            csrf = hashlib.sha256(b"forms of " + secret.encode()).hexdigest()
            session = Session(
                key=key, csrf=csrf, person=known.person, actor=actor, seen=now, by_provider=known.by_provider
            )
            self._open[key] = session
        session.actor = actor
        if touch:
            session.seen = now
        return session

    def _person(self, person: str, known: Known) -> Actor:
        return Actor(
            id=log_in.id_of(person),
            name=known.name,
            roles=self._tree().spread(roles_of(known.memberships)),
            restricted_in=self._tree().under(known.restricted_in),
            has_named_cases=known.has_named_cases,
        )

    def forget(self, session: Session) -> None:
        """It has ended."""
        self._open.pop(session.key, None)


def read_link(data: Path) -> str | None:
    """The link of the console that runs on this data directory; None where none runs."""
    file = data / FILE
    return file.read_text("utf-8").strip() if file.exists() else None
