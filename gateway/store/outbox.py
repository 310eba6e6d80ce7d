"""What goes out: outbox rows, the claims and attempts to send them. The only writer, beside what reports say
(delivery_reports.py) and what a person decides (outbox_acts.py).

A claim is not an attempt. A claim says "mine, in this epoch" and dies with the epoch; an attempt is a row
opened just before the wire and closed just after, so that a crash leaves exactly those `unknown` that were on it.
"""

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import asyncpg

from gateway.domain.errors import LeaseLost
from gateway.domain.model import Draft, OutgoingFile, Purpose, Sent
from gateway.domain.reasons import Reason, code
from gateway.domain.send_verdict import MANY, Evidence
from gateway.domain.sending_rules import Seen
from gateway.settings.config import Line
from gateway.store import database, rows
from gateway.store.database import Connection
from gateway.store.lines import Lease
from gateway.store.outgoing_rows import Outbox
from gateway.store.reasons import LEASE_LOST

SQL = database.queries("outbox")

PRIORITY: Mapping[Purpose, int] = {
    Purpose.EMERGENCY: 0,
    Purpose.ALERT: 0,
    Purpose.PROBE: 0,  # what waited would be taken for lost
    Purpose.RESULT: 1,
    Purpose.SUMMARY: 1,
    Purpose.QUESTION: 1,
    Purpose.ACKNOWLEDGEMENT: 2,
    Purpose.RECEIPT: 2,
}
REST = 3
KNOWN = list(Purpose)  # to this version; a newer one that runs beside it may write others

NO_ANSWER = code("send.no_answer_before_end")()
ANSWER_LOST = code("send.answer_lost")()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOutbox:
    """A row of outbox as the transaction that causes it writes it. `state`: due, or held for a person with a reason."""

    id: int
    line: str
    cause: str  # message:ID | event:ID | line_event:ID | duty:ID, operator:ID, unit:ID (of a notice)
    purpose: Purpose
    recipient: str
    text: str
    subject: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    refs: tuple[str, ...] = ()
    automatic: bool = True
    unproven: bool = False  # nobody can say whether the recipient is who caused it
    case_id: int | None = None
    state: str = "due"
    reason: Reason | None = None
    files: int = 0  # that go with it: those of the answer that causes it

    @property
    def priority(self) -> int:
        """0 first."""
        return PRIORITY.get(self.purpose, REST)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedOutbox:
    """A claimed row: what to send, and which segments of it are already out."""

    draft: Draft
    line: str
    case_id: int | None
    round: int
    tries: int
    sent_parts: frozenset[int]
    released: bool = False  # by a person
    files: int = 0  # that go with its draft: asked for once it is written


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptResult:
    """An attempt that the wire took, still open in the database. `last`: of its row's parts."""

    outbox_id: int
    attempt: int
    sent: Sent
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptStart:
    """A part that is about to go on the wire. `deadline`: seconds, after which nobody waits for its answer."""

    outbox_id: int
    part: int
    parts: int
    deadline: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSwitch:
    """Whether the one attempt was closed, and the one that is open now."""

    closed: bool
    attempt: int | None


ENQUEUE = rows.Insert(SQL["enqueue"], NewOutbox, also=("priority",))
EVIDENCE = rows.Select(SQL["evidence"], Evidence)
FILES = rows.Select(SQL["files"], OutgoingFile)
FIND = rows.Select(SQL["find"], Outbox)


def message_id(key: bytes, cause: bytes, purpose: str, domain: str) -> str:
    """A mail's Message-ID, without angle brackets: the HMAC of the cause's digest and the purpose.

    The same after a restore; unguessable (128 bits), so that an In-Reply-To of it proves who got our mail."""
    mac = hmac.new(key, cause + b"\0" + purpose.encode(), hashlib.sha256).digest()[:16]
    return f"{b32encode(mac).decode().rstrip('=').lower()}@{domain}"


def mail_domain(line: Line) -> str:
    """The right side of the Message-IDs of a mail line."""
    return line.options.address.rpartition("@")[2]


async def enqueue(tx: Connection, new: Sequence[NewOutbox]) -> None:
    """Write new rows, and notify the holders of their lines with the commit. Enqueued twice is enqueued once."""
    await ENQUEUE.execute(tx, new)


async def notify(tx: Connection, names: Iterable[str]) -> None:
    """Notify the holders of lines, at the commit, that something is due."""
    await tx.execute(SQL["notify"], sorted(names))


async def lines_with_due(conn: Connection, names: Sequence[str]) -> frozenset[str]:
    """Those of these lines whose sender has something to do: one question for all, instead of one each."""
    return frozenset(row["line"] for row in await conn.fetch(SQL["lines_with_due"], list(names)))


async def claim(tx: Connection, line: str, epoch: int, n: int, *, budget: int) -> list[ClaimedOutbox]:
    """Claim up to `n` due rows of a line in this epoch, most urgent first, what has stepped aside last; below results
    at most `budget`."""
    claimed = await tx.fetch(SQL["claim"], line, epoch, n, budget, KNOWN)
    parts: dict[int, set[int]] = {}
    for row in await tx.fetch(SQL["sent_parts"], [row["id"] for row in claimed]) if claimed else ():
        parts.setdefault(row["outbox_id"], set()).add(row["part"])
    claimed.sort(key=lambda row: (row["queue_position"], row["priority"], row["id"]))  # RETURNING has no order
    return [_due(row, frozenset(parts.get(row["id"], ()))) for row in claimed]


def _due(row: asyncpg.Record, sent_parts: frozenset[int]) -> ClaimedOutbox:
    draft = Draft(
        number=row["id"],
        recipient=row["recipient"],
        purpose=Purpose(row["purpose"]),
        subject=row["subject"],
        text=row["text"],
        created_at=row["created_at"],
        message_id=row["message_id"],
        in_reply_to=row["in_reply_to"],
        references=tuple(row["refs"]),
        round=row["round"],
        automatic=row["automatic"],
    )
    return ClaimedOutbox(
        draft=draft,
        line=row["line"],
        case_id=row["case_id"],
        round=row["round"],
        tries=row["tries"],
        released=row["released"],
        files=row["files"],
        sent_parts=sent_parts,
    )


async def whole(conn: Connection, due: ClaimedOutbox) -> Draft:
    """Its draft with all files: not claimed with it, for a batch of them is large."""
    return replace(due.draft, files=tuple(await FILES.all(conn, due.draft.number)))


async def unclaim(tx: Connection, ids: Sequence[int], epoch: int) -> None:
    """Give claimed rows back untried."""
    await tx.execute(SQL["unclaim"], list(ids), epoch)


async def unclaim_untried(tx: Connection, line: str, epoch: int) -> None:
    """Give back all that was claimed in this epoch and is not on the wire."""
    await tx.execute(SQL["unclaim_untried"], line, epoch)


async def seen(conn: Connection, ids: Sequence[int], same_text: timedelta, *, a_day: bool) -> dict[int, Seen]:
    """What has gone to the numbers of these rows, beside them; `a_day`: in the last 24 hours, too."""
    found = await conn.fetch(SQL["seen"], list(ids), same_text, a_day)
    names = ("same_at", "texts", "first_at", "day", "day_first_at")
    return {row["id"]: Seen(**{name: row[name] for name in names}) for row in found}


async def used_today(conn: Connection, line: str, most: int) -> int:
    """Parts that the line put on the wire in the last 24 hours, counted up to `most`."""
    return int(await conn.fetchval(SQL["used_today"], line, most))


async def used_this_hour(conn: Connection, line: str) -> int:
    """Automatic parts that the line put on the wire in the last hour."""
    return int(await conn.fetchval(SQL["used"], line))


async def close_and_open_attempt(
    conn: Connection, lease: Lease, closing: AttemptResult | None, opening: AttemptStart | None
) -> AttemptSwitch:
    """Close the attempt that the wire took and open the next one, in one statement with its own commit.

    Where `closing` was not closed nothing was opened either: `close` it, and ask again. No attempt where the row is not
    due any more (dropped, held). Raises LeaseLost, and writes nothing, where another process holds the line."""
    row = await conn.fetchrow(
        SQL["close_and_open_attempt"],
        lease.key,
        lease.epoch,
        lease.holder,
        closing and closing.attempt,
        closing and closing.sent.reference,
        closing and closing.sent.remote_id,
        closing and closing.last,
        opening and opening.outbox_id,
        opening and opening.part,
        opening and opening.parts,
        opening and timedelta(seconds=opening.deadline),
    )
    assert row is not None
    if not row["held"]:
        raise LeaseLost(LEASE_LOST(table="line", key=str(lease.key)))
    return AttemptSwitch(closed=row["closed"], attempt=row["attempt"])


async def close_and_open_attempts(
    conn: Connection, lease: Lease, closing: Sequence[AttemptResult], opening: Sequence[AttemptStart]
) -> tuple[frozenset[int], dict[tuple[int, int], int]]:
    """The same for a window, in one statement -> the attempts that were closed, and those that were opened: (outbox id,
    part) -> attempt. What was not closed must be, by `close`; it keeps nothing from being opened."""
    row = await conn.fetchrow(
        SQL["close_and_open_attempts"],
        lease.key,
        lease.epoch,
        lease.holder,
        [one.attempt for one in closing],
        [one.sent.reference for one in closing],
        [one.sent.remote_id for one in closing],
        [one.last for one in closing],
        [one.outbox_id for one in opening],
        [one.part for one in opening],
        [one.parts for one in opening],
        timedelta(seconds=max((one.deadline for one in opening), default=0)),
    )
    assert row is not None
    if not row["held"]:
        raise LeaseLost(LEASE_LOST(table="line", key=str(lease.key)))
    names = zip(row["outbox_ids"], row["parts"], strict=True)
    return frozenset(row["closed"]), dict(zip(names, row["attempts"], strict=True))


async def close(tx: Connection, closing: AttemptResult) -> bool:
    """Close an attempt that the wire took; with the last part its row is sent, and what reports have said of it so far
    is to be asked. False otherwise; nothing is done where a reconciler has called the attempt unknown meanwhile."""
    if not await close_attempt(tx, closing.attempt, "ok", sent=closing.sent) or not closing.last:
        return False
    await settle(tx, closing.outbox_id, "sent")
    return True


async def close_attempt(
    tx: Connection, attempt: int, state: str, *, sent: Sent | None = None, error: Reason | None = None, scope: str = ""
) -> bool:
    """ok, failed or unknown; `scope`: whose trouble. False where a reconciler has called it unknown meanwhile."""
    sent = sent or Sent()
    row = await tx.fetchval(SQL["close_attempt"], attempt, state, sent.reference, sent.remote_id, error, scope)
    return row is not None


async def settle(
    tx: Connection,
    outbox_id: int,
    state: str,
    *,
    reason: Reason | None = None,
    used_try: bool = True,
    after: float = 0,
    aside: bool = False,
    asides: int = 0,
) -> None:
    """due -> sent, unknown or dead; or due again `after` seconds, with or without a try used up, or `aside`: sooner,
    once somebody gets through (`asides`: how often so far)."""
    wait = timedelta(seconds=after)
    await tx.execute(SQL["settle"], outbox_id, state, reason, int(used_try), wait, aside, asides)


async def evidence(conn: Connection, line: str, outbox_id: int) -> Evidence:
    """What the line's other attempts say of this row's failure; asked before its attempt is closed."""
    return await EVIDENCE.first(conn, line, outbox_id) or Evidence()


async def release(tx: Connection, line: str) -> bool:
    """What stepped aside before somebody got through is due; whether nobody can say now that the line sends."""
    await tx.execute(SQL["release"], line)
    return bool(await tx.fetchval(SQL["unproven"], line, MANY))


async def reconcile(tx: Connection, line: str, epoch: int, *, may_resend: bool, after: float) -> list[int]:
    """Attempts that nobody will close any more become unknown; returns their rows.

    Their mail is due again, with its Message-ID by which two copies (RFC 1047) are seen to be one; their SMS, which has
    none, waits for its delivery report, then for a person (docs/FAILURES.md F21–F23, F30)."""
    ids = sorted({row["outbox_id"] for row in await tx.fetch(SQL["lost_attempts"], line, epoch, NO_ANSWER)})
    if ids and may_resend:
        await tx.execute(SQL["unknown_to_due"], ids, timedelta(seconds=after), ANSWER_LOST)
    elif ids:
        await tx.execute(SQL["due_to_unknown"], ids, ANSWER_LOST)
    return ids


async def find(conn: Connection, outbox_id: int) -> Outbox | None:
    """One row."""
    return await FIND.first(conn, outbox_id)
