"""One answer that an officer gives to several cases, and how far it has come. The only writer of its tables.

It is kept with its cases before the first of them is answered; each of them is settled in the transaction that
answers it, so that whoever goes on after a crash loses none and answers none twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from gateway.domain.reasons import Reason
from gateway.store import database, rows
from gateway.store.database import Connection

__all__ = ["Settled", "SharedAnswer", "SharedCase", "State", "Unfinished", "cases", "find", "open", "settle", "stop"]
__all__ += ["take", "unfinished"]

SQL = database.queries("shared_answers")

Settled = Literal["sent", "submitted", "refused"]
State = Literal["pending", "sent", "submitted", "refused", "stopped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedAnswer:
    """The words. `author`: an actor's id."""

    id: int
    author: str
    text: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCase:
    """One of its cases. `reason`: why it was refused."""

    code: str
    state: State
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """One of which some cases are still to be answered."""

    id: int
    pending: int


FIND = rows.Select(SQL["find"], SharedAnswer)
CASES = rows.Select(SQL["cases"], SharedCase)
UNFINISHED = rows.Select(SQL["unfinished"], Unfinished)


async def open(tx: Connection, author: str, text: str, codes: Sequence[str]) -> int | None:
    """Keep the words with their cases; its id, None where there is no such case."""
    id: int | None = await tx.fetchval(SQL["open"], author, text, list(codes))
    return id


async def find(conn: Connection, id: int, author: str) -> SharedAnswer | None:
    """One of this author's."""
    return await FIND.first(conn, id, author)


async def cases(conn: Connection, id: int) -> list[SharedCase]:
    """Its cases, and what has become of each."""
    return await CASES.all(conn, id)


async def take(tx: Connection, id: int, author: str, code: str) -> str | None:
    """The words for a case that is to be answered by this transaction; None where it was settled before."""
    text: str | None = await tx.fetchval(SQL["take"], id, author, code)
    return text


async def settle(tx: Connection, id: int, code: str, state: Settled, reason: Reason | None = None) -> None:
    """What has become of a case."""
    await tx.execute(SQL["settle"], id, code, state, reason)


async def stop(tx: Connection, id: int, author: str) -> None:
    """What was not answered yet is not any more."""
    await tx.execute(SQL["stop"], id, author)


async def unfinished(conn: Connection, author: str) -> list[Unfinished]:
    """Those of this author of which some cases are still to be answered, the last first."""
    return await UNFINISHED.all(conn, author)
