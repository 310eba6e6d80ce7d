"""Connections lent again without the pool: none that is broken, none that somebody waits for."""

import asyncio
from contextlib import AsyncExitStack

import asyncpg
import pytest

from gateway import database
from gateway.database import AT_HAND, Database

PID = "SELECT pg_backend_pid()"
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'gateway'"


async def pid(db: Database) -> int:
    async with db.connection() as conn:
        return int(await conn.fetchval(PID))


async def test_a_connection_that_came_back_whole_is_lent_again(db: Database) -> None:
    assert await pid(db) == await pid(db)


async def test_one_that_the_server_has_cut_is_not(db: Database) -> None:
    first = await pid(db)
    async with db.connection() as one, db.connection() as two:
        victim, witness = await one.fetchval(PID), two
        await witness.execute("SELECT pg_terminate_backend($1)", victim)
        await asyncio.sleep(0.2)
    seen = {await pid(db) for _ in range(3)}
    assert victim not in seen
    assert first == victim or first in seen


@pytest.mark.parametrize("ended", ["idle", "between", "within"])
async def test_whatever_way_the_server_ends_a_connection_it_is_known_as_cut(
    db: Database, db_url: str, ended: str
) -> None:
    hasty = await database.open(db_url, lease=1, size=1)  # a transaction may stand still for a quarter second
    victims = []

    async def ask() -> None:
        async with hasty.transaction() as tx:
            victims.append(await tx.fetchval(PID))
            asking = asyncio.create_task(tx.execute("SELECT pg_sleep(20)")) if ended == "within" else None
            await asyncio.sleep(0.6 if ended == "idle" else 0.1)
            if ended != "idle":
                async with db.connection() as witness:
                    await witness.execute("SELECT pg_terminate_backend($1)", victims[0])
            await (asking or tx.execute("SELECT 1"))

    try:
        with pytest.raises(database.CUT):
            await ask()
        assert await pid(hasty) not in victims
    finally:
        await hasty.close()


async def test_a_question_that_was_given_up_leaves_nothing_behind(db: Database) -> None:
    async def ask() -> None:
        async with db.transaction() as tx:
            await tx.execute("CREATE TABLE half (a int)")
            await tx.execute("SELECT pg_sleep(30)")

    asking = asyncio.create_task(ask())
    await asyncio.sleep(0.3)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    async with db.connection() as conn:
        assert await conn.fetchval("SELECT to_regclass('half')") is None
        assert not conn.is_in_transaction()


async def test_who_waits_for_a_connection_gets_the_one_that_comes_back(db_url: str) -> None:
    db = await database.open(db_url, size=2)
    try:
        async with AsyncExitStack() as stack:
            for _ in range(2):
                await stack.enter_async_context(db.connection())
            waiting = [asyncio.create_task(pid(db)) for _ in range(6)]
            await asyncio.sleep(0.2)
            assert not any(task.done() for task in waiting)
        async with asyncio.timeout(5):
            assert len(set(await asyncio.gather(*waiting))) <= 2
    finally:
        await db.close()


async def test_what_a_rush_needed_is_not_kept_and_at_the_end_nothing_is(db: Database, db_url: str) -> None:
    rush = await database.open(db_url, size=8)
    async with AsyncExitStack() as stack:
        for _ in range(8):
            await stack.enter_async_context(rush.connection())
    assert len(rush._at_hand) == AT_HAND
    async with asyncio.timeout(3):
        await rush.close()
    await pid(db)
    async with db.connection() as conn:
        assert await conn.fetchval(SESSIONS) == 1
    with pytest.raises(asyncpg.InterfaceError):
        await pid(rush)


async def test_ids_are_reserved_for_several_tables_at_once(db: Database) -> None:
    async with db.connection() as conn:
        first = await database.reserve(conn, cases=2, outbox=3)
        second = await database.reserve(conn, outbox=1)
    assert [len(ids) for ids in first.values()] == [2, 3]
    assert len({*first["outbox"], *second["outbox"]}) == 4
