"""A modem that gives no answer again and again is started again.

By a command that takes its power away, where one is configured (uhubctl, a switched socket), else by its own
AT+CFUN=1,1. After that it is a person's, who is told anyway.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Hangs", "run"]

MANY = 3  # in a row, since it last answered
AGAIN_SECONDS = 900.0  # between two starts
COMMAND_SECONDS = 60.0


@dataclass(slots=True)
class Hangs:
    """How often a modem has not answered since it last did, and when it was last started again."""

    n: int = 0
    at: float | None = None

    def note(self, *, hung: bool) -> None:
        """An answer, or none."""
        self.n = self.n + 1 if hung else 0

    def is_due(self) -> bool:
        """Whether the modem is to be started again now; if so that is noted."""
        now = time.monotonic()
        if self.n < MANY or (self.at is not None and now - self.at < AGAIN_SECONDS):
            return False
        self.n, self.at = 0, now
        return True


async def run(command: Sequence[str]) -> None:
    """Run the configured command, its words as they are; what it says or returns is its own."""
    with contextlib.suppress(OSError):
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(COMMAND_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
