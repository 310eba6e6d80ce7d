"""What needs a person: held and unreadable messages; what was held, is unknown, dead or undelivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from gateway.domain.reasons import Reason
from gateway.store import database, rows
from gateway.store.database import Connection
from gateway.store.read_models import search
from gateway.store.read_models.sight import Sight

__all__ = ["AttentionFilter", "AttentionMessage", "AttentionOutbox", "HeldGroup", "attention", "held_groups"]

SQL = database.queries("read_models")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionFilter:
    """What waits for a person: "" means any. `side`: in or out. `words`: of an address, a name, a List-Id, subject or
    text. `kind` and `name`: only what came from one sender (a URN) or list (its List-Id). `sight`: only
    what it reaches."""

    sight: Sight

    side: str = ""
    state: str = ""
    line: str = ""
    words: str = ""
    kind: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionMessage:
    """A message that is held or unreadable. `words`: the beginning of what the sender wrote; `found`: how many rows
    there are in all."""

    id: int
    line: str
    state: str  # held | unreadable
    rule: str
    reasons: tuple[Reason, ...]
    sender: str  # URN
    sender_name: str
    reply_to: Sequence[str]
    list_id: str
    restricted: bool
    subject: str
    words: str
    since: datetime
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionOutbox:
    """What did not go out, or of unknown fate. `who`: URN; `code`: of its case, None without one; `found`: how many
    rows there are in all."""

    id: int
    line: str
    purpose: str
    who: str
    state: str  # held | unknown | dead | undelivered
    reason: Reason | None
    tries: int
    since: datetime
    code: str | None
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldGroup:
    """A sender (a URN) or list (its List-Id) of which much is held as perhaps a machine's. `first`: the id of the
    oldest message; `subject` and `sender_name`: of the newest."""

    kind: str  # sender | list
    name: str
    n: int
    since: datetime
    first: int
    subject: str
    sender_name: str


MESSAGES = rows.Select(SQL["attention_messages"], AttentionMessage)
OUTBOX = rows.Select(SQL["attention_outbox"], AttentionOutbox)
HELD_GROUPS = rows.Select(SQL["held_groups"], HeldGroup)


Row = TypeVar("Row", AttentionMessage, AttentionOutbox)


async def attention(
    conn: Connection, wanted: AttentionFilter, *, limit: int, offset: int = 0
) -> tuple[list[AttentionMessage], list[AttentionOutbox], int]:
    """What needs a person, incoming first, each side oldest first; and how many there are of both."""
    words = wanted.words.strip().lower()
    lines, restricted = wanted.sight.of_lines()
    incoming: list[AttentionMessage] = []
    outgoing: list[AttentionOutbox] = []
    of_incoming = of_outgoing = 0
    if wanted.side in ("", "in"):
        asked = wanted.state, wanted.line, words, search.query(words), wanted.kind, wanted.name, lines
        incoming, of_incoming = await _paged(conn, MESSAGES, asked, limit, offset)
    if wanted.side in ("", "out") and not wanted.kind:
        asked_out = wanted.state, wanted.line, words, lines, restricted
        room, offset_out = limit - len(incoming), max(0, offset - of_incoming)
        outgoing, of_outgoing = await _paged(conn, OUTBOX, asked_out, room, offset_out)
    return incoming, outgoing, of_incoming + of_outgoing


async def _paged(
    conn: Connection, select: rows.Select[Row], asked: tuple[object, ...], limit: int, offset: int
) -> tuple[list[Row], int]:
    """One page, and the number of all rows; a page beyond the end is empty, and the number is asked for apart."""
    page = await select.all(conn, *asked, limit, offset)
    first = page[0] if page else await select.first(conn, *asked, 1, 0)
    return page, first.found if first else 0


async def held_groups(conn: Connection, least: int, sight: Sight) -> list[HeldGroup]:
    """Senders and lists of which at least so many are held, as far as `sight` reaches; the most first."""
    return await HELD_GROUPS.all(conn, least, sight.of_lines()[0])
