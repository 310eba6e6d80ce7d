"""What is wrong with the register as a whole, once these rows are in it, and what they change. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TypeVar

from gateway.domain import addresses
from gateway.domain.errors import Problem
from gateway.domain.reasons import Reason
from gateway.domain.units import AnswerRow, PhraseRow, Register, UnitRow, UnitTree
from gateway.services import reasons
from gateway.services.units.files import Rows
from gateway.settings import units
from gateway.settings.config import Config
from gateway.settings.schema import Unit

Of = TypeVar("Of", AnswerRow, PhraseRow)

__all__ = ["Change", "changes", "whole", "wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to one thing of the register. `what`: unit, answers or phrases (of a unit), day, known_until;
    `fields`: which of its columns change, none where it is new."""

    what: str
    name: str
    new: bool
    fields: tuple[str, ...] = ()


def whole(register: Register, rows: Rows) -> Register:
    """The register with these rows in it."""
    days = {(one.unit, one.day): one for one in (*register.days, *rows.days)}
    return replace(
        register,
        units={**register.units, **rows.units},
        answers=_replaced(register.answers, rows.answers),
        phrases=_replaced(register.phrases, rows.phrases),
        days=[days[key] for key in sorted(days)],
        known_until=rows.known_until or register.known_until,
    )


def _replaced(before: Sequence[Of], new: Sequence[Of]) -> list[Of]:
    """All of the units that the new ones name, in the place of those that were."""
    named = {one.unit for one in new}
    kept = [one for one in before if one.unit not in named]
    return kept + list(new)


def changes(before: Register, rows: Rows) -> list[Change]:
    """What these rows change; nothing where the register has them already."""
    found = []
    for unit in rows.units.values():
        old = before.units.get(unit.key)
        differing = tuple(one.name for one in fields(unit) if old and getattr(unit, one.name) != getattr(old, one.name))
        if old is None or differing:
            found.append(Change(what="unit", name=unit.key, new=old is None, fields=differing))
    for what, was, new in (("answers", before.answers, rows.answers), ("phrases", before.phrases, rows.phrases)):
        for key in dict.fromkeys(one.unit for one in new):
            old_ones = [one for one in was if one.unit == key]
            if old_ones != [one for one in new if one.unit == key]:
                found.append(Change(what=what, name=key, new=not old_ones))
    known = {(one.unit, one.day): one for one in before.days}
    for day in rows.days:
        if known.get((day.unit, day.day)) != day:
            name = f"{day.unit} {day.day:%d/%m/%Y}".strip()
            found.append(Change(what="day", name=name, new=(day.unit, day.day) not in known))
    if rows.known_until and rows.known_until != before.known_until:
        found.append(Change(what="known_until", name=f"{rows.known_until:%d/%m/%Y}", new=before.known_until is None))
    return found


def wrong(after: Register, rows: Rows, config: Config, persons: Collection[str], today: date) -> list[Problem]:
    """Of these rows, why they cannot be in the register `after`, by their places and columns."""
    file = {key: config.units[key] for key in config.organisation.provisioned}
    known = file.keys() | after.units.keys()
    read = {line.options.address: line.name for line in config.lines.values()}
    found = []
    for row in rows.units.values():
        for column, reason in _of_unit(row, known, file, persons, read):
            found.append(Problem(f"{rows.places[row.key]}, {column}", reason))
    of_units: list[tuple[str, object]] = [(answer.unit, answer) for answer in rows.answers]
    of_units += [(phrase.unit, phrase) for phrase in rows.phrases]
    for unit, one in of_units:
        if unit in file:
            found.append(Problem(f"{rows.places[one]}, unit", reasons.UNITS_OF_FILE))
    for unit, one in (*of_units, *((day.unit, day) for day in rows.days if day.unit)):
        if unit not in known:
            found.append(Problem(f"{rows.places[one]}, unit", reasons.UNITS_NO_UNIT(name=unit)))
    found += _circles(after, rows)
    return found or _of_values(after, rows, file, today)


def _of_unit(
    row: UnitRow,
    known: Collection[str],
    file: Collection[str],
    persons: Collection[str],
    read: Mapping[str, str],
) -> Iterator[tuple[str, Reason]]:
    if row.key in file:
        yield "key", reasons.UNITS_OF_FILE
    for column, names in (("parent", [row.parent] if row.parent else []), ("successors", row.successors)):
        for name in names:
            if name not in known:
                yield column, reasons.UNITS_NO_UNIT(name=name)
    named = (("head", (row.head,) if row.head else ()), ("focal", row.focal), ("stand_ins", row.stand_ins))
    for column, keys in named:
        for key in keys:
            if key not in persons:
                yield column, reasons.UNITS_NO_PERSON(name=key)
    if row.mail and (line := read.get(addresses.mail(row.mail))):
        yield "mail", reasons.UNITS_MAIL_OF_LINE(line=line)


def _circles(after: Register, rows: Rows) -> Iterator[Problem]:
    """A unit that would stand under itself, or that would follow itself."""
    up = UnitTree({row.key: row.parent for row in after.units.values()})
    on = {row.key: row.successors for row in after.units.values()}
    for row in rows.units.values():
        if row.parent and row.key in up.above(row.parent):
            yield Problem(f"{rows.places[row.key]}, parent", reasons.UNITS_CIRCLE)
        if any(row.key in _after(one, on) for one in row.successors):
            yield Problem(f"{rows.places[row.key]}, successors", reasons.UNITS_SUCCESSORS_CIRCLE)


def _after(unit: str, on: Mapping[str, Collection[str]]) -> set[str]:
    """A unit and all that follow it."""
    found: set[str] = set()
    left = [unit]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += on.get(one, ())
    return found


def _of_values(after: Register, rows: Rows, file: Mapping[str, Unit], today: date) -> list[Problem]:
    """Values that no unit of the configuration could have: too long, no telephone number, …; one that is a parent's is
    named where the row stands that has none of its own, by its key where it is none of these."""
    _, problems = units.beside(file, after, today)
    found = []
    for problem in problems:
        key, _, column = problem.key.partition(".")
        found.append(Problem(f"{rows.places.get(key, key)}, {column}", problem.reason))
    return found
