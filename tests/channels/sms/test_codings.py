"""What each data coding scheme says: reserved ones, those that are defined, and those that announce a voice mail."""

import pytest

from tests.support import pdus
from tests.support.delivered import AT, CITIZEN, URN, read


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
    decoded = read(pdus.longer(pdus.deliver(sender, VOICE_MAIL, AT, dcs=dcs), 160, VOICE_MAIL))
    assert ("message_waiting" in decoded.flags) is waits
