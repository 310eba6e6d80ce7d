"""What a link reads is stored and committed; only then it is confirmed at its source."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from gateway.channels import Link, Removes
from gateway.domain.errors import LeaseLost
from gateway.domain.model import Batch, Received, Unfetched
from gateway.runtime import failpoints
from gateway.runtime.context import Context
from gateway.services.reasons import NOT_STORED
from gateway.store import inbox, lines
from gateway.store.database import TRANSIENT, Database
from gateway.store.lines import Lease

log = structlog.get_logger(__name__)
UNFETCHED_TRIES = 10


async def store_batch(db: Database, context: Context, lease: Lease, batch: Batch) -> frozenset[int]:
    """Store what a poll brought, with the watermark, and commit. Returns the partitions that have work.

    A piece that cannot be stored for a reason of its own stops neither the others nor the watermark: it is written down
    as one that was listed and not handed over, tried again, and shown."""
    failpoints.hit("after_receive")
    try:
        return await _store(db, context, lease, batch)
    except (LeaseLost, *TRANSIENT):
        raise
    except Exception as error:
        if not batch.received:
            raise
        log.warning("a batch could not be stored as one", line=lease.key, error=type(error).__name__)
    partitions: frozenset[int] = frozenset()
    for piece in batch.received:
        try:
            partitions |= await _store(db, context, lease, Batch(received=(piece,)))
        except (LeaseLost, *TRANSIENT):
            raise
        except Exception as error:
            log.warning("a piece cannot be stored", line=lease.key, error=type(error).__name__)
            missing = Unfetched(location=piece.location, reason=NOT_STORED)
            partitions |= await _store(db, context, lease, Batch(unfetched=(missing,)))
    return partitions | await _store(db, context, lease, replace(batch, received=()))


async def _store(db: Database, context: Context, lease: Lease, batch: Batch) -> frozenset[int]:
    times = context.config.times
    async with lines.guarded(db, lease) as tx:
        partitions = await inbox.store(
            tx, str(lease.key), batch, window=times.incomplete_sms, retry=times.backoff[0], give_up=UNFETCHED_TRIES
        )
        await lines.record_poll(tx, str(lease.key), batch.cursor, batch.facts)
        failpoints.hit("before_commit")
    failpoints.hit("after_commit")
    return partitions


async def accept(db: Database, context: Context, line: str, pieces: Sequence[Received]) -> frozenset[int]:
    """Store what came by a channel's route, and commit. Returns the partitions that have work.

    No lease is asked for: a route may listen in several processes, and the digest alone makes a piece that comes twice
    one. Nothing lies at a source, so there is nothing to confirm there."""
    failpoints.hit("after_receive")
    batch = Batch(received=tuple(pieces))
    async with db.transaction() as tx:
        partitions = await inbox.store(
            tx,
            line,
            batch,
            window=context.config.times.incomplete_sms,
            retry=context.config.times.backoff[0],
            give_up=1,
        )
        places = {piece.location: piece.digest for piece in pieces}
        await inbox.confirmed(tx, line, places, dict.fromkeys(places, "done"))
        failpoints.hit("before_commit")
    failpoints.hit("after_commit")
    return partitions


async def confirm(db: Database, lease: Lease, link: Link) -> int:
    """Mark or delete at the source what is stored; what fails is tried again later. Returns how many failed."""
    line = str(lease.key)
    async with db.connection() as conn:
        asked = await inbox.unconfirmed(conn, line)
    if not asked:
        return 0
    failpoints.hit("before_confirm")
    answers = await link.confirm(asked)
    failpoints.hit("after_confirm")
    async with lines.guarded(db, lease, lasting=False) as tx:
        return await inbox.confirmed(tx, line, asked, answers)


async def remove_aged(db: Database, context: Context, lease: Lease, link: Link) -> int:
    """Take away at the source what its line keeps there no longer, once it is a message and, where backups are taken
    every night, in a good one that was copied as configured. Returns how many pieces are gone."""
    asked = await link.aged(datetime.now(UTC)) if isinstance(link, Removes) else ()
    if not (isinstance(link, Removes) and asked):
        return 0
    async with lines.guarded(db, lease, lasting=False) as tx:
        safe = await inbox.removable(tx, str(lease.key), asked, in_backup=context.config.backup.nightly)
    removed = await link.remove(safe) if safe else 0
    log.info("taken away at the source", line=lease.key, asked=len(asked), pieces=removed)
    return removed


async def fetch_again(db: Database, context: Context, lease: Lease, link: Link) -> frozenset[int]:
    """Try once more what the source listed but did not hand over. A place that is empty by now is settled."""
    async with db.connection() as conn:
        due = await inbox.due_unfetched(conn, str(lease.key))
    if not due:
        return frozenset()
    batch = await link.fetch(due)
    told = {one.location for one in batch.received} | {one.location for one in batch.unfetched}
    gone = tuple(place for place in due if place not in told)
    if gone:
        log.warning("what the source listed and never handed over is gone", line=lease.key, pieces=len(gone))
    return await store_batch(db, context, lease, replace(batch, gone=gone))
