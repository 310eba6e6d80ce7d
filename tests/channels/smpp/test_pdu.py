"""deliver_sm of citizens and of centres, read; ids, alphabets, parts and reports as tables."""

import json
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels import smpp
from gateway.channels.smpp import delivery_report
from gateway.channels.smpp.decode import read
from gateway.domain.errors import Unreadable
from gateway.domain.model import ReportStatus
from gateway.ops.explain.work import work
from gateway.settings.extra_channels import NO_EXTRA

REPORT, UDHI = 0x04, 0x40


def deliver(
    message: bytes,
    *,
    source: tuple[int, int, str] = (1, 1, "84912345678"),
    to: str = "1022",
    esm_class: int = 0,
    coding: int = 0,
    options: dict[int, bytes] | None = None,
) -> bytes:
    kind, plan, digits = source
    body = b"\0" + bytes((kind, plan)) + digits.encode() + b"\0\0\1" + to.encode() + b"\0"
    body += bytes((esm_class, 0, 0, 0, 0, 0, 0, coding, 0, len(message))) + message
    body += b"".join(struct.pack(">HH", tag, len(value)) + value for tag, value in (options or {}).items())
    return struct.pack(">IIII", 16 + len(body), 5, 0, 7) + body


SENDERS = {
    "international": ((1, 1, "84912345678"), "tel:+84912345678"),
    "international with its plus": ((1, 1, "+84912345678"), "tel:+84912345678"),
    "national": ((2, 1, "0912345678"), "tel:+84912345678"),
    "no type": ((0, 1, "84912345678"), "tel:+84912345678"),
    "national, said to be international": ((1, 1, "0912345678"), "tel:+84912345678"),
    "short code": ((3, 0, "9191"), "sms:9191"),
    "a name": ((5, 0, "Viettel"), "sms:VIETTEL"),
    "a name of digits": ((5, 0, "19001234"), 'sms:"19001234"'),
    "nobody": ((1, 1, ""), ""),
}


def test_a_sender_is_read_by_type_and_digits() -> None:
    assert {name: smpp.sender_key(deliver(b"x", source=source)) for name, (source, _) in SENDERS.items()} == {
        name: urn for name, (_, urn) in SENDERS.items()
    }


ALPHABETS: dict[str, tuple[int, bytes, str]] = {
    "UCS-2": (8, "Đèn ngõ 12 hỏng 😀".encode("utf-16-be"), "Đèn ngõ 12 hỏng 😀"),
    "UCS-2, the other way round": (8, "Đèn ngõ 12 hỏng 😀".encode("utf-16-le"), "Đèn ngõ 12 hỏng 😀"),
    "UCS-2, the other way round by its mark": (8, "\ufeffTC".encode("utf-16-le"), "TC"),
    "UCS-2 with a class": (0x18, "Đèn".encode("utf-16-be"), "Đèn"),
    "UCS-2, cut in a letter": (8, "Đèn".encode("utf-16-be")[:-1], "Đè"),
    "ASCII": (1, b"Den hong", "Den hong"),
    "Latin-1": (3, b"caf\xe9", "café"),
    "default, plain": (0, b"Den duong hong", "Den duong hong"),
    "default, ASCII with an address": (0, b"gui dan_a@example.com $5", "gui dan_a@example.com $5"),
    "default, GSM-7 with an address": (0, b"gui dan\x11a\x00example.com", "gui dan_a@example.com"),
    "default, GSM-7 with an extension letter": (0, b"70 \x1be", "70 €"),
    "default, UTF-8": (0, "Đèn hỏng".encode(), "Đèn hỏng"),
    "default, Latin-1": (0, b"caf\xe9", "café"),
    "GSM class": (0xF1, b"Den", "Den"),
    "eight bits that are words": (4, b"Den hong", "Den hong"),
    "eight bits of an old encoding": (4, b"R\xb8c ng\xcbp h\xcem 42, h\xabi th\xe8i", "Rác ngập hẻm 42, hôi thối"),
    "eight bits that are none": (4, b"\x00\x01\x02\xff", ""),
    "nothing": (0, b"", ""),
}


def test_a_text_is_read_by_its_alphabet() -> None:
    texts = {
        name: smpp.decode([deliver(octets, coding=coding)]).text for name, (coding, octets, _) in ALPHABETS.items()
    }
    assert texts == {name: words for name, (_, _, words) in ALPHABETS.items()}


def test_a_long_text_is_read_by_headers_or_by_parameters_with_what_is_missing_marked() -> None:
    words = ["Đèn đường ngõ 12 ", "Văn Miếu 😀"]
    octets = "".join(words).encode("utf-16-be")
    cut = [octets[:-2], octets[-2:]]  # in the middle of a surrogate pair
    headed = [deliver(bytes((5, 0, 3, 9, 2, n)) + part, coding=8, esm_class=UDHI) for n, part in enumerate(cut, 1)]
    numbered = [
        deliver(part, coding=8, options={0x020C: b"\1\2", 0x020E: b"\2", 0x020F: bytes((n,))})
        for n, part in enumerate(cut, 1)
    ]
    payload = [deliver(b"", coding=8, options={0x0424: octets})]
    for bodies in (headed, numbered, payload):
        assert smpp.decode(bodies).text == "".join(words)
    places = [
        (part.concat.ref, part.concat.bits, part.concat.seq)
        for part in map(read, headed + numbered)
        if part and part.concat
    ]
    assert places == [(9, 8, 1), (9, 8, 2), (0x102, 16, 1), (0x102, 16, 2)]
    lone = smpp.decode(headed[:1])
    assert lone.text.endswith("[…]") and lone.flags == ("incomplete:1/2", "replaced")


WORDS = "id:{} sub:001 dlvrd:001 submit date:2611271432 done date:2611271433 stat:{} err:{} text:Da tiep nhan id:77"
REPORTS: dict[str, tuple[bytes, dict[int, bytes], ReportStatus, str, str]] = {
    "in words": (WORDS.format("1a2b", "DELIVRD", "000").encode(), {}, ReportStatus.DELIVERED, "DELIVRD 000", "1a2b"),
    "words cut short": (b"id:1A2B stat:UNDELIV", {}, ReportStatus.FAILED, "UNDELIV", "1a2b"),
    "a long state": (b"id:1 stat:DELIVERED err:0", {}, ReportStatus.DELIVERED, "DELIVERED 0", "1"),
    "expired": (WORDS.format("1", "EXPIRED", "0E1").encode(), {}, ReportStatus.FAILED, "EXPIRED 0E1", "1"),
    "rejected": (WORDS.format("1", "REJECTD", "1").encode(), {}, ReportStatus.FAILED, "REJECTD 1", "1"),
    "under way": (WORDS.format("1", "ENROUTE", "0").encode(), {}, ReportStatus.DELAYED, "ENROUTE 0", "1"),
    "forgotten": (WORDS.format("1", "UNKNOWN", "0").encode(), {}, ReportStatus.RELAYED, "UNKNOWN 0", "1"),
    "failed": (WORDS.format("1", "FAILED", "0").encode(), {}, ReportStatus.FAILED, "FAILED 0", "1"),
    "of no known state": (WORDS.format("1", "BUFFERED", "0").encode(), {}, ReportStatus.DELAYED, "BUFFERED 0", "1"),
    "by parameters alone": (b"", {0x1E: b"00FF\0", 0x427: b"\2"}, ReportStatus.DELIVERED, "DELIVRD", "ff"),
    "parameters before words": (
        b"id:9 stat:ENROUTE",
        {0x1E: b"8\0", 0x427: b"\5"},
        ReportStatus.FAILED,
        "UNDELIV",
        "8",
    ),
    "no state at all": (b"id:1", {}, ReportStatus.DELAYED, "", "1"),
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_says_what_became_of_which_message(name: str) -> None:
    words, options, status, said, first = REPORTS[name]
    decoded = smpp.decode([deliver(words, esm_class=REPORT, options=options)])
    assert (decoded.kind, decoded.sender) == ("report", "tel:+84912345678")
    report = decoded.report
    assert report is not None
    assert (report.type, report.status, report.remote_ids[0]) == (status, said, first)
    assert report.recipients == ("tel:+84912345678", "sms:1022")
    assert "77" not in report.remote_ids  # words of the message itself


IDS = {  # how the centre gave it, how its report names it
    "the same": ("5f3c", "5f3c"),
    "capitals": ("5f3c", "5F3C"),
    "zeros in front": ("0000005f3c", "5F3C"),
    "hexadecimal, then decimal": ("5F3C", "24380"),
    "decimal, then hexadecimal": ("24380", "5f3c"),
    "hexadecimal, then decimal with zeros": ("0005F3C", "0000024380"),
    "hexadecimal made of digits, then decimal": ("1234", "4660"),
    "a name": ("A7-99.x_1", "a7-99.x_1"),
    "zero": ("0", "0"),
}


def test_a_report_s_id_is_found_in_whichever_form() -> None:
    def names(said: str) -> tuple[str, ...]:
        part = read(deliver(f"id:{said} stat:DELIVRD".encode(), esm_class=REPORT))
        assert part is not None
        return delivery_report.names(part.found)

    assert [name for name, (given, said) in IDS.items() if delivery_report.normal(given) not in names(said)] == []


@given(octets=st.binary(max_size=200), head=st.booleans())
def test_no_octets_break_reading(octets: bytes, head: bool) -> None:
    body = (deliver(b"x" * 20)[: len(octets)] if head else b"") + octets
    assert isinstance(smpp.sender_key(body), str)
    try:
        assert "\0" not in smpp.decode([body]).text
    except Unreadable:
        return


def test_a_file_of_a_deliver_sm_is_explained_as_one(tmp_path: Path) -> None:
    file = tmp_path / "hello.smpp"
    file.write_bytes(deliver("Đèn ngõ 12 hỏng".encode("utf-16-be"), coding=8))
    answer = work(("2026-11-27T00:00:00+00:00", (), NO_EXTRA, "en"))
    _, (line,) = answer([(str(file), None)], [])
    found = json.loads(line)
    assert (found["kind"], found["from"]["address"], found["text"]) == ("message", "+84912345678", "Đèn ngõ 12 hỏng")
