"""What a PDU's octets say where gammu says less, or nothing: at least five instances of each kind."""

from datetime import datetime, timedelta, timezone

import pytest

from gateway.channels import sms
from gateway.channels.sms import wire
from gateway.channels.sms.decode import completed
from gateway.domain.model import Decoded
from tests.support import pdus

AT = datetime(2026, 11, 20, 8, 15, tzinfo=timezone(timedelta(hours=7)))
CITIZEN = "+84590003301"
URN = f"tel:{CITIZEN}"


def read(*lines: str) -> Decoded:
    return sms.decode([sms.decode_pdu(line) for line in lines])


def from_address(field: str, text: str = "Den hong") -> Decoded:
    """A deliver whose address field (length, type, semi-octets) is given in hex."""
    return read(pdus.deliver(CITIZEN, text, AT).replace(pdus.address(CITIZEN), field))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("\0Đèn hỏng ở ngõ 5", "Đèn hỏng ở ngõ 5"),
        ("\0\0Cháy nhà số 7", "Cháy nhà số 7"),
        ("Cháy\0 ở ngõ 8 phố Mẫu", "Cháy ở ngõ 8 phố Mẫu"),
        ("Rác\0\0\0 đầy\0 hẻm 12", "Rác đầy hẻm 12"),
        ("Ngập đường Mẫu\0", "Ngập đường Mẫu"),
        ("Tắc cống\n\0số 4", "Tắc cống\nsố 4"),
        ("\0", ""),
    ],
)
def test_a_nul_takes_no_words_with_it(written: str, text: str) -> None:
    assert read(pdus.deliver(CITIZEN, written, AT)).text == text


LONG = "Cháy ở ngõ 8 phố Mẫu, cần xe cứu hoả gấp, có người mắc kẹt"


@pytest.mark.parametrize("length", [141, 150, 160, 200, 255])
@pytest.mark.parametrize(("coding", "text"), [("ucs2", LONG), ("gsm7", "Chay o ngo 8 pho Mau"), ("8bit", "Chay ngo 8")])
def test_a_length_beyond_an_sms_gives_what_is_there(length: int, coding: str, text: str) -> None:
    """3GPP TS 23.040 §9.2.3.16 allows 140 octets, or 160 septets; gammu refuses the whole."""
    pdu = pdus.deliver(CITIZEN, text, AT, coding=coding)
    head = len(pdus.deliver(CITIZEN, "", AT, coding=coding)) - 2
    decoded = read(f"{pdu[:head]}{length:02X}{pdu[head + 2 :]}")
    said = decoded.text.rstrip("@") if coding == "gsm7" else decoded.text  # bits that fill the last octet up
    assert (decoded.kind, decoded.sender, said) == ("message", URN, text)
    assert decoded.sent_at == AT
    assert "truncated" in decoded.flags


def test_a_part_whose_length_is_too_large_still_has_its_place() -> None:
    parts = [pdus.deliver(CITIZEN, text, AT, udh=pdus.part(7, 2, n)) for n, text in ((1, "Cháy ở "), (2, "ngõ 8"))]
    head = len(pdus.deliver(CITIZEN, "", AT)) - 2
    long = f"{parts[0][:head]}A0{parts[0][head + 2 :]}"
    assert read(long, parts[1]).text == "Cháy ở ngõ 8"
    place = sms.decode([sms.decode_pdu(long)]).extra["concat"]
    assert place == {"ref": 7, "total": 2, "part": 1}


@pytest.mark.parametrize(
    "octets",
    [
        "00",
        "07914895000000F0",
        pdus.deliver(CITIZEN, "\x01\x02\x03", AT)[:-4] + "0004",
        pdus.report(CITIZEN, 3, 0, AT, AT)[:30],
        "zz",
        "",
    ],
)
def test_octets_that_say_nothing_complete_no_record(octets: str) -> None:
    record = wire.unknown(octets)
    assert completed(record) == record


@pytest.mark.parametrize("number", ["*101#", "*101*", "0#19", "*9092#", "#1", "1414#", "*123*1#", "+84*10#"])
def test_star_and_hash_of_an_address_are_kept_and_are_a_service_s(number: str) -> None:
    decoded = read(pdus.deliver(number, "Tai khoan con 12.000d", AT))
    assert decoded.extra["sender"] == number
    assert decoded.sender == ("" if number.startswith("+") else f"sms:{number}")


@pytest.mark.parametrize("name", ["0590003302", "84590003302", "19001234", "113", "1 900 12", "+84590", "0590.003"])
def test_a_name_made_of_digits_is_nobody_s_number(name: str) -> None:
    pdu = pdus.deliver(CITIZEN, "Den duong hong", AT).replace(pdus.address(CITIZEN), pdus.name(name))
    decoded = read(pdu)
    assert decoded.extra["sender"] == name
    assert decoded.sender == f'sms:"{name}"' == sms.sender_key(sms.decode_pdu(pdu))


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"Den duong hong o ngo 5", "Den duong hong o ngo 5"),
        ("Đèn đường ngõ 5 hỏng".encode(), "Đèn đường ngõ 5 hỏng"),
        (b"Mat dien toan bo ngo 14\0", "Mat dien toan bo ngo 14"),
        (b"Dong 1\r\nDong 2", "Dong 1\nDong 2"),
        ("Cháy nhà 🔥".encode(), "Cháy nhà 🔥"),
        ("Đèn đường ngõ 5 hỏng".encode("utf-16-be"), "Đèn đường ngõ 5 hỏng"),
        (b"\x01\x06\x22\x80", ""),
        (b"\xff\xfeD\x00", ""),
        (b"12345", ""),
    ],
)
@pytest.mark.parametrize("dcs", [0x04, 0x14, 0xF4, 0xF5])
def test_eight_bit_data_that_is_plainly_text_is_read(octets: bytes, text: str, dcs: int) -> None:
    decoded = read(pdus.deliver(CITIZEN, octets.decode("latin-1"), AT, coding="8bit", dcs=dcs))
    assert (decoded.text, decoded.extra["data"], decoded.flags) == (text, octets.hex(), ("binary",))


def test_what_is_addressed_to_a_program_is_no_text() -> None:
    port = bytes((6, 5, 4, 0x23, 0xF4, 0, 0))
    assert read(pdus.deliver(CITIZEN, "BEGIN:VCARD", AT, coding="8bit", udh=port)).text == ""


@pytest.mark.parametrize(
    ("text", "udh"),
    [
        ("  Cam on phuong ", b""),
        ("\nDen hong\n", b""),
        (" ngõ 8 phố Mẫu", pdus.part(0x62, 2, 2)),
        ("Cháy ở ", pdus.part(0x62, 2, 1)),
        ("  ", pdus.part(0x62, 3, 2)),
    ],
)
def test_a_part_s_own_blanks_stay_in_what_explain_shows(text: str, udh: bytes) -> None:
    decoded = read(pdus.deliver(CITIZEN, text, AT, udh=udh))
    assert decoded.extra["text"] == text
    assert decoded.text.replace("[…]", "").strip() == text.strip()


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
    ],
)
def test_an_operator_s_words_about_a_picture_are_its_notice(centre: str, words: str, urn: str) -> None:
    decoded = read(pdus.deliver(centre, words, AT))
    assert (decoded.sender, decoded.text, decoded.flags) == (f"tel:{urn}", "", ("mms",))
    assert decoded.extra["text"] == words


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        (CITIZEN, "Ban co tin nhan MMS tu so 0590003304"),  # anybody could name a stranger
        ("9123", "Dang ky goi MMS: soan MMS10 gui 9123, CSKH 18001091"),
        ("VNNET", "Ban co 1 cuoc goi nho tu so 0590003304"),
        ("996", "Ban co tin nhan MMS moi. Truy cap http://mms.example de xem"),
    ],
)
def test_other_words_about_pictures_are_what_they_are(sender: str, words: str) -> None:
    decoded = read(pdus.deliver(sender, words, AT))
    assert (decoded.text, decoded.flags) == (words, ())


@pytest.mark.parametrize("size", range(20, 34))
def test_a_letter_cut_between_two_parts_of_octets_is_whole(size: int) -> None:
    words = "Đường ngõ 5 hỏng nặng, nước bẩn tràn, 🔥 cháy lớn"
    octets = words.encode()
    pieces = [octets[:size], octets[size : 2 * size], octets[2 * size :]]
    parts = [
        pdus.deliver(CITIZEN, piece.decode("latin-1"), AT, coding="8bit", udh=pdus.part(0x62, 3, n))
        for n, piece in enumerate(pieces, 1)
    ]
    assert read(*parts).text == words
    assert words.startswith(read(parts[0]).text.removesuffix(" […]").rstrip("\ufffd").rstrip())
    assert words.endswith(read(parts[2]).text.removeprefix("[…] ").lstrip("\ufffd").lstrip())


def test_half_an_octet_at_the_end_is_lost_alone() -> None:
    assert sms.decode([sms.decode_pdu(pdus.deliver(CITIZEN, "Cong tac o ngo 5", AT) + "4")]).text == "Cong tac o ngo 5"


def test_utf_8_of_which_each_octet_was_taken_for_a_letter_is_read() -> None:
    words = "Đường ngõ 5 ngập nặng, nước vào nhà"
    decoded = read(pdus.deliver(CITIZEN, words.encode().decode("latin-1"), AT))
    assert (decoded.text, decoded.flags) == (words, ("mojibake",))
    lost = read(pdus.deliver(CITIZEN, words.encode().decode("cp1252", "ignore"), AT))  # one octet has no letter there
    assert lost.text.endswith("ngõ 5 ngập nặng, nước vào nhà") and "mojibake" in lost.flags
    assert read(pdus.deliver(CITIZEN, "Ärger á la carte ở ngõ Ã 5", AT)).flags == ()
