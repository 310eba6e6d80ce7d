"""A desk claims what is complete, one batch at a time, and gives back what it did not settle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

import asyncpg

from gateway import database
from gateway.database import Connection, Database
from gateway.inbox.storing import partition_of
from gateway.lines import Lease, guarded

SQL = database.queries("inbox")
BATCH_PARTS = 50
BATCH_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One message's raw parts, claimed for a try. `bodies` in order; `alone`: decode in a child process."""

    turn: int
    line: str
    digest: bytes
    sender_key: str
    old: bool
    arrived_at: datetime
    bodies: tuple[bytes, ...] = field(repr=False)
    alone: bool = False
    tries_alone: int = 0
    group_id: int | None = None
    missing: str = ""  # "2/3": two of three parts came


async def ready_partitions(conn: Connection, window: float) -> list[int]:
    """Partitions in which something could be done now."""
    return [row["partition"] for row in await conn.fetch(SQL["ready_partitions"], timedelta(seconds=window))]


async def claim(db: Database, lease: Lease, *, window: float, again: float, alone: bool = False) -> list[Claimed]:
    """Claim the next batch of a partition: at most 50 parts and 16 MiB, or one message whose last try never closed:
    where nothing else is ready, or `alone` asks for it.

    `again`: seconds after which a try that never closes may be claimed again."""
    async with guarded(db, lease) as tx:
        await tx.execute(SQL["expire_groups"], [lease.key], timedelta(seconds=window))
        rows = [] if alone else await tx.fetch(SQL["claimable"], lease.key)
        alone = not rows
        if alone:
            rows = await tx.fetch(SQL["claimable_alone"], lease.key)
        turns = _fill(rows)
        if not turns:
            return []
        await tx.execute(SQL["claim"], lease.key, turns, int(alone), timedelta(seconds=again))
        claimed = await tx.fetch(SQL["claimed"], lease.key, turns)
    return [_claimed(list(parts), alone) for _, parts in groupby(claimed, key=lambda row: row["turn"])]


def _fill(rows: Sequence[asyncpg.Record]) -> list[int]:
    turns: list[int] = []
    size = 0
    for row in rows[:BATCH_PARTS]:
        size += row["size"]
        if turns and size > BATCH_BYTES:
            break
        turns.append(row["turn"])
    return turns


def _claimed(rows: Sequence[asyncpg.Record], alone: bool) -> Claimed:
    first = rows[0]
    places = {row["concat_seq"]: row["bytes"] for row in reversed(rows)}
    total = first["concat_total"]
    return Claimed(
        turn=first["turn"],
        line=first["line"],
        digest=first["digest"],
        sender_key=first["sender_key"],
        old=first["old"],
        arrived_at=first["arrived_at"],
        bodies=tuple(places[seq] for seq in sorted(places, key=lambda seq: seq or 0)),
        alone=alone,
        tries_alone=first["tries_alone"],
        group_id=first["group_id"],
        missing=f"{len(places)}/{total}" if total and len(places) < total else "",
    )


async def give_back(tx: Connection, claimed: Sequence[Claimed]) -> None:
    """A clean stop: the try is not used up."""
    for alone in (False, True):
        turns = [c.turn for c in claimed if c.alone is alone]
        if turns:
            await tx.execute(SQL["give_back"], turns, int(alone))


async def retry_alone(tx: Connection, turn: int, reason: str, after: float) -> None:
    """Decoding raised something unforeseen: next time alone, in a child process."""
    await tx.execute(SQL["retry_alone"], [turn], reason, timedelta(seconds=after))


async def retry(tx: Connection, turns: Iterable[int], after: float) -> None:
    """The fault was not theirs: claimed again, as if untouched, after `after` seconds."""
    await tx.execute(SQL["retry"], list(turns), timedelta(seconds=after))


async def move(tx: Connection, turn: int, sender_key: str) -> None:
    """Decoding showed another sender: the message goes to that sender's partition."""
    await tx.execute(SQL["move"], turn, sender_key, partition_of(sender_key))
