"""What proves a number, and when it is tried. 27 November 2026 is a Friday, 24 November a day off."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain import calendar, number_proofs
from gateway.domain.number_proofs import Proof, ProofOutcome, ProvenState, WayOfProof

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
VIETNAM = calendar.load()
HOURS = ((time(8), time(12)), (time(13), time(17)))
KEY = b"k" * 32


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def proof(when: str, outcome: ProofOutcome = "received", way: WayOfProof = "traffic") -> Proof:
    return Proof(way=way, outcome=outcome, at=at(when))


def state_at(now: str, *proofs: Proof, failing: bool = False) -> ProvenState:
    known = number_proofs.proven(proofs, at(now), failing=failing, hours=HOURS, calendar=VIETNAM, zone=ZONE)
    return known.state


FRIDAY = proof("2026-11-27T09:00")
STATES: list[tuple[str, str, tuple[Proof, ...], ProvenState]] = [  # why, now, proofs, state
    ("nothing is known", "2026-11-27T10:00", (), "unproven"),
    ("a citizen's text", "2026-11-27T10:00", (FRIDAY,), "proven"),
    ("over the weekend", "2026-11-29T10:00", (FRIDAY,), "proven"),
    ("until offices close on Monday", "2026-11-30T16:59", (FRIDAY,), "proven"),
    ("no longer", "2026-11-30T17:00", (FRIDAY,), "unproven"),
    ("not before it came", "2026-11-27T08:59", (FRIDAY,), "unproven"),
    ("a call that a person took", "2026-11-27T10:00", (proof("2026-11-27T09:00", "answered"),), "proven"),
    ("busy since", "2026-11-27T10:00", (FRIDAY, proof("2026-11-27T09:30", "busy", "probe")), "failing"),
    ("a text that never came back", "2026-11-27T10:00", (proof("2026-11-27T09:30", "lost", "probe"),), "failing"),
    ("no way to the number", "2026-11-27T10:00", (proof("2026-11-27T09:30", "refused", "probe"),), "failing"),
    ("it rang, nobody took it", "2026-11-27T10:00", (proof("2026-11-27T09:30", "rang", "probe"), FRIDAY), "rang"),
    (
        "a later proof mends it, in whatever order they are told",
        "2026-11-27T10:00",
        (proof("2026-11-27T09:45", "received", "probe"), proof("2026-11-27T09:30", "lost", "probe")),
        "proven",
    ),
    ("not over Tet", "2026-02-19T10:00", (proof("2026-02-13T16:00"),), "unproven"),
]


def test_what_a_number_is_shown_as() -> None:
    found = {why: state_at(now, *proofs) for why, now, proofs, _ in STATES}
    assert found == {why: state for why, _, _, state in STATES}


def test_nothing_is_green_on_a_line_that_fails() -> None:
    assert {state_at(now, *proofs, failing=True) for _, now, proofs, _ in STATES} == {"failing"}


@given(st.text(max_size=20), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_probe_is_at_a_minute_of_office_hours_and_the_same_for_every_process(line: str, day: date) -> None:
    moment = number_proofs.probe_moment(line, day, KEY, HOURS, ZONE).astimezone(ZONE)
    assert moment.date() == day
    assert any(opens <= moment.time() < closes for opens, closes in HOURS)
    assert number_proofs.probe_moment(line, day, KEY, HOURS, ZONE) == moment


def test_minutes_differ_by_line_day_and_installation() -> None:
    days = [date(2026, 11, 2) + timedelta(days=n) for n in range(25)]
    seen = {number_proofs.probe_moment(line, day, key, HOURS, ZONE).time() for line, day, key in
            [(line, day, key) for line in "ab" for day in days for key in (KEY, b"other")]}  # fmt: skip
    assert len(seen) > 60


def due(now: str, *proofs: Proof) -> datetime:
    return number_proofs.next_probe("hotline", proofs, at(now), KEY, hours=HOURS, calendar=VIETNAM, zone=ZONE)


def minute_of(day: str) -> datetime:
    return number_proofs.probe_moment("hotline", date.fromisoformat(day), KEY, HOURS, ZONE)


def test_the_next_probe() -> None:
    today, monday = minute_of("2026-11-27"), minute_of("2026-11-30")
    failed = proof("2026-11-27T16:00", "lost", "probe")
    assert due("2026-11-27T07:00") == today
    assert due("2026-11-26T23:00") == today
    assert due("2026-11-27T16:58") == at("2026-11-27T16:58")  # its minute has passed, it is made up for
    assert due("2026-11-27T17:00") == monday
    assert due("2026-11-28T10:00") == monday
    assert due("2026-11-27T09:00", FRIDAY) == monday  # a citizen has proved it
    assert due("2026-11-27T16:01", failed) == at("2026-11-27T16:15")
    assert due("2026-11-27T16:01", proof("2026-11-27T16:00", "rang", "probe")) == at("2026-11-27T16:15")
    assert due("2026-11-27T16:50", proof("2026-11-27T16:46", "lost", "probe")) == monday  # offices have closed by then
    assert due("2026-11-27T16:30", failed, failed, failed) == monday  # three tries a day
    assert due("2026-11-27T07:00", proof("2026-11-26T16:00")) == today  # yesterday's does for yesterday
    assert due("2026-11-24T09:00") == minute_of("2026-11-25")  # a day off
