"""The office's tables of units: what is read of them, every mistake by file, row and column, what they change."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from gateway.channels import registry
from gateway.domain.errors import ConfigError
from gateway.domain.units import AnswerRow, DayRow, PhraseRow, Register, UnitRow
from gateway.services import tables
from gateway.services.spreadsheets import as_csv, as_xlsx
from gateway.services.units import checking, export, files
from gateway.services.units.files import Rows
from gateway.settings import config
from gateway.settings.config import Config
from tests.support import configs

TODAY = date(2026, 11, 27)
HEAD = ",".join(files.UNITS)
EXAMPLES = Path(__file__).parents[2] / "deploy" / "units"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A configuration with the unit vanmieu and a mailbox of its own."""
    return config.load(configs.write(tmp_path_factory.mktemp("office")), registry)


def read(*texts: str) -> Rows:
    rows = Rows()
    for n, text in enumerate(texts, 1):
        files.read(f"{n}.csv", text.encode(), rows)
    return rows


def mistakes(office: Config, *texts: str, register: Register | None = None) -> list[str]:
    """As "1.csv:2, column code"."""
    before = register or Register()
    try:
        rows = read(*texts)
        problems = checking.wrong(checking.whole(before, rows), rows, office, {"an", "binh"}, TODAY)
    except ConfigError as error:
        problems = list(error.problems)
    return [f"{problem.key} {problem.reason.code}" for problem in problems]


def row(**cells: str) -> str:
    return ",".join(cells.get(name, "") for name in files.UNITS) + "\n"


def table(*rows: str) -> str:
    return HEAD + "\n" + "".join(rows)


CITY = row(key="hn", name="UBND TP Hà Nội", phone="1022")


def test_a_unit_as_excel_writes_it() -> None:
    rows = read(
        "\ufeffKey;Name;Parent;Office_hours;Successors;Valid_to;Head;Focal;Topics\r\n"
        "to-1;Tổ dân phố 1;vanmieu;7:30 - 11:30, 13:00 - 17:00;b c;31/12/2026;an;an, binh;rác\r\n;;;;;;;;\r\n"
    )
    assert rows.units == {
        "to-1": UnitRow(
            key="to-1",
            name="Tổ dân phố 1",
            parent="vanmieu",
            office_hours="07:30-11:30 13:00-17:00",
            successors=("b", "c"),
            valid_to=date(2026, 12, 31),
            head="an",
            focal=("an", "binh"),
            topics=("rác",),
        )
    }


def test_answers_phrases_and_days() -> None:
    rows = read(
        'unit,asks,answer\nhn,"mấy giờ; giờ làm việc",Từ 8 giờ.\n',
        "unit,name,words\nhn,cảm ơn,Cảm ơn ông/bà.\n",
        "unit,name,words,words_en\nhn,đã giao,Đã giao.,A team was sent.\n",
        "unit,day,kind,name\n,2026-12-31,off,nghỉ bù\nhn,05/12/2026,working,\n,2027-12-31,known_until,\n",
    )
    assert rows.answers == [AnswerRow(unit="hn", asks=("mấy giờ", "giờ làm việc"), answer="Từ 8 giờ.")]
    assert rows.phrases == [
        PhraseRow(unit="hn", name="cảm ơn", words="Cảm ơn ông/bà."),
        PhraseRow(unit="hn", name="đã giao", words="Đã giao.", words_en="A team was sent."),
    ]
    assert rows.days == [
        DayRow(unit="", day=date(2026, 12, 31), works=False, name="nghỉ bù"),
        DayRow(unit="hn", day=date(2026, 12, 5), works=True),
    ]
    assert rows.known_until == date(2027, 12, 31)


MISTAKES = {
    "no table": (["a,b\n1,2\n"], ["1.csv:1 units.head"]),
    "not text": (["key,name,parent\n\udcff"], ["1.csv:1 roster.not_utf8"]),
    "a column too many": (["key,name,parent,fax\nhn,Hà Nội,,1\n"], ["1.csv:1, fax roster.column"]),
    "no key": ([table(row(key="Ba Đình", name="x"))], ["1.csv:2, key units.key"]),
    "no name": ([table(CITY, row(key="x"))], ["1.csv:3, name roster.empty"]),
    "twice": ([table(CITY), table(CITY)], ["2.csv:2, key units.twice"]),
    "a kind of ours": ([table(row(key="x", name="x", kind="village"))], ["1.csv:2, kind units.kind"]),
    "no hours": ([table(row(key="x", name="x", office_hours="sáng"))], ["1.csv:2, office_hours units.hours"]),
    "neither yes nor no": ([table(row(key="x", name="x", four_eyes="1"))], ["1.csv:2, four_eyes units.yes_or_no"]),
    "no day": ([table(row(key="x", name="x", valid_to="31/2/2026"))], ["1.csv:2, valid_to roster.day"]),
    "ends first": (
        [table(row(key="x", name="x", valid_from="2026-02-01", valid_to="2026-01-31"))],
        ["1.csv:2, valid_to units.order"],
    ),
    "followed though valid": ([table(row(key="x", name="x", successors="y"))], ["1.csv:2, valid_to units.still_valid"]),
    "nobody it could stand under": (
        [table(CITY, row(key="x", name="x", parent="hcm"), row(key="y", name="y", parent="hn"))],
        ["1.csv:3, parent units.no_unit"],
    ),
    "under itself": (
        [table(row(key="a", name="a", parent="b"), row(key="b", name="b", parent="a"), CITY)],
        ["1.csv:2, parent units.circle", "1.csv:3, parent units.circle"],
    ),
    "followed by itself": (
        [
            table(
                row(key="a", name="a", parent="vanmieu", valid_to="2026-01-01", successors="b"),
                row(key="b", name="b", parent="vanmieu", valid_to="2026-01-01", successors="a"),
            )
        ],
        ["1.csv:2, successors units.successors_circle", "1.csv:3, successors units.successors_circle"],
    ),
    "strangers": (
        [table(row(key="a", name="a", parent="vanmieu", head="lan", focal="an mai", stand_ins="binh"))],
        ["1.csv:2, head units.no_person", "1.csv:2, focal units.no_person"],
    ),
    "one of the file": ([table(row(key="vanmieu", name="a", phone="1"))], ["1.csv:2, key units.of_file"]),
    "our own mailbox": (
        [table(row(key="a", name="a", parent="vanmieu", mail="vanmieu-mail@village.example"))],
        ["1.csv:2, mail units.mail_of_line"],
    ),
    "no telephone, nor above": ([table(row(key="a", name="a"))], ["1.csv:2, phone config.missing"]),
    "a name that fits nowhere": ([table(row(key="a", name="a" * 81, phone="1"))], ["1.csv:2, name config.too_long"]),
    "a language of ours": (
        [table(row(key="a", name="a", phone="1", language="fr"))],
        ["1.csv:2, language config.not_one_of"],
    ),
    "answers of nobody": (["unit,asks,answer\nx,a,b\n"], ["1.csv:2, unit units.no_unit"]),
    "answers of the file's": (["unit,asks,answer\nvanmieu,a,b\n"], ["1.csv:2, unit units.of_file"]),
    "no answer": (["unit,asks,answer\nx,a,\n"], ["1.csv:2, answer roster.empty"]),
    "an answer too long": ([table(CITY), "unit,asks,answer\nhn,a," + "b" * 161], ["2.csv:2, answer config.too_long"]),
    "a phrase too long": (["unit,name,words\nhn,x," + "b" * 2_001], ["1.csv:2, words config.too_long"]),
    "a parent's that is gone": (
        [table(CITY.replace("1022", ""), row(key="x", name="X", parent="hn"))],
        ["1.csv:2, phone config.missing", "1.csv:3, phone config.missing"],
    ),
    "a day of no kind": (["unit,day,kind\n,2026-01-01,tết\n"], ["1.csv:2, kind units.day_kind"]),
    "days of the file's may be": (["unit,day,kind\nvanmieu,2026-12-31,off\n"], []),
}


@pytest.mark.parametrize(("texts", "wanted"), MISTAKES.values(), ids=MISTAKES)
def test_every_mistake_is_named_by_file_row_and_column(office: Config, texts: list[str], wanted: list[str]) -> None:
    if "\udcff" in texts[0]:
        with pytest.raises(ConfigError) as caught:
            files.read("1.csv", texts[0].encode("utf-8", "surrogateescape"), Rows())
        found = [f"{problem.key} {problem.reason.code}" for problem in caught.value.problems]
    else:
        found = mistakes(office, *texts)
    assert found == wanted


def test_what_is_written_out_is_taken_in_again_and_changes_nothing() -> None:
    rows = read(
        table(CITY, row(key="x", name="X", parent="hn", valid_to="2026-01-01", successors="hn", topics="rác; đèn")),
        'unit,asks,answer\nhn,"a; b",+84 là mã nước\n',
        "unit,name,words,words_en\nhn,cảm ơn,Cảm ơn ông/bà.,Thank you.\n",
        "unit,day,kind,name\n,2026-12-31,off,nghỉ bù\n,2027-12-31,known_until,\n",
    )
    held = checking.whole(Register(), rows)
    assert len(checking.changes(Register(), rows)) == len(rows) == 6
    for written in (as_csv, as_xlsx):
        again = Rows()
        for name in export.TABLES:
            files.read(name, written(export.rows(held, name)), again)
        assert checking.changes(held, again) == []
        assert replace(checking.whole(held, again)) == held
    moved = read(table(CITY.replace("1022", "1023")))
    (change,) = checking.changes(held, moved)
    assert (change.what, change.name, change.new, change.fields) == ("unit", "hn", False, ("phone",))


def test_a_workbook_is_read_as_its_cells_look() -> None:
    written = [1022.0, 1.5, date(2026, 11, 27), datetime(2026, 11, 27), datetime(2026, 11, 27, 13), True, " x "]
    assert [tables._written(cell) for cell in written] == [
        *("1022", "1.5", "2026-11-27", "2026-11-27", "2026-11-27 13:00", "True", "x")
    ]
    for content in (b"PK\x03\x04 no workbook", as_xlsx([])[:200]):
        with pytest.raises(ConfigError):
            tables.read(content)


@pytest.mark.parametrize(("name", "units", "wards"), [("hanoi", 126, 51), ("hochiminh", 168, 113)])
def test_the_shipped_examples_are_right(office: Config, name: str, units: int, wards: int) -> None:
    rows = Rows()
    files.read(name, (EXAMPLES / f"{name}.csv").read_bytes(), rows)
    assert checking.wrong(checking.whole(Register(), rows), rows, office, (), TODAY) == []
    kinds = [one.kind for one in rows.units.values()]
    assert (len(kinds) - 1, kinds.count("ward")) == (units, wards)
