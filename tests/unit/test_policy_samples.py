"""Policy: what becomes of every sample of the field, with nothing known of its sender."""

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.channels.email.reasons import sign
from gateway.domain.model import Decoded, Facts, Purpose
from gateway.domain.text import repair
from tests.unit.policies import (
    ACK,
    EMERGENCY,
    HELP,
    PHOTO,
    RECEIPT,
    UNKNOWN,
    facts,
    judged,
)

MESSAGES = Path(__file__).parents[1] / "corpus" / "messages"

# What becomes of every sample of the field, with nothing known of the sender: rule, replies. All others are a new case.
EXPECTED: dict[str, tuple[str, tuple[Purpose, ...]]] = {
    "SMS-08": ("emergency", EMERGENCY),
    "SMS-09": ("emergency", EMERGENCY),
    "SMS-12": ("complaint", RECEIPT),
    "SMS-17": ("emergency", EMERGENCY),
    "EM-07": ("complaint", RECEIPT),
    "EM-12": ("maybe_denunciation", RECEIPT),
    "EX-01": ("unknown_code", UNKNOWN),
    "EX-02": ("unknown_code", UNKNOWN),
    "EX-03": ("unknown_code", UNKNOWN),
    "EX-05": ("new_case", ACK),
    "EX-07": ("help", HELP),
    "EX-08": ("opt_out", (Purpose.OPT_OUT,)),
    "EX-10": ("thanks", ()),
    "EX-11": ("machine_sender", ()),
    "EX-13": ("machine_sender", ()),
    "EX-15": ("machine_sender", ()),
    "EX-17": ("advert", ()),
    "EX-19": ("automatic", ()),
    "EX-21": ("automatic", ()),
    "EX-23": ("automatic", ()),
    "EX-25": ("advert", ()),
}
ROWS = [
    json.loads(line)
    for name in ("messages", "extra")
    for line in (MESSAGES / f"{name}.jsonl").read_text("utf-8").splitlines()
]


def decoded(row: dict[str, Any]) -> tuple[Decoded, Facts]:
    """A sample as its channel's decoder would hand it over."""
    if row["channel"] == "sms":
        sender = row["from"] if row["from"].startswith("+") else f"sms:{row['from']}"
        sender = f"tel:{sender}" if sender.startswith("+") else sender
        return Decoded(kind="message", sender=sender, text=row["text"], reply=row["text"]), facts("sms")
    headers, address = row.get("headers", {}), row.get("from", "x <nguoidan77@example.com>").partition("<")[2]
    words = repair(row.get("body_clean") or row["body"])[0]
    message = Decoded(
        kind="automatic" if headers else "message",
        sender=f"mailto:{address.rstrip('>')}",
        subject=row["subject"],
        text=words,
        reply=words,
        signs=tuple(map(sign, headers)),
        attachments=(PHOTO,) if row.get("attachments") else (),
    )
    return message, facts("email")


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_every_sample_of_the_field_is_judged_as_expected(row: dict[str, Any]) -> None:
    decision = judged(*decoded(row))
    assert (decision.rule, decision.replies) == EXPECTED.get(row["id"], ("new_case", ACK))
    assert decision.keep_text is (row.get("subclass") != "otp")
    assert decision.urgent is (decision.rule == "emergency")
    if "kind" in row and decision.rule != "emergency" and row["id"] != "EM-25":
        assert decision.kind == row["kind"]
    assert decision.restricted is (row.get("kind") in ("khieu_nai", "to_cao") or bool(row.get("confidential")))
