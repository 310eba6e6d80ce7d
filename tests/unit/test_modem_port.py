"""The serial port that is ours, over a pseudo-terminal: what passes, what we ask ourselves, what becomes of silence."""

import os
import pty
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.modem_child import port as port_module

Event = dict[str, str]
COMMAND = re.compile(rb"AT[^\r]*\r$")


class Wire:
    """The modem's end, gammu's end, and the port between them."""

    def __init__(self) -> None:
        self.modem, self.terminal = pty.openpty()
        self.events: list[Event] = []
        self.told = threading.Event()
        self.port = port_module.Port(os.ttyname(self.terminal), "at115200", self.note)
        self.gammu = os.open(self.port.path, os.O_RDWR | os.O_NOCTTY)

    def note(self, event: Event) -> None:
        self.events.append(event)
        self.told.set()

    def answer(self, *answers: bytes) -> None:
        """Answer so many commands, in a thread: who asks waits for it."""

        def run() -> None:
            for said in answers:
                while not COMMAND.search(os.read(self.modem, 100)):
                    pass
                os.write(self.modem, said)

        threading.Thread(target=run, daemon=True).start()

    def gammu_hears(self, end: bytes) -> bytes:
        said = b""
        while not said.endswith(end):
            said += os.read(self.gammu, 100)
        return said

    def unplug(self) -> None:
        if self.modem >= 0:
            os.close(self.modem)
            os.close(self.terminal)
        self.modem = -1


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    monkeypatch.setattr(port_module, "SETTLED_SECONDS", 0.02)
    monkeypatch.setattr(port_module, "RETRY_SECONDS", 0.0)
    made = Wire()
    yield made
    made.unplug()
    os.close(made.gammu)


def test_gammu_is_answered_and_events_are_told(wire: Wire) -> None:
    wire.answer(b"\r\nRING\r\n\r\n+CSQ: 20,99\r\n\r\nOK\r\n")
    os.write(wire.gammu, b"AT+CSQ\r")
    assert wire.gammu_hears(b"OK\r\n") == b"AT+CSQ\r\r\n+CSQ: 20,99\r\n\r\nOK\r\n"
    assert wire.told.wait(10)
    assert wire.events == [{"kind": "ring"}]


def test_a_command_of_ours_has_its_answer_or_none(wire: Wire) -> None:
    wire.answer(b"AT+CEREG?\r\r\n+CEREG: 0,1\r\n\r\nOK\r\n", b"\r\n+CME ERROR: 10\r\n", b"")
    assert wire.port.ask("AT+CEREG?", 10) == (["+CEREG: 0,1"], "OK")
    assert wire.port.ask("AT+CIMI", 10) == ([], "+CME ERROR: 10")
    assert wire.port.ask("AT+CSQ", 0.05) == ([], "")


def test_a_modem_that_gives_no_answer_is_hung_whatever_else_it_says(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port_module, "HUNG_SECONDS", 0.1)
    os.write(wire.gammu, b"AT+CPMS?\r")
    os.write(wire.modem, b"\r\n^RSSI:17\r\n")
    assert wire.gammu_hears(b"ERROR\r\n").startswith(b"AT+CPMS?\r")
    with pytest.raises(port_module.Interrupted):
        wire.port.raise_if_interrupted()


def test_a_text_whose_ok_is_lost_is_not_waited_for(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_module, "LOST_OK_SECONDS", 0.0)
    wire.answer(b"\r\n> ")
    os.write(wire.gammu, b"AT+CMGS=1\r")
    wire.gammu_hears(b"> ")
    os.write(wire.gammu, b"00\x1a")
    os.write(wire.modem, b"\r\n+CMGS: 7\r\n")
    assert wire.gammu_hears(b"OK\r\n").endswith(b"+CMGS: 7\r\n\r\nOK\r\n")
    wire.port.raise_if_interrupted()


@pytest.mark.parametrize(
    "answers",
    [
        [b"\r\nOK\r\n"],
        [b"\r\nERROR\r\n", b"\r\nOK\r\n"],
        [b"0\r", b"\r\nOK\r\n"],
    ],
    ids=["as usual", "one setting at a time", "in numbers at first"],
)
def test_a_modem_is_woken_however_it_was_left(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, answers: list[bytes]
) -> None:
    monkeypatch.setattr(port_module, "WAKE_SECONDS", 0.1)
    wire.answer(*answers)
    wire.port.wake()


def test_one_that_says_nothing_at_all_is_not_waited_for(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_module, "WAKE_SECONDS", 0.01)
    with pytest.raises(port_module.Silent):
        wire.port.wake()


def test_a_modem_that_starts_again_is_set_as_it_was_once_its_sim_is_ready(wire: Wire) -> None:
    wire.answer(
        b"\r\nOK\r\n", b"\r\n+CME ERROR: 14\r\n", b"\r\n+CPIN: READY\r\n\r\nOK\r\n", b"\r\nERROR\r\n", b"\r\nOK\r\n"
    )
    wire.port.ask("AT+CMEE=1", 10)
    wire.port.set_again(10)  # nothing has happened
    os.write(wire.modem, b"\r\nRDY\r\n")
    assert wire.told.wait(10)
    wire.port.set_again(10)
    assert not wire.port.is_new


@pytest.mark.parametrize("said", [b"\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", b"\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n"])
def test_one_whose_sim_wants_a_code_is_opened_anew(wire: Wire, said: bytes) -> None:
    wire.answer(said)
    os.write(wire.modem, b"\r\nRDY\r\n")
    assert wire.told.wait(10)
    with pytest.raises(port_module.Interrupted):
        wire.port.set_again(10)


def test_who_waits_for_a_modem_that_is_unplugged_waits_no_longer(wire: Wire) -> None:
    asked: list[Any] = []
    waiting = threading.Thread(target=lambda: asked.append(wire.port.ask("AT", 60)))
    waiting.start()
    os.read(wire.modem, 100)
    wire.unplug()
    waiting.join(10)
    assert asked == [([], "")]
    assert wire.port.gone
    assert wire.events == [{"kind": "gone"}]


def test_a_port_is_held_by_one_and_must_be_a_port(tmp_path: Any, wire: Wire) -> None:
    with pytest.raises(BlockingIOError):
        port_module.Port(os.ttyname(wire.terminal), "at", wire.note)
    (tmp_path / "file").touch()
    with pytest.raises(port_module.NotATerminal):
        port_module.Port(str(tmp_path / "file"), "at", wire.note)
    with pytest.raises(FileNotFoundError):
        port_module.Port(str(tmp_path / "nothing"), "at", wire.note)
