"""Data of eight bits that is text: the encodings of programs, whole and cut between parts, and what is none."""

import random
from pathlib import Path

import pytest

from gateway.channels import short_messages
from tests.support import pdus
from tests.support.delivered import AT, CITIZEN, read

CORPUS = Path(__file__).parents[2] / "corpus" / "sms"


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


def test_what_is_addressed_to_a_program_is_no_text() -> None:
    port = bytes((6, 5, 4, 0x23, 0xF4, 0, 0))
    assert read(pdus.deliver(CITIZEN, "BEGIN:VCARD", AT, coding="8bit", udh=port)).text == ""


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
