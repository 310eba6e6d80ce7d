"""Policy: what joins a case, and what holds a reply back."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.model import Dmarc, Outcome, Purpose
from gateway.policy import Limits
from tests.unit.policies import (
    ACK,
    CODE,
    EMERGENCY,
    NOW,
    OTHER,
    PHOTO,
    RECEIPT,
    STATUS,
    STRANGER,
    UNKNOWN,
    UNUSED,
    WRITER,
    case,
    known,
    mail,
    sms,
)

# --- joining ---


@pytest.mark.parametrize(
    ("decision", "outcome", "linked"),
    [
        (lambda: mail("thêm ảnh", changes={"thread": case(WRITER)}), Outcome.FOLLOW_UP, False),
        (lambda: mail("thêm ảnh", OTHER, changes={"thread": case(WRITER)}), Outcome.CASE, True),
        (lambda: sms(f"them anh {CODE}", cases_by_code=known(case())), Outcome.FOLLOW_UP, False),
        (lambda: sms(f"them anh cho {CODE}", STRANGER, cases_by_code=known(case())), Outcome.CASE, True),
        (
            lambda: mail(f"thêm {CODE}", dmarc=Dmarc.PASS, changes={"cases_by_code": known(case(WRITER))}),
            Outcome.FOLLOW_UP,
            False,
        ),
        (lambda: mail(f"thêm {CODE}", changes={"cases_by_code": known(case(WRITER))}), Outcome.CASE, True),
        (
            lambda: mail(f"thêm {CODE}", OTHER, dmarc=Dmarc.PASS, changes={"cases_by_code": known(case(WRITER))}),
            Outcome.CASE,
            True,
        ),
        (lambda: sms("o sat goc da", recent=case()), Outcome.FOLLOW_UP, False),
        (lambda: sms("o sat goc da", recent=case(last_message_at=NOW - timedelta(hours=25))), Outcome.FOLLOW_UP, False),
        (lambda: sms("o sat goc da", recent=case(last_message_at=NOW - timedelta(days=15))), Outcome.CASE, False),
        (lambda: sms("rac do day duong", recent=case(line="sms-2")), Outcome.CASE, False),
        (lambda: mail("vẫn chưa ai đến dọn rác ở ngõ 5", changes={"recent": case(WRITER)}), Outcome.CASE, False),
        (lambda: mail("vẫn chưa ai đến dọn rác ở ngõ 5"), Outcome.CASE, False),
    ],
)
def test_a_message_joins_only_with_evidence_and_its_sender(decision: Any, outcome: Outcome, linked: bool) -> None:
    decided = decision()
    assert (decided.outcome, decided.link is not None) == (outcome, linked)
    assert decided.replies == (() if outcome is Outcome.FOLLOW_UP else ACK)


def test_a_code_only_in_quoted_text_is_evidence_too() -> None:
    quoted = f"thêm ảnh\n> Mã tra cứu: {CODE}"
    changes = {"cases_by_code": known(case(WRITER))}
    assert mail(quoted, reply="thêm ảnh", dmarc=Dmarc.PASS, changes=changes).outcome is Outcome.FOLLOW_UP


def test_another_s_code_with_words_is_answered_as_if_there_were_none() -> None:
    words = "rac do chan loi vao ngo 5"
    foreign = sms(f"{words} {CODE}", STRANGER, cases_by_code=known(case()), recent=case(STRANGER, code="HN-000000"))
    unused = sms(f"{words} {UNUSED}", STRANGER, recent=case(STRANGER, code="HN-000000"))
    assert (foreign.outcome, foreign.replies) == (unused.outcome, unused.replies) == (Outcome.CASE, ACK)


@pytest.mark.parametrize("doubt", [{"dmarc": Dmarc.FAIL}, {"flags": ("sender_uncertain",)}])
def test_what_is_forged_never_joins_though_it_knows_our_message_id(doubt: dict[str, Any]) -> None:
    record = case(WRITER)
    by_thread = mail("xin rút đơn", changes={"thread": record}, **doubt)
    by_code = mail(f"xin rút đơn {CODE}", changes={"cases_by_code": known(record)}, **doubt)
    for decision in (by_thread, by_code):
        assert (decision.outcome, decision.case, decision.link) == (Outcome.CASE, None, record)
        assert "linked" in decision.flags
    assert mail("TUCHOI", subject="", **doubt).command == "", "nobody opts out in another's name"
    rated = mail("5", subject=f"DG {CODE} 5", changes={"thread": record, "cases_by_code": known(record)}, **doubt)
    assert rated.rating is None


def test_twenty_forged_mails_join_nothing_and_are_answered_to_nobody_else() -> None:
    record = case(WRITER)
    for n in range(20):
        words = ["BS thêm", "đây là ảnh", "TT", "xin rút đơn"][n % 4]
        forged = mail(
            f"{words} {CODE}",
            WRITER if n % 2 else OTHER,
            dmarc=[Dmarc.FAIL, Dmarc.UNKNOWN][n // 10] if n % 2 else Dmarc.PASS,
            changes={"cases_by_code": known(record), "thread": record if not n % 2 else None},
        )
        assert forged.outcome is not Outcome.FOLLOW_UP
        assert forged.rating is None
        if forged.outcome is Outcome.COMMAND and n % 2 == 0:
            assert forged.replies == UNKNOWN


def test_the_late_part_of_a_long_text_joins_its_case_silently() -> None:
    decision = sms("phan con lai cua tin", late_of=case())
    assert (decision.outcome, decision.case, decision.replies) == (Outcome.FOLLOW_UP, case(), ())
    assert "late_part" in decision.flags


@pytest.mark.parametrize("words", ["cam on", "Dạ em cảm ơn UBND phường ạ"])
def test_thanks_make_no_case_and_no_answer(words: str) -> None:
    joined = sms(words, recent=case())
    assert (joined.outcome, joined.replies) == (Outcome.FOLLOW_UP, ())
    assert "thanks" in joined.flags
    alone = sms(words)
    assert (alone.outcome, alone.replies, alone.case) == (Outcome.COMMAND, (), None)


def test_a_mail_with_only_an_attachment_or_a_subject_is_a_case() -> None:
    assert mail("", subject="", attachments=(PHOTO,)).rule == "new_case"
    assert mail("", subject="Rác đầu ngõ").rule == "new_case"
    assert sms("👍").outcome is Outcome.HELD
    assert sms("👍", recent=case()).outcome is Outcome.FOLLOW_UP


# --- restraints ---


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"old": True}, "old"),
        ({"arrived_at": NOW - timedelta(days=8)}, "old"),
        ({"line_sends": False}, "line_silent"),
        ({"suppressed": True}, "suppressed"),
        ({"automatic_at": (NOW - timedelta(hours=5),) * 3}, "acknowledgements_per_sender_day"),
    ],
)
def test_an_acknowledgement_is_held_back_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    decision = sms("rac do day duong", **changes)
    assert (decision.outcome, decision.replies) == (Outcome.CASE, ())
    assert decision.withheld == (f"acknowledgement: {reason}",)


def test_a_third_letter_within_minutes_to_the_same_line_may_be_a_machine_s() -> None:
    spent = (NOW - timedelta(hours=1), NOW - timedelta(minutes=9))
    looped = mail("Rác đổ đầy đường", changes={"automatic_at": spent, "automatic_here": spent})
    assert (looped.replies, looped.withheld) == ((), ("acknowledgement: loop_suspected",))
    assert "loop_suspected" in looped.flags
    assert mail("Rác đổ đầy đường", changes={"automatic_at": spent}).replies == ACK, "to another unit"


@pytest.mark.parametrize("days", [0, 6])
def test_a_week_of_waiting_is_still_answered(days: int) -> None:
    assert sms("rac do day duong", arrived_at=NOW - timedelta(days=days)).replies == ACK


def test_the_last_text_of_the_day_says_that_it_is_the_last() -> None:
    decision = sms("rac do day duong", automatic_at=(NOW - timedelta(hours=5),) * 2)
    assert (decision.replies, decision.withheld) == ((Purpose.RATE_LIMIT,), ("acknowledgement: rate_limit",))
    by_mail = mail("Rác đổ đầy đường", changes={"automatic_at": (NOW - timedelta(hours=5),) * 2})
    assert by_mail.replies == ACK


def test_an_emergency_passes_the_limit_but_not_for_ever() -> None:
    spent = (NOW - timedelta(minutes=1),) * 3
    assert sms("chay nha, cuu voi", automatic_at=spent).replies == EMERGENCY
    assert sms("chay nha, cuu voi", automatic_at=spent, emergencies_24h=3).replies == ()
    assert sms("chay nha, cuu voi", automatic_at=spent * 2).replies == ()
    assert sms("chay nha, cuu voi", automatic_at=spent * 2).urgent


def test_commands_have_a_limit_of_their_own() -> None:
    spent: dict[str, Any] = {"automatic_at": (NOW,) * 9, "cases_by_code": known(case())}
    assert sms(f"TT {CODE}", commands_24h=9, **spent).replies == STATUS
    assert sms(f"TT {CODE}", commands_24h=10, **spent).withheld == ("status: commands_per_sender_day",)


def test_mail_that_our_own_server_calls_forged_is_a_case_without_an_answer() -> None:
    decision = mail("Rác đổ đầy đường", dmarc=Dmarc.FAIL)
    assert (decision.outcome, decision.replies, decision.withheld) == (
        Outcome.CASE,
        (),
        ("acknowledgement: dmarc_fail",),
    )


def test_a_mobile_number_abroad_is_told_once_where_to_write_and_in_danger_whom_to_call() -> None:
    abroad = "tel:+447400123456"
    first = sms("rac do day duong", abroad)
    assert (first.outcome, first.replies) == (Outcome.CASE, (Purpose.FOREIGN,))
    assert first.withheld == ("acknowledgement: no_mobile_number",)
    assert sms("rac do day duong", abroad, foreign_told=True).replies == ()
    assert sms("rac do day duong", abroad, automatic_at=(NOW,) * 3).replies == ()
    assert sms("rac do day duong", abroad, limits=Limits(foreign_numbers=False)).replies == ()
    assert sms("TT", abroad).replies == (), "only what is kept says by which way it is answered"
    assert sms("chay nha, cuu voi", abroad).replies == EMERGENCY


@pytest.mark.parametrize("sender", ["tel:+842438265312", "tel:+8419001009", "tel:+4412345"])
def test_numbers_that_are_no_vietnamese_mobile_are_not_texted_unasked(sender: str) -> None:
    decision = sms("rac do day duong", sender)
    assert (decision.outcome, decision.withheld) == (Outcome.CASE, ("acknowledgement: no_mobile_number",))


def test_limits_come_from_the_configuration() -> None:
    one = Limits(acknowledgements_per_sender_day=1, old_days=30)
    at = NOW - timedelta(days=20)
    assert sms("rac do day duong", limits=one, arrived_at=at).replies == ACK
    assert sms("rac do day duong", limits=one, automatic_at=(NOW - timedelta(hours=3),)).replies == ()


def test_days_later_what_names_nothing_of_its_own_or_was_so_once_more_goes_on_with_what_was_told_in_secret() -> None:
    secret = case(restricted=True, about=("staff",), last_message_at=NOW - timedelta(days=3))
    for words, joins in (
        ("hom qua con toi len chung giay khai sinh cung bi doi y vay", True),
        ("den duong ngo 12 hong ba hom nay", False),
        ("Rác đổ đầy trước nhà tôi ba hôm nay chưa ai dọn", False),
    ):
        decision = sms(words, recent=secret, open=(secret,))
        assert (decision.case is secret) is joins and decision.restricted is joins, words


def test_who_asks_not_to_be_named_and_tells_of_a_matter_tells_of_that_matter() -> None:
    open_case, done = (
        case(about=("light",)),
        case(state="answered", answered_at=NOW - timedelta(hours=5), about=("light",)),
    )
    for words in (
        "nhà bên bán ma túy, xin đừng nói tên tôi",
        "ngoài ra nhà hàng xóm đốt rác, đừng nói tên tôi",
        "my neighbour burns rubbish every night, please keep my name secret",
        "trưởng công an xã đánh bạc ở nhà bà Sáu, đừng nói ai báo",
    ):
        for known_facts in ({"recent": open_case, "open": (open_case,)}, {"answered": done}):
            decision = sms(words, **known_facts)
            assert (decision.outcome, decision.replies, decision.restricted) == (Outcome.CASE, RECEIPT, True), words
    reopened = sms("Đèn ngõ 12 vẫn tắt, đừng nói tên tôi", answered=done)
    assert (reopened.case, reopened.note, reopened.restricted) == (done, False, True)
    wish = sms("đừng để lộ số điện thoại của em cho chủ tiệm nhé", recent=open_case, open=(open_case,))
    assert (wish.case, wish.note, wish.replies) == (open_case, True, RECEIPT)
