"""The server dies before intake's commit has reached its disk: what anybody outside has seen is not lost with it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from gateway.domain.model import Batch
from gateway.local import processes, servers
from gateway.services import delivery
from gateway.services.delivery import SendWorker
from gateway.services.intake import process, receive
from gateway.store import database, lines
from gateway.store.lines import Lease
from tests.faults.harm import prepared
from tests.faults.scenes import received
from tests.support import pdus, running, send_worker
from tests.support.running import until
from tests.support.send_worker import LINE, Wire

NUMBER = "+84590001399"


class Server:
    """A PostgreSQL with a disk, that writes late what need not be there at once."""

    def __init__(self, data: Path) -> None:
        self._data, self._port = data, processes.free_port()
        self.start()

    def start(self) -> None:
        self._running = servers.start_postgres(self._data, port=self._port)
        self.url = self._running.url

    def die(self) -> None:
        """At once, with what is in its memory only."""
        self._running.process.send_signal(signal.SIGQUIT)
        self._running.process.wait(20)

    def stop(self) -> None:
        self._running.stop()


@asynccontextmanager
async def registered(server: Server, directory: Path) -> AsyncIterator[tuple[running.Gateway, Lease, str]]:
    """A gateway whose intake worker has just made a case of a text -> (it, the line's lease, the case's code)."""
    conn = await asyncpg.connect(server.url)
    await conn.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
    await conn.execute("SELECT pg_reload_conf()")
    await conn.close()
    await prepared(server.url)
    async with running.gateway(directory, server.url, start=()) as g:
        piece = received(pdus.deliver(NUMBER, "den duong hong", datetime.now(UTC)))
        (lease,) = await lines.take(g.db, "line", [LINE], "test", 60)
        (partition,) = await receive.store_batch(g.db, g.context, lease, Batch(received=(piece,)))
        assert await process.process_partition(g.db, g.context, partition, "intake") == 1
        (case,) = await g.rows("SELECT code FROM cases")
        yield g, lease, case["code"]


async def again(server: Server, g: running.Gateway) -> list[dict[str, Any]]:
    """Start the server once more, let an intake worker look everywhere -> cases, with their outbox."""
    server.start()

    async def settled() -> bool:
        with suppress(*database.TRANSIENT):
            for partition in range(lines.PARTITIONS):
                await process.process_partition(g.db, g.context, partition, "another intake worker")
            return not await g.rows("SELECT 1 FROM parts WHERE state = 'received'")
        return False

    await until(settled)
    return await g.rows(
        "SELECT c.code, o.state, (SELECT count(*) FROM attempts a WHERE a.outbox_id = o.id) AS attempts "
        "FROM cases c JOIN outbox o ON o.case_id = c.id"
    )


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "pg")
    yield made
    made.stop()


async def test_a_case_lost_with_the_server_is_opened_again_under_the_same_code(server: Server, tmp_path: Path) -> None:
    async with registered(server, tmp_path) as (g, _, code):
        server.die()
        assert await again(server, g) == [{"code": code, "state": "due", "attempts": 0}]


async def test_what_is_on_the_wire_has_its_case_and_its_attempt_on_the_disk(server: Server, tmp_path: Path) -> None:
    async with registered(server, tmp_path) as (g, lease, code):
        wire = Wire(lambda _: asyncio.to_thread(server.die))
        sender = send_worker.sender(g.db, g.context.config, lease, wire)
        (due,), _ = await delivery.claim(sender, 1)
        worker = SendWorker(sender)
        await worker.deliver(due)
        with pytest.raises(database.TRANSIENT):
            await worker.rest()
        assert await again(server, g) == [{"code": code, "state": "due", "attempts": 1}]
