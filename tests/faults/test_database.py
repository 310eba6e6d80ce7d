"""PostgreSQL at its worst: answers lost at COMMIT, no connection left, tables locked, deadlocks (F09, F12, F13)."""

import asyncio
from contextlib import suppress
from pathlib import Path

import asyncpg

from tests.faults.harm import PATIENT, UNLIMITED, locked, no_connection_left, nothing_lost_nothing_doubled
from tests.faults.scenes import Scene, scene
from tests.support.process import ForkServer
from tests.support.running import until

WRITTEN = ("parts", "messages", "cases", "case_events", "outbox", "attempts")


async def test_a_commit_whose_answer_is_lost_is_done_once(
    tmp_path: Path, db_url: str, forks: ForkServer, full: bool
) -> None:
    losses = 40 if full else 6
    async with scene(tmp_path, db_url, forks, "mail+phone", times=PATIENT, limits=UNLIMITED) as world:
        world.start()
        await world.contact()
        wire, loading = world.wires.sql, asyncio.create_task(world.load(600, 4))
        for n in range(losses):
            wire.lose_answer(b"COMMIT")
            await until(lambda n=n: wire.answers > n)  # type: ignore[misc]
            wire.pass_all()
            await asyncio.sleep(0.2)
        loading.cancel()
        await nothing_lost_nothing_doubled(world)


async def test_without_a_connection_left_work_waits_and_goes_on(
    tmp_path: Path, db_url: str, forks: ForkServer, full: bool
) -> None:
    rounds, seconds = (2, 30.0) if full else (1, 4.0)
    async with scene(tmp_path, db_url, forks, "mail+phone", times=PATIENT, limits=UNLIMITED) as world:
        process = world.start()
        await world.contact()
        for _ in range(rounds):
            async with no_connection_left(db_url, world.wires.sql):
                await world.load(seconds, 2)
            await world.load(1, 2)
        await nothing_lost_nothing_doubled(world)
        assert process.running


async def test_while_tables_are_locked_work_waits_and_goes_on(
    tmp_path: Path, db_url: str, forks: ForkServer, full: bool
) -> None:
    rounds, seconds = (4, 30.0) if full else (1, 5.0)
    async with scene(tmp_path, db_url, forks, "mail+phone", times=PATIENT, limits=UNLIMITED) as world:
        process = world.start()
        await world.contact()
        for _ in range(rounds):
            async with locked(db_url):
                await world.load(seconds, 2)
            await world.load(1, 2)
        await nothing_lost_nothing_doubled(world)
        assert process.running


async def _meet_others(world: Scene, nth: int) -> None:
    """Every nth row written fails as if its transaction had met another one: in a deadlock or out of order, in turn."""
    await world.rows("CREATE SEQUENCE written")
    body = (
        "DECLARE n bigint := nextval('written'); BEGIN"
        f" IF n % {2 * nth} = 0 THEN RAISE EXCEPTION 'met another' USING ERRCODE = 'deadlock_detected'; END IF;"
        f" IF n % {2 * nth} = {nth} THEN RAISE EXCEPTION 'met another' USING ERRCODE = 'serialization_failure'; END IF;"
        " RETURN NEW; END"
    )
    await world.rows(f"CREATE FUNCTION meet() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql AS $$ {body} $$")
    for table in WRITTEN:
        await world.rows(
            f"CREATE TRIGGER meeting BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION meet()"
        )


async def _leave_alone(world: Scene) -> None:
    """Nobody is met any more. Taking the triggers away locks all tables at once, and may itself meet another."""
    for table in WRITTEN:
        while True:
            with suppress(asyncpg.DeadlockDetectedError):
                await world.rows(f"DROP TRIGGER meeting ON {table}")
                break


async def test_a_transaction_that_met_another_is_done_again_and_once(
    tmp_path: Path, db_url: str, forks: ForkServer, full: bool
) -> None:
    async with scene(tmp_path, db_url, forks, "mail+phone", times=PATIENT, limits=UNLIMITED) as world:
        for words in (("--lines", "all"), ("--intake",), ("--intake",)):
            world.start(*words)
        await world.contact()
        await _meet_others(world, 23)
        await world.load(30 if full else 3, 3)
        await until(lambda: world.rows("SELECT 1 FROM written WHERE last_value > 4 * 23"))
        await _leave_alone(world)
        await nothing_lost_nothing_doubled(world)
