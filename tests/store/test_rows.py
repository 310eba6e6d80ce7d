"""Rows go by name: every statement that writes or reads a dataclass is tried against the schema, and neither the order
of fields nor that of columns can misplace a value."""

import importlib
import pkgutil
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, make_dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from gateway import ops, store
from gateway.domain.reasons import Reason
from gateway.store import rows
from gateway.store.cases import NewCase
from gateway.store.database import Connection, Database
from gateway.store.rows import Insert, Select

# What asyncpg gives for a type of PostgreSQL's.
PYTHON: Mapping[str, type] = {
    "text": str,
    "int2": int,
    "int4": int,
    "int8": int,
    "bool": bool,
    "bytea": bytes,
    "timestamptz": datetime,
    "date": date,
    "time": time,
    "float8": float,
    "interval": timedelta,
    "jsonb": Mapping,
    "text[]": Sequence,
}


def statements(kind: type) -> Iterator[tuple[str, Any]]:
    """Every Insert or Select of ours, with its place: by itself, or in a list or table of them."""
    for package in (store, ops):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            for name, value in vars(importlib.import_module(module.name)).items():
                several = value if isinstance(value, list) else value.values() if isinstance(value, dict) else (value,)
                yield from ((f"{module.name}.{name}", one) for one in several if isinstance(one, kind))


def plain(hint: Any) -> type:
    """A field's type without "or None", its items, or the words of an enumeration; of
    reasons what JSON makes of them."""
    if get_origin(hint) is types.UnionType:
        (hint,) = (one for one in get_args(hint) if one is not types.NoneType)
    if hint is Reason or Reason in get_args(hint):
        return Mapping
    if get_origin(hint) is tuple:
        return Sequence
    hint = get_origin(hint) or hint
    if not isinstance(hint, type):  # Literal["…"], by its origin
        return str
    return str if issubclass(hint, StrEnum) else hint


async def prepared(conn: Connection, sql: str) -> Mapping[str, str]:
    return {column.name: column.type.name for column in (await conn.prepare(sql)).get_attributes()}


async def test_what_is_written_has_a_column(db: Database) -> None:
    found = dict(statements(Insert))
    assert found
    async with db.connection() as conn:
        for insert in found.values():
            await conn.prepare(insert.sql)


async def test_what_is_read_has_a_column_of_its_type(db: Database) -> None:
    found, wrong = list(statements(Select)), []
    assert found
    async with db.connection() as conn:
        for place, select in found:
            hints, columns = get_type_hints(select.kind), await prepared(conn, select.sql)
            for field in fields(select.kind):
                kind = columns.get(field.name, "no column")
                if plain(hints[field.name]) is not PYTHON.get(kind):
                    wrong.append(f"{place}: {select.kind.__name__}.{field.name}: {kind}")
    assert not wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    name: str
    maker: str
    count: int
    size: int
    tags: tuple[str, ...]
    heavy: bool = False
    round: bool = False


THING = Thing(name="a name", maker="a maker", count=1, size=2, tags=("one", "two"), round=True)
INSERT = "INSERT INTO things (:columns) SELECT :values FROM :rows ORDER BY ordinality"
COLUMNS = ("name text", "maker text", "count smallint", "size bigint", "tags text[]", "heavy boolean", "round boolean")


def reversed_fields(kind: type) -> type:
    hints = get_type_hints(kind)
    names = [field.name for field in reversed(fields(kind))]
    return make_dataclass(kind.__name__, [(name, hints[name]) for name in names], frozen=True, slots=True, kw_only=True)


@pytest.mark.parametrize("columns", [COLUMNS, COLUMNS[::-1]], ids=["as made", "columns reversed"])
@pytest.mark.parametrize("kind", [Thing, reversed_fields(Thing)], ids=["as made", "fields reversed"])
async def test_no_order_misplaces_a_value(db: Database, kind: type, columns: Sequence[str]) -> None:
    thing = kind(**{field.name: getattr(THING, field.name) for field in fields(Thing)})
    async with db.transaction() as tx:
        await tx.execute(f"CREATE TEMPORARY TABLE things ({', '.join(columns)}) ON COMMIT DROP")
        await rows.Insert(INSERT, kind).execute(tx, [thing, thing])
        found = await rows.Select("SELECT * FROM things", Thing).all(tx)
    assert [(*one.tags, one.name, one.maker, one.count, one.size, one.heavy, one.round) for one in found] == [
        ("one", "two", "a name", "a maker", 1, 2, False, True)
    ] * 2


async def test_a_case_of_swapped_fields_is_stored_under_its_unit(db: Database) -> None:
    swapped = reversed_fields(NewCase)
    at = datetime.fromisoformat("2026-11-27T03:00:00+00:00")
    given = {"id": 1, "urgent": False, "restricted": True, "due_at": at, "last_message_at": at}
    given |= {"about": ("light",), "clocks": ()}
    given |= {field.name: f"the {field.name}" for field in fields(NewCase) if field.name not in given}
    async with db.transaction() as tx:
        statement = "INSERT INTO cases (:columns) SELECT :values FROM :rows"
        insert: rows.Insert[Any] = rows.Insert(statement, swapped, beside=("clocks",))
        await insert.execute(tx, [swapped(**given)])
        found = await tx.fetchrow("SELECT unit, line, sender, subject, restricted FROM cases")
    assert found is not None
    assert tuple(found) == ("the unit", "the line", "the sender", "the subject", True)


def test_a_field_without_a_column_type_is_met_when_the_statement_is_made() -> None:
    odd = make_dataclass("Odd", [("id", int), ("when", float)], frozen=True)
    with pytest.raises(KeyError):
        rows.Insert(INSERT, odd)


@dataclass(frozen=True, slots=True, kw_only=True)
class Small:
    name: str


async def test_a_column_that_a_newer_program_added_is_passed_over(db: Database) -> None:
    async with db.connection() as conn:
        found = await rows.Select("SELECT 'a' AS name, 7 AS later", Small).first(conn)
    assert found == Small(name="a")
