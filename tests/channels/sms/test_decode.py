"""PDUs as they come off the air, in tests/corpus/sms: `name.pdu` (one a line) beside `name.json`, what they say."""

import contextlib
import json
import random
import unicodedata
from pathlib import Path
from typing import Any

import gammu  # type: ignore[import-untyped]
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.channels import sms
from gateway.channels.sms import tpdu, wire
from gateway.domain.errors import Unreadable
from gateway.domain.model import Decoded
from gateway.domain.text import gsm

CORPUS = Path(__file__).parents[2] / "corpus" / "sms"
NAMES = sorted(file.stem for file in CORPUS.glob("*.pdu"))


def read(name: str) -> Decoded:
    return sms.decode([sms.decode_pdu(line) for line in (CORPUS / f"{name}.pdu").read_text().splitlines()])


@pytest.mark.parametrize("name", NAMES)
def test_a_pdu_says_what_stands_beside_it(name: str) -> None:
    expected: dict[str, Any] = json.loads((CORPUS / f"{name}.json").read_text())
    if expected["kind"] == "unreadable":
        with pytest.raises(Unreadable):
            read(name)
        return
    decoded = read(name)
    for field in expected.keys() - {"extra", "report"}:
        value = getattr(decoded, field)
        assert (list(value) if isinstance(value, tuple) else value) == expected[field], field
    assert {field: decoded.extra[field] for field in expected["extra"]} == expected["extra"]
    for field, value in expected.get("report", {}).items():
        said = getattr(decoded.report, field)
        assert (list(said) if isinstance(said, tuple) else said) == value, field


def test_every_documented_field_is_there() -> None:
    fields = {"pdu", "type", "smsc", "sender", "time", "text", "data", "encoding", "concat", "reference"}
    for name in ("plain-gsm7", "report-delivered", "submit", "binary-wap-push"):
        assert read(name).extra.keys() == fields


def test_texts_are_nfc_and_hold_no_nul() -> None:
    for name in NAMES:
        try:
            decoded = read(name)
        except Unreadable:
            continue
        assert unicodedata.is_normalized("NFC", decoded.text)
        assert "\0" not in decoded.text
        assert decoded.reply == decoded.text


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"sender": 5, "type": "deliver"}']
)
def test_what_is_no_record_is_unreadable_and_nobodys(body: bytes) -> None:
    with pytest.raises(Unreadable):
        sms.decode([body])
    assert sms.sender_key(body) == ""


def test_a_message_of_no_parts_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        sms.decode([])


def test_a_record_without_its_octets_is_read_from_what_gammu_said() -> None:
    pdu = (CORPUS / "vietnamese-ucs2.pdu").read_text().strip()
    record = wire.parse(sms.decode_pdu(pdu)) | {"pdu": ""}
    assert sms.decode([wire.body(record)]).text == read("vietnamese-ucs2").text


def test_the_digest_knows_only_what_the_pdu_says() -> None:
    record = wire.parse(sms.decode_pdu((CORPUS / "plain-gsm7.pdu").read_text()))
    report = wire.parse(sms.decode_pdu((CORPUS / "report-delivered.pdu").read_text()))
    same = [
        record | {"pdu": ""},
        record | {"smsc": "+84590009999"},
        record | {"discharged": "2026-11-20T08:15:30+07:00"},
    ]
    other = [record | {"text": "khac"}, record | {"sender": "+84590000011"}, record | {"udh": "0500030102"}, report]
    assert {wire.digest(one) for one in same} == {wire.digest(record)}
    assert len({wire.digest(one) for one in [record, *other, report | {"reference": 1}, report | {"status": 1}]}) == 7


def test_a_lone_surrogate_in_a_record_is_kept_and_stored_as_ascii() -> None:
    record = wire.parse(sms.decode_pdu((CORPUS / "lone-surrogate.pdu").read_text()))
    assert wire.body(record | {"text": "a\ud83d"}).isascii()
    assert wire.parse(wire.body(record | {"text": "a\ud83d"}))["text"] == "a\ud83d"


GSM7 = st.text(alphabet=[*gsm.BASIC, *gsm.EXTENSION], max_size=70)


@given(GSM7)
@example("~" * 70)
def test_our_reading_of_septets_is_what_gammu_writes(text: str) -> None:
    sent = {"SMSC": {"Number": "+84590000000"}, "Number": "+84590000010", "Text": text, "Folder": 0, "Location": 0}
    data = tpdu.user_data(gammu.EncodePDU({**sent, "Coding": "Default_No_Compression"}, "Submit"))
    assert data is not None
    assert (data.coding, data.text, data.whole) == ("gsm7", text, True)


BASES = [
    (CORPUS / f"{name}.pdu").read_text().split()[0] for name in ("long-ucs2", "long-gsm7", "report-delivered", "submit")
]


@given(
    st.sampled_from(BASES),
    st.lists(st.tuples(st.integers(8, 40), st.integers(0, 255)), max_size=5),
    st.integers(20, 200),
)
def test_damaged_pdus_are_read_the_same_twice_or_are_unreadable(
    base: str, damage: list[tuple[int, int]], size: int
) -> None:
    octets = bytearray(bytes.fromhex(base))
    for place, value in damage:
        octets[place % len(octets)] = value
    pdu = bytes(octets[:size]).hex()
    try:
        body = sms.decode_pdu(pdu)
    except Unreadable:
        return
    with_others_between = [sms.decode_pdu(random.choice(BASES)), sms.decode_pdu(pdu)][1]
    assert wire.digest(wire.parse(body)) == wire.digest(wire.parse(with_others_between))
    sms.sender_key(body)
    with contextlib.suppress(Unreadable):
        assert "\0" not in sms.decode([body]).text


@given(st.text(alphabet="0123456789abcdefABCDEF \n", max_size=400))
def test_any_hex_is_read_or_unreadable(pdu: str) -> None:
    with contextlib.suppress(Unreadable):
        sms.decode([sms.decode_pdu(pdu)])


def test_a_reason_does_not_quote_the_pdu() -> None:
    pdu = (CORPUS / "too-short.pdu").read_text().strip()
    with pytest.raises(Unreadable) as raised:
        sms.decode_pdu(pdu)
    assert pdu[:8] not in str(raised.value)
