"""What the links of one mail line remember from one opening to the next, in this process.

A mail that breaks the connection is listed or fetched alone from then on, and given up as unfetched when that fails
too, so that it cannot stop the mails behind it. A server that hangs up on IDLE is asked without it for an hour.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from gateway.channels.email.oauth import Tokens
from gateway.domain.errors import LineDown

__all__ = ["Key", "Memory"]

NO_IDLE = 3_600.0  # seconds for which a server that failed IDLE twice running is asked without it

Key = tuple[str, int, int]  # list | fetch, UIDVALIDITY, UID


@dataclass(slots=True)
class Memory:
    """`broke`: how often a command about a mail ended with the connection. `idle_failed`: how often IDLE failed
    running; `idle_failed_at`: when last (monotonic seconds). `tokens`: of a line that logs in by access token."""

    broke: dict[Key, int] = field(default_factory=dict)
    idle_failed: int = 0
    idle_failed_at: float = 0.0
    tokens: Tokens = field(default_factory=Tokens)

    @contextmanager
    def watching(self, keys: Iterable[Key]) -> Iterator[None]:
        """Remembers which mails a command was about when the connection broke, and forgets those that it brought."""
        keys = list(keys)
        try:
            yield
        except LineDown:
            for key in keys:
                before = self.broke.get(key, 0)
                self.broke[key] = before + 1 if len(keys) == 1 else max(1, before)
            raise
        for key in keys:
            self.broke.pop(key, None)

    def trusts_idle(self) -> bool:
        """Whether the server did not fail IDLE twice running of late."""
        return self.idle_failed < 2 or time.monotonic() - self.idle_failed_at > NO_IDLE

    def note_idle(self, failures: int) -> None:
        """Set how often IDLE has failed running, as of now."""
        self.idle_failed, self.idle_failed_at = failures, time.monotonic()
