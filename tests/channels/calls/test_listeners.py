"""Records over TCP as 3CX says them, and Asterisk's Manager Interface against a server that plays it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import pytest

from gateway.channels import calls
from gateway.domain.errors import LineDown
from gateway.domain.model import Received
from gateway.domain.model.calls import CallLeg
from gateway.local.processes import free_port
from tests.channels.calls.test_vendors import made

CDR = {
    "Event": "Cdr",
    "Source": "0912000001",
    "Destination": "101",
    "DestinationChannel": "PJSIP/101-1",
    "LastApplication": "Dial",
    "StartTime": "2026-11-27 09:05:00",
    "EndTime": "2026-11-27 09:05:20",
    "Duration": "20",
    "BillableSeconds": "0",
    "Disposition": "NO ANSWER",
    "UniqueID": "1.1",
}


class Asterisk:
    """A Manager Interface as its documentation has it: banner, log-in, pings, events to whoever is logged in."""

    def __init__(self, banner: bytes = b"Asterisk Call Manager/5.0.2\r\n", secret: str = "geheim") -> None:
        self.banner, self.secret = banner, secret
        self.heard: list[dict[str, str]] = []
        self.connected: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self.banner)
        while message := await self._message(reader):
            self.heard.append(message)
            if message["Action"] == "Login":
                right = message["Secret"] == self.secret
                self.say(writer, Response="Success" if right else "Error", Message="Authentication")
                self.say(writer, Event="FullyBooted", Status="Fully Booted")
                self.connected += [writer] if right else []
                if not right:
                    break
            else:
                self.say(writer, Response="Success", Ping="Pong")
        writer.close()

    async def _message(self, reader: asyncio.StreamReader) -> dict[str, str]:
        found: dict[str, str] = {}
        with suppress(OSError):
            while line := (await reader.readline()).decode().strip():
                name, _, value = line.partition(": ")
                found[name] = value
        return found

    def say(self, writer: asyncio.StreamWriter, **fields: str) -> None:
        writer.write("".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode() + b"\r\n")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[int]:
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        async with server:
            yield server.sockets[0].getsockname()[1]
            for writer in self.connected:
                writer.close()


class Line:
    """What a listener stores, and how often it says that it lives."""

    def __init__(self, options: calls.CallsOptions, lets_in: Callable[[str], bool] = bool) -> None:
        listener = calls.listener(options, lets_in)
        assert listener
        self.options = options
        self.stored: list[Received] = []
        self.trouble = 0
        self.news = asyncio.Event()
        self.lives = asyncio.Event()
        self.task = asyncio.ensure_future(listener(self.take, self.alive))

    async def take(self, found: Sequence[Received]) -> None:
        if self.trouble:
            self.trouble -= 1
            raise OSError("the database is away")
        self.stored += found
        self.news.set()

    async def alive(self) -> None:
        self.lives.set()

    async def has(self, n: int) -> list[CallLeg]:
        async with asyncio.timeout(10):
            while len(self.stored) < n:
                self.news.clear()
                await self.news.wait()
        return [calls.leg(one.body, self.options) for one in self.stored]

    async def __aenter__(self) -> "Line":
        return self

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMI", "geheim")


def ami(port: int) -> calls.CallsOptions:
    return made("asterisk", ami_host="127.0.0.1", ami_port=port, ami_user="gateway", ami_secret_env="AMI")


async def test_asterisk_tells_of_its_calls_and_nothing_is_said_to_it_but_log_in_and_pings() -> None:
    asterisk = Asterisk()
    async with asterisk.running() as port, Line(ami(port)) as line:
        async with asyncio.timeout(10):
            await line.lives.wait()
        (writer,) = asterisk.connected
        asterisk.say(writer, Event="PeerStatus", Peer="PJSIP/101")
        asterisk.say(writer, **CDR)
        writer.write(b"garbage without a colon\r\n\r\n")
        asterisk.say(writer, **{**CDR, "UniqueID": "2.1", "Source": "0912000002"})
        legs = await line.has(2)
        assert [(leg.caller, leg.answered) for leg in legs] == [
            ("tel:+84912000001", False),
            ("tel:+84912000002", False),
        ]
        assert {message["Action"] for message in asterisk.heard} <= {"Login", "Ping"}
        assert asterisk.heard[0]["Events"] == "cdr"


@pytest.mark.parametrize(
    ("asterisk", "why"),
    [
        (Asterisk(secret="another"), "calls.ami_refused"),
        (Asterisk(banner=b"220 mail.example ESMTP\r\n"), "calls.not_ami"),
        (None, "calls.ami_unreachable"),
    ],
)
async def test_why_asterisk_cannot_be_followed_is_said(asterisk: Asterisk | None, why: str) -> None:
    async with (asterisk or Asterisk()).running() as port, Line(ami(port if asterisk else free_port())) as line:
        with pytest.raises(LineDown) as down:
            await asyncio.wait_for(line.task, 10)
    assert down.value.reason.code == why


async def test_a_connection_that_asterisk_closes_is_begun_anew_by_who_runs_it() -> None:
    asterisk = Asterisk()
    async with asterisk.running() as port, Line(ami(port)) as line:
        async with asyncio.timeout(10):
            await line.lives.wait()
        asterisk.connected[0].close()
        with pytest.raises(LineDown) as down:
            await asyncio.wait_for(line.task, 10)
    assert down.value.reason.code == "calls.ami_closed"


RECORDS = tuple(
    f"Call {call},_X,00:00:21,2026/11/27 01:10:00,,2026/11/27 01:10:21,no_answer,{who},Ext.101\r\n".encode()
    for call, who in (("00000171", "0912000001"), ("00000172", "0912000002"))
)


async def said(port: int, *octets: bytes) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    for some in octets:
        writer.write(some)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def test_a_3cx_says_its_records_over_one_connection_or_one_each_and_in_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calls.taking, "AGAIN", 0.01)
    port = free_port()
    async with Line(made("3cx", tcp_port=port)) as line:
        await asyncio.wait_for(line.lives.wait(), 10)
        line.trouble = 2  # what cannot be stored is tried again
        await said(port, b"\r\n", RECORDS[0][:40], RECORDS[0][40:], RECORDS[1])
        await line.has(2)
        await said(port, RECORDS[0])
        legs = await line.has(3)
        assert [leg.attempt for leg in legs] == ["00000171", "00000172", "00000171"]
        await said(port, b"x" * 100_000)  # a line without an end ends its connection, and nothing else
        await said(port, RECORDS[1])
        await line.has(4)


async def test_who_is_not_allowed_says_nothing_and_a_port_that_is_taken_is_said() -> None:
    port = free_port()
    chosen = made("3cx", tcp_port=port)
    async with Line(chosen, lambda address: address != "127.0.0.1") as line:
        await asyncio.wait_for(line.lives.wait(), 10)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with suppress(OSError):
            writer.write(RECORDS[0])
            assert await reader.read() == b""
        writer.close()
        assert line.stored == []
        async with Line(chosen) as second:
            with pytest.raises(LineDown) as down:
                await asyncio.wait_for(second.task, 10)
    assert down.value.reason.code == "calls.port_not_opened"


async def test_check_logs_in_at_asterisk_and_says_what_is_wrong_there() -> None:
    asterisk = Asterisk()
    async with asterisk.running() as port:
        reason = await calls.probe_listener(ami(port), running=False)
        assert reason and reason.code == "calls.ami_well"
        assert [one["Action"] for one in asterisk.heard][:1] == ["Login"]
        asterisk.secret = "another"
        assert await wrong(ami(port)) == "calls.ami_refused"
        asterisk.banner = b"SSH-2.0\r\n"
        assert await wrong(ami(port)) == "calls.not_ami"
    assert await wrong(ami(port)) == "calls.ami_unreachable"


async def test_check_tries_the_port_that_3cx_sends_to() -> None:
    options = made("3cx", tcp_port=free_port())
    free = await calls.probe_listener(options, running=False)
    assert free and free.code == "calls.may_listen"
    assert await wrong(options, running=True) == "calls.port_not_opened"  # the gateway runs, and does not listen
    async with Line(options) as line:
        await asyncio.wait_for(line.lives.wait(), 10)
        there = await calls.probe_listener(options, running=True)
        assert there and there.code == "calls.listens"
        assert await wrong(options) == "calls.port_not_opened"  # another program's
    assert await calls.probe_listener(made("asterisk"), running=True) is None


async def wrong(options: calls.CallsOptions, *, running: bool = False) -> str:
    with pytest.raises(LineDown) as error:
        await calls.probe_listener(options, running=running)
    return error.value.reason.code
