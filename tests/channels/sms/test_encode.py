"""Drafts to segments, options, and what a refusal means."""

from datetime import UTC, datetime
from pathlib import Path

import gammu  # type: ignore[import-untyped]
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.channels import sms
from gateway.channels.sms.refusals import error_of
from gateway.domain.errors import LineDown, OutcomeUnknown, Permanent, Refused, Temporary, Unclear
from gateway.domain.model import Draft, Piece, Purpose
from gateway.domain.text import typography
from tests.channels.sms.conftest import NUMBER, options_of
from tests.support.pdus import submitted

OPTIONS = options_of(Path("/nowhere"), "dummy")
GOOD = {"number": NUMBER, "driver": "at", "device": "/dev/ttyUSB0"}


def pieces(text: str, *, number: int = 515, recipient: str = "tel:+84590000010") -> tuple[Piece, ...]:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    draft = Draft(number=number, recipient=recipient, purpose=Purpose.RESULT, text=text, created_at=now)
    return sms.encode(draft, OPTIONS)


def test_one_segment_has_no_header_and_several_count_themselves() -> None:
    assert [(p.part, p.parts, p.udh) for p in pieces("Da tiep nhan")] == [(1, 1, b"")]
    assert [p.udh.hex() for p in pieces("a" * 161)] == ["050003030201", "050003030202"]
    assert [p.udh[3] for p in (pieces("a" * 161, number=255)[0], pieces("a" * 161, number=256)[0])] == [255, 0]


def test_typographic_signs_become_plain_and_letters_stay() -> None:
    [piece] = pieces("“Da xu ly” – cam on…")
    assert (piece.text, piece.encoding) == ('"Da xu ly" - cam on...', "gsm7")
    [piece] = pieces("đã xử lý")
    assert (piece.text, piece.encoding) == ("đã xử lý", "ucs2")


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("", "tel:+84590000010"),
        (" \n", "tel:+84590000010"),
        ("\xad", "tel:+84590000010"),
        ("x", "mailto:a@example.com"),
        ("x", "tel:" + NUMBER),
    ],
)
def test_nothing_to_say_or_nobody_to_say_it_to_is_permanent(text: str, recipient: str) -> None:
    with pytest.raises(Permanent):
        pieces(text, recipient=recipient)


def test_more_parts_than_a_header_counts_are_permanent() -> None:
    assert len(pieces("ắ" * 67 * 255)) == 255
    with pytest.raises(Permanent, match="parts=256"):
        pieces("ắ" * (67 * 255 + 1))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=400))
def test_what_gammu_writes_on_air_is_the_text_that_was_meant(text: str) -> None:
    assume(typography(text).strip())  # nothing else has something to say
    written = ""
    for piece in pieces(text):
        tilde = piece.text.replace("~", "~~") if piece.encoding == "ucs2" else piece.text
        coding = {"gsm7": "Default_No_Compression", "ucs2": "Unicode_No_Compression"}[piece.encoding]
        sent = {"SMSC": {"Number": "+84590000000"}, "Number": "+84590000010", "Folder": 0, "Location": 0}
        udh = {"UDH": {"Type": "UserUDH", "Text": piece.udh}} if piece.udh else {}
        pdu = gammu.EncodePDU({**sent, **udh, "Text": tilde, "Coding": coding, "Type": "Status_Report"}, "Submit")
        said = submitted(pdu.hex())
        assert (said["udh"], said["ucs2"], len(pdu) <= 175) == (piece.udh, piece.encoding == "ucs2", True)
        written += str(said["text"])
    assert written == "".join(piece.text for piece in pieces(text))


def test_good_options_carry_an_address_and_hide_the_pin(tmp_path: Path) -> None:
    pin = tmp_path / "pin"
    pin.write_text("1234\n")
    pin.chmod(0o600)
    options, problems = sms.options({**GOOD, "pin_file": str(pin), "poll_seconds": 5}, key="lines[1]", zone="UTC")
    assert problems == []
    assert (options.address, options.pin, options.poll_seconds) == ("tel:+84590000001", "1234", 5.0)
    assert "1234" not in repr(options)


def test_a_start_date_is_its_midnight_in_the_zone() -> None:
    options, _ = sms.options({**GOOD, "start": "2026-11-01"}, key="lines[1]", zone="Asia/Ho_Chi_Minh")
    assert options.start == datetime(2026, 10, 31, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "named", "code"),
    [
        ({"number": "VNNET"}, "number", "not_a_number_of_vietnam"),
        ({"number": 84590000001}, "number", "not_a_number_of_vietnam"),
        ({"driver": "smpp"}, "driver", "no_such_driver"),
        ({"device": ""}, "device", "device_missing"),
        ({"connection": "bluerfat"}, "connection", "no_such_connection"),
        ({"connection": "at 115200"}, "connection", "no_such_connection"),
        ({"device": 7}, "device", "not_one_line"),
        ({"imsi": "45204abc"}, "imsi", "not_an_imsi"),
        ({"poll_seconds": 0}, "poll_seconds", "not_a_number_between"),
        ({"deadline_seconds": "40"}, "deadline_seconds", "not_a_number_between"),
        ({"start": "yesterday"}, "start", "not_a_start"),
        ({"pin_file": "/nowhere/pin"}, "pin_file", "no_such_file"),
        ({"pin_env": "NO_SUCH_VARIABLE"}, "pin_env", "variable_empty"),
        ({"divice": "/dev/ttyUSB1"}, "divice", "unknown_key"),
    ],
)
def test_every_mistake_is_named_with_its_key(change: dict[str, object], named: str, code: str) -> None:
    _, problems = sms.options({**GOOD, **change}, key="lines[2]", zone="UTC")
    assert [(problem.key, problem.reason.code) for problem in problems] == [(f"lines[2].{named}", f"config.{code}")]


def test_all_mistakes_are_named_at_once() -> None:
    _, problems = sms.options({"colour": "red"}, key="lines[2]", zone="UTC")
    assert len(problems) == 4


REFUSALS = [
    (Refused, True, (1, 28, 30, 195, 304)),
    (Temporary, True, (21, 27, 38, 41, 42, 47, 192, 314, 322)),
    (LineDown, True, (303, 310, 311, 316)),
    (Unclear, True, (50, 69, 193, 302, 313, 315, 330, 331)),
    (OutcomeUnknown, True, (300, 332, 500, 512, None)),
    (Temporary, False, (332, 500, None)),
]


@pytest.mark.parametrize(
    ("number", "written", "kind"), [(number, written, kind) for kind, written, group in REFUSALS for number in group]
)
def test_a_refusal_is_for_good_for_now_for_the_line_or_unsure(number: int | None, written: bool, kind: type) -> None:
    assert type(error_of(number, written=written)) is kind
