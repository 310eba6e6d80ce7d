"""Rows of audit are sealed seconds after they were written, by one process at a time.

An act writes its row in its own transaction and waits for nobody; a chain made there would let all acts go one by one.
Sealing takes every row that is committed and not sealed yet, whichever transaction committed first: what commits later
is sealed later, and none is gone past. What is sealed when is not told by `at` and `id` but by `place`.
"""

from dataclasses import replace

import structlog

from gateway.domain.audit_chain import Anchor, Head, fingerprint, seal
from gateway.settings import secrets
from gateway.settings.config import Config
from gateway.store import audit, lines
from gateway.store.database import Connection, Database

__all__ = ["AT_ONCE", "run", "seal_all", "the_key"]

log = structlog.get_logger(__name__)

AT_ONCE = 1_000  # rows a transaction
HEAD_SECONDS = 24 * 3600.0


def the_key(config: Config) -> bytes:
    """The key of this installation's audit; made at the first call. Raises OSError."""
    return secrets.make(config.audit_key_file).encode()


async def run(db: Database, key: bytes) -> None:
    """Seal what waits; once a day write the chain's head into the log, which is kept elsewhere."""
    await seal_all(db, key)
    async with db.connection() as conn:
        if await lines.tick(conn, "audit_head", HEAD_SECONDS):
            log.info("the head of the audit chain", head=str(await audit.head(conn)))


async def seal_all(db: Database, key: bytes) -> int:
    """Seal all that waits, a portion a transaction; how many."""
    total = 0
    while True:
        async with db.transaction() as tx:
            n = await _seal_some(tx, key)
        total += n
        if n < AT_ONCE:
            return total


async def _seal_some(tx: Connection, key: bytes) -> int:
    if not (await audit.unsealed(tx, 1)):  # asked before the lock: mostly there is nothing
        return 0
    await audit.lock(tx)
    head = await audit.head(tx)
    if not await _is_ours(tx, key, head):
        return 0
    found, previous = [], head.seal
    for place, row in enumerate(await audit.unsealed(tx, AT_ONCE), head.place + 1):
        previous = seal(key, previous, row)
        found.append(replace(row, place=place, seal=previous))
    await audit.seal(tx, found)
    return len(found)


async def _is_ours(tx: Connection, key: bytes, head: Head) -> bool:
    """Whether the chain goes on by this key; the first one of all begins it."""
    anchors = await audit.anchors(tx)
    if not anchors:
        return await audit.anchor(tx, Anchor(place=head.place, seal=head.seal, key=fingerprint(key), kind="begin"))
    if (of := max(anchors, key=lambda one: one.place).key) == fingerprint(key):
        return True
    log.warning("audit waits for its key: the one of this machine is another", key=of, here=fingerprint(key))
    return False
