"""The register as the tables from which it can be taken in again. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from gateway.domain.units import Register, UnitRow
from gateway.services.units import files

__all__ = ["TABLES", "cells", "rows"]


def rows(register: Register, table: str) -> list[Sequence[str]]:
    """One of TABLES, its head first."""
    head, of = TABLES[table]
    return [head, *of(register)]


def _units(register: Register) -> list[Sequence[str]]:
    return [list(cells(row).values()) for row in register.units.values()]


def cells(row: UnitRow) -> dict[str, str]:
    """One unit as its table's cells, by their columns."""
    return {column: _cell(row, column) for column in files.UNITS}


def _cell(row: UnitRow, column: str) -> str:
    value = getattr(row, column)
    if isinstance(value, tuple):
        return ("; " if column == "topics" else " ").join(value)
    return value.isoformat() if isinstance(value, date) else value or ""


def _answers(register: Register) -> list[Sequence[str]]:
    return [[one.unit, "; ".join(one.asks), one.answer, one.answer_en] for one in register.answers]


def _phrases(register: Register) -> list[Sequence[str]]:
    return [[one.unit, one.name, one.words, one.words_en] for one in register.phrases]


def _days(register: Register) -> list[Sequence[str]]:
    days = [[one.unit, one.day.isoformat(), "working" if one.works else "off", one.name] for one in register.days]
    until = [["", register.known_until.isoformat(), "known_until", ""]] if register.known_until else []
    return [*days, *until]


TABLES: Mapping[str, tuple[Sequence[str], Callable[[Register], list[Sequence[str]]]]] = {
    "units": (files.UNITS, _units),
    "answers": (files.ANSWERS, _answers),
    "phrases": (files.PHRASES, _phrases),
    "days": (files.DAYS, _days),
}
