"""Backup and restore: one moment, every row, and nothing goes out by itself that may have gone out before."""

import asyncio
import json
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from gateway.domain.actor import superuser
from gateway.domain.errors import GatewayError, NotAllowed, SchemaError
from gateway.domain.reasons import row
from gateway.ops import backup, health
from gateway.services.casework import answering
from gateway.store import database, migrations
from tests.support import configs, running
from tests.support.cli import agw, gw

QUIET = lambda _table, _size: None  # noqa: E731


async def sql(url: str, statement: str, *arguments: Any) -> list[dict[str, Any]]:
    conn = await asyncpg.connect(url)
    try:
        return [dict(row) for row in await conn.fetch(statement, *arguments)]
    finally:
        await conn.close()


@pytest.fixture
def other_url(postgres_url: str) -> Iterator[str]:
    """A database without a single table."""

    async def run(statement: str) -> None:
        await sql(postgres_url, statement)

    asyncio.run(run("CREATE DATABASE restored"))
    yield f"{postgres_url.rpartition('/')[0]}/restored"
    asyncio.run(run("DROP DATABASE restored WITH (FORCE)"))


async def fill(url: str, *, cursor: str = "cursor", ready_seq: str = "ready_seq") -> None:
    """One row of each kind of value a table may hold. `cursor`, `ready_seq`: what this schema calls them."""
    columns = f"name, channel, address, {cursor}"
    await sql(url, f"INSERT INTO lines ({columns}) VALUES ('a', 'email', 'mailto:a@x.example', '{{\"uid\": 7}}')")
    await sql(url, "INSERT INTO blobs VALUES (sha256('x'), '\\x000102ff')")
    await sql(
        url,
        "INSERT INTO parts (line, digest, blob, location, state, arrived_at, partition) "
        "VALUES ('a', sha256('p'), sha256('x'), '1/1', 'received', now(), 3)",
    )
    await sql(
        url,
        "INSERT INTO outbox (line, cause, purpose, recipient, state, priority, text, automatic, refs) VALUES "
        "('a', 'message:1', 'result', 'mailto:c@x.example', 'due', 1, E'Đã sửa\\n\\t\\\\N', false, '{one,\"t,w\"}')",
    )
    await sql(
        url,
        "INSERT INTO cases (code, line, channel, unit, sender, language, kind, due_at, last_message_at) "
        "VALUES ('HN-1', 'a', 'email', 'a', 'mailto:c@x.example', 'vi', 'phan_anh', now(), now())",
    )
    await sql(url, "INSERT INTO case_events (case_id, kind) SELECT id, 'opened' FROM cases")
    await sql(url, "UPDATE partitions SET holder = 'intake', epoch = 5, until = now() + interval '1 hour' WHERE n = 3")
    await sql(url, f"SELECT nextval('{ready_seq}') FROM generate_series(1, 41)")


async def counts(url: str) -> dict[str, int]:
    names = await sql(url, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
    return {row["relname"]: (await sql(url, f"SELECT count(*) AS n FROM {row['relname']}"))[0]["n"] for row in names}


async def test_every_row_comes_back_and_nobody_holds_anything(db_url: str, other_url: str, tmp_path: Path) -> None:
    await fill(db_url)
    written = await backup.write(db_url, tmp_path / "b.tar", QUIET)
    restored = await backup.restore(other_url, tmp_path / "b.tar", QUIET)
    assert restored == written
    rows = {table.name: table.rows for table in written.tables}
    assert (await counts(db_url), await counts(other_url)) == (rows, rows | {"restores": 1})
    before, after = [(await sql(url, "SELECT * FROM outbox"))[0] for url in (db_url, other_url)]
    assert (after.pop("state"), after.pop("reason")) == ("held", json.dumps(row(backup.HELD)))
    assert after.items() <= before.items()
    assert (await sql(other_url, "SELECT bytes FROM blobs"))[0]["bytes"] == b"\x00\x01\x02\xff"
    (line,) = await sql(other_url, "SELECT cursor, restore_from < now() - interval '1 year' AS always FROM lines")
    assert (json.loads(line["cursor"]), line["always"]) == ({"uid": 7}, True)
    (old,), (new,) = [
        await sql(url, "SELECT generation, (SELECT xid = '0' FROM case_events) AS first FROM event_feed")
        for url in (db_url, other_url)
    ]
    assert (old["first"], new["first"], old["generation"] != new["generation"]) == (False, True, True)
    assert not await sql(other_url, "SELECT 1 FROM partitions WHERE holder <> '' OR until > now()")
    assert (await sql(other_url, "SELECT nextval('ready_seq') AS n"))[0]["n"] == 42
    assert (await sql(other_url, "INSERT INTO audit (actor, act, object) VALUES ('x', 'x', 'x') RETURNING id"))[0][
        "id"
    ] == 1
    assert (await sql(other_url, "SELECT nextval('outbox_id_seq') AS n"))[0]["n"] == 2


async def test_a_backup_is_of_one_moment(db_url: str, tmp_path: Path) -> None:
    """What is committed while the tables are read is in none of them."""
    done = False
    late = "INSERT INTO audit (actor, act, object) VALUES ('late', 'x', 'x')"

    def progress(_table: str, _size: int) -> None:
        nonlocal done
        if not done:
            thread = threading.Thread(target=lambda: asyncio.run(sql(db_url, late)))
            thread.start()
            thread.join()
            done = True

    await fill(db_url)
    manifest = await backup.write(db_url, tmp_path / "b.tar", progress)
    assert done
    assert next(table.rows for table in manifest.tables if table.name == "audit") == 0
    assert (await counts(db_url))["audit"] == 1


async def test_only_its_owner_reads_it_and_a_failed_one_leaves_nothing(db_url: str, tmp_path: Path) -> None:
    await backup.write(db_url, tmp_path / "b.tar", QUIET)
    assert (tmp_path / "b.tar").stat().st_mode & 0o777 == 0o600
    before = (tmp_path / "b.tar").read_bytes()

    def fail(_table: str, _size: int) -> None:
        raise OSError(28, "No space left on device")

    await fill(db_url)
    with pytest.raises(GatewayError, match="No space"):
        await backup.write(db_url, tmp_path / "b.tar", fail, overwrite=True)
    assert (tmp_path / "b.tar").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["b.tar"]  # noqa: ASYNC240


async def test_a_database_in_use_is_not_restored_into(db_url: str, other_url: str, tmp_path: Path) -> None:
    await backup.write(db_url, tmp_path / "b.tar", QUIET)
    await sql(other_url, "CREATE TABLE somebody_else (n int)")
    with pytest.raises(NotAllowed, match="somebody_else"):
        await backup.restore(other_url, tmp_path / "b.tar", QUIET)
    await fill(db_url)
    with pytest.raises(NotAllowed, match="not_empty"):
        await backup.restore(db_url, tmp_path / "b.tar", QUIET)
    assert (await counts(db_url))["parts"] == 1


async def test_a_database_that_a_gateway_works_on_is_not_restored_into(db_url: str, tmp_path: Path) -> None:
    await backup.write(db_url, tmp_path / "b.tar", QUIET)
    db = await database.open(db_url)
    with pytest.raises(NotAllowed, match="in_use"):
        await backup.restore(db_url, tmp_path / "b.tar", QUIET)
    await db.close()
    await backup.restore(db_url, tmp_path / "b.tar", QUIET)  # migrated, but never used: it may go


async def test_what_is_no_whole_backup_changes_nothing(db_url: str, other_url: str, tmp_path: Path) -> None:
    await fill(db_url)
    await backup.write(db_url, tmp_path / "b.tar", QUIET)
    whole = (tmp_path / "b.tar").read_bytes()
    at = whole.index(b"\x00\x01\x02\xff")
    bad = {
        "damaged": whole[:at] + b"\x01" + whole[at + 1 :],
        "not_whole": whole[: len(whole) // 2],
        "not_whole file=": b"something else",
    }
    for words, body in bad.items():
        (tmp_path / "bad.tar").write_bytes(body)
        with pytest.raises(GatewayError, match=words):
            await backup.restore(other_url, tmp_path / "bad.tar", QUIET)
    with pytest.raises(GatewayError, match="No such file"):
        await backup.restore(other_url, tmp_path / "missing.tar", QUIET)
    assert await counts(other_url) == {}


async def test_a_newer_program_s_backup_is_refused(db_url: str, other_url: str, tmp_path: Path) -> None:
    await sql(db_url, "INSERT INTO migrations (version, checksum) VALUES (9999, '')")
    await backup.write(db_url, tmp_path / "b.tar", QUIET)
    with pytest.raises(SchemaError, match="9999"):
        await backup.restore(other_url, tmp_path / "b.tar", QUIET)
    assert await counts(other_url) == {}


async def test_after_a_restore_what_may_have_gone_out_waits_for_a_person(
    db_url: str, other_url: str, tmp_path: Path
) -> None:
    """A mail that was read after the backup is read again: same code and Message-ID, held; so is what was queued."""
    async with running.gateway(tmp_path, db_url) as g:
        await running.until(lambda: g.contacted("vanmieu-mail"))
        g.mail("Đèn hỏng", "Đèn đường ngõ 12 hỏng ba hôm nay.")
        await running.until(lambda: g.inbox())
        await g.settled()
    async with running.gateway(tmp_path, db_url, start=()) as g:
        (first,) = await g.rows("SELECT code FROM cases")
        await answering.answer(g.db, g.context, first["code"], "Đã sửa xong.", superuser("officer"))
        g.mail("Rác", "Đống rác đầu phố không ai dọn.")  # arrived before the backup, read after it
    await backup.write(db_url, tmp_path / "b.tar", QUIET)
    async with running.gateway(tmp_path, db_url) as g:
        await running.until(lambda: len(g.inbox()) == 3)
        await g.settled()
        (second,) = await g.rows(
            "SELECT c.code, o.message_id FROM cases c JOIN outbox o ON o.case_id = c.id WHERE c.id = 2"
        )
    await backup.restore(other_url, tmp_path / "b.tar", QUIET)
    async with running.gateway(tmp_path, other_url) as g:
        rows = "SELECT code, message_id, o.state, purpose FROM cases c JOIN outbox o ON o.case_id = c.id ORDER BY o.id"
        await running.until(lambda: g.rows("SELECT 1 FROM cases OFFSET 1"))
        await g.settled()
        found = [row for row in await g.rows(rows) if row["state"] == "held"]
        assert len(g.inbox()) == 3, "nothing went out by itself"
    assert [(row["code"], row["purpose"]) for row in found] == [
        (first["code"], "result"),
        (second["code"], "acknowledgement"),
    ]
    assert found[1]["message_id"] == second["message_id"]


async def test_the_commands_back_up_a_running_gateway_and_restore_a_stopped_one(
    db_url: str, other_url: str, tmp_path: Path
) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        await running.until(lambda: g.contacted("vanmieu-mail"))
        g.mail("Đèn hỏng", "Đèn đường ngõ 12 hỏng ba hôm nay.")
        await running.until(lambda: g.inbox())
        said = await agw("backup", tmp_path / "b.tar", "--config", tmp_path / "config.toml")
        assert (said.code, said.err) == (0, "")
        again = await agw("backup", tmp_path / "b.tar", "--config", tmp_path / "config.toml")
        assert again.code == 1
        assert "is there already" in again.err
        said = await agw("backup", tmp_path / "b.tar", "--overwrite", "--config", tmp_path / "config.toml")
        assert (said.code, said.err) == (0, "")
        refused = await agw("restore", tmp_path / "b.tar", "--config", tmp_path / "config.toml")
        assert (refused.code, refused.out) == (1, "")
        assert "stop it" in refused.err
    with tarfile.open(tmp_path / "b.tar") as tar:
        assert {"tables/messages", "manifest.json"} <= set(tar.getnames())
    other = tmp_path / "other"
    other.mkdir()
    said = await agw("restore", tmp_path / "b.tar", "--config", configs.write(other, database_url=other_url))
    assert (said.code, said.err) == (0, "")
    assert (await counts(other_url))["messages"] == 1
    (row,) = await sql(other_url, "SELECT taken_at FROM restores")
    assert f"between {row['taken_at']:%Y-%m-%d %H:%M:%S} UTC and" in said.out
    assert "Texts (SMS) received in that time are in no place any more" in said.out
    async with running.gateway(other, other_url, start=()) as g:
        shown = await health.look(g.db, g.context, None)
    assert "restored" in {finding.key for finding in shown.findings}


async def test_a_backup_of_an_older_program_goes_into_the_unused_tables_of_this_one(
    db_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = migrations.known()
    monkeypatch.setattr(migrations, "known", lambda: newest[:2])
    old = f"{db_url.rpartition('/')[0]}/older"
    await sql(db_url, "CREATE DATABASE older")
    opened = await database.open(old)
    await opened.migrate()
    await opened.close()
    await fill(old, cursor="mark", ready_seq="turns")
    await backup.write(old, tmp_path / "b.tar", QUIET)
    monkeypatch.undo()
    await backup.restore(db_url, tmp_path / "b.tar", QUIET)
    assert (await counts(db_url))["parts"] == 1
    await sql(db_url, "DROP DATABASE older WITH (FORCE)")


async def test_a_backup_of_the_middle_of_an_upgrade_is_restored_to_its_end(
    db_url: str, other_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = migrations.known()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "known", lambda: [one for one in whole if one.half != "post"])
        middle = f"{db_url.rpartition('/')[0]}/middle"
        await sql(db_url, "CREATE DATABASE middle")
        opened = await database.open(middle)
        await opened.migrate()
        await opened.close()
        await fill(middle)
        manifest = await backup.write(middle, tmp_path / "b.tar", QUIET)
    assert {one.name for one in whole if one.half == "pre"} == set(manifest.halves)
    await backup.restore(other_url, tmp_path / "b.tar", QUIET)
    done = await sql(other_url, "SELECT version, half FROM migrations")
    assert {(row["version"], row["half"]) for row in done} == {(one.version, one.half) for one in whole}
    await sql(db_url, "DROP DATABASE middle WITH (FORCE)")


def test_a_backup_is_tried_in_a_scratch_database(db_url: str, tmp_path: Path) -> None:
    asyncio.run(fill(db_url))
    asyncio.run(backup.write(db_url, tmp_path / "b.tar", QUIET))
    (tmp_path / "scratch").mkdir()
    said = gw("backup", "check", tmp_path / "b.tar", "--scratch", tmp_path / "scratch")
    assert (said.code, said.err) == (0, "")
    assert "Good: " in said.out
    assert list((tmp_path / "scratch").iterdir()) == []
    whole = (tmp_path / "b.tar").read_bytes()
    at = whole.index(b"\x00\x01\x02\xff")
    (tmp_path / "b.tar").write_bytes(whole[:at] + b"\x01" + whole[at + 1 :])
    said = gw("backup", "check", tmp_path / "b.tar")
    assert said.code == 1
    assert "damaged" in said.err


def test_an_embedded_database_is_started_for_the_command(tmp_path: Path) -> None:
    config = configs.write(tmp_path)
    assert "holds no gateway's tables" in gw("backup", tmp_path / "b.tar", "--config", config).err
    assert not (tmp_path / "b.tar").exists()
    assert "No such file" in gw("restore", tmp_path / "b.tar", "--config", config).err
