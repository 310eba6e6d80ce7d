"""Parts come in and are confirmed at their source.

A piece met again changes nothing but the place where it waits to be confirmed; a part of a long SMS finds its group, or
is a repeat, or late. Nothing here knows what a message says.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from gateway.domain.model import Batch, Concat, Received
from gateway.store import database, rows
from gateway.store.database import Connection
from gateway.store.lines import PARTITIONS

SQL = database.queries("inbox")


def partition_of(sender_key: str) -> int:
    """The partition, 0–15, in which everything of one sender is worked on."""
    return hashlib.sha256(sender_key.encode()).digest()[0] % PARTITIONS


async def store(
    tx: Connection, line: str, batch: Batch, *, window: float, retry: float, give_up: int
) -> frozenset[int]:
    """Store what a poll brought; returns the partitions that have something new.

    `window`: seconds that a long SMS waits for its parts; `retry`: seconds until an unfetched piece is tried again,
    `give_up`: after how many tries it is unreadable."""
    if batch.unfetched:
        columns = [u.location for u in batch.unfetched], [u.reason for u in batch.unfetched]
        await tx.execute(SQL["store_unfetched"], line, *columns, timedelta(seconds=retry))
        await tx.execute(SQL["give_up_unfetched"], line, give_up)
    settled = [*(piece.location for piece in batch.received), *batch.gone]
    if settled:
        await tx.execute(SQL["drop_unfetched"], line, settled)
    if not batch.received:
        return frozenset()
    pieces = list({piece.digest: piece for piece in batch.received}.values())
    partitions: set[int] = set()
    for run in _runs(pieces):
        partitions |= await _store_run(tx, line, run, window)
    return frozenset(partitions)


def _runs(pieces: Sequence[Received]) -> list[list[Received]]:
    """Whole messages before parts of long ones, in each run: a message that comes after the part that completes another
    also has its ready_seq after it."""
    runs: list[list[Received]] = [[]]
    for piece in pieces:
        if piece.concat is None and runs[-1] and runs[-1][-1].concat is not None:
            runs.append([])
        runs[-1].append(piece)
    return runs


async def _store_run(tx: Connection, line: str, pieces: Sequence[Received], window: float) -> set[int]:
    by_digest = {piece.digest: piece for piece in pieces}
    new = [row for row in await _insert(tx, line, pieces) if row["new"]]
    for row in new:
        if by_digest[row["digest"]].concat is not None:
            await _place(tx, line, row["id"], by_digest[row["digest"]], window)
    return {row["partition"] for row in new}


@dataclass(frozen=True, slots=True, kw_only=True)
class _NewPart:
    line: str
    digest: bytes
    blob: bytes  # the body's SHA-256
    size: int
    location: str
    sender_key: str
    partition: int
    old: bool
    arrived_at: datetime
    concat_ref: int | None
    concat_total: int | None
    concat_seq: int | None
    concat_content: bytes | None


STORE_PARTS = rows.Insert(SQL["store_parts"], _NewPart)


async def store_blobs(tx: Connection, bodies: Iterable[bytes]) -> list[bytes]:
    """Keep bytes by their SHA-256; what is there already stays. Returns the keys, in order."""
    keys = [(hashlib.sha256(body).digest(), body) for body in bodies]
    blobs = sorted(dict(keys).items())
    await tx.execute(SQL["store_blobs"], [key for key, _ in blobs], [body for _, body in blobs])
    return [key for key, _ in keys]


async def _insert(tx: Connection, line: str, pieces: Sequence[Received]) -> list[asyncpg.Record]:
    keys = [hashlib.sha256(piece.body).digest() for piece in pieces]
    await store_blobs(tx, [piece.body for piece in pieces])
    return await STORE_PARTS.fetch(tx, [_part(line, piece, key) for piece, key in zip(pieces, keys, strict=True)])


def _part(line: str, piece: Received, blob: bytes) -> _NewPart:
    concat = piece.concat
    return _NewPart(
        line=line,
        digest=piece.digest,
        blob=blob,
        size=len(piece.body),
        location=piece.location,
        sender_key=piece.sender_key,
        partition=partition_of(piece.sender_key),
        old=piece.old,
        arrived_at=piece.arrived_at,
        concat_ref=_reference(concat) if concat else None,
        concat_total=concat.total if concat else None,
        concat_seq=concat.seq if concat else None,
        concat_content=concat.content if concat else None,
    )


def _reference(c: Concat) -> int:
    """An 8-bit and a 16-bit reference of the same number are two references."""
    return c.ref << 1 | (c.bits == 16)


async def _place(tx: Connection, line: str, part: int, piece: Received, window: float) -> None:
    """Put one part of a long SMS where it belongs: its waiting group, a repeat of a whole message, late, or first."""
    c = piece.concat
    assert c is not None
    key = (line, piece.sender_key, _reference(c), c.total)
    group = await tx.fetchval(SQL["waiting_group"], *key, c.seq, c.content, timedelta(seconds=window))
    if group is None:
        repeated = await tx.fetchval(SQL["repeated_part"], *key, c.seq, c.content, part)
        if repeated is not None:
            await tx.execute(SQL["repeat_part"], part, repeated)
            return
        late = await tx.fetchval(SQL["late_group"], *key, c.seq)
        if late is not None:
            await tx.execute(SQL["late_part"], part, late)
            return
    await tx.execute(SQL["join_group"], part, group or part)
    await tx.execute(SQL["complete_group"], group or part)


async def enter_part(tx: Connection, line: str, piece: Received, message_id: int) -> None:
    """Store what an officer entered, as the one part of a message that is written already."""
    (blob,) = await store_blobs(tx, [piece.body])
    partition = partition_of(piece.sender_key)
    await tx.execute(
        SQL["enter_part"],
        line,
        piece.digest,
        blob,
        len(piece.body),
        piece.sender_key,
        partition,
        piece.arrived_at,
        message_id,
    )


async def due_unfetched(conn: Connection, line: str) -> list[str]:
    """Locations of pieces whose next try to be read has come."""
    return [row["location"] for row in await conn.fetch(SQL["due_unfetched"], line)]


async def behind(conn: Connection, names: Sequence[str]) -> frozenset[str]:
    """Those of these lines that have something to confirm or to fetch once more: one question for all."""
    return frozenset(row["line"] for row in await conn.fetch(SQL["behind"], list(names)))


# --- confirming --------------------------------------------------------------------------------------------------


async def unconfirmed(conn: Connection, line: str) -> dict[str, bytes]:
    """What is stored but not yet marked or deleted at the source, and due: location -> digest, at most 200."""
    return {row["location"]: row["digest"] for row in await conn.fetch(SQL["unconfirmed"], line)}


async def removable(conn: Connection, line: str, places: Sequence[str], *, in_backup: bool) -> list[str]:
    """Those of these places whose piece is a message, and known so at the source; `in_backup`: and in a good backup
    that was copied as configured."""
    return [row["location"] for row in await conn.fetch(SQL["removable"], line, places, in_backup)]


async def confirmed(tx: Connection, line: str, asked: Mapping[str, bytes], answers: Mapping[str, str]) -> int:
    """Note what the source answered ("done", "gone" or a reason); returns how many must be tried again."""
    done = [place for place, answer in answers.items() if answer in ("done", "gone")]
    later = [place for place in asked if place not in set(done)]
    for name, places in (("confirmed", done), ("confirm_later", later)):
        if places:
            await tx.execute(SQL[name], line, [asked[place] for place in places], places)
    return len(later)
