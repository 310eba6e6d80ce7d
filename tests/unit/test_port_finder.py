"""A line's modem is found by its SIM, else by itself, among ports that come up in any order."""

import os
from pathlib import Path

import pytest

from gateway.channels import sms
from gateway.channels.sms.port_finder import Answer, NotFound, chosen, ports
from gateway.cli import asking, line_questions
from tests.support.modem_child import port_probe

FIRST, SECOND = "452040000000001", "452040000000002"
NEAR, FAR = "860000000000017", "860000000000025"


def modem(port: str, imei: str, imsi: str = "") -> Answer:
    return Answer(port, "modem", imei, imsi)


A, B = modem("/a", NEAR, FIRST), modem("/b", FAR, SECOND)
CHOICES: dict[str, tuple[list[Answer], str, str, str]] = {
    "by its SIM": ([A, B], SECOND, "", "/b"),
    "by its modem": ([A, B], "", FAR, "/b"),
    "the SIM before the modem": ([modem("/a", NEAR, SECOND), modem("/b", FAR, FIRST)], FIRST, NEAR, "/b"),
    "the modem whose SIM wants its PIN": ([modem("/a", NEAR), B], FIRST, NEAR, "/a"),
    "the modem with a SIM of nobody's": ([modem("/a", NEAR, "452049999999999"), B], FIRST, NEAR, "/a"),
    "not the modem with another line's SIM": ([modem("/a", NEAR, SECOND)], FIRST, NEAR, ""),
    "the check digit is no part of an IMEI": ([modem("/a", NEAR[:14] + "01")], "", NEAR, "/a"),
    "the first of a modem's ports": ([A, modem("/c", NEAR, FIRST)], FIRST, "", "/a"),
    "not what does not answer": ([Answer("/a", "silent"), Answer("/b", "held")], FIRST, "", ""),
    "no identity is nobody's": ([modem("/a", "")], FIRST, "", ""),
}


def test_a_line_is_its_sim_and_a_modem_its_imei() -> None:
    wrong = {
        name: found
        for name, (answers, imsi, imei, port) in CHOICES.items()
        if (found := chosen(answers, imsi, imei, {FIRST, SECOND})) != port
    }
    assert wrong == {}


def test_why_it_is_not_found() -> None:
    silent, held, denied = Answer("/a", "silent"), Answer("/b", "held"), Answer("/c", "denied")
    nowhere = NotFound([silent, held, modem("/d", NEAR, FIRST)])
    assert (nowhere.reason.code, nowhere.silent) == ("modem.not_found", frozenset({"/a"}))
    assert dict(nowhere.reason.values) == {"ports": 3, "silent": 1, "held": 1}
    assert NotFound([silent, denied]).reason.code == "modem.no_permission"


def test_each_device_is_asked_once_in_the_order_that_people_count(tmp_path: Path) -> None:
    for n in (10, 2, 1):
        (tmp_path / f"ttyUSB{n}").touch()
    (tmp_path / "ttyUSB3").symlink_to(tmp_path / "ttyUSB1")
    assert [Path(name).name for name in ports(str(tmp_path / "ttyUSB*"))] == ["ttyUSB1", "ttyUSB2", "ttyUSB10"]
    assert ports(str(tmp_path / "ttyACM*")) == []


def test_a_lock_file_of_a_program_that_lives_is_heeded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_probe, "LOCKS", (tmp_path,))
    port = tmp_path / "ttyUSB2"
    lock = tmp_path / "LCK..ttyUSB2"
    port.touch()
    assert not port_probe.is_locked(str(port))
    lock.write_text(f"{os.getpid():10d} minicom\n")
    assert port_probe.is_locked(str(port))
    (tmp_path / "by-id").symlink_to(port)
    assert port_probe.is_locked(str(tmp_path / "by-id"))
    for dead in (f"{2**22 + 1}\n", "", "minicom"):  # no process has such a number
        lock.write_text(dead)
        assert not port_probe.is_locked(str(port)), dead


OPTIONS: dict[str, tuple[dict[str, str], list[str]]] = {
    "a port": ({"device": "/dev/modem"}, []),
    "any port, by the SIM": ({"device": "", "imsi": FIRST}, []),
    "any port, by the modem": ({"imei": NEAR}, []),
    "some ports, by the SIM": ({"device": "/dev/serial/by-id/*", "imsi": FIRST}, []),
    "by the modem, for its SIM wants a PIN": ({"imei": NEAR, "imsi": FIRST, "pin_env": "PIN"}, []),
    "nothing at all": ({}, ["lines[0].device config.device_missing"]),
    "some ports, of nothing": ({"device": "/dev/tty*"}, ["lines[0].device config.device_of_which_modem"]),
    "a directory is not found": ({"driver": "dummy", "imsi": FIRST}, ["lines[0].device config.device_missing"]),
    "a port and a modem": ({"device": "/dev/modem", "imei": NEAR}, ["lines[0].imei config.imei_needless"]),
    "a PIN without a modem": ({"imsi": FIRST, "pin_env": "PIN"}, ["lines[0].imei config.imei_before_pin"]),
    "no IMEI": ({"imei": "EC25"}, ["lines[0].imei config.not_an_imei"]),
}


def test_what_is_to_be_found_is_known_by_something(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIN", "1234")

    def mistakes(keys: dict[str, str]) -> list[str]:
        raw = {"number": "+84590000001", "driver": "at", **keys}
        _, problems = sms.options(raw, key="lines[0]", zone="Asia/Ho_Chi_Minh")
        return [f"{problem.key} {problem.reason.code}" for problem in problems]

    assert {name: mistakes(keys) for name, (keys, _) in OPTIONS.items()} == {
        name: wrong for name, (_, wrong) in OPTIONS.items()
    }


def test_whoever_adds_a_line_may_leave_the_port_to_us(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = iter(["sms", "", "", "0590001022", "find", "a stick", NEAR, "", "now"])
    monkeypatch.setattr("builtins.input", lambda _: next(given))
    block = line_questions.ask_line(asking.Question({"key": "vanmieu", "name": "UBND P.Văn Miếu"}, []))
    assert (block["driver"], block["device"], block["imei"]) == ("at", "", NEAR)
    assert "15" in capsys.readouterr().out
