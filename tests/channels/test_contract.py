"""What every registered channel keeps, ours and those named in the configuration: one table, one entry a channel."""

import json
import shutil
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.channels import registry
from gateway.channels.sms import decode_pdu
from gateway.domain.errors import ConfigError, Problem, Unreadable
from gateway.domain.model import Decoded, Draft, Purpose
from gateway.domain.reasons import CODES
from gateway.settings import config, reasons
from tests import toy
from tests.support import configs

CHANNELS = registry(["tests.toy"])
ROOT = Path(__file__).parents[2]
WORDS = "Den duong ngo 12 hong"
LETTER = (
    f"From: Nguoi Dan <dan@example.com>\r\nTo: a@example.com\r\nSubject: Den hong\r\nMessage-ID: <1@e>\r\n\r\n{WORDS}"
)
PDU = "07914889200009F9040B914859000000F10000621111810202820AE8329BFD4697D9EC37"
_SMPP = b"\0\1\1" + b"84950000001\0" + b"\0\0" + b"1022\0" + bytes((0, 0, 0, 0, 0, 0, 0, 0, 0, len(WORDS)))
DELIVER = struct.pack(">IIII", 16 + len(_SMPP) + len(WORDS), 5, 0, 1) + _SMPP + WORDS.encode()
OWN = ("name", "channel", "unit", "owner")


@dataclass(frozen=True, kw_only=True)
class Case:
    """Good keys of a line, one message, and what must be read in it. `recipient`: whom a line can write to; `whole`:
    what is counted in segments goes out whole, for the other side cuts it."""

    keys: Mapping[str, Any]
    body: bytes
    sender: str
    words: str
    recipient: str = ""
    whole: bool = False


def _keys(line: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in line.items() if key not in OWN}


CASES = {
    "email": Case(
        keys=_keys(configs.mail_line(address="a@example.com", password_file="", password_env="GATEWAY_CONTRACT")),
        body=LETTER.encode(),
        sender="mailto:dan@example.com",
        words=WORDS,
        recipient="mailto:dan@example.com",
    ),
    "sms": Case(
        keys=_keys(configs.sms_line()),
        body=decode_pdu(PDU),
        sender="tel:+84950000001",
        words="hellohello",
        recipient="tel:+84590001301",
    ),
    "smpp": Case(
        keys=_keys(configs.smpp_line(password_env="GATEWAY_CONTRACT")),
        body=DELIVER,
        sender="tel:+84950000001",
        words=WORDS,
        recipient="tel:+84590001301",
    ),
    "aggregator": Case(
        keys={"number": "UBND HANOI", "provider": "esms", "user": "u", "secret_env": "GATEWAY_CONTRACT"},
        body=json.dumps({"type": "text", "sender": "0950000001", "text": WORDS, "id": "1", "fields": {}}).encode(),
        sender="tel:+84950000001",
        words=WORDS,
        recipient="tel:+84590001301",
        whole=True,
    ),
    "calls": Case(
        keys={key: value for key, value in _keys(configs.calls_line()).items() if key != "reply_line"},
        body=json.dumps({"from": "0912000001", "record": {"src": "0912000001", "uniqueid": "1.1"}}).encode(),
        sender="tel:+84912000001",
        words="src: 0912000001\nuniqueid: 1.1",
    ),
    "form": Case(
        keys={"page": "https://portal.example/form"},
        body=json.dumps({"address": "dan@example.com", "name": "Người Dân", "words": WORDS}).encode(),
        sender="mailto:dan@example.com",
        words=WORDS,
    ),
}


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_CONTRACT", "a password of tests")


def test_every_registered_channel_has_its_case() -> None:
    assert set(CASES) == set(CHANNELS)


def made(name: str, **more: Any) -> tuple[Any, list[Problem]]:
    return CHANNELS[name].options({**CASES[name].keys, **more}, key="lines[1]", zone="Asia/Ho_Chi_Minh", unit="UBND")


@pytest.mark.parametrize("name", CASES)
def test_a_channel_says_who_it_is_in_both_languages_and_has_its_templates(name: str) -> None:
    channel = CHANNELS[name]
    assert name == channel.NAME and set(channel.LABEL) == {"vi", "en"} and all(channel.LABEL.values())
    assert channel.TRAITS.connects == bool(channel.TRAITS.scheme) == bool(channel.TRAITS.templates)
    assert (ROOT / "templates" / channel.TRAITS.templates / "vi").is_dir() or not channel.TRAITS.connects


@pytest.mark.parametrize("name", CASES)
def test_a_line_s_keys_are_read_and_a_mistyped_one_is_named(name: str) -> None:
    options, problems = made(name)
    assert problems == [] and ":" in options.address
    assert options.proves_senders in (True, False)
    _, problems = made(name, no_such_key="x")
    assert [(problem.key, problem.reason.code) for problem in problems] == [
        ("lines[1].no_such_key", "config.unknown_key")
    ]
    _, problems = made(name, **{key: {"of": "another kind"} for key in CASES[name].keys})
    assert {problem.key for problem in problems} == {f"lines[1].{key}" for key in CASES[name].keys}
    assert {problem.reason.code for problem in problems} <= CODES.keys()


@pytest.mark.parametrize("name", CASES)
def test_a_message_is_read_and_its_sender_known_before(name: str) -> None:
    channel, case = CHANNELS[name], CASES[name]
    decoded = channel.decode([case.body])
    assert (decoded.kind, decoded.sender, decoded.text) == ("message", case.sender, case.words)
    assert channel.sender_key(case.body) == case.sender
    assert channel.decode([case.body]) == decoded
    assert isinstance(channel.authenticate(decoded, made(name)[0]), Decoded)


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=50, deadline=None)
@given(body=st.binary(max_size=300))
def test_no_bytes_break_it(name: str, body: bytes) -> None:
    channel = CHANNELS[name]
    assert isinstance(channel.sender_key(body), str)
    with suppress(Unreadable):
        assert isinstance(channel.decode([body]), Decoded)


@pytest.mark.parametrize("name", [name for name, channel in CHANNELS.items() if channel.TRAITS.connects])
def test_a_draft_becomes_pieces_in_order(name: str) -> None:
    draft = Draft(
        number=1,
        recipient=CASES[name].recipient,
        purpose=Purpose.RESULT,
        text="Phường đã sửa đèn. " * 20,
        subject="Trả lời",
        created_at=datetime(2026, 11, 18, tzinfo=UTC),
        message_id="1@example.com",
    )
    pieces = CHANNELS[name].encode(draft, made(name)[0])
    assert [piece.part for piece in pieces] == list(range(1, len(pieces) + 1))
    assert (len(pieces) > 1) == (CHANNELS[name].TRAITS.segments and not CASES[name].whole)


def test_modules_outside_the_tree_are_found_in_the_directory_that_is_named(make_config: Callable[..., Path]) -> None:
    keys = {"extra": ["form_of_a_city"], "directory": "of our own"}
    with pytest.raises(ConfigError) as caught:
        config.load(path := make_config(channels=keys), registry, {})
    assert {one.key: one.reason.code for one in caught.value.problems} == {
        "channels.directory": "config.no_such_directory",
        "channels.extra": "config.channel_not_imported",
    }
    directory = path.parent / "of our own"
    directory.mkdir()
    shutil.copy(toy.__file__, directory / "form_of_a_city.py")
    (directory / "email.py").write_text("raise SystemExit", "utf-8")  # stands before nothing of ours
    found = config.load(path, registry, {}).extra_channels
    assert found == (("form_of_a_city",), str(directory))
    assert registry(*found)["form"].LABEL == toy.LABEL


def test_a_module_that_is_no_channel_is_named_with_what_it_lacks() -> None:
    with pytest.raises(ConfigError) as caught:
        registry(["tests.support.configs", "no.such.module", "gateway.channels.sms"])
    assert {problem.key for problem in caught.value.problems} == {"channels.extra"}
    lacking, missing, twice = (problem.reason for problem in caught.value.problems)
    assert (lacking.code, lacking.values["module"]) == ("config.channel_incomplete", "tests.support.configs")
    assert str(lacking.values["names"]).startswith("NAME, LABEL")
    assert (missing.code, missing.values["module"]) == ("config.channel_not_imported", "no.such.module")
    assert str(missing.values["error"]).startswith("ModuleNotFoundError")
    assert twice == reasons.CHANNEL_TWICE(module="gateway.channels.sms", name="sms")
