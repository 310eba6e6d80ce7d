"""What each database role may do: its work, and nothing beside. An older data directory comes along."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest

from gateway.channels import registry
from gateway.domain.errors import ConfigError
from gateway.settings import config
from gateway.store import database, feed, references, roles
from gateway.store.database import Database
from gateway.store.references import Reference
from tests.support import configs

FORBIDDEN = {
    "intake": [
        "CREATE TABLE x (n int)",
        "DROP TABLE messages",
        "ALTER TABLE messages ADD COLUMN x int",
        "TRUNCATE messages",
        "DELETE FROM cases",
        "DELETE FROM outbox",
        "DELETE FROM attempts",
        "UPDATE case_events SET actor = 'x'",
        "INSERT INTO attempts DEFAULT VALUES",
        "INSERT INTO audit (actor, act, object) VALUES ('x', 'x', 'x')",
        "DELETE FROM audit",
        "SELECT secret FROM keys",
        "SELECT password FROM accounts",
        "SELECT key FROM sessions",
        "SELECT credential FROM passkeys",
        "COPY messages TO PROGRAM 'true'",
        "CREATE ROLE x",
    ],
    "sender": [
        "SELECT text FROM messages",
        "SELECT bytes FROM blobs",
        "SELECT password FROM accounts",
        "SELECT credential FROM passkeys",
        "SELECT secret FROM keys",
        "INSERT INTO outbox DEFAULT VALUES",
        "DELETE FROM attempts",
        "INSERT INTO messages DEFAULT VALUES",
        "UPDATE parts SET state = 'received'",
        "TRUNCATE outbox",
    ],
    "page": [
        "UPDATE outbox SET recipient = 'tel:+84590009999'",
        "UPDATE outbox SET text = 'x'",
        "DELETE FROM outbox",
        "INSERT INTO attempts DEFAULT VALUES",
        "UPDATE attempts SET report = 'delivered'",
        "UPDATE parts SET blob = NULL",
        "DELETE FROM parts",
        "UPDATE lines SET holder = 'me'",
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit",
        "DELETE FROM accounts",
        "DELETE FROM cases",
        "UPDATE blobs SET bytes = ''",
        "SELECT secret FROM keys",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "SET ROLE gateway",
        "SET ROLE gateway_sender",
        "TRUNCATE audit",
    ],
}


@pytest.fixture
async def pools(db_url: str, tmp_path: Path) -> AsyncIterator[dict[str, Database]]:
    settings = config.load(configs.write(tmp_path, database_url=db_url), registry)
    await roles.grant(settings, db_url)
    async with AsyncExitStack() as stack:
        opened = {}
        for role in roles.ROLES:
            opened[role] = await database.open(roles.url(settings, db_url, role), size=1)
            stack.push_async_callback(opened[role].close)
        yield opened


@pytest.mark.parametrize("role", roles.ROLES)
async def test_a_role_is_refused_what_is_not_its_work(pools: dict[str, Database], role: str) -> None:
    for statement in FORBIDDEN[role]:
        async with pools[role].connection() as conn:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await conn.execute(statement)


@pytest.mark.parametrize("role", roles.ROLES)
async def test_no_role_is_more_than_a_login(pools: dict[str, Database], role: str) -> None:
    async with pools[role].connection() as conn:
        row = await conn.fetchrow("SELECT * FROM pg_roles WHERE rolname = current_user")
        owned = await conn.fetchval("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user")
    assert row is not None
    assert (row["rolname"], owned) == (f"gateway_{role}", 0)
    assert not any(
        row[right] for right in ("rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication", "rolbypassrls")
    )


async def test_the_page_reads_every_table_but_the_key(pools: dict[str, Database]) -> None:
    async with pools["page"].connection() as conn:
        tables = [row["relname"] for row in await conn.fetch("SELECT relname FROM pg_class WHERE relkind = 'r' "
                  "AND relnamespace = 'public'::regnamespace AND NOT has_table_privilege(oid, 'SELECT')")]  # fmt: skip
    assert tables == ["keys"]


async def test_the_page_reads_the_feed_of_events_and_notes_what_a_case_is_called(pools: dict[str, Database]) -> None:
    async with pools["page"].transaction() as tx:
        await feed.after(tx, await feed.start(tx))
        await tx.execute(feed.SQL["lasting"])
        with pytest.raises(asyncpg.ForeignKeyViolationError):  # no such case; but it may
            await references.add(tx, Reference(system="1022", id="A-7", case_id=1))


async def test_an_owner_that_is_no_superuser_knows_its_cluster(pools: dict[str, Database]) -> None:
    async with pools["page"].connection() as conn:
        assert await conn.fetchval(feed.SQL["cluster"]) == ""


async def test_rights_that_were_given_once_are_taken_back_at_the_next_start(
    pools: dict[str, Database], db_url: str, tmp_path: Path
) -> None:
    owner = await asyncpg.connect(db_url)
    await owner.execute("GRANT DELETE ON outbox TO gateway_page")
    await owner.close()
    await roles.grant(config.load(tmp_path / "config.toml", registry), db_url)
    async with pools["page"].connection() as conn:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute("DELETE FROM outbox")


async def test_a_role_that_the_server_does_not_know_is_a_mistake_of_the_configuration(
    db_url: str, tmp_path: Path
) -> None:
    configs.write(tmp_path, database_url=db_url)
    (tmp_path / "page.url").write_text(db_url.replace("//gateway:", "//nobody:"))
    with pytest.raises(ConfigError, match=r"database\.page_url: config\.database_role_unknown name=nobody"):
        await roles.grant(config.load(tmp_path / "config.toml", registry), db_url)


def test_without_further_addresses_the_owner_does_all(make_config: object, tmp_path: Path) -> None:
    found = config.load(configs.write(tmp_path, database_url="postgresql://h/d"), registry)
    assert {roles.url(found, "postgresql://h/d", role) for role in roles.ROLES} == {"postgresql://h/d"}


@pytest.mark.parametrize("role", roles.ROLES)
async def test_what_a_login_may_do_is_held_against_what_its_role_needs(
    pools: dict[str, Database], db_url: str, role: str
) -> None:
    owner = await asyncpg.connect(db_url)
    async with pools[role].connection() as conn:
        assert await roles.rights(conn, [role], "gateway") == roles.Rights(missing=(), beyond=(), is_owner=False)
        await owner.execute(f"GRANT DELETE ON cases TO gateway_{role}; GRANT UPDATE (text) ON outbox TO PUBLIC")
        await owner.execute(f"REVOKE SELECT ON cases FROM gateway_{role}; GRANT CREATE ON SCHEMA public TO PUBLIC")
        found = await roles.rights(conn, [role], "gateway")
        text = () if role in ("intake", "sender") else ("UPDATE outbox (text)",)  # those may change all of a row
        assert found == roles.Rights(
            missing=("SELECT cases",), beyond=("CREATE", "DELETE cases", *text), is_owner=False
        )
        await owner.execute("REVOKE UPDATE (text) ON outbox FROM PUBLIC; REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    await owner.close()


async def test_an_owner_has_more_than_any_role(db_url: str) -> None:
    owner = await asyncpg.connect(db_url)
    found = await roles.rights(owner, ["page"], "gateway")
    await owner.close()
    assert found is not None
    assert (found.missing, found.is_owner) == ((), True)
    assert {"SUPERUSER", "CREATE", "SELECT keys", "TRUNCATE audit"} <= set(found.beyond)
