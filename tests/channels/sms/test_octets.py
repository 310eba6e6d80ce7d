"""What a PDU's octets say where gammu says less, or nothing: at least five instances of each kind."""

import random
import unicodedata
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from gateway.channels import short_messages, sms
from gateway.channels.sms import wire
from gateway.channels.sms.decode import completed
from gateway.domain.errors import Unreadable
from gateway.domain.model import Decoded
from tests.support import pdus

CORPUS = Path(__file__).parents[2] / "corpus" / "sms"
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


@pytest.mark.parametrize("sign", ["\ufeff", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\u00ad"])
@pytest.mark.parametrize("coding", ["ucs2", "8bit"])
def test_a_sign_of_no_width_at_the_beginning_is_no_letter(sign: str, coding: str) -> None:
    def said(words: str) -> str:
        written = words if coding == "ucs2" else words.encode().decode("latin-1")
        return read(pdus.deliver(CITIZEN, written, AT, coding=coding)).text

    words = "Đèn\u200b hỏng 👨\u200d👩 ở ngõ 5"
    assert said(sign + words) == words
    assert said(f" {sign}{sign}\ufeff\n {words}") == words
    assert said(sign) == said(f"{sign} {sign}") == ""


def swapped(words: str) -> str:
    """UCS-2 text whose octets stand the other way round."""
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-be", "surrogatepass")


LITTLE_ENDIAN = [
    "Cháy nhà số 5 Hàng Bột, cứu với",
    "Rac o ngo 5 qua nhieu",
    "Đèn đường ngõ 5 hỏng ☔\ufe0f 😀",
    "Ngập",
    "HUY HN-7K3M9K",
    "TT HN-7K3M9K",
    "Please repair the lamp at 5 Hang Bot",
    "“Ngõ 5” – tắc cống…\nTổ 5",
    "Ngo\u0303 5 hỏng",
]


@pytest.mark.parametrize("words", LITTLE_ENDIAN)
def test_ucs_2_whose_octets_stand_the_other_way_round_is_read_by_its_words(words: str) -> None:
    """3GPP TS 23.038 §6.2.3 has the more significant octet first."""
    said = unicodedata.normalize("NFC", words)
    for written in (swapped(words), swapped("\ufeff" + words)):
        decoded = read(pdus.deliver(CITIZEN, written, AT))
        assert (decoded.text, decoded.flags) == (said, ("charset",))
        beyond = read(longer(pdus.deliver(CITIZEN, written, AT), 160, written))
        assert (beyond.text, beyond.flags) == (said, ("charset", "truncated"))


@pytest.mark.parametrize("words", ["5", "TC", "👍", "Снег не убирают", "道路坏了三天", "🔥🔥"])
def test_a_mark_says_in_which_order_octets_stand_that_give_no_latin_words(words: str) -> None:
    decoded = read(pdus.deliver(CITIZEN, swapped("\ufeff" + words), AT))
    assert (decoded.text, decoded.flags) == (words, ("charset",))


@pytest.mark.parametrize("mark", [1, 2, 3])
def test_parts_of_ucs_2_whose_octets_stand_the_other_way_round_are_read_together(mark: int) -> None:
    pieces = ["Cháy nhà số 5 \ud83d", "\udd25 Hàng Bột ", "tổ", " 5"]
    parts = [
        pdus.deliver(CITIZEN, swapped("\ufeff" * (n <= mark) + piece), AT, udh=pdus.part(0x63, 4, n))
        for n, piece in enumerate(pieces, 1)
    ]
    assert (read(*parts).text, read(*parts).flags) == ("Cháy nhà số 5 🔥 Hàng Bột tổ 5", ("charset",))
    assert read(*parts[1:]).text == "[…] \ufffd Hàng Bột tổ 5"


@pytest.mark.parametrize(
    "words",
    [
        *LITTLE_ENDIAN,
        *(
            "一",
            "一一一一",
            "最一刀",
            "开开开开",
            "最最最",
            "一开愁",
            "道路坏了三天没有人来修理",
            "가나다라",
            "도로가 파손",
        ),
        *("Снег не убирают", "ถนนพัง", "道路が壊れています", "👍", "😀😀", "5", "", "?", "\u4100\u4200", "ﻣﺮﺣﺒﺎ"),
    ],
)
def test_ucs_2_whose_octets_stand_as_they_should_stays(words: str) -> None:
    said = unicodedata.normalize("NFC", words)
    for written in (words, "\ufeff" + words):
        decoded = read(pdus.deliver(CITIZEN, written, AT))
        assert (decoded.text, decoded.flags) == (said, ())


def test_a_mark_that_is_wrong_about_the_order_does_not_spoil_the_words() -> None:
    decoded = read(pdus.deliver(CITIZEN, "\ufffe" + LITTLE_ENDIAN[0], AT))
    assert decoded.text == LITTLE_ENDIAN[0]


@pytest.mark.parametrize("sign", ["\ufeff", "\u200b"])
def test_a_sign_of_no_width_before_the_first_of_several_parts_is_no_letter(sign: str) -> None:
    parts = [
        pdus.deliver(CITIZEN, text, AT, udh=pdus.part(7, 2, n)) for n, text in ((1, f"{sign}Cháy ở "), (2, "ngõ 8"))
    ]
    assert read(*parts).text == "Cháy ở ngõ 8"
    assert read(parts[0]).text == "Cháy ở  […]"


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


def longer(pdu: str, length: int, words: str, udh: bytes = b"") -> str:
    """The PDU with another TP-UDL than its words have."""
    head = len(pdu) - 2 * len(udh) - 2 * len(words.encode("utf-16-be", "surrogatepass")) - 2
    return f"{pdu[:head]}{length:02X}{pdu[head + 2 :]}"


@pytest.mark.parametrize("length", [141, 160, 255])
@pytest.mark.parametrize(
    "words",
    [
        "Cháy nhà số 5 Hàng Bột 👨\u200d👩\u200d👧 cứu với",
        "Đèn hỏng ở ngõ 5 \U0001fae8",  # newer than the tables of the oldest Python that runs us
        "Đèn hỏng \U0001fac6 ngõ 5",
        "Đèn hỏng\u200b ngõ 5",
        "Đèn hỏng\u00a0ngõ 5",
        "\ufeffĐèn hỏng ngõ 5",
        "Đèn hỏng ngõ 5 \u2060\u00ad",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f đèn hỏng",
        "Đèn hỏng \ue415 ngõ 5",  # an emoji of phones before Unicode had any
        "Ngã tư ngập ☔\ufe0f",
        "5",
        "12/5",
        "5\ufe0f\u20e3",
        "★★★★☆",
        "👍",
        "\U0001fae8",
        "?",
        "0912345678",
    ],
)
def test_a_length_beyond_an_sms_gives_whatever_somebody_typed(length: int, words: str) -> None:
    decoded = read(longer(pdus.deliver(CITIZEN, words, AT), length, words))
    said = words.removeprefix("\ufeff")
    assert (decoded.kind, decoded.sender, decoded.text, decoded.flags) == ("message", URN, said, ("truncated",))


def test_a_length_beyond_an_sms_gives_utf_8_that_was_taken_for_letters() -> None:
    words = "Đường ngõ 5 ngập".encode().decode("latin-1")
    decoded = read(longer(pdus.deliver(CITIZEN, words, AT), 160, words))
    assert (decoded.text, decoded.flags) == ("Đường ngõ 5 ngập", ("mojibake", "truncated"))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Đèn hỏng\x1a", "Đèn hỏng"),  # Ctrl-Z ends a text at a modem
        ("Đèn hỏng ngõ 5" + "\uffff" * 20, "Đèn hỏng ngõ 5"),  # what fills a place on the SIM up
        ("5\uffff", "5"),
        ("5\0\0", "5"),
    ],
)
def test_what_ends_a_text_whose_length_is_too_large_is_no_word(written: str, text: str) -> None:
    assert read(longer(pdus.deliver(CITIZEN, written, AT), 160, written)).text == text


@pytest.mark.parametrize("words", ["\x01\x02\x03", "\uffff" * 20, "\0\0", " ", "\u200b", "", "\x1a"])
def test_a_length_beyond_an_sms_with_nothing_that_is_seen_is_unreadable(words: str) -> None:
    with pytest.raises(Unreadable):
        read(longer(pdus.deliver(CITIZEN, words, AT), 160, words))


@pytest.mark.parametrize("wrong", [(1,), (2,), (1, 2)])
@pytest.mark.parametrize(
    ("first", "second"), [("Đèn hỏng \ud83d", "\ude21 ngõ 5"), ("\ud83d", "\udd25 cháy"), ("1", "2")]
)
def test_half_a_pair_at_the_seam_of_parts_whose_length_is_too_large_is_whole(
    wrong: tuple[int, ...], first: str, second: str
) -> None:
    parts = []
    for number, words in ((1, first), (2, second)):
        pdu = pdus.deliver(CITIZEN, words, AT, udh=pdus.part(8, 2, number))
        parts.append(longer(pdu, 150, words, pdus.part(8, 2, number)) if number in wrong else pdu)
    joined = (first + second).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    assert (read(*parts).text, read(*parts).flags) == (joined, ("truncated",))


@pytest.mark.parametrize("length", [141, 200, 255])
def test_data_whose_length_is_too_large_is_what_it_is(length: int) -> None:
    def beyond(sender: str, words: str, udh: bytes) -> str:
        pdu = pdus.deliver(sender, words, AT, coding="8bit", udh=udh)
        head = len(pdu) - 2 * len(udh) - 2 * len(words) - 2
        return f"{pdu[:head]}{length:02X}{pdu[head + 2 :]}"

    card = read(beyond(CITIZEN, "BEGIN:VCARD", bytes((6, 5, 4, 0x23, 0xF4, 0, 0))))
    assert (card.sender, card.text, card.flags) == (URN, "", ("binary", "truncated"))
    for words in ("Cháy nhà số\u00a05", "Cháy nhà 👨\u200d👩\u200d👧", "5", "\ufeffCháy"):
        text = read(beyond(CITIZEN, words.encode().decode("latin-1"), b""))
        assert (text.text, text.flags) == (words.removeprefix("\ufeff"), ("binary", "truncated"))
    torn = read(beyond(CITIZEN, "Cháy nhà số 5 Hà".encode()[:-1].decode("latin-1"), pdus.part(9, 2, 1)))
    assert torn.text.startswith("Cháy nhà số 5 H")


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
        ("Cháy nhà số\u00a05 Hàng Bột, cứu với".encode(), "Cháy nhà số\u00a05 Hàng Bột, cứu với"),
        ("Đèn hỏng\u200b ngõ 5".encode(), "Đèn hỏng\u200b ngõ 5"),
        ("Cháy nhà 👨\u200d👩\u200d👧".encode(), "Cháy nhà 👨\u200d👩\u200d👧"),
        ("Cháy nhà \U0001fae8".encode(), "Cháy nhà \U0001fae8"),
        ("Cháy nhà \ue415".encode(), "Cháy nhà \ue415"),
        ("Cháy 🔥".encode("utf-16-be", "surrogatepass").decode("utf-16-be").encode("utf-8"), "Cháy 🔥"),
        ("Cháy \ud83d\udd25".encode("utf-8", "surrogatepass"), "Cháy 🔥"),  # CESU-8, of old Java
        ("\ufeffCháy nhà số 5".encode(), "Cháy nhà số 5"),
        ("\ufeffCháy nhà số 5".encode("utf-16-be"), "Cháy nhà số 5"),
        ("\ufeffCháy nhà số 5".encode("utf-16-le"), "Cháy nhà số 5"),
        ("Cháy nhà số 5".encode("utf-16-le"), "Cháy nhà số 5"),
        ("Cháy nhà số 5".encode("utf-16-be") + b"\0\0", "Cháy nhà số 5"),
        ("Cháy nhà số 5".encode("utf-16-be") + b"\0", "Cháy nhà số 5"),
        ("Cháy nhà số 5\0\0".encode("utf-16-le"), "Cháy nhà số 5"),
        ("Cháy nhà số\u00a05 \U0001fae8".encode("utf-16-be"), "Cháy nhà số\u00a05 \U0001fae8"),
        ("Cháy\0nhà số 5".encode("utf-16-be"), "Cháy nhà số 5"),
        ("TC".encode("utf-16-be"), "TC"),
        ("5".encode("utf-16-be"), "5"),
        ("5".encode("utf-16-le"), "5"),
        ("👍".encode("utf-16-be"), ""),  # four octets above 0x7F: anything
        (b"Den hong\0ngo 5 Van Mieu", "Den hong ngo 5 Van Mieu"),
        (b"\0Den hong ngo 5", "Den hong ngo 5"),
        (b"Den hong\0\0\0ngo 5\0\0", "Den hong ngo 5"),
        (b"Den hong\x0cngo 5", "Den hong\nngo 5"),
        (b"Den hong\x0bngo 5", "Den hong\nngo 5"),
        (b"Den hong ngo 5\x1a", "Den hong ngo 5"),
        (b"Den hong ngo 5\r\x1a\0", "Den hong ngo 5"),
        (b"5", "5"),
        (b"12345", "12345"),
        (b"12/5", "12/5"),
        ("👍".encode(), "👍"),
        ("5\ufe0f\u20e3".encode(), "5\ufe0f\u20e3"),
        ("★★★★☆".encode(), "★★★★☆"),
        (b"\x01\x06\x22\x80", ""),
        (b"\xff\xfeD\x00", ""),
        (b"\x05", ""),
        (b"\0\0\0", ""),
        (b" \r\n", ""),
        ("\u200b\ufeff".encode(), ""),
        (b"\x80", ""),
        (b"\xc3", ""),
        (b"\x02\x03AB\x1b", ""),
        (b"\0\1\0\2\0\3\0\4", ""),
    ],
)
@pytest.mark.parametrize("dcs", [0x04, 0x14, 0xF4, 0xF5])
def test_eight_bit_data_that_is_plainly_text_is_read(octets: bytes, text: str, dcs: int) -> None:
    decoded = read(pdus.deliver(CITIZEN, octets.decode("latin-1"), AT, coding="8bit", dcs=dcs))
    assert (decoded.text, decoded.extra["data"], decoded.flags) == (text, octets.hex(), ("binary",))


OLD_TEXTS = {
    "tcvn3": b"R\xb8c ng\xcbp h\xcem 42, h\xabi th\xe8i l\xbem, xin d\xe4n gi\xf3p b\xb5 con.".decode("latin-1"),
    "vni": b"Ra\xf9c nga\xe4p he\xfbm 42, ho\xe2i tho\xe1i la\xe9m, xin do\xefn giu\xf9p ba\xf8 con.".decode("latin-1"),
    "viscii": b"R\xe1c ng\xa7p h\xebm 42, h\xf4i th\xafi l\xa1m, xin d\xf7n gi\xfap b\xe0 con.".decode("latin-1"),
    "vps": b"R\xe1c ng\xc6p h\xc8m 42, h\xf4i th\xd3i l\xa1m, xin d\x86n gi\xfap b\xe0 con.".decode("latin-1"),
    "cp1258": b"R\xe1c ng\xe2\xf2p he\xd2m 42, h\xf4i th\xf4\xeci l\xe3\xecm, xin do\xf2n gi\xfap b\xe0 con.".decode(
        "latin-1"
    ),
}
SAID = "Rác ngập hẻm 42, hôi thối lắm, xin dọn giúp bà con."


@pytest.mark.parametrize("name", OLD_TEXTS)
@pytest.mark.parametrize("dcs", [0x04, 0xF4, 0xF5])
def test_eight_bit_data_in_an_encoding_of_old_programs_is_read(name: str, dcs: int) -> None:
    decoded = read(pdus.deliver(CITIZEN, OLD_TEXTS[name], AT, coding="8bit", dcs=dcs))
    assert (decoded.text, decoded.flags) == (SAID, tuple(sorted(("binary", name))))
    assert decoded.extra["data"] == OLD_TEXTS[name].encode("latin-1").hex()


@pytest.mark.parametrize("name", OLD_TEXTS)
@pytest.mark.parametrize("size", range(1, 50, 7))
def test_parts_in_an_encoding_of_old_programs_are_read_together(name: str, size: int) -> None:
    pieces = (OLD_TEXTS[name][:size], OLD_TEXTS[name][size:])
    parts = [
        pdus.deliver(CITIZEN, piece, AT, coding="8bit", udh=pdus.part(0x63, 2, n)) for n, piece in enumerate(pieces, 1)
    ]
    assert read(*parts).text == SAID


@pytest.mark.parametrize(
    "words",
    [
        "Rac o ngo 5 quá nhiêu",
        "Rac o ngo 5 nhieu quá",  # half a letter of UTF-8, it seems
        "Cháy nhà",
        "Nhà bà Hà có lò gà, khói mù, hôi quá, sao cu lo di thê",
        "nuoc tràn vào nhà so 5 Hang Bot, goi may lan roi khong ai toi",
    ],
)
def test_eight_bit_data_in_latin_1_is_read(words: str) -> None:
    decoded = read(pdus.deliver(CITIZEN, words, AT, coding="8bit"))
    assert (decoded.text, decoded.flags) == (words, ("binary",))
    assert read(pdus.deliver(CITIZEN, f"{words}\0\x1a", AT, coding="8bit")).text == words


def test_eight_bit_data_in_utf_8_with_a_spoiled_octet_is_read() -> None:
    octets = SAID.encode().replace("ậ".encode(), b"\xe1\xba\xff", 1)
    decoded = read(pdus.deliver(CITIZEN, octets.decode("latin-1"), AT, coding="8bit"))
    assert decoded.text.endswith("p hẻm 42, hôi thối lắm, xin dọn giúp bà con.")
    assert decoded.flags == ("binary", "damaged", "replaced")


BINARY = {
    "WAP push without its ports": "".join((CORPUS / "binary-wap-push.pdu").read_text().split())[60:],
    "bookmark (WBXML)": "01062D1F2B6170706C69636174696F6E2F782D7761702D70726F762E62726F777365722D626F6F6B6D61726B"
    "730081EA01016A0045C67F0187151103446F696E67200001871711036874747024002F2F7761702E01010101",
    "ringtone": "024A3A51D195CDD004001B205505906105605585505485408208499000",
    "operator logo": "0030004054001000481C000000000000000030FE0C00C07F030C06301818301806300C18301806300C1830",
    "picture (JPEG)": "FFD8FFE000104A46494600010100000100010000FFDB004300080606070605080707070909080A0C140D0C0B0B",
    "SIM data (TS 31.115)": "02700000301506211919000001B2D3F2A9E8C4B6E7F0A1C3D5B8E9FAC0D1E2B3C4A5F6E7D8C9",
    "Siemens data": "2F2F53454F01280001000000D2040000010000000600766366E1E0F2E8F5E3EA",
    "deflate": "789C4BCC4BCC2D5048CBCF2FB2522848CC4BCC294D5528C8CC4B07004D3B07F4",
    "counters": "00010002000300E100E200E300F4",
    "marks alone": "E120E220F320F420FA20E120E120E2",
    "one letter": "E1",
    "one word": "43E179",
    "French": "4FF920657374206C61206D61697269652C2073276966",
}


@pytest.mark.parametrize("name", BINARY)
def test_data_of_programs_is_no_text(name: str) -> None:
    octets = bytes.fromhex(BINARY[name])[:140]
    decoded = read(pdus.deliver(CITIZEN, octets.decode("latin-1"), AT, coding="8bit"))
    assert (decoded.text, decoded.flags) == ("", ("binary",))


@pytest.mark.parametrize("least", [0x00, 0x20, 0xA0])
def test_random_octets_are_no_text_in_an_old_encoding(least: int) -> None:
    drawn = random.Random(least)
    for size in (2, 4, 6, 8, 10, 14, 20, 30, 60, 140) * 300:
        octets = bytes(drawn.randrange(least, 0x100) for _ in range(size))
        assert short_messages.old_text(octets) == ("", None), octets


@pytest.mark.parametrize("size", range(2, 30))
@pytest.mark.parametrize("order", ["utf-16-be", "utf-16-le"])
def test_utf_16_of_octets_that_is_cut_anywhere_is_whole(size: int, order: str) -> None:
    words = "Cháy nhà 👨\u200d👩 số 5"
    octets = words.encode(order)
    parts = [
        pdus.deliver(CITIZEN, piece.decode("latin-1"), AT, coding="8bit", udh=pdus.part(0x63, 2, n))
        for n, piece in enumerate((octets[:size], octets[size:]), 1)
    ]
    assert read(*parts).text == words


@pytest.mark.parametrize("code", ["utf-8", "utf-16-be", "utf-16-le"])
def test_a_byte_order_mark_in_each_part_is_no_letter(code: str) -> None:
    parts = [
        pdus.deliver(CITIZEN, piece.encode(code).decode("latin-1"), AT, coding="8bit", udh=pdus.part(0x63, 2, n))
        for n, piece in ((1, "\ufeffCháy nhà "), (2, "\ufeffsố 5 Hàng Bột"))
    ]
    assert read(*parts).text == "Cháy nhà số 5 Hàng Bột"


@pytest.mark.parametrize("size", range(10, 40))
@pytest.mark.parametrize("order", ["utf-16-be", "utf-16-le"])
def test_of_a_first_part_of_utf_16_that_came_alone_all_but_half_a_letter_is_read(size: int, order: str) -> None:
    words = "Cháy nhà số 5 Hàng Bột, cứu với"
    piece = words.encode(order)[:size].decode("latin-1")
    decoded = read(pdus.deliver(CITIZEN, piece, AT, coding="8bit", udh=pdus.part(0x63, 2, 1)))
    assert decoded.extra["text"] == words[: size // 2]


@pytest.mark.parametrize(
    "dcs", [0x0C, 0x1C, 0x2C, 0x3C, 0x4C, 0x5C, 0x6C, 0x7C, 0x80, 0x84, 0x88, 0x90, 0xA8, 0xB0, 0xBF, 0xF8]
)
def test_reserved_codings_are_the_default_alphabet(dcs: int) -> None:
    """3GPP TS 23.038 §4: "Any reserved codings shall be assumed to be the GSM 7 bit default alphabet"."""
    words = "Chay nha so 5 Hang Bot, cuu voi [~] {5}"
    decoded = read(pdus.deliver(CITIZEN, words, AT, coding="gsm7", dcs=dcs))
    assert (decoded.sender, decoded.text, decoded.flags) == (URN, words, ())
    assert (decoded.extra["encoding"], decoded.extra["data"]) == ("gsm7", "")
    long = "Chay nha so 5 Hang Bot, cuu voi. " * 4 + "Ngo 12"
    assert read(pdus.deliver(CITIZEN, (long * 2)[:160], AT, coding="gsm7", dcs=dcs)).text == (long * 2)[:160].strip()
    parts = [
        pdus.deliver(CITIZEN, piece, AT, coding="gsm7", dcs=dcs, udh=pdus.part(5, 2, n))
        for n, piece in ((1, "Chay nha so 5 "), (2, "Hang Bot"))
    ]
    assert read(*parts).text == "Chay nha so 5 Hang Bot"


@pytest.mark.parametrize(
    ("dcs", "coding"),
    [
        *((dcs, "gsm7") for dcs in (0x10, 0x40, 0xC0, 0xD0, 0xF0)),
        *((dcs, "8bit") for dcs in (0x14, 0x44, 0x54, 0xF4)),
        *((dcs, "ucs2") for dcs in (0x18, 0x48, 0x58, 0xE0)),
    ],
)
def test_codings_that_are_defined_stay_what_they_are(dcs: int, coding: str) -> None:
    decoded = read(pdus.deliver(CITIZEN, "Chay nha so 5", AT, coding=coding, dcs=dcs))
    assert (decoded.text, decoded.extra["encoding"]) == ("Chay nha so 5", coding)


VOICE_MAIL = "Quy khach co 1 tin nhan thoai"


@pytest.mark.parametrize(
    ("dcs", "coding"), [(0xC0, "gsm7"), (0xC8, "gsm7"), (0xD8, "gsm7"), (0xDB, "gsm7"), (0xE8, "ucs2"), (0xEA, "ucs2")]
)
@pytest.mark.parametrize("sender", [CITIZEN, "+842438250000", "1414", "VINAPHONE"])
def test_words_of_a_set_or_passing_indication_are_a_notice_whoever_sent_them(
    sender: str, dcs: int, coding: str
) -> None:
    """3GPP TS 23.038 §4: "Discard Message", or "Store Message" with the indication active."""
    decoded = read(pdus.deliver(sender, VOICE_MAIL, AT, coding=coding, dcs=dcs))
    assert (decoded.text, decoded.flags) == (VOICE_MAIL, ("message_waiting",))


@pytest.mark.parametrize(("dcs", "coding"), [(0xD0, "gsm7"), (0xD1, "gsm7"), (0xD3, "gsm7"), (0xE0, "ucs2")])
@pytest.mark.parametrize(
    ("sender", "flags"),
    [
        (CITIZEN, ()),
        ("0590003301", ()),
        ("+66812345678", ()),  # a mobile number abroad
        ("+842438250000", ("message_waiting",)),
        ("02438250000", ("message_waiting",)),
        ("1414", ("message_waiting",)),
        ("*101#", ("message_waiting",)),
        ("VINAPHONE", ("message_waiting",)),
    ],
)
def test_words_of_a_cleared_indication_are_a_notice_but_of_a_mobile_number(
    sender: str, flags: tuple[str, ...], dcs: int, coding: str
) -> None:
    """3GPP TS 23.038 §4: "Store Message" with the indication inactive."""
    decoded = read(pdus.deliver(sender, VOICE_MAIL, AT, coding=coding, dcs=dcs))
    assert (decoded.text, decoded.flags) == (VOICE_MAIL, flags)


@pytest.mark.parametrize(
    ("sender", "dcs", "waits"), [("1414", 0xE0, True), (CITIZEN, 0xE8, True), (CITIZEN, 0xE0, False)]
)
def test_a_notice_whose_length_is_too_large_is_one(sender: str, dcs: int, waits: bool) -> None:
    decoded = read(longer(pdus.deliver(sender, VOICE_MAIL, AT, dcs=dcs), 160, VOICE_MAIL))
    assert ("message_waiting" in decoded.flags) is waits


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
