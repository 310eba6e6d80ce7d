"""The register: units beside those of config.toml, what they answer, their calendars. The only writer of these tables.

Whoever changes it calls `lock` first: one changes at a time, the version counts up, and when that is committed all
processes are notified on the channel CHANGED."""

from collections.abc import Sequence
from datetime import date

from gateway.domain.units import AnswerRow, DayRow, PhraseRow, Register, UnitRow
from gateway.store import database, rows
from gateway.store.database import Connection, Database

SQL = database.queries("units")

CHANGED = "gateway_register"
UNITS = rows.Select(SQL["units"], UnitRow)
ANSWERS = rows.Select(SQL["answers"], AnswerRow)
PHRASES = rows.Select(SQL["phrases"], PhraseRow)
DAYS = rows.Select(SQL["days"], DayRow)
SAVE_UNITS = rows.Insert(SQL["save_units"], UnitRow)
SAVE_ANSWERS = rows.Insert(SQL["save_answers"], AnswerRow)
SAVE_PHRASES = rows.Insert(SQL["save_phrases"], PhraseRow)
SAVE_DAYS = rows.Insert(SQL["save_days"], DayRow)


async def version(conn: Connection) -> int:
    """How often the register has changed."""
    found: int = await conn.fetchval(SQL["version"])
    return found


async def read(db: Database) -> Register:
    """The whole of it, at one moment."""
    async with db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        return await held(conn)


async def held(conn: Connection) -> Register:
    """The whole of it, as this transaction sees it."""
    units = await UNITS.all(conn)
    return Register(
        version=await version(conn),
        units={unit.key: unit for unit in units},
        answers=await ANSWERS.all(conn),
        phrases=await PHRASES.all(conn),
        days=await DAYS.all(conn),
        known_until=await conn.fetchval(SQL["known_until"]),
    )


async def lock(tx: Connection) -> Register:
    """Begin a change: what is checked against this register holds until it is written."""
    await tx.execute(SQL["lock"])
    await tx.execute(SQL["notify"])
    return await held(tx)


async def notify(conn: Connection) -> None:
    """Have every process look now whether anything has changed: the register, or its configuration file."""
    await conn.execute(SQL["notify"])


async def save_units(tx: Connection, units: Sequence[UnitRow]) -> None:
    """Units as they are now, by key; the others stay."""
    await SAVE_UNITS.execute(tx, units)


async def save_answers(tx: Connection, answers: Sequence[AnswerRow]) -> None:
    """All answers of the units that these name, in the place of those that were."""
    await tx.execute(SQL["clear_answers"], sorted({one.unit for one in answers}))
    await SAVE_ANSWERS.execute(tx, answers)


async def save_phrases(tx: Connection, phrases: Sequence[PhraseRow]) -> None:
    """All phrases of the units that these name, in the place of those that were."""
    await tx.execute(SQL["clear_phrases"], sorted({one.unit for one in phrases}))
    await SAVE_PHRASES.execute(tx, phrases)


async def save_days(tx: Connection, days: Sequence[DayRow], known_until: date | None) -> None:
    """Days, by unit and day; the others stay. `known_until`: None leaves it as it is."""
    await SAVE_DAYS.execute(tx, days)
    if known_until:
        await tx.execute(SQL["set_known_until"], known_until)


async def remove_day(tx: Connection, unit: str, day: date) -> bool:
    """The shipped calendar holds for this day again; whether the register had said something else."""
    return await tx.fetchval(SQL["remove_day"], unit, day) is not None
