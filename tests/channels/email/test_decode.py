"""Real forms of mail and what they say: every file of the corpus, with the expected reading beside it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import email
from gateway.domain.errors import Unreadable
from gateway.replies import catalogue

CORPUS = Path(__file__).parents[2] / "corpus" / "email"
MAILS = sorted(CORPUS.glob("*.eml"))


def read(path: Path) -> dict[str, Any]:
    """The decoded mail as JSON would hold it, without the attachments' bytes, signs as `gw explain` says them."""
    mail = email.decode([path.read_bytes()])
    decoded = asdict(mail) | {"signs": [catalogue.say(sign, "en") for sign in mail.signs]}
    for attachment in decoded["attachments"]:
        del attachment["content"]
        if not attachment["flags"]:
            del attachment["flags"]
    return json.loads(json.dumps(decoded, default=str)) | {  # type: ignore[no-any-return]
        "sent_at": decoded["sent_at"].isoformat() if decoded["sent_at"] else None
    }


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_mail_of_the_corpus_is_read_as_expected(path: Path) -> None:
    got = read(path)
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    if expected.get("report") and got["report"]:
        got["report"] = {name: got["report"][name] for name in expected["report"]}
    assert {name: got[name] for name in expected} == expected


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_the_cheap_key_names_the_same_sender(path: Path) -> None:
    assert email.sender_key(path.read_bytes()) == email.decode([path.read_bytes()]).sender


@pytest.mark.parametrize("body", [b"", b"\r\n", b"\x00\x01\x02", b"no header at all", bytes(range(256))])
def test_what_is_no_mail_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        email.decode([body])
    assert email.sender_key(body) == ""
