"""PostgreSQL hangs, has no connection left, takes nothing: page, metrics and terminal answer, and call it so."""

import json
import os
import signal
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path

import asyncpg
import pytest

from gateway import config, database, embedded, health
from gateway.channels import CHANNELS
from gateway.database import Database
from gateway.health import Health
from gateway.house import furnish
from tests.support import configs, running
from tests.support.cli import agw
from tests.support.health_page import make_well, page
from tests.support.running import Gateway, until
from tests.support.sink import sink


@contextmanager
def asleep(data: Path) -> Iterator[None]:
    """Every process of the PostgreSQL on `data` stands still."""
    head = int((data / "postgres" / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{head}/task/{head}/children").read_text().split()
    pids = [head, *map(int, children)]
    with ExitStack() as stack:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
            stack.callback(os.kill, pid, signal.SIGCONT)
        yield


async def test_while_postgresql_hangs_everything_that_tells_of_health_answers_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    with embedded.postgres(tmp_path / "server", fsync=False) as url:
        (tmp_path / "data").mkdir()
        path = configs.write(tmp_path, database_url=url)
        settings = config.load(path, CHANNELS)
        db = await database.open(url)
        await db.migrate()
        async with page(db, settings) as client:
            assert (await client.get("/health")).json()["servers"]["database"]["state"] == "ok"
            with asleep(tmp_path / "server"):
                seen = (await client.get("/health")).json()
                assert (seen["state"], seen["stale"]) == ("failing", True)
                assert "database_hangs" in {found["key"] for found in seen["findings"]}
                assert "PostgreSQL treo" in (await client.get("/")).text
                assert (await client.get("/metrics")).status_code == 200
                said = await agw("health", "--json", "--config", path)
                told = json.loads(said.out)
                assert (said.code, told["servers"]["database"]["why"]) == (2, "hangs")
            await db.close(0.1)


@asynccontextmanager
async def looked(tmp_path: Path, db_url: str) -> AsyncIterator[tuple[Database, Path]]:
    """A well installation whose workers have fallen silent since."""
    (tmp_path / "data").mkdir()
    path = configs.write(tmp_path, database_url=db_url)
    async with AsyncExitStack() as stack:
        db = await database.open(db_url)
        stack.push_async_callback(db.close)
        await furnish(db, config.load(path, CHANNELS))
        await make_well(db, config.load(path, CHANNELS))
        yield db, path


async def look(path: Path, url: str) -> Health:
    """As a process that has just connected sees it."""
    db = await database.open(url, size=2)
    try:
        return await health.look(db, await furnish(db, config.load(path, CHANNELS)), None)
    finally:
        await db.close()


async def test_a_database_that_takes_no_rows_is_to_blame_for_the_silence_of_its_lines(
    tmp_path: Path, db_url: str
) -> None:
    async with looked(tmp_path, db_url) as (db, path):
        async with db.transaction() as tx:
            await tx.execute("UPDATE clocks SET last_run = now() - interval '1 hour'")
            name = await tx.fetchval("SELECT current_database()")
        assert "desk_silent" in {found.key for found in (await look(path, db_url)).findings}
        async with db.connection() as conn:
            await conn.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        told = json.loads((await agw("health", "--json", "--config", path)).out)
        keys = {found["key"] for found in told["findings"]}
        assert "database_readonly" in keys
        assert not {"desk_silent", "line_silent", "line_unheld"} & keys


async def test_a_server_without_a_free_connection_is_called_so(tmp_path: Path, db_url: str) -> None:
    async with looked(tmp_path, db_url) as (db, path), AsyncExitStack() as stack:
        with suppress(asyncpg.TooManyConnectionsError):
            while True:
                stack.push_async_callback((await asyncpg.connect(db_url)).close)
        told = json.loads((await agw("health", "--json", "--config", path)).out)
        assert told["servers"]["database"]["why"] == "crowded"
        assert "database_crowded" in {found["key"] for found in told["findings"]}
        with pytest.raises(asyncpg.TooManyConnectionsError):  # our own process meets it, though it can still read
            await db.listening("nothing", lambda _: None).__aenter__()
        assert db.met() == "crowded"


# The count of refusals stays, whatever is rolled back.
REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    PERFORM nextval('refused_' || TG_TABLE_NAME);
    RAISE EXCEPTION 'no room' USING ERRCODE = '{state}';
END $$;
"""
REFUSE_TABLE = """
CREATE SEQUENCE refused_{table};
CREATE TRIGGER refuse BEFORE {act} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse();
"""


@asynccontextmanager
async def refusing(g: Gateway, state: str, acts: Mapping[str, str]) -> AsyncIterator[None]:
    """PostgreSQL refuses these acts on these tables with this SQLSTATE; of others nothing is wrong."""
    made = [REFUSE_TABLE.format(table=table, act=act) for table, act in acts.items()]
    async with g.db.connection() as conn:
        await conn.execute(REFUSE.format(state=state) + "".join(made))
    yield
    async with g.db.connection() as conn:
        await conn.execute("DROP FUNCTION refuse CASCADE")


async def refused(g: Gateway, table: str, times: int = 1) -> None:
    """Until that has been refused so often."""
    await until(lambda: g.rows(f"SELECT 1 FROM refused_{table} WHERE is_called AND last_value >= $1", times))


@pytest.mark.parametrize(
    ("state", "act", "table"),
    [
        ("53100", "UPDATE", "outbox"),
        ("53200", "INSERT", "attempts"),
        ("25006", "UPDATE", "outbox"),
        ("53100", "INSERT", "parts"),
    ],
)
async def test_what_postgresql_refuses_is_not_said_of_the_line_that_meets_it(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch, state: str, act: str, table: str
) -> None:
    """Disk full, no memory, read only: of one table, so that what is wrong with a line could still be written."""
    monkeypatch.setattr("workers.sending.LONGEST_PAUSE", 0.3)
    monkeypatch.setattr("workers.lines.LONGEST_PAUSE", 0.3)
    async with running.gateway(tmp_path, db_url) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        async with refusing(g, state, {table: act}):
            g.mail("Den duong", "Đèn đường ngõ 12 hỏng ba hôm nay.")
            await refused(g, table, 3)
            assert await g.rows("SELECT state, error, send_error FROM lines WHERE name = 'vanmieu-mail'") == [
                {"state": "ok", "error": "", "send_error": ""}
            ]
        await until(g.inbox)


DUE = """
INSERT INTO outbox (line, cause, purpose, recipient, state, priority, text, automatic, message_id)
SELECT 'vanmieu-mail', 'message:' || n, 'result', 'mailto:citizen' || n || '@village.example', 'due', 2, 'Đã sửa.',
    true, 'result' || n || '@village.example'
FROM generate_series(1, 6) n RETURNING id
"""


async def test_a_line_whose_claims_cannot_be_given_back_reads_again_afterwards(tmp_path: Path, db_url: str) -> None:
    """What is claimed and not yet on the wire is given back as the line ends, and that fails, too: such an error once
    hid that the sending side was to end, and the line was never opened again."""
    async with sink() as server:
        mailbox = {"smtp_port": server.port, "connections": 1}
        async with running.gateway(tmp_path, db_url, mailboxes={"vanmieu-mail": mailbox}) as g:
            await until(lambda: g.contacted("vanmieu-mail"))
            server.wait.add("data")
            await g.rows(DUE)
            await until(lambda: g.rows("SELECT 1 FROM outbox WHERE claimed_epoch > 0 AND state = 'due' OFFSET 1"))
            await until(lambda: "data" in server.asked)
            async with refusing(g, "53100", {"parts": "INSERT OR UPDATE", "outbox": "UPDATE"}):
                g.mail("Đèn hỏng nữa", "Đèn đường ngõ 6 hỏng.")
                await refused(g, "parts")
                await refused(g, "outbox")
            server.wait.clear()
            await until(lambda: g.rows("SELECT 1 FROM messages"))
            await until(lambda: len(server.kept) == 7)
