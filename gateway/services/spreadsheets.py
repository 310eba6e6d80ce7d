"""A table of texts as CSV or as a spreadsheet (Office Open XML). Pure."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence

__all__ = ["MARK", "as_csv", "as_xlsx", "csv_rows"]

MARK = "\ufeff"  # by which Excel knows UTF-8
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_rows(rows: Iterable[Sequence[str]]) -> str:
    """Lines of a table, with commas; no cell that a spreadsheet would take for a formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue()


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """A whole table, with the mark."""
    return (MARK + csv_rows(rows)).encode()


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
