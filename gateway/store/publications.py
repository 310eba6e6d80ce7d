"""What of cases is public: question and answer without the persons in them. The only writer of its table."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from gateway.store import database, rows
from gateway.store.database import Connection

__all__ = ["Publication", "SaidMessage", "listed", "messages_of", "of_case", "publish", "withhold"]

SQL = database.queries("publications")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What is public of one case. `id`: by which others know it, who must not learn its `code`; `published_at`: first;
    `at`: as it is now."""

    id: int
    case_id: int
    code: str
    revision: int
    question: str
    answer: str
    unit: str
    kind: str
    language: str
    asked_at: datetime
    answered_at: datetime
    published_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidMessage:
    """What a citizen wrote, as far as it tells who they are and what they ask."""

    sender_name: str = field(repr=False)
    subject: str = field(repr=False)
    words: str = field(repr=False)
    whole: str = field(repr=False)  # with what they sign


OF_CASE = rows.Select(SQL["of_case"], Publication)
MESSAGES_OF = rows.Select(SQL["messages_of"], SaidMessage)
LISTED = rows.Select(SQL["listed"], Publication)


async def publish(tx: Connection, case_id: int, was: int, question: str, answer: str, actor: str) -> bool:
    """Make these words public; `was`: the revision that they follow, 0 for none. False where another is there now."""
    return await tx.fetchval(SQL["publish"], case_id, was, question, answer, actor) is not None


async def withhold(tx: Connection, case_id: int, was: int, actor: str, *, by_citizen: bool) -> bool:
    """Nothing of it is public, or public no more. False where another revision than `was` is there now."""
    return await tx.fetchval(SQL["withhold"], case_id, was, by_citizen, actor) is not None


async def of_case(conn: Connection, case_id: int) -> Publication | None:
    """What is public of a case."""
    return await OF_CASE.first(conn, case_id)


async def messages_of(conn: Connection, case_id: int) -> list[SaidMessage]:
    """At most 100 messages of a case and of those that go with it: the first of each, its own before all, then the
    second of each."""
    return await MESSAGES_OF.all(conn, case_id)


async def listed(
    conn: Connection, units: Collection[str] | None, since: datetime | None, before: int | None, limit: int
) -> list[Publication]:
    """What is public, the newest first. `units`: of which, None for all; `since`: what was published from then on;
    `before`: behind the one of this id."""
    return await LISTED.all(conn, None if units is None else list(units), since, before, limit)
