"""Where a mail's words stand: parts that look like files, stubs before HTML, containers, broken transfer encodings."""

import base64
import binascii
import quopri
import struct
import zlib

import pytest

from gateway.channels import email
from gateway.channels.email import rtf, smime
from gateway.domain.model import Decoded

WORDS = "Cống trước nhà số 27 ngõ 8 tắc đã ba ngày, nước bẩn tràn vào nhà."
DANGER = "Cháy ở chung cư 7 Văn Miếu, có người kẹt bên trong, cứu với!"
HEAD = b"From: Mau <mau@example.com>\r\nTo: phuong@example.com\r\nSubject: Cong tac\r\nMessage-ID: <1@example.com>\r\n"


def mail(head: str, body: str | bytes) -> Decoded:
    octets = body if isinstance(body, bytes) else body.replace("\n", "\r\n").encode()
    return email.decode([HEAD + head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + octets])


def parts(kind: str, *each: tuple[str, str], boundary: str = "b") -> Decoded:
    body = "".join(f"--{boundary}\n{head}\n\n{content}\n" for head, content in each) + f"--{boundary}--\n"
    return mail(f'Content-Type: multipart/{kind}; boundary="{boundary}"', body)


PLAIN = "Content-Type: text/plain; charset=utf-8"
HTML = "Content-Type: text/html; charset=utf-8"
JPEG = 'Content-Type: image/jpeg; name="anh.jpg"\nContent-Transfer-Encoding: base64'


# --- transfer encodings ---


@pytest.mark.parametrize(
    "label", ["base64;", "Base64", '"base64"', "x-base64", "BASE64 (MIME)", "base-64", "base64; charset=utf-8", ""]
)
def test_base64_is_read_however_it_is_said(label: str) -> None:
    head = PLAIN + (f"\nContent-Transfer-Encoding: {label}" if label else "")
    code = base64.encodebytes(WORDS.encode()).decode()
    assert mail(head, code).text == WORDS
    third = base64.b64encode(WORDS.encode()[:21]).decode() + base64.b64encode(b"!").decode()
    assert mail(head, f"{third}\n{code}").text == WORDS.encode()[:21].decode() + "!" + WORDS or not label


@pytest.mark.parametrize(
    "label", ["quoted-printable;", "Quoted Printable", "QUOTED_PRINTABLE", "'quoted-printable'", "7bit", ""]
)
def test_quoted_printable_is_read_however_it_is_said(label: str) -> None:
    head = PLAIN + (f"\nContent-Transfer-Encoding: {label}" if label else "")
    code = quopri.encodestring(WORDS.encode()).decode()
    assert mail(head, code).text == WORDS
    if label not in ("7bit", ""):
        assert mail(head, code.replace("=\n", "=  \n")).text == WORDS


@pytest.mark.parametrize(
    "words", [WORDS, "Kinh gui phuong cong tac ba ngay roi", "Cong tac.", "a=b, c=d; http://example.com/?q=C3=A0"]
)
@pytest.mark.parametrize("label", ["base64", "8bit", "x-unknown", "binary;", ""])
def test_what_stands_in_clear_stays(words: str, label: str) -> None:
    assert mail(f"{PLAIN}\nContent-Transfer-Encoding: {label}", words).text == words


def test_the_last_of_several_labels_that_is_known_counts() -> None:
    head = f"{PLAIN}\nContent-Transfer-Encoding: 8bit\nContent-Transfer-Encoding: base64"
    assert mail(head, base64.b64encode(WORDS.encode()).decode()).text == WORDS


def test_a_multipart_that_is_encoded_as_a_whole_is_read() -> None:
    inner = (
        f"--b\r\n{PLAIN}\r\n\r\n{WORDS}\r\n--b\r\nContent-Type: image/png; name=a.png\r\n\r\nPNG\r\n--b--\r\n".encode()
    )
    encoded = {"base64": base64.encodebytes(inner), "quoted-printable": quopri.encodestring(inner)}
    for label, body in encoded.items():
        found = mail(f"Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: {label}", body)
        assert (found.text, [one.name for one in found.attachments]) == (WORDS, ["a.png"])
    clear = mail("Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64", inner)
    assert clear.text == WORDS


@pytest.mark.parametrize("boundary", ["cat  day", "a   b", "=_  x  y", " lead", "tab\tin"])
def test_every_blank_of_a_boundary_counts(boundary: str) -> None:
    assert parts("mixed", (PLAIN, WORDS), (JPEG, "AAAA"), boundary=boundary).text == WORDS


@pytest.mark.parametrize(
    "head", ["boundary=other", "", 'boundary=""', "boundary='b'", "boundary=B", "charset=utf-8; boundary = "]
)
def test_a_boundary_that_never_comes_is_guessed(head: str) -> None:
    body = f"Day la thu nhieu phan.\n\n--b\n{PLAIN}\n\n{WORDS}\n--b\n{JPEG}\n\nAAAA\n--b--\n"
    found = mail(f"Content-Type: multipart/mixed; {head}", body)
    assert (found.text, [one.name for one in found.attachments]) == (WORDS, ["anh.jpg"])


def test_a_type_without_its_semicolon_keeps_its_charset() -> None:
    found = mail("Content-Type: text/plain charset=windows-1251", "Снег".encode("cp1251"))
    assert found.text == "Снег"


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


# --- files in a text ---


def uuencoded(name: str, data: bytes) -> str:
    lines = [binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45)]
    return f"begin 644 {name}\n{''.join(lines)}`\nend\n"


def yenc(name: str, data: bytes) -> bytes:
    code = b"".join(
        b"=" + bytes([(octet + 106) % 256]) if (octet + 42) % 256 in (0, 10, 13, 61) else bytes([(octet + 42) % 256])
        for octet in data
    )
    lines = b"\r\n".join(code[at : at + 128] for at in range(0, len(code), 128) if code[at : at + 128])
    end = f"\r\n=yend size={len(data)}\r\n".encode()
    return f"=ybegin line=128 size={len(data)} name={name}\r\n".encode() + lines + end


DATA = bytes(range(1, 200)) * 2


@pytest.mark.parametrize("name", ["anh.jpg", "don xin.doc"])
def test_blocks_in_a_text_are_attachments(name: str) -> None:
    base64_block = f"begin-base64 644 {name}\n{base64.encodebytes(DATA).decode()}====\n"
    for block in (uuencoded(name, DATA), base64_block, uuencoded(name, DATA).replace("`\nend", " \nend")):
        found = mail(PLAIN, f"{WORDS}\n\n{block}\nXin cảm ơn")
        assert found.text.split() == f"{WORDS} Xin cảm ơn".split()
        assert [(one.name, one.content) for one in found.attachments] == [(name, DATA)]
    cut = mail(PLAIN, f"{WORDS}\n{uuencoded(name, DATA)[:-20]}")
    assert (cut.text, cut.attachments[0].content[:200]) == (WORDS, DATA[:200])


def test_yenc_is_an_attachment() -> None:
    data = bytes(range(256)).replace(b"\xd6", b"") + b"\x00\xff"
    found = mail(PLAIN, WORDS.encode() + b"\r\n" + yenc("anh mua.jpg", data) + "Hết".encode())
    assert found.text.split() == f"{WORDS} Hết".split()
    assert [(one.name, one.content) for one in found.attachments] == [("anh mua.jpg", data)]


@pytest.mark.parametrize(
    "words",
    [
        "begin 644 la gi\nToi khong hieu",
        "Xin begin 644 x.jpg\nM\nend",
        "begin 2026\nend",
        "=ybegin line=128 size=3 name=a.jpg\nkhong co ket thuc",
        "begin 644 a.txt\n`\nend",
    ],
)
def test_prose_about_blocks_stays(words: str) -> None:
    found = mail(PLAIN, words)
    assert (found.text, found.attachments) == (words, ())


# --- winmail.dat ---


def attribute(level: int, number: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, number, len(value)) + value + struct.pack("<H", sum(value) % 65_536)


def properties(*each: tuple[int, int, bytes]) -> bytes:
    out = struct.pack("<I", len(each))
    for kind, number, value in each:
        out += struct.pack("<HH", kind, number)
        out += value if kind in (3, 11) else struct.pack("<II", 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return out


def winmail(*attributes: bytes) -> bytes:
    return (
        struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00069007, struct.pack("<II", 1258, 0)) + b"".join(attributes)
    )


def file(name: str, data: bytes, *more: bytes) -> bytes:
    title = attribute(2, 0x00018010, name.encode() + b"\0")
    return attribute(2, 0x00069002, b"\0" * 14) + title + attribute(2, 0x0006800F, data) + b"".join(more)


HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)


def test_a_winmail_gives_its_files_and_its_text() -> None:
    long_name = attribute(
        2,
        0x00069005,
        properties(
            (31, 0x3707, "Ảnh cống.jpg".encode("utf-16-le") + b"\0\0"),
            (3, 0x3705, struct.pack("<I", 1)),
            (30, 0x370E, b"image/jpeg\0"),
        ),
    )
    files = file("ANH~1.JPG", b"\xff\xd8\xff", long_name) + file("don.pdf", b"%PDF-1.4")
    inner = winmail(file("trong.txt", b"abc"))
    embedded = attribute(2, 0x00069005, properties((13, 0x3701, b"\0" * 16 + inner)))
    html = attribute(1, 0x00069003, properties((258, 0x1013, f"<p>{DANGER}</p>".encode())))
    compressed = attribute(1, 0x00069003, properties((258, 0x1009, HELLO)))
    plain = attribute(1, 0x0002800C, "Nước ngập\0".encode("cp1258", "ignore"))
    unicode = attribute(1, 0x00069003, properties((31, 0x1000, DANGER.encode("utf-16-le"))))
    for body, said in ((html, DANGER), (compressed, "hello world"), (unicode, DANGER), (plain, "Nưc ngp"), (b"", "")):
        code = base64.encodebytes(winmail(body, files, file("thu", b"", embedded))).decode()
        head = 'Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: base64'
        found = parts("mixed", (PLAIN, ""), (head, code))
        assert found.text == said
        assert [(one.name, one.type) for one in found.attachments] == [
            ("Ảnh cống.jpg", "image/jpeg"),
            ("don.pdf", "application/octet-stream"),
            ("trong.txt", "application/octet-stream"),
        ]
        assert parts("mixed", (PLAIN, WORDS), (head.replace("ms-tnef", "octet-stream"), code)).text == WORDS


def test_a_broken_winmail_stays_a_file() -> None:
    whole = winmail(file("a.pdf", b"%PDF"))
    for data in (b"", b"no tnef", whole[:10], whole[: len(whole) // 2]):
        code = base64.encodebytes(data).decode()
        found = parts(
            "mixed",
            (PLAIN, WORDS),
            ("Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64", code),
        )
        assert [one.name for one in found.attachments] in (["winmail.dat"], ["a.pdf"])


def test_rich_text_is_read_as_it_is_shown() -> None:
    assert rtf.decompress(HELLO) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    shown = (
        rb"{\rtf1\ansi\ansicpg1258\fromhtml1{\fonttbl{\f0 Arial;}}{\*\htmltag84 <b>}Ph\u432?\u7901?ng\par C\'f4 \{1\}}"
    )
    assert rtf.to_text(shown) == "Phường\nCô {1}"
    found = mail("Content-Type: application/rtf", shown)
    assert (found.text, len(found.attachments)) == ("Phường\nCô {1}", 1)


# --- S/MIME ---


def der(tag: int, *contents: bytes, indefinite: bool = False) -> bytes:
    content = b"".join(contents)
    if indefinite:
        return bytes([tag, 0x80]) + content + b"\0\0"
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


OIDS = {"data": "2a864886f70d010701", "signed": "2a864886f70d010702", "enveloped": "2a864886f70d010703"}
OIDS |= {
    "compressed": "2a864886f70d0109100109",
    "name": "550403",
    "rsa": "2a864886f70d010101",
    "zlib": "2a864886f70d0109100308",
}


def oid(name: str) -> bytes:
    return der(6, bytes.fromhex(OIDS[name]))


def cms(kind: str, content: bytes, *, indefinite: bool = False) -> bytes:
    chunks = [der(4, content[at : at + 50]) for at in range(0, len(content), 50)]
    octets = der(0x24, *chunks, indefinite=True) if indefinite else der(4, content)
    inner = der(0x30, oid("data"), der(0xA0, octets, indefinite=indefinite), indefinite=indefinite)
    if kind == "compressed":
        octets = der(4, zlib.compress(content))
        body = der(0x30, der(2, b"\0"), der(0x30, oid("zlib")), der(0x30, oid("data"), der(0xA0, octets)))
    else:
        issuer = der(0x30, der(0x31, der(0x30, oid("name"), der(12, "CA Mẫu".encode()))))
        subject = der(0x30, der(0x31, der(0x30, oid("name"), der(12, "Trần Thị Mận".encode()))))
        dates = der(0x30, der(23, b"260101000000Z"), der(24, b"20300101000000Z"))
        body = der(0xA0, der(2, b"\2")) + der(2, b"\x2a") + der(0x30, oid("rsa"))
        certificate = der(0x30, der(0x30, body, issuer, dates, subject, der(0x30)), der(0x30), der(3, b"\0"))
        signer = der(0x31, der(0x30, der(2, b"\1"), der(0x30, issuer, der(2, b"\x2a"))))
        body = der(0x30, der(2, b"\1"), der(0x31), inner, der(0xA0, certificate), signer, indefinite=indefinite)
    return der(0x30, oid(kind), der(0xA0, body, indefinite=indefinite), indefinite=indefinite)


SIGNED_PART = f"{PLAIN}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{DANGER}\r\n".encode()


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        "Content-Type: application/x-pkcs7-mime; name=smime.p7m",
        "Content-Type: application/pkcs7-mime",
        'Content-Type: application/octet-stream; name="smime.p7m"\nContent-Disposition: attachment',
        "Content-Type: application/pkcs7-mime; smime-type=compressed-data",
    ],
)
def test_a_signature_gives_the_words_in_it_and_who_signed(head: str) -> None:
    for indefinite in (False, True):
        kind = "compressed" if "compressed" in head else "signed"
        code = base64.encodebytes(cms(kind, SIGNED_PART, indefinite=indefinite)).decode()
        whole = mail(f"{head}\nContent-Transfer-Encoding: base64", code)
        inside = parts("mixed", (f"{head}\nContent-Transfer-Encoding: base64", code), (PLAIN, "-- \nsent by list"))
        for found in (whole, inside):
            assert found.text.startswith(DANGER)
            assert found.flags == ("signed",)
            assert found.attachments == ()
        if kind == "signed":
            signer = whole.extra["signer"]
            assert isinstance(signer, dict)
            assert signer.pop("sha256")
            assert signer == {
                "name": "Trần Thị Mận",
                "issuer": "CA Mẫu",
                "serial": "2a",
                "valid_from": "2026-01-01T00:00:00Z",
                "valid_to": "2030-01-01T00:00:00Z",
            }


def test_a_signature_in_a_signature_is_opened_and_none_without_end() -> None:
    content = SIGNED_PART
    for depth in range(8):
        code = base64.encodebytes(cms("signed", content))
        content = b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n" + code
        found = email.decode([HEAD + content])
        assert (found.text == DANGER) is (depth < 5)


def test_what_is_encrypted_is_said_to_be() -> None:
    enveloped = base64.encodebytes(der(0x30, oid("enveloped"), der(0xA0, der(0x30, der(2, b"\0"))))).decode()
    for head in (
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
        "Content-Type: application/pkcs7-mime",
        "Content-Type: application/octet-stream; name=smime.p7m",
    ):
        assert "encrypted" in mail(f"{head}\nContent-Transfer-Encoding: base64", enveloped).flags
    assert "encrypted" in mail(PLAIN, "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----").flags
    clear = parts("mixed", (PLAIN, WORDS), (f"{head}\nContent-Transfer-Encoding: base64", enveloped))
    assert ("encrypted" in clear.flags, len(clear.attachments)) == (False, 1)
    pgp = parts("encrypted", ("Content-Type: application/pgp-encrypted", "Version: 1"), (JPEG, "AAAA"))
    assert "encrypted" in pgp.flags
    certificates = "Content-Type: application/pkcs7-mime; smime-type=certs-only; name=smime.p7c"
    assert "encrypted" not in parts("mixed", (PLAIN, WORDS), (certificates, "AAAA")).flags


def test_cut_and_mangled_signatures_break_nothing() -> None:
    whole = cms("signed", SIGNED_PART)
    for at in range(0, len(whole), 3):
        smime.open_message(whole[:at])
        smime.open_message(whole[:at] + bytes([whole[at] ^ 0x81]) + whole[at + 1 :])
    smime.open_message(b"\x30\x80" * 10_000)


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
