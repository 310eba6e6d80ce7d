"""An office's table -> rows of the register: its head says of which kind. Pure; every mistake is named."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pydantic import BaseModel, ValidationError

from gateway.domain import addresses
from gateway.domain.errors import ConfigError, Problem
from gateway.domain.reasons import Reason
from gateway.domain.units import AnswerRow, DayRow, PhraseRow, UnitRow
from gateway.services import reasons, tables
from gateway.settings import units
from gateway.settings.checks import is_name
from gateway.settings.mistakes import reason_of, root_causes
from gateway.settings.schema import Answer, Phrase

__all__ = ["ANSWERS", "DAYS", "KINDS", "PHRASES", "UNITS", "Rows", "read", "unit_of"]

UNITS = (
    *("key", "name", "name_en", "kind", "parent", "phone", "mail", "language", "sms_form", "office_hours"),
    "four_eyes",
    *("valid_from", "valid_to", "successors", "head", "focal", "stand_ins", "topics"),
)
ANSWERS = ("unit", "asks", "answer", "answer_en")
PHRASES = ("unit", "name", "words", "words_en")
DAYS = ("unit", "day", "kind", "name")
KINDS = ("city", "ward", "commune", "special_zone", "department", "service_centre", "police", "utility", "office")


@dataclass(slots=True, kw_only=True)
class Rows:
    """What some files held. `places`: where each unit, answer, phrase and day stands, "units.csv:3"."""

    units: dict[str, UnitRow] = field(default_factory=dict)
    answers: list[AnswerRow] = field(default_factory=list)
    phrases: list[PhraseRow] = field(default_factory=list)
    days: list[DayRow] = field(default_factory=list)
    known_until: date | None = None
    places: dict[object, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.units) + len(self.answers) + len(self.phrases) + len(self.days) + bool(self.known_until)


class _Wrong(Exception):
    def __init__(self, column: str, reason: Reason) -> None:
        super().__init__(column)
        self.column, self.reason = column, reason


def read(name: str, content: bytes, into: Rows) -> None:
    """One file, as tables.py reads it; columns that it leaves out are empty. Adds its rows to `into`.

    Raises ConfigError that names every mistake by file, row (the head is row 1) and column; no value is quoted but
    names."""
    table = _opened(name, content)
    columns = set(table.columns)
    kind = next((kind for kind in _TABLES if columns >= set(kind[1])), None)
    if kind is None:
        raise ConfigError([Problem(f"{name}:1", reasons.UNITS_HEAD)])
    names, _, take = kind
    problems = [Problem(f"{name}:1, {one}", reasons.ROSTER_COLUMN) for one in sorted(columns - set(names))]
    for number, cells in table.rows:
        try:
            take({column: cells.get(column, "") for column in names}, into, f"{name}:{number}")
        except _Wrong as error:
            problems.append(Problem(f"{name}:{number}, {error.column}", error.reason))
    if problems:
        raise ConfigError(problems)


def _opened(name: str, content: bytes) -> tables.Table:
    try:
        return tables.read(content)
    except ConfigError as error:
        raise ConfigError([Problem(f"{name}:{one.key}", one.reason) for one in error.problems]) from None


def unit_of(row: Mapping[str, str]) -> UnitRow:
    """One row of a table of units. Raises ConfigError with its first mistake, by the column."""
    try:
        return _unit(row)
    except _Wrong as error:
        raise ConfigError([Problem(error.column, error.reason)]) from None


def _unit(row: Mapping[str, str]) -> UnitRow:
    if not is_name(row["key"]):
        raise _Wrong("key", reasons.UNITS_KEY)
    if not row["name"]:
        raise _Wrong("name", reasons.ROSTER_EMPTY)
    if row["kind"] and row["kind"] not in KINDS:
        raise _Wrong("kind", reasons.UNITS_KIND(kinds=", ".join(KINDS)))
    if row["mail"] and not addresses.mail(row["mail"]):
        raise _Wrong("mail", reasons.ROSTER_MAIL)
    hours = units.hours_of(row["office_hours"]) if row["office_hours"] else ()
    if hours is None:
        raise _Wrong("office_hours", reasons.UNITS_HOURS)
    since, until = (_day(row, column) if row[column] else None for column in ("valid_from", "valid_to"))
    if since and until and until < since:
        raise _Wrong("valid_to", reasons.UNITS_ORDER)
    successors = _several(row["successors"])
    if successors and until is None:
        raise _Wrong("valid_to", reasons.UNITS_STILL_VALID)
    if row["four_eyes"] not in ("", "yes", "no"):
        raise _Wrong("four_eyes", reasons.UNITS_YES_OR_NO)
    plain = ("key", "name", "name_en", "kind", "parent", "phone", "mail", "language", "sms_form", "four_eyes", "head")
    return UnitRow(
        **{column: row[column] for column in plain},
        office_hours=units.written_hours(hours),
        valid_from=since,
        valid_to=until,
        successors=successors,
        focal=_several(row["focal"]),
        stand_ins=_several(row["stand_ins"]),
        topics=_several(row["topics"], ";"),
    )


def _several(cell: str, between: str = " ,;") -> tuple[str, ...]:
    """Several names in one cell."""
    for sign in between[1:]:
        cell = cell.replace(sign, between[0])
    return tuple(dict.fromkeys(one.strip() for one in cell.split(between[0]) if one.strip()))


def _day(row: Mapping[str, str], column: str) -> date:
    try:
        return tables.day_of(row[column])
    except ValueError:
        raise _Wrong(column, reasons.ROSTER_DAY) from None


def _check(model: type[BaseModel], values: Mapping[str, object]) -> None:
    """As config.toml's blocks are checked."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        detail = root_causes(error.errors(include_url=False, include_input=False))[0]
        raise _Wrong(str(detail["loc"][0]), reason_of(detail, model, list(model.model_fields))) from None


def _take_unit(row: Mapping[str, str], into: Rows, place: str) -> None:
    unit = _unit(row)
    if unit.key in into.units:
        raise _Wrong("key", reasons.UNITS_TWICE)
    into.units[unit.key] = unit
    into.places[unit.key] = place


def _take_answer(row: Mapping[str, str], into: Rows, place: str) -> None:
    asks = _several(row["asks"], ";")
    for column, value in (("unit", row["unit"]), ("asks", asks), ("answer", row["answer"])):
        if not value:
            raise _Wrong(column, reasons.ROSTER_EMPTY)
    _check(Answer, {"asks": asks, "answer": row["answer"], "answer_en": row["answer_en"]})
    answer = AnswerRow(unit=row["unit"], asks=asks, answer=row["answer"], answer_en=row["answer_en"])
    into.answers.append(answer)
    into.places[answer] = place


def _take_phrase(row: Mapping[str, str], into: Rows, place: str) -> None:
    for column in ("unit", "name", "words"):
        if not row[column]:
            raise _Wrong(column, reasons.ROSTER_EMPTY)
    phrase = PhraseRow(unit=row["unit"], name=row["name"], words=row["words"], words_en=row["words_en"])
    _check(Phrase, {"name": phrase.name, "words": phrase.words, "words_en": phrase.words_en})
    if any((one.unit, one.name) == (phrase.unit, phrase.name) for one in into.phrases):
        raise _Wrong("name", reasons.UNITS_TWICE)
    into.phrases.append(phrase)
    into.places[phrase] = place


def _take_day(row: Mapping[str, str], into: Rows, place: str) -> None:
    if not row["day"]:
        raise _Wrong("day", reasons.ROSTER_EMPTY)
    day = _day(row, "day")
    if row["kind"] == "known_until" and not row["unit"]:
        into.known_until = day
        return
    if row["kind"] not in ("off", "working"):
        raise _Wrong("kind", reasons.UNITS_DAY_KIND)
    one = DayRow(unit=row["unit"], day=day, works=row["kind"] == "working", name=row["name"])
    if any((other.unit, other.day) == (one.unit, one.day) for other in into.days):
        raise _Wrong("day", reasons.UNITS_TWICE)
    into.days.append(one)
    into.places[one] = place


Take = Callable[[Mapping[str, str], Rows, str], None]
# The columns of each table, those by which it is known, and what takes a row of it
_TABLES: Sequence[tuple[Sequence[str], Collection[str], Take]] = (
    (UNITS, ("key", "name", "parent"), _take_unit),
    (ANSWERS, ("unit", "asks", "answer"), _take_answer),
    (DAYS, ("unit", "day", "kind"), _take_day),
    (PHRASES, ("unit", "name", "words"), _take_phrase),
)
