"""What gammu hears of a modem: its own questions' answers whole, and nothing else, whatever comes between them."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.support.modem_child import commands
from tests.support.modem_talk import (
    BARE,
    BODY,
    EXCHANGES,
    PDUS,
    REPORT,
    UNASKED,
    Wire,
    heard_by_gammu,
    may_come,
    size,
)


@st.composite
def conversations(draw: st.DrawFn) -> list[tuple[str, list[str], list[list[str]], str]]:
    """Exchanges, with what is said unasked before the echo, and before each line of the answer; the cut of the echo."""
    rounds = []
    for command, answer in draw(st.lists(st.sampled_from(EXCHANGES), min_size=1, max_size=5)):
        sayable = [line for line in UNASKED if may_come(line, command)]
        noises = st.lists(st.sampled_from(sayable), max_size=2)
        rounds.append((command, answer, [draw(noises) for _ in range(len(answer) + 2)], draw(st.sampled_from(sayable))))
    return rounds


def lines_of(said: list[str], end: str) -> str:
    return "".join(f"{end}{f'+CDS: {size(REPORT)}{end}{REPORT}' if line == '+CDS' else line}{end}" for line in said)


@given(
    talk=conversations(),
    end=st.sampled_from(["\r\n", "\n", "\r", "\r\r\n"]),
    step=st.sampled_from([0, 1, 3, 64]),
    echoes=st.booleans(),
    cut=st.integers(0, 6),
    noise=st.sampled_from([b"", b"\x00", b"\xff\xfe", b"\x80\x81\x00"]),
)
def test_gammu_hears_answers_whole_and_nothing_else(
    talk: list[tuple[str, list[str], list[list[str]], str]], end: str, step: int, echoes: bool, cut: int, noise: bytes
) -> None:
    wire, reports, wanted, told = Wire(), 0, "", b""

    def modem(said: str) -> None:
        wire.modem_says(noise + said.encode("ascii"), step)

    for command, answer, between, middle in talk:
        noises = iter(between)
        modem(lines_of(next(noises), end))
        wire.gammu_says(command.encode() + b"\r")
        if echoes:
            broken = cut and len(command) > 2
            modem(command[:cut] + lines_of([middle], end) + command[cut:] + "\r" if broken else command + "\r")
            reports += bool(broken) and middle == "+CDS"
        for line in answer:
            modem(lines_of(next(noises), end))
            if line == "> ":
                modem(end + "> ")
                wire.gammu_says(BODY.encode() + b"\x1a")
                modem(BODY + "\x1a" if echoes else "")
            else:
                modem(end + line + end)
        modem(lines_of(next(noises), end))
        told += command.encode() + b"\r" + (BODY.encode() + b"\x1a" if "> " in answer else b"")
        wanted += heard_by_gammu(command, answer)
        reports += sum(said.count("+CDS") for said in between)
    assert wire.heard.decode() == wanted
    assert wire.told == told
    assert [event for event in wire.filter.events if event["kind"] == "report"] == [
        {"kind": "report", "pdu": REPORT}
    ] * reports


NUMBERED = [(command, answer) for command, answer in EXCHANGES if command not in (*BARE, "AT+CIMI", "AT+CGSN")]
ANYTHING = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=30).map(str.strip)


def is_nobodys(line: str, talk: list[tuple[str, list[str]]]) -> bool:
    """Whether a line is no result code, no PDU, no prompt, and of no command in this conversation."""
    names = [command.partition("=")[0].rstrip("?")[2:] for command, _ in talk]
    known = commands.FINAL.match(line) or commands.HEX.match(line) or ">" in line or line.startswith("AT")
    return bool(line) and not known and not any(name and line.upper().startswith(name) for name in names)


@given(st.lists(st.sampled_from(NUMBERED), min_size=1, max_size=3), st.lists(ANYTHING, max_size=12), st.booleans())
def test_no_line_has_to_be_known_to_be_taken_out(
    talk: list[tuple[str, list[str]]], lines: list[str], echoes: bool
) -> None:
    assume(all(is_nobodys(line, talk) for line in lines))
    wire, wanted, unasked_lines = Wire(), "", iter(lines)
    for command, answer in talk:
        wire.gammu_says(command.encode() + b"\r")
        wire.modem_says((command + "\r").encode() if echoes else b"")
        for line in answer:
            wire.modem_says(f"\r\n{next(unasked_lines, '')}\r\n".encode())
            wire.modem_says(f"\r\n{line}".encode() + (b"" if line == "> " else b"\r\n"))
            if line == "> ":
                wire.gammu_says(BODY.encode() + b"\x1a")
        wanted += heard_by_gammu(command, answer)
    assert wire.heard.decode() == wanted


@given(octets=st.binary(max_size=400), step=st.sampled_from([0, 1, 7]))
def test_binary_noise_harms_nothing_that_follows(octets: bytes, step: int) -> None:
    wire = Wire()
    wire.modem_says(octets + b"\r\n", step)
    wire.gammu_says(b"AT+CSQ\r")
    wire.modem_says(b"AT+CSQ\r\r\n+CSQ: 20,99\r\n\r\nOK\r\n", step)
    assert wire.heard == b"AT+CSQ\r\r\n+CSQ: 20,99\r\n\r\nOK\r\n"


PROMPTS = {
    "as it should be": b"\r\n> ",
    "without a blank": b"\r\n>",
    "with a line end": b"\r\n> \r\n",
    "a line glued to its end": b'\r\n> +CMTI: "SM",4\r\n',
    "a line glued to its end, on the next line": b'\r\n> \r\n+CMTI: "SM",4\r\n',
    "a line just before it": b'\r\n+CMTI: "SM",4\r\n\r\n> ',
    "a line before it that has no end": b'\r\n+CMTI: "SM",4> ',
    "glued to the echo": b"> ",
}


def test_a_prompt_is_a_prompt_whatever_stands_around_it() -> None:
    for name, said in PROMPTS.items():
        for step in (0, 1):
            wire = Wire()
            wire.gammu_says(b"AT+CMGS=26\r")
            wire.modem_says(b"AT+CMGS=26\r" + said, step)
            assert wire.heard == b"AT+CMGS=26\r\r\n\r\n> ", name
            wire.gammu_says(BODY.encode() + b"\x1a")
            wire.modem_says(b"\r\n+CMGS: 5\r\n\r\nOK\r\n", step)
            assert wire.heard.endswith(b"\x1a\r\n+CMGS: 5\r\n\r\nOK\r\n"), name
            if "CMTI" in said.decode():
                assert [event["kind"] for event in wire.filter.events] == ["stored"], name


def test_an_answer_that_comes_late_or_twice_is_not_the_next_ones() -> None:
    wire = Wire()
    wire.gammu_says(b"AT\r")
    wire.modem_says(b"AT\r\r\nOK\r\n\r\nOK\r\n")
    wire.gammu_says(b"AT+CSQ\r")
    wire.modem_says(b"\r\n+CSQ: 1,99\r\n\r\nOK\r\n")  # of a question that gammu has given up
    wire.modem_says(b"AT+CSQ\r\r\n+CSQ: 20,99\r\n\r\nOK\r\n")
    assert wire.heard == b"AT\r\r\n\r\nOK\r\nAT+CSQ\r\r\n+CSQ: 20,99\r\n\r\nOK\r\n"


def test_an_echo_that_never_comes_delays_its_answer_once() -> None:
    wire = Wire()
    for echo in (b"AT\r", b""):
        wire.gammu_says(b"AT\r")
        wire.modem_says(echo + b"\r\nOK\r\n")
    assert wire.filter.is_unsettled
    wire.heard += wire.filter.settle()
    assert wire.heard == b"AT\r\r\n\r\nOK\r\n" * 2
    wire.gammu_says(b"AT\r")
    wire.modem_says(b"\r\nOK\r\n")
    assert wire.heard == b"AT\r\r\n\r\nOK\r\n" * 3


def test_a_report_between_a_head_and_its_pdu_finds_its_own() -> None:
    wire = Wire()
    wire.gammu_says(b"AT+CMGR=1\r")
    head, pdu = f"+CMGR: 1,,{size(PDUS[2])}", PDUS[2]
    wire.modem_says(f"\r\n{head}\r\n+CDS: {size(REPORT)}\r\n{pdu}\r\n{REPORT}\r\n\r\nOK\r\n".encode())
    assert wire.heard.decode() == heard_by_gammu("AT+CMGR=1", [head, pdu, "OK"])
    assert wire.filter.events == [{"kind": "report", "pdu": REPORT}]


def test_what_has_a_wrong_length_is_lost_neither_way() -> None:
    wire = Wire()
    wire.modem_says(f"\r\n+CDS: 99\r\n{REPORT}\r\n".encode())
    assert wire.filter.events.pop() == {"kind": "report", "pdu": REPORT}
    wire.gammu_says(b"AT+CMGR=1\r")
    wire.modem_says(b"\r\n+CMGR: 1,,99\r\n" + b"FF" * 30 + b"\r\n\r\nOK\r\n")
    assert b"FF" * 30 in wire.heard


def sent_as_far_as(said: bytes) -> Wire:
    """A text is out, and the modem has said so much of it."""
    wire = Wire()
    wire.gammu_says(b"AT+CMGS=26\r")
    wire.modem_says(b"AT+CMGS=26\r\r\n> ")
    wire.gammu_says(BODY.encode() + b"\x1a")
    wire.modem_says(said)
    return wire


def test_a_text_that_has_its_reference_is_sent_though_the_ok_is_lost() -> None:
    wire = sent_as_far_as(b"\r\n+CMGS: 5\r\n")
    assert wire.filter.lacks_only_ok
    assert wire.filter.is_expecting
    wire.heard += wire.filter.interrupt()
    assert wire.heard.endswith(b"\r\n+CMGS: 5\r\n\r\nOK\r\n")
    assert not wire.filter.interrupted
    assert not wire.filter.is_answering
    wire = sent_as_far_as(b"")
    assert not wire.filter.lacks_only_ok
    assert not wire.filter.is_expecting  # the network may take its time


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("+CMS ERROR: network timeout", "332"),
        ("+CMS ERROR: (U)SIM not inserted", "310"),
        ("+CMS ERROR: SMSC address unknown", "330"),
        ("+CMS ERROR: 38", "38"),
        ("+CMS ERROR: no such words", "no such words"),
    ],
)
def test_a_refusal_in_words_has_its_number(words: str, number: str) -> None:
    wire = sent_as_far_as(f"\r\n{words}\r\n".encode())
    assert wire.heard.endswith(f"\r\n+CMS ERROR: {number}\r\n".encode())


def test_a_modem_that_starts_again_ends_what_it_was_asked() -> None:
    wire = Wire()
    wire.gammu_says(b"AT+CMGL=4\r")
    wire.modem_says(b"\r\nRDY\r\n")
    assert wire.heard.endswith(b"\r\nERROR\r\n")
    assert wire.filter.interrupted
    told = wire.told
    wire.gammu_says(b"AT+CPMS?\r")
    assert wire.heard.endswith(b"AT+CPMS?\r\r\n\r\nERROR\r\n")
    assert wire.told == told  # until it is opened anew, it is asked nothing more


def test_a_text_that_is_out_when_the_modem_starts_again_is_perhaps_sent() -> None:
    wire = Wire()
    wire.gammu_says(b"AT+CMGS=26\r")
    wire.modem_says(b"\r\n> ")
    wire.gammu_says(BODY.encode() + b"\x1a")
    wire.modem_says(b"\r\nRDY\r\n\r\n+CPIN: READY\r\n")
    assert wire.heard.endswith(b"\r\n+CMS ERROR: 500\r\n")  # the text may be on its way
    assert wire.filter.interrupted


def test_only_what_no_modem_takes_long_over_is_expected() -> None:
    wire = Wire()
    for command, expected in ((b"AT+CPMS?\r", True), (b"AT+CFUN=1\r", False), (b"AT+CMGS=26\r", True)):
        wire.gammu_says(command)
        assert wire.filter.is_expecting is expected
    wire.modem_says(b"\r\n> ")
    assert not wire.filter.is_expecting
    wire.gammu_says(BODY.encode() + b"\x1a")
    assert not wire.filter.is_expecting
    wire.heard += wire.filter.interrupt()
    assert wire.heard.endswith(b"\r\n+CMS ERROR: 500\r\n")


def test_what_a_modem_was_set_to_is_known_and_what_it_refused_is_not() -> None:
    wire = Wire()
    for command, final in (
        ("ATE1", "OK"), ("AT+CMEE=1", "OK"), ('AT+CPMS="ME"', "OK"), ('AT+CPMS="SM"', "OK"), ("AT+CMGF=0", "ERROR"),
        ("AT+CNMI=?", "OK"), ("AT+CMGD=1", "OK"),
    ):  # fmt: skip
        wire.gammu_says(command.encode() + b"\r")
        wire.modem_says(f"\r\n{final}\r\n".encode())
    assert list(wire.filter.settings.values()) == ["ATE1", "AT+CMEE=1", 'AT+CPMS="SM"']
    wire.gammu_says(b"ATZ\r")
    wire.modem_says(b"\r\nOK\r\n")
    assert wire.filter.settings == {}


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ('+COPS: 0,0,"Viettel",7', '+COPS: 0,0,"",7'),
        ("+COPS: 0,0,Viettel,7", '+COPS: 0,0,"",7'),
        ('+COPS: 0,0,"VN Vinaphone, 4G"', '+COPS: 0,0,""'),
        ('+COPS: 0,2,"45204",7', '+COPS: 0,2,"45204",7'),
        ("+COPS: 0,2,45204", "+COPS: 0,2,45204"),
        ("+COPS: 0", "+COPS: 0"),
    ],
)
def test_an_operators_name_where_its_number_was_asked_for_is_not_gammus(said: str, heard: str) -> None:
    wire = Wire()
    wire.gammu_says(b"AT+COPS?\r")
    wire.modem_says(f"AT+COPS?\r\r\n{said}\r\n\r\nOK\r\n".encode())
    assert wire.heard == f"AT+COPS?\r\r\n{heard}\r\n\r\nOK\r\n".encode()


def test_a_refusal_of_what_is_needless_stops_nobody() -> None:
    for command in (b"AT^CURC=0\r", b"AT^PORTSEL=1\r", b"AT+ZCDRUN=8\r", b"AT+ZOPRT=5\r"):
        wire = Wire()
        wire.gammu_says(command)
        wire.modem_says(command + b"\r\n+CME ERROR: 3\r\n")
        assert wire.heard == command + b"\r\n\r\nOK\r\n"


def test_a_command_of_ours_is_answered_apart_from_gammu() -> None:
    wire = Wire()
    assert wire.filter.ask("AT+CEREG?") == b"AT+CEREG?\r"
    wire.modem_says(b"AT+CEREG?\r\r\n+CEREG: 1\r\n\r\n+CEREG: 0,1\r\n\r\nOK\r\n")
    assert not wire.filter.is_answering
    assert wire.filter.answer == ["+CEREG: 0,1", "OK"]
    assert wire.heard == b""
    wire.filter.give_up()
    wire.gammu_says(b"AT\r")
    wire.modem_says(b"AT\r\r\nOK\r\n")
    assert wire.heard == b"AT\r\r\n\r\nOK\r\n"


def test_the_networks_answer_to_ussd_reaches_gammu_where_it_asked() -> None:
    wire = Wire()
    wire.modem_says(b'\r\n+CUSD: 0,"unasked",15\r\n')
    wire.gammu_says(b'AT+CUSD=1,"*101#",15\r')
    wire.modem_says(b'\r\nOK\r\n\r\n+CUSD: 0,"TK goc: 12.500d",15\r\n\r\n+CUSD: 2\r\n')
    assert wire.heard.endswith(b'\r\nOK\r\n+CUSD: 0,"TK goc: 12.500d",15\r\n')
    assert [event["kind"] for event in wire.filter.events] == ["ussd"] * 3


def test_an_answer_of_the_network_on_several_lines_is_one_and_one_without_an_end_swallows_nothing() -> None:
    wire = Wire()
    wire.modem_says(b'\r\n+CUSD: 1,"TKG: 0d\n\n1. 15K\nOK\n2. 30K",15\r\n\r\n+CMTI: "SM",4\r\n')
    assert wire.filter.events[0] == {"kind": "ussd", "text": '1,"TKG: 0d\n1. 15K\nOK\n2. 30K",15'}
    assert wire.filter.events[1]["kind"] == "stored"
    wire.gammu_says(b"AT\r")
    wire.modem_says(b'AT\r\r\n+CUSD: 1,"TKG: 0d\n1. 15K\r\n\r\nOK\r\n')
    assert wire.heard == b"AT\r\r\n\r\nOK\r\n"
    assert [event["kind"] for event in wire.filter.events] == ["ussd", "stored", "ussd"]
    wire.modem_says(b'+CUSD: 1,"TKG: 0d\r\nRING\r\n+CMTI: "SM",4\r\n')
    assert [event["kind"] for event in wire.filter.events[3:]] == ["ussd", "stored"]


@pytest.mark.parametrize("line", ["A" * 2000, "A " * 1000, "+" + "SMS " * 500, "SIM" * 700, "1," * 1000, ">" * 2000])
def test_no_line_takes_long(line: str) -> None:
    wire = Wire()
    wire.gammu_says(b"AT+CGMI\r")
    wire.modem_says(line.encode() + b"\r\n")
    wire.modem_says(b"AT+CGMI\r\r\nSIMCOM\r\n\r\nOK\r\n")
    assert re.search(rb"SIMCOM\r\n\r\nOK\r\n$", wire.heard)
