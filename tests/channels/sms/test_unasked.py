"""Lines that nobody asked for, on the real link over gammu: nothing is lost by them, and nothing has to start again."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from gateway.channels import sms
from gateway.channels.sms.modem import Modem
from gateway.domain.errors import OutcomeUnknown
from tests.channels.sms.conftest import ACK, CITIZEN, SENT, Opened, alive, confirmed, one_poll, until
from tests.support.pdus import deliver, report

pytestmark = pytest.mark.asyncio(loop_scope="module")

MAKERS = ["sim7600", "ec25", "huawei"]
LINKS = 9  # modems that this module's tests take

SAID: dict[str, list[str]] = {
    "a missed call": ["RING", '+CLIP: "0590003999",129,"",0,"",0', "MISSED_CALL: 03:10AM 0590003999"],
    "a call that ends": ["RING", "RING", "NO CARRIER", "VOICE CALL: END: 000012", "^CEND:1,0,104,16"],
    "signal": ['+QIND: "csq",22,99', "+CSQ: 21,99", "^RSSI:17", "+CIEV: 2,4"],
    "a start": ["+CPIN: READY", "SMS DONE", "PB DONE", "+QIND: PB DONE"],
    "a full memory": ["+SMS FULL", '^SMMEMFULL: "SM"', '+QIND: "smsfull","ME"'],
    "the network": [
        "+CEREG: 1",
        '+CREG: 1,"0001","0000ABCD",7',
        "+CGEV: NW MODIFY 1,0",
        "^SRVST:2",
        "+CTZV: +28",
        "DST: 0",
    ],
    "what no manual knows": ["+XYZZY: 1,2", "Welcome to the machine", "%%%", "$GPGGA,1,2", "?"],
}


def child_of(link: Modem) -> int:
    assert link.session.child is not None
    return link.session.child.pid


def texts(pieces: Any) -> list[str]:
    return [decoded.text for piece in pieces if (decoded := sms.decode([piece.body])).report is None]


Begun = dict[str, asyncio.Task[None]]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def begun(opened: list[Opened]) -> AsyncIterator[Begun]:
    """What takes long runs beside the other tests, each on a modem of its own."""
    scenes = {f"maker {n}": heard_whatever_else_it_says(*opened.pop()) for n in range(len(MAKERS))}
    scenes["restart"] = restarted_while_a_text_goes_out(*opened.pop())
    tasks = {name: asyncio.create_task(scene) for name, scene in scenes.items()}
    yield tasks
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)


@pytest.fixture
def held(begun: Begun, opened: list[Opened]) -> Opened:
    """A modem of one's own, its link open."""
    return opened.pop()


async def heard_whatever_else_it_says(modem: Any, link: Modem) -> None:
    child = child_of(link)
    await said_between_looks(modem, link)
    await said_in_the_middle(modem, link)
    await rung_in_vain(modem, link)
    assert child_of(link) == child


async def said_between_looks(modem: Any, link: Modem) -> None:
    """Each line by itself is tried in test_line_filter.py."""
    for name, lines in SAID.items():
        modem.order("unasked", lines=lines)
        modem.deliver(deliver(CITIZEN, name, SENT))
        pieces, _ = await one_poll(link)
        assert texts(pieces) == [name]
        await confirmed(link, pieces)


async def rung_in_vain(modem: Any, link: Modem) -> None:
    """A caller who gives up is one missed call, told until the consumer goes on; the modem is told nothing for it."""
    modem.order("ring", number="0912000001", times=3, seconds=0.05)
    told: list[str] = []

    async def look() -> bool:
        told.extend(call.number for call in (await one_poll(link))[1].rang)
        return "0912000001" in told

    for _ in range(100):
        if await look():
            break
    await look()
    assert told.count("0912000001") == 1
    assert "AT+CLIP=1" in modem.seen()["commands"]
    assert not set(modem.seen()["commands"]) & {"ATA", "ATH", "ATH0", "AT+CHUP"}


async def said_in_the_middle(modem: Any, link: Modem) -> None:
    line = '\r\nRING\r\n+CLIP: "0590003999",129\r\n+XYZZY: 1\r\nWelcome\r\n'
    references = []
    for moment in ("echo", "answer", "lines", "final", "prompt", "after_prompt", "body"):
        commands = (
            ["AT+CMGS*", "body"] if moment in ("prompt", "after_prompt", "body") else ["AT+CMGL*", "AT+CSQ", "AT+CREG?"]
        )
        for command in commands:
            modem.order("interject", at=moment, command=command, text=line)
        modem.deliver(deliver(CITIZEN, moment, SENT))
        link._facts_of = (0, 0.0)
        pieces, last = await one_poll(link)
        assert texts(pieces) == [moment]
        assert last.facts["signal"] == 60
        assert last.facts["network"] == "HomeNetwork"
        await confirmed(link, pieces)
        references.append((await link.send(ACK)).reference)
    assert references == list(range(1, len(references) + 1))


async def test_a_modem_that_never_stops_talking_works_as_any_other(held: Opened) -> None:
    modem, link = held
    child = child_of(link)
    modem.order("write", chunk=7, pause=0.0002)
    modem.order("chatter", seconds=0.02)
    for n in range(2):
        modem.deliver(deliver(CITIZEN, f"tin {n}", SENT))
        pieces, _ = await one_poll(link)
        assert texts(pieces) == [f"tin {n}"]
        await confirmed(link, pieces)
        assert (await link.send(ACK)).reference == n + 1
    assert child_of(link) == child


async def test_a_new_text_is_looked_for_when_the_modem_says_so(held: Opened) -> None:
    modem, link = held
    object.__setattr__(link.options, "poll_seconds", 3600.0)
    listening = link.listen({"seen": True})
    await anext(listening)
    waiting = asyncio.ensure_future(anext(listening))
    await asyncio.sleep(0.1)
    modem.deliver(deliver(CITIZEN, "vua den", SENT))
    assert texts((await asyncio.wait_for(waiting, 20)).received) == ["vua den"]


async def test_a_modem_that_starts_again_is_set_again_by_itself(held: Opened) -> None:
    modem, link = held
    child = child_of(link)
    await one_poll(link)
    modem.order("restart")
    if modem.profile == "huawei":  # it says nothing that tells so
        modem.order("unasked", lines=["^SYSSTART"])
    await until(lambda: link._facts_of == (0, 0.0))
    before = len(modem.seen()["commands"])
    modem.deliver(deliver(CITIZEN, "sau khi khoi dong", SENT))
    pieces, _ = await one_poll(link)
    assert texts(pieces) == ["sau khi khoi dong"]
    again = modem.seen()["commands"][before:]
    assert [wanted for wanted in ("ATE1", "AT+CMEE=1", "AT+CMGF=0", "AT+CNMI=2,1,0,1,0") if wanted not in again] == []
    modem.order("answer", command="AT+CNMI?", lines=["+CNMI: 0,0,0,0,0", "OK"], times=1)  # once more, and not a word
    await link.facts(0)
    before = len(modem.seen()["commands"])
    await one_poll(link)
    assert "AT+CNMI=2,1,0,1,0" in modem.seen()["commands"][before:]
    assert child_of(link) == child


async def restarted_while_a_text_goes_out(modem: Any, link: Modem) -> None:
    pdus = [report(CITIZEN, reference, 0x00, SENT, SENT + timedelta(seconds=9)) for reference in (1, 2, 3)]
    for pdu in (*pdus, pdus[0]):
        modem.order("unasked", lines=[f"+CDS: {len(pdu) // 2 - 8}\r\n{pdu}"])
    modem.order("answer", command="body", drop=True, times=1)
    before = child_of(link)
    sending = asyncio.ensure_future(link.send(ACK))
    await until(lambda: bool(modem.seen()["bodies"]))
    modem.order("unasked", lines=["RDY"])
    with pytest.raises(OutcomeUnknown):
        await sending
    os.kill(before, signal.SIGKILL)
    await until(lambda: not alive(before))
    modem.deliver(deliver(CITIZEN, "van doc duoc", SENT))
    pieces, _ = await one_poll(link)
    assert texts(pieces) == ["van doc duoc"]
    reports = [sms.decode([piece.body]).report for piece in pieces]
    assert [one.reference for one in reports if one] == [1, 2, 3]
    assert set((await confirmed(link, pieces)).values()) == {"done"}
    assert (await one_poll(link))[0] == []


async def test_reports_in_a_memory_of_their_own_are_read_and_taken_away(begun: Begun, opened: list[Opened]) -> None:
    held = next(one for one in opened if "SR" in one.modem.seen()["memories"])
    opened.remove(held)
    modem, link = held
    modem.deliver(deliver(CITIZEN, "o cho 1 cua ME", SENT))
    await one_poll(link)
    said = [report(CITIZEN, n, 0, SENT, SENT + timedelta(minutes=n)) for n in (1, 2)]
    for pdu in (*said, "00"):  # the last one nobody can read
        assert modem.order("deliver", pdu=pdu, memory="SR")["location"]
    fresh, _ = await one_poll(link)
    kept = [one for one in fresh if int(one.location) > 200_000]
    read = [sms.decode([one.body]) for one in kept if b'"unknown"' not in one.body]
    assert [one.report.reference for one in read if one.report] == [1, 2]
    assert texts([one for one in fresh if one not in kept]) == ["o cho 1 cua ME"]
    modem.order("answer", command="AT+CMGD*", lines=["+CMS ERROR: 321"])
    assert set((await confirmed(link, kept)).values()) == {"the modem refused to delete a report"}
    modem.order("clear")
    assert set((await confirmed(link, kept)).values()) == {"done"}
    assert {name: len(places) for name, places in modem.seen()["memories"].items()} == {"ME": 1, "SM": 0, "SR": 0}
    modem.deliver(deliver(CITIZEN, "van doc duoc ME", SENT))
    assert "van doc duoc ME" in texts((await one_poll(link))[0])
    assert await confirmed(link, kept) == dict.fromkeys((one.location for one in kept), "gone")


async def test_the_sims_account_is_asked_for_and_what_the_operator_answers_is_shown(held: Opened) -> None:
    modem, link = held
    modem.set(ussd='1,"84590000001. TKG: 4.500d, dung den 0h ngay 09/02/2027. Bam chon:\n1. 15K\n2. 30K",15')
    link.options = replace(link.options, balance_ussd="*101#", balance_least=20_000)
    _, batch = await one_poll(link)
    await link.ask_balance()
    assert "AT+CUSD=1" not in str(modem.seen()["commands"])  # texts may follow: it was opened just now
    link._busy = float("-inf")
    await link.ask_balance()
    async with asyncio.timeout(20):
        while not batch.facts["balance"]:
            _, batch = await one_poll(link)
    assert (batch.facts["balance"], batch.facts["balance_least"]) == (4_500, 20_000)
    assert batch.cursor and str(batch.cursor["balance_text"]).endswith("2. 30K")
    await link.ask_balance()  # only to end what the network has begun
    await link.ask_balance()
    asked = [line for line in modem.seen()["commands"] if line.startswith("AT+CUSD")]
    assert asked == ['AT+CUSD=1,"*101#",15', "AT+CUSD=2"]
    assert (await link.send(ACK)).reference


async def test_each_makers_modem_is_heard_whatever_else_it_says(begun: Begun) -> None:
    for n in range(len(MAKERS)):
        await begun[f"maker {n}"]


async def test_a_start_while_a_text_goes_out_leaves_its_outcome_unknown_and_loses_no_report(begun: Begun) -> None:
    await begun["restart"]
