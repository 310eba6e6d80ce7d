"""What a listener of a line is given: how records are stored, and how it says that it lives."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from gateway.domain.model import Received

__all__ = ["Alive", "Take", "stored"]

log = structlog.get_logger(__name__)
AGAIN = 5.0  # seconds until what could not be stored is tried again

Take = Callable[[Sequence[Received]], Awaitable[None]]
Alive = Callable[[], Awaitable[None]]


async def stored(found: Sequence[Received], take: Take) -> None:
    """Store records, whatever it takes: the other side says them once."""
    while True:
        try:
            await take(found)
            return
        except Exception as error:
            log.warning("a record of a call is not stored yet", error=type(error).__name__)
            await asyncio.sleep(AGAIN)
