"""Due times: known cases of the Vietnamese calendar, and what holds for every message."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain import calendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
VIETNAM = calendar.load()
HANOI = ((time(8), time(12)), (time(13), time(17)))
SAIGON = ((time(7, 30), time(11, 30)), (time(13), time(17)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 1, 2), False),
        (date(2026, 1, 10), True),
        (date(2026, 1, 17), False),
        (date(2026, 2, 16), False),
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
        (date(2026, 11, 24), False),
        (date(2026, 11, 25), True),
    ],
)
def test_days_off_and_make_up_days_are_known(day: date, working: bool) -> None:
    assert VIETNAM.is_working_day(day) is working


@pytest.mark.parametrize(
    ("came", "starts"),
    [
        ("2026-03-09 07:42", "2026-03-09 08:00"),
        ("2026-03-09 10:15", "2026-03-09 10:15"),
        ("2026-03-09 12:30", "2026-03-09 13:00"),
        ("2026-03-09 16:59", "2026-03-09 16:59"),
        ("2026-03-09 17:00", "2026-03-10 08:00"),
        ("2026-03-14 23:51", "2026-03-16 08:00"),
        ("2026-02-13 18:00", "2026-02-23 08:00"),
        ("2026-01-01 09:00", "2026-01-05 08:00"),
        ("2026-01-09 20:00", "2026-01-10 08:00"),
    ],
)
def test_what_comes_after_hours_starts_at_the_next_opening(came: str, starts: str) -> None:
    assert calendar.opening(at(came), VIETNAM, HANOI, ZONE) == at(starts)


@pytest.mark.parametrize(
    ("came", "days", "due"),
    [
        ("2026-03-09 10:00", 1, "2026-03-10 17:00"),
        ("2026-03-09 10:00", 10, "2026-03-23 17:00"),
        ("2026-03-13 18:00", 10, "2026-03-30 17:00"),
        ("2026-02-13 10:00", 1, "2026-02-23 17:00"),
        ("2026-02-12 10:00", 3, "2026-02-24 17:00"),
        ("2025-12-31 10:00", 1, "2026-01-05 17:00"),
        ("2026-01-09 10:00", 1, "2026-01-10 17:00"),
        ("2026-11-23 10:00", 1, "2026-11-25 17:00"),
        ("2026-11-21 22:00", 2, "2026-11-26 17:00"),
        ("2026-08-28 09:00", 1, "2026-09-03 17:00"),
    ],
)
def test_an_answer_is_due_when_offices_close_on_the_last_working_day(came: str, days: int, due: str) -> None:
    assert calendar.due(at(came), days, VIETNAM, HANOI, ZONE) == at(due)


def test_each_city_has_its_own_hours() -> None:
    assert calendar.opening(at("2026-03-09 07:42"), VIETNAM, SAIGON, ZONE) == at("2026-03-09 07:42")
    assert calendar.opening(at("2026-03-09 11:45"), VIETNAM, SAIGON, ZONE) == at("2026-03-09 13:00")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        calendar.due(at("2026-03-09 10:00").replace(tzinfo=None), 1, VIETNAM, HANOI, ZONE)


MOMENTS = st.integers(0, 1400 * 24 * 60).map(lambda m: at("2024-01-01 00:00") + timedelta(minutes=m))


@given(MOMENTS, st.integers(1, 40), st.sampled_from([HANOI, SAIGON]))
def test_a_due_time_is_a_closing_on_a_working_day_later_for_more_days(
    start: datetime, days: int, hours: calendar.Hours
) -> None:
    due = calendar.due(start, days, VIETNAM, hours, ZONE)
    local = due.astimezone(ZONE)
    assert local.time() == time(17)
    assert VIETNAM.is_working_day(local.date())
    assert due > start + timedelta(days=days) - timedelta(hours=17)
    assert calendar.due(start, days + 1, VIETNAM, hours, ZONE) > due


@given(MOMENTS, MOMENTS, st.integers(1, 20))
def test_who_writes_later_is_never_due_earlier(one: datetime, other: datetime, days: int) -> None:
    first, second = sorted((one, other))
    assert calendar.due(first, days, VIETNAM, HANOI, ZONE) <= calendar.due(second, days, VIETNAM, HANOI, ZONE)


@given(MOMENTS)
def test_an_opening_is_in_office_hours_and_the_next_one(start: datetime) -> None:
    opening = calendar.opening(start, VIETNAM, HANOI, ZONE)
    local = opening.astimezone(ZONE)
    assert opening >= start
    assert any(opens <= local.time() < closes for opens, closes in HANOI)
    assert VIETNAM.is_working_day(local.date())
    assert calendar.opening(opening, VIETNAM, HANOI, ZONE) == opening


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2028, 1, 3), False),  # New Year's Day was a Saturday
        (date(2028, 1, 26), False),
        (date(2028, 4, 4), False),  # Giỗ Tổ, the tenth of the third lunar month
        (date(2030, 2, 1), False),  # the eve: Vietnam's new year is a day before China's in 2030
        (date(2030, 2, 6), False),
        (date(2030, 2, 7), True),
        (date(2041, 9, 2), False),
        (date(2060, 4, 30), False),
    ],
)
def test_after_the_table_days_off_follow_the_law_and_the_lunar_calendar(day: date, working: bool) -> None:
    assert VIETNAM.known_until < day
    assert VIETNAM.is_working_day(day) is working


def test_the_calendar_agrees_with_the_library_that_watches_it() -> None:
    """Fails when the library learns a notice of the Prime Minister's: put it into calendar_vn.json, move `until`."""
    theirs = holidays.country_holidays("VN", years=range(2024, 2061))
    off = {day for day in theirs if day.weekday() < 5}
    assert {day for day in VIETNAM.days_off if day.weekday() < 5} ^ off == {date(2026, 1, 2)}  # 12729/VPCP-KGVX
    weekends = {day for day in theirs.weekend_workdays if day.year >= 2024}
    assert VIETNAM.make_up - weekends == {date(2026, 1, 10)}
