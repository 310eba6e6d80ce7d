"""A modem rings a number and tells what became of it, on the real link over gammu; the call is hung up in any case."""

from typing import get_args

import pytest

from gateway.domain.errors import Refused
from gateway.domain.number_proofs import DialOutcome
from tests.channels.sms.conftest import ACK, Opened, one_poll

pytestmark = pytest.mark.asyncio(loop_scope="module")

LINKS = 1
HOTLINE = "tel:+842438000001"
CALLEES: list[tuple[str, dict[str, object], DialOutcome]] = [  # what it is, what the callee does, the outcome
    ("somebody takes it", {"does": "answer", "seconds": 0.3}, "answered"),
    ("the modem says busy", {"does": "busy", "seconds": 0.3}, "busy"),
    ("the network gives up after it rang", {"does": "no_answer", "seconds": 0.8}, "rang"),
    ("it rings for ever", {"does": "ring", "seconds": 0.2}, "rang"),
    ("it ends before it rang", {"does": "no_carrier", "seconds": 0.1}, "refused"),
    ("the network refuses at once", {"does": "none"}, "refused"),
]


async def test_answered_busy_ringing_and_refused_are_told_apart_and_the_modem_goes_on(held: Opened) -> None:
    modem, link = held
    found = {}
    for what, callee, _ in CALLEES:
        modem.order("callee", **callee)
        before = len(modem.seen()["commands"])
        found[what] = await link.dial(HOTLINE, seconds=1.5)
        said = modem.seen()["commands"][before:]
        assert [line for line in said if line.startswith("ATD")] == ["ATD+842438000001;"]
        assert said[-1] == "AT+CHUP", what
    assert found == {what: outcome for what, _, outcome in CALLEES}
    assert set(found.values()) == set(get_args(DialOutcome))
    with pytest.raises(Refused):
        await link.dial("tel:113;+CMGD=1")
    pieces, last = await one_poll(link)
    assert (pieces, last.rang) == ([], ())  # no call of ours is a missed one
    assert (await link.send(ACK)).reference == 1
