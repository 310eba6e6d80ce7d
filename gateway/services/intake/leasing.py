"""The lease of a partition for a person's act: intake works on nothing of that sender meanwhile."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.domain.errors import Temporary
from gateway.services import reasons
from gateway.store import inbox, lines
from gateway.store.database import Database
from gateway.store.lines import Lease

__all__ = ["of_message", "of_sender"]

LEASE_SECONDS = 10


@asynccontextmanager
async def of_message(db: Database, message_id: int) -> AsyncIterator[Lease]:
    """The lease under which this message's sender is worked on; waits for an intake worker's pass to end."""
    async with db.connection() as conn:
        n = await inbox.partition_of_message(conn, message_id)
    async with _partition(db, n or 0) as lease:
        yield lease


@asynccontextmanager
async def of_sender(db: Database, sender: str) -> AsyncIterator[Lease]:
    """As `of_message`, of a sender (URN)."""
    async with _partition(db, inbox.partition_of(sender)) as lease:
        yield lease


@asynccontextmanager
async def _partition(db: Database, n: int) -> AsyncIterator[Lease]:
    for _ in range(100):
        leases = await lines.take(db, "partition", [n], f"person:{uuid.uuid4()}", LEASE_SECONDS)
        if leases:
            try:
                yield leases[0]
            finally:
                await lines.release(db, leases)
            return
        await asyncio.sleep(0.1)
    raise Temporary(reasons.QUEUE_BUSY)
