"""What may be a machine's is held; a person decides, once for a message or for all of its sender; what they file is
read as at intake."""

from typing import Any

import pytest

from gateway import policy
from gateway.channels import email
from gateway.channels.email.reasons import REPORT_FORM, REPORT_WORDS, SIGN_AUTO_SUBMITTED, sign
from gateway.domain.model import Decision, Decoded, Dmarc, Kind, Outcome, Purpose, Report, ReportStatus
from gateway.policy.reasons import ENCRYPTED, danger
from gateway.replies import catalogue, wording
from tests.unit.policies import ACK, CODE, EMERGENCY, NOW, OTHER, OWN, PHOTO, RECEIPT, WRITER, case, facts, known, mail

FIRE = "Cháy nhà số 5 ngõ Văn Chương, có người mắc kẹt!"
MINE = next(urn for urn in OWN if urn.startswith("mailto:"))
SIGNS: dict[str, Any] = {"signs": (sign("feedback-id"),)}


def filed(words: str, *, restricted: bool = False, changes: dict[str, Any] | None = None, **fields: Any) -> Decision:
    """What is decided of a mail that a person files."""
    given: dict[str, Any] = {"kind": "message", "sender": WRITER, "subject": "Phản ánh", "text": words, "reply": words}
    message = Decoded(**(given | fields))
    content = policy.read(message, email.TRAITS)
    return policy.file(message, content, facts("email", **(changes or {})), policy.Limits(), restricted=restricted)


def test_signs_hold_whatever_else_the_mail_would_be() -> None:
    answers = {"thread": case(WRITER), "cases_by_code": known(case(WRITER))}
    for words in ("Đèn hỏng.", f"DG {CODE} 1", "TT HN-000000", "Tôi tố cáo ông A nhận hối lộ.", f"{CODE} vẫn tắt"):
        got = mail(words, changes=answers, dmarc=Dmarc.PASS, **SIGNS)
        assert (got.outcome, got.rule, got.replies, got.case) == (Outcome.HELD, "maybe_machine", (), None)
        assert got.reasons == (sign("feedback-id"),)
        assert not got.urgent


def test_danger_in_what_only_its_words_make_a_report_is_held_for_a_person() -> None:
    report = Report(type=ReportStatus.FAILED, recipients=(OTHER,))
    for signs, outcome, urgent in (((REPORT_WORDS,), Outcome.HELD, True), ((REPORT_FORM,), Outcome.REPORT, False)):
        got = mail(FIRE, kind="report", report=report, signs=signs)
        assert (got.outcome, got.urgent, got.replies) == (outcome, urgent, ())
    assert mail("không tới được", kind="report", report=report, signs=(REPORT_WORDS,)).outcome is Outcome.REPORT


@pytest.mark.parametrize(
    "fields",
    [
        SIGNS,
        {"flags": ("spam",)},
        {"flags": ("bomb",)},
        {"sender": ""},
        {"subject": "Mở file để xem hóa đơn thanh toán"},
    ],
)
def test_danger_in_what_is_held_is_urgent(fields: dict[str, Any]) -> None:
    got = mail(FIRE, **fields)
    assert (got.outcome, got.urgent, got.replies) == (Outcome.HELD, True, ())
    assert danger("fire") in got.reasons
    assert catalogue.why(got.rule, got.reasons, "en").startswith(
        f"danger: fire; {catalogue.words(f'rule.{got.rule}', 'en')}"
    )
    assert catalogue.why(got.rule, got.reasons, "vi").startswith("nguy hiểm: cháy; ")


def test_what_a_person_decided_of_a_sender_holds_from_then_on() -> None:
    assert mail("Đèn hỏng.", changes={"decided": "person"}, **SIGNS).rule == "new_case"
    machine = mail(FIRE, changes={"decided": "machine"}, **SIGNS)
    assert (machine.outcome, machine.rule, machine.urgent) == (Outcome.AUTOMATIC, "decided", False)
    # only what would be held: a person who writes by hand from that address is heard
    assert mail("Đèn hỏng.", changes={"decided": "machine"}).rule == "new_case"
    # and proof stays proof
    assert mail("x", changes={"decided": "person"}, kind="automatic", **SIGNS).rule == "automatic"


@pytest.mark.parametrize(
    ("fields", "changes", "rule"),
    [
        ({"reply_to": (WRITER,)}, {}, "form"),
        ({"reply_to": (MINE,)}, {}, "own_address"),
        ({}, {}, "own_address"),
        ({"reply_to": (WRITER,)}, {"own_message": True}, "own_address"),
        ({"reply_to": (WRITER,), "signs": (SIGN_AUTO_SUBMITTED(value="auto-generated"),)}, {}, "own_address"),
        (
            {"reply_to": (WRITER,), "kind": "automatic", "signs": (SIGN_AUTO_SUBMITTED(value="auto-replied"),)},
            {},
            "own_address",
        ),
    ],
)
def test_the_websites_own_form_is_held_and_our_own_words_are_not(
    fields: dict[str, Any], changes: dict[str, Any], rule: str
) -> None:
    assert mail("Họ tên: A. Nội dung: đèn hỏng.", MINE, changes=changes, **fields).rule == rule


@pytest.mark.parametrize("sender", [MINE, "mailto:noreply@web.example"])
def test_an_emergency_in_a_form_is_an_urgent_case_and_nothing_goes_to_the_typed_address(sender: str) -> None:
    flags = () if sender == MINE else ("form",)
    got = mail(FIRE, sender, reply_to=(OTHER,), flags=flags, dmarc=Dmarc.PASS)
    assert (got.outcome, got.rule, got.urgent, got.replies) == (Outcome.CASE, "form_emergency", True, ())
    assert (got.sender, got.withheld) == (OTHER, ("emergency: form",))


# --- the same mail once more -----------------------------------------------------------------------------------------


def test_a_copy_stands_on_the_first_ones_case_without_an_answer() -> None:
    first = case(WRITER)
    for words in ("Đèn hỏng.", FIRE, f"TT {CODE}"):
        got = mail(words, changes={"copied": True, "copy_of": first})
        assert (got.outcome, got.rule, got.case, got.replies, got.urgent) == (
            Outcome.FOLLOW_UP,
            "copy",
            first,
            (),
            False,
        )
    alone = mail("TT", changes={"copied": True})
    assert (alone.outcome, alone.rule, alone.replies) == (Outcome.COMMAND, "copy", ())


@pytest.mark.parametrize(
    "words", ["Tôi tố cáo ông A nhận hối lộ.", "Tôi khiếu nại quyết định số 5.", "Đèn hỏng, xin giữ kín tên tôi."]
)
def test_what_is_secret_is_never_merged_only_linked(words: str) -> None:
    first = case(WRITER)
    got = mail(words, changes={"copied": True, "copy_of": first})
    assert (got.outcome, got.case, got.link, got.restricted) == (Outcome.CASE, None, first, True)
    beside = mail("Đèn hỏng.", changes={"copied": True, "copy_of": case(WRITER, restricted=True)})
    assert (beside.outcome, beside.case) == (Outcome.CASE, None)


def test_a_forged_copy_stands_on_nothing() -> None:
    forged = mail("Đèn hỏng.", changes={"copied": True, "copy_of": case(WRITER)}, dmarc=Dmarc.FAIL)
    assert (forged.outcome, forged.case, forged.replies) == (Outcome.CASE, None, ())


def test_a_copy_of_what_may_be_a_machines_is_held_like_the_first() -> None:
    assert mail("Đèn hỏng.", changes={"copied": True, "copy_of": case(WRITER)}, **SIGNS).outcome is Outcome.HELD


# --- filed by a person -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "kind", "restricted", "urgent", "replies"),
    [
        ("Đèn hỏng.", Kind.FEEDBACK, False, False, ACK),
        ("Tôi tố cáo ông A nhận hối lộ.", Kind.DENUNCIATION, True, False, RECEIPT),
        ("Tôi khiếu nại quyết định số 5.", Kind.COMPLAINT, True, False, RECEIPT),
        (FIRE, Kind.FEEDBACK, False, True, EMERGENCY),
    ],
)
def test_what_is_filed_is_read_as_at_intake(
    words: str, kind: Kind, restricted: bool, urgent: bool, replies: tuple[Purpose, ...]
) -> None:
    got = filed(words, signs=(sign("feedback-id"),), flags=("spam",))
    assert (got.outcome, got.kind, got.restricted, got.urgent, got.replies) == (
        Outcome.CASE,
        kind,
        restricted,
        urgent,
        replies,
    )


def test_restraints_hold_for_what_is_filed_but_age_and_loops() -> None:
    assert filed("Đèn hỏng.", changes={"suppressed": True}).withheld == ("acknowledgement: suppressed",)
    assert filed("Đèn hỏng.", changes={"automatic_at": (NOW,) * 3}).replies == ()
    assert filed("Đèn hỏng.", changes={"old": True}).replies == ACK
    assert filed("Đèn hỏng.", changes={"automatic_at": (NOW,) * 2}).replies == ACK
    assert filed("Đèn hỏng.", changes={"line_sends": False}).replies == ACK  # queued and held, see intake/plan.py


def test_what_leaves_a_restricted_case_stays_restricted_and_gets_no_date() -> None:
    got = filed("Đèn hỏng.", restricted=True)
    assert (got.restricted, got.replies) == (True, RECEIPT)


def test_what_is_filed_joins_only_what_it_proves() -> None:
    own = case(WRITER)
    assert filed("Vẫn tắt.", changes={"thread": own}).case == own
    named = filed(f"{CODE} vẫn tắt", changes={"cases_by_code": known(own)})
    assert (named.outcome, named.case) == (Outcome.CASE, None)
    assert filed("cam on").outcome is Outcome.CASE


def test_who_writes_so_that_nobody_can_read_it_is_told_and_a_person_looks() -> None:
    locked: dict[str, Any] = {"flags": ("encrypted",), "attachments": (PHOTO,)}
    got = mail("", **locked)
    assert (got.outcome, got.rule, got.replies) == (Outcome.HELD, "encrypted", (Purpose.ENCRYPTED,))
    assert got.reasons == (ENCRYPTED,)
    mine = mail("", changes={"thread": case(WRITER)}, in_reply_to="ours@hanoi.example", **locked)
    assert (mine.outcome, mine.rule, mine.replies) == (Outcome.FOLLOW_UP, "encrypted", (Purpose.ENCRYPTED,))
    assert mail("", dmarc=Dmarc.FAIL, **locked).replies == ()
    urgent = mail("", subject="Cháy nhà số 5, có người mắc kẹt", **locked)
    assert (urgent.rule, urgent.outcome) == ("emergency", Outcome.CASE)
    assert filed("", **locked).rule == "new_case"


TOO_LARGE = Purpose.TOO_LARGE


@pytest.mark.parametrize(
    ("words", "more", "replies"),
    [
        ("Ổ gà ở ngõ 5, ảnh kèm theo.", {}, (*ACK, TOO_LARGE)),
        ("", {"attachments": (PHOTO,)}, (*ACK, TOO_LARGE)),
        ("Tôi tố cáo cán bộ phường nhận tiền, bằng chứng kèm theo.", {}, (*RECEIPT, TOO_LARGE)),
        ("Thêm ảnh đây ạ.", {"changes": {"thread": case(WRITER)}}, (TOO_LARGE,)),
        ("Cháy nhà số 5, có người mắc kẹt!", {}, EMERGENCY),
        ("Ổ gà.", {"dmarc": Dmarc.FAIL}, ()),
        ("Ổ gà.", SIGNS, ()),
        ("Ổ gà.", {"kind": "automatic"}, ()),
        ("Ổ gà.", {"kind": "report", "report": Report(type=ReportStatus.FAILED)}, ()),
        ("Ổ gà.", {"changes": {"copied": True, "copy_of": case(WRITER)}}, ()),
        ("Ổ gà.", {"changes": {"old": True}}, ()),
        ("Ổ gà.", {"changes": {"automatic_at": (NOW,) * 2}}, ACK),
        ("Ổ gà.", {"changes": {"automatic_at": (NOW,) * 3}}, ()),
    ],
)
def test_who_sends_more_than_the_line_takes_is_told_as_any_citizen_is_and_no_machine(
    words: str, more: dict[str, Any], replies: tuple[Purpose, ...]
) -> None:
    fields = dict(more)
    assert mail(words, flags=("too_large",), changes=fields.pop("changes", None), **fields).replies == replies


def test_of_a_mail_that_came_whole_nothing_is_said_of_its_size() -> None:
    assert mail("Ổ gà ở ngõ 5.").replies == ACK
    assert [wording.room(size) for size in (36_700_160, 4_000_000, 65_536)] == ["25 MB", "2 MB", "46 KB"]
