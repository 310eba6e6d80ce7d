"""Ledger of what came in: raw parts, messages, attachments, blobs. The only writer of these tables.

Its one idea: a part's digest is its identity, and its `turn` (the place in the order in which messages became complete)
is shared by the parts of one message. A part waits for nobody but the missing parts of its own message.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import asyncpg

from gateway import database
from gateway.database import Connection, Database
from gateway.errors import LeaseLost
from gateway.lines import PARTITIONS, Lease, guarded
from gateway.model import Attachment, Batch, Concat, Received

SQL = database.queries("inbox")
BATCH_PARTS = 50
BATCH_BYTES = 16 * 1024 * 1024
PER_SENDER = 5


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A row of messages as the desk writes it; see sql/migrations for the columns."""

    id: int
    turn: int
    line: str
    digest: bytes
    outcome: str
    rule: str
    lists: Mapping[str, Sequence[str]]  # reasons, flags, withheld, recipients, reply_to, refs
    arrived_at: datetime
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    text: str = ""
    reply: str = ""
    language: str = "vi"
    remote_id: str = ""
    in_reply_to: str = ""
    command: str = ""
    sent_at: datetime | None = None
    case_id: int | None = None
    attachments: tuple[Attachment, ...] = ()


def partition_of(sender_key: str) -> int:
    """The partition, 0–15, in which everything of one sender is worked on."""
    return hashlib.sha256(sender_key.encode()).digest()[0] % PARTITIONS


# --- storing -----------------------------------------------------------------------------------------------------


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
    if not batch.received:
        return frozenset()
    pieces = list({piece.digest: piece for piece in batch.received}.values())
    await tx.execute(SQL["drop_fetched"], line, [piece.location for piece in pieces])
    partitions: set[int] = set()
    for run in _runs(pieces):
        partitions |= await _store_run(tx, line, run, window)
    return frozenset(partitions)


def _runs(pieces: Sequence[Received]) -> list[list[Received]]:
    """Whole messages before parts of long ones, in each run: a message that comes after the part that completes another
    also has its turn after it."""
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


async def _insert(tx: Connection, line: str, pieces: Sequence[Received]) -> list[asyncpg.Record]:
    blobs = sorted({hashlib.sha256(piece.body).digest(): piece.body for piece in pieces}.items())
    await tx.execute(SQL["store_blobs"], [key for key, _ in blobs], [body for _, body in blobs])
    concats = [piece.concat for piece in pieces]
    return await tx.fetch(
        SQL["store_parts"],
        line,
        [piece.digest for piece in pieces],
        [hashlib.sha256(piece.body).digest() for piece in pieces],
        [len(piece.body) for piece in pieces],
        [piece.location for piece in pieces],
        [piece.sender_key for piece in pieces],
        [partition_of(piece.sender_key) for piece in pieces],
        [piece.old for piece in pieces],
        [piece.arrived_at for piece in pieces],
        [c and _reference(c) for c in concats],
        [c and c.total for c in concats],
        [c and c.seq for c in concats],
        [c and c.content for c in concats],
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


async def confirmed(tx: Connection, line: str, asked: Mapping[str, bytes], answers: Mapping[str, str]) -> int:
    """Note what the source answered ("done", "gone" or a reason); returns how many must be tried again."""
    done = [place for place, answer in answers.items() if answer in ("done", "gone")]
    later = [place for place in asked if place not in set(done)]
    for name, places in (("confirmed", done), ("confirm_later", later)):
        if places:
            await tx.execute(SQL[name], line, [asked[place] for place in places], places)
    return len(later)


# --- the desk's claim --------------------------------------------------------------------------------------------


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


# --- settling ----------------------------------------------------------------------------------------------------


async def reserve(conn: Connection, n: int) -> list[int]:
    """`n` message ids."""
    return [row[0] for row in await conn.fetch(SQL["reserve_messages"], n)]


async def register(tx: Connection, messages: Sequence[NewMessage]) -> None:
    """Write messages and attachments and settle their parts. Raises LeaseLost where a part is not ours any more."""
    await tx.execute(SQL["write_messages"], *_message_columns(messages))
    await _attach(tx, messages)
    settled = await tx.execute(
        SQL["settle_parts"],
        [m.turn for m in messages],
        [m.id for m in messages],
        ["unreadable" if m.outcome == "unreadable" else "registered" for m in messages],
        ["; ".join(m.lists["reasons"]) if m.outcome == "unreadable" else "" for m in messages],
    )
    if int(settled.split()[-1]) < len(messages):
        raise LeaseLost("parts of this batch have been settled by somebody else")


def _message_columns(messages: Sequence[NewMessage]) -> tuple[list[Any], ...]:
    names: tuple[str, ...] = (
        "id",
        "line",
        "digest",
        "outcome",
        "rule",
        "lists",
        "sender",
        "sender_name",
        "subject",
        "text",
        "reply",
    )
    names += ("language", "remote_id", "in_reply_to", "command", "sent_at", "arrived_at", "case_id")
    return tuple([getattr(message, name) for message in messages] for name in names)


async def _attach(tx: Connection, messages: Sequence[NewMessage]) -> None:
    rows = [(m.id, n, a) for m in messages for n, a in enumerate(m.attachments)]
    if not rows:
        return
    blobs = sorted({bytes.fromhex(a.sha256): a.content for _, _, a in rows}.items())
    await tx.execute(SQL["store_blobs"], [key for key, _ in blobs], [content for _, content in blobs])
    await tx.execute(
        SQL["write_attachments"],
        [message for message, _, _ in rows],
        [n for _, n, _ in rows],
        [a.name for _, _, a in rows],
        [a.type for _, _, a in rows],
        [a.size for _, _, a in rows],
        [bytes.fromhex(a.sha256) for _, _, a in rows],
        [a.inline for _, _, a in rows],
    )


# --- known facts -------------------------------------------------------------------------------------------------


async def late_of(conn: Connection, turns: Sequence[int]) -> dict[int, int]:
    """For late parts of long SMS: turn -> the case of the message that went on without them."""
    if not turns:
        return {}
    return {row["turn"]: row["case_id"] for row in await conn.fetch(SQL["late_of"], list(turns))}


async def wrong_codes(conn: Connection, senders: Sequence[str]) -> dict[str, int]:
    """How many unknown codes each sender named in the last hour."""
    return {row["sender"]: row["n"] for row in await conn.fetch(SQL["wrong_codes"], list(senders))}


# --- what a person sees and does -----------------------------------------------------------------------------------


async def message(conn: Connection, message_id: int, *, lock: bool = False) -> Mapping[str, Any] | None:
    """One message's row; `lock`: FOR UPDATE."""
    row = await conn.fetchrow(SQL["message_for_update" if lock else "message"], message_id)
    return dict(row) if row else None


async def partition_of_message(conn: Connection, message_id: int) -> int | None:
    """The partition whose lease a person's filing needs."""
    n: int | None = await conn.fetchval(SQL["message_partition"], message_id)
    return n


async def file_held(
    tx: Connection, message_id: int, outcome: str, case_id: int | None, actor: str, sender: str
) -> bool:
    """A person decided what a held message is. False where it is not held (any more)."""
    row = await tx.fetchval(SQL["file_held"], message_id, outcome, case_id, actor, sender)
    return row is not None


async def move_follow_up(tx: Connection, message_id: int, case_id: int, other_id: int, actor: str) -> bool:
    """A person takes a follow-up out of a case into its own. False where it is not that case's follow-up (any more)."""
    return await tx.fetchval(SQL["move_follow_up"], message_id, case_id, other_id, actor) is not None


async def stuck(conn: Connection, limit: int) -> list[Mapping[str, Any]]:
    """Held and unreadable messages, oldest first."""
    return [dict(row) for row in await conn.fetch(SQL["stuck_messages"], limit)]


async def of_case(conn: Connection, case_id: int) -> list[Mapping[str, Any]]:
    """The messages of one case, in order."""
    return [dict(row) for row in await conn.fetch(SQL["messages_of_case"], case_id)]


async def parts_of(conn: Connection, message_id: int) -> list[Mapping[str, Any]]:
    """The raw parts of one message, in order, without their bytes."""
    return [dict(row) for row in await conn.fetch(SQL["parts_of_message"], message_id)]


async def replay(tx: Connection, message_id: int) -> int | None:
    """Have an unreadable message judged anew from its raw bytes; returns its partition, None where it is none."""
    rows = await tx.fetch(SQL["replay"], message_id)
    if rows:
        await tx.execute(SQL["drop_message"], message_id)
    return rows[0]["partition"] if rows else None


async def dismiss(tx: Connection, message_id: int, reason: str, actor: str) -> bool:
    """A person says that a held or unreadable message is nothing; the reason stays on it."""
    return await tx.fetchval(SQL["dismiss"], message_id, reason, actor) is not None


async def free_blobs(tx: Connection) -> int:
    """Delete bytes that no part and no attachment refers to; returns how many."""
    return int((await tx.execute(SQL["free_blobs"])).split()[-1])


async def ages(conn: Connection) -> list[Mapping[str, Any]]:
    """(queue, n, oldest) of everything that waits here."""
    return [dict(row) for row in await conn.fetch(SQL["ages"])]


async def last_in(conn: Connection, names: Sequence[str]) -> dict[str, datetime]:
    """When each line last brought something."""
    return {row["line"]: row["at"] for row in await conn.fetch(SQL["last_in"], list(names)) if row["at"]}
