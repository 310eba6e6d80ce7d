"""A simulator server, options that point at it, a provider of access tokens, and how to read a link until enough has
come."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import email
from gateway.channels.email.mailbox import MailboxLink
from gateway.channels.email.memory import Memory
from gateway.channels.email.oauth_options import OAuth
from gateway.channels.email.options import EmailOptions
from gateway.domain.model import Batch, Received
from gateway.local.simulator import mail as simulator_mail
from gateway.local.simulator.mail import MailServer
from tests.support.authority import Authority, authority

UNIT, CITIZEN, PASSWORD = "phananh@hanoi.example", "nguoidan01@example.com", "simulator-pw"


def make_options(imap_port: int, smtp_port: int = 1, **changes: Any) -> EmailOptions:
    """Options of the unit's line on loopback."""
    values: dict[str, Any] = {
        "address": f"mailto:{UNIT}",
        "mailbox": UNIT,
        "imap_host": "127.0.0.1",
        "imap_port": imap_port,
        "imap_tls": "plain",
        "smtp_host": "127.0.0.1",
        "smtp_port": smtp_port,
        "smtp_tls": "plain",
        "user": UNIT,
        "password": PASSWORD,
        "poll_seconds": 0.3,
    }
    return EmailOptions(**(values | changes))


def letter(text: str, *, sender: str = CITIZEN, subject: str = "Phản ánh", extra: str = "", body: str = "") -> bytes:
    """A citizen's mail with `text` in subject and body."""
    head = f"From: <{sender}>\r\nTo: <{UNIT}>\r\nSubject: {subject} {text}\r\n{extra}"
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{body or text}\r\n".encode()


@dataclass
class Harvest:
    """What a link gave: mails in their order, all batches, the last mark."""

    mails: list[Received]
    batches: list[Batch]
    cursor: Mapping[str, object] | None

    @property
    def bodies(self) -> list[bytes]:
        """The mails' bytes."""
        return [one.body for one in self.mails]


async def harvest(link: MailboxLink, cursor: Mapping[str, object] | None, count: int, idle: int = 2) -> Harvest:
    """Read until `count` mails have come, and `idle` more empty batches, to see that nothing else comes."""
    got = Harvest([], [], cursor)
    async with asyncio.timeout(20):
        async for batch in link.listen(cursor):
            got.batches.append(batch)
            got.mails += batch.received
            got.cursor = batch.cursor or got.cursor
            idle -= len(got.mails) >= count and not batch.received
            if idle < 0:
                return got
    raise AssertionError("the link ended")


@asynccontextmanager
async def opened(options: EmailOptions, memory: Memory | None = None) -> AsyncIterator[MailboxLink]:
    """The line, open. `memory`: of earlier openings."""
    async with email.open(options, now=datetime.now(UTC), memory=memory or Memory()) as link:
        yield link


@pytest.fixture
async def simulator(tmp_path: Path) -> AsyncIterator[MailServer]:
    """The simulator's mail server with a unit's and a citizen's mailbox."""
    async with simulator_mail.serve(tmp_path / "mail", 0, 0, {UNIT: PASSWORD, CITIZEN: PASSWORD}) as server:
        yield server


@pytest.fixture
def options(simulator: MailServer) -> EmailOptions:
    """The unit's line on the simulator's server."""
    return make_options(simulator.imap_port, simulator.smtp_port)


@pytest.fixture
async def provider() -> AsyncIterator[Authority]:
    async with authority() as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A refresh token as somebody puts it there by hand."""
    made = tmp_path / "consent.json"
    made.touch(mode=0o600)
    made.write_text("refresh-0\n")
    return made


def text(file: Path) -> str:
    return file.read_text("utf-8")


def mode(file: Path) -> int:
    """Who may read and write it."""
    return file.stat().st_mode & 0o777


def asked(provider: Authority, file: Path | str, **changes: Any) -> OAuth:
    values: dict[str, Any] = {
        "grant": "refresh_token",
        "token_url": provider.url,
        "device_url": provider.device_url,
        "client_id": "gateway",
        "client_secret": "",
        "scope": "mail offline_access",
        "file": str(file),
        "ca_file": "",
    }
    return OAuth(**(values | changes))


def by_token(provider: Authority, file: Path, imap: int, smtp: int = 1) -> EmailOptions:
    return make_options(imap, smtp, password="", oauth=asked(provider, file))
