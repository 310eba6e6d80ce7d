"""What officers write to the citizen of a case: version by version, and as they type. The only writer of these tables.

A version is kept as it was saved; what moves is its state, by compare-and-set along model.TRANSITIONS.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from gateway.domain.model import OutgoingFile
from gateway.store import database, rows
from gateway.store.database import Connection
from gateway.store.inbox import storing

__all__ = [
    "Answer",
    "AnswerFile",
    "NewAnswer",
    "SavedFile",
    "State",
    "TypedDraft",
    "copy_files",
    "drafts",
    "file",
    "files",
    "find",
    "keep_files",
    "of_case",
    "settle",
    "type_draft",
    "undo",
    "went",
    "write",
    "write_files",
]

SQL = database.queries("answers")

State = Literal["draft", "submitted", "returned", "sent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """A version as a person saves, submits or sends it. `recipient`: a URN, "" for the first of the case's; `again`: to
    a case that was answered; `reason`: why it goes without approval."""

    case_id: int
    state: State
    text: str
    recipient: str
    again: bool
    author: str
    reason: str = ""
    summary: str = ""  # a number (URN) that gets a text that a mail was sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(NewAnswer):
    """A version. `approver`: who has sent or returned what another wrote, "" for nobody; `reason`: of its return, too;
    names as people read them."""

    version: int
    created_at: datetime
    author_name: str
    approver: str
    approver_name: str
    settled_at: datetime | None  # sent or returned
    event_id: int | None  # by which it went out
    state_before: str | None  # of its case, as the next three
    since_before: datetime | None
    answered_before: datetime | None
    handed_before: str | None

    @property
    def sender(self) -> str:
        """Who has sent it."""
        return self.approver or self.author

    @property
    def cause(self) -> str:
        """Of its rows in the outbox."""
        return f"event:{self.event_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFile:
    """A file that goes with a version. `n`: its place there; `type`: as the browser of its officer says."""

    case_id: int
    version: int
    n: int
    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFile(AnswerFile):
    """One with its bytes."""

    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _NewFile(AnswerFile):
    blob: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDraft:
    """What somebody has typed and neither kept nor sent; `name`: as people read it; `is_writing`: within minutes."""

    author: str
    name: str
    text: str
    at: datetime
    is_writing: bool


WRITE = rows.Insert(SQL["write"], NewAnswer)
OF_CASE = rows.Select(SQL["of_case"], Answer)
FIND = rows.Select(SQL["find"], Answer)
WRITE_FILES = rows.Insert(SQL["write_files"], _NewFile)
FILES = rows.Select(SQL["files"], AnswerFile)
FILE = rows.Select(SQL["file"], SavedFile)
DRAFTS = rows.Select(SQL["drafts"], TypedDraft)


async def write(tx: Connection, new: NewAnswer) -> int:
    """A new version, under the lock of its case, before that moves; returns its number. Submitted or sent, it stands
    for one that waited for approval, which is a draft again. What its author had typed is in it."""
    (row,) = await WRITE.fetch(tx, [new])
    return int(row["version"])


async def of_case(conn: Connection, case_id: int) -> list[Answer]:
    """The versions of a case, newest first, at most 50."""
    return await OF_CASE.all(conn, case_id)


async def find(conn: Connection, case_id: int, version: int) -> Answer | None:
    """One version."""
    return await FIND.first(conn, case_id, version)


async def settle(tx: Connection, case_id: int, version: int, state: State, approver: str, reason: str) -> bool:
    """submitted -> sent, returned, before its case moves; False where it is not submitted any more."""
    return await tx.fetchval(SQL["settle"], case_id, version, state, approver, reason) is not None


async def went(tx: Connection, case_id: int, version: int, event_id: int) -> None:
    """A version goes out by what this event causes."""
    await tx.execute(SQL["went"], case_id, version, event_id)


async def undo(tx: Connection, case_id: int, version: int) -> bool:
    """sent -> draft, or submitted where a head had approved it; False where it is not sent."""
    return await tx.fetchval(SQL["undo"], case_id, version) is not None


async def type_draft(tx: Connection, case_id: int, author: str, text: str) -> None:
    """Keep what this person has typed so far; no words: nothing is kept."""
    if text.strip():
        await tx.execute(SQL["type"], case_id, author, text)
    else:
        await tx.execute(SQL["untype"], case_id, author)


async def drafts(conn: Connection, case_id: int) -> list[TypedDraft]:
    """What is being typed for a case, the last first."""
    return await DRAFTS.all(conn, case_id)


async def write_files(tx: Connection, case_id: int, version: int, files: Sequence[OutgoingFile], first: int) -> None:
    """Files of a new version, from place `first` on."""
    keys = await storing.store_blobs(tx, [one.body for one in files]) if files else []
    new = [
        _NewFile(case_id=case_id, version=version, n=n, name=one.name, type=one.type, size=len(one.body), blob=blob)
        for n, (one, blob) in enumerate(zip(files, keys, strict=True), first)
    ]
    await WRITE_FILES.execute(tx, new)


async def keep_files(tx: Connection, case_id: int, before: int, places: Sequence[int], version: int) -> None:
    """Files of the version before go with this one, too, at their places."""
    await tx.execute(SQL["keep_files"], case_id, before, list(places), version)


async def copy_files(tx: Connection, case_id: int, version: int, other_id: int, its: int) -> None:
    """The files of a version go with one of another case, too."""
    await tx.execute(SQL["copy_files"], case_id, version, other_id, its)


async def files(conn: Connection, case_id: int) -> list[AnswerFile]:
    """The files of all versions, in order."""
    return await FILES.all(conn, case_id)


async def file(conn: Connection, case_id: int, version: int, n: int) -> SavedFile | None:
    """One with its bytes."""
    return await FILE.first(conn, case_id, version, n)
