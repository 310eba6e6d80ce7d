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


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptShift(Shift):
    """One that can be taken out."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAbsence(Absence):
    """One that can be taken out."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The roster as it is changed by hand; what is past is left out."""

    persons: Sequence[Person]
    shifts: Sequence[KeptShift]
    absences: Sequence[KeptAbsence]


KEPT_SHIFTS = rows.Select(SQL["shifts"], KeptShift)
KEPT_ABSENCES = rows.Select(SQL["absences"], KeptAbsence)


async def save_persons(tx: Connection, persons: Sequence[Person]) -> None:
    """Persons as they are now, by key; the others stay."""
    await SAVE_PERSONS.execute(tx, persons)


async def save_shifts(tx: Connection, shifts: Sequence[Shift]) -> None:
    """All the shifts on the lines that these name, in the place of those that were."""
    await tx.execute(SQL["clear_shifts"], sorted({shift.line for shift in shifts}))
    await SAVE_SHIFTS.execute(tx, shifts)


async def save_absences(tx: Connection, absences: Sequence[Absence]) -> None:
    """All absences of the persons that these name, in the place of those that were."""
    await tx.execute(SQL["clear_absences"], sorted({absence.person for absence in absences}))
    await SAVE_ABSENCES.execute(tx, absences)


async def set_mail(tx: Connection, key: str, mail: str) -> bool:
    """Where a person is written to from now on, "" for nowhere; False where it was so before."""
    return await tx.fetchval(SQL["set_mail"], key, mail) is not None


async def is_mail_of_another(conn: Connection, key: str, mail: str) -> bool:
    """Whether somebody else who logs in has this address (in lower case)."""
    return bool(await conn.fetchval(SQL["mail_of_another"], key, mail))


async def persons(conn: Connection) -> list[Person]:
    """All of them, by key."""
    return await PERSONS.all(conn)


async def roster(conn: Connection) -> Roster:
    """The whole of it."""
    return Roster(persons=await PERSONS.all(conn), shifts=await SHIFTS.all(conn), absences=await ABSENCES.all(conn))


async def kept(conn: Connection) -> Kept:
    """The whole of it, with what takes a row out."""
    shifts, absences = await KEPT_SHIFTS.all(conn), await KEPT_ABSENCES.all(conn)
    return Kept(persons=await PERSONS.all(conn), shifts=shifts, absences=absences)


async def add_absence(tx: Connection, absence: Absence) -> None:
    """One more, beside those that the person has."""
    await SAVE_ABSENCES.execute(tx, [absence])


async def remove_shifts(tx: Connection, person: str, line: str) -> bool:
    """Take a person's shifts on a line out; whether they had any."""
    return bool(await tx.fetch(SQL["remove_shifts"], person, line))


async def remove_person(tx: Connection, key: str) -> bool:
    """Take a person out, with their shifts and absences; whether there was one. Whoever they stood in for has nobody of
    their own then."""
    await tx.execute(SQL["clear_person"], key)
    return await tx.fetchval(SQL["remove_person"], key) is not None


async def remove_shift(tx: Connection, id: int) -> str | None:
    """Take one shift out; whose it was, None where there is none."""
    person: str | None = await tx.fetchval(SQL["remove_shift"], id)
    return person


async def remove_absence(tx: Connection, id: int) -> str | None:
    """Take one absence out; whose it was, None where there is none."""
    person: str | None = await tx.fetchval(SQL["remove_absence"], id)
    return person
