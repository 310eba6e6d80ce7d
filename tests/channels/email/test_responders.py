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


def test_who_cites_automatic_words_and_goes_on_is_looked_at_by_a_person() -> None:
    quoted = "Thư này được gửi tự động, xin không trả lời. Phường viết thế thì dân biết hỏi ai."
    judged = "Email tự động. Vui lòng không trả lời. Câu này ở cuối mọi thư, người già đọc không hiểu."
    said = "This is an automated message. Please do not reply. Nothing else came since June, the lamp is dark."
    headed = "Đây là thư trả lời tự động.\nNgười già đọc không hiểu, cống vẫn tắc."
    assert decided("Re: Kết quả", judged, ANSWER).outcome == "held"
    assert decided("Re: Kết quả", headed, ANSWER).outcome == "held"
    assert decided("Re: Kết quả", said, ANSWER).outcome == "held"
    passed_on = "Đây là thư tự động của cổng dịch vụ công. Vui lòng không trả lời. Công dân Mẫu phản ánh: cống tắc."
    assert decided("Re: Kết quả", quoted, ANSWER).outcome == "held"
    assert decided("Phản ánh", passed_on, "From: noreply@cong.example").outcome == "held"
    by_shop = "Thư này được gửi tự động. Vui lòng không trả lời.\n\n> UBND phường đã nhận thư của Ông/Bà."
    assert decided("Re: Kết quả", by_shop, ANSWER).outcome == "automatic"


# --- absences whose header says nothing ------------------------------------------------------------------------------

ABSENCES = (  # subject, text, of answers to mails of ours
    (
        "Re: Kết quả",
        "Cám ơn Quý vị đã gửi thư. Tôi nghỉ thai sản đến tháng 3. Cần gấp xin liên hệ anh Nam, 0590001222.",
    ),
    ("Re: Kết quả", "Tôi đã nghỉ hưu từ 1/11. Công việc của phòng xin liên hệ chị Hoa (hoa@congty.example)."),
    ("Abwesenheitsnotiz: Ket qua", "Ich bin bis Montag nicht im Haus."),
    ("Ausência temporária: Ket qua", "Volto na segunda-feira."),
    ("Autosvar: Ket qua", "Jeg er bortrejst."),
    ("Автоответ: Kết quả", "Буду в понедельник."),
    ("자동 회신: Ket qua", "휴가 중입니다."),
    ("自動回覆: Ket qua", "我不在辦公室。"),
    ("Odpowiedź automatyczna: Ket qua", "Nie ma mnie w biurze."),
    ("I am out of office", "I return on Tuesday."),
)
ABSENT_OFFICIALS = (
    ("Re: Kết quả", "Cán bộ địa chính nghỉ thai sản, không ai thay. Hồ sơ của tôi chờ hai tháng, xin phường cử người."),
    ("Re: Kết quả", "Bố tôi nghỉ hưu rồi, xin gửi giấy mời về nhà số 8 phố Mẫu."),
    ("TL: Vắng mặt: anh Nam", "Anh Nam đi rồi thì ai ký giấy cho dân. Cống ngõ 5 vẫn tắc."),
    ("Re: Đi vắng: chị Hoa", "Chị Hoa đi vắng nên tôi viết cho phường: đèn ngõ 12 hỏng."),
    ("The clerk is out of office every morning", "I came three times and nobody was at desk 4."),
    ("I am out of office jobs", "The ward promised work for the poor of lane 3 and nothing came."),
)


@pytest.mark.parametrize(("subject", "text"), ABSENCES)
def test_an_absence_that_answers_us_is_never_acknowledged(subject: str, text: str) -> None:
    found = decided(subject, text, ANSWER)
    assert found.outcome in ("automatic", "held") and not found.replies


@pytest.mark.parametrize(("subject", "text"), ABSENT_OFFICIALS)
def test_who_writes_of_the_absent_is_heard(subject: str, text: str) -> None:
    assert decided(subject, text, ANSWER).outcome == "case"


def test_dominos_absence_names_the_day_of_return() -> None:
    for subject in (
        "Lê Thị Mẫu hiện không có mặt tại văn phòng (trở lại ngày 20/11/2026)",
        "Le Thi Mau is out of the office (returning 11/20/2026)",
    ):
        assert decided(subject, "Thư sẽ được trả lời sau.").outcome == "held"
    assert decided("Trưởng trạm không có mặt tại văn phòng (trở lại cũng vậy)", "Trạm y tế đóng cửa.").outcome == "case"


HEADERS = (
    ("Re: Ket qua", "Auto-Submitted:\n (by vacation(1)) auto-replied"),
    ("Re: Ket qua", "Auto-Submitted: (a (b) c) auto-replied (vacation); owner-email=x@example.com"),
    ("Automatic Response: Ket qua", "X-FC-MachineGenerated: true"),
)


@pytest.mark.parametrize(("subject", "header"), HEADERS)
def test_a_header_proves_an_automatic_reply_however_it_is_written(subject: str, header: str) -> None:
    assert mail(subject, "Away.", header).kind == "automatic"


@pytest.mark.parametrize("header", ["Auto-Submitted: (auto-replied) no", "Auto-Submitted: no (not auto-replied)"])
def test_a_comment_is_no_keyword(header: str) -> None:
    assert decided("Cống tắc", "Cống ngõ 5 tắc hai tuần nay, đề nghị thông cống.", header).outcome == "case"


# --- receipts and recalls without a part that says so ----------------------------------------------------------------

RECEIPTS = (
    (
        "Chưa đọc: Kết quả",
        "Thư của bạn\n\n  Tới: Mẫu\n  Chủ đề: Kết quả\n\nđã bị xoá mà không đọc vào 10/11/2026 9:00.",
    ),
    ("Không đọc: Kết quả", "Thư của quý vị đã bị xoá mà chưa đọc."),
    (
        "Read-Receipt: Ket qua",
        'The message sent on 9 November to mau@example.com with subject "Ket qua" has been displayed.',
    ),
    ("Return receipt: Ket qua", "This is a return receipt for the mail that you sent to mau@example.com."),
    ("Biên nhận (đã đọc): Kết quả", "Thư quý vị gửi đã được hiển thị trên máy tính của người nhận."),
    ("Đã đọc: Kết quả", "Thư của bạn đã được đọc lúc 9:00 ngày 10/11/2026."),
    ("已读: Ket qua", "您的邮件已被阅读。"),
    ("Rappel : Ket qua", "Le Thi Mau souhaite rappeler le message « Ket qua »."),
)
READ_BY_PEOPLE = (
    ("Chưa đọc: thư tôi gửi ngày 3/11", "Phường chưa trả lời thư tôi. Đèn ngõ 12 hỏng."),
    ("Biên nhận: hồ sơ đất", "Biên nhận ghi trả ngày 5/11, đến nay chưa có kết quả."),
    ("Receipt: fee of the market", "I paid twice and got one receipt only. Please repay the second fee."),
    (
        "Rappel : ma demande",
        "Je souhaite rappeler le message que je vous ai envoyé : l'éclairage de la ruelle 12 est en panne.",
    ),
)


@pytest.mark.parametrize(("subject", "text"), RECEIPTS)
def test_a_receipt_in_words_is_never_acknowledged(subject: str, text: str) -> None:
    found = decided(subject, text, ANSWER)
    assert found.outcome in ("automatic", "held") and not found.replies


@pytest.mark.parametrize(("subject", "text"), READ_BY_PEOPLE)
def test_who_writes_of_receipts_and_reading_is_heard(subject: str, text: str) -> None:
    assert decided(subject, text).outcome == "case"


def test_what_was_read_aloud_is_no_receipt() -> None:
    aloud = decided(
        "Đã đọc: thông báo cắt nước", "Thư của phường đã được đọc trên loa, dân ngõ 5 không đồng ý.", ANSWER
    )
    assert aloud.outcome == "held"


# --- a calendar's answer to an invitation ----------------------------------------------------------------------------

EVENT = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:7@x\nDTSTART:20261112T020000Z\n"
    "SUMMARY:Họp tổ 7\nLOCATION:Nhà văn hoá tổ 7\nORGANIZER:mailto:tiepnhan@phuong.example.com\n{more}"
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:mau.le@example.com\nEND:VEVENT\nEND:VCALENDAR\n"
)
GOOGLES = """Lê Thị Mẫu has accepted this invitation.

Họp tổ 7
Thursday Nov 12, 2026 ⋅ 9am – 10am
Indochina Time - Ho Chi Minh City

Nhà văn hoá tổ 7
https://www.google.com/maps/search/Nh%C3%A0?hl=vi

Organizer
UBND phường Mẫu
tiepnhan@phuong.example.com

Guests
UBND phường Mẫu - organizer
Lê Thị Mẫu
View all guest info https://calendar.google.com/calendar/event?action=VIEW&eid=x

~~//~~
Invitation from Google Calendar: https://calendar.google.com/calendar/

You are receiving this email because you are subscribed to calendar notifications.
"""
GOOGLES_VI = """Lê Thị Mẫu đã từ chối lời mời này.

Họp tổ 7
Thứ Năm 12 thg 11, 2026 ⋅ 9am – 10am
Giờ Đông Dương - TP. Hồ Chí Minh

Người tổ chức
tiepnhan@phuong.example.com

Khách
tiepnhan@phuong.example.com - người tổ chức
Xem toàn bộ thông tin của khách https://calendar.google.com/calendar/event?action=VIEW&eid=x

~~//~~
Lời mời từ Lịch Google: https://calendar.google.com/calendar/

Bạn nhận được email này vì bạn đã đăng ký nhận thông báo lịch.
"""
ZIMBRAS = (
    "Có, tôi sẽ tham dự.\n\nChủ đề: Họp tổ 7\nNgười tổ chức: tiepnhan@phuong.example.com\nĐịa điểm: Nhà văn hoá tổ 7\n"
    "Thời gian: Thứ Năm, 12 tháng 11, 2026 9:00:00 SA\n\n*~*~*~*~*~*~*~*~*~*\n"
)
CLICKS = (
    "",
    GOOGLES,
    GOOGLES_VI,
    GOOGLES.replace("has accepted", "has tentatively accepted"),
    ZIMBRAS,
    "Lê Thị Mẫu has declined your event invitation\nHọp tổ 7\n12 Nov 2026 09:00 AM (Asia/Ho_Chi_Minh)\nWhere: Tổ 7",
    "Lê Thị Mẫu <mau.le@example.com> has accepted your event invitation.\n",
    "Lê Thị Mẫu has accepted the event Họp tổ 7",
    "Yes, I will attend.",
)
COMMENTS = (
    GOOGLES.replace(" this invitation.", ' this invitation with this note:\n\n"Tôi sẽ nói về cống tắc ở ngõ 5."'),
    "Tôi không dự được.\nĐèn ngõ 12 hỏng, nhờ phường ghi vào biên bản.\n\n" + GOOGLES,
    GOOGLES_VI.replace("Người tổ chức", "Nhờ phường cho thợ đến thông cống ngõ 5.\n\nNgười tổ chức"),
    ZIMBRAS + "\nCống trước nhà số 9 tắc.",
    "Tôi từ chối lời mời vì nhà đang ngập, nhờ phường cho máy bơm.",
    "Đã chấp nhận lời mời. Nhưng đèn ngõ 12 hỏng, đi họp tối không được.",
    "Nhà tôi bị dột.\nHọp tổ 7",
)


def click(text: str, more: str = "") -> Decision:
    parts = ["text/plain; charset=utf-8", text], ["text/calendar; charset=utf-8; method=REPLY", EVENT.format(more=more)]
    body = "".join(f"--b\nContent-Type: {type}\nContent-Transfer-Encoding: 8bit\n\n{said}\n" for type, said in parts)
    return decided("Đã trả lời: Họp tổ 7", body + "--b--\n", "Content-Type: multipart/alternative; boundary=b")


@pytest.mark.parametrize("text", CLICKS)
def test_a_calendars_answer_is_no_letter_however_long_its_words_are(text: str) -> None:
    assert click(text).outcome == "automatic"


@pytest.mark.parametrize("text", COMMENTS)
def test_who_writes_a_word_with_it_is_heard(text: str) -> None:
    assert click(text).outcome == "case"


def test_a_comment_in_the_calendar_alone_is_heard() -> None:
    assert click("", "COMMENT:Cống trước nhà số 9 tắc\\, nhờ phường xem.\n").outcome == "case"
    assert click("", "COMMENT:\n").outcome == "automatic"


# --- words of an owner's mailbox, and no sign of a machine -----------------------------------------------------------

LETTERS = (
    ("Vắng mặt", "Kính gửi phường, cô thủ thư vắng mặt cả tháng, trẻ con không mượn được sách."),
    ("Vắng mặt khi giao giấy", "Hôm bưu tá đến cả nhà đi làm, xin giao lại giấy mời."),
    ("Hỏi phí", "Tôi đang đi công tác ở tỉnh khác, có phải trả lời phiếu thu phí sau khi về không?"),
    ("Hỏi đơn", "Chúng tôi nghỉ lễ, phường có phản hồi đơn ngay sau đó không?"),
    ("Pump", "Your automatic reply helps nobody. Who repairs the pump of lane 4?"),
    ("Noise", "The karaoke bar sings out of office hours, please act."),
    ("Ồn", "Cửa hàng loa đài mở nhạc, nhân viên trả lời sẽ tắt ngay khi có phường."),
    ("Rác", "Nhân viên thu gom hẹn phản hồi trong thời gian sớm nhất, rác đã hai tuần."),
    ("Tổng đài", 'Tổng đài chỉ trả lời tự động: "xin chờ", nửa tiếng không ai nghe.'),
    ("Form", "I cannot reply right now on your form because the page is broken."),
    ("Auto-reply of the hotline", "The drain of lane 4 is blocked for two weeks, please open it."),
)
MAILBOXES = (
    "Tôi đang lái xe, sẽ gọi lại sau.",
    "Chào bạn. Tôi đang đi công tác đến hết ngày 20/11/2026. Tôi sẽ trả lời khi về.",
    "Hiện tôi không có mặt tại văn phòng, sẽ phản hồi sau khi trở lại.\n\nTrân trọng,\nLê Thị Mẫu",
    "Cảm ơn Quý khách đã liên hệ. Chúng tôi nghỉ lễ từ 30/4 đến 3/5. Chúng tôi sẽ phản hồi trong thời gian sớm nhất.",
    "I am currently in a meeting. I will get back to you as soon as I can.",
    "Tôi hiện đang nghỉ lễ, sẽ trả lời thư của Quý vị sau ngày 5/12.",
    "Hello, I'm driving right now. I'll call you back later.",
)


@pytest.mark.parametrize("more", [(), (ANSWER,)])
@pytest.mark.parametrize(("subject", "text"), LETTERS)
def test_no_letter_is_taken_for_a_mailboxs_answer(subject: str, text: str, more: tuple[str, ...]) -> None:
    found = decided(subject, text, *more)
    assert found.rule != "autoreply" and (found.outcome in ("case", "held") or found.replies)


@pytest.mark.parametrize("text", MAILBOXES)
def test_an_answer_that_is_nothing_but_an_owners_mailbox_speaking_is_held(text: str) -> None:
    found = decided("Re: Kết quả", text, ANSWER)
    assert (found.outcome, found.rule, found.replies) == ("held", "autoreply", ())


@pytest.mark.parametrize("text", MAILBOXES)
def test_who_goes_on_or_writes_first_is_heard(text: str) -> None:
    drain = "Cống trước nhà số 9 tắc hai tuần nay."
    assert decided("Re: Kết quả", f"{text} {drain}", ANSWER).outcome == "case"
    first = decided("Vắng mặt", text)
    assert first.rule != "autoreply" and (first.outcome in ("case", "held") or first.replies)
