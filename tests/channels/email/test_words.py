"""Where a mail's words stand: parts that look like files, stubs before HTML, containers, what HTML shows."""

import base64

import pytest

from gateway.channels import email
from tests.support.mails import DANGER, HEAD, HTML, JPEG, PLAIN, WORDS, mail, parts

# --- parts that look like files ---


@pytest.mark.parametrize(
    "head",
    [
        'Content-Type: text/plain; charset=utf-8; name="text_0.txt"',
        f'{PLAIN}\nContent-Disposition: inline; filename="text_0.txt"',
        f'{PLAIN}\nContent-Disposition: inline; filename="Thu gui phuong.txt"',
        'Content-Type: text/html; charset=utf-8; name="body.html"',
        "Content-Type: text/plain; charset=utf-8; name*=utf-8''n%E1%BB%99i%20dung.txt",
    ],
)
def test_the_only_text_is_read_though_it_bears_a_name(head: str) -> None:
    for kind in ("mixed", "related"):
        found = parts(kind, (head, DANGER), (JPEG, "AAAA"))
        assert (found.text, [one.name for one in found.attachments], found.flags) == (DANGER, ["anh.jpg"], ())
    blank = parts("mixed", (PLAIN, " \u200b \n"), (head, DANGER), (PLAIN, "Đã gửi từ iPhone của tôi"))
    assert DANGER in blank.reply


@pytest.mark.parametrize("name", ["", '; filename="don.txt"', '; filename="thu.html"'])
def test_a_text_that_is_marked_as_attachment_is_read_and_stays_one(name: str) -> None:
    kind = HTML if "html" in name else PLAIN
    found = parts("mixed", (JPEG, "AAAA"), (f"{kind}\nContent-Disposition: attachment{name}", DANGER))
    assert found.text == DANGER
    assert len(found.attachments) == 2
    whole = mail(f"{kind}\nContent-Disposition: attachment{name}", DANGER)
    assert (whole.text, len(whole.attachments)) == (DANGER, 1 if name else 0)


def test_a_named_text_beside_a_letter_is_a_file() -> None:
    found = parts("mixed", (PLAIN, WORDS), ('Content-Type: text/plain; name="log.txt"', "boot ok"))
    assert (found.text, [one.name for one in found.attachments]) == (WORDS, ["log.txt"])


# --- stubs ---

STUBS = (
    "Thư này ở dạng HTML. Phần mềm của bạn không hiển thị được.",
    "Xem bản HTML",
    "\u200b",
    "\ufeff \u00a0",
    "Sent from my iPhone",
    "Đã gửi từ điện thoại Samsung Galaxy",
    "Được gửi từ Yahoo Mail cho iPhone",
    "This is a multi-part message in HTML format. Your e-mail client does not support it.",
    "To view this message, please use an HTML compatible email viewer!",
    "Please open this e-mail in your browser",
    "[image: anh.jpg]",
    "<https://example.com/anh>\n[cid:part1.anh]",
    "Nếu không xem được nội dung, vui lòng bấm vào đây: https://example.com/v/1",
    "(Không có nội dung văn bản)",
    "Nội dung thư được định dạng. Vui lòng mở bằng trình duyệt web để xem đầy đủ.",
)
LETTER = (
    "<p>Đường vào khu tập thể Mẫu ngập sâu 40 cm sau mỗi trận mưa, xe máy chết máy, người già và trẻ nhỏ không đi"
    " được.</p><p>Xin nạo vét cống trước cửa nhà số 8, chúng tôi cảm ơn.</p>"
)


@pytest.mark.parametrize("stub", STUBS)
def test_html_is_read_where_the_plain_text_is_a_stub(stub: str) -> None:
    found = parts("alternative", (PLAIN, stub), (HTML, LETTER))
    assert found.text.startswith("Đường vào khu tập thể"), found.text
    assert found.flags == ("html_only",)


@pytest.mark.parametrize(
    ("plain", "html"),
    [
        (WORDS, f"<p>{WORDS}</p>"),
        ("Cống tắc", "<p>Cống tắc</p><hr><p>Công ty TNHH Ví Dụ, 12 Hàng Mẫu, điện thoại, trang web</p>"),
        ("Trang web phường không mở được trên trình duyệt", "<p>Trang web phường không mở được trên trình duyệt</p>"),
        (
            "Biểu mẫu HTML của phường bị lỗi, tôi không hiển thị được",
            "<div>Biểu mẫu HTML của phường bị lỗi, tôi không hiển thị được</div>",
        ),
        ("Dạ vâng ạ", "<p></p>"),
        ("Xem bản HTML", "<p> </p>"),
        ("Sent from my iPhone", "<br>"),
    ],
)
def test_plain_text_that_says_what_the_html_says_is_read(plain: str, html: str) -> None:
    assert parts("alternative", (PLAIN, plain), (HTML, html)).text == plain


def test_named_parts_of_an_alternative_are_its_texts() -> None:
    found = parts(
        "alternative",
        ('Content-Type: text/plain; name="a.txt"; charset=utf-8', WORDS),
        ('Content-Type: text/html; name="a.html"; charset=utf-8', f"<p>{WORDS}</p>"),
    )
    assert (found.text, found.attachments) == (WORDS, ())


# --- mails and invitations that are attached ---


def test_a_forwarded_mail_gives_its_words() -> None:
    inner = f"From: ba@example.com\nSubject: Cháy\n{PLAIN}\n\n{DANGER}"
    message = "Content-Type: message/rfc822\nContent-Disposition: attachment; filename=thu.eml"
    for cover in ("", "Xem thu dinh kem", "Kính chuyển"):
        found = parts("mixed", (PLAIN, cover), (message, inner))
        assert found.text.endswith(f"Cháy\n\n{DANGER}")
        assert found.reply == (cover or found.text)
        assert [one.name for one in found.attachments] == ["thu.eml"]
    long = parts("mixed", (PLAIN, f"{WORDS} {WORDS}"), (message, inner))
    assert (long.text, long.enclosed) == (f"{WORDS} {WORDS}", f"Cháy\n\n{DANGER}")
    code = base64.encodebytes(inner.encode()).decode()
    for odd in ('Content-Type: application/octet-stream; name="thu.eml"', "Content-Type: message/rfc822"):
        assert DANGER in parts("mixed", (f"{odd}\nContent-Transfer-Encoding: base64", code)).reply
    nested = f"Subject: Fwd\nContent-Type: message/rfc822\n\n{inner}"
    assert DANGER in parts("mixed", ("Content-Type: message/rfc822", nested)).reply


def test_what_a_report_returns_is_no_word_of_its_sender() -> None:
    returned = f"Subject: x\nFrom: a@b.vn\n\n{DANGER}"
    found = parts("report", (PLAIN, "Khong gui duoc"), ("Content-Type: message/rfc822", returned))
    assert (DANGER in found.text, found.enclosed) == (False, "")


INVITATION = """BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VEVENT
DTSTART;TZID=Asia/Ho_Chi_Minh:20261201T090000
SUMMARY:Họp bàn việc ngập
LOCATION:Nhà văn hoá\\, tổ 5
DESCRIPTION:Nhà bị ngập và có dây điện rơi xuống nước
  rất nguy hiểm.\\nMời cán bộ.
ATTENDEE;PARTSTAT=ACCEPTED:mailto:mau@example.com
BEGIN:VALARM
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def test_an_invitation_gives_its_words_where_nothing_else_does() -> None:
    said = (
        "Họp bàn việc ngập\nNhà văn hoá, tổ 5\n01/12/2026 09:00\n"
        "Nhà bị ngập và có dây điện rơi xuống nước rất nguy hiểm.\nMời cán bộ."
    )
    for method in ("REQUEST", "PUBLISH"):
        calendar = f"Content-Type: text/calendar; charset=utf-8; method={method}"
        assert mail(calendar, INVITATION.format(method=method)).text == said
        file = 'Content-Type: text/calendar; charset=utf-8; name="moi.ics"\nContent-Disposition: attachment'
        assert parts("mixed", (file, INVITATION.format(method=method))).text == said
        assert parts("alternative", (PLAIN, WORDS), (calendar, INVITATION.format(method=method))).text == WORDS


def test_a_calendar_that_accepts_is_no_letter() -> None:
    for method, told in (("REPLY", "; method=REPLY"), ("REPLY", ""), ("COUNTER", "; method=COUNTER")):
        calendar = f"Content-Type: text/calendar; charset=utf-8{told}"
        body = INVITATION.format(method=method)
        for found in (mail(calendar, body), parts("alternative", (PLAIN, ""), (calendar, body))):
            assert (found.kind, found.text) == ("automatic", "")
            assert [sign.code for sign in found.signs] == ["sign.calendar_reply"]


# --- other shapes ---


def test_a_mail_whose_lines_end_with_cr_alone_is_read() -> None:
    octets = (HEAD.replace(b"\r\n", b"\n") + f"{PLAIN}\n\n{WORDS}\nHết.\n".encode()).replace(b"\n", b"\r")
    found = email.decode([octets])
    assert (found.sender, found.text) == ("mailto:mau@example.com", f"{WORDS}\nHết.")
    assert email.sender_key(octets) == found.sender


def test_a_multipart_of_no_kind_is_one() -> None:
    assert [one.name for one in parts("*", (PLAIN, WORDS), (JPEG, "/9j/4A==")).attachments] == ["anh.jpg"]


def test_photos_of_an_attached_mail_are_the_mail_s_too_and_its_other_files_stay_in_it() -> None:
    inner = (
        "From: ban@example.com\nSubject: Anh\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=c\n\n"
        f"--c\n{PLAIN}\n\nAnh hien truong\n--c\n{JPEG}\n\n/9j/4A==\n"
        "--c\nContent-Type: application/pdf; name=don.pdf\n\n%PDF\n--c--\n"
    )
    found = parts("mixed", (PLAIN, WORDS), ("Content-Type: message/rfc822", inner))
    assert [one.name for one in found.attachments] == ["tep-1.eml", "anh.jpg"]
    assert found.attachments[1].content == b"\xff\xd8\xff\xe0"
    outer = f"From: me@example.com\nSubject: Fwd\nContent-Type: message/rfc822\n\n{inner}"
    nested = parts("mixed", (PLAIN, WORDS), ("Content-Type: message/rfc822", outer))
    assert [one.name for one in nested.attachments] == ["tep-1.eml", "anh.jpg"]


@pytest.mark.parametrize("form", ["&#{};", "\\u{:04x}"])
def test_letters_that_a_form_has_put_as_numbers_are_letters(form: str) -> None:
    numbered = "".join(sign if sign.isascii() else form.format(ord(sign)) for sign in WORDS)
    assert mail(PLAIN, numbered).text == WORDS
    for plain in ("Mau &#273;, C:\\u1234", "&#38; &#60; &#62; &#34;", "&#273; &#9999999;", "&#55357;&#55358;&#55359;"):
        assert mail(PLAIN, plain).text == plain


@pytest.mark.parametrize("kind", ["text/markdown", "text/x-unknown", "application/xhtml+xml"])
def test_a_text_of_another_kind_is_read_where_nothing_else_is_there(kind: str) -> None:
    content = f"<html><body><p>{WORDS}</p></body></html>" if "xhtml" in kind else WORDS
    part = f"Content-Type: {kind}; charset=utf-8"
    assert mail(part, content).text == WORDS
    assert parts("alternative", (part, content)).text == WORDS
    if kind.startswith("text/"):
        assert parts("mixed", (PLAIN, "Kính gửi phường"), (part, content)).text == "Kính gửi phường"


@pytest.mark.parametrize("kind", ["text/csv", "text/vcard", "text/css", "text/xml"])
def test_a_text_for_programs_is_a_file(kind: str) -> None:
    found = parts("mixed", (f"Content-Type: {kind}", "a;b"))
    assert (found.text, len(found.attachments)) == ("", 1)


def test_base64_for_addresses_of_the_web_is_read() -> None:
    code = base64.urlsafe_b64encode(f"{WORDS}???>>>".encode()).decode()
    assert mail(f"{PLAIN}\nContent-Transfer-Encoding: base64", code).text == f"{WORDS}???>>>"


def test_a_mail_in_a_digest_may_begin_with_an_empty_line() -> None:
    assert WORDS in parts("digest", ("", f"\nFrom: ba@example.com\nSubject: Cong\n{PLAIN}\n\n{WORDS}")).text


# --- what HTML shows beside its paragraphs ---


SHOWN = (
    "<form><textarea>{0}</textarea></form>",
    "<form><textarea>{0}",
    "<select><option>{0}</option></select>",
    "<select><option>Khác</option><option selected>{0}</option></select>",
    "<object data='x.swf'>{0}</object>",
    "<svg><style>text {{ fill: red }}</style><text>{0}</text></svg>",
    "<title>{0}",
    "<html><head><title>{0}<body><p>Trân trọng</p>",
)


@pytest.mark.parametrize("html", SHOWN)
def test_what_a_reader_sees_in_html_is_read_wherever_it_stands(html: str) -> None:
    assert WORDS in mail(HTML, html.format(WORDS)).text


def test_a_letter_beside_a_field_of_a_form_loses_nothing() -> None:
    found = mail(HTML, f"<p>Kính gửi phường</p><textarea>{WORDS}\n\nTrân trọng</textarea><p>Vi</p>").text
    assert found.split("\n") == ["Kính gửi phường", "", WORDS, "", "Trân trọng", "", "Vi"]


@pytest.mark.parametrize(
    "html",
    [
        "<html><head><title>Mail</title></head><body><p>{0}</p></body></html>",
        "<p>{0}</p><select><option>Chọn</option><option selected></option><option>Khiếu nại</option></select>",
        "<p>{0}</p><datalist><option>Cống</option></datalist>",
        "<p>{0}</p><svg><title>logo</title><desc>logo</desc><defs><text>logo</text></defs><path d='M0'/></svg>",
        "<p>{0}</p><template>Mẫu</template><script>var a</script><style>p {{}}</style>",
    ],
)
def test_what_no_reader_sees_in_html_is_not_read(html: str) -> None:
    assert mail(HTML, html.format(WORDS)).text == WORDS


RICHER = (
    ("Xin xem ảnh.", "<p>Xin xem ảnh.</p><p>Cháy nhà số 12 ngõ 5 phố Mẫu, có người mắc kẹt bên trong, cần xe gấp</p>"),
    ("Kính gửi phường,", f"<p>Kính gửi phường,</p>{LETTER}"),
    ("Chào anh/chị, tôi gửi phản ánh", f"<div>Chào anh/chị, tôi gửi phản ánh</div>{LETTER}"),
    ("Đèn hỏng (xem bảng)", ("<p>Đèn hỏng (xem bảng)</p><table><tr><td>Ngõ 5</td><td>hỏng ba hôm nay, tối không thấy gì"
     "</td></tr><tr><td>Ngõ 7</td><td>dây điện rơi xuống đường, trẻ em hay chơi</td></tr></table>")),
)  # fmt: skip


@pytest.mark.parametrize(("plain", "html"), RICHER)
def test_html_that_says_all_and_much_more_is_read(plain: str, html: str) -> None:
    found = parts("alternative", (PLAIN, plain), (HTML, html))
    assert found.text == parts("alternative", (HTML, html)).text


@pytest.mark.parametrize(
    ("plain", "html"),
    [
        (
            "Vâng, 8 giờ sáng mai tôi có mặt.",
            f"<p>Vâng, 8 giờ sáng mai tôi có mặt.</p><blockquote>{LETTER}</blockquote>",
        ),
        ("Đồng ý", "<p>Đồng ý</p><p>Gửi từ điện thoại Samsung Galaxy của tôi</p>"),
        (
            WORDS,
            f"<p>{WORDS}</p><p>--&nbsp;</p><p>Lê Thị Mẫu<br>Công ty TNHH Ví Dụ<br>12 phố Mẫu, phường Mẫu, Hà Nội</p>",
        ),
    ],
)
def test_html_whose_more_is_a_quote_or_a_footer_stays_behind_the_plain_text(plain: str, html: str) -> None:
    assert parts("alternative", (PLAIN, plain), (HTML, html)).text == plain


def test_a_lone_part_for_dynamic_mail_is_read_and_none_beside_another() -> None:
    amp = "Content-Type: text/x-amp-html; charset=utf-8"
    assert mail(amp, f"<html><body><p>{WORDS}</p></body></html>").text == WORDS
    assert parts("alternative", (amp, f"<p>{WORDS}</p>")).text == WORDS
    assert parts("alternative", (PLAIN, "Kính gửi phường"), (amp, f"<p>{WORDS}</p>")).text == "Kính gửi phường"


# --- texts that are too long to be kept ---

LAST = "Xong. Cháy nhà số 12 phố Mẫu!"


@pytest.mark.parametrize(
    ("kind", "line", "last"),
    [(PLAIN, "Dòng thư dài về cống tắc.\n", LAST), (HTML, "<p>Dòng thư dài.</p>\n", f"<p>{LAST}</p>")],
)
def test_of_a_text_that_is_too_long_its_beginning_and_its_end_are_kept(kind: str, line: str, last: str) -> None:
    found = mail(kind, line * 420_000 + last)
    assert "truncated" in found.flags
    assert len(found.text) <= 2_000_000
    assert (found.text[:5], found.text[-len(LAST) :]) == ("Dòng ", LAST)
    assert "\n[…]\n" in found.text


def test_texts_that_are_too_long_together_are_flagged() -> None:
    found = parts("mixed", *[(PLAIN, "Dòng thư dài về cống tắc.\n" * 50_000)] * 2, (PLAIN, LAST))
    assert "truncated" in found.flags
    assert found.text.endswith(LAST)


def test_a_text_that_is_long_and_not_too_long_is_whole() -> None:
    words = "Dòng thư dài về cống tắc.\n" * 70_000 + LAST
    found = mail(PLAIN, words)
    assert (found.text, found.flags) == (words, ())


# --- a header with a line that is no field ---


def test_a_header_goes_on_behind_a_line_that_is_no_field() -> None:
    head = f"Received: x\na line without a sign\nFrom: Vi <vi@example.com>\nSubject: Cong\n{PLAIN}"
    found = email.decode([f"{head}\n\n{WORDS}".encode()])
    assert (found.sender, found.subject, found.text) == ("mailto:vi@example.com", "Cong", WORDS)


def test_the_rest_of_a_subject_that_nobody_folded_ends_no_header() -> None:
    head = "From: Vi <vi@example.com>\r\nSubject: Cong tac\r\no ngo 5\r\nMIME-Version: 1.0\r\n"
    body = f"{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{PLAIN}\r\n\r\n{WORDS}\r\n--b--\r\n"
    found = email.decode([body.encode()])
    assert (found.sender, found.subject, found.text) == ("mailto:vi@example.com", "Cong tac", WORDS)


@pytest.mark.parametrize(
    "body",
    [
        "Kính gửi phường\nCống tắc.",
        "Kính gửi phường\nĐịa chỉ: ngõ 5",
        "Kính gửi phường\nSubject: ngõ 5 ngập",
        "Kính gửi phường\nFrom: ngõ 5\nTo: ngõ 7",
        "Kính gửi phường\nEmail: vi@example.com",
    ],
)
def test_a_letter_that_no_empty_line_parts_from_its_header_is_whole(body: str) -> None:
    head = f"From: Vi <vi@example.com>\nTo: phuong@example.com\nSubject: Cong\n{PLAIN}\n"
    assert email.decode([f"{head}{body}".encode()]).text == body


def test_a_part_that_no_empty_line_parts_from_its_header_is_whole() -> None:
    words = "Thư chuyển tiếp:\nFrom: a@example.com\nTo: b@example.com"
    body = f"Content-Type: multipart/mixed; boundary=b\n\n--b\n{PLAIN}\n{words}\n--b--\n"
    assert email.decode([f"From: Vi <vi@example.com>\n{body}".encode()]).text == words
