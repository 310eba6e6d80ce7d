"""The office's tables: what is read of them, and every mistake by its row and column."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.duty import Absence, Person, Shift
from gateway.domain.errors import ConfigError
from gateway.services.roster import files
from gateway.services.roster.files import Known, Table

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
KNOWN = Known(persons={"an", "binh"}, lines={"hotline"}, units={"vanmieu"}, zone=ZONE)
PERSONS_HEAD, SHIFTS_HEAD = (
    "key,name,phone,mail,unit\n",
    "line,person,role,weekdays,begins,ends,valid_from,valid_until\n",
)
ABSENCES_HEAD = "person,since,until,stand_in\n"


def read(text: str) -> Table:
    return files.read(text.encode(), KNOWN)


def test_persons_as_excel_writes_them() -> None:
    found = read(
        "\ufeffKey;Name;Phone;Mail;Unit\r\nan;Nguyễn Văn An;0590 001 101;An@VanMieu.example;vanmieu\r\n"
        ";;;;\r\nbinh;Bình;;;\r\n"
    )
    assert found.persons == [
        Person(key="an", name="Nguyễn Văn An", phone="tel:+84590001101", mail="an@vanmieu.example", unit="vanmieu"),
        Person(key="binh", name="Bình"),
    ]


def test_shifts_leave_out_what_is_whole() -> None:
    found = read(
        SHIFTS_HEAD + "hotline,an,duty,,8:00,12:00,,\n"
        'hotline,binh,duty,"5-6, 7",17:00,07:00,27/11/2026,2026-12-31\n'
        "hotline,binh,head,,,,,\n"
    )
    common = {"line": "hotline", "role": "duty"}
    assert found.shifts == [
        Shift(person="an", begins=time(8), ends=time(12), **common),  # type: ignore[arg-type]
        Shift(
            person="binh",
            weekdays="567",
            begins=time(17),
            ends=time(7),
            valid_from=date(2026, 11, 27),
            valid_until=date(2026, 12, 31),
            **common,  # type: ignore[arg-type]
        ),
        Shift(line="hotline", person="binh", role="head"),
    ]


def test_an_absence_of_days_lasts_to_the_end_of_the_last() -> None:
    found = read(ABSENCES_HEAD + "an,27/11/2026,28/11/2026,\nan,2026-11-30 13:00,2026-11-30 15:00,binh\n")
    assert found.absences == [
        Absence(person="an", since=datetime(2026, 11, 27, tzinfo=ZONE), until=datetime(2026, 11, 29, tzinfo=ZONE)),
        Absence(
            person="an",
            since=datetime(2026, 11, 30, 13, tzinfo=ZONE),
            until=datetime(2026, 11, 30, 15, tzinfo=ZONE),
            stand_in="binh",
        ),
    ]


WRONG = [  # a table, the places of its mistakes
    ("a,b\n1,2\n", ["1"]),
    ("", ["1"]),
    ("key,name,phone,colour\n", ["1, colour"]),
    (PERSONS_HEAD + "Ấn,An,,,\nan,,,,\nan,An,12,,\nan,An,,an at home,\nan,An,,,elsewhere\n",
     ["2, key", "3, name", "4, phone", "5, mail", "6, unit"]),
    (SHIFTS_HEAD + "nowhere,an,duty,,,,,\nhotline,chi,duty,,,,,\nhotline,an,boss,,,,,\n",
     ["2, line", "3, person", "4, role"]),
    (SHIFTS_HEAD + "hotline,an,duty,8,,,,\nhotline,an,duty,T2,,,,\nhotline,an,duty,,25:00,,,\n"
     "hotline,an,duty,,,8h,,\n",
     ["2, weekdays", "3, weekdays", "4, begins", "5, ends"]),
    (SHIFTS_HEAD + "hotline,an,duty,,,,31/02/2026,\nhotline,an,duty,,,,,soon\n", ["2, valid_from", "3, valid_until"]),
    (ABSENCES_HEAD + "an,2026-11-28,2026-11-27,\nan,2026-11-28,2026-11-29,chi\n"
     "chi,2026-11-28,2026-11-29,\nan,,2026-11-29,\n",
     ["2, until", "3, stand_in", "4, person", "5, since"]),
]  # fmt: skip


def test_every_mistake_is_named_by_row_and_column() -> None:
    for text, places in WRONG:
        with pytest.raises(ConfigError) as caught:
            read(text)
        assert [problem.key for problem in caught.value.problems] == places, text


def test_another_alphabet_than_utf8_is_said() -> None:
    with pytest.raises(ConfigError) as caught:
        files.read("key,name,phone\nan,Bình,\n".encode("utf-16"), KNOWN)
    assert [problem.reason.code for problem in caught.value.problems] == ["roster.not_utf8"]
