"""Handing a mail over: every answer at every stage means one thing, for this mail and for the line."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.channels.email import smtp
from gateway.channels.email.reasons import SMTP_LOGIN_REFUSED
from gateway.channels.email.smtp import Sender
from gateway.domain.errors import GatewayError, LineDown, OutcomeUnknown, Refused, Temporary, Unclear
from gateway.domain.model import Piece
from gateway.local.simulator import mail as simulator_mail
from gateway.local.simulator.mail import MailServer
from tests.support.running import until
from tests.support.sink import Sink, sink
from tests.support.wire import Proxy, certificates, free_port, script

from .conftest import CITIZEN, UNIT, make_options

BODY = b"From: <phananh@hanoi.example>\r\nSubject: x\r\n\r\n.dot\r\n..two dots\r\nend\r\n"


def piece(recipient: str = CITIZEN, body: bytes = BODY) -> Piece:
    return Piece(recipient=f"mailto:{recipient}", body=body)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines of a test."""
    for name, seconds in {"CONNECT": 0.7, "COMMAND": 0.7, "FINAL": 0.7, "PATIENCE": 0.2}.items():
        monkeypatch.setattr(smtp, name, seconds)


@pytest.fixture
async def server() -> AsyncIterator[Sink]:
    async with sink() as running:
        yield running


@pytest.fixture
async def sender(server: Sink) -> AsyncIterator[Sender]:
    made = Sender(make_options(1, server.port))
    yield made
    await made.close()


async def test_a_mail_arrives_byte_for_byte_from_the_lines_own_mailbox(server: Sink, sender: Sender) -> None:
    sent = await sender.send(piece())
    assert server.kept == [(UNIT, [CITIZEN], BODY)]
    assert sent.remote_id == "Q1"


async def test_bare_line_feeds_never_reach_the_wire(server: Sink, sender: Sender) -> None:
    await sender.send(piece(body=b"Subject: x\n\nbody\n.\nMAIL FROM:<a@b.example>\rend"))
    assert server.kept[0][2] == b"Subject: x\r\n\r\nbody\r\n.\r\nMAIL FROM:<a@b.example>\r\nend\r\n"


async def test_connections_are_kept_and_no_more_are_open_than_configured(server: Sink) -> None:
    sender = Sender(replace(make_options(1, server.port), connections=3))
    await asyncio.gather(*(sender.send(piece()) for _ in range(30)))
    await sender.close()
    assert (len(server.kept), server.connections) == (30, 3)


TABLE: list[tuple[str, str, type[GatewayError]]] = [
    ("mail", "451 4.3.0 try later", Temporary),
    ("mail", "550 5.1.8 sender unknown", LineDown),
    ("mail", "552 5.2.2 over quota", LineDown),
    ("rcpt", "450 4.7.1 greylisted", Temporary),
    ("rcpt", "452 4.2.2 mailbox full", Temporary),
    ("rcpt", "550 5.1.1 no such user", Refused),
    ("rcpt", "553 5.1.3 bad address", Refused),
    ("rcpt", "552 5.2.2 mailbox full", Refused),
    ("rcpt", "552 5.3.4 too big for this system", Unclear),
    ("rcpt", "552 Requested mail action aborted: exceeded storage allocation", Unclear),
    ("rcpt", "554 5.7.1 <x>: Relay access denied", Unclear),
    ("rcpt", "550 5.1.8 sender address rejected: domain not found", Unclear),
    ("rcpt", "550 <us>: Sender address rejected: User unknown in local recipient table", Unclear),
    ("rcpt", "550 5.1.1 <us>: Sender address rejected: undeliverable address", Unclear),
    ("rcpt", "550-Verification failed for <us>\r\n550 Unrouteable address", Unclear),
    ("rcpt", "501 5.1.7 bad sender address syntax", Unclear),
    ("rcpt", "450 sender over quota", Temporary),
    ("rcpt", "550 mailbox unavailable", Unclear),
    ("rcpt", "550 <x>: no such user here", Refused),
    ("rcpt", "501 5.1.3 bad recipient address syntax", Refused),
    ("rcpt", "503 5.5.1 bad sequence of commands", Temporary),
    ("rcpt", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", LineDown),
    ("rcpt", "550 Domain x has exceeded the max emails per hour (100/100) allowed", LineDown),
    ("rcpt", "450 4.2.1 The recipient's hourly receiving limit was exceeded", Temporary),
    ("rcpt", "552 5.2.2 Daily message limit exceeded", Unclear),
    ("rcpt", "450 4.2.1 Daily limit of messages exceeded", Temporary),
    ("rcpt", "553 5.7.1 <x>: Sender address rejected: not owned by user y", LineDown),
    ("rcpt", "530 5.7.0 authentication required", LineDown),
    ("data", "451 4.3.0 try later", Temporary),
    ("data", "554 5.6.0 content refused", Refused),
    ("data", "552 5.3.4 storage exceeded", Unclear),
    ("data", "552 5.2.2 mailbox full", Unclear),
    ("data", "554 message rejected", Unclear),
    ("data", "550 5.4.5 Daily user sending limit exceeded.", LineDown),
    ("data", "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", LineDown),
    ("data", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", LineDown),
    ("data", "554 5.2.252 SendAsDenied; us not allowed to send as us; STOREDRV.Submission", LineDown),
    ("data", "454 Throttling failure: Daily message quota exceeded.", LineDown),
    ("data", "535 5.7.8 authentication expired", LineDown),
]


@pytest.mark.parametrize(("stage", "answer", "error"), TABLE)
async def test_what_each_answer_means(
    server: Sink, sender: Sender, stage: str, answer: str, error: type[GatewayError]
) -> None:
    server.answers[stage] = answer
    with pytest.raises(GatewayError) as raised:
        await sender.send(piece())
    assert type(raised.value) is error
    assert answer[:3] in str(raised.value)
    assert CITIZEN not in str(raised.value)
    server.answers.clear()
    await sender.send(piece())  # the next mail is unharmed
    assert len(server.kept) == 1


async def test_one_refused_recipient_costs_no_connection(server: Sink, sender: Sender) -> None:
    server.answers["rcpt nobody@example.com"] = "550 5.1.1 no such user"
    for _ in range(3):
        with pytest.raises(Refused):
            await sender.send(piece("nobody@example.com"))
        await sender.send(piece())
    assert server.connections == 1


@pytest.mark.parametrize("stage", ["mail", "rcpt"])
@pytest.mark.parametrize("how", ["hang", "hang_up"])
async def test_silence_before_data_is_temporary(server: Sink, sender: Sender, stage: str, how: str) -> None:
    getattr(server, how).add(stage)
    with pytest.raises(Temporary) as raised:
        await sender.send(piece())
    assert not isinstance(raised.value, LineDown)
    getattr(server, how).clear()
    await sender.send(piece())
    assert len(server.kept) == 1


@pytest.mark.parametrize("how", ["hang", "hang_up"])
async def test_silence_after_the_final_dot_is_unknown(server: Sink, sender: Sender, how: str) -> None:
    getattr(server, how).add("data")
    with pytest.raises(OutcomeUnknown):
        await sender.send(piece())
    assert len(server.kept) == 1
    getattr(server, how).clear()
    await sender.send(piece())
    assert len(server.kept) == 2


async def test_a_mail_that_waits_for_the_last_word_gives_its_place_to_the_next(server: Sink) -> None:
    sender = Sender(replace(make_options(1, server.port), connections=1))
    server.hang.add("data")
    waiting = asyncio.create_task(sender.send(piece()))
    await until(lambda: server.kept)
    server.hang.clear()
    await sender.send(piece())
    assert not waiting.done()
    with pytest.raises(OutcomeUnknown):
        await waiting
    await sender.close()


async def test_a_250_that_only_the_server_saw_is_unknown(server: Sink) -> None:
    async with Proxy(server.port) as proxy:
        sender = Sender(make_options(1, proxy.port))
        proxy.stall_after(b"354 End data with <CR><LF>.<CR><LF>\r\n")
        with pytest.raises(OutcomeUnknown):
            await sender.send(piece())
        await sender.close()
    assert len(server.kept) == 1


async def test_a_421_is_temporary_and_the_connection_is_left(server: Sink, sender: Sender) -> None:
    await sender.send(piece())
    server.answers["mail"] = "421 4.3.2 shutting down"
    with pytest.raises(Temporary):
        await sender.send(piece())
    server.answers.clear()
    await sender.send(piece())
    assert len(server.kept) == 2


async def test_a_kept_connection_closed_by_the_server_is_replaced_unnoticed(server: Sink, sender: Sender) -> None:
    await sender.send(piece())
    server.drop_all()
    await asyncio.sleep(0.05)
    await sender.send(piece())
    assert (len(server.kept), server.connections) == (2, 2)


async def test_a_refused_login_is_line_down_and_names_no_secret(server: Sink, sender: Sender) -> None:
    server.answers["auth"] = "535 5.7.8 no"
    with pytest.raises(LineDown) as raised:
        await sender.send(piece())
    assert raised.value.reason == SMTP_LOGIN_REFUSED(reply="535 5.7.8")


async def test_nothing_listening_is_line_down() -> None:
    with pytest.raises(LineDown):
        await Sender(make_options(1, free_port())).send(piece())


async def test_a_name_that_does_not_resolve_is_line_down() -> None:
    with pytest.raises(LineDown):
        await Sender(make_options(1, 25, smtp_host="no-such-host.invalid")).send(piece())


@pytest.mark.parametrize("greeting", [b"", b"554 5.3.2 go away\r\n", b"nonsense\r\n"])
async def test_a_server_that_greets_badly_is_line_down(greeting: bytes) -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await reader.read()

    async with script(handler) as port:
        with pytest.raises(LineDown):
            await Sender(make_options(1, port)).send(piece())


async def test_an_international_address_is_served_where_the_server_offers_it() -> None:
    abroad = "trần.mận@xn--th-e0a.example"
    async with sink(international=True) as server:
        sender = Sender(make_options(1, server.port))
        await sender.send(piece(abroad, BODY.replace(b"x", "ư".encode(), 1)))
        await sender.send(piece())
        await sender.close()
    assert [(to, options) for (_, (to,), _), options in zip(server.kept, server.options, strict=True)] == [
        (abroad, ["SMTPUTF8", "BODY=8BITMIME"]),
        (CITIZEN, []),
    ]


async def test_an_international_address_is_refused_where_the_server_does_not(server: Sink, sender: Sender) -> None:
    with pytest.raises(Refused) as refused:
        await sender.send(piece("người@example.com"))
    assert refused.value.reason.code == "mail.address_not_ascii"
    await sender.send(piece())
    assert (len(server.kept), server.connections) == (1, 1)


async def test_starttls_is_required_and_verified(tmp_path: Path) -> None:
    ca_file, context = certificates(tmp_path / "ca")
    async with sink(starttls=context) as server:
        line = make_options(1, server.port, smtp_host="localhost", smtp_tls="starttls", ca_file=str(ca_file))
        sender = Sender(line)
        await sender.send(piece())
        await sender.close()
        with pytest.raises(LineDown, match="certificate"):
            await Sender(replace(line, ca_file="")).send(piece())
    assert len(server.kept) == 1


async def test_a_stripped_starttls_sends_nothing(server: Sink) -> None:
    with pytest.raises(LineDown):
        await Sender(make_options(1, server.port, smtp_host="localhost", smtp_tls="starttls")).send(piece())
    assert server.kept == []


@pytest.mark.parametrize(("name", "good"), [("localhost", True), ("elsewhere.example", False)])
async def test_implicit_tls_is_verified(tmp_path: Path, name: str, good: bool) -> None:
    ca_file, context = certificates(tmp_path / "ca", name)
    async with sink(implicit=context) as server:
        line = make_options(1, server.port, smtp_host="localhost", smtp_tls="implicit", ca_file=str(ca_file))
        sender = Sender(line)
        if good:
            await sender.send(piece())
            await sender.close()
        else:
            with pytest.raises(LineDown, match="Hostname mismatch"):
                await sender.send(piece())
    assert len(server.kept) == good


async def test_the_simulator_takes_mail_for_its_own_and_refuses_strangers(simulator: MailServer) -> None:
    sender = Sender(make_options(1, simulator.smtp_port))
    await sender.send(piece())
    with pytest.raises(Refused):
        await sender.send(piece("stranger@example.com"))
    await sender.close()
    (mail,) = simulator_mail.read_mailbox(simulator.directory, CITIZEN)
    assert mail.endswith(BODY)
    trace = mail.removesuffix(BODY).split(b"\r\n")
    assert trace[0] == b"Return-Path: <phananh@hanoi.example>"
    assert trace[1].startswith(b"Received: by village.example; ")
    assert trace[2] == b"Authentication-Results: village.example; dmarc=pass header.from=hanoi.example"


async def test_the_simulator_refuses_a_wrong_password(simulator: MailServer) -> None:
    with pytest.raises(LineDown, match="535"):
        await Sender(make_options(1, simulator.smtp_port, password="wrong")).send(piece())


async def test_kept_connections_that_fell_silent_cost_one_wait_not_one_each(server: Sink) -> None:
    sender = Sender(make_options(1, server.port))
    await asyncio.gather(*(sender.send(piece()) for _ in range(4)))
    server.hang.add("mail")
    server.asked.clear()
    with pytest.raises(Temporary):
        await sender.send(piece())
    await sender.close()
    assert server.asked == ["mail"]
