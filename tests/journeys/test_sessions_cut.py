"""PostgreSQL cuts every session at a bad moment and is there again at once: what was claimed goes out all the same."""

import asyncio
import threading
from pathlib import Path

import asyncpg
import pytest

from gateway.domain.model import Purpose
from gateway.runtime import failpoints
from gateway.store import database, outbox
from gateway.store.outbox import NewOutbox
from tests.support import running
from tests.support.running import until

CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def cut_sessions(url: str) -> None:
    async def cut() -> None:
        conn = await asyncpg.connect(url)
        await conn.fetch(CUT)
        await conn.close()

    thread = threading.Thread(target=lambda: asyncio.run(cut()))
    thread.start()
    thread.join()


async def test_what_was_claimed_when_every_session_was_cut_goes_out_all_the_same(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[str] = []

    def hit(place: str) -> None:
        if place == "after_claim" and not places:
            places.append(place)
            cut_sessions(db_url)

    async with running.gateway(tmp_path, db_url, start=["lines"]) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        monkeypatch.setattr(failpoints, "hit", hit)
        async with g.db.transaction() as tx:
            await outbox.enqueue(tx, [outgoing(number) for number in (await database.reserve(tx, outbox=6))["outbox"]])
        await until(lambda: len(g.inbox()) == 6)
        await g.settled()
        assert places
        assert len(g.inbox()) == 6


def outgoing(number: int) -> NewOutbox:
    return NewOutbox(
        id=number,
        line="vanmieu-mail",
        cause=f"message:{number}",
        purpose=Purpose.HELP,
        recipient="mailto:citizen@village.example",
        subject="Hướng dẫn",
        text="Xin chào",
        message_id=f"{number}@village.example",
    )
