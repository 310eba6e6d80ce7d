"""Units of the register beside those of config.toml: one set of units, as everything reads them.

A key that both have is the file's. What a row of the register leaves empty is its parent's.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from pydantic import ValidationError

from gateway.domain.calendar import Calendar, Calendars
from gateway.domain.errors import Problem
from gateway.domain.units import DayRow, Register, UnitRow, UnitTree
from gateway.settings import checks
from gateway.settings.mistakes import reason_of, root_causes
from gateway.settings.schema import Unit

__all__ = ["INHERITED", "Organisation", "beside", "calendars", "hours_of", "of_lines", "unplaced", "written_hours"]

INHERITED = ("phone", "language", "sms_form", "office_hours", "four_eyes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """All units of an installation, on one day. `provisioned`: those of the file; `ended`: those that are not valid, no
    longer or not yet."""

    by_key: Mapping[str, Unit]
    provisioned: frozenset[str]
    ended: frozenset[str]
    tree: UnitTree
    register: Register

    def of_line(self, key: str) -> Unit | None:
        """Whose a line is that is given to this unit: its own, or its heir's once it is no longer valid."""
        return self.by_key.get(self.tree.heir(key))


def beside(file: Mapping[str, Unit], register: Register, today: date) -> tuple[Organisation, list[Problem]]:
    """The units of the file and of the register; and of rows that cannot be units, why, by "key.column"."""
    rows = {key: row for key, row in register.units.items() if key not in file}
    found, problems = dict(file), list[Problem]()
    for row in rows.values():
        unit, wrong = _unit(row, file, register)
        problems += wrong
        if unit:
            found[row.key] = unit
    ended = frozenset(row.key for row in rows.values() if not row.is_valid(today))
    over = (row for row in rows.values() if row.valid_to and row.valid_to < today)
    tree = UnitTree(
        {**dict.fromkeys(file, ""), **{row.key: row.parent for row in rows.values()}},
        {row.key: row.successors for row in over},
    )
    return Organisation(by_key=found, provisioned=frozenset(file), ended=ended, tree=tree, register=register), problems


def _unit(row: UnitRow, file: Mapping[str, Unit], register: Register) -> tuple[Unit | None, list[Problem]]:
    values: dict[str, Any] = {name: _inherited(row, name, file, register) for name in INHERITED}
    values = {name: value for name, value in values.items() if value}
    values["four_eyes"] = values.get("four_eyes") in (True, "yes")
    if isinstance(hours := values.get("office_hours"), str):
        values["office_hours"] = tuple(hours_of(hours) or ())
    values |= {"key": row.key, "name": row.name, "name_en": row.name_en, "mail": row.mail}
    values["faq"] = [
        {"asks": one.asks, "answer": one.answer, "answer_en": one.answer_en}
        for one in register.answers
        if one.unit == row.key
    ]
    values["phrases"] = [
        {"name": one.name, "words": one.words, "words_en": one.words_en}
        for one in register.phrases
        if one.unit == row.key
    ]
    try:
        return Unit.model_validate(values), []
    except ValidationError as error:
        return None, [
            Problem(f"{row.key}.{detail['loc'][0]}", reason_of(detail, Unit, list(Unit.model_fields)))
            for detail in root_causes(error.errors(include_url=False, include_input=False))
        ]


def _inherited(row: UnitRow, name: str, file: Mapping[str, Unit], register: Register) -> Any:
    """Its own, or that of the nearest unit above it that has one; a circle ends where it closes."""
    passed: set[str] = set()
    now: UnitRow | None = row
    while now and now.key not in passed:
        if own := getattr(now, name):
            return own
        passed.add(now.key)
        if now.parent in file:
            return getattr(file[now.parent], name)
        now = register.units.get(now.parent)
    return ""


def hours_of(written: str) -> tuple[tuple[time, time], ...] | None:
    """ "08:00-12:00 13:00-17:00" or "8:00 - 12:00, 13:00 - 17:00" as times; None where that is no office hours."""
    try:
        return checks.hours(tuple(_span(span) for span in written.replace(" - ", "-").replace(",", " ").split()))
    except ValueError:
        return None


def _span(written: str) -> tuple[time, time]:
    opens, closes = (time.fromisoformat(one.zfill(5)) for one in written.split("-"))
    return opens, closes


def written_hours(hours: tuple[tuple[time, time], ...]) -> str:
    """Times as `hours_of` reads them."""
    return " ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in hours)


def unplaced(file: Collection[str], lines: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The units that blocks of lines name and the file has not: of the register, if they are any."""
    named = (line.get("unit") for line in lines)
    return frozenset(key for key in named if isinstance(key, str) and checks.is_name(key)) - frozenset(file)


def of_lines(
    file: Mapping[str, Unit | None], organisation: Organisation, unplaced: Collection[str]
) -> dict[str, Unit | None]:
    """By the unit that a line's block names, whose it is: that of the heir where it is no longer valid; None for a
    block of the file that is wrong. What is `unplaced` has something in its place until the register is read."""
    heirs = {key: organisation.of_line(key) for key in organisation.by_key}
    return {**file, **heirs, **{key: Unit(key=key, name=key, phone="-") for key in unplaced}}


def calendars(shipped: Calendar, register: Register) -> Calendars:
    """The shipped calendar with the register's days: those of the installation for all units, a unit's for itself."""
    common = _with(shipped, [one for one in register.days if not one.unit], register.known_until)
    own = {unit: _with(common, days, None) for unit, days in _by_unit(register)}
    return Calendars(common=common, own=own)


def _by_unit(register: Register) -> Iterator[tuple[str, list[DayRow]]]:
    for unit in dict.fromkeys(one.unit for one in register.days if one.unit):
        yield unit, [one for one in register.days if one.unit == unit]


def _with(calendar: Calendar, days: list[DayRow], known_until: date | None) -> Calendar:
    works, off = ({one.day for one in days if one.works is worked} for worked in (True, False))
    return Calendar(
        days_off=(calendar.days_off - works) | off,
        make_up=(calendar.make_up - off) | {day for day in works if day.weekday() >= 5},
        known_until=known_until or calendar.known_until,
    )
