"""Policy: every rule first shown. Samples, joining and restraints, and any message at all have files of their own."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.channels.email.reasons import SIGN_PRECEDENCE, sign
from gateway.domain.model import Decoded, Dmarc, Kind, Outcome, Purpose
from gateway.policy.reasons import danger
from tests.unit.policies import (
    CITIZEN,
    CODE,
    EMERGENCY,
    HELP,
    RATED,
    RECEIPT,
    STATUS,
    STRANGER,
    UNKNOWN,
    UNUSED,
    WRITER,
    case,
    facts,
    judged,
    known,
    mail,
    sms,
)

DONE = case(WRITER, state="answered")

# --- no citizen's message ---


@pytest.mark.parametrize(
    ("fields", "rule", "outcome"),
    [
        ({"kind": "report"}, "report", Outcome.REPORT),
        ({"kind": "automatic", "signs": (sign("list-id"),)}, "automatic", Outcome.AUTOMATIC),
        ({"sender": "mailto:phananh@hanoi.example"}, "own_address", Outcome.AUTOMATIC),
        ({"signs": (sign("feedback-id"),)}, "maybe_machine", Outcome.HELD),
        (
            {"signs": (sign("list-id"), SIGN_PRECEDENCE(value="list")), "flags": ("list",)},
            "maybe_machine",
            Outcome.HELD,
        ),
        ({"flags": ("form",), "sender": "mailto:noreply@x.example", "reply_to": (WRITER,)}, "form", Outcome.HELD),
        ({"flags": ("spam",)}, "bulk", Outcome.HELD),
        ({"flags": ("bomb",)}, "bulk", Outcome.HELD),
        ({"sender": ""}, "nobody", Outcome.HELD),
        ({"sender": "", "flags": ("submit",)}, "own_address", Outcome.AUTOMATIC),
        ({"flags": ("message_waiting",)}, "machine_sender", Outcome.SYSTEM),
        ({"subject": "Thanh toán", "text": "x", "reply": "Vui lòng mở file để xem hóa đơn"}, "advert", Outcome.HELD),
        ({"subject": "", "text": "> quoted", "reply": ""}, "empty", Outcome.HELD),
    ],
)
def test_machines_and_doubtful_mail_are_never_answered(fields: dict[str, Any], rule: str, outcome: Outcome) -> None:
    decision = mail("Đề nghị xử lý rác", **fields)
    assert (decision.rule, decision.outcome, decision.replies) == (rule, outcome, ())
    assert decision.reasons or rule == "report"


@pytest.mark.parametrize("sender", ["sms:1022", "sms:VNNET"])
def test_short_codes_and_brands_are_kept_without_answer(sender: str) -> None:
    decision = sms("TT HN-7K3M9K", sender)
    assert (decision.outcome, decision.replies) == (Outcome.SYSTEM, ())


def test_a_one_time_password_is_counted_and_not_kept() -> None:
    for sender in ("sms:TESTBANK", CITIZEN):
        decision = sms("Ma OTP cua ban la 482913, hieu luc 2 phut", sender)
        assert (decision.outcome, decision.keep_text, decision.replies) == (Outcome.SYSTEM, False, ())


def test_an_advert_from_a_person_is_held_with_its_words() -> None:
    decision = sms("[QC] Vay nhanh, soan VAY gui 8088")
    assert (decision.outcome, decision.keep_text, decision.replies) == (Outcome.HELD, True, ())


# --- emergencies, complaints, denunciations ---


def test_an_emergency_is_answered_with_numbers_and_marked_urgent() -> None:
    for decision in (sms("chay nha o ngo 12, cuu voi"), mail("Nhà tôi đang cháy", subject="Cứu")):
        assert (decision.outcome, decision.replies, decision.urgent) == (Outcome.CASE, EMERGENCY, True)
        assert decision.reasons[0] == danger("fire")


def test_an_emergency_within_a_case_joins_it_and_is_answered_all_the_same() -> None:
    decision = sms("day dien dut roi xuong duong", recent=case())
    assert (decision.outcome, decision.replies, decision.urgent) == (Outcome.FOLLOW_UP, EMERGENCY, True)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Toi to cao can bo dia chinh nhan tien cua dan", Kind.DENUNCIATION),
        ("tôi khiếu nại quyết định xử phạt", Kind.COMPLAINT),
    ],
)
def test_a_complaint_gets_a_neutral_receipt_and_is_restricted(words: str, kind: Kind) -> None:
    for decision in (sms(words), mail(words)):
        assert (decision.outcome, decision.kind, decision.restricted) == (Outcome.CASE, kind, True)
        assert decision.replies == RECEIPT


def test_a_complaint_is_not_mixed_into_an_ordinary_case_by_time_alone() -> None:
    words = "toi to cao can bo dia chinh doi 5 trieu"
    assert sms(words, recent=case()).outcome is Outcome.CASE
    assert sms(words, recent=case(restricted=True)).outcome is Outcome.FOLLOW_UP
    named = sms(f"{words}, {CODE}", cases_by_code=known(case()))
    assert (named.outcome, named.restricted, named.replies) == (Outcome.FOLLOW_UP, True, RECEIPT)


def test_who_asks_not_to_be_named_is_kept_from_other_eyes_and_gets_a_receipt() -> None:
    decision = mail("Cơ sở giò chả dùng hàn the, xin không tiết lộ người phản ánh")
    assert (decision.restricted, decision.replies) == (True, RECEIPT)
    assert "confidential" in decision.flags


# --- commands ---


@pytest.mark.parametrize(
    "words", ["TT HN-7K3M9K", "tt hn7k3m9k", "HN-7K3M9K", "tình trạng hn 7k3m9k", "hn7k3m9k tt", "TT"]
)
def test_the_status_of_the_senders_own_case_is_told(words: str) -> None:
    decision = sms(words, cases_by_code=known(case()), recent=case())
    assert (decision.rule, decision.outcome, decision.replies) == ("status", Outcome.COMMAND, STATUS)
    assert (decision.case, decision.code, decision.command) == (case(), CODE, "TT")


def test_of_a_restricted_case_no_more_is_told_than_that_it_was_received() -> None:
    decision = sms("TT HN-7K3M9K", cases_by_code=known(case(restricted=True)))
    assert decision.replies == (Purpose.STATUS_RECEIVED,)


@pytest.mark.parametrize(
    ("words", "rating"),
    [("DG HN-7K3M9K 4", 4), ("dg hn7k3m9k rat hai long", 5), ("DG HN-7K3M9K ko hai long", 2), ("DG HN-7K3M9K 1 te", 1)],
)
def test_a_rating_by_number_or_in_words_is_taken(words: str, rating: int) -> None:
    decision = sms(words, cases_by_code=known(case(state="answered")))
    replies = RATED if rating > 2 else (Purpose.RATED_LOW,)
    assert (decision.rule, decision.rating, decision.replies) == ("rating", rating, replies)


@pytest.mark.parametrize("words", ["DG HN-7K3M9K", "DG HN-7K3M9K 9", "DG HN-7K3M9K từ 1 đến 5"])
def test_a_rating_without_a_figure_is_asked_for_one_once(words: str) -> None:
    found: dict[str, Any] = {"cases_by_code": known(case())}
    assert sms(words, **found).replies == (Purpose.ASK_RATING,)
    assert sms(words, rating_asked=frozenset({7}), **found).withheld == ("ask_rating: already_asked",)


@pytest.mark.parametrize("words", ["DG", "BS", "HD", "help", "TT"])
def test_what_cannot_be_done_is_answered_with_help(words: str) -> None:
    decision = sms(words, cases_by_code=known(case()))
    assert (decision.outcome, decision.replies) == (Outcome.COMMAND, HELP)


def test_details_by_command_join_the_case_and_are_said_to_be_added() -> None:
    decision = sms("BS HN-7K3M9K so nha 17", cases_by_code=known(case()))
    assert (decision.outcome, decision.command, decision.replies) == (Outcome.FOLLOW_UP, "BS", (Purpose.ADDED,))
    assert sms("BS so nha 17", recent=case()).flags == ("joined_by_time",)
    again = sms("BS HN-7K3M9K so nha 17", cases_by_code=known(case(state="answered")))
    assert (again.outcome, again.replies) == (Outcome.FOLLOW_UP, (Purpose.REOPENED,))


@pytest.mark.parametrize(
    "words", ["TT Dong Anh mat nuoc 3 ngay nay", "BS Nguyen Van A o tram y te rat te", "dg 5 bi ngap nuoc"]
)
def test_words_that_look_like_commands_are_messages(words: str) -> None:
    assert sms(words).rule == "new_case"


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("nhan TT HN-7K3M9K", "TT"),
        ("Nhắn: TT HN-7K3M9K", "TT"),
        ("soan tin DG HN-7K3M9K 5", "DG"),
        ("gui BS HN-7K3M9K so nha 17", "BS"),
        ("nhan TC", "TUCHOI"),
        ("TC", "TUCHOI"),
        ("Tôi từ chối nhận tin nhắn", "TUCHOI"),
        ("em xin ngung nhan tin tu so nay", "TUCHOI"),
        ("toi muon huy nhan tin", "TUCHOI"),
        ("nhan BS kham benh o phuong luc nao", ""),
        ("gui TT y te phuong", ""),
    ],
)
def test_the_verb_of_our_own_texts_may_come_along(words: str, command: str) -> None:
    assert sms(words, cases_by_code=known(case())).command == command


def test_reminders_are_switched_off_and_on() -> None:
    assert (sms("Tu choi").command, sms("TUCHOI").replies) == ("TUCHOI", (Purpose.OPT_OUT,))
    assert (sms("nhan").command, sms("NHAN").replies) == ("NHAN", (Purpose.OPT_IN,))


@pytest.mark.parametrize("name", ["TT", "DG"])
def test_anothers_code_an_unused_and_a_mistyped_one_get_the_same_answer(name: str) -> None:
    rest = " 4" if name == "DG" else ""
    answers = {
        (d.outcome, d.rule, d.replies, d.flags, d.withheld, d.case, d.link)
        for d in (
            sms(f"{name} {CODE}{rest}", STRANGER, cases_by_code=known(case())),
            sms(f"{name} {UNUSED}{rest}", STRANGER),
            sms(f"{name} HN-7K3M9L{rest}", STRANGER),
            sms(f"{name} HN-SKYVHX{rest}", STRANGER),  # a code may consist of letters alone
        )
    }
    assert answers == {(Outcome.COMMAND, "unknown_code", UNKNOWN, (), (), None, None)}


def test_guessing_ends_in_silence() -> None:
    decision = sms(f"TT {CODE}", STRANGER, cases_by_code=known(case()), wrong_codes_1h=5)
    assert (decision.replies, decision.flags) == ((), ("guessing",))
    assert decision.withheld == ("unknown_code: wrong_codes_per_hour",)
    assert sms(f"TT {CODE}", cases_by_code=known(case()), wrong_codes_1h=5).replies == STATUS


@pytest.mark.parametrize(
    ("fields", "changes", "rule"),
    [
        ({"subject": "TT HN-7K3M9K", "reply": ""}, {}, "status"),
        ({"subject": "tt hn7k3m9k", "reply": "Trân trọng,\nNguyễn Văn Mẫu"}, {}, "status"),
        ({"subject": "Re: [HN-7K3M9K] Xác nhận tiếp nhận", "reply": "TT"}, {"thread": case(WRITER)}, "status"),
        (
            {"subject": "Re: [HN-7K3M9K] Trả lời", "reply": "DG 5\n\nTrân trọng,\nMẫu"},
            {"thread": case(WRITER)},
            "rating",
        ),
        ({"subject": "Re: [HN-7K3M9K] Trả lời", "reply": "Rất hài lòng"}, {"thread": DONE}, "rating"),
        ({"subject": "Re: [HN-7K3M9K] Xác nhận", "reply": "Rất hài lòng"}, {"thread": case(WRITER)}, "praise"),
        ({"subject": "HD", "reply": ""}, {}, "help"),
        ({"subject": "TUCHOI", "reply": ""}, {}, "opt_out"),
        (
            {"subject": "Re: [HN-7K3M9K] Xác nhận", "reply": "BS số nhà 17, cạnh cột điện"},
            {"thread": case(WRITER)},
            "details",
        ),
        ({"subject": "Hỏi", "reply": "TT HN-7K3M9K"}, {}, "status"),
        ({"subject": "Đường TT hỏng", "reply": "TT huyện cũ ngập nước"}, {}, "new_case"),
    ],
)
def test_commands_work_by_a_mails_subject_and_by_its_first_words(
    fields: dict[str, Any], changes: dict[str, Any], rule: str
) -> None:
    assert mail("", changes={"cases_by_code": known(case(WRITER))} | changes, **fields).rule == rule


def test_a_rating_by_mail_must_be_proven_and_a_question_need_not() -> None:
    """Who forges From can ask, and the answer goes to the address on record; to change something takes more."""
    found = {"cases_by_code": known(case(WRITER))}
    assert mail("", subject="DG HN-7K3M9K 1", changes=found).replies == UNKNOWN
    assert mail("", subject="DG HN-7K3M9K 1", dmarc=Dmarc.PASS, changes=found).rating == 1
    assert mail("", subject="TT HN-7K3M9K", changes=found).replies == STATUS


def test_what_may_be_a_denunciation_is_seen_by_few_and_told_what_is_true_either_way() -> None:
    words = "chut qua thi ho so moi xong"
    for decision in (sms(words), mail("Chị ở một cửa bảo phải có phong bì mới ký.")):
        assert decision.replies == RECEIPT
        assert decision.restricted
        assert decision.outcome is Outcome.CASE
    assert sms(words).kind is Kind.FEEDBACK
    beside = sms(words, recent=case())
    assert (beside.outcome, beside.rule) == (Outcome.CASE, "maybe_denunciation")
    joined = sms(f"{CODE} {words}", cases_by_code=known(case()))
    assert (joined.outcome, joined.restricted) == (Outcome.FOLLOW_UP, True)
    assert not sms("Hồ sơ của tôi quá hẹn 5 ngày chưa có kết quả").restricted


def test_whoever_sends_a_picture_is_told_once_a_day_that_none_arrives() -> None:
    picture = Decoded(kind="message", sender=CITIZEN, flags=("mms", "binary"))
    told = judged(picture, facts("sms"))
    assert (told.outcome, told.rule, told.replies) == (Outcome.COMMAND, "picture", (Purpose.NO_PICTURES,))
    again = judged(picture, facts("sms", sent_24h=frozenset({Purpose.NO_PICTURES})))
    assert (again.rule, again.replies) == ("picture", ())
    beside = judged(picture, facts("sms", recent=case(), open=(case(),)))
    assert (beside.outcome, beside.case, beside.replies) == (Outcome.FOLLOW_UP, case(), (Purpose.NO_PICTURES,))
    assert judged(replace(picture, sender="sms:8193"), facts("sms")).rule == "machine_sender"
