"""Policy: every rule first shown, every joining, every restraint; and what must hold for any message at all."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model import Attachment, Decoded, Facts, Kind, Outcome, Purpose
from gateway.policy import Limits, decide
from gateway.policy.rules import RULES
from gateway.text import repair
from tests.unit.policies import (
    CITIZEN,
    CODE,
    NOW,
    OTHER,
    OWN,
    STRANGER,
    UNUSED,
    WRITER,
    case,
    facts,
    known,
    mail,
    sms,
)

MESSAGES = Path(__file__).parents[1] / "corpus" / "messages"
ACK, RECEIPT, EMERGENCY = (Purpose.ACKNOWLEDGEMENT,), (Purpose.RECEIPT,), (Purpose.EMERGENCY,)
UNKNOWN, STATUS, HELP, RATED = (Purpose.UNKNOWN_CODE,), (Purpose.STATUS,), (Purpose.HELP,), (Purpose.RATED,)
PHOTO = Attachment(name="a.jpg", type="image/jpeg", size=3, sha256="00", inline=False)

# What becomes of every sample of the field, with nothing known of the sender: rule, replies. All others are a new case.
EXPECTED: dict[str, tuple[str, tuple[Purpose, ...]]] = {
    "SMS-08": ("emergency", EMERGENCY),
    "SMS-09": ("emergency", EMERGENCY),
    "SMS-12": ("complaint", RECEIPT),
    "SMS-17": ("emergency", EMERGENCY),
    "EM-07": ("complaint", RECEIPT),
    "EX-01": ("unknown_code", UNKNOWN),
    "EX-02": ("unknown_code", UNKNOWN),
    "EX-03": ("unknown_code", UNKNOWN),
    "EX-05": ("new_case", ACK),
    "EX-07": ("help", HELP),
    "EX-08": ("opt_out", (Purpose.OPT_OUT,)),
    "EX-10": ("thanks", ()),
    "EX-11": ("machine_sender", ()),
    "EX-13": ("machine_sender", ()),
    "EX-15": ("machine_sender", ()),
    "EX-17": ("advert", ()),
    "EX-19": ("automatic", ()),
    "EX-21": ("automatic", ()),
    "EX-23": ("automatic", ()),
    "EX-25": ("advert", ()),
}
ROWS = [
    json.loads(line)
    for name in ("messages", "extra")
    for line in (MESSAGES / f"{name}.jsonl").read_text("utf-8").splitlines()
]


def decoded(row: dict[str, Any]) -> tuple[Decoded, Facts]:
    """A sample as its channel's decoder would hand it over."""
    if row["channel"] == "sms":
        sender = row["from"] if row["from"].startswith("+") else f"sms:{row['from']}"
        sender = f"tel:{sender}" if sender.startswith("+") else sender
        return Decoded(kind="message", sender=sender, text=row["text"], reply=row["text"]), facts("sms")
    headers, address = row.get("headers", {}), row.get("from", "x <nguoidan77@example.com>").partition("<")[2]
    words = repair(row.get("body_clean") or row["body"])[0]
    message = Decoded(
        kind="automatic" if headers else "message",
        sender=f"mailto:{address.rstrip('>')}",
        subject=row["subject"],
        text=words,
        reply=words,
        signs=tuple(headers),
        attachments=(PHOTO,) if row.get("attachments") else (),
    )
    return message, facts("email")


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_every_sample_of_the_field_is_judged_as_expected(row: dict[str, Any]) -> None:
    decision = decide(*decoded(row))
    assert (decision.rule, decision.replies) == EXPECTED.get(row["id"], ("new_case", ACK))
    assert decision.keep_text is (row.get("subclass") != "otp")
    assert decision.urgent is (decision.rule == "emergency")
    if "kind" in row and decision.rule != "emergency" and row["id"] != "EM-25":
        assert decision.kind == row["kind"]
    assert decision.restricted is (row.get("kind") in ("khieu_nai", "to_cao") or bool(row.get("confidential")))


# --- no citizen's message ---


@pytest.mark.parametrize(
    ("fields", "rule", "outcome"),
    [
        ({"kind": "report"}, "report", Outcome.REPORT),
        ({"kind": "automatic", "signs": ("list-id",)}, "automatic", Outcome.AUTOMATIC),
        ({"sender": "mailto:phananh@hanoi.example"}, "own_address", Outcome.AUTOMATIC),
        ({"sender": "mailto:noreply@x.example"}, "automatic", Outcome.AUTOMATIC),
        ({"sender": "mailto:MAILER-DAEMON@x.example".lower()}, "automatic", Outcome.AUTOMATIC),
        ({"flags": ("form",), "sender": "mailto:noreply@x.example", "reply_to": (WRITER,)}, "form", Outcome.HELD),
        ({"flags": ("list",)}, "bulk", Outcome.HELD),
        ({"flags": ("spam",)}, "bulk", Outcome.HELD),
        ({"flags": ("bomb",)}, "bulk", Outcome.HELD),
        ({"sender": ""}, "nobody", Outcome.HELD),
        ({"subject": "Thanh toán", "text": "x", "reply": "Vui lòng mở file để xem hóa đơn"}, "advert", Outcome.HELD),
        ({"subject": "", "text": "> quoted", "reply": ""}, "empty", Outcome.HELD),
    ],
)
def test_machines_and_doubtful_mail_are_never_answered(fields: dict[str, Any], rule: str, outcome: Outcome) -> None:
    decision = mail("Cháy nhà, đề nghị xử lý rác", **fields)
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
        assert decision.reasons[0] == "fire"


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
    assert (named.outcome, named.restricted, named.replies) == (Outcome.FOLLOW_UP, True, ())


def test_who_asks_not_to_be_named_is_kept_from_other_eyes_and_still_gets_a_date() -> None:
    decision = mail("Cơ sở giò chả dùng hàn the, xin không tiết lộ người phản ánh")
    assert (decision.restricted, decision.replies) == (True, ACK)
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
    assert decision.replies == RECEIPT


@pytest.mark.parametrize(
    ("words", "rating"),
    [("DG HN-7K3M9K 4", 4), ("dg hn7k3m9k rat hai long", 5), ("DG HN-7K3M9K ko hai long", 2), ("DG HN-7K3M9K 1 te", 1)],
)
def test_a_rating_by_number_or_in_words_is_taken(words: str, rating: int) -> None:
    decision = sms(words, cases_by_code=known(case(state="answered")))
    assert (decision.rule, decision.rating, decision.replies) == ("rating", rating, RATED)


@pytest.mark.parametrize("words", ["DG HN-7K3M9K", "DG HN-7K3M9K 9", "DG", "BS", "HD", "help", "TT"])
def test_what_cannot_be_done_is_answered_with_help(words: str) -> None:
    decision = sms(words, cases_by_code=known(case()))
    assert (decision.outcome, decision.replies) == (Outcome.COMMAND, HELP)


def test_details_join_the_case_without_another_acknowledgement() -> None:
    decision = sms("BS HN-7K3M9K so nha 17", cases_by_code=known(case()))
    assert (decision.outcome, decision.command, decision.replies) == (Outcome.FOLLOW_UP, "BS", ())
    assert sms("BS so nha 17", recent=case()).flags == ("joined_by_time",)


@pytest.mark.parametrize(
    "words", ["TT Dong Anh mat nuoc 3 ngay nay", "BS Nguyen Van A o tram y te rat te", "dg 5 bi ngap nuoc"]
)
def test_words_that_look_like_commands_are_messages(words: str) -> None:
    assert sms(words).rule == "new_case"


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
        ({"subject": "Re: [HN-7K3M9K] Trả lời", "reply": "Rất hài lòng"}, {"thread": case(WRITER)}, "rating"),
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
    assert mail("", subject="DG HN-7K3M9K 1", dmarc_pass=True, changes=found).rating == 1
    assert mail("", subject="TT HN-7K3M9K", changes=found).replies == STATUS


# --- joining ---


@pytest.mark.parametrize(
    ("decision", "outcome", "linked"),
    [
        (lambda: mail("thêm ảnh", changes={"thread": case(WRITER)}), Outcome.FOLLOW_UP, False),
        (lambda: mail("thêm ảnh", OTHER, changes={"thread": case(WRITER)}), Outcome.CASE, True),
        (lambda: sms(f"them anh {CODE}", cases_by_code=known(case())), Outcome.FOLLOW_UP, False),
        (lambda: sms(f"them anh cho {CODE}", STRANGER, cases_by_code=known(case())), Outcome.CASE, True),
        (
            lambda: mail(f"thêm {CODE}", dmarc_pass=True, changes={"cases_by_code": known(case(WRITER))}),
            Outcome.FOLLOW_UP,
            False,
        ),
        (lambda: mail(f"thêm {CODE}", changes={"cases_by_code": known(case(WRITER))}), Outcome.CASE, True),
        (
            lambda: mail(f"thêm {CODE}", OTHER, dmarc_pass=True, changes={"cases_by_code": known(case(WRITER))}),
            Outcome.CASE,
            True,
        ),
        (lambda: sms("van chua ai den", recent=case()), Outcome.FOLLOW_UP, False),
        (lambda: sms("van chua ai den", recent=case(last_message_at=NOW - timedelta(hours=25))), Outcome.CASE, False),
        (lambda: sms("van chua ai den", recent=case(line="sms-2")), Outcome.CASE, False),
        (lambda: mail("vẫn chưa ai đến", changes={"recent": case(WRITER)}), Outcome.CASE, False),
        (lambda: mail("vẫn chưa ai đến"), Outcome.CASE, False),
    ],
)
def test_a_message_joins_only_with_evidence_and_its_sender(decision: Any, outcome: Outcome, linked: bool) -> None:
    decided = decision()
    assert (decided.outcome, decided.link is not None) == (outcome, linked)
    assert decided.replies == (() if outcome is Outcome.FOLLOW_UP else ACK)


def test_a_code_only_in_quoted_text_is_evidence_too() -> None:
    quoted = f"đã xong chưa?\n> Mã tra cứu: {CODE}"
    changes = {"cases_by_code": known(case(WRITER))}
    assert mail(quoted, reply="đã xong chưa?", dmarc_pass=True, changes=changes).outcome is Outcome.FOLLOW_UP


def test_another_s_code_with_words_is_answered_as_if_there_were_none() -> None:
    words = "cay do chan duong o ngo 5"
    foreign = sms(f"{words} {CODE}", STRANGER, cases_by_code=known(case()), recent=case(STRANGER, code="HN-000000"))
    unused = sms(f"{words} {UNUSED}", STRANGER, recent=case(STRANGER, code="HN-000000"))
    assert (foreign.outcome, foreign.replies) == (unused.outcome, unused.replies) == (Outcome.CASE, ACK)


def test_twenty_forged_mails_join_nothing_and_are_answered_to_nobody_else() -> None:
    record = case(WRITER)
    for n in range(20):
        words = ["BS thêm", "đây là ảnh", "TT", "xin rút đơn"][n % 4]
        forged = mail(
            f"{words} {CODE}",
            WRITER if n % 2 else OTHER,
            dmarc_pass=[False, None][n // 10] if n % 2 else True,
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
        ({"automatic_at": (NOW - timedelta(hours=1), NOW - timedelta(minutes=9))}, "loop_suspected"),
    ],
)
def test_an_acknowledgement_is_held_back_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    decision = sms("rac do day duong", **changes)
    assert (decision.outcome, decision.replies) == (Outcome.CASE, ())
    assert decision.withheld == (f"acknowledgement: {reason}",)
    assert ("loop_suspected" in decision.flags) is (reason == "loop_suspected")


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
    decision = mail("Rác đổ đầy đường", dmarc_pass=False)
    assert (decision.outcome, decision.replies, decision.withheld) == (
        Outcome.CASE,
        (),
        ("acknowledgement: dmarc_fail",),
    )


@pytest.mark.parametrize("sender", ["tel:+842438265312", "tel:+8419001009", "tel:+12025550123"])
def test_numbers_that_are_no_vietnamese_mobile_are_not_texted_unasked(sender: str) -> None:
    decision = sms("rac do day duong", sender)
    assert (decision.outcome, decision.withheld) == (Outcome.CASE, ("acknowledgement: no_mobile_number",))


def test_limits_come_from_the_configuration() -> None:
    one = Limits(acknowledgements_per_sender_day=1, old_days=30)
    at = NOW - timedelta(days=20)
    assert sms("rac do day duong", limits=one, arrived_at=at).replies == ACK
    assert sms("rac do day duong", limits=one, automatic_at=(NOW - timedelta(hours=3),)).replies == ()


# --- what holds for any message ---

WORDS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                "TT",
                "DG",
                "BS",
                "HD",
                CODE,
                UNUSED,
                "5",
                "chay nha",
                "to cao",
                "khieu nai",
                "cam on",
                "rac",
                "OTP 123456",
                "\n",
                "?",
            ]
        ),
        max_size=8,
    ).map(" ".join),
)
SENDERS = st.sampled_from(
    [CITIZEN, STRANGER, WRITER, OTHER, "", "sms:1022", "sms:VNNET", "tel:+8419001009", *sorted(OWN)]
)
CASES = st.builds(
    case,
    st.sampled_from([CITIZEN, WRITER]),
    restricted=st.booleans(),
    state=st.sampled_from(["new", "answered", "closed"]),
)
MESSAGES_OF_ANY_KIND = st.builds(
    Decoded,
    kind=st.sampled_from(["message", "message", "message", "automatic", "report"]),
    sender=SENDERS,
    subject=WORDS,
    text=WORDS,
    reply=WORDS,
    in_reply_to=st.sampled_from(["", "x@y.example"]),
    dmarc_pass=st.sampled_from([None, True, False]),
    flags=st.sets(st.sampled_from(["form", "list", "spam", "bomb", "mojibake"]), max_size=1).map(tuple),
)
FACTS = st.builds(
    facts,
    st.sampled_from(["sms", "email"]),
    old=st.booleans(),
    line_sends=st.booleans(),
    suppressed=st.booleans(),
    cases_by_code=CASES.map(lambda found: known(found)) | st.just({}),
    thread=st.none() | CASES,
    recent=st.none() | CASES,
    late_of=st.none() | CASES,
    automatic_at=st.lists(st.integers(0, 1439), max_size=8).map(
        lambda minutes: tuple(NOW - timedelta(minutes=m) for m in sorted(minutes, reverse=True))
    ),
    wrong_codes_1h=st.integers(0, 9),
    commands_24h=st.integers(0, 12),
)


@given(MESSAGES_OF_ANY_KIND, FACTS)
def test_every_message_gets_one_decision_and_machines_no_answer(message: Decoded, given_facts: Facts) -> None:
    decision = decide(message, given_facts)
    machine = message.kind != "message" or message.sender in OWN or not message.sender.startswith(("tel:", "mailto:"))
    assert not (machine and decision.replies)
    assert (decision.outcome is Outcome.FOLLOW_UP) == (
        decision.case is not None and decision.outcome is not Outcome.COMMAND
    )
    if decision.replies:
        assert not (given_facts.old or given_facts.suppressed or not given_facts.line_sends)
        assert len(decision.replies) == 1
    if decision.case is not None:
        assert decision.case.sender == message.sender
    if decision.restricted:
        assert not set(decision.replies) & {Purpose.STATUS}


def test_every_rule_has_a_name_and_says_what_it_is_for() -> None:
    assert len({rule.__name__ for rule in RULES}) == len(RULES)
    assert all(rule.__doc__ for rule in RULES)
