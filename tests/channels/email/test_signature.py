"""S/MIME signatures, verified by authorities that a line names: with keys that are made for the test."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gateway import channels
from gateway.channels import email
from gateway.channels.email import signature
from gateway.channels.email.options import EmailOptions
from gateway.domain.model import Decoded
from tests.support import smime

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl on this machine")

WORDS = "Xin sửa đèn ngõ 12."
OPTIONS = EmailOptions(
    address="mailto:phuong@example.com",
    mailbox="phuong@example.com",
    imap_host="127.0.0.1",
    imap_port=1,
    smtp_host="127.0.0.1",
    smtp_port=1,
    user="x",
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return smime.keys(tmp_path_factory.mktemp("keys"))


def signed(keys: Path, *how: str, sender: str = smime.WRITER) -> bytes:
    return smime.signed(keys, WORDS, *how, sender=sender)


async def verified(keys: Path, body: bytes, authority: str = "ca.pem") -> Decoded:
    return await email.verify([body], email.decode([body]), replace(OPTIONS, smime_ca=str(keys / authority)))


@pytest.mark.parametrize("how", ["-nodetach", "-nosmimecap"])
async def test_a_signature_of_a_named_authority_is_verified(keys: Path, how: str) -> None:
    found = await verified(keys, signed(keys, how))
    assert (found.text, found.flags) == (WORDS, ("signature_verified",))
    signer = found.extra["signer"]
    assert isinstance(signer, dict) and (signer["name"], signer["email"]) == ("Le Thi Mau", smime.WRITER)


async def test_of_an_authority_that_nobody_named_it_is_unverified(keys: Path) -> None:
    assert (await verified(keys, signed(keys, "-nodetach"), "other.pem")).flags == ("signed",)
    unset = await email.verify([signed(keys)], email.decode([signed(keys)]), OPTIONS)
    assert unset.flags == ()


async def test_other_words_or_another_writer_fail(keys: Path) -> None:
    changed = signed(keys).replace("sửa đèn".encode(), "xoá đèn".encode())
    assert (await verified(keys, changed)).flags == ("signature_failed",)
    assert (await verified(keys, signed(keys, sender="ba@example.com"))).flags == ("signature_failed",)


async def test_nobody_is_asked_about_a_mail_that_is_not_signed_as_a_whole(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unasked(*_args: object) -> None:
        raise AssertionError

    monkeypatch.setattr(signature, "_ask", unasked)
    inner = signed(keys, "-nodetach")
    wrapped = (
        b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + inner + b"\r\n--b--\r\n"
    )
    for body in (wrapped, b"From: a@example.com\r\n\r\nXin chao"):
        assert (await verified(keys, body)).flags == email.decode([body]).flags


async def test_without_an_answer_it_is_unverified(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = signed(keys, "-nodetach")
    monkeypatch.setattr(signature, "SECONDS", 0.0)
    assert (await verified(keys, body)).flags == ("signed",)
    monkeypatch.setenv("PATH", "/nowhere")
    assert (await verified(keys, body)).flags == ("signed",)


async def test_whoever_signed_with_a_certificate_that_cannot_be_read_is_unverified(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = signed(keys, "-nodetach")
    monkeypatch.setattr(signature, "MAX_PEM", 100)
    assert (await verified(keys, body)).flags == ("signed",)


def test_intake_asks_the_mail_channel() -> None:
    assert isinstance(channels.CHANNELS["email"], channels.KnowsSignatures)
    assert not isinstance(channels.CHANNELS["sms"], channels.KnowsSignatures)
