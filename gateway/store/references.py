"""What cases are called in other systems. The only writer of its table; a name in a system is one case's."""

from dataclasses import dataclass

from gateway.store import database, rows
from gateway.store.database import Connection

__all__ = ["Reference", "add", "find", "of_case"]

SQL = database.queries("references")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A case's name in another system."""

    system: str
    id: str
    case_id: int


ADD = rows.Insert(SQL["add"], Reference)
FIND = rows.Select(SQL["find"], Reference)
OF_CASE = rows.Select(SQL["of_case"], Reference)


async def add(tx: Connection, reference: Reference) -> bool:
    """Note a name; False where the system has given it before, to this case or another."""
    return bool(await ADD.fetch(tx, [reference]))


async def find(conn: Connection, system: str, id: str) -> Reference | None:
    """The case that a system calls so."""
    return await FIND.first(conn, system, id)


async def of_case(conn: Connection, case_id: int) -> list[Reference]:
    """All names of a case, the first one first."""
    return await OF_CASE.all(conn, case_id)
