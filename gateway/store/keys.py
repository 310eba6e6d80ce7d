"""The installation's own keys: what makes case codes and Message-IDs its own and unguessable."""

import secrets

from gateway.store import database
from gateway.store.database import Database

SQL = database.queries("keys")


async def current(db: Database) -> bytes:
    """The key that signs, 32 bytes; made at the first call on a database."""
    async with db.transaction() as tx:
        await tx.execute("LOCK TABLE keys IN SHARE ROW EXCLUSIVE MODE")
        await tx.execute(SQL["first"], secrets.token_bytes(32))
        key: bytes = await tx.fetchval(SQL["newest"])
    return key
