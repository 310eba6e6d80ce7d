"""What a PDU's octets say where gammu says less, or nothing: at least five instances of each kind."""

import unicodedata

import pytest

from gateway.channels import sms
from gateway.channels.sms import wire
from gateway.channels.sms.decode import completed
from gateway.domain.errors import Unreadable
from gateway.domain.model import Decoded
from tests.support import pdus
from tests.support.delivered import AT, CITIZEN, URN, read


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
        beyond = read(pdus.longer(pdus.deliver(CITIZEN, written, AT), 160, written))
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
    decoded = read(pdus.longer(pdus.deliver(CITIZEN, words, AT), length, words))
    said = words.removeprefix("\ufeff")
    assert (decoded.kind, decoded.sender, decoded.text, decoded.flags) == ("message", URN, said, ("truncated",))


def test_a_length_beyond_an_sms_gives_utf_8_that_was_taken_for_letters() -> None:
    words = "Đường ngõ 5 ngập".encode().decode("latin-1")
    decoded = read(pdus.longer(pdus.deliver(CITIZEN, words, AT), 160, words))
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
    assert read(pdus.longer(pdus.deliver(CITIZEN, written, AT), 160, written)).text == text


@pytest.mark.parametrize("words", ["\x01\x02\x03", "\uffff" * 20, "\0\0", " ", "\u200b", "", "\x1a"])
def test_a_length_beyond_an_sms_with_nothing_that_is_seen_is_unreadable(words: str) -> None:
    with pytest.raises(Unreadable):
        read(pdus.longer(pdus.deliver(CITIZEN, words, AT), 160, words))


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
        parts.append(pdus.longer(pdu, 150, words, pdus.part(8, 2, number)) if number in wrong else pdu)
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


def test_half_an_octet_at_the_end_is_lost_alone() -> None:
    assert sms.decode([sms.decode_pdu(pdus.deliver(CITIZEN, "Cong tac o ngo 5", AT) + "4")]).text == "Cong tac o ngo 5"


def test_utf_8_of_which_each_octet_was_taken_for_a_letter_is_read() -> None:
    words = "Đường ngõ 5 ngập nặng, nước vào nhà"
    decoded = read(pdus.deliver(CITIZEN, words.encode().decode("latin-1"), AT))
    assert (decoded.text, decoded.flags) == (words, ("mojibake",))
    lost = read(pdus.deliver(CITIZEN, words.encode().decode("cp1252", "ignore"), AT))  # one octet has no letter there
    assert lost.text.endswith("ngõ 5 ngập nặng, nước vào nhà") and "mojibake" in lost.flags
    assert read(pdus.deliver(CITIZEN, "Ärger á la carte ở ngõ Ã 5", AT)).flags == ()
