"""Messages: written by intake with their attachments, decided by their facts, acted on by persons."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gateway.domain.actor import Actor
from gateway.domain.errors import LeaseLost
from gateway.domain.model import Attachment, Received
from gateway.domain.reasons import Reason
from gateway.store import database, rows
from gateway.store.database import Connection
from gateway.store.inbox.storing import enter_part
from gateway.store.reasons import PARTS_SETTLED

SQL = database.queries("inbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A row of messages as intake writes it; see sql/migrations for the columns."""

    id: int
    ready_seq: int
    line: str
    digest: bytes
    outcome: str
    rule: str
    arrived_at: datetime
    reasons: tuple[Reason, ...] = ()
    flags: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
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
    list_id: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _NewAttachment:
    message_id: int
    n: int
    name: str
    type: str
    size: int
    blob: bytes  # its SHA-256
    inline: bool
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it stands. `reasons`, `flags`, `withheld`: of the decision; `decided_by`: a person, if one did;
    `remote_id`: a mail's Message-ID."""

    id: int
    line: str
    digest: bytes
    outcome: str
    rule: str
    reasons: tuple[Reason, ...]
    flags: Sequence[str]
    withheld: Sequence[str]
    sender: str  # URN
    sender_name: str
    recipients: Sequence[str]
    reply_to: Sequence[str]
    list_id: str
    subject: str
    text: str
    reply: str
    language: str
    remote_id: str
    in_reply_to: str
    refs: Sequence[str]
    command: str
    sent_at: datetime | None
    arrived_at: datetime
    registered_at: datetime
    case_id: int | None
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A raw part as it stands, without its bytes. `blob`: their SHA-256; `concat_…`: of a part of a long SMS."""

    id: int
    line: str
    digest: bytes | None
    blob: bytes | None
    size: int
    location: str
    sender_key: str
    partition: int | None
    state: str
    old: bool
    arrived_at: datetime
    received_at: datetime
    concat_ref: int | None
    concat_total: int | None
    concat_seq: int | None
    concat_content: bytes | None
    group_id: int | None
    ready_seq: int | None
    claimed: bool
    tries: int
    tries_alone: int
    next_at: datetime
    reason: Reason | None
    message_id: int | None
    confirmed_at: datetime | None
    confirm_tries: int
    confirm_next_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unscanned:
    """An attachment for the scanner. `tries`: with this one."""

    message_id: int
    n: int
    tries: int
    body: bytes = field(repr=False)


WRITE = rows.Insert(SQL["write_messages"], NewMessage, without=("ready_seq", "attachments"))
ATTACH = rows.Insert(SQL["write_attachments"], _NewAttachment)
MESSAGE = rows.Select(SQL["message"], Message)
CLAIM_SCAN = rows.Select(SQL["claim_scan"], Unscanned)


async def register(tx: Connection, messages: Sequence[NewMessage]) -> None:
    """Write messages and attachments and settle their parts. Raises LeaseLost where a part is not ours any more."""
    await WRITE.execute(tx, messages)
    await _attach(tx, messages)
    settled = await tx.execute(
        SQL["settle_parts"],
        [m.ready_seq for m in messages],
        [m.id for m in messages],
        ["unreadable" if m.outcome == "unreadable" else "registered" for m in messages],
        [next(iter(m.reasons), None) if m.outcome == "unreadable" else None for m in messages],
    )
    if int(settled.split()[-1]) < len(messages):
        raise LeaseLost(PARTS_SETTLED)


async def enter(tx: Connection, message: NewMessage, piece: Received) -> None:
    """Write what an officer entered: a message of this one piece, which no partition has to read."""
    await WRITE.execute(tx, [message])
    await _attach(tx, [message])
    await enter_part(tx, message.line, piece, message.id)


async def _attach(tx: Connection, messages: Sequence[NewMessage]) -> None:
    attached = [(message.id, n, file) for message in messages for n, file in enumerate(message.attachments)]
    if not attached:
        return
    blobs = sorted({bytes.fromhex(file.sha256): file.content for _, _, file in attached}.items())
    await tx.execute(SQL["store_blobs"], [key for key, _ in blobs], [content for _, content in blobs])
    new = [
        _NewAttachment(
            message_id=message,
            n=n,
            name=file.name,
            type=file.type,
            size=file.size,
            blob=bytes.fromhex(file.sha256),
            inline=file.inline,
            flags=file.flags,
        )
        for message, n, file in attached
    ]
    await ATTACH.execute(tx, new)


async def claim_scan(conn: Connection) -> Unscanned | None:
    """The next attachment that no scanner has seen."""
    return await CLAIM_SCAN.first(conn)


async def scanned(conn: Connection, message_id: int, n: int, scan: str, reason: Reason | None) -> None:
    """What the scanner said: clean, infected or failed, and why."""
    await conn.execute(SQL["scanned"], message_id, n, scan, reason)


# --- known facts -------------------------------------------------------------------------------------------------


async def late_of(conn: Connection, ready_seqs: Sequence[int]) -> dict[int, int]:
    """For late parts of long SMS: ready_seq -> the case of the message that went on without them."""
    if not ready_seqs:
        return {}
    return {row["ready_seq"]: row["case_id"] for row in await conn.fetch(SQL["late_of"], list(ready_seqs))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A mail that was registered before, of the same Message-ID, sender and own words. `named`: To or Cc named its
    line."""

    line: str
    case_id: int | None
    named: bool


async def copies(
    conn: Connection, keys: Collection[tuple[str, str, bytes]], beside: int = 0
) -> dict[tuple[str, str, bytes], Copy]:
    """For (Message-ID, sender, SHA-256 of the own words): the first such mail of the last 7 days that became a case, a
    follow-up or a command; `beside` the message of this id."""
    if not keys:
        return {}
    found = await conn.fetch(SQL["copies"], *(list(column) for column in zip(*keys, strict=True)), beside)
    return {
        (row["remote_id"], row["sender"], row["digest"]): Copy(
            line=row["line"], case_id=row["case_id"], named=row["named"]
        )
        for row in found
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesses:
    """Codes named in the last hour that nobody has, or another. `of_one`: the most by one sender; `last`: the last
    message's id."""

    n: int = 0
    of_one: int = 0
    senders: int = 0
    last: int = 0


GUESSES = rows.Select(SQL["guesses"], Guesses)


async def guesses(conn: Connection) -> Guesses:
    """What was guessed in the last hour."""
    return await GUESSES.first(conn) or Guesses()


async def bounded(conn: Connection) -> dict[str, int]:
    """By line: messages of the last hour with a reply that a bound for unproven senders held back."""
    return {row["line"]: row["n"] for row in await conn.fetch(SQL["bounded"])}


async def wrong_codes(conn: Connection, senders: Sequence[str]) -> dict[str, int]:
    """How many unknown codes each sender named in the last hour."""
    return {row["sender"]: row["n"] for row in await conn.fetch(SQL["wrong_codes"], list(senders))}


# --- what a person sees and does -----------------------------------------------------------------------------------


async def message(conn: Connection, message_id: int) -> Message | None:
    """One message."""
    return await MESSAGE.first(conn, message_id)


async def reply_to(conn: Connection, case_id: int, sender: str) -> list[tuple[str, ...]]:
    """The Reply-To (URNs) of each mail that this sender wrote about a case, the newest first; () where it had none. Not
    of forged ones, nor of those that the unit of the case must not learn of."""
    return [tuple(row["reply_to"]) for row in await conn.fetch(SQL["reply_to"], case_id, sender)]


async def partition_of_message(conn: Connection, message_id: int) -> int | None:
    """The partition whose lease a person's filing needs."""
    n: int | None = await conn.fetchval(SQL["message_partition"], message_id)
    return n


async def file(tx: Connection, message_id: int, outcome: str, case_id: int | None, actor: Actor, sender: str) -> bool:
    """A person decided that a message is a citizen's. False where it has a case, or cannot be read."""
    return await tx.fetchval(SQL["file"], message_id, outcome, case_id, actor.id, sender) is not None


async def restore_words(tx: Connection, message_id: int, subject: str, text: str, reply: str) -> None:
    """Words that were not kept (a one-time password) and are a citizen's after all, read anew from the raw bytes."""
    await tx.execute(SQL["restore_words"], message_id, subject, text, reply)


async def bodies_of(conn: Connection, message_id: int) -> tuple[bytes, ...]:
    """The raw parts of one message, in order."""
    return tuple(row["bytes"] for row in await conn.fetch(SQL["bodies_of_message"], message_id))


async def like(conn: Connection, kind: str, name: str) -> list[int]:
    """What is held as perhaps a machine's, of one sender or list, oldest first, at most 1,000."""
    return [row["id"] for row in await conn.fetch(SQL["held_like"], kind, name)]


async def settle_decided(tx: Connection, kind: str, name: str, actor: Actor) -> int:
    """A person decided that a sender or list is a machine: what of it was held waits for nobody; returns how many."""
    done = await tx.execute(SQL["settle_decided"], kind, name, actor.id)
    return int(done.split()[-1])


async def move_follow_up(tx: Connection, message_id: int, case_id: int, other_id: int, actor: Actor) -> bool:
    """A person takes a follow-up out of a case into its own. False where it is not that case's follow-up (any more)."""
    return await tx.fetchval(SQL["move_follow_up"], message_id, case_id, other_id, actor.id) is not None


async def move_back(tx: Connection, case_id: int, other_id: int, actor: Actor) -> None:
    """A person undoes a split: the messages of a case are further ones of the case that it was taken out of."""
    await tx.execute(SQL["move_back"], case_id, other_id, actor.id)


async def replay(tx: Connection, message_id: int) -> int | None:
    """Have an unreadable message judged anew from its raw bytes; returns its partition, None where it is none."""
    rows = await tx.fetch(SQL["replay"], message_id)
    if rows:
        await tx.execute(SQL["drop_message"], message_id)
    return rows[0]["partition"] if rows else None


async def dismiss(tx: Connection, message_id: int, reason: Reason, actor: Actor) -> bool:
    """A person says that a held or unreadable message is nothing; the reason stays on it."""
    return await tx.fetchval(SQL["dismiss"], message_id, [reason], actor.id) is not None


async def replied(tx: Connection, message_id: int, actor: str, reason: Reason, *, held: bool = False) -> None:
    """What came of an officer's answer to a notice; `held`: a person has to look at it."""
    await tx.execute(SQL["replied"], message_id, actor, [reason], held)


async def free_blobs(tx: Connection) -> int:
    """Delete bytes that no part and no attachment refers to; returns how many."""
    return int((await tx.execute(SQL["free_blobs"])).split()[-1])
