"""The report "kiểm tra đầu số" as a table of texts; that table as CSV or as a spreadsheet (Office Open XML). Pure."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from gateway.domain import addresses
from gateway.domain.duty import Person
from gateway.replies import catalogue, wording
from gateway.services.numbers.standing import Number, Standing

__all__ = ["as_csv", "as_xlsx", "table"]

HEADS = (  # labels
    *("line", "numbers_number", "unit", "numbers_state", "numbers_proof", "numbers_cause"),
    *("numbers_duty", "numbers_head"),
)
NONE = "–"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(standing: Standing, language: str, zone: ZoneInfo) -> list[list[str]]:
    """A head and a row for each number; the last columns are days, each with the time of its last good proof."""
    head = [catalogue.words(f"label.{name}", language) for name in HEADS]
    rows = [_row(number, standing, language, zone) for number in standing.numbers]
    return [[*head, *(f"{day:%d/%m}" for day in standing.days)], *rows]


def _row(number: Number, standing: Standing, language: str, zone: ZoneInfo) -> list[str]:
    proven, days = number.proven, (number.history[day] for day in standing.days)
    return [
        number.line.name,
        addresses.show(number.line.options.address),
        wording.unit_name(number.line.unit, language),
        catalogue.words(f"label.proven_{proven.state}", language),
        _proof(number, language, zone),
        catalogue.said(number.causes, language) if number.causes else NONE,
        _people(number.duty.persons),
        _people(number.duty.heads),
        *(_clock(proof.at, zone) if proof else NONE for proof in days),
    ]


def _proof(number: Number, language: str, zone: ZoneInfo) -> str:
    proof = number.proven.by
    if proof is None:
        return NONE
    return f"{wording.minute(proof.at, zone)}, {catalogue.words(f'label.proof_{proof.outcome}', language)}"


def _people(persons: Sequence[Person]) -> str:
    return ", ".join(f"{one.name} {addresses.show(one.phone)}".strip() for one in persons) or NONE


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Commas, with the mark by which Excel knows UTF-8; no cell that a spreadsheet would take for a formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


# --- a spreadsheet: the least that ECMA-376 asks of one ---------------------------------------------------------------

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FILES = {
    "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_MAIN}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_MAIN}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_LINKS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="1" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_LINKS}"><Relationship Id="r1" Type="{_OFFICE}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}


def as_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """One sheet, every cell a text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in _FILES.items():
            file.writestr(name, _HEAD + content)
        file.writestr("xl/worksheets/sheet1.xml", _HEAD + "".join(_sheet(rows)))
    return out.getvalue()


def _sheet(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f'<worksheet xmlns="{_SHEET}"><sheetData>'
    for row in rows:
        cells = "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{_xml(cell)}</t></is></c>' for cell in row)
        yield f"<row>{cells}</row>"
    yield "</sheetData></worksheet>"


def _xml(cell: str) -> str:
    """XML 1.0 has no place for control characters."""
    text = "".join(sign for sign in cell if sign in "\t\n\r" or sign >= " ")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
