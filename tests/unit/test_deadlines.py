"""Terms and their clocks: right against a count minute by minute over five years, and what holds for all of them."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain import calendar
from gateway.domain.deadlines import clock as clocks
from gateway.domain.deadlines import terms
from gateway.domain.deadlines.clock import STEPS
from gateway.domain.deadlines.terms import Office, Term, parse

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
VIETNAM = calendar.load()
HANOI = Office(calendar=VIETNAM, hours=((time(8), time(12)), (time(13), time(17))), zone=ZONE)
SAIGON = Office(calendar=VIETNAM, hours=((time(7, 30), time(11, 30)), (time(13), time(17))), zone=ZONE)
FIRST = datetime(2024, 1, 1, tzinfo=ZONE)
MINUTES = (date(2029, 1, 1) - date(2024, 1, 1)).days * 24 * 60
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@cache
def counted(opens: tuple[tuple[time, time], ...]) -> list[int]:
    """The slow way: of each minute since 2024 began, how many minutes of office hours lay before it."""
    spans = [(one.hour * 60 + one.minute, other.hour * 60 + other.minute) for one, other in opens]
    open_minutes = [any(begins <= minute < ends for begins, ends in spans) for minute in range(24 * 60)]
    shut = [False] * (24 * 60)
    found: list[bool] = []
    for n in range(MINUTES // (24 * 60)):
        day = date(2024, 1, 1) + timedelta(days=n)
        worked = day in VIETNAM.make_up or (day.weekday() < 5 and day not in VIETNAM.days_off)
        found += open_minutes if worked else shut
    return [0, *accumulate(found)]


def slow_worked(since: int, until: int, office: Office) -> int:
    table = counted(tuple(office.hours))
    return max(0, table[until] - table[since])


def slow_due(since: int, minutes: int, office: Office) -> int:
    """The minute at whose end so many minutes of office hours have passed."""
    table = counted(tuple(office.hours))
    return bisect_left(table, table[since] + minutes)


def slow_days(since: int, days: int, office: Office, *, working: bool) -> int:
    """The closing of the day that the term ends on: walked minute by minute, day by day."""
    table, minute = counted(tuple(office.hours)), since
    while table[minute + 1] == table[minute]:  # it starts at the next opening
        minute += 1
    day = minute // (24 * 60)

    def is_worked(n: int) -> bool:
        return table[(n + 1) * 24 * 60] > table[n * 24 * 60]

    if working:
        for _ in range(days):
            day += 1
            while not is_worked(day):
                day += 1
    else:
        day += days
        while not is_worked(day):
            day += 1
    return bisect_left(table, table[(day + 1) * 24 * 60])


def moment(minute: int) -> datetime:
    return FIRST + timedelta(minutes=minute)


def minute_of(when: datetime) -> int:
    return (when - FIRST) // MINUTE


# Tết with its make-up days, New Year, the whole of five years
STARTS = st.one_of(
    st.integers(0, MINUTES - 120 * 24 * 60),
    *(
        st.integers(minute_of(at(f"{day} 00:00")) - 14 * 24 * 60, minute_of(at(f"{day} 00:00")) + 14 * 24 * 60)
        for day in ("2024-02-10", "2025-01-29", "2026-01-04", "2026-02-17", "2026-08-29", "2027-02-06", "2028-01-26")
    ),
)
OFFICES = st.sampled_from([HANOI, SAIGON])
SHORT = st.builds(Term, st.integers(1, 90), st.sampled_from(["working_minutes", "working_hours"]))
DAYS = st.builds(Term, st.integers(1, 40), st.sampled_from(["working_days", "days"]))
CLOCK = st.builds(Term, st.integers(1, 90), st.sampled_from(["minutes", "hours"]))
TERMS = st.one_of(SHORT, DAYS, CLOCK)


@given(STARTS, SHORT, OFFICES)
def test_a_term_of_office_hours_ends_where_a_count_by_minutes_ends(since: int, term: Term, office: Office) -> None:
    due = terms.due(term, moment(since), office)
    assert minute_of(due) == slow_due(since, term.length // MINUTE, office)


@given(STARTS, DAYS, OFFICES)
def test_a_term_of_days_ends_where_a_walk_by_days_ends(since: int, term: Term, office: Office) -> None:
    due = terms.due(term, moment(since), office)
    assert minute_of(due) == slow_days(since, term.n, office, working=term.unit == "working_days")


@given(STARTS, st.integers(0, 60 * 24 * 60), OFFICES)
def test_what_has_passed_is_what_a_count_by_minutes_says(since: int, length: int, office: Office) -> None:
    until = since + length
    passed = terms.passed(Term(1, "working_days"), moment(since), moment(until), office)
    assert passed == slow_worked(since, until, office) * MINUTE
    assert terms.passed(Term(1, "hours"), moment(since), moment(until), office) == length * MINUTE
    assert terms.passed(Term(1, "days"), moment(until), moment(since), office) == timedelta()


@given(STARTS, st.integers(0, 5_000), TERMS, OFFICES)
def test_who_begins_later_is_never_due_earlier_and_a_longer_term_never_ends_earlier(
    since: int, later: int, term: Term, office: Office
) -> None:
    due = terms.due(term, moment(since), office)
    assert due > moment(since)
    assert terms.due(term, moment(since + later), office) >= due
    assert terms.due(Term(term.n + 1, term.unit), moment(since), office) >= due
    assert due.tzinfo is UTC or term.is_around_the_clock


@given(STARTS, st.integers(1, 4_000), st.integers(1, 4_000), OFFICES, st.sampled_from(["working_hours", "hours"]))
def test_a_term_in_two_pieces_ends_when_the_whole_does(
    since: int, one: int, other: int, office: Office, unit: terms.TermUnit
) -> None:
    term, start = Term(1, unit), moment(since)
    middle = terms.after(term, start, one * MINUTE, office)
    whole = terms.after(term, start, (one + other) * MINUTE, office)
    assert terms.after(term, middle, other * MINUTE, office) == whole
    assert terms.passed(term, start, middle, office) + terms.passed(term, middle, whole, office) == (
        (one + other) * MINUTE
    )


@given(STARTS, st.integers(0, 20_000), st.integers(0, 20_000), OFFICES)
def test_what_passes_adds_up_over_any_split(since: int, one: int, other: int, office: Office) -> None:
    first, middle, last = (moment(since + n) for n in (0, one, one + other))
    term = Term(1, "working_days")
    parts = terms.passed(term, first, middle, office) + terms.passed(term, middle, last, office)
    assert parts == terms.passed(term, first, last, office)


# --- pauses ----------------------------------------------------------------------------------------------------------


@given(STARTS, TERMS, OFFICES, st.integers(0, 20_000), st.integers(0, 20_000), st.integers(0, 500))
def test_a_pause_never_brings_a_due_time_forward_and_a_longer_one_never_makes_it_earlier(
    since: int, term: Term, office: Office, before: int, pause: int, more: int
) -> None:
    clock = clocks.started(term, moment(since), office)
    paused_at = min(moment(since + before), clock.due_at)
    short = clocks.resumed(clock, paused_at, paused_at + pause * MINUTE, office)
    longer = clocks.resumed(clock, paused_at, paused_at + (pause + more) * MINUTE, office)
    assert clock.due_at <= short.due_at <= longer.due_at
    assert clocks.resumed(clock, paused_at, paused_at, office) == clock


@given(STARTS, SHORT, OFFICES, st.integers(0, 5_000), st.integers(1, 5_000), st.integers(1, 5_000))
def test_what_was_left_at_a_pause_is_left_after_it_and_one_pause_is_as_two_that_follow(
    since: int, term: Term, office: Office, before: int, pause: int, more: int
) -> None:
    clock = clocks.started(term, moment(since), office)
    paused_at = min(moment(since + before), clock.due_at - MINUTE)
    again, end = paused_at + pause * MINUTE, paused_at + (pause + more) * MINUTE
    left = terms.passed(term, paused_at, clock.due_at, office)
    first = clocks.resumed(clock, paused_at, again, office)
    assert terms.passed(term, again, first.due_at, office) == left
    assert clocks.share(first, again, office) == pytest.approx(clocks.share(clock, paused_at, office))
    whole, twice = clocks.resumed(clock, paused_at, end, office), clocks.resumed(first, again, end, office)
    assert (whole.due_at, whole.used) == (twice.due_at, twice.used)


@given(STARTS, st.one_of(SHORT, CLOCK), OFFICES, st.integers(0, 5_000), st.integers(1, 5_000))
def test_a_step_is_reached_when_that_share_has_passed_whatever_was_paused(
    since: int, term: Term, office: Office, before: int, pause: int
) -> None:
    clock = clocks.started(term, moment(since), office, is_urgent=True)
    paused_at = min(moment(since + before), clock.due_at - MINUTE)
    again = paused_at + pause * MINUTE
    clock, had = clocks.resumed(clock, paused_at, again, office), clocks.share(clock, paused_at, office)
    for step, when in clocks.moments(clock, office).items():
        assert clocks.share(clock, when, office) == pytest.approx(max(step / 100, had), abs=1e-6)


def test_what_was_late_when_the_citizen_was_asked_stays_as_late() -> None:
    clock = clocks.started(parse("1 working day"), at("2026-03-09 10:00"), HANOI)
    late = at("2026-03-11 09:00")
    assert clocks.resumed(clock, late, at("2026-03-20 09:00"), HANOI) == clock


@pytest.mark.parametrize(
    ("term", "paused", "resumed", "due"),
    [
        ("5 working days", "2026-03-10 09:00", "2026-03-12 09:00", "2026-03-18 17:00"),
        ("5 working days", "2026-03-14 09:00", "2026-03-15 09:00", "2026-03-16 17:00"),  # a weekend costs nothing
        ("8 working hours", "2026-03-09 15:00", "2026-03-10 15:00", "2026-03-11 10:00"),
        ("10 days", "2026-03-10 09:00", "2026-03-13 09:00", "2026-03-23 17:00"),  # 22 March is a Sunday
        ("2 hours", "2026-03-09 10:30", "2026-03-09 23:30", "2026-03-10 01:00"),
    ],
)
def test_a_pause_moves_a_due_time_by_what_it_took_of_the_term(term: str, paused: str, resumed: str, due: str) -> None:
    clock = clocks.started(parse(term), at("2026-03-09 10:00"), HANOI)
    assert clocks.resumed(clock, at(paused), at(resumed), HANOI).due_at == at(due)


# --- reminders -------------------------------------------------------------------------------------------------------


@given(STARTS, TERMS, OFFICES, st.booleans(), st.integers(0, 9_000), st.integers(0, 3_000))
def test_reminders_come_in_their_order_in_office_hours_and_at_any_hour_where_it_is_urgent(
    since: int, term: Term, office: Office, is_urgent: bool, before: int, pause: int
) -> None:
    clock = clocks.started(term, moment(since), office, is_urgent=is_urgent)
    clock = clocks.resumed(clock, moment(since + before), moment(since + before + pause), office)
    found = clocks.moments(clock, office)
    assert tuple(found) == STEPS
    assert all(one <= other for one, other in pairwise(found.values()))
    assert found[100] >= clock.due_at if not is_urgent else found[100] == clock.due_at
    for when in found.values():
        assert is_urgent or office.opening(when) == when
        assert clocks.reached(clock, when, office) == max(step for step, then in found.items() if then <= when)
    assert clocks.reached(clock, min(found.values()) - MINUTE, office) == 0


@given(STARTS, TERMS, OFFICES, st.lists(st.integers(1, 30_000), min_size=1, max_size=30))
def test_whoever_looks_when_told_to_tells_each_step_once_in_order_and_goes_on_until_an_act(
    since: int, term: Term, office: Office, delays: list[int]
) -> None:
    """As the clock task does: it looks when `next_look` says or, as it was down or slow, later."""
    clock, told, said = clocks.started(term, moment(since), office), 0, []
    when = clocks.next_look(clock, 0, clock.counted_from, office)
    for delay in delays:
        now = when + timedelta(seconds=delay)
        reached = clocks.reached(clock, now, office)
        assert reached >= told
        said.append((reached, now))
        told = reached
        when = clocks.next_look(clock, told, now, office)
        assert when > now or told < STEPS[-1]
        assert office.opening(when) == when
    steps = [step for step, _ in said]
    assert steps == sorted(steps)
    assert all(steps.count(step) == 1 for step in set(steps) - {STEPS[-1]} if step)
    late = [now.astimezone(ZONE).date() for step, now in said if step == STEPS[-1]]
    assert len(late) == len(set(late))  # then once on a working day at most


@given(STARTS, TERMS, OFFICES)
def test_the_share_that_has_passed_grows_and_is_whole_at_the_due_time(since: int, term: Term, office: Office) -> None:
    clock = clocks.started(term, moment(since), office)
    assert clocks.share(clock, clock.counted_from, office) == 0
    assert clocks.share(clock, clock.due_at, office) == pytest.approx(1)
    shares = [clocks.share(clock, clock.counted_from + n * MINUTE, office) for n in range(0, 20_000, 997)]
    assert shares == sorted(shares)


def test_a_fire_at_night_on_a_holiday_is_not_left_to_the_morning() -> None:
    tet = at("2026-02-17 02:10")
    urgent = clocks.started(parse("30 minutes"), tet, HANOI, is_urgent=True)
    assert [when.astimezone(ZONE) for when in clocks.moments(urgent, HANOI).values()] == [
        at("2026-02-17 02:25"), at("2026-02-17 02:34"), at("2026-02-17 02:40"), at("2026-02-17 02:46"),
    ]  # fmt: skip
    asked = clocks.started(parse("5 working days"), tet, HANOI)
    assert asked.due_at == at("2026-03-02 17:00")
    assert clocks.moments(asked, HANOI)[50] > at("2026-02-25 08:00")


def test_a_promise_stays_when_the_calendar_changes() -> None:
    clock = clocks.started(parse("2 working days"), at("2026-03-09 10:00"), HANOI)
    swapped = calendar.Calendar(days_off=VIETNAM.days_off | {date(2026, 3, 11)}, make_up=VIETNAM.make_up)
    changed = Office(calendar=swapped, hours=HANOI.hours, zone=ZONE)
    assert clock.due_at == at("2026-03-11 17:00")
    assert terms.due(clock.term, clock.counted_from, changed) == at("2026-03-12 17:00")  # whoever begins now
    assert clocks.moments(clock, changed)[100] == at("2026-03-12 08:00")  # nobody is there to be told on the day itself
    assert clock.due_at == at("2026-03-11 17:00")


@pytest.mark.parametrize(
    "text", ["", "5", "0 days", "five days", "5 weeks", "5  days", "-1 days", "5 working", "05 days"]
)
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no term"):
        parse(text)


@given(TERMS)
def test_a_term_is_read_as_it_is_written(term: Term) -> None:
    assert parse(str(term)) == term


def test_who_is_reminded_grows_with_what_is_late() -> None:
    assert [clocks.whom(step) for step in STEPS] == [
        ("unit",), ("unit",), ("unit", "head"), ("unit", "head", "city"),
    ]  # fmt: skip


@pytest.mark.parametrize("moment", [datetime(2026, 3, 9, 10), datetime(2026, 3, 10, 10)])
def test_a_time_without_a_zone_is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="zone"):
        terms.passed(Term(1, "working_days"), moment, at("2026-03-09 10:00"), HANOI)
    with pytest.raises(ValueError, match="zone"):
        terms.due(Term(1, "days"), moment, HANOI)
