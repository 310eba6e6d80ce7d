"""What came by the door, in a file or on a line -> records, each a flat mapping of names to words.

JSON (one record, a list of them, or a list inside), a form, a query, CSV with or without a head: whichever a telephone
system sends. Pure.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from gateway.channels.calls.reasons import NO_RECORD, TOO_MANY
from gateway.channels.calls.vendor import Vendor
from gateway.domain.errors import Unreadable
from gateway.domain.text import clean

__all__ = ["Record", "of_body", "of_lines", "of_query"]

Record = dict[str, str]
MOST = 20_000  # records at once
LONGEST = 500  # letters of one value
DEEPEST = 5  # levels of nested JSON
FORM = "application/x-www-form-urlencoded"


def of_body(body: bytes, kind: str, vendor: Vendor) -> list[Record]:
    """The records of a request's body or of a file. `kind`: its Content-Type, "" where none is known. Raises
    Unreadable: nothing in it, or too many."""
    text = clean(body.decode("utf-8-sig", "replace"))
    if kind.partition(";")[0].strip().lower() == FORM:
        found = of_query(text)
    elif text.lstrip()[:1] in ("{", "["):
        found = _of_json(text)
    else:
        found = of_lines(text.splitlines(), vendor)
    return found


def of_query(text: str) -> list[Record]:
    """The one record of a form or a query. Raises Unreadable."""
    try:
        record = {name: _short(value) for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=200)}
    except ValueError:
        raise Unreadable(NO_RECORD) from None
    return _some([record] if record else [])


def _of_json(text: str) -> list[Record]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable(NO_RECORD) from None
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        found = lists[0] if lists else [found]
    return _some([dict(_flat(one)) for one in found if isinstance(one, dict)])


def _flat(found: Mapping[str, Any], above: str = "", level: int = 1) -> Iterator[tuple[str, str]]:
    for name, value in found.items():
        if isinstance(value, dict):
            if level < DEEPEST:
                yield from _flat(value, f"{above}{name}.", level + 1)
        elif not isinstance(value, list):
            yield f"{above}{name}", "" if value is None else _short(str(value))


def of_lines(lines: Sequence[str], vendor: Vendor) -> list[Record]:
    """The records of lines of CSV: by the names of its head, else in the order of the vendor's columns. Raises
    Unreadable."""
    lines = [line.removeprefix(vendor.prefix) for line in lines if line.strip()]
    separator = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    try:
        rows = list(csv.reader(lines[: MOST + 2], delimiter=separator))
    except csv.Error:
        raise Unreadable(NO_RECORD) from None
    names: Sequence[str] = vendor.columns
    if rows and len({one.strip() for one in rows[0]} & vendor.known) >= min(3, len(rows[0])):
        names, rows = [one.strip() for one in rows[0]], rows[1:]
    return _some([{name: _short(value) for name, value in zip(names, row, strict=False)} for row in rows])


def _short(value: str) -> str:
    return clean(value).strip()[:LONGEST]


def _some(found: list[Record]) -> list[Record]:
    if not any(found):
        raise Unreadable(NO_RECORD)
    if len(found) > MOST:
        raise Unreadable(TOO_MANY(most=MOST))
    return found
