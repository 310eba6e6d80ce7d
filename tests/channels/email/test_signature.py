"""S/MIME signatures, verified by authorities that a line names: with keys that are made for the test."""

import shlex
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from gateway import channels
from gateway.channels import email
from gateway.channels.email import signature
from gateway.channels.email.options import EmailOptions
from gateway.domain.model import Decoded

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl on this machine")

WRITER = "mau@example.com"
WORDS = "Content-Type: text/plain; charset=utf-8\r\n\r\nXin sửa đèn ngõ 12.\r\n"
OPTIONS = EmailOptions(
    address="mailto:phuong@example.com",
    mailbox="phuong@example.com",
    imap_host="127.0.0.1",
    imap_port=1,
    smtp_host="127.0.0.1",
    smtp_port=1,
    user="x",
)


def openssl(where: Path, command: str, *more: str) -> bytes:
    return subprocess.run(["openssl", *shlex.split(command), *more], cwd=where, check=True, capture_output=True).stdout


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two authorities (ca.pem, other.pem) and a writer's certificate of the first."""
    at = tmp_path_factory.mktemp("keys")
    new = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    for name in ("ca", "other"):
        openssl(at, f"{new} -x509 -keyout {name}.key -out {name}.pem -days 2 -subj /CN={name}")
    openssl(at, f"{new} -keyout writer.key -out writer.csr -subj '/CN=Le Thi Mau/O=To 5'")
    (at / "extensions").write_text(f"subjectAltName=email:{WRITER}\nextendedKeyUsage=emailProtection\n")
    issue = "x509 -req -in writer.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out writer.pem"
    openssl(at, f"{issue} -extfile extensions")
    (at / "words").write_bytes(WORDS.encode())
    return at


def signed(keys: Path, *how: str, sender: str = WRITER) -> bytes:
    command = "cms -sign -in words -signer writer.pem -inkey writer.key -outform SMIME -subject x -crlfeol"
    return openssl(keys, command, "-from", sender, *how)


async def verified(keys: Path, body: bytes, authority: str = "ca.pem") -> Decoded:
    return await email.verify([body], email.decode([body]), replace(OPTIONS, smime_ca=str(keys / authority)))


@pytest.mark.parametrize("how", ["-nodetach", "-nosmimecap"])
async def test_a_signature_of_a_named_authority_is_verified(keys: Path, how: str) -> None:
    found = await verified(keys, signed(keys, how))
    assert (found.text, found.flags) == ("Xin sửa đèn ngõ 12.", ("signature_verified",))
    signer = found.extra["signer"]
    assert isinstance(signer, dict) and (signer["name"], signer["email"]) == ("Le Thi Mau", WRITER)


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


def test_intake_asks_the_mail_channel() -> None:
    assert isinstance(channels.CHANNELS["email"], channels.KnowsSignatures)
    assert not isinstance(channels.CHANNELS["sms"], channels.KnowsSignatures)
