"""Rows by the names of their columns: a dataclass is written into the columns that its fields are called after, and
read from them. Nothing goes by position, so neither the order of fields nor that of a table's columns means anything.

Each statement is made once, at import: `WRITE = rows.Insert(SQL["write"], NewThing)`, `FIND = rows.Select(SQL["find"],
Thing)`. tests/store/test_rows.py prepares every one of them against the schema.
"""

import re
import types
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints

import asyncpg

from gateway.domain.reasons import Reason, of_row, of_rows
from gateway.store.database import Connection

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Row = TypeVar("Row", bound=DataclassInstance)
else:
    Row = TypeVar("Row")

# By the type of a field: the array in which a batch passes that column. PostgreSQL narrows bigint where it stores it.
ARRAYS: Mapping[type, str] = {
    str: "text[]",
    int: "bigint[]",
    bool: "boolean[]",
    bytes: "bytea[]",
    datetime: "timestamptz[]",
    date: "date[]",
    time: "time[]",
    timedelta: "interval[]",
    tuple: "jsonb[]",  # a list in a list would be an array of two dimensions
    Mapping: "jsonb[]",
    Reason: "jsonb[]",
}
_PLACE = re.compile(r"(?<!:):(columns|values|rows)\b")


class Insert(Generic[Row]):
    """A statement that writes a batch of rows at once. In it `:rows` stands for the batch, `:columns` for the names of
    its columns, `:values` for their values (a tuple of text is stored as text[], one of reasons as jsonb);
    `ordinality` is a row's place.

    `without`: fields that are no column; `also`: properties that are one; `beside`: fields that `:rows` has for another
    table."""

    def __init__(
        self,
        statement: str,
        kind: type[Row],
        *,
        without: Collection[str] = (),
        also: Sequence[str] = (),
        beside: Collection[str] = (),
    ) -> None:
        hints = get_type_hints(kind)
        hints |= {name: get_type_hints(getattr(kind, name).fget)["return"] for name in also}
        self.kind = kind
        self.columns = (*(field.name for field in fields(kind) if field.name not in without), *also)
        arrays = {name: _array(hints[name]) for name in self.columns}
        self._getters = [attrgetter(name) for name in self.columns]
        lists = {
            name for name in self.columns if get_origin(hints[name]) is tuple and get_args(hints[name])[0] is not Reason
        }
        own = [name for name in self.columns if name not in beside]
        places = {
            "columns": ", ".join(own),
            "values": ", ".join(
                f"ARRAY(SELECT jsonb_array_elements_text({name}))" if name in lists else name for name in own
            ),
            "rows": f"unnest({', '.join(f'${n}::{kind}' for n, kind in enumerate(arrays.values(), 1))})"
            f" WITH ORDINALITY AS new ({', '.join(self.columns)}, ordinality)",
        }
        self.sql = _PLACE.sub(lambda found: places[found[1]], statement)

    def arguments(self, batch: Collection[Row]) -> list[list[Any]]:
        """The batch's columns, each a list, as the statement's parameters."""
        return [list(map(getter, batch)) for getter in self._getters]

    async def execute(self, tx: Connection, batch: Collection[Row]) -> None:
        """Write the batch; an empty one asks nothing of the server."""
        if batch:
            await tx.execute(self.sql, *self.arguments(batch))

    async def fetch(self, tx: Connection, batch: Collection[Row]) -> list[asyncpg.Record]:
        """Write the batch; what the statement returns."""
        return await tx.fetch(self.sql, *self.arguments(batch)) if batch else []


def _array(hint: Any) -> str:
    """The array that passes a column of this type; None is NULL in it."""
    if get_origin(hint) is types.UnionType:
        (hint,) = (one for one in get_args(hint) if one is not types.NoneType)
    hint = type(get_args(hint)[0]) if get_origin(hint) is Literal else get_origin(hint) or hint
    return ARRAYS[str if issubclass(hint, StrEnum) else hint]


def _reader(hint: Any) -> Callable[[Any], Any] | None:
    """What makes a column's value of this type; None where it is one already."""
    arguments = get_args(hint)
    if hint is Reason or Reason in arguments:
        return of_rows if get_origin(hint) is tuple else of_row
    return tuple if get_origin(hint) is tuple and arguments[0] is str else None


class Select(Generic[Row]):
    """A statement whose rows are read into a dataclass, each field from the column of its name. A column that has no
    field is passed over: a newer program may have added it to the table."""

    def __init__(self, sql: str, kind: type[Row]) -> None:
        self.sql, self.kind = sql, kind
        self._readers = {field.name: _reader(get_type_hints(kind)[field.name]) for field in fields(kind)}

    def row(self, record: asyncpg.Record) -> Row:
        """One record as a row."""
        return self.kind(**{name: read(record[name]) if read else record[name] for name, read in self._readers.items()})

    async def all(self, conn: Connection, *arguments: object) -> list[Row]:
        """All rows."""
        return [self.row(record) for record in await conn.fetch(self.sql, *arguments)]

    async def first(self, conn: Connection, *arguments: object) -> Row | None:
        """The first row, None where there is none."""
        record = await conn.fetchrow(self.sql, *arguments)
        return None if record is None else self.row(record)
