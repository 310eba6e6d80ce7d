"""F46: a database of the first release, with rows in every state, comes along: nothing lost, nothing sent twice."""

import asyncio
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from gateway.channels import registry
from gateway.domain.errors import SchemaError
from gateway.domain.model import CASE_STATES, OPEN_CASE_STATES, TRANSITIONS, Answered, EventPayload, Opened
from gateway.local import servers
from gateway.services import alerts
from gateway.settings import config
from gateway.store import database, feed, migrations, roles
from tests.support import configs, running
from tests.support.running import until
from workers.__main__ import _prepared

FIRST = 2  # migrations of the first release
RELEASED = 9  # migrations of 0.1.0
STOPPED = 12  # the last one that wants a stopped gateway; from here on, old and new processes run side by side
PASSING = "SELECT 1 FROM outbox WHERE state = 'due' UNION ALL SELECT 1 FROM parts WHERE state = 'received'"


async def sql(url: str, statement: str, *arguments: Any) -> list[dict[str, Any]]:
    conn = await asyncpg.connect(url)
    try:
        return [dict(row) for row in await conn.fetch(statement, *arguments)]
    finally:
        await conn.close()


async def made_by_the_first(url: str, monkeypatch: pytest.MonkeyPatch, versions: int = FIRST) -> None:
    """The schema as the first release made it, or one that knew so many migrations."""
    whole = migrations.known()
    monkeypatch.setattr(migrations, "known", lambda: whole[:versions])
    opened = await database.open(url, size=1)
    await opened.migrate()
    await opened.close()
    monkeypatch.setattr(migrations, "known", lambda: whole)


@pytest.fixture
def db_url_empty(postgres_url: str) -> Iterator[str]:
    """A database without a table."""
    asyncio.run(sql(postgres_url, "CREATE DATABASE earlier_release"))
    yield f"{postgres_url.rpartition('/')[0]}/earlier_release"
    asyncio.run(sql(postgres_url, "DROP DATABASE earlier_release WITH (FORCE)"))


@pytest.fixture
def old_url(db_url_empty: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database as the first release made it."""
    asyncio.run(made_by_the_first(db_url_empty, monkeypatch))
    return db_url_empty


async def fill(url: str) -> None:
    """A case in every state; an answer to it in every state, with an attempt in every state; a part in every state."""
    address = "mailto:vanmieu-mail@village.example"
    await sql(url, "INSERT INTO lines (name, channel, address) VALUES ('vanmieu-mail', 'email', $1)", address)
    for n, state in enumerate(CASE_STATES, 1):
        await sql(
            url,
            "INSERT INTO cases (id, code, line, channel, unit, sender, language, state, kind, due_at, last_message_at) "
            "VALUES ($1, $2, 'vanmieu-mail', 'email', 'vanmieu', 'mailto:citizen@village.example', 'vi', $3, "
            "'phan_anh', now(), now())",
            n,
            f"HN-00000{n:02}",
            state,
        )
    for kind, detail in (("opened", '{"rule": "new_case"}'), ("answered", '{"text": "Đã sửa."}')):
        await sql(url, "INSERT INTO case_events (case_id, kind, detail) VALUES (1, $1, $2)", kind, detail)
    for n, state in enumerate(TRANSITIONS["outbox"], 1):
        await sql(
            url,
            "INSERT INTO outbox (id, line, case_id, cause, purpose, recipient, state, priority, subject, text, "
            "message_id, automatic) VALUES ($1, 'vanmieu-mail', 1, $3, 'result', 'mailto:citizen@village.example', "
            "$2, 1, 'x', $2, $2 || '@village.example', false)",
            n,
            state,
            f"event:{n}",
        )
    for state in TRANSITIONS["attempt"]:
        await sql(
            url,
            "INSERT INTO attempts (outbox_id, line, recipient, round, part, parts, epoch, state, deadline) "
            "SELECT id, line, recipient, 1, 1, 1, 0, $1, now() + interval '1 hour' FROM outbox WHERE state = 'unknown'",
            state,
        )
    for state in TRANSITIONS["part"]:
        body = running.letter("Đèn hỏng", f"Đèn đường số {len(state)} hỏng ba hôm nay, {state}.")
        digest = hashlib.sha256(body).digest()
        await sql(url, "INSERT INTO blobs VALUES ($1, $2)", digest, body)
        await sql(
            url,
            "INSERT INTO parts (line, digest, blob, size, location, sender_key, partition, state, arrived_at, turn) "
            "VALUES ('vanmieu-mail', $1, $1, 1, $3, 'mailto:citizen@village.example', 3, $2, now(), nextval('turns'))",
            digest,
            state,
            f"1/{state}",
        )
    await sql(url, "SELECT setval('cases_id_seq', 100), setval('outbox_id_seq', 100)")


async def fed(url: str) -> list[EventPayload | None]:
    """What the feed of events says."""
    opened = await database.open(url, size=1)
    try:
        async with opened.transaction() as tx:
            events, _ = await feed.after(tx, await feed.start(tx))
        return [event.payload for event in events]
    finally:
        await opened.close()


async def states(url: str, table: str) -> dict[str, int]:
    rows = await sql(url, f"SELECT state, count(*) AS n FROM {table} GROUP BY state")
    return {row["state"]: row["n"] for row in rows}


async def columns(url: str) -> dict[tuple[str, str], dict[str, Any]]:
    rows = await sql(
        url,
        "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns "
        "WHERE table_schema = 'public'",
    )
    return {(row.pop("table_name"), row.pop("column_name")): row for row in rows}


async def clocks(url: str) -> list[str]:
    """The states of the cases whose promised answer has a clock; each is due when it was promised."""
    rows = await sql(
        url, "SELECT k.state, d.due_at = k.due_at AS same FROM deadlines d JOIN cases k ON k.id = d.case_id"
    )
    assert all(row["same"] for row in rows)
    return sorted(row["state"] for row in rows)


def test_a_worker_of_an_earlier_release_goes_on_with_the_newest_schema(
    db_url_empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that it reads and writes is still there, and what is new fills itself."""

    async def run() -> None:
        await made_by_the_first(db_url_empty, monkeypatch, STOPPED)
        before = await columns(db_url_empty)
        opened = await database.open(db_url_empty, size=1)
        await opened.migrate()
        await opened.close()
        after = await columns(db_url_empty)
        assert {name: after.get(name) for name in before} == before
        tables = {table for table, _ in before}
        for name in after.keys() - before.keys():
            new = after[name]
            assert name[0] not in tables or new["is_nullable"] == "YES" or new["column_default"] is not None, name

    asyncio.run(run())


def test_rows_in_every_state_come_along_and_what_was_under_way_goes_on(old_url: str, tmp_path: Path) -> None:
    async def run() -> None:
        await fill(old_url)
        cases, outbox, attempts = [await states(old_url, table) for table in ("cases", "outbox", "attempts")]
        await _prepared(config.load(configs.write(tmp_path, database_url=old_url), registry), old_url)
        assert [await states(old_url, table) for table in ("cases", "outbox", "attempts")] == [cases, outbox, attempts]
        assert await clocks(old_url) == sorted(set(OPEN_CASE_STATES) - {"awaiting_citizen"})
        assert await fed(old_url) == [Opened(rule="new_case"), Answered(text="Đã sửa.")]
        (tmp_path / "g").mkdir()
        async with running.gateway(tmp_path / "g", old_url) as g:
            await until(lambda: g.inbox())
            await until(lambda: _passed(g))
            after = await states(old_url, "outbox")
            assert after.pop("sent") >= 2, "the due one, and acknowledgements"
            assert after == dict.fromkeys(("held", "unknown", "dead", "undelivered", "delivered", "dropped"), 1)
            sent = [mail["Message-ID"] for mail in g.inbox()]
            assert len(sent) == len(set(sent))
            assert "<due@village.example>" in sent
        assert await states(old_url, "parts") == {"unfetched": 1, "registered": 2, "unreadable": 1}
        with pytest.raises(SchemaError, match="newer"):
            await _older(old_url)

    asyncio.run(run())


async def _passed(g: running.Gateway) -> bool:
    return not await g.rows(PASSING)


async def _older(url: str) -> None:
    """The program of the first release meets the newest schema."""
    whole = migrations.known()
    opened = await database.open(url, size=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "known", lambda: whole[:FIRST])
        try:
            await opened.migrate()
        finally:
            await opened.close()


def test_sentences_of_the_first_release_are_reasons_by_now(old_url: str) -> None:
    """What stood as English sentences is a code; what nobody knows is kept as it was said
    (tests/upgrade/test_old_reasons.py)."""

    async def run() -> None:
        await fill(old_url)
        await sql(old_url, "UPDATE outbox SET reason = 'SMTP RCPT: 550 5.1.1' WHERE state = 'dead'")
        await sql(old_url, "UPDATE lines SET error = 'IMAP: the server does not answer'")
        await sql(
            old_url,
            "INSERT INTO messages (line, digest, outcome, rule, reasons, arrived_at)"
            " VALUES ('vanmieu-mail', 'x', 'held', 'nobody', ARRAY['no case named', 'fire', 'fire, perhaps'], now())",
        )
        await sql(
            old_url,
            "INSERT INTO line_events (line, before, after, error) SELECT name, 'ok', 'failing', error FROM lines",
        )
        opened = await database.open(old_url, size=1)
        await opened.migrate()
        async with opened.connection() as conn:
            (dead,) = await conn.fetch("SELECT reason FROM outbox WHERE state = 'dead'")
            (line, *_) = await conn.fetch("SELECT error, send_error FROM lines")
            (message, *_) = await conn.fetch("SELECT reasons FROM messages")
            (event, *_) = await conn.fetch("SELECT errors FROM line_events")
            others = await conn.fetchval("SELECT count(*) FROM outbox WHERE state <> 'dead' AND reason IS NOT NULL")
        await opened.close()
        silent = {"code": "imap.does_not_answer"}
        assert dead["reason"] == {"code": "smtp.refused", "step": "RCPT", "reply": "550 5.1.1"}
        assert (line["error"], line["send_error"], event["errors"], others) == (silent, None, [silent], 0)
        known = [{"code": "policy.no_case_named"}, {"code": "danger.fire"}]
        assert message["reasons"] == [*known, {"code": "text.said", "text": "fire, perhaps"}]

    asyncio.run(run())


WORDS_OF_0_1_0 = {
    "finding": ("operator", "sao lưu", {"name": "sao lưu", "what": "Không có bản sao lưu.", "advice": "Xem nhật ký."}),
    "alert": (
        "duty",
        "HN-7K3M9K",
        {
            "unit": "UBND phường Văn Miếu",
            "code": "HN-7K3M9K",
            "kind": "phản ánh",
            "line": "vanmieu-sms",
            "received": "08:00 22/11/2026",
            "told": "Hệ thống chưa trả lời người gửi: xin liên hệ ngay.",
        },
    ),
}


def test_notices_that_an_earlier_release_wrote_in_words_are_sent(
    db_url_empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        await made_by_the_first(db_url_empty, monkeypatch, RELEASED)
        for template, (audience, name, fields) in WORDS_OF_0_1_0.items():
            await sql(
                db_url_empty,
                "INSERT INTO notices (audience, key, template, name, fields) VALUES ($1, $2, $2, $3, $4)",
                audience,
                template,
                name,
                json.dumps(fields),
            )
        await _prepared(config.load(configs.write(tmp_path, database_url=db_url_empty), registry), db_url_empty)
        (tmp_path / "g").mkdir()
        async with running.gateway(tmp_path / "g", db_url_empty, start=[]) as g:
            await g.rows("UPDATE lines SET state = 'ok', heard_at = now() + interval '1 day'")
            await alerts.watch(g.db, g.context)
            sent = " ".join(row["text"] + row["subject"] for row in await g.rows("SELECT subject, text FROM outbox"))
            assert await g.rows("SELECT 1 FROM notices WHERE notified_at IS NULL") == []
        for _, _, fields in WORDS_OF_0_1_0.values():
            assert [words for words in fields.values() if words not in sent] == []

    asyncio.run(run())


def test_an_embedded_data_directory_of_the_first_release_gets_its_roles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its only role was the superuser; from now on that one makes the schema, and three others work."""
    found = config.load(configs.write(tmp_path), registry)
    with servers.postgres(found.data, fsync=False) as url:
        asyncio.run(made_by_the_first(url, monkeypatch))
        asyncio.run(fill(url))
    with servers.postgres(found.data, fsync=False) as url:
        asyncio.run(_prepared(found, url))

        async def seen(role: str) -> tuple[bool, int]:
            address = roles.url(found, url, role)
            assert urlsplit(address).username == f"gateway_{role}"
            mine = "SELECT rolsuper, (SELECT count(*) FROM cases) AS n FROM pg_roles WHERE rolname = current_user"
            (row,) = await sql(address, mine)
            return row["rolsuper"], row["n"]

        assert {asyncio.run(seen(role)) for role in roles.ROLES} == {(False, len(CASE_STATES))}
