"""Audit on a real PostgreSQL: sealed once and whole whatever commits when, changed by nobody, found where it is."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from gateway.channels import registry
from gateway.domain.actor import superuser
from gateway.domain.audit_chain import Fault, Head, Walk
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act
from gateway.runtime.context import bootstrap
from gateway.runtime.current import Current
from gateway.services.auditing import checking, cutting, sealing
from gateway.settings import config
from gateway.store import audit, database, roles
from gateway.store.database import Connection, Database
from tests.support import configs
from workers.intake_worker import IntakeWorker

KEY, OTHER = b"a key", b"another key"
WHO = superuser("lan")
LONG_AGO = datetime(2019, 3, 1, tzinfo=UTC)


@pytest.fixture
async def sealer(db_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    """The pool of the role that seals."""
    settings = config.load(configs.write(tmp_path, database_url=db_url), registry)
    await roles.grant(settings, db_url)
    opened = await database.open(roles.url(settings, db_url, "intake"), size=4)
    yield opened
    await opened.close()


async def write(db: Database, n: int = 1, *, at: datetime | None = None) -> None:
    async with db.transaction() as tx:
        for number in range(n):
            await audit.write(tx, WHO, Act.VIEW, f"case:HN-{number}")
        if at:
            await alter(tx, f"UPDATE audit SET at = '{at.isoformat()}' WHERE place IS NULL")


async def alter(conn: Connection, *statements: str) -> None:
    """As whoever owns the tables can: past the trigger."""
    await conn.execute("ALTER TABLE audit DISABLE TRIGGER USER")
    for statement in statements:
        await conn.execute(statement)
    await conn.execute("ALTER TABLE audit ENABLE TRIGGER USER")


async def walk(db: Database, *heads: Head, keys: tuple[bytes, ...] = (KEY,), known: bool = True) -> Walk:
    async with db.connection() as conn:
        found = await checking.walked(conn, keys, heads, known=known)
    assert found is not None
    return found


async def test_many_that_write_and_several_that_seal_leave_one_whole_chain(db: Database, sealer: Database) -> None:
    """Eight writers whose commits overlap in any order, some rolled back, and three sealers at the same time."""
    chance, busy = random.Random(7), 8

    async def writer() -> None:
        nonlocal busy
        for number in range(25):
            try:
                async with db.transaction() as tx:
                    for _ in range(chance.randrange(1, 4)):
                        await audit.write(tx, WHO, Act.VIEW, f"case:HN-{number}")
                    await asyncio.sleep(chance.random() / 200)
                    if number % 5 == 0:
                        raise RuntimeError  # rolled back: its ids are gaps
            except RuntimeError:
                pass
        busy -= 1

    async def sealing_on() -> int:
        n = 0
        while busy:
            n += await sealing.seal_all(sealer, KEY)
            await asyncio.sleep(0)
        return n

    ongoing = [asyncio.create_task(sealing_on()) for _ in range(3)]
    await asyncio.gather(*(writer() for _ in range(8)))
    n = sum(await asyncio.gather(*ongoing)) + await sealing.seal_all(sealer, KEY)
    found = await walk(db)
    async with db.connection() as conn:
        total = await conn.fetchval("SELECT count(*) FROM audit")
        state = await audit.state(conn)
    assert (found.faults, found.rows, found.place, n) == (0, total, total, total)
    assert state.unsealed_since is None


async def test_an_act_that_commits_late_is_sealed_late_and_holds_nothing_up(db: Database, sealer: Database) -> None:
    async with AsyncExitStack() as later:
        early = await later.enter_async_context(db.transaction())
        await audit.write(early, WHO, Act.VIEW, "case:HN-EARLY")
        await write(db)
        assert await sealing.seal_all(sealer, KEY) == 1
    assert await sealing.seal_all(sealer, KEY) == 1
    found = await walk(db)
    assert (found.rows, found.faults) == (2, 0)


DONE = {
    "changed": ("UPDATE audit SET actor = 'page:x' WHERE place = 4", Fault.CHANGED, 4),
    "removed": ("DELETE FROM audit WHERE place = 4", Fault.REMOVED, 4),
    "put in": (
        (
            "UPDATE audit SET place = -place WHERE place > 4; UPDATE audit SET place = 1 - place WHERE place < 0;"
            " INSERT INTO audit (actor, act, object, place, seal) VALUES ('page:x', 'view', 'case:HN-9', 5, 'x')"
        ),
        Fault.INSERTED,
        5,
    ),
    "put elsewhere": (
        (
            "UPDATE audit SET place = -1 WHERE place = 4; UPDATE audit SET place = 4 WHERE place = 5;"
            " UPDATE audit SET place = 5 WHERE place = -1"
        ),
        Fault.REORDERED,
        4,
    ),
    "cut off at the end": ("DELETE FROM audit WHERE place > 6", Fault.TRUNCATED, 8),
    "cut off at the beginning": ("DELETE FROM audit WHERE place < 3", Fault.REMOVED, 1),
    "emptied": ("DELETE FROM audit", Fault.TRUNCATED, 8),
}


@pytest.mark.parametrize("name", DONE)
async def test_what_the_owner_of_the_tables_does_to_rows_is_found(db: Database, sealer: Database, name: str) -> None:
    statements, fault, place = DONE[name]
    await write(db, 8)
    await sealing.seal_all(sealer, KEY)
    async with db.connection() as conn:
        head = await audit.head(conn)
        await alter(conn, *statements.split(";"))
    found = await walk(db, head)
    assert (found.found[0].fault, found.found[0].place) == (fault, place)


FORBIDDEN = {
    "intake": (
        "UPDATE audit SET actor = 'x', place = 1, seal = 'x'",
        "UPDATE audit SET place = 99 WHERE place = 1",
        "UPDATE audit SET seal = 'x'",
        "UPDATE audit SET place = 99",
        "DELETE FROM audit",
        "UPDATE audit_anchors SET seal = ''",
        "DELETE FROM audit_anchors",
        "DELETE FROM audit_checks",
    ),
    "sender": (
        "UPDATE audit SET place = 99, seal = 'x'",
        "INSERT INTO audit (actor, act, object) VALUES ('x', 'x', 'x')",
    ),
    "page": (
        "UPDATE audit SET detail = 'x'",
        "UPDATE audit SET place = 99, seal = 'x' WHERE place IS NULL",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "INSERT INTO audit (at, actor, act, object) VALUES ('2020-01-01', 'x', 'x', 'x')",
        "INSERT INTO audit (actor, act, object, place, seal) VALUES ('x', 'x', 'x', 9, 'x')",
        "INSERT INTO audit_anchors (place, seal, key, kind) VALUES (9, '', '', 'cut')",
    ),
    "gateway": (
        "UPDATE audit SET detail = 'x'",
        "UPDATE audit SET place = NULL, seal = NULL",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE place IS NULL",
        "TRUNCATE audit",
    ),
}


async def test_nobody_changes_or_deletes_a_row(db: Database, sealer: Database) -> None:
    """Not one that is sealed nor one that is not, by no role: the owner is stopped by the trigger alone."""
    await write(db, 2)
    await sealing.seal_all(sealer, KEY)
    await write(db)
    async with db.connection() as conn:
        for role, statements in FORBIDDEN.items():
            await conn.execute(f"SET ROLE {role if role == 'gateway' else f'gateway_{role}'}")
            for statement in statements:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await conn.execute(statement)
            await conn.execute("RESET ROLE")


async def test_the_oldest_are_cut_and_the_others_still_checked(db: Database, sealer: Database) -> None:
    await write(db, 5, at=LONG_AGO)
    await write(db, 3)
    await sealing.seal_all(sealer, KEY)
    with pytest.raises(NotAllowed):
        await cutting.cut(db, WHO, datetime.now(UTC) - timedelta(days=365), 5)
    before = LONG_AGO + timedelta(days=1)
    assert await cutting.cut(db, WHO, before, 5) == 5
    assert (await walk(db)).faults == 0  # the row that tells of it is not sealed yet
    await sealing.seal_all(sealer, KEY)
    found = await walk(db)
    assert (found.faults, found.rows, found.place) == (0, 4, 9)
    assert await cutting.cut(db, WHO, before, 5) == 0
    async with db.connection() as conn:
        await alter(conn, "DELETE FROM audit WHERE act = 'cut_audit'", "DELETE FROM audit WHERE place = 6")
    assert [one.fault for one in (await walk(db)).found] == [Fault.REMOVED, Fault.UNNAMED]


async def test_behind_a_lost_key_the_chain_goes_on_by_another_that_a_row_names(db: Database, sealer: Database) -> None:
    await write(db, 3)
    await sealing.seal_all(sealer, KEY)
    await write(db)
    assert await sealing.seal_all(sealer, OTHER) == 0  # a stranger's key seals nothing
    await cutting.begin(db, WHO, OTHER, "máy hỏng")
    await sealing.seal_all(sealer, OTHER)
    found = await walk(db, keys=(OTHER,))
    assert (found.faults, found.rows, found.unchecked) == (0, 5, 3)
    assert (await walk(db, keys=(OTHER, KEY))).unchecked == 0
    async with db.connection() as conn:
        await alter(conn, "UPDATE audit SET actor = 'x' WHERE place = 2")
    assert (await walk(db, keys=(OTHER, KEY))).found[0].place == 2
    assert (await walk(db, keys=(OTHER, KEY), known=False)).faults == 0  # health has seen it, and goes on from there


async def test_what_a_look_found_is_kept_for_health(db: Database, sealer: Database) -> None:
    await write(db, 3)
    await sealing.seal_all(sealer, KEY)
    await checking.note(sealer, KEY)
    async with db.connection() as conn:
        assert (await audit.state(conn)).fault == ""
        await alter(conn, "DELETE FROM audit WHERE place = 2")
    await checking.note(sealer, KEY)
    async with db.connection() as conn:
        state = await audit.state(conn)
    assert (state.fault, state.fault_place) == ("removed", 2)


async def test_an_intake_worker_seals_by_a_key_of_its_own_and_looks_at_the_chain(
    db: Database, sealer: Database, tmp_path: Path
) -> None:
    context = await bootstrap(db, config.load(tmp_path / "config.toml", registry))
    await write(db, 2)
    await IntakeWorker(sealer, Current(context), None)._audit()
    async with db.connection() as conn:
        state = await audit.state(conn)
    assert (state.unsealed, state.fault, state.checked_at is not None) == (0, "", True)
    assert context.config.audit_key_file.stat().st_mode & 0o777 == 0o600
    assert (await walk(db, keys=(sealing.the_key(context.config),))).rows == 2
