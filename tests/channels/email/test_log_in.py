"""Logging in as offices must: encrypted half-way, with any letter, a relay that asks for nothing or for other data."""

import asyncio
import shutil
import ssl
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from gateway.channels import tls
from gateway.channels.email import imap, reasons, sasl
from gateway.channels.email.memory import Memory
from gateway.channels.email.smtp import Sender
from gateway.domain.errors import LineDown
from gateway.domain.model import Piece
from gateway.settings import secrets
from tests.support.dovecot import ODD_PASSWORDS, Dovecot
from tests.support.imap import Habits, serve
from tests.support.sink import Sink, sink
from tests.support.wire import certificates, script

from .conftest import CITIZEN, PASSWORD, UNIT, make_options

PIECE = Piece(recipient=f"mailto:{CITIZEN}", body=b"Subject: x\r\n\r\nx\r\n")


async def test_imap_goes_over_to_encryption_before_it_says_anything(tmp_path: Path) -> None:
    """What somebody on the way adds to the answer in clear is not taken for the server's (RFC 3501 §6.2.1)."""
    ca_file, context = certificates(tmp_path / "ca")
    options = make_options(1, imap_tls="starttls", imap_host="localhost", ca_file=str(ca_file))
    async with serve(Habits(starttls=context)) as (server, port):
        connection = await imap.connect(replace(options, imap_port=port), Memory())
        assert "INJECTED" not in connection._protocol.capabilities
        connection.close()
        assert [command.split()[0] for command in server.commands[:3]] == ["CAPABILITY", "STARTTLS", "CAPABILITY"]
    async with serve(Habits(starttls=context)) as (server, port):
        with pytest.raises(LineDown) as error:
            await imap.connect(replace(options, imap_port=port, ca_file=""), Memory())
        assert error.value.reason.code == "imap.certificate_not_trusted"
        assert server.commands == ["CAPABILITY", "STARTTLS"]


async def test_a_server_that_does_not_go_over_to_encryption_hears_no_password() -> None:
    options = make_options(1, imap_tls="starttls", imap_host="localhost")
    async with serve(Habits()) as (server, port):
        with pytest.raises(LineDown) as error:
            await imap.connect(replace(options, imap_port=port), Memory())
    assert error.value.reason == reasons.IMAP_NO_STARTTLS
    assert not any(PASSWORD in command for command in server.commands)


async def test_a_mailbox_opens_by_any_password() -> None:
    """ASCII by LOGIN in quotes, the rest by AUTHENTICATE PLAIN."""
    for password in ODD_PASSWORDS.values():
        said: list[bytes] = []
        habits = Habits(capabilities="IMAP4rev1 AUTH=PLAIN")
        habits.authenticate = lambda _name, message, said=said: said.append(message) or "OK"  # type: ignore[misc]
        async with serve(habits) as (server, port):
            (await imap.connect(make_options(port, password=password), Memory())).close()
        login = next((command for command in server.commands if command.startswith("LOGIN")), "")
        if password.isascii():
            assert login == f"LOGIN {imap.quote(UNIT)} {imap.quote(password)}"
        else:
            assert (login, said) == ("", [sasl.plain(UNIT, password)])


async def test_dovecot_takes_any_password(dovecot: Dovecot, tmp_path: Path) -> None:
    """From the file as people write it to the server."""
    for user, password in ODD_PASSWORDS.items():
        file = tmp_path / "password"
        file.write_text(f"{password}\r\n", "utf-8-sig")
        file.chmod(0o600)
        read, problems = secrets.read({"password_file": str(file)}, "password", {}, "")
        assert (read, problems) == (password, [])
        line = make_options(dovecot.port, user=user, password=password)
        (await imap.connect(line, Memory())).close()
    with pytest.raises(LineDown):
        await imap.connect(replace(line, password="mật-khẩu-đo"), Memory())


def openssl(directory: Path, words: str) -> None:
    subprocess.run(["openssl", *words.split()], cwd=directory, check=True, capture_output=True)


async def test_an_internal_authority_is_named_as_offices_have_it(dovecot: Dovecot, tmp_path: Path) -> None:
    """As Windows exports it, with a byte order mark, with words before it, beside others; by Dovecot's STARTTLS."""
    pem, der, text = (tmp_path / name for name in ("ca.pem", "ca.cer", "text.pem"))
    shutil.copy(dovecot.ca_file, pem)
    openssl(tmp_path, "x509 -in ca.pem -outform DER -out ca.cer")
    openssl(tmp_path, "x509 -in ca.pem -text -out text.pem")
    text.write_bytes(b"\xef\xbb\xbf" + text.read_bytes().replace(b"\n", b"\r\n"))
    line = make_options(dovecot.port, imap_tls="starttls", imap_host="localhost", user=dovecot.user(), password="pw")
    for file in (pem, der, text):
        (await imap.connect(replace(line, ca_file=str(file)), Memory())).close()
    other, _ = certificates(tmp_path / "other")
    both = tmp_path / "both.pem"
    both.write_bytes(other.read_bytes() + pem.read_bytes())
    (await imap.connect(replace(line, ca_file=str(both)), Memory())).close()
    for name in ("", str(other)):
        with pytest.raises(LineDown) as error:
            await imap.connect(replace(line, ca_file=name), Memory())
        assert error.value.reason.code == "imap.certificate_not_trusted"


async def test_an_authority_below_another_and_a_certificate_of_the_servers_own_are_enough(tmp_path: Path) -> None:
    certificates(tmp_path)
    (tmp_path / "below").write_text("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n")
    new = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    openssl(tmp_path, f"{new} -subj /CN=Below -keyout i.key -out i.csr")
    openssl(tmp_path, "x509 -req -in i.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile below -out i.pem")
    openssl(tmp_path, "x509 -req -in server.csr -CA i.pem -CAkey i.key -CAcreateserial -extfile ext -out server.pem")
    openssl(
        tmp_path, f"{new} -x509 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout own.key -out own.pem"
    )
    for ca, name in (("i.pem", "server"), ("own.pem", "own")):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / f"{name}.pem", tmp_path / f"{name}.key")
        async with serve(Habits(starttls=context)) as (_, port):
            line = make_options(port, imap_tls="starttls", imap_host="localhost", ca_file=str(tmp_path / ca))
            (await imap.connect(line, Memory())).close()


def test_an_internal_authority_is_trusted_under_newer_pythons_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python 3.13 asks for extensions that the certificates of many offices lack; of public ones it goes on asking."""
    ca_file, _ = certificates(tmp_path)
    made = ssl.create_default_context

    def strict(**words: Any) -> ssl.SSLContext:
        context = made(**words)
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    monkeypatch.setattr(ssl, "create_default_context", strict)
    assert not tls.context(str(ca_file)).verify_flags & ssl.VERIFY_X509_STRICT
    assert tls.context.__wrapped__("").verify_flags & ssl.VERIFY_X509_STRICT


class Relay(Sink):
    """Keeps who logged in."""

    def __init__(self) -> None:
        super().__init__()
        self.log_ins: list[tuple[str, str]] = []

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        """Every password is right."""
        assert isinstance(data, LoginPassword)
        self.log_ins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=True)


SENDING: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({}, [(UNIT, PASSWORD)]),
    ({"smtp_auth": False}, []),
    ({"smtp_password": "other"}, [(UNIT, "other")]),
    ({"smtp_user": "relay", "smtp_password": "other"}, [("relay", "other")]),
    *(({"password": password}, [(UNIT, password)]) for password in ODD_PASSWORDS.values()),
]


async def test_a_relay_is_logged_in_to_as_configured() -> None:
    for changes, log_ins in SENDING:
        relay = Relay()
        async with sink(relay):
            sender = Sender(make_options(1, relay.port, **changes))
            await sender.send(PIECE)
            await sender.close()
        assert (relay.log_ins, len(relay.kept)) == (log_ins, 1), changes


async def test_a_relay_that_offers_no_log_in_knows_us_by_our_address_unless_one_is_asked_for() -> None:
    relay = Relay()
    async with sink(relay, without_auth=True):
        for auth in (None, False):
            sender = Sender(make_options(1, relay.port, smtp_auth=auth))
            await sender.send(PIECE)
            assert await sender.check() is False
            await sender.close()
        for changes in ({"smtp_auth": True}, {"smtp_password": "other"}):
            with pytest.raises(LineDown) as error:
                await Sender(make_options(1, relay.port, **changes)).check()
            assert error.value.reason == reasons.SMTP_NO_AUTH
    assert (len(relay.kept), relay.log_ins) == (2, [])


async def test_log_ins_that_are_no_passwords_are_told_as_none() -> None:
    async def exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 exchange\r\n")
        while line := await reader.readline():
            writer.write(b"250-x\r\n250 AUTH GSSAPI NTLM\r\n" if line.startswith(b"EHLO") else b"221 bye\r\n")

    async with script(exchange) as port:
        with pytest.raises(LineDown) as error:
            await Sender(make_options(1, port)).check()
    assert error.value.reason == reasons.SMTP_NO_AUTH


@pytest.mark.parametrize(
    ("capabilities", "password", "command"),
    [
        ("IMAP4rev1", "mật khẩu", "LOGIN"),  # no other way is offered: many servers take UTF-8 all the same
        ("IMAP4rev1 LOGINDISABLED AUTH=PLAIN", "plain", "AUTHENTICATE"),
        ("IMAP4rev1 AUTH=PLAIN", "plain", "LOGIN"),
    ],
)
async def test_a_mailbox_is_logged_in_to_by_what_its_server_offers(
    capabilities: str, password: str, command: str
) -> None:
    async with serve(Habits(capabilities=capabilities)) as (server, port):
        (await imap.connect(make_options(port, password=password), Memory())).close()
    assert [one.split()[0] for one in server.commands if one.startswith(("LOGIN", "AUTH"))] == [command]
