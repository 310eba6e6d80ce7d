"""Redis and PostgreSQL go away and come back under load: delay, and nothing else."""

import asyncio
import signal
from contextlib import suppress
from pathlib import Path

import pytest
from redis import Redis

from gateway.local import processes, servers
from tests.faults.harm import prepared
from tests.faults.load import Load
from tests.support import running
from tests.support.running import until


async def _flush(url: str) -> None:
    with Redis.from_url(url) as client:
        while True:
            client.flushall()
            await asyncio.sleep(0.2)


async def _open(g: running.Gateway) -> None:
    for line in g.context.config.lines:
        await until(lambda line=line: g.contacted(line))  # type: ignore[misc]


# a pipeline of arq's that is cut off while the server stalls is never closed (redis-py says so where it is collected)
@pytest.mark.filterwarnings("ignore:Unclosed client session:ResourceWarning")
async def test_redis_flushed_stopped_and_stalled_costs_no_message(tmp_path: Path, db_url: str) -> None:
    port = processes.free_port()
    valkey = servers.start_valkey(tmp_path / "valkey", port=port)
    try:
        async with running.gateway(tmp_path, db_url, valkey.url) as g:
            load = Load(g, tmp_path)
            await _open(g)
            flushing = asyncio.create_task(_flush(valkey.url))
            await load.both(15)
            flushing.cancel()
            valkey.stop()
            await load.both(10)
            (await load.verdict()).require(ok=50)
            valkey = servers.start_valkey(tmp_path / "valkey", port=port)
            await load.both(5)
            valkey.process.send_signal(signal.SIGSTOP)
            await load.both(10)
            (await load.verdict()).require(ok=80)
    finally:
        valkey.process.send_signal(signal.SIGCONT)
        valkey.stop()


async def test_wakeups_come_again_when_redis_is_back(tmp_path: Path, db_url: str) -> None:
    port = processes.free_port()
    valkey = servers.start_valkey(tmp_path / "valkey", port=port)
    try:
        async with running.gateway(tmp_path, db_url, valkey.url, times={"sweep": 60, "health_grace": 60}) as g:
            load = Load(g, tmp_path)
            await _open(g)
            load.mail()
            await until(lambda: len(g.inbox()) == 1)
            valkey.stop()
            await asyncio.sleep(0.5)
            valkey = servers.start_valkey(tmp_path / "valkey", port=port)
            # a wake-up while Redis is away waits for the sweep, which here comes long after: one more is for both
            for _ in range(40):
                load.mail(sender="citizen+9@village.example")
                await asyncio.sleep(0.25)
                if len(g.inbox()) > 1:
                    break
            assert len(g.inbox()) > 1, "no wake-up came"
    finally:
        valkey.stop()


async def test_postgresql_killed_and_back_costs_no_message(tmp_path: Path) -> None:
    port, data = processes.free_port(), tmp_path / "pg"
    server = servers.start_postgres(data, port=port)
    try:
        await prepared(server.url)
        async with running.gateway(tmp_path, server.url) as g:
            load = Load(g, tmp_path)
            await _open(g)
            for _ in range(2):
                await load.both(6)
                server.process.send_signal(signal.SIGQUIT)  # as pg_ctl stop -m immediate
                server.process.wait(20)
                await load.both(6)
                server = servers.start_postgres(data, port=port)
                await load.both(3)
            with suppress(Exception):
                await load.settle()
            verdict = await load.verdict()
            # what was on the wire when its answer could not be written down: four mails and one text each time at most
            assert verdict.repeated <= 8
            assert verdict.unknown <= 2
            verdict.require(ok=60, unknown=verdict.unknown, repeated=verdict.repeated)
    finally:
        server.stop()
