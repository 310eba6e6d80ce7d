"""Cases: listed, filtered, counted, searched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from gateway.domain.model import is_uncertain
from gateway.store import database, rows
from gateway.store.database import Connection
from gateway.store.read_models import search
from gateway.store.read_models.search import searched
from gateway.store.read_models.sight import Sight

__all__ = [
    "COUNTED",
    "ORDERS",
    "WHOSE",
    "CaseFilter",
    "ListedCase",
    "found",
    "listed",
    "searched",
    "total",
    "unseen_mentions",
]

SQL = database.queries("read_models")
COUNTED = 1_000
WAITING = ("to_approve", "to_publish")  # marks of what waits for a head
Whose = Literal["", "mine", "mentioned", "unseen", "asked"]
WHOSE: tuple[Whose, ...] = get_args(Whose)
ORDERS: Mapping[str, str] = {  # each is an index read in order
    "urgency": "urgent DESC, due_at, id",
    "due": "due_at, id",
    "newest": "id DESC",
    "oldest": "id",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases: "" means any. `mark`: urgent, overdue, restricted, to_approve or to_publish. `closed`: answered and
    closed ones too.

    `whose`: "mine" of those that `person` works on, "mentioned" that a note names them in, "unseen" where they have not
    looked at it yet, "asked" that a unit of the sight is asked to take over. `sort`: urgency, due, newest or oldest; of
    open cases by urgency, of all the newest first unless it says so.
    `sight`: only those that it reaches."""

    sight: Sight

    words: str = ""
    state: str = ""
    line: str = ""
    kind: str = ""
    mark: str = ""
    closed: bool = False
    sort: str = ""
    whose: Whose = ""
    person: str = ""

    def chosen(self, ids: list[int] | None) -> tuple[object, ...]:
        """The parameters that all questions about cases begin with."""
        return ids, self.state, self.line, self.kind, self.mark, *self.sight.of_cases(), self.whose, self.person


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """A case in a list. `overdue`: open, and its due time is over; `words`: the beginning of its first message;
    `to_approve`: an answer to it waits for a head; `unseen`: a note names whoever looks, who has not opened it.
    """

    id: int
    code: str
    line: str
    unit: str
    sender: str  # URN
    language: str
    subject: str
    words: str | None
    state: str
    kind: str
    urgent: bool
    restricted: bool
    overdue: bool
    opened_at: datetime
    due_at: datetime
    last_message_at: datetime
    rating: int | None
    assignee: str  # the name of who works on it, "" for nobody
    handed_to: str  # the unit that is asked to take it over
    to_approve: bool
    leading: str  # the code of the case that it goes with, "" for none
    followers: int  # how many go with it
    unseen: bool

    @property
    def uncertain(self) -> bool:
        """Whether it is restricted only until an officer has looked."""
        return is_uncertain(self.kind, restricted=self.restricted)


LISTED = {
    (which, order): rows.Select(SQL[f"{which}_cases"].replace("ORDER BY id LIMIT", f"ORDER BY {by} LIMIT"), ListedCase)
    for which in ("all", "open")
    for order, by in ORDERS.items()
}


async def listed(
    conn: Connection, wanted: CaseFilter, *, limit: int, offset: int, ids: list[int] | None = None
) -> list[ListedCase]:
    """Cases in the order that is wanted. At most 1,000 match a search; `ids`: what `found` gave, if it was asked."""
    ids = await found(conn, wanted) if ids is None else ids
    order = wanted.sort if wanted.sort in ORDERS else "newest" if wanted.closed else "urgency"
    return await LISTED[_which(wanted), order].all(conn, *wanted.chosen(ids), limit, offset)


async def total(conn: Connection, wanted: CaseFilter, *, ids: list[int] | None = None) -> int:
    """How many cases `listed` has in all, at most COUNTED + 1: to count a million would take seconds."""
    ids = await found(conn, wanted) if ids is None else ids
    which = "marked" if wanted.closed and wanted.mark in WAITING else _which(wanted)
    asked = ("found_count", wanted.closed) if ids is not None else (f"{which}_count", COUNTED + 1)
    counted: int = await conn.fetchval(SQL[asked[0]], *wanted.chosen(ids), asked[1])
    return counted


async def unseen_mentions(conn: Connection, person: str, sight: Sight) -> int:
    """How many cases of this sight have a note that names this person, who has not opened them since."""
    counted: int = await conn.fetchval(SQL["unseen_mentions"], person, *sight.of_cases())
    return counted


def _which(wanted: CaseFilter) -> str:
    return "all" if wanted.closed else "open"


async def found(conn: Connection, wanted: CaseFilter) -> list[int] | None:
    """The ids of the cases that a search names, by a number's end, a mail address, or words; None without a search.
    Of what is found everywhere the newest 1,000 that `sight` reaches."""
    words = wanted.words.strip()
    if not words:
        return None
    seen = wanted.sight.of_cases()
    if search.is_address(words):
        return await search.by_sender(conn, SQL["by_sender_end"], words, *seen)
    query = search.query(words)
    return [row["id"] for row in await conn.fetch(SQL["by_words"], query, search.marked(words), *seen)] if query else []
