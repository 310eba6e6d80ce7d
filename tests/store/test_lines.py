"""Leases: one holder at a time, by epoch; an old holder writes nothing."""

import asyncio
from datetime import timedelta

import pytest

from gateway.domain.errors import LeaseLost
from gateway.domain.reasons import text
from gateway.store import lines
from gateway.store.database import Database
from tests.support.running import until


@pytest.fixture
async def sim(db: Database) -> Database:
    async with db.transaction() as tx:
        await lines.declare(tx, [("sim", "sms", "tel:+84590001022"), ("box", "email", "mailto:a@b.example")])
    return db


async def test_a_held_line_is_not_taken_by_another(sim: Database) -> None:
    assert len(await lines.take(sim, "line", ["sim", "box"], "one", 60)) == 2
    assert await lines.take(sim, "line", ["sim", "box"], "two", 60) == ()


async def test_a_line_given_back_is_free_at_once(sim: Database) -> None:
    held = await lines.take(sim, "line", ["sim"], "one", 60)
    await lines.release(sim, held)
    (lease,) = await lines.take(sim, "line", ["sim"], "two", 60)
    assert lease.epoch == held[0].epoch + 1


async def test_an_old_holder_can_neither_renew_nor_write(sim: Database) -> None:
    (old,) = await lines.take(sim, "line", ["sim"], "one", 0.05)
    async with sim.connection() as conn:
        await conn.execute("SELECT pg_sleep(0.1)")
    (new,) = await lines.take(sim, "line", ["sim"], "two", 60)
    assert await lines.renew(sim, [old], 60) == frozenset()
    with pytest.raises(LeaseLost):
        async with lines.guarded(sim, old):
            pytest.fail("an old holder wrote")
    async with lines.guarded(sim, new):
        pass


async def test_a_takeover_waits_for_the_holders_open_transaction(sim: Database) -> None:
    (old,) = await lines.take(sim, "line", ["sim"], "one", 0.2)
    async with lines.guarded(sim, old) as tx:
        await tx.execute("SELECT pg_sleep(0.3)")
        assert await lines.take(sim, "line", ["sim"], "two", 60) == ()
    assert len(await lines.take(sim, "line", ["sim"], "two", 60)) == 1


async def test_renewal_passes_while_a_writer_holds_the_row(sim: Database) -> None:
    (lease,) = await lines.take(sim, "line", ["sim"], "one", 60)
    async with lines.guarded(sim, lease):
        assert await lines.renew(sim, [lease], 60) == {"sim"}


async def test_partitions_are_leased_the_same_way(db: Database) -> None:
    (lease,) = await lines.take(db, "partition", [3], "one", 60)
    assert await lines.take(db, "partition", [3], "two", 60) == ()
    async with lines.guarded(db, lease):
        pass
    await lines.release(db, [lease])
    assert len(await lines.take(db, "partition", [3], "two", 60)) == 1


async def test_a_change_of_state_is_one_event_however_often_it_is_said(sim: Database) -> None:
    await lines.record_failure(sim, "sim", text("the modem is gone"))
    await lines.record_failure(sim, "sim", text("the modem is still gone"))
    async with sim.transaction() as tx:
        await lines.record_poll(tx, "sim", {"seen": True}, {"signal": 70})
        await lines.record_poll(tx, "sim", None, {})
        assert [(e.before, e.after) for e in await lines.changes(tx, ["sim"])] == [
            ("unknown", "failing"),
            ("failing", "ok"),
        ]
        assert await lines.read_cursor(tx, "sim") == {"seen": True}


async def test_what_one_side_says_while_the_other_writes_is_kept_beside_it(sim: Database) -> None:
    async def waits_for_a_lock() -> bool:
        async with sim.connection() as conn:
            waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            return await conn.fetchval(waiting) is not None

    gone, poor = text("the modem is gone"), text("no credit")
    async with sim.transaction() as tx:
        await lines.record_poll(tx, "sim", None, {})
        sending = asyncio.create_task(lines.record_sending(sim, "sim", poor))
        await until(waits_for_a_lock)
        await tx.execute(lines.SQL["set_status"], "sim", "read", gone, False, None, {})
    await sending
    async with sim.connection() as conn:
        (said,) = await lines.overview(conn, ["sim"])
        assert (said.error, said.send_error, said.state) == (gone, poor, "failing")
        assert await conn.fetchval("SELECT count(*) FROM line_events WHERE line = 'sim' AND after = 'failing'") == 1


async def test_a_clock_runs_once_a_period_and_catches_up(db: Database) -> None:
    async with db.connection() as conn:
        assert await lines.tick(conn, "tidy", 3600)
        assert not await lines.tick(conn, "tidy", 3600)
        await conn.execute("UPDATE clocks SET last_run = now() - interval '2 hours'")
        assert await lines.tick(conn, "tidy", 3600)


async def test_a_clock_that_ran_before_the_servers_time_was_set_back_does_not_wait_for_that_time(db: Database) -> None:
    async with db.connection() as conn:
        ahead = "UPDATE clocks SET last_run = now() + interval '19 days'"
        assert await lines.tick(conn, "tidy", 3600)
        await conn.execute(ahead)
        assert [await lines.tick(conn, "tidy", 3600) for _ in range(2)] == [True, False]
        await conn.execute(ahead)
        now = await conn.fetchval("SELECT now()")
        assert [await lines.tick_since(conn, "tidy", now - timedelta(hours=1)) for _ in range(2)] == [True, False]
