"""By what a citizen can be reached beside the sender of their case. The only writer of this table."""

from dataclasses import dataclass
from datetime import datetime

from gateway.store import database, rows
from gateway.store.database import Connection

__all__ = ["Contact", "NewContact", "add", "of_case"]

SQL = database.queries("contacts")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """An address or number (URN) that an officer knows to be the citizen's. `proven_by`: how."""

    case_id: int
    urn: str
    proven_by: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One that is proven. `proven_by`: as the officer `actor` said, "" where the citizen has written from it on this
    case."""

    urn: str
    proven_by: str
    actor: str
    at: datetime


ADD = rows.Insert(SQL["add"], NewContact)
OF_CASE = rows.Select(SQL["of_case"], Contact)


async def add(tx: Connection, new: NewContact) -> bool:
    """False where the case has it already."""
    return bool(await ADD.fetch(tx, [new]))


async def of_case(conn: Connection, case_id: int, sender: str) -> list[Contact]:
    """All but the case's own sender."""
    return await OF_CASE.all(conn, case_id, sender)
