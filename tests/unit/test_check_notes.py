"""What `gw check` notes of a configuration that is no mistake."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.channels import registry
from gateway.cli import check
from gateway.settings import config
from tests.support import configs


def test_replies_that_come_from_a_name_are_noted(
    make_config: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_SMPP", "a password of tests")
    lines = [
        configs.smpp_line("brand", number="UBND HANOI"),
        configs.smpp_line("short", number="1022"),
        configs.sms_line("by-brand", reply_line="brand"),
        configs.sms_line("by-short", number="+84590001023", device="other", reply_line="short"),
        configs.sms_line("silent", number="+84590001024", device="third", reply_line="brand", send=False),
        configs.mail_line(),
    ]
    found = config.load(make_config(lines=lines), registry)
    notes = [(note.code, note.values["line"], note.values["name"]) for note in check._from_names(found)]
    assert notes == [("check.from_a_name", line, "UBND HANOI") for line in ("brand", "by-brand")]
