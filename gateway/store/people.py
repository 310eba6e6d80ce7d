"""Persons of the office, their turns of duty and when they are away. The only writer of these tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.domain.duty import Absence, Person, Shift
from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("people")

SAVE_PERSONS = rows.Insert(SQL["save_persons"], Person)
SAVE_SHIFTS = rows.Insert(SQL["save_shifts"], Shift)
SAVE_ABSENCES = rows.Insert(SQL["save_absences"], Absence)
PERSONS = rows.Select(SQL["persons"], Person)
SHIFTS = rows.Select(SQL["shifts"], Shift)
ABSENCES = rows.Select(SQL["absences"], Absence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Who is when on duty for which line; what is past is left out."""

    persons: Sequence[Person] = ()
    shifts: Sequence[Shift] = ()
    absences: Sequence[Absence] = ()


async def save_persons(tx: Connection, persons: Sequence[Person]) -> None:
    """Persons as they are now, by key; the others stay."""
    await SAVE_PERSONS.execute(tx, persons)


async def save_shifts(tx: Connection, shifts: Sequence[Shift]) -> None:
    """All the turns on the lines that these name, in the place of those that were."""
    await tx.execute(SQL["clear_shifts"], sorted({shift.line for shift in shifts}))
    await SAVE_SHIFTS.execute(tx, shifts)


async def save_absences(tx: Connection, absences: Sequence[Absence]) -> None:
    """All absences of the persons that these name, in the place of those that were."""
    await tx.execute(SQL["clear_absences"], sorted({absence.person for absence in absences}))
    await SAVE_ABSENCES.execute(tx, absences)


async def persons(conn: Connection) -> list[Person]:
    """All of them, by key."""
    return await PERSONS.all(conn)


async def roster(conn: Connection) -> Roster:
    """The whole of it."""
    return Roster(persons=await PERSONS.all(conn), shifts=await SHIFTS.all(conn), absences=await ABSENCES.all(conn))
