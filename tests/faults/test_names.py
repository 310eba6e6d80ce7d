"""Names that are never answered, addresses that swallow everything (FAILURES.md F35): nobody else waits for them."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gateway.channels.email import imap
from gateway.channels.email.memory import Memory
from gateway.domain.errors import LineDown
from gateway.runtime import eventloop
from tests.channels.email.conftest import make_options
from tests.support import configs, running
from tests.support.imap import Habits, serve
from tests.support.running import until

HOLE = ".blackhole.example"


class Resolver:
    """The machine's resolver: names below HOLE hang until the test ends, `known` ones have their addresses."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.end = threading.Event()
        self.known: dict[str, list[str]] = {}
        self.honest = socket.getaddrinfo

    def __call__(self, host: Any, port: Any, *more: Any, **options: Any) -> list[Any]:
        """As socket.getaddrinfo."""
        if host in self.known:
            return [
                (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port))
                for address in self.known[host]
            ]
        if not str(host).endswith(HOLE):
            return self.honest(host, port, *more, **options)
        self.asked.append(host)
        self.end.wait(120)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Resolver]:
    """Stands for the machine's own."""
    standing = Resolver()
    monkeypatch.setattr(socket, "getaddrinfo", standing)
    yield standing
    standing.end.set()


@pytest.fixture
def black_hole() -> Iterator[tuple[str, int]]:
    """An address and port where a connection is neither taken nor refused: its queue is full."""
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.2", 0))
        server.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(server.getsockname())
        yield server.getsockname()
        for one in waiting:
            one.close()


def test_lookups_that_hang_hold_no_worker_and_no_stop(resolver: Resolver) -> None:
    async def story() -> str:
        loop = asyncio.get_running_loop()
        hanging = [
            asyncio.create_task(loop.getaddrinfo(f"mail{n % 40}{HOLE}", 993, type=socket.SOCK_STREAM))
            for n in range(200)
        ]
        await until(lambda: len(resolver.asked) == 40)
        await loop.getaddrinfo("localhost", 993)
        answer = await asyncio.to_thread(lambda: "done")
        assert not any(task.done() for task in hanging)
        return answer

    assert eventloop.run(story()) == "done"  # and it ends, with all lookups still hanging
    assert not resolver.end.is_set()
    assert sorted(set(resolver.asked)) == sorted(resolver.asked), "many who ask for one name share its lookup"


@pytest.mark.parametrize("host", ["nowhere.invalid", "x" * 70 + ".example", "a..b"])
def test_a_name_that_is_none_is_an_error_as_ever(host: str) -> None:
    async def story() -> None:
        with pytest.raises(socket.gaierror):
            await asyncio.open_connection(host, 993)

    eventloop.run(story())


def test_a_lookup_is_made_anew_once_the_last_one_has_ended(resolver: Resolver) -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        resolver.end.set()
        for _ in range(2):
            with pytest.raises(socket.gaierror):
                await loop.getaddrinfo(f"mail{HOLE}", 993)

    eventloop.run(story())
    assert len(resolver.asked) == 2


async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server that has nothing to say."""
    writer.close()
    await writer.wait_closed()


def test_an_address_that_swallows_everything_is_passed_over(resolver: Resolver, black_hole: tuple[str, int]) -> None:
    async def story() -> None:
        server = await asyncio.start_server(hang_up, "127.0.0.1", black_hole[1])
        resolver.known["two.example"] = [black_hole[0], "127.0.0.1"]
        async with server, asyncio.timeout(10):
            reader, writer = await asyncio.open_connection("two.example", black_hole[1])
            assert writer.get_extra_info("peername")[0] == "127.0.0.1"
            await reader.read()
            writer.close()
            await writer.wait_closed()

    eventloop.run(story())


def test_a_server_that_is_only_a_black_hole_is_line_down_in_time(
    black_hole: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "CONNECT", 0.5)

    async def story() -> None:
        with pytest.raises(LineDown, match="does_not_answer"):
            await imap.connect(make_options(black_hole[1], imap_host=black_hole[0]), Memory())

    began = time.monotonic()
    eventloop.run(story())
    assert time.monotonic() - began < 15


def test_fourteen_mailboxes_without_dns_stop_no_other_line(tmp_path: Path, db_url: str, resolver: Resolver) -> None:
    async def story() -> None:
        async with serve(Habits()) as (server, port):
            far = [
                configs.mail_line(f"far{n}", imap_host=f"imap{n}{HOLE}", imap_tls="implicit", imap_port=993)
                | {"smtp_host": f"smtp{n}{HOLE}", "smtp_tls": "starttls"}
                for n in range(14)
            ]
            near = configs.mail_line("near", imap_port=port, send=False)
            lines = [*far, near, configs.sms_line()]
            async with running.gateway(tmp_path, db_url, lines=lines) as gateway:
                await until(lambda: len(set(resolver.asked)) == 14)
                await until(lambda: gateway.contacted("near"))
                await until(lambda: gateway.contacted("vanmieu-sms"))
                gateway.text("Rác đổ trộm ở đầu ngõ 12 Văn Miếu.")
                server.add(running.letter("Đèn đường", "Đèn đường trước số 12 hỏng ba ngày nay."))
                await until(lambda: gateway.rows("SELECT 1 FROM cases OFFSET 1"))
                await until(gateway.texts)
                assert await gateway.rows("SELECT 1 FROM lines WHERE name ~ 'far' AND state = 'ok'") == []

    eventloop.run(story())
