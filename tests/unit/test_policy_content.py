"""Policy's first half: what the words of a message say, whoever wrote them."""

from pathlib import Path

import pytest

from gateway import policy
from gateway.channels import email
from gateway.domain import codes
from gateway.domain.model import Decoded, Kind, Outcome
from gateway.policy.commands import Command
from gateway.policy.content import MAX_CODES, MAX_END, MAX_JUDGED
from gateway.policy.own_words import MAX_OWN
from tests.unit.policies import CODE, UNUSED, WRITER, mail

TEMPLATES = Path(__file__).parents[2] / "templates"


def content(reply: str, subject: str = "", text: str = "", **more: str | tuple[str, ...]) -> policy.Content:
    message = Decoded(kind="message", sender=WRITER, subject=subject, text=text or reply, reply=reply, **more)  # type: ignore[arg-type]
    return policy.read(message, email.TRAITS)


def test_codes_are_read_in_the_own_words_first_then_in_the_subject_then_in_the_quote() -> None:
    third = "HC-000000"
    found = content(f"về {CODE}", subject=f"Re: {UNUSED}", text=f"về {CODE}\n> {third}")
    assert found.codes == (CODE, UNUSED, third)


def test_no_more_codes_are_kept_than_are_looked_up() -> None:
    many = " ".join(codes.make("HN", bytes([n]), b"key") for n in range(2 * MAX_CODES))
    assert len(content(many).codes) == MAX_CODES


def test_the_subject_of_an_answer_is_ours_and_no_heading() -> None:
    assert content("đã sửa", subject="Cháy ở ngõ 12").danger
    for answer in ({"references": ("a@x.example",)}, {"in_reply_to": "a@x.example"}):
        found = content("đã sửa", subject="Cháy ở ngõ 12", **answer)
        assert (found.danger, found.has_heading) == ("", False)
    for mark in ("Re:", "RE[2]:", "Trả lời:", "Về việc:"):
        assert not content("đã sửa", subject=f"{mark} Cháy ở ngõ 12").has_heading


@pytest.mark.parametrize("subject", ["Tôi muốn phản ánh", "Hỏi tình hình giải quyết", "Rút đơn"])
def test_a_long_letter_is_a_matter_whatever_its_subject_asks(subject: str) -> None:
    story = "Tôi đã lên gặp và được hẹn, nhưng sau đó không thấy ai nói gì. " * 50
    assert content("", subject=subject).intent is not None
    for words in (story[: MAX_OWN - 1], story):
        found = content(words, subject=subject)
        assert (found.intent, found.words) == (None, len(words.split()))
        assert mail(words, subject=subject).outcome is Outcome.CASE


def test_a_cry_for_help_is_heard_at_the_beginning_and_at_the_very_end_of_a_long_story() -> None:
    assert content("x" * MAX_JUDGED + "\ncháy nhà rồi").danger == "fire"
    assert content("x" * MAX_JUDGED + "\ncháy nhà rồi\n" + "x" * MAX_END).danger == ""
    assert content("x" * (MAX_JUDGED - 20) + "\ncháy nhà rồi").danger == "fire"


def test_what_is_cut_of_a_new_mail_or_a_forward_is_heard_too_but_not_what_an_answer_quotes() -> None:
    forwarded = "Kính chuyển phường.\n\n---------- Forwarded message ---------\nFrom: X <x@example.com>\n\n{}"
    marker = "--- Xin trả lời phía trên dòng này ---\n"
    for words, heard in (
        ("Nhà bên đang cháy!", ("fire", None)),
        ("Tôi tố cáo ông B nhận hối lộ.", ("", Kind.DENUNCIATION)),
    ):
        for subject, more, expected in (
            ("Kính chuyển", {}, heard),
            ("Fwd: đơn", {"in_reply_to": "a@x.example"}, heard),
            ("Re: đơn", {}, ("", None)),
            ("đơn", {"references": ("a@x.example",)}, ("", None)),
        ):
            found = content("Kính chuyển phường.", subject, forwarded.format(words), **more)
            assert (found.danger, found.secret) == expected, (words, subject)
        assert content("Kính chuyển.", "Fwd: x", forwarded.format(marker + words)).danger == ""


@pytest.mark.parametrize(
    "note", ["Phường xem giúp ạ", "FYI", "Kính chuyển phường xem xét, giải quyết. Xin cảm ơn.", "ok"]
)
def test_a_letter_that_is_passed_on_is_the_matter_whatever_the_word_beside_it_says(note: str) -> None:
    letter = "\n\n---------- Forwarded message ---------\nFrom: X <x@example.com>\n\nĐèn ngõ 40 hỏng một tuần nay."
    for prefix in ("Fwd", "Fw", "WG", "Chuyển tiếp", "TR"):
        decision = mail(note, subject=f"{prefix}: Ngõ 40", text=f"{note}{letter}")
        assert decision.rule == "new_case", (prefix, decision)


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.glob("email/*/*.txt")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_our_own_mail_that_comes_back_whole_raises_no_alarm(path: Path) -> None:
    words = path.read_text("utf-8")
    found = content(words, subject="Re: x", text=words)
    assert (found.danger, found.secret) == ("", None)


def test_a_whole_mail_is_small_plain_values() -> None:
    found = content("Tôi tố cáo cán bộ nhận hối lộ, xin giữ kín tên tôi", subject="Đơn tố cáo")
    assert (found.secret, found.confidential, found.has_words, found.language) == (Kind.DENUNCIATION, True, True, "vi")
    assert content("", subject="TT " + CODE).command == Command(name="TT")


def test_the_letters_of_a_code_say_nothing_of_the_language() -> None:
    for n in range(300):
        code = codes.make("HN", n.to_bytes(8, "big"), b"key")
        for written in (code, code.lower(), code.replace("-", "")):
            assert content(f"TT {written}").language == "", written
            assert content(f"BS {written} đèn vẫn hỏng").language == "vi", written
            assert content(f"STATUS {written} please").language == "en", written
