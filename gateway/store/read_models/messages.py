"""Messages, whatever became of them: listed, searched, counted; one whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.reasons import Reason
from gateway.store import database, rows
from gateway.store.database import Connection
from gateway.store.inbox import Message
from gateway.store.read_models import search
from gateway.store.read_models.sight import Sight

__all__ = ["MESSAGES_OF", "ListedMessage", "MessageFilter", "message", "messages", "outcomes"]

SQL = database.queries("read_models")


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFilter:
    """Which messages: "" means any. `words`: a List-Id, the end of an address or number, or words without marks.
    `sight`: only those that it reaches."""

    sight: Sight

    words: str = ""
    outcome: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMessage:
    """A message in a list. `words`: the beginning of what the sender wrote; `code`: of its case, None without one; of a
    restricted case the words are left out."""

    id: int
    line: str
    outcome: str
    rule: str
    reasons: tuple[Reason, ...]
    sender: str  # URN
    sender_name: str
    reply_to: Sequence[str]
    list_id: str
    registered_at: datetime
    code: str | None
    restricted: bool
    subject: str
    words: str


LISTED = rows.Select(SQL["all_messages"], ListedMessage)
MESSAGES_OF = rows.Select(SQL["messages_of"], Message)


async def message(conn: Connection, message_id: int) -> Message | None:
    """One message."""
    return await MESSAGES_OF.first(conn, [message_id], [])


async def messages(conn: Connection, wanted: MessageFilter, *, limit: int, offset: int = 0) -> list[ListedMessage]:
    """All messages, newest first; at most 1,000 match a search. Of a restricted case the words are left out."""
    ids = await _found_messages(conn, wanted.words.strip(), wanted.sight.of_lines()[0])
    return await LISTED.all(conn, ids, wanted.outcome, wanted.line, *wanted.sight.of_lines(), limit, offset)


async def _found_messages(conn: Connection, words: str, lines: list[str] | None) -> list[int] | None:
    if not words:
        return None
    listed = [row["id"] for row in await conn.fetch(SQL["messages_by_list"], words.lower(), lines)]
    if listed or search.is_address(words):
        return listed or await search.by_sender(conn, SQL["messages_by_sender_end"], words, lines)
    query = search.query(words)
    return [row["id"] for row in await conn.fetch(SQL["messages_by_words"], query, lines)] if query else []


async def outcomes(conn: Connection, sight: Sight) -> dict[str, int]:
    """How many messages there are of each outcome, as far as `sight` reaches."""
    return {row["outcome"]: row["n"] for row in await conn.fetch(SQL["outcomes"], *sight.of_lines())}
