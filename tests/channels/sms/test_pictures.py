"""What tells that a picture waits at the operator's, and what only speaks of pictures."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from gateway.channels import sms
from gateway.channels.sms import mms
from gateway.domain.model import Decoded
from tests.channels.sms.conftest import options_of
from tests.support import pdus

AT = datetime(2026, 11, 20, 8, 15, tzinfo=timezone(timedelta(hours=7)))
CITIZEN = "+84590003301"
URN = f"tel:{CITIZEN}"


def read(*lines: str) -> Decoded:
    return sms.decode([sms.decode_pdu(line) for line in lines])


def said_by(sender: str, words: str) -> str:
    """One SMS in the alphabet that its words need."""
    return pdus.deliver(sender, words, AT, coding="gsm7" if words.isascii() else "ucs2")


def notice(author: str, *, kind: bytes = b"application/vnd.wap.mms-message\0", before: bytes = b"\x98T1\0") -> str:
    """The content of an m-notification-ind, as Latin-1."""
    said = author.encode() + b"\0"
    body = b"\x8c\x82" + before + b"\x8d\x90\x89" + bytes((len(said) + 1, 0x80)) + said
    return (b"\x01\x06" + bytes((len(kind) + 2,)) + kind + b"\xaf\x84" + body + b"\x83http://mms.example/1\0").decode(
        "latin-1"
    )


PUSH = bytes((6, 5, 4, 0x0B, 0x84, 0x23, 0xF0))


@pytest.mark.parametrize(
    ("centre", "author", "urn"),
    [
        ("8193", "+84590003304/TYPE=PLMN", "tel:+84590003304"),
        ("MMSC", "0590003304/TYPE=PLMN", "tel:+84590003304"),
        ("8193", "84590003305", "tel:+84590003305"),
        ("8193", "quan@example.com", "sms:8193"),
        ("8193", "1414/TYPE=PLMN", "sms:8193"),
        (CITIZEN, "+84590003304/TYPE=PLMN", URN),  # not the network's: whoever sent it could name a stranger
        (CITIZEN, f"{CITIZEN}/TYPE=PLMN", URN),
    ],
)
def test_a_picture_s_notice_says_who_sent_it(centre: str, author: str, urn: str) -> None:
    for words in (notice(author), notice(author, kind=b"\xbe", before=b"")):
        decoded = read(pdus.deliver(centre, words, AT, coding="8bit", udh=PUSH))
        assert (decoded.sender, decoded.text, decoded.flags) == (urn, "", ("mms", "binary"))


def test_a_picture_s_notice_in_two_parts_is_one() -> None:
    words = notice("+84590003304/TYPE=PLMN")
    header = bytes((11, *PUSH[1:], 0, 3, 9, 2))
    parts = [pdus.deliver("8193", words[:60], AT, coding="8bit", udh=header + b"\1")]
    parts.append(pdus.deliver("8193", words[60:], AT, coding="8bit", udh=header + b"\2"))
    assert read(*parts).sender == "tel:+84590003304"


def test_another_push_is_no_picture() -> None:
    words = notice("+84590003304/TYPE=PLMN", kind=b"text/vnd.wap.si\0")
    assert read(pdus.deliver("8193", words, AT, coding="8bit", udh=PUSH)).flags == ("binary",)


@pytest.mark.parametrize(
    ("centre", "words", "urn"),
    [
        ("MMS", "Ban co tin nhan MMS tu so 0590003304. Xem o mms.example, ma 12", "+84590003304"),
        ("8193", "Quy khach nhan duoc 01 tin nhan da phuong tien tu thue bao 84590003304", "+84590003304"),
        ("VNNET", "Bạn vừa nhận được tin nhắn hình ảnh từ số 0590 003 304", "+84590003304"),
        ("996", "You have received a multimedia message from +84590003304.", "+84590003304"),
        ("MMSC", "Tin nhan MMS cua 0590.003.304 se het han sau 3 ngay", "+84590003304"),
        ("MMS", "Thue bao 0590003304 vua gui cho quy khach mot tin nhan MMS", "+84590003304"),
        ("MMS", "MMS: 0590 003 304 gui cho ban 1 buc anh", "+84590003304"),
        ("MMS", "Quy khach nhan duoc tin nhan MMS tu so dt 0590003304", "+84590003304"),
        ("MMS", "Quy khach nhan duoc tin MMS tu dt 0590003304", "+84590003304"),
        ("MMS", "Anh/chi co MMS moi. Nguoi gui: 0590003304", "+84590003304"),
        ("MMS", "Anh/chi co MMS moi\nTu: 0590003304", "+84590003304"),
        ("MMS", "Ban vua nhan duoc mot tin nhan da phuong tien (MMS) tu nguoi gui 0590003304", "+84590003304"),
        ("MMS", "MMS moi tu so may 0590003304", "+84590003304"),
        ("MMS", "You have 1 MMS from: (+84)590003304", "+84590003304"),
        ("MMS", "MMS from 84-590-003-304", "+84590003304"),
        ("MMS", "Tin nhan MMS tu +840590003304", "+84590003304"),
        ("MMS", "+84590003304 has sent you a picture message. View it at http://mms.example", "+84590003304"),
        ("MMS", "You have got a new photo message. Sender: +84 590 003 304", "+84590003304"),
        ("MMS", "A multimedia message from 0590003304 is waiting for you", "+84590003304"),
        ("MMS", "Ban nhan duoc MMS tu thue bao so: 0590003304", "+84590003304"),
        ("MMS", "Ban nhan duoc MMS tu thue bao: 0590003304", "+84590003304"),
        ("MMS", "Ban co tin MMS tu anh/chi co so 0590003304", "+84590003304"),
        ("MMS", "KH co tin nhan hinh moi tu thue bao (0590003304), soan XEM gui 191 de xem", "+84590003304"),
        ("MMS", "Số 0590003304 đã gửi tới Quý khách 01 tin nhắn hình ảnh lúc 10:05", "+84590003304"),
        ("MMS", "So 0590003304 gui den may cua ban mot hinh anh", "+84590003304"),
        ("MMS", "Quy khach co 01 tin MMS do thue bao 0590003304 gui luc 10:05 28/11", "+84590003304"),
        ("MMS", "Ban co MMS tu 0590003304 10:05 28/11/2026", "+84590003304"),
        ("MMS", "Ban co MMS tu 0590003304 5 phut truoc", "+84590003304"),
        ("MMS", "Ban co MMS tu +4915112345678.", "+4915112345678"),
        ("MMS", "Tin nhan hinh cua so 0590003304 gui 10:05 28/11 dang cho Quy khach tai mms.example", "+84590003304"),
        ("MMS", "Ban co MMS tu 0590003304. De xem, dang ky dich vu MMS: soan MMS gui 191", "+84590003304"),
        ("MMS", "Ban vua nhan duoc 1 tin nhan MMS duoc gui tu so 0590003304", "+84590003304"),
        ("MMS", "Multimedia message received from 0590003304", "+84590003304"),
        ("MMS", "Da nhan MMS tu 0590003304", "+84590003304"),
        ("MMS", "Hop thu MMS: 1 tin moi tu 0590003304", "+84590003304"),
        ("MMS", "[MMS] Tu: 0590003304. Chu de: den hong", "+84590003304"),
        ("MMS", "MMS. Nguoi gui: 0590003304", "+84590003304"),
        ("MMS", "0590003304 vua chia se hinh anh voi ban", "+84590003304"),
        ("MMS", "Thue bao 84590003301 nhan duoc tin MMS tu thue bao 84590003304", "+84590003304"),
        ("VNNET", "Ban co 1 tin nhan MMS tu 0590003304 va 0590003305", "+84590003304"),
    ],
)
def test_an_operator_s_words_about_a_picture_are_its_notice(centre: str, words: str, urn: str) -> None:
    decoded = read(said_by(centre, words))
    assert (decoded.sender, decoded.text, decoded.flags) == (f"tel:{urn}", "", ("mms",))
    assert decoded.extra["text"] == words


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        (CITIZEN, "Ban co tin nhan MMS tu so 0590003304"),  # anybody could name a stranger
        ("9123", "Dang ky goi MMS: soan MMS10 gui 9123, CSKH 18001091"),
        ("VNNET", "Ban co 1 cuoc goi nho tu so 0590003304"),
        ("996", "Ban co tin nhan MMS moi. Truy cap http://mms.example de xem"),
        ("VNNET", "Canh bao: tin nhan hinh lua dao tu so 0590003304 mao danh cong an"),
        ("VNNET", "Canh bao! Ban co the nhan duoc tin nhan MMS tu so 0590003304, tuyet doi khong mo"),
        ("VNNET", "Neu nhan duoc tin nhan MMS tu so 0590003304, Quy khach xoa ngay"),
        ("VNNET", "Khong mo tin nhan hinh anh tu so 0590003304: co ma doc"),
        ("VNNET", "Tin nhan MMS tu 0590003304 mao danh ngan hang, hay canh giac"),
        ("VNNET", "Warning: picture messages from +84590003304 are a scam"),
        ("VNNET", "If you receive an MMS from +84590003304, do not open it"),
        ("VNNET", "Dang ky MMS, tang 50 tin. Goi tu 0590003304 de duoc tu van"),
        ("VNNET", "Quy khach co 50 tin MMS mien phi. Goi 0590003304 de duoc tu van"),
        ("VNNET", "Quy khach co 50 tin nhan MMS tu goi MMS50 (dang ky tu so 0590003304)"),
        ("VNNET", "Quy khach nhan duoc 50 tin MMS mien phi do thue bao 0590003304 gioi thieu"),
        ("VNNET", "Gui MMS khong gioi han! Lien he tu van vien so 0590003304"),
        ("VNNET", "MMS chi 100d/tin. Tu van: 0590003304"),
        ("VNNET", "Goi MMS cua thue bao 84590003304 da het han. Gia han soan GH gui 191"),
        ("VNNET", "Dich vu MMS cua so 0590003304 da bi huy"),
        ("VNNET", "Tin nhan MMS gui tu 0590003304 den 0590003305 khong thanh cong"),
        ("VNNET", "Tin nhan MMS cua Quy khach gui den so 0590003304 da duoc nhan"),
        ("VNNET", "Quy khach da gui 1 tin nhan MMS cho thue bao 0590003304"),
        ("VNNET", "Your MMS to 0590003304 was not sent"),
        ("VNNET", "Chay kho hang! hinh anh tu so 0590003304"),
        ("VNNET", "Ban co MMS tu so 05900033xx"),
        ("VNNET", "Thue bao 0590003304 da bi khoa vi phat tan tin nhan hinh anh"),
        ("VNNET", "Thue bao 0590003304 gui tang Quy khach goi MMS 30 ngay"),
        ("VNNET", "Ban co muon gui hinh anh tu so 0590003304 khong"),
        ("VNNET", "Phuong thong bao: co hinh anh vi pham tu so 0590003304"),
        ("VNNET", "Quy khach khong co tin nhan MMS tu so 0590003304"),
        ("VNNET", "Quy khach chua nhan duoc tin nhan MMS tu so 0590003304"),
        ("VNNET", "Cuoc MMS moi tu 0590003304: 300d"),
        ("VNNET", "Goi MMS moi tu 0590003304"),
        ("VNNET", "Lua chon MMS moi cua 0590003304"),
        ("VNNET", "Dich vu MMS moi tu thue bao 0590003304"),
        ("VNNET", "Khong cung cap OTP, hinh anh cho so 0590003304 gui cho ban"),
        ("VNNET", "Thue bao 0590003304 da gui cho ban 10000d, dung de gui MMS"),
        ("VNNET", "Tin nhan MMS tu so 0590003304 la tin nhan gia"),
        ("VNNET", "De phong tin nhan hinh anh tu so 0590003304 gia danh nguoi than"),
        ("VNNET", "Doi tuong dung so 0590003304 gui hinh anh den ban de tong tien"),
        ("VNNET", "Quy khach da tu choi nhan MMS tu so 0590003304"),
        ("VNNET", "Dien thoai moi, chup hinh anh dep, LH ban hang tu 0590003304"),
        ("VNNET", "Da chan 1 tin MMS rac tu so 0590003304 gui den Quy khach"),
    ],
)
def test_other_words_about_pictures_are_what_they_are(sender: str, words: str) -> None:
    decoded = read(said_by(sender, words))
    assert (decoded.text, decoded.flags) == (words, ())


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Ban co tin nhan MMS tu so 0590003304", "Ban co tin nhan MMS tu so 0590003304"),
        ("Tin nhan MMS cua thue bao 84590003304 se het han sau 3 ngay", None),
        ("Thue bao 0590003304 vua gui cho quy khach mot tin nhan MMS", None),
        ("MMS moi tu so may 0590003304\n", "MMS moi tu so may 0590003304"),
    ],
)
def test_our_own_number_in_an_operator_s_words_sent_no_picture(words: str, text: str | None) -> None:
    own = options_of(Path("phone"), "dummy", number="+84590003304")
    for centre, sender in (("MMS", "sms:MMS"), ("8193", "sms:8193")):
        decoded = sms.authenticate(read(said_by(centre, words)), own)
        assert (decoded.sender, decoded.text, decoded.reply, decoded.flags) == (
            sender,
            text or words,
            text or words,
            (),
        )
    name = said_by(CITIZEN, words).replace(pdus.address(CITIZEN), pdus.name("19001234"))
    assert sms.authenticate(read(name), own).sender == 'sms:"19001234"'
    other = options_of(Path("phone"), "dummy")
    assert sms.authenticate(read(said_by("MMS", words)), other).sender == "tel:+84590003304"


def test_our_own_number_in_a_picture_s_notice_sent_none() -> None:
    own = options_of(Path("phone"), "dummy", number="+84590003304")
    pdu = pdus.deliver("8193", notice("+84590003304/TYPE=PLMN"), AT, coding="8bit", udh=PUSH)
    decoded = sms.authenticate(read(pdu), own)
    assert (decoded.sender, decoded.text, decoded.flags) == ("sms:8193", "", ("mms", "binary"))


@pytest.mark.parametrize("length", [141, 200, 255])
def test_a_picture_s_notice_whose_length_is_too_large_is_one(length: int) -> None:
    words = notice("+84590003304/TYPE=PLMN")
    pdu = pdus.deliver("8193", words, AT, coding="8bit", udh=PUSH)
    head = len(pdu) - 2 * len(PUSH) - 2 * len(words) - 2
    decoded = read(f"{pdu[:head]}{length:02X}{pdu[head + 2 :]}")
    assert (decoded.sender, decoded.text, decoded.flags) == ("tel:+84590003304", "", ("mms", "binary", "truncated"))


@pytest.mark.parametrize(
    "words", ["Ban co MMS ", "MMS tu ", "mms tu so so : ", "0 5 9 ", "quy khach co ", "mms tu (", "x: "]
)
def test_of_an_operator_s_long_words_the_beginning_is_read(words: str) -> None:
    assert mms.author_in_words(words * 100_000) == ""
    assert mms.author_in_words(words * 90 + "mms moi. Nguoi gui: 0590003304") in ("", "+84590003304")
