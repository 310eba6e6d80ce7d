"""What systemd is told: ready, alive for as long as the loops go round, stopping. A real socket, a real process."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gateway.channels import registry
from gateway.runtime.context import bootstrap
from gateway.runtime.current import Current
from gateway.settings import config
from gateway.store import database
from tests.support.wire import Proxy
from workers.line_manager import LineManager
from workers.systemd import Heartbeat, Service, feed

ROOT = Path(__file__).parents[2]


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """systemd's end of the socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(30)
        yield listening


def variables(manager: socket.socket, watchdog: float = 0.03) -> dict[str, str]:
    return {"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": str(int(watchdog * 1e6))}


def heard(manager: socket.socket) -> str:
    return manager.recv(4096).decode()


def test_a_gateway_says_ready_alive_and_stopping(
    make_config: Callable[..., Path], db_url: str, redis_url: str, manager: socket.socket
) -> None:
    file = make_config(database_url=db_url, redis_url=redis_url)
    with subprocess.Popen(
        [sys.executable, "-m", "workers", "--config", file, "--lines", "all", "--intake"],
        cwd=ROOT,
        env={**os.environ, **variables(manager, 0.3)},
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            first = heard(manager)
            alive = [heard(manager) for _ in range(3)]
            process.terminate()
            last = next(words for words in iter(lambda: heard(manager), "") if words != "WATCHDOG=1")
            code = process.wait(30)
        finally:
            process.kill()
    assert first == "READY=1\nSTATUS=lines-all-intake: 2 lines"
    assert alive == ["WATCHDOG=1"] * 3
    assert (last, code) == ("STOPPING=1", 0)


async def test_a_loop_that_stands_still_ends_the_feeding(manager: socket.socket) -> None:
    heartbeat = Heartbeat()
    heartbeat.beat("leases")
    service = Service(variables(manager))
    feeding = asyncio.create_task(feed(service, heartbeat, longest=-1))  # any silence is too long
    await asyncio.sleep(0.1)
    service.notify("X=1")
    assert heard(manager) == "X=1"
    feeding.cancel()


async def test_the_slowest_loop_decides() -> None:
    heartbeat = Heartbeat()
    assert heartbeat.quiet() < 1
    heartbeat.beat("leases")
    await asyncio.sleep(0.02)
    heartbeat.beat("clocks")
    assert heartbeat.quiet() >= 0.02


class Counting(Heartbeat):
    def __init__(self) -> None:
        super().__init__()
        self.n = 0
        self.third = asyncio.Event()

    def beat(self, loop: str) -> None:
        super().beat(loop)
        self.n += 1
        if self.n == 3:
            self.third.set()


async def test_a_database_that_is_gone_is_no_reason_to_be_killed(make_config: Callable[..., Path], db_url: str) -> None:
    settings = config.load(make_config(), registry)
    port, heartbeat = urlsplit(db_url).port or 0, Counting()
    async with Proxy(port) as wire:
        db = await database.open(db_url.replace(f":{port}/", f":{wire.port}/"))
        context = await bootstrap(db, settings)
    lines = asyncio.create_task(LineManager(db, Current(context), None, heartbeat=heartbeat).run())
    try:
        await asyncio.wait_for(heartbeat.third.wait(), 30)
        with pytest.raises(OSError):  # noqa: PT011 - the wire is really gone
            async with db.connection():
                pass
    finally:
        lines.cancel()
        with suppress(asyncio.CancelledError):
            await lines
        await db.close()


def test_without_systemd_nothing_is_told_and_nothing_fails(tmp_path: Path) -> None:
    Service({}).notify("READY=1")
    Service({"NOTIFY_SOCKET": str(tmp_path / "gone")}).notify("READY=1")
    assert Service({"WATCHDOG_USEC": "1000000"}).watchdog == 0


def test_a_socket_by_an_abstract_name_is_reached() -> None:
    name = f"gateway-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0{name}")
        listening.settimeout(5)
        Service({"NOTIFY_SOCKET": f"@{name}"}).notify("READY=1")
        assert heard(listening) == "READY=1"


def test_a_childs_watchdog_is_not_ours_and_ours_not_a_childs(manager: socket.socket) -> None:
    theirs = {**variables(manager, 30), "WATCHDOG_PID": "1"}
    ours = {**variables(manager, 30), "WATCHDOG_PID": str(os.getpid()), "HOME": "/"}
    assert (Service(theirs).watchdog, Service(ours).watchdog) == (0, 30)
    assert ours == {"HOME": "/"}
