"""Who is on duty at a moment, and office hours in which nobody is. 27 November 2026 is a Friday; 24 November is a
day off; Saturday 22 August 2026 is worked for a swapped day."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from gateway.domain import calendar, duty
from gateway.domain.duty import Absence, Shift

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
VIETNAM = calendar.load()
HOURS = ((time(8), time(12)), (time(13), time(17)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def shift(person: str, role: duty.DutyRole = "duty", hours: str = "08:00-17:00", **more: object) -> Shift:
    begins, ends = map(time.fromisoformat, hours.split("-"))
    return Shift(**{"line": "hotline", "person": person, "role": role, "begins": begins, "ends": ends} | more)  # type: ignore[arg-type]


SHIFTS = [
    shift("an", hours="08:00-12:00"),
    shift("binh", hours="13:00-17:00"),
    shift("dung", hours="17:00-07:00", weekdays="56"),
    shift("chi", "stand_in"),
    shift("giang", "head"),
    shift("khoa", hours="08:00-17:00", weekdays="2", valid_from=date(2026, 11, 24), valid_until=date(2026, 11, 24)),
    shift("other", line="elsewhere", hours="00:00-00:00", weekdays="1234567"),
]
AWAY = [
    Absence(person="an", since=at("2026-11-26T08:00"), until=at("2026-11-26T10:00"), stand_in="binh"),
    Absence(person="an", since=at("2026-11-30T00:00"), until=at("2026-12-01T00:00")),
    Absence(person="binh", since=at("2026-12-01T13:00"), until=at("2026-12-01T17:00"), stand_in="an"),
    Absence(person="an", since=at("2026-12-01T15:00"), until=at("2026-12-01T17:00"), stand_in="dung"),
    Absence(person="chi", since=at("2026-12-01T16:00"), until=at("2026-12-01T17:00")),
    Absence(person="giang", since=at("2026-12-02T00:00"), until=at("2026-12-03T00:00"), stand_in="chi"),
]

ON_DUTY = [  # a moment, who is on duty, why
    ("2026-11-27T08:00", ["an"], "a turn begins"),
    ("2026-11-27T11:59", ["an"], "its last minute"),
    ("2026-11-27T12:00", ["chi"], "at noon only the stand-in"),
    ("2026-11-27T13:00", ["binh"], "the afternoon"),
    ("2026-11-27T17:00", ["dung"], "the night begins"),
    ("2026-11-28T03:00", ["dung"], "and lasts into the next day"),
    ("2026-11-28T07:00", [], "until seven"),
    ("2026-11-30T03:00", [], "Sunday has no night turn"),
    ("2026-11-29T06:59", ["dung"], "Saturday has one, a day off or not"),
    ("2026-08-22T09:00", ["an"], "a Saturday that is worked"),
    ("2026-08-29T09:00", [], "a Saturday that is not"),
    ("2026-11-24T09:00", ["khoa"], "one day's own turn, on a day off"),
    ("2026-11-26T09:00", ["binh"], "away, stood in for by name"),
    ("2026-11-26T10:00", ["an"], "back again"),
    ("2026-11-30T09:00", ["chi"], "away without a name: the line's stand-in"),
    ("2026-12-01T14:00", ["an"], "a stand-in of another shift"),
    ("2026-12-01T15:30", ["chi"], "whose own absence is not followed further"),
    ("2026-12-01T16:30", [], "and the line's stand-in is away too"),
]


def test_who_is_on_duty_at_a_moment() -> None:
    found = {why: duty.on_duty("hotline", at(when), SHIFTS, AWAY, VIETNAM, ZONE) for when, _, why in ON_DUTY}
    assert found == {why: who for _, who, why in ON_DUTY}


def test_the_zone_of_the_moment_does_not_matter() -> None:
    assert duty.on_duty("hotline", datetime(2026, 11, 27, 1, tzinfo=UTC), SHIFTS, AWAY, VIETNAM, ZONE) == ["an"]
    with pytest.raises(ValueError, match="without a zone"):
        duty.on_duty("hotline", datetime(2026, 11, 27, 8), SHIFTS, AWAY, VIETNAM, ZONE)


def test_a_head_answers_at_any_hour_and_is_stood_in_for() -> None:
    assert duty.heads("hotline", at("2026-11-29T03:00"), SHIFTS, AWAY, ZONE) == ["giang"]
    assert duty.heads("hotline", at("2026-12-02T09:00"), SHIFTS, AWAY, ZONE) == ["chi"]
    assert duty.heads("elsewhere", at("2026-12-02T09:00"), SHIFTS, AWAY, ZONE) == []


def gaps_between(since: str, until: str, shifts: list[Shift]) -> list[tuple[datetime, datetime]]:
    found = duty.gaps("hotline", at(since), at(until), shifts, AWAY, hours=HOURS, calendar=VIETNAM, zone=ZONE)
    return [(gap.since, gap.until) for gap in found]


def test_office_hours_without_anybody_are_gaps() -> None:
    everyone = [one for one in SHIFTS if one.role != "stand_in"]
    assert gaps_between("2026-11-27T00:00", "2026-12-02T00:00", everyone) == [
        (at("2026-11-30T08:00"), at("2026-11-30T12:00")),  # an is away
        (at("2026-12-01T15:00"), at("2026-12-01T17:00")),  # binh, and who stands in
    ]
    assert gaps_between("2026-11-27T00:00", "2026-12-02T00:00", SHIFTS) == [
        (at("2026-12-01T16:00"), at("2026-12-01T17:00"))
    ]


def test_a_gap_is_one_however_many_come_and_go_elsewhere() -> None:
    late = [shift("an", hours="09:30-12:00"), shift("binh", hours="13:00-16:00")]
    assert gaps_between("2026-11-27T08:30", "2026-11-27T16:30", late) == [
        (at("2026-11-27T08:30"), at("2026-11-27T09:30")),
        (at("2026-11-27T16:00"), at("2026-11-27T16:30")),
    ]
    assert gaps_between("2026-11-24T00:00", "2026-11-25T00:00", []) == []  # a day off has no office hours
    assert gaps_between("2026-11-27T00:00", "2026-11-28T00:00", [shift("giang", "head")]) == [
        (at("2026-11-27T08:00"), at("2026-11-27T12:00")),
        (at("2026-11-27T13:00"), at("2026-11-27T17:00")),
    ]
