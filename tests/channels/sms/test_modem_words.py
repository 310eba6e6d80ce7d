"""What a message or a modem says besides texts: PDUs nobody can read, commands, unasked lines, delivery reports."""

import asyncio
from datetime import timedelta

import pytest

from gateway.channels import sms
from gateway.domain.errors import Refused
from gateway.domain.model import Piece
from tests.channels.sms.conftest import ACK, CITIZEN, OTHER, SENT, Opened, confirmed, one_poll, until
from tests.support.pdus import deliver, report

pytestmark = pytest.mark.asyncio(loop_scope="module")

LINKS = 7  # modems that this module's tests take


async def test_a_pdu_that_cannot_be_read_is_kept_and_stops_nothing(held: Opened) -> None:
    modem, link = held
    modem.deliver(deliver(CITIZEN, "truoc", SENT))
    for poison in ("0791489500", "FF" * 30, "07914895000000F0030B914895000010F00008" + "00" * 20):
        modem.deliver(poison)
    modem.deliver(deliver(CITIZEN, "sau", SENT))
    pieces, last = await one_poll(link)
    assert [piece.location for piece in pieces] + [gap.location for gap in last.unfetched] == ["1", "2", "3", "4", "5"]
    assert [sms.decode([pieces[n].body]).text for n in (0, 4)] == ["truoc", "sau"]
    assert b'"pdu":"FFFF' in pieces[2].body
    assert set((await confirmed(link, pieces)).values()) == {"done"}
    assert modem.seen()["stored"] == {}


async def test_no_text_is_ever_a_command(held: Opened) -> None:
    modem, link = held
    hostile = "x\x1aAT+CMGD=1\r\x1b\rAT+CMGS=9\r\x1a"
    known = ("AT", "ATE1", "ATZ", "AT+C", "AT+MODE=2", "AT+SYNCML=?", "AT$TSSPCSW=?")
    modem.deliver(deliver(CITIZEN, hostile, SENT))
    modem.deliver(deliver("A\rAT+CMGD", "\r\nAT+CMGD=2\r", SENT, coding="gsm7"))
    pieces, _ = await one_poll(link)
    assert len(pieces) == 2
    await link.send(Piece(recipient="tel:+84590000010", text=hostile, encoding="ucs2"))
    await link.send(Piece(recipient="tel:+84590000010", text="a\rAT+CMGD=1\r", encoding="gsm7"))
    with pytest.raises(Refused):
        await link.send(Piece(recipient="tel:+8459000\x1a\rAT+CMGD=1", text="x", encoding="gsm7"))
    seen = modem.seen()
    assert not [command for command in seen["commands"] if "CMGD" in command or not command.startswith(known)]
    assert all(set(body) <= set("0123456789ABCDEF") for body in seen["bodies"])
    assert len(modem.sent()) == 2


async def test_unasked_lines_of_the_modem_disturb_nothing(held: Opened) -> None:
    modem, link = held
    modem.set(noise="^RSSI:17")
    modem.deliver(deliver(CITIZEN, "tin dau", SENT))
    pieces, _ = await one_poll(link)
    assert [sms.decode([piece.body]).text for piece in pieces] == ["tin dau"]
    await link.send(ACK)
    assert len(modem.sent()) == 1


async def test_a_delivery_report_names_what_it_is_about(held: Opened) -> None:
    modem, link = held
    reference = (await link.send(ACK)).reference
    assert reference is not None
    modem.deliver(report(CITIZEN, reference, 0x00, SENT, SENT + timedelta(seconds=9)))
    [piece], _ = await one_poll(link)
    decoded = sms.decode([piece.body])
    assert decoded.report is not None
    assert (decoded.report.reference, decoded.report.type) == (reference, "delivered")
    assert decoded.report.recipients == ("tel:+84590000010",)
    assert piece.arrived_at == SENT + timedelta(seconds=9)


async def test_a_report_that_is_said_and_not_stored_comes_in_until_it_is_confirmed(held: Opened) -> None:
    modem, link = held
    assert "AT+CNMI=2,1,0,1,0" in modem.seen()["commands"]
    first, second = (await link.send(ACK)).reference, (await link.send(ACK)).reference
    for reference in (first, second):
        pdu = report(CITIZEN, reference or 0, 0x00, SENT, SENT + timedelta(seconds=9))
        modem.order("say", text=f"\r\n+CDS: {len(pdu) // 2 - 8}\r\n{pdu}\r\n")
    pieces, _ = await one_poll(link)
    again, _ = await one_poll(link)
    said = [sms.decode([piece.body]).report for piece in pieces]
    assert [one.reference for one in said if one] == [first, second]
    assert [piece.digest for piece in again] == [piece.digest for piece in pieces]
    assert set((await confirmed(link, pieces)).values()) == {"done"}
    assert (await one_poll(link))[0] == []


async def test_a_report_said_while_another_message_goes_out_is_heard(held: Opened) -> None:
    modem, link = held
    sending = asyncio.ensure_future(link.send(ACK))
    await until(lambda: any("CMGS" in command for command in modem.seen()["commands"]))
    pdu = report(CITIZEN, 77, 0x00, SENT, SENT)
    modem.order("say", text=f"\r\n+CDS: {len(pdu) // 2 - 8}\r\n{pdu}\r\n")
    assert (await sending).reference == 1
    [piece], _ = await one_poll(link)
    decoded = sms.decode([piece.body])
    assert decoded.report is not None
    assert decoded.report.reference == 77


async def test_a_text_that_looks_like_a_report_is_none(held: Opened) -> None:
    modem, link = held
    pdu = report(OTHER, 1, 0x00, SENT, SENT)
    modem.deliver(deliver(CITIZEN, f'x\n1 "+CDS: 26"\n2 "{pdu}"\n', SENT, coding="gsm7"))
    for _ in range(2):
        pieces, _ = await one_poll(link)
        assert [sms.decode([piece.body]).kind for piece in pieces] == ["message"]
    await confirmed(link, pieces)
    assert (await one_poll(link))[0] == []
