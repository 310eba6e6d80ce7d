"""A line's own keys: what is right, what is wrong, and what a text comes from."""

from typing import Any

import pytest

from gateway.channels import smpp
from gateway.channels.smpp.pdu import Address

GOOD = {"number": "1022", "host": "smpp.carrier.example", "user": "gateway", "password_env": "GATEWAY_SMPP"}


def read(**keys: Any) -> tuple[smpp.SmppOptions, set[tuple[str, str]]]:
    options, problems = smpp.options({**GOOD, **keys}, key="lines[1]", zone="Asia/Ho_Chi_Minh")
    return options, {(one.key.removeprefix("lines[1]."), one.reason.code) for one in problems}


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_SMPP", "a password of tests")


def test_what_is_left_out_has_the_value_of_the_shipped_file() -> None:
    options, wrong = read()
    assert wrong == set()
    assert (options.port, options.tls, options.window, options.reports) == (2775, "implicit", 10, True)
    assert "a password of tests" not in repr(options)


SENDERS = {
    "1022": Address("1022", 0, 0),
    "+84 24 3825 0000": Address("842438250000", 1, 1),
    "UBND HANOI": Address("UBND HANOI", 5, 0),
}


def test_a_text_comes_from_a_short_code_a_number_or_a_name() -> None:
    assert {number: read(number=number)[0].source for number in SENDERS} == SENDERS


WRONG: dict[str, tuple[dict[str, Any], set[tuple[str, str]]]] = {
    "a name that is too long": ({"number": "UBND TP HA NOI"}, {("number", "config.not_a_sender")}),
    "no number": ({"number": ""}, {("number", "config.missing")}),
    "no host": ({"host": ""}, {("host", "config.missing")}),
    "an unknown way": ({"tls": "starttls"}, {("tls", "config.not_one_of")}),
    "an authority without TLS": (
        {"tls": "plain", "ca_file": __file__},
        {("ca_file", "config.ca_file_without_tls"), ("ca_file", "config.no_certificate_in_file")},
    ),
    "no such authority": ({"ca_file": "/nowhere"}, {("ca_file", "config.no_such_file")}),
    "a window of none": ({"window": 0}, {("window", "config.not_a_whole_number_between")}),
    "no password": ({"password_env": "GATEWAY_NOBODY"}, {("password_env", "config.variable_empty")}),
    "a mistyped key": ({"windwo": 5}, {("windwo", "config.unknown_key")}),
}


def test_a_mistake_is_named() -> None:
    met = {name: read(**keys)[1] for name, (keys, _) in WRONG.items()}
    assert met == {name: said for name, (_, said) in WRONG.items()}
