"""An intake worker claims what is complete, one batch at a time, and gives back what it did not settle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

import asyncpg

from gateway.domain.reasons import Reason
from gateway.store import database
from gateway.store.database import Connection, Database
from gateway.store.inbox.storing import partition_of
from gateway.store.lines import Lease

SQL = database.queries("inbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One message's raw parts, claimed for a try. `bodies` in order; `alone`: decode in a child process."""

    ready_seq: int
    line: str
    digest: bytes
    sender_key: str
    old: bool
    arrived_at: datetime
    bodies: tuple[bytes, ...] = field(repr=False)
    alone: bool = False
    tries_alone: int = 0
    group_id: int | None = None
    location: str = ""  # of the first part at its source
    missing: str = ""  # "2/3": two of three parts came


async def ready_partitions(conn: Connection, window: float) -> list[int]:
    """Partitions in which something could be done now."""
    return [row["partition"] for row in await conn.fetch(SQL["ready_partitions"], timedelta(seconds=window))]


async def claim(db: Database, lease: Lease, *, window: float, again: float, alone: bool = False) -> list[Claimed]:
    """Claim the next batch of a partition: at most 50 messages and 16 MiB, or one message whose last try never closed:
    where nothing else is ready, or `alone` asks for it. Nothing where another holds the lease.

    `window`: seconds that a long SMS waits for its parts; `again`: seconds after which a try that never closes may be
    claimed again."""
    held = lease.key, lease.epoch, lease.holder
    async with db.connection() as conn:
        # What was never tried goes first. A message whose last try never closed may have killed its worker: in a batch
        # it would take its neighbours' tries with it (docs/FAILURES.md F37).
        rows = [] if alone else await conn.fetch(SQL["claim"], *held, timedelta(seconds=again), False)
        if not rows:
            # Parts of a long SMS come in any order, or never (3GPP TS 23.040 §9.2.3.24.1 only numbers them). Asked when
            # nothing else is ready: what has just expired is ready too, before one that goes alone.
            expired = await conn.execute(SQL["expire_groups"], *held, timedelta(seconds=window))
            alone = alone or expired == "UPDATE 0"
            rows = await conn.fetch(SQL["claim"], *held, timedelta(seconds=again), alone)
    return [_claimed(list(parts), alone) for _, parts in groupby(rows, key=lambda row: row["ready_seq"])]


def _claimed(rows: Sequence[asyncpg.Record], alone: bool) -> Claimed:
    first = rows[0]
    # a part that came twice counts as it came first: rows are in the order of arrival, and the last one written stays
    places = {row["concat_seq"]: row["bytes"] for row in reversed(rows)}
    total = first["concat_total"]
    return Claimed(
        ready_seq=first["ready_seq"],
        line=first["line"],
        digest=first["digest"],
        sender_key=first["sender_key"],
        old=first["old"],
        arrived_at=first["arrived_at"],
        bodies=tuple(places[seq] for seq in sorted(places, key=lambda seq: seq or 0)),
        alone=alone,
        tries_alone=first["tries_alone"],
        group_id=first["group_id"],
        location=first["location"],
        missing=f"{len(places)}/{total}" if total and len(places) < total else "",
    )


async def give_back(tx: Connection, claimed: Sequence[Claimed]) -> None:
    """A clean stop: the try is not used up."""
    for alone in (False, True):
        ready_seqs = [c.ready_seq for c in claimed if c.alone is alone]
        if ready_seqs:
            await tx.execute(SQL["give_back"], ready_seqs, int(alone))


async def retry_alone(tx: Connection, ready_seq: int, reason: Reason, after: float) -> None:
    """Decoding raised something unforeseen: next time alone, in a child process."""
    await tx.execute(SQL["retry_alone"], [ready_seq], reason, timedelta(seconds=after))


async def retry(tx: Connection, ready_seqs: Iterable[int], after: float) -> None:
    """The fault was not theirs: claimed again, as if untouched, after `after` seconds."""
    await tx.execute(SQL["retry"], list(ready_seqs), timedelta(seconds=after))


async def move(tx: Connection, ready_seq: int, sender_key: str) -> None:
    """Decoding showed another sender: the message goes to that sender's partition."""
    await tx.execute(SQL["move"], ready_seq, sender_key, partition_of(sender_key))
