"""Units of the file and of the register as one; the tree of them, whatever a register holds."""

from dataclasses import fields
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain import calendar
from gateway.domain.units import AnswerRow, DayRow, PhraseRow, Register, UnitRow, UnitTree
from gateway.settings import units
from gateway.settings.schema import Unit

TODAY = date(2026, 11, 27)
FILE = {"vanmieu": Unit(key="vanmieu", name="UBND P.Văn Miếu", phone="024.0000.1022")}
HN = UnitRow(key="hn", name="UBND TP Hà Nội", phone="1022", office_hours="07:30-11:30 13:00-17:00")
LAST = TODAY - timedelta(days=1)


def beside(*rows: UnitRow, today: date = TODAY, **more: object) -> units.Organisation:
    register = Register(units={row.key: row for row in rows}, **more)  # type: ignore[arg-type]
    found, problems = units.beside(FILE, register, today)
    assert problems == []
    return found


def test_what_a_row_leaves_empty_is_its_parents() -> None:
    rows = [
        HN,
        UnitRow(key="badinh", name="P.Ba Đình", parent="hn", four_eyes="yes"),
        UnitRow(key="to1", name="Tổ 1", parent="badinh", phone="024.1", sms_form="accented", four_eyes="no"),
        UnitRow(key="to3", name="Tổ 3", parent="badinh"),
        UnitRow(key="to2", name="Tổ 2", parent="vanmieu"),
    ]
    answers = [AnswerRow(unit="to1", asks=("mấy giờ",), answer="Từ 7h30.")]
    phrases = [PhraseRow(unit="to1", name="đã giao", words="Đã giao.", words_en="Passed on.")]
    found = beside(*rows, answers=answers, phrases=phrases).by_key
    said = {key: (unit.phone, unit.office_hours[0][0], unit.sms_form, unit.four_eyes) for key, unit in found.items()}
    assert said == {
        "vanmieu": ("024.0000.1022", time(8), "plain", False),
        "hn": ("1022", time(7, 30), "plain", False),
        "badinh": ("1022", time(7, 30), "plain", True),
        "to1": ("024.1", time(7, 30), "accented", False),
        "to2": ("024.0000.1022", time(8), "plain", False),
        "to3": ("1022", time(7, 30), "plain", True),
    }
    assert [answer.answer for answer in found["to1"].faq] == ["Từ 7h30."]
    assert [(one.words, one.words_en) for one in found["to1"].phrases] == [("Đã giao.", "Passed on.")]


def test_whatever_a_unit_of_the_file_may_have_one_of_the_register_may() -> None:
    own = {"key", "name", "name_en", "mail"}
    assert set(Unit.model_fields) == own | {"faq", "phrases"} | set(units.INHERITED)
    assert own | set(units.INHERITED) <= {field.name for field in fields(UnitRow)}


def test_a_key_of_both_is_the_files() -> None:
    found = beside(UnitRow(key="vanmieu", name="Sổ nói khác", phone="1", valid_to=LAST, successors=("hn",)), HN)
    assert found.by_key["vanmieu"] is FILE["vanmieu"]
    assert found.provisioned == {"vanmieu"}
    assert not found.ended
    assert found.of_line("vanmieu") is FILE["vanmieu"]


def test_a_row_that_no_unit_can_have_is_named() -> None:
    row = UnitRow(key="x", name="n" * 81)  # and no telephone, nor a parent that has one
    found, problems = units.beside({}, Register(units={"x": row}), TODAY)
    assert found.by_key == {}
    assert [problem.key for problem in problems] == ["x.name", "x.phone"]


@pytest.mark.parametrize(
    ("today", "ended", "whose"),
    [
        (LAST, {"c"}, "a"),  # its last day
        (TODAY, {"a", "c"}, "b"),
        (TODAY + timedelta(days=10), {"a", "b"}, "c"),
    ],
)
def test_the_lines_of_a_unit_are_its_first_successors_from_the_day_after_its_last(
    today: date, ended: set[str], whose: str
) -> None:
    rows = [
        HN,
        UnitRow(key="a", name="A", phone="1", valid_to=LAST, successors=("b", "hn")),
        UnitRow(key="b", name="B", phone="1", valid_to=TODAY + timedelta(days=9), successors=("c",)),
        UnitRow(key="c", name="C", phone="1", valid_from=TODAY + timedelta(days=10)),
    ]
    found = beside(*rows, today=today)
    assert found.ended == ended
    unit = found.of_line("a")
    assert unit is not None
    assert unit.key == whose
    named = units.of_lines(FILE, found, {"hn2"})
    assert [named[key].key for key in ("a", "vanmieu", "hn2")] == [whose, "vanmieu", "hn2"]  # type: ignore[union-attr]


def test_days_of_the_register_stand_before_the_shipped_ones() -> None:
    tet, saturday, monday = date(2026, 2, 17), date(2026, 12, 5), date(2026, 12, 7)
    days = [
        DayRow(unit="", day=saturday, works=True),
        DayRow(unit="", day=monday, works=False, name="nghỉ bù"),
        DayRow(unit="a", day=monday, works=True),
        DayRow(unit="a", day=tet, works=True),
    ]
    found = units.calendars(calendar.load(), Register(days=days, known_until=date(2028, 12, 31)))
    working = {unit: [found.of(unit).is_working_day(day) for day in (tet, saturday, monday)] for unit in ("a", "b")}
    assert working == {"a": [True, True, True], "b": [False, True, False]}
    assert {found.of(unit).known_until for unit in ("a", "b")} == {date(2028, 12, 31)}


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("08:00-12:00 13:00-17:00", ((time(8), time(12)), (time(13), time(17)))),
        ("7:30 - 11:30, 13:00 - 17:00", ((time(7, 30), time(11, 30)), (time(13), time(17)))),
        ("0:00-23:59", ((time(), time(23, 59)),)),
        ("", None),
        ("8-12", None),
        ("13:00-17:00 08:00-12:00", None),
        ("sáng", None),
    ],
)
def test_office_hours_as_people_write_them(written: str, hours: object) -> None:
    found = units.hours_of(written)
    assert found == hours
    if found:
        assert units.hours_of(units.written_hours(found)) == found


KEYS = st.sampled_from("abcdefgh")
TREES = st.builds(
    UnitTree,
    st.dictionaries(KEYS, KEYS | st.just("")),
    st.dictionaries(KEYS, st.lists(KEYS, max_size=3)),
)


@given(TREES, KEYS)
def test_whatever_a_register_holds_the_way_up_ends_and_passes_nobody_twice(tree: UnitTree, unit: str) -> None:
    above = tree.above(unit)
    assert above[0] == unit
    assert len(above) == len(set(above))
    assert set(above) <= {unit, *tree.parents.values(), *(one for some in tree.successors.values() for one in some)}
    assert unit in tree.under(above[-1:]) or unit not in tree.parents


@given(TREES, KEYS)
def test_whatever_a_register_holds_successors_end(tree: UnitTree, unit: str) -> None:
    heir = tree.heir(unit)
    assert heir == unit or not tree.successors.get(heir)
    if not tree.successors.get(unit):
        assert heir == unit
