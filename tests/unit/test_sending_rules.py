"""At what hour, how often and in which words something goes out, and what waits for a person."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.model import Purpose
from gateway.domain.sending_rules import Bounds, Rules, Seen, Waiting, ruling

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
RULES = Rules(
    old=timedelta(days=7),
    zone=ZONE,
    quiet=(time(21), time(7)),
    same_text=timedelta(minutes=5),
    held_words=("vay tiền",),
    per_number=3,
)
MAIL = Rules(old=timedelta(days=7), zone=ZONE)


def at(hour: int, minute: int = 0, day: int = 27) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def row(purpose: Purpose = Purpose.RESULT, text: str = "Đã sửa xong.", **more: object) -> Waiting:
    return Waiting(**{"purpose": purpose, "text": text, "created_at": at(6), **more})  # type: ignore[arg-type]


ASKED = (Purpose.ACKNOWLEDGEMENT, Purpose.STATUS, Purpose.HELP, Purpose.ASK_RATING, Purpose.EMERGENCY)
HOURS = [
    (at(6, 59), at(7)),
    (at(7), None),
    (at(20, 59), None),
    (at(21), at(7, day=28)),
    (at(23, 59), at(7, day=28)),
    (at(0), at(7)),
    (at(22, day=30), datetime(2026, 12, 1, 7, tzinfo=ZONE)),
]


@pytest.mark.parametrize(("now", "until"), HOURS)
@pytest.mark.parametrize("purpose", [Purpose.RESULT, Purpose.MISSED_CALL])
def test_nobody_is_written_to_unasked_at_night(purpose: Purpose, now: datetime, until: datetime | None) -> None:
    given = ruling(row(purpose, created_at=now), Seen(), RULES, now.astimezone(UTC))
    assert (given.until, given.held) == (until, False)
    assert ruling(row(purpose, created_at=now), Seen(), MAIL, now).reason is None
    for answer in ASKED:
        assert ruling(row(answer, created_at=now), Seen(), RULES, now).reason is None


def test_hours_within_one_day_are_hours_too() -> None:
    noon = Rules(old=timedelta(days=7), zone=ZONE, quiet=(time(11, 30), time(13)))
    assert ruling(row(), Seen(), noon, at(12)).until == at(13)
    assert ruling(row(), Seen(), noon, at(14)).reason is None


NOON = at(12)
OLD = NOON - timedelta(days=7, minutes=1)
TABLE = [
    ("what waited too long", row(created_at=OLD), Seen(), "send.too_old", None),
    ("an emergency too", row(Purpose.EMERGENCY, created_at=OLD), Seen(), "send.too_old", None),
    ("unless a person has seen it", row(created_at=OLD, released=True), Seen(), None, None),
    ("a word that carriers refuse", row(text="Hỗ trợ VAY TIỀN nhanh"), Seen(), "send.held_word", None),
    ("but for an emergency", row(Purpose.EMERGENCY, "vay tiền: gọi 113"), Seen(), None, None),
    ("released by a person", row(text="vay tiền", released=True), Seen(), None, None),
    ("the same words just now", row(), Seen(same_at=at(11, 57)), "send.same_text", at(12, 2)),
    ("the same words a while ago", row(), Seen(same_at=at(11, 50)), None, None),
    ("many to one number", row(), Seen(texts=3, first_at=at(11, 20)), "send.many_to_one", at(12, 20)),
    ("not that many", row(), Seen(texts=2, first_at=at(11, 20)), None, None),
    ("an emergency is bound by no number", row(Purpose.EMERGENCY), Seen(texts=9, first_at=at(11, 20)), None, None),
    ("the later of two", row(), Seen(same_at=at(11, 57), texts=3, first_at=at(11, 20)), "send.many_to_one", at(12, 20)),
    ("a long text goes on", row(begun=True), Seen(texts=9, first_at=at(11, 20)), None, None),
    ("but not after a week", row(begun=True, created_at=OLD), Seen(), "send.too_old", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("waiting", "seen", "code", "until"), [one[1:] for one in TABLE], ids=[one[0] for one in TABLE]
)
def test_what_goes_out_now_waits_or_is_held(
    waiting: Waiting, seen: Seen, code: str | None, until: datetime | None
) -> None:
    given = ruling(waiting, seen, RULES, NOON)
    assert (given.reason and given.reason.code, given.until) == (code, until)
    assert given.held == (code is not None and until is None)


def test_mails_know_age_alone() -> None:
    assert ruling(row(text="vay tiền"), Seen(texts=9, first_at=NOON, same_at=NOON), MAIL, NOON).reason is None
    assert ruling(row(created_at=OLD), Seen(), MAIL, NOON).held


def test_a_carriers_bounds_only_make_it_stricter() -> None:
    both = RULES.within(
        [
            Bounds(same_text=timedelta(minutes=2), per_number=10, per_day=100),
            Bounds(held_words=("nạp thẻ",), per_day=50),
        ]
    )
    assert (both.same_text, both.per_number, both.per_day) == (RULES.same_text, 3, 50)
    assert both.held_words == ("vay tiền", "nạp thẻ")
    assert both.quiet == RULES.quiet
    loose = MAIL.within([Bounds(per_number=10)])
    assert (loose.per_number, loose.per_day) == (10, None)
    assert RULES.within([]) == RULES


def test_a_number_that_has_got_a_days_texts_gets_the_next_a_day_after_the_first() -> None:
    daily = MAIL.within([Bounds(per_day=3)])
    full = Seen(day=3, day_first_at=NOON - timedelta(hours=20))
    given = ruling(row(), full, daily, NOON)
    assert (given.until, str(given.reason)) == (NOON + timedelta(hours=4), "send.many_to_one_day")
    assert ruling(row(), Seen(day=2, day_first_at=NOON), daily, NOON).reason is None
    assert ruling(row(Purpose.EMERGENCY), full, daily, NOON).reason is None
    assert ruling(row(released=True), full, daily, NOON).reason is None
