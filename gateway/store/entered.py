"""Cases that officers have entered for citizens. The only writer of this table."""

from dataclasses import dataclass, field
from datetime import datetime

from gateway.domain.entering import AnswerBy, CameBy
from gateway.store import database, rows
from gateway.store.database import Connection

__all__ = ["EnteredCase", "NewEntered", "of_case", "of_form", "write"]

SQL = database.queries("entered")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntered:
    """That a case was entered. `form`: the form's name; `actor`: who did it; `phone`: a URN, "" for none."""

    case_id: int
    form: str
    actor: str
    came_by: str
    answer_by: str
    phone: str
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredCase:
    """A case that was entered, without its words. `phone`: whom to call with the answer (URN), "" for nobody."""

    code: str
    unit: str
    kind: str
    urgent: bool
    restricted: bool
    due_at: datetime
    came_by: CameBy
    answer_by: AnswerBy
    phone: str = field(repr=False)
    received_at: datetime
    actor: str


WRITE = rows.Insert(SQL["write"], NewEntered)
OF_FORM = rows.Select(SQL["of_form"], EnteredCase)
OF_CASE = rows.Select(SQL["of_case"], EnteredCase)


async def write(tx: Connection, new: NewEntered) -> bool:
    """False where its form has made a case before."""
    return bool(await WRITE.fetch(tx, [new]))


async def of_form(conn: Connection, form: str, actor: str) -> EnteredCase | None:
    """What this form of this person has made."""
    return await OF_FORM.first(conn, form, actor)


async def of_case(conn: Connection, case_id: int) -> EnteredCase | None:
    """How a case was entered; None where it came by itself."""
    return await OF_CASE.first(conn, case_id)
