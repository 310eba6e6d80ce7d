"""The console, running on a database of its own, a client on it, and what it may have to show."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx

from gateway.domain.actor import superuser
from gateway.domain.reasons import text
from gateway.runtime.context import bootstrap
from gateway.runtime.current import Current
from gateway.runtime.runfile import Reach
from gateway.settings.config import Config
from gateway.store import lines
from gateway.store.database import Database
from tests.support.stored import stored
from workers import web

MAIL, SMS = "vanmieu-mail", "vanmieu-sms"
ANSWERS = 20.0  # that it answers at all; how fast is not for a busy machine to judge


@asynccontextmanager
async def page(db: Database, settings: Config, redis_url: str = "") -> AsyncIterator[httpx.AsyncClient]:
    """The console, running; a client on it."""
    serving = asyncio.create_task(served(db, settings, redis_url))
    base = f"http://127.0.0.1:{settings.console.port}"
    try:
        async with httpx.AsyncClient(base_url=base, timeout=ANSWERS) as client:
            await answering(client, serving)
            yield client
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def served(db: Database, settings: Config, redis_url: str = "") -> None:
    """The console, until cancelled."""
    at = Reach(pid=1, database_url="", redis_url=redis_url, page="")
    await web.serve(db, Current(await bootstrap(db, settings)), at, superuser("page:thu"))


async def answering(client: httpx.AsyncClient, serving: asyncio.Task[None]) -> None:
    while not serving.done():
        with suppress(httpx.TransportError):
            await client.get("/static/page.css")
            return
        await asyncio.sleep(0.02)
    await serving


async def make_well(db: Database, settings: Config) -> None:
    """Lines held and polled, an intake worker that has just looked round."""
    await lines.take(db, "line", list(settings.lines), "lines:test", 60)
    async with db.transaction() as tx:
        for name in settings.lines:
            await lines.record_poll(tx, name, {"uid": 1}, {"signal": 60, "sim_used": 1, "sim_size": 20})
        assert await lines.tick(tx, "watch", 1)


async def fill(db: Database) -> None:
    """Something in most queues, all of it with a citizen's number, address and words."""
    async with db.transaction() as tx:
        await tx.execute(
            "INSERT INTO parts"
            " (line, digest, location, sender_key, partition, state, arrived_at, received_at, ready_seq)"
            " SELECT $1, sha256(n::text::bytea), 'INBOX/' || n, 'mailto:a.citizen@example.com', 1, 'received', now(),"
            " now() - n * interval '150 s', n FROM generate_series(1, 2) n",
            MAIL,
        )
        await tx.execute(
            "INSERT INTO cases (code, line, channel, unit, sender, sender_name, language, subject, kind, urgent,"
            " due_at, last_message_at) VALUES ('HN-7K3M9K', $1, 'sms', 'vanmieu', 'tel:+84590001234', 'Bí Mật',"
            " 'vi', 'Chuyện riêng', 'phan_anh', true, now() - interval '1 day', now())",
            SMS,
        )
        await tx.execute(
            "INSERT INTO messages (line, digest, outcome, rule, sender, sender_name, subject, text, reply, arrived_at)"
            " VALUES ($1, 'x', 'held', 'form', 'mailto:a.citizen@example.com', 'Trần Thị Bí Mật', 'Chuyện riêng',"
            " 'Lời riêng tư', 'Lời riêng tư', now())",
            MAIL,
        )
        await tx.execute(
            "INSERT INTO outbox (line, cause, purpose, recipient, state, priority, text, automatic, reason)"
            " SELECT $1, 'message:' || state, 'acknowledgement', 'mailto:a.citizen@example.com', state, 2, 'Lời riêng',"
            f" true, {stored(text('Lời riêng'))} FROM unnest(ARRAY['due', 'unknown']) AS state",
            MAIL,
        )
        await tx.execute(
            "INSERT INTO attempts (outbox_id, line, recipient, round, part, parts, epoch, state, deadline, closed_at)"
            " SELECT id, line, recipient, 1, 1, 1, 1, 'ok', now(), now() - interval '60 s' FROM outbox LIMIT 1"
        )
