"""An office's table -> persons, turns of duty or absences: its head says which. Pure; every mistake is named."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gateway.domain import addresses
from gateway.domain.duty import Absence, Person, Shift
from gateway.domain.errors import ConfigError, Problem
from gateway.domain.reasons import Reason
from gateway.services import reasons, tables

__all__ = ["Known", "Table", "absence", "read"]

PERSONS = ("key", "name", "phone", "mail", "unit")
SHIFTS = ("line", "person", "role", "weekdays", "begins", "ends", "valid_from", "valid_until")
ABSENCES = ("person", "since", "until", "stand_in")
_KEY = re.compile(r"[a-z0-9][a-z0-9.-]{0,62}")
_WEEKDAYS = re.compile(r"([1-7])(?:-([1-7]))?")


@dataclass(frozen=True, slots=True)
class Table:
    """What one file held: one of these is filled."""

    persons: list[Person] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.persons) + len(self.shifts) + len(self.absences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a table may name."""

    persons: Collection[str]
    lines: Collection[str]
    units: Collection[str]
    zone: ZoneInfo


class _Wrong(Exception):
    def __init__(self, column: str, reason: Reason) -> None:
        super().__init__(column)
        self.column, self.reason = column, reason


def read(content: bytes, known: Known) -> Table:
    """One file, as tables.py reads it; what a cell leaves out is empty.

    Raises ConfigError that names every mistake by its row (the head is row 1) and column; no value is quoted."""
    table = tables.read(content)
    columns = set(table.columns)
    kinds: list[tuple[Sequence[str], Callable[[Mapping[str, str], Known], Person | Shift | Absence]]] = [
        (SHIFTS, _shift),
        (ABSENCES, _absence),
        (PERSONS, _person),
    ]
    kind = next(((names, make) for names, make in kinds if columns >= set(names[:3])), None)
    if kind is None:
        raise ConfigError([Problem("1", reasons.ROSTER_HEAD)])
    names, make = kind
    if unknown := sorted(columns - set(names)):
        raise ConfigError([Problem(f"1, {name}", reasons.ROSTER_COLUMN) for name in unknown])
    found, problems = [], []
    for number, cells in table.rows:
        try:
            found.append(make({name: cells.get(name, "") for name in names}, known))
        except _Wrong as error:
            problems.append(Problem(f"{number}, {error.column}", error.reason))
    if problems:
        raise ConfigError(problems)
    return _table(found)


def absence(row: Mapping[str, str], known: Known) -> Absence:
    """One row of a table of absences. Raises ConfigError with its first mistake, by the column."""
    try:
        return _absence({name: row.get(name, "").strip() for name in ABSENCES}, known)
    except _Wrong as error:
        raise ConfigError([Problem(error.column, error.reason)]) from None


def _table(found: Sequence[Person | Shift | Absence]) -> Table:
    return Table(
        persons=[one for one in found if isinstance(one, Person)],
        shifts=[one for one in found if isinstance(one, Shift)],
        absences=[one for one in found if isinstance(one, Absence)],
    )


def _person(row: Mapping[str, str], known: Known) -> Person:
    if not _KEY.fullmatch(row["key"]):
        raise _Wrong("key", reasons.ROSTER_KEY)
    if not row["name"]:
        raise _Wrong("name", reasons.ROSTER_EMPTY)
    phone = addresses.phone(row["phone"]) if row["phone"] else ""
    if row["phone"] and not phone.startswith("tel:"):
        raise _Wrong("phone", reasons.ROSTER_PHONE)
    mail = addresses.mail(row["mail"]).removeprefix("mailto:") if row["mail"] else ""
    if row["mail"] and not mail:
        raise _Wrong("mail", reasons.ROSTER_MAIL)
    unit = _one_of(row, "unit", known.units) if row["unit"] else ""
    return Person(key=row["key"], name=row["name"][:80], phone=phone, mail=mail, unit=unit)


def _shift(row: Mapping[str, str], known: Known) -> Shift:
    if row["role"] not in ("duty", "stand_in", "head"):
        raise _Wrong("role", reasons.ROSTER_ROLE)
    return Shift(
        line=_one_of(row, "line", known.lines),
        person=_one_of(row, "person", known.persons),
        role=row["role"],  # type: ignore[arg-type]  # looked at above
        weekdays=_weekdays(row),
        begins=_time(row, "begins"),
        ends=_time(row, "ends"),
        valid_from=_day(row, "valid_from") if row["valid_from"] else None,
        valid_until=_day(row, "valid_until") if row["valid_until"] else None,
    )


def _absence(row: Mapping[str, str], known: Known) -> Absence:
    since, until = _moment(row, "since", known.zone), _moment(row, "until", known.zone, whole_day=True)
    if until <= since:
        raise _Wrong("until", reasons.ROSTER_ORDER)
    stand_in = _one_of(row, "stand_in", known.persons) if row["stand_in"] else ""
    return Absence(person=_one_of(row, "person", known.persons), since=since, until=until, stand_in=stand_in)


def _one_of(row: Mapping[str, str], column: str, known: Collection[str]) -> str:
    if row[column] not in known:
        raise _Wrong(column, reasons.ROSTER_UNKNOWN)
    return row[column]


def _weekdays(row: Mapping[str, str]) -> str:
    """ "1-5", "67", "6 7" -> digits."""
    found = ""
    for part in re.findall(r"[1-7]-[1-7]|\S", row["weekdays"].replace(",", " ")):
        match = _WEEKDAYS.fullmatch(part)
        if match is None:
            raise _Wrong("weekdays", reasons.ROSTER_WEEKDAYS)
        found += "".join(map(str, range(int(match[1]), int(match[2] or match[1]) + 1)))
    return found


def _time(row: Mapping[str, str], column: str) -> time:
    """ "8:00", "17:30"; empty: midnight, so that both empty are the whole day."""
    try:
        return time.fromisoformat((row[column] or "00:00").zfill(5))
    except ValueError:
        raise _Wrong(column, reasons.ROSTER_TIME) from None


def _day(row: Mapping[str, str], column: str) -> date:
    try:
        return tables.day_of(row[column])
    except ValueError:
        raise _Wrong(column, reasons.ROSTER_DAY) from None


def _moment(row: Mapping[str, str], column: str, zone: ZoneInfo, *, whole_day: bool = False) -> datetime:
    """A day with or without a time; `whole_day`: a day alone is meant to its end."""
    day, _, clock = row[column].partition(" ")
    at = datetime.combine(_day({column: day}, column), _time({column: clock.strip()}, column), zone)
    return at + timedelta(days=1) if whole_day and not clock.strip() else at
