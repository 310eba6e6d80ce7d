"""One case with all that hangs on it, in the order of time: what the page, the terminal and others show of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gateway.domain.model import EventKind
from gateway.store import cases, database, deadlines, references, rows
from gateway.store.cases import Case, Event, Link
from gateway.store.database import Connection
from gateway.store.deadlines import Deadline
from gateway.store.inbox import Message
from gateway.store.outgoing_rows import Attempt, Outbox
from gateway.store.read_models.files import Attachment, attachments
from gateway.store.read_models.messages import MESSAGES_OF
from gateway.store.references import Reference

__all__ = [
    "ATTEMPTS_OF",
    "OUTBOX_OF",
    "Thread",
    "ThreadEntry",
    "attempts_of",
    "code_of",
    "now",
    "outgoing_of",
    "thread",
]

SQL = database.queries("read_models")
ORDER = "meo"  # at the same moment: what came, what it changed, what was queued for it

OUTBOX_OF = rows.Select(SQL["outbox_of"], Outbox)
ATTEMPTS_OF = rows.Select(SQL["attempts_of"], Attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadEntry:
    """A message with its files, an event, or something that goes out with its attempts."""

    at: datetime
    letter: Literal["m", "e", "o"]
    row: Message | Event | Outbox
    files: tuple[Attachment, ...] = ()
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A case and its history, oldest first. `lines`: those it stands on beside its own; `references`: what it is called
    elsewhere. What came by a line that the unit of the case must not learn of (Bcc) is left out."""

    case: Case
    entries: tuple[ThreadEntry, ...]
    lines: tuple[str, ...]
    links: tuple[Link, ...]
    references: tuple[Reference, ...]
    deadlines: tuple[Deadline, ...]  # of its last round

    @property
    def messages(self) -> list[Message]:
        """Its messages, in order."""
        return [one.row for one in self.entries if isinstance(one.row, Message)]


async def outgoing_of(conn: Connection, case_id: int) -> list[Outbox]:
    """What went out and what is to go out about a case, oldest first."""
    return await OUTBOX_OF.all(conn, [], [case_id], [])


async def thread(conn: Connection, case: Case) -> Thread:
    """The history of a case."""
    lines = await cases.lines_of(conn, case.id)
    hidden = {line.line for line in lines if line.hidden}
    messages = [row for row in await MESSAGES_OF.all(conn, [], [case.id]) if row.line not in hidden]
    events = [one for one in await cases.events(conn, case.id) if not (hidden and one.kind == EventKind.COPIED)]
    outgoing = await outgoing_of(conn, case.id)
    files: dict[int, list[Attachment]] = defaultdict(list)
    for file in await attachments(conn, [row.id for row in messages]):
        files[file.message_id].append(file)
    tries: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in await attempts_of(conn, [row.id for row in outgoing]):
        tries[attempt.outbox_id].append(attempt)
    entries = [
        *(ThreadEntry(at=row.registered_at, letter="m", row=row, files=tuple(files[row.id])) for row in messages),
        *(ThreadEntry(at=event.at, letter="e", row=event) for event in events),
        *(ThreadEntry(at=row.created_at, letter="o", row=row, attempts=tuple(tries[row.id])) for row in outgoing),
    ]
    return Thread(
        case=case,
        entries=tuple(sorted(entries, key=lambda one: (one.at, ORDER.index(one.letter), one.row.id))),
        lines=tuple(line.line for line in lines if not line.hidden),
        links=tuple(await cases.links(conn, case.id)),
        references=tuple(await references.of_case(conn, case.id)),
        deadlines=_last_round(await deadlines.of_case(conn, case.id)),
    )


def _last_round(found: Sequence[Deadline]) -> tuple[Deadline, ...]:
    last = max((one.round for one in found), default=1)
    return tuple(one for one in found if one.round == last)


async def attempts_of(conn: Connection, outbox_ids: Sequence[int]) -> list[Attempt]:
    """All attempts of these rows, in order."""
    return await ATTEMPTS_OF.all(conn, list(outbox_ids))


async def now(conn: Connection) -> datetime:
    """The moment by the database's clock, by which due times go."""
    at: datetime = await conn.fetchval(SQL["now"])
    return at


async def code_of(conn: Connection, case_id: int) -> str:
    """A case's code by its id, "" where there is none."""
    code: str | None = await conn.fetchval(SQL["code_of"], case_id)
    return code or ""
