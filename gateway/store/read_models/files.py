"""Raw bytes and attachments of messages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from gateway.domain.reasons import Reason
from gateway.store import database, rows
from gateway.store.database import Connection

__all__ = ["Attachment", "File", "RawPart", "SavedFile", "Scan", "attachment", "attachments", "raw"]

SQL = database.queries("read_models")

Scan = Literal["unchecked", "clean", "infected", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What is shown of an attachment. `n`: its place in its message, from 0; `flags`: what is dangerous about it (None:
    nobody has looked yet); `scan`: what the virus scanner said, `scan_reason` the signature or why."""

    n: int
    name: str
    type: str
    size: int
    flags: Sequence[str] | None
    scan: Scan
    scan_reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment(File):
    """An attachment of a message, without its bytes."""

    message_id: int
    sha256: bytes
    inline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFile(File):
    """An attachment with its bytes."""

    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPart:
    """The beginning of a raw part, and its whole size in bytes."""

    id: int
    message_id: int
    size: int
    body: bytes = field(repr=False)


ATTACHMENTS_OF = rows.Select(SQL["attachments_of"], Attachment)
ATTACHMENT = rows.Select(SQL["attachment"], SavedFile)
RAW = rows.Select(SQL["raw"], RawPart)


async def attachments(conn: Connection, message_ids: Sequence[int]) -> list[Attachment]:
    """The attachments of messages, in order."""
    return await ATTACHMENTS_OF.all(conn, list(message_ids))


async def attachment(conn: Connection, message_id: int, n: int) -> SavedFile | None:
    """One attachment."""
    return await ATTACHMENT.first(conn, message_id, n)


async def raw(conn: Connection, message_ids: Sequence[int], limit: int) -> list[RawPart]:
    """The raw parts of messages, in order, the first `limit` bytes of each."""
    return await RAW.all(conn, list(message_ids), limit)
