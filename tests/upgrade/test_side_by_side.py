"""An upgrade in halves: older and new processes work on one database until the last older one is gone.

`previous.sql` holds the statements of the version before (freeze.py); what came after is tried on them."""

from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path

import asyncpg
import pytest

from gateway.domain.actor import superuser
from gateway.domain.errors import SchemaError
from gateway.domain.permissions import Act
from gateway.services.by_mail import news
from gateway.services.casework import answering, performing
from gateway.store import database, migrations
from gateway.store.database import Connection
from gateway.store.migrations import Migration
from tests.support import configs, running
from tests.support.cli import agw
from tests.upgrade import freeze

OLD, STATEMENTS = freeze.previous()
OLDER = f"gateway {OLD}"
WORDS = "Đèn đường ngõ 12 Văn Miếu hỏng ba hôm nay, đề nghị cho sửa."


def of_the_older(known: Iterable[Migration]) -> list[Migration]:
    return [one for one in known if one.version <= OLD]


@pytest.fixture
async def url(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A database as the version before made it."""
    maker = await asyncpg.connect(postgres_url)
    await maker.execute("CREATE DATABASE side_by_side")
    made = f"{postgres_url.rpartition('/')[0]}/side_by_side"
    whole = migrations.known()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "known", lambda: of_the_older(whole))
        assert await migrated(made) == migrations.Schema(version=OLD)
    yield made
    await maker.execute("DROP DATABASE side_by_side WITH (FORCE)")
    await maker.close()


async def migrated(url: str) -> migrations.Schema:
    opened = await database.open(url, size=1)
    try:
        return await opened.migrate()
    finally:
        await opened.close()


async def refused(conn: Connection, statements: Mapping[str, str]) -> list[str]:
    """Those that this schema cannot answer, and why."""
    found = []
    for name, sql in statements.items():
        try:
            await conn.prepare(sql)
        except asyncpg.PostgresError as error:
            found.append(f"{name}: {error}")
    return found


async def test_older_and_new_processes_work_on_one_database_until_the_older_are_gone(url: str, tmp_path: Path) -> None:
    older = await asyncpg.connect(url, server_settings={"application_name": OLDER})
    assert await refused(older, STATEMENTS) == []
    posts = tuple(one.name for one in migrations.known() if one.half == "post" and one.version > OLD)
    schema = await migrated(url)
    assert (schema.left, schema.older) == (posts, 1)
    new = await asyncpg.connect(url)
    async with running.gateway(tmp_path, url) as g:
        await running.until(lambda: g.contacted("vanmieu-sms"))
        assert await refused(older, STATEMENTS) == await refused(new, dict(freeze.statements())) == []
        g.text(WORDS)
        (case,) = await running.until(lambda: g.rows("SELECT id, code FROM cases"))
        await running.until(lambda: g.texts())
        lan, question = superuser("lan"), {"words": "Đèn ở đoạn nào?"}
        await performing.perform(g.db, g.context, lan, case["code"], Act.ASK, question)
        asked = ["awaiting_citizen"]
        assert await older.fetchval(STATEMENTS["cases.change"], case["id"], asked, "in_progress") == case["id"]
        await older.execute(STATEMENTS["audit.write"], "page:lan", "view", f"case:{case['code']}", "")
        await answering.answer(g.db, g.context, case["code"], "Đã thay bóng đèn.", lan)
        await running.until(lambda: len(g.texts()) == 3)
        seen = await older.fetch(STATEMENTS["audit.OF_OBJECTS"], [f"case:{case['code']}"])
        assert [row["act"] for row in seen] == ["ask", "view", "answer"]
        g.text(f"DG {case['code']} 1")  # told to the unit, for which an older process has no eyes
        await running.until(lambda: g.rows("SELECT 1 FROM notices WHERE audience = 'unit'"))
        assert (
            await older.fetch(STATEMENTS["notices.PENDING"], "operator", "mailto:operator@village.example", False) == []
        )
        await news.read(g.db, g.context)  # of what came since the upgrade, and nothing before
        told = await g.rows("SELECT fields->>'event' AS event FROM notices WHERE audience = 'officers' ORDER BY id")
        assert [row["event"] for row in told[:1]] == ["opened"]
        await older.close()
        await running.until(lambda: gone(new))
        assert await migrated(url) == migrations.Schema(version=migrations.newest())
        assert await refused(new, dict(freeze.statements())) == []
        await new.close()


async def gone(conn: Connection) -> bool:
    return not await conn.fetchval("SELECT count(*) FROM pg_stat_activity WHERE application_name = $1", OLDER)


async def test_an_older_program_starts_beside_a_new_one_and_no_more_once_something_is_taken_away(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, path = migrations.known(), configs.write(tmp_path, database_url=url)
    older = await asyncpg.connect(url, server_settings={"application_name": OLDER})
    said = await agw("migrate", "--config", path)
    assert (said.code, said.err) == (1, "")
    left = ", ".join(one.name for one in whole if one.half == "post" and one.version > OLD)
    assert f"{left} waits: older processes hold 1 sessions" in said.out
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "known", lambda: of_the_older(whole))
        assert await migrated(url) == migrations.Schema(version=OLD, newer=True)
    await older.close()
    await running.until(lambda: finished(url))
    assert "nothing is left to do" in (await agw("migrate", "--config", path)).out
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "known", lambda: of_the_older(whole))
        with pytest.raises(SchemaError, match="newer"):
            await migrated(url)


async def finished(url: str) -> bool:
    return not (await migrated(url)).left


async def test_a_role_of_its_own_sees_which_programs_are_connected(db_url: str) -> None:
    """Which processes are older is read from their sessions' names: those of other logins must be seen, too."""
    conn = await asyncpg.connect(db_url)
    await conn.execute("CREATE ROLE looks LOGIN PASSWORD 'looks'")
    try:
        other = await asyncpg.connect(db_url, user="looks", password="looks")
        names = "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1"
        opened = await database.open(db_url, size=1)
        assert await other.fetchval(names, migrations.application()) == 1
        await opened.close()
        await other.close()
    finally:
        await conn.execute("DROP ROLE looks")
        await conn.close()
