"""Automatic replies, receipts and calendars' answers in the words of programs, where no header proves them; and letters
of people in the same words, which become cases."""

from datetime import UTC, datetime

import pytest

from gateway.channels import email
from gateway.domain.model import Decision, Decoded
from gateway.ops.explain.records import Judge

OURS = "tiepnhan@phuong.example.com"
ANSWER = "In-Reply-To: <r1@phuong.example.com>"
JUDGE = Judge(datetime(2026, 11, 10, 3, tzinfo=UTC))


def mail(subject: str, text: str, *more: str) -> Decoded:
    head = [f"To: {OURS}", f"Subject: {subject}", *more]
    if not any(line.startswith("From:") for line in more):
        head.append("From: Lê Thị Mẫu <mau.le@example.com>")
    head += ["Date: Tue, 10 Nov 2026 09:00:00 +0700", "Message-ID: <m1@mail.example.com>", "MIME-Version: 1.0"]
    if not any(line.startswith("Content-Type:") for line in more):
        head += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    return email.decode(["\n".join([*head, "", text]).encode()])


def decided(subject: str, text: str, *more: str) -> Decision:
    return JUDGE.decide(mail(subject, text, *more), email.TRAITS)


# --- a mail says of itself that it is automatic and not to be answered -----------------------------------------------

SAY_SO = (
    "Thư này do hệ thống gửi tự động. Quý vị vui lòng không phản hồi.",
    "Tin tự động - xin đừng trả lời.\nPhiếu 45 đã được tạo.",
    "Please do not respond to this e-mail. This is an automatically generated message.",
    "[Email tự động] Vui lòng không trả lời email này. Đơn hàng 31 đã được ghi nhận.",
    "*** ĐÂY LÀ THÔNG BÁO TỰ ĐỘNG, ĐỀ NGHỊ KHÔNG TRẢ LỜI ***\nĐã nhận yêu cầu.",
    "Kính gửi Quý khách,\n\nThư này được tạo tự động từ hệ thống đặt vé. Xin Quý khách không phản hồi lại thư này.",
    "This email was automatically sent by our ticket system. Please don't reply to this e-mail.",
    "This is an automated response. Your request 31 was received. Please do not reply to this message.",
)
SOUND_SO = (
    "Đây là lần thứ hai tôi nhận thư tự động, không ai trả lời thư tôi. Đèn vẫn tắt.",
    "Đây là trụ nước tự động ở đầu ngõ, rò ba ngày. Công ty nước không phản hồi thư của tổ.",
    "Kính gửi phường,\nĐây là máy bán nước tự động chắn lối đi. Chủ máy không trả lời email.",
    "Thư này là máy gửi tự động hay cán bộ viết? Xin đừng trả lời thư bằng mẫu.",
    "This is the automatic gate of lane 3, it is stuck. The guard says do not reply to letters.",
    "This e-mail is automatic, isn't it? Please do not reply to this message with a form. The lamp is dark.",
    "Đây là thư tự động, vui lòng không trả lời: phường viết vậy thì dân hỏi ai. Cống vẫn tắc.",
    "“Đây là thư tự động, vui lòng không trả lời thư này.” Câu này làm người già hoang mang, đề nghị bỏ.",
    "Đây là thư tự động mà phường gửi cho bố tôi, ghi vui lòng không phản hồi thư này. Đèn vẫn tắt.",
    "Thư này được gửi tự động. Xin không trả lời thư này. Tôi chép lại lời như vậy, cống thì vẫn tắc.",
    "> Thư này được gửi tự động. Xin không trả lời thư này.\n\nCống ngõ 5 vẫn tắc.",
)


@pytest.mark.parametrize("text", SAY_SO)
def test_a_mail_that_says_it_is_automatic_and_not_to_be_answered_is_a_machines(text: str) -> None:
    assert decided("Re: Kết quả", text, ANSWER).outcome == "automatic"


@pytest.mark.parametrize("text", SOUND_SO)
def test_who_writes_of_automatic_things_is_heard(text: str) -> None:
    assert decided("Re: Kết quả", text, ANSWER).outcome == "case"


def test_automatic_words_about_an_office_are_looked_at_by_a_person() -> None:
    quoted = "Thư này được gửi tự động, xin không trả lời. Phường viết thế thì dân biết hỏi ai."
    passed_on = "Đây là thư tự động của cổng dịch vụ công. Vui lòng không trả lời. Công dân Mẫu phản ánh: cống tắc."
    assert decided("Re: Kết quả", quoted, ANSWER).outcome == "held"
    assert decided("Phản ánh", passed_on, "From: noreply@cong.example").outcome == "held"
    by_shop = "Thư này được gửi tự động. Vui lòng không trả lời.\n\n> UBND phường đã nhận thư của Ông/Bà."
    assert decided("Re: Kết quả", by_shop, ANSWER).outcome == "automatic"
