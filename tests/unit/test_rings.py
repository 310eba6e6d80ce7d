"""What a modem says of calls -> attempts of callers: one for each, whatever makers say beside."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.channels.sms import unasked
from gateway.channels.sms.rings import Rings
from gateway.domain.model import RangCall

AT = datetime(2026, 11, 27, 2, tzinfo=UTC)
CLIP, CLIP2, HIDDEN = '+CLIP: "0912000001",161', '+CLIP: "+84912000002",145', '+CLIP: "",128,,,,1'

SAID: dict[str, tuple[list[tuple[float, str]], list[tuple[str, float, float]]]] = {
    # what is said, after so many seconds -> number, began, ended
    "one that gives up": ([(0, "RING"), (0, CLIP), (5, "RING"), (5, CLIP), (8, "NO CARRIER")], [("0912000001", 0, 8)]),
    "extended": ([(0, "+CRING: VOICE"), (0, CLIP), (3, "NO CARRIER")], [("0912000001", 0, 3)]),
    "simcom": (
        [(0, "RING"), (0, CLIP), (4, "VOICE CALL: END: 000000"), (4, "MISSED_CALL: 09:00AM 0912000001")],
        [("0912000001", 0, 4)],
    ),
    "simcom, its own word first": (
        [(0, "RING"), (0, CLIP), (4, "MISSED_CALL: 09:00AM 0912000001"), (4, "NO CARRIER")],
        [("0912000001", 0, 4)],
    ),
    "huawei": ([(0, "RING"), (0, CLIP), (4, "^CEND:1,0,104,16"), (4, "NO CARRIER")], [("0912000001", 0, 4)]),
    "without a word at its end": ([(0, "RING"), (0, CLIP), (5, "RING"), (5, CLIP)], [("0912000001", 0, 5)]),
    "withheld": ([(0, "RING"), (0, HIDDEN), (5, "RING"), (5, HIDDEN), (6, "NO CARRIER")], [("", 0, 6)]),
    "RING alone": ([(0, "RING"), (5, "RING"), (6, "NO CARRIER")], [("", 0, 6)]),
    "RING alone, and the maker names it": (
        [(0, "RING"), (6, "MISSED_CALL: 09:00AM 0912000001")],
        [("0912000001", 0, 6)],
    ),
    "only the maker's word": ([(0, "MISSED_CALL: 09:00AM 0912000001")], [("0912000001", 0, 0)]),
    "twice": (
        [(0, "RING"), (0, CLIP), (4, "NO CARRIER"), (9, "RING"), (9, CLIP), (12, "NO CARRIER")],
        [("0912000001", 0, 4), ("0912000001", 9, 12)],
    ),
    "twice without a word between": (
        [(0, "RING"), (0, CLIP), (20, "RING"), (20, CLIP), (22, "NO CARRIER")],
        [("0912000001", 0, 0), ("0912000001", 20, 22)],
    ),
    "another one": (
        [(0, "RING"), (0, CLIP), (4, "NO CARRIER"), (5, "RING"), (5, CLIP2), (8, "NO CARRIER")],
        [("0912000001", 0, 4), ("+84912000002", 5, 8)],
    ),
    "the modem starts again": ([(0, "RING"), (0, CLIP), (4, "RDY")], [("0912000001", 0, 4)]),
    "the end of nothing": ([(0, "NO CARRIER"), (1, "VOICE CALL: END")], []),
    "what is no call": ([(0, '+CMTI: "SM",1'), (1, "+CREG: 1")], []),
}


@pytest.mark.parametrize("name", SAID)
def test_attempts(name: str) -> None:
    said, expected = SAID[name]
    rings = Rings()
    for seconds, line in said:
        event = unasked.event(line)
        if event:
            rings.hear(event["kind"], event.get("number"), AT + timedelta(seconds=seconds))
    found = rings.ended(AT + timedelta(minutes=1))
    assert [
        (one.number, (one.began - AT).total_seconds(), (one.ended - AT).total_seconds()) for one in found
    ] == expected


def test_an_attempt_stays_until_it_is_noted_and_one_that_rings_is_none() -> None:
    rings = Rings()
    rings.hear("ring", "0912000001", AT)
    assert rings.ended(AT + timedelta(seconds=5)) == ()
    (one,) = rings.ended(AT + timedelta(seconds=30))
    assert rings.ended(AT + timedelta(seconds=31)) == (one,) == (RangCall(number="0912000001", began=AT, ended=AT),)
    rings.forget([one])
    assert rings.ended(AT + timedelta(seconds=32)) == ()
