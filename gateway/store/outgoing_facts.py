"""What is known of what went out, where an answer to it comes in. Reads outbox, which outbox.py writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.model import BY_OFFICER, EventKind, Purpose
from gateway.store import database, rows
from gateway.store.database import Connection

__all__ = [
    "NextOfCase",
    "Said",
    "alerts",
    "next_of_case",
    "noticed",
    "recipients",
    "said",
    "sent",
    "threads",
    "told_by_officer",
]

SQL = database.queries("outgoing_facts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something that we said to somebody: by itself, or what an officer's act had said."""

    at: datetime
    purpose: Purpose
    line: str
    text: str
    unproven: bool = False  # nobody could say whether the recipient is who caused it
    case_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextOfCase:
    """What the next row of outbox about a case needs: its `id`; `events`: how many of its kind the case has; `thread`:
    the Message-IDs of its mails, in order."""

    id: int
    events: int
    thread: Sequence[str]


NEXT_OF_CASE = rows.Select(SQL["next_of_case"], NextOfCase)


async def next_of_case(tx: Connection, case_id: int, kind: EventKind) -> NextOfCase:
    """In one statement."""
    (found,) = await NEXT_OF_CASE.all(tx, case_id, kind)
    return found


async def told_by_officer(conn: Connection, case_id: int) -> bool:
    """Whether an officer's act has told the citizen of a case something."""
    found: bool = await conn.fetchval(SQL["told_by_officer"], case_id, sorted(BY_OFFICER))
    return found


async def threads(conn: Connection, message_ids: Iterable[str]) -> dict[str, int]:
    """Message-IDs of ours -> the case they were about."""
    wanted = list(message_ids)
    return {row["message_id"]: row["case_id"] for row in await conn.fetch(SQL["threads"], wanted)} if wanted else {}


async def recipients(conn: Connection, message_ids: Iterable[str]) -> dict[str, str]:
    """Message-IDs of ours -> the URN that the mail went to."""
    found = await conn.fetch(SQL["recipients"], list(message_ids))
    return {row["message_id"]: row["recipient"] for row in found}


async def said(conn: Connection, recipients: Sequence[str]) -> dict[str, list[Said]]:
    """What was sent or is queued to each recipient in the last 24 h, oldest first."""
    found: dict[str, list[Said]] = {}
    for row in await conn.fetch(SQL["said"], list(recipients), sorted(BY_OFFICER)):
        said = Said(
            at=row["created_at"],
            purpose=Purpose(row["purpose"]),
            line=row["line"],
            unproven=row["unproven"],
            case_id=row["case_id"],
            text=row["text"],
        )
        found.setdefault(row["recipient"], []).append(said)
    return found


async def sent(conn: Connection, recipients: Sequence[str]) -> dict[str, Sequence[str]]:
    """The texts that were sent or are queued to each recipient in the last 30 days, 20 at most."""
    return {row["recipient"]: row["texts"] for row in await conn.fetch(SQL["sent"], list(recipients))}


async def alerts(conn: Connection, recipient: str, *, duty: bool) -> list[tuple[datetime, str]]:
    """When and in what words this person was alerted in the last hour, as the duty officer or as the operator."""
    return [(row["created_at"], row["text"]) for row in await conn.fetch(SQL["alerts"], recipient, duty)]


async def noticed(conn: Connection, recipient: str) -> datetime | None:
    """When this officer was last sent a notice of what came."""
    at: datetime | None = await conn.fetchval(SQL["noticed"], recipient)
    return at
