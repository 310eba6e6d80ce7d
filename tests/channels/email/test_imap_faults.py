"""What goes wrong on the way to a mailbox: each fault ends in LineDown soon, and after it everything is read whole."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.channels.email import imap
from gateway.channels.email.memory import Memory
from gateway.channels.email.options import EmailOptions
from gateway.channels.email.reasons import FETCH_BROKE
from gateway.domain.errors import LineDown
from gateway.local.simulator import mail as simulator_mail
from gateway.local.simulator.mail import MailServer
from tests.support.wire import Proxy, certificates, free_port, script

from .conftest import PASSWORD, UNIT, Harvest, harvest, letter, make_options, opened


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines of a test."""
    for name in ("CONNECT", "COMMAND", "IDLE_ANSWER"):
        monkeypatch.setattr(imap, name, 0.7)
    monkeypatch.setattr(imap, "SLOWEST", 10_000_000)


@pytest.fixture
async def proxy(simulator: MailServer) -> AsyncIterator[Proxy]:
    async with Proxy(simulator.imap_port) as standing:
        yield standing


async def until_down(options: EmailOptions) -> str:
    """Open and listen until the line goes down -> the reason."""
    with pytest.raises(LineDown) as down:
        await listen_on(options)
    return str(down.value)


async def listen_on(options: EmailOptions) -> None:
    """Open and listen until something ends it."""
    async with asyncio.timeout(15), opened(options) as link:
        async for _ in link.listen(None):
            pass


async def read_on(options: EmailOptions, count: int) -> Harvest:
    """As the holder of a line does it: open again after each LineDown, from the last mark, until `count` came."""
    got, memory = Harvest([], [], None), Memory()
    for _ in range(8):
        try:
            async with asyncio.timeout(15), opened(options, memory) as link:
                async for batch in link.listen(got.cursor):
                    got.batches.append(batch)
                    got.mails += batch.received
                    got.cursor = batch.cursor or got.cursor
                    if len(got.mails) + sum(len(one.unfetched) for one in got.batches) >= count:
                        return got
        except LineDown:
            continue
    raise AssertionError("the line did not come back")


async def test_a_refused_login_is_line_down_and_names_no_secret(options: EmailOptions) -> None:
    reason = await until_down(replace(options, password="wrong"))
    assert reason == "imap.login_refused"
    assert "wrong" not in reason


async def test_a_missing_folder_is_line_down(options: EmailOptions) -> None:
    assert "folder" in await until_down(replace(options, folder="Không có"))


async def test_nothing_listening_is_line_down() -> None:
    assert "cannot_connect" in await until_down(make_options(free_port()))


async def test_a_server_that_accepts_and_stays_mute_is_line_down(proxy: Proxy) -> None:
    proxy.mute()
    assert "answer" in await until_down(make_options(proxy.port))


async def test_a_server_that_falls_mute_while_we_listen_is_line_down(proxy: Proxy) -> None:
    async def mute_later() -> None:
        await asyncio.sleep(0.5)
        proxy.mute()

    task = asyncio.create_task(mute_later())
    assert "answer" in await until_down(make_options(proxy.port))
    await task


async def test_a_connection_cut_in_idle_is_noticed_at_once(proxy: Proxy) -> None:
    async def cut_later() -> None:
        await asyncio.sleep(0.5)
        proxy.reset()

    task = asyncio.create_task(cut_later())
    assert "closed" in await until_down(make_options(proxy.port, poll_seconds=100.0))
    await task


async def test_a_stall_in_the_middle_of_a_mail_stores_nothing_of_it(simulator: MailServer, proxy: Proxy) -> None:
    mail = letter("stall", body="a" * 5_000 + " HALFWAY " + "b" * 5_000)
    await simulator.deliver(UNIT, mail)
    proxy.stall_after(b"HALFWAY")
    line = make_options(proxy.port, start="all")
    await until_down(line)
    assert proxy.answers == 1
    proxy.pass_all()
    assert (await read_on(line, 1)).bodies == [mail]


async def test_a_mail_that_breaks_the_connection_each_time_stops_no_other(simulator: MailServer, proxy: Proxy) -> None:
    good = [letter(f"good {number}") for number in range(4)]
    for one in (*good[:2], letter("bad", body="a POISON b"), *good[2:]):
        await simulator.deliver(UNIT, one)
    proxy.cut_after(b"POISON")
    got = await read_on(make_options(proxy.port, start="all"), 5)
    assert sorted(set(got.bodies)) == sorted(good)
    (unfetched,) = {one.location: one for batch in got.batches for one in batch.unfetched}.values()
    assert unfetched.reason == FETCH_BROKE


async def test_a_mail_cut_once_is_fetched_again_whole(simulator: MailServer, proxy: Proxy) -> None:
    mails = [letter("first"), letter("cut", body="x " * 2_000 + "HALFWAY" + " y" * 2_000), letter("last")]
    for one in mails:
        await simulator.deliver(UNIT, one)
    proxy.cut_after(b"HALFWAY")
    line = make_options(proxy.port, start="all")
    await until_down(line)
    proxy.pass_all()
    got = await read_on(line, 3)
    assert got.bodies == mails


async def test_the_server_goes_while_we_listen_and_comes_back(tmp_path: Path) -> None:
    directory, accounts, port = tmp_path / "mail", {UNIT: PASSWORD}, free_port()
    line, server = make_options(port), contextlib.AsyncExitStack()
    await server.enter_async_context(simulator_mail.serve(directory, port, 0, accounts))
    async with asyncio.timeout(15), opened(line) as link:
        stream = link.listen(None)
        cursor = (await anext(stream)).cursor
        await server.aclose()
        with pytest.raises(LineDown):
            await anext(stream)
    simulator_mail.deliver(directory, UNIT, letter("while away"))
    assert "cannot_connect" in await until_down(line)
    async with simulator_mail.serve(directory, port, 0, accounts), opened(line) as link:
        assert (await harvest(link, cursor, 1)).bodies == [letter("while away")]


async def test_opening_is_bounded_when_tls_never_answers() -> None:
    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with script(silent) as port:
        assert "does_not_answer" in await until_down(make_options(port, imap_host="localhost", imap_tls="implicit"))


@pytest.mark.parametrize(
    ("name", "trusted", "says"),
    [("localhost", True, ""), ("elsewhere.example", True, "Hostname mismatch"), ("localhost", False, "certificate")],
)
async def test_tls_is_verified(simulator: MailServer, tmp_path: Path, name: str, trusted: bool, says: str) -> None:
    ca_file, context = certificates(tmp_path / "ca", name)
    await simulator.deliver(UNIT, letter("secret"))
    async with Proxy(simulator.imap_port, tls=context) as proxy:
        line = make_options(
            proxy.port, imap_host="localhost", imap_tls="implicit", start="all", ca_file=str(ca_file) * trusted
        )
        if says:
            assert says in await until_down(line)
        else:
            async with opened(line) as link:
                assert (await harvest(link, None, 1)).bodies == [letter("secret")]


async def fake_imap(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, on_idle: bytes) -> None:
    """As much of an IMAP server as an empty mailbox needs; what IDLE gets is the test's."""
    answers = {
        b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n",
        b"SELECT": b"* 0 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 1] x\r\n",
        b"UID": b"* SEARCH\r\n",
    }
    writer.write(b"* OK ready\r\n")
    while line := await reader.readline():
        tag, command, *_ = line.split()
        if command == b"IDLE":
            writer.write(on_idle.replace(b"TAG", tag))
            if on_idle.startswith(b"* BYE"):
                return
        elif command != b"DONE":
            writer.write(answers.get(command, b"") + tag + b" OK done\r\n")


@pytest.mark.parametrize(
    ("on_idle", "says"),
    [
        (b"* BYE shutting down\r\n", "closed"),
        (b"+ idling\r\n* BYE shutting down\r\n", "closed"),
        (b"", "imap.no_answer_in_time"),
    ],
)
async def test_the_ways_in_which_idle_ends(on_idle: bytes, says: str) -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await fake_imap(reader, writer, on_idle)
        await reader.read() if not on_idle else None

    async with script(handler) as port:
        assert says in await until_down(make_options(port, poll_seconds=30.0))


async def test_a_greeting_that_says_bye_is_line_down() -> None:
    async def handler(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* BYE too many connections\r\n")
        await writer.drain()

    async with script(handler) as port:
        assert await until_down(make_options(port)) != ""


async def test_a_flood_of_response_lines_is_line_down_and_no_crash() -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            await fake_imap(reader, writer, b"+ idling\r\n" + b"* 1 EXPUNGE\r\n" * 20_000)

    async with script(handler) as port:
        assert re.match("imap.", await until_down(make_options(port, poll_seconds=30.0)))
