"""A table of the office, as it saves it: CSV, or the first sheet of a workbook (XLSX). Pure."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook

from gateway.domain.errors import ConfigError, Problem
from gateway.services import reasons

__all__ = ["Table", "day_of", "read"]

MOST_BYTES = 16 << 20  # of a file
MOST_UNPACKED = 128 << 20  # of a workbook: what is in it is packed
WORKBOOK = b"PK\x03\x04"
_UNGUARDED = re.compile(r"^'(?=[=+\-@])")  # what our own tables put before a cell that could be a formula
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True, slots=True)
class Table:
    """`columns`: as its head names them, in small letters; `rows`: with their numbers (the head is row 1), each cell by
    its column, "" where it is left out. Empty rows are passed over."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[int, Mapping[str, str]]]


def read(content: bytes) -> Table:
    """One file. Raises ConfigError: it is no such file."""
    if len(content) > MOST_BYTES:
        raise ConfigError([Problem("1", reasons.TABLE_TOO_LARGE)])
    lines = _of_workbook(content) if content.startswith(WORKBOOK) else _of_csv(content)
    columns = tuple(name.strip().lower() for name in next(lines, []))
    rows = [(n, dict(zip(columns, cells, strict=False))) for n, cells in enumerate(lines, 2)]
    empty = dict.fromkeys(columns, "")
    return Table(columns, [(n, {**empty, **cells}) for n, cells in rows if any(cells.values())])


def _of_csv(content: bytes) -> Iterator[list[str]]:
    """UTF-8; commas or semicolons, as the head has more of."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError([Problem("1", reasons.ROSTER_NOT_UTF8)]) from None
    head = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    try:
        yield from ([_UNGUARDED.sub("", cell.strip()) for cell in row] for row in rows)
    except csv.Error:
        raise ConfigError([Problem(str(rows.line_num), reasons.TABLE_NOT_READ)]) from None


def _of_workbook(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise ConfigError([Problem("1", reasons.TABLE_TOO_LARGE)])
        rows = (
            CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        )
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, IndexError):
        raise ConfigError([Problem("1", reasons.TABLE_NOT_READ)]) from None
    return ([_written(cell) for cell in row] for row in rows)


def _written(cell: object) -> str:
    """A cell of a workbook as a table of text has it: a number without a fraction as its digits, a day or a time as
    ISO 8601 has them."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    return cell.isoformat(" ", "minutes") if isinstance(cell, datetime) else str(cell).strip()


def day_of(cell: str) -> date:
    """ "2026-11-27" or "27/11/2026". Raises ValueError."""
    match = _DAY.fullmatch(cell)
    return date(*map(int, match.groups()[::-1])) if match else date.fromisoformat(cell)
