"""The modem that plays real ones: its answers, its makers, its faults. No gammu, no process: a modem and its port."""

import os
import select
import tty
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.local.modem import control, device, messages, profile
from gateway.local.modem.modem import COMMANDS, Modem
from gateway.local.modem.port import Port

ANSWERS = (device, messages)
SENDER = "+84590000010"
SUBMIT = "0031000B914895000000F1000004D4F29C0E"  # asks for a report


class Host:
    """The other end of the terminal, with echo and line discipline off, as gammu has it."""

    def __init__(self, directory: Path, maker: str) -> None:
        self.port = Port(directory / "modem", Modem(profile.read()[maker], directory / "sent.jsonl"))
        self.file = os.open(directory / "modem", os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.file)

    def order(self, do: str, **arguments: Any) -> dict[str, Any]:
        return control.obey(self.port, {"do": do, **arguments})

    def heard(self) -> str:
        """All that the modem has written so far."""
        self.port.run_due()
        said = b""
        while select.select([self.file], [], [], 0)[0]:
            said += os.read(self.file, 4096)
        return said.decode("latin-1")

    def ask(self, line: str, sign: str = "\r") -> list[str]:
        """The lines of the answer to one command, without its echo."""
        os.write(self.file, (line + sign).encode())
        self.port.read()
        return [said for said in self.heard().replace("\r", "\n").split("\n") if said and said != line]


@pytest.fixture
def host(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Host]:
    made = Host(tmp_path, getattr(request, "param", "plain"))
    yield made
    os.close(made.file)
    made.port.unplug()


makers = pytest.mark.parametrize("host", ["sim7600", "ec25", "huawei"], indirect=True)


@pytest.mark.parametrize("host", ["sim7600", "ec25", "huawei", "zte"], indirect=True)
def test_each_maker_says_its_own_lines(host: Host) -> None:
    maker = host.port.modem.profile
    assert host.ask("AT+CGMI") == [maker.manufacturer, "OK"]
    host.order("restart")
    assert host.heard().split("\r\n")[1::2] == list(maker.boot)
    host.ask("AT+CLIP=1")
    host.order("ring", number="0590003999", times=1)
    rung = [line for line in host.heard().split("\r\n") if line]
    assert rung[:2] == ["RING", '+CLIP: "0590003999",129,,,,0']
    assert len(rung) == 2 + len(maker.call_end)
    host.order("pull")
    assert [line for line in host.heard().split("\r\n") if line] == list(maker.sim_out)
    host.ask("AT+CMEE=1")
    for asked, number in (("AT+CPIN?", "+CME ERROR: 10"), ("AT+CMGL=4", "+CMS ERROR: 310")):
        assert host.ask(asked) == [maker.words.get(number, number)]


def test_whoever_used_it_last_may_have_left_it_with_numbers_or_in_a_text(host: Host) -> None:
    host.order("set", verbose=False)
    assert host.ask("AT") == ["0"]
    assert host.ask("AT+NONE") == ["4"]
    assert host.ask("ATQ0V1") == ["OK"]
    host.order("set", editing=True)
    assert "OK" not in host.ask("AT")
    host.ask("", "\x1b")
    assert host.ask("AT") == ["OK"]


@makers
def test_a_full_memory_says_so_and_takes_what_waits_once_there_is_room(host: Host) -> None:
    memory = host.port.modem.memories.preferred[2]
    host.ask("AT+CNMI=2,1,0,1,0")
    host.order("fill")
    assert host.order("text", sender=SENDER, text="het cho")["locations"] == [None]
    assert host.port.modem.profile.full[0].format(memory=memory) in host.heard()
    assert host.ask("AT+CMGD=3") == ["OK", f'+CMTI: "{memory}",3']
    assert host.order("seen")["waiting"] == []


@makers
def test_three_wrong_pins_lock_the_sim_until_its_puk(host: Host) -> None:
    host.order("insert", pin="1234")
    host.heard()
    host.ask("AT+CMEE=1")
    for left in (2, 1, 0):
        assert host.ask('AT+CPIN="9999"') == ["+CME ERROR: 16"]
        assert host.order("seen")["pin_tries"] == left
    assert host.ask("AT+CPIN?") == ["+CPIN: SIM PUK", "OK"]
    tries = host.port.modem.profile.tries
    assert tries
    assert host.ask(tries[0]) == [tries[1].format(pin=0, puk=10), "OK"]
    assert host.ask("AT+CMGL=4") == ["+CMS ERROR: 316"]
    assert host.ask('AT+CPIN="12345678","4321"') == ["OK"]
    assert host.ask("AT+CPIN?") == ["+CPIN: READY", "OK"]


def test_memories_and_registration_are_told_as_they_are(host: Host) -> None:
    assert host.ask("AT+CPMS?") == ['+CPMS: "SM",0,50,"SM",0,50,"SM",0,50', "OK"]
    assert host.ask('AT+CPMS="ME"') == ["+CMS ERROR: 302"]
    assert host.ask("AT+CEREG?") == ["ERROR"]
    assert host.ask("AT+CREG=2") == ["OK"]
    assert host.ask("AT+CREG?") == ['+CREG: 2,1,"0001","0000ABCD",7', "OK"]
    host.order("network", registered=0, lte=1)
    assert host.heard() == "\r\n+CREG: 0\r\n"
    assert host.ask("AT+CEREG?") == ["+CEREG: 0,1", "OK"]


def test_reports_come_by_themselves_as_often_as_told(host: Host) -> None:
    host.ask("AT+CNMI=2,1,0,1,0")
    host.order("set", reports=["30", "00"], report_copies=2)
    assert host.ask("AT+CMGS=17") == ["> "]
    said = host.ask(SUBMIT, "\x1a")
    assert said[-10:-8] == ["+CMGS: 1", "OK"]
    assert [line[-2:] for line in said[-7::2]] == ["30", "30", "00", "00"]
    assert all(line.startswith("+CDS: ") for line in said[-8::2])


FAULTS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("refuse", {"command": "AT+CSQ", "lines": ["+CME ERROR: 14"]}, ["+CME ERROR: 14"]),
    ("drop", {"command": "AT+C*", "drop": True}, []),
    ("double", {"command": "AT+CSQ", "double": True}, ["+CSQ: 20,0", "OK"] * 2),
    ("delay", {"command": "AT+CSQ", "delay": 60}, []),
]


@pytest.mark.parametrize(("name", "told", "said"), FAULTS, ids=[row[0] for row in FAULTS])
def test_a_fault_befalls_one_answer_as_often_as_told(
    host: Host, name: str, told: dict[str, Any], said: list[str]
) -> None:
    host.order("answer", times=1, **told)
    assert host.ask("AT+CSQ") == said, name
    assert host.ask("AT+CSQ") == ["+CSQ: 20,0", "OK"]


def test_a_text_may_be_refused_though_it_goes_out(host: Host) -> None:
    host.order("answer", command="body", lines=["+CMS ERROR: 500"], does=True)
    host.ask("AT+CMGS=17")
    assert host.ask(SUBMIT, "\x1a")[-1] == "+CMS ERROR: 500"
    assert host.port.modem.log
    assert SUBMIT in host.port.modem.log.read_text()


MOMENTS = {
    "echo": "AT+\r\n!\r\nCSQ\r\r\n+CSQ: 20,0\r\n\r\nOK\r\n",
    "answer": "AT+CSQ\r\r\n!\r\n\r\n+CSQ: 20,0\r\n\r\nOK\r\n",
    "lines": "AT+CSQ\r\r\n+CSQ: 20,0\r\n\r\n!\r\n\r\nOK\r\n",
    "final": "AT+CSQ\r\r\n+CSQ: 20,0\r\n\r\n!\r\n\r\nOK\r\n",
}


def test_a_line_nobody_asked_for_can_come_at_any_moment(host: Host) -> None:
    for moment, said in MOMENTS.items():
        host.order("interject", at=moment, text="\r\n!\r\n")
        os.write(host.file, b"AT+CSQ\r")
        host.port.read()
        assert host.heard() == said
    host.order("interject", at="prompt", text="\r\n!\r\n")
    host.order("interject", at="after_prompt", text="?")
    os.write(host.file, b"AT+CMGS=17\r")
    host.port.read()
    assert host.heard() == "AT+CMGS=17\r\r\n!\r\n\r\n> ?"


def test_it_comes_back_under_another_name_with_what_it_held(host: Host, tmp_path: Path) -> None:
    host.order("text", sender=SENDER, text="con day")
    host.order("unplug")
    assert not (tmp_path / "modem").exists()
    host.order("replug", link=str(tmp_path / "other"))
    assert (tmp_path / "other").exists()
    assert host.order("seen")["memories"] == {"SM": [1]}


@pytest.mark.parametrize("said", [b"", b"pull", b"[]", b'{"do": "nonsense"}', b'{"do": "text"}'])
def test_what_is_no_order_is_refused_and_the_modem_goes_on(host: Host, said: bytes) -> None:
    refused = control.answered(host.port, said)
    assert (refused["ok"], refused["orders"]) == (False, sorted(control.ORDERS))
    assert control.answered(host.port, b'{"do": "pull"}') == {"ok": True}


def test_every_order_is_explained_and_every_command_has_its_source() -> None:
    assert control.__doc__
    assert [name for name in control.ORDERS if name not in control.__doc__] == []
    assert [name for name, answer in COMMANDS.items() if "§" not in (answer.__doc__ or "§")] == []
