"""Texts within the hour of ours about a missed call: with that call, or what they would have been without it."""

from typing import Any

from gateway.domain.model import Decision, Decoded, Outcome, Purpose
from gateway.policy import file, read
from gateway.policy.inputs import Limits
from tests.unit.policies import CITIZEN, CODE, case, facts, known, sms

CALLED = case(code="HN-9R4T2W", line="hotline", id=9, last_message_at=None)
WITH_THE_CALL = (
    "toi vua goi ma khong ai nghe may",
    "Tôi vừa gọi cho phường nhưng không ai nghe máy",
    "em mới gọi lúc nãy, anh chị gọi lại giúp em nhé",
    "Minh goi luc 9h de hoi ve thu tuc khai sinh cho con",
    "nay toi goi hoi lam giay ket hon can gi",
    "Goi lai cho toi nhe",
    "Vâng, gọi lại giúp tôi",
    "toi goi bao den duong ngo 12 hong",
    "rac ngo 5 chua ai don",
    "cho hoi phuong lam viec thu bay khong",
    "xin loi toi goi nham",
    "em can gap can bo dia chinh",
    "chieu nay toi ban, mai goi lai cho toi",
)
AS_EVER = (  # text, rule
    ("ok cam on", "thanks"),
    ("alo", "greeting"),
    ("TT", "help"),
    ("TUCHOI", "opt_out"),
    ("VIEC MOI den duong ngo 12 hong", "new_case"),
    (f"TT {CODE}", "unknown_code"),
    ("Tôi tố cáo ông A cán bộ địa chính nhận hối lộ 20 triệu", "denunciation"),
)


def after(text: str, **more: Any) -> Decision:
    return sms(text, called=CALLED, **more)


def test_what_is_written_back_stands_with_the_call() -> None:
    found = {text: after(text) for text in WITH_THE_CALL}
    wrong = [text for text, said in found.items() if said.case != CALLED or said.outcome is not Outcome.FOLLOW_UP]
    assert wrong == []
    assert {said.replies for said in found.values()} == {(Purpose.ADDED,)}
    again = after(WITH_THE_CALL[0], sent_24h=frozenset({Purpose.ADDED}))
    assert (again.case, again.replies) == (CALLED, ())


def test_courtesies_commands_and_secrets_are_what_they_ever_were() -> None:
    found = {text: after(text) for text, _ in AS_EVER}
    assert {text: said.rule for text, said in found.items()} == dict(AS_EVER)
    assert [text for text, said in found.items() if said.case == CALLED] == []


def test_danger_is_an_emergency_on_the_call_and_tells_the_duty_officer() -> None:
    said = after("cuu voi, chay nha o ngo 12, co nguoi mac ket")
    assert (said.rule, said.urgent, said.case, said.replies) == ("emergency", True, CALLED, (Purpose.EMERGENCY,))


def test_what_names_another_case_of_theirs_goes_there_and_what_a_person_splits_off_has_one_of_its_own() -> None:
    lamp = "den duong van chua sua"
    content = read(Decoded(kind="message", sender=CITIZEN, text=lamp, reply=lamp), facts("sms").traits)
    other = case(about=content.about)
    recent = {"recent": other, "open": (other,)}
    assert after(lamp, **recent).case == other
    assert after(f"{CODE} bo sung: o dau ngo", cases_by_code=known(other)).case == other
    message = Decoded(kind="message", sender=CITIZEN, text=lamp, reply=lamp)
    split = file(message, content, facts("sms", called=CALLED), Limits())
    assert (split.outcome, split.case) == (Outcome.CASE, None)
