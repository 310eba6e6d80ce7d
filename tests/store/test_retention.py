"""What is known of persons goes when its time is over, and figures stay; nothing goes before, or under a hold."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import registry
from gateway.domain.actor import EVERY_UNIT, Actor, Role
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act
from gateway.runtime.context import Context, bootstrap
from gateway.services import access, restricting, retention
from gateway.services.casework import announcing, answering, performing
from gateway.services.intake import filing
from gateway.settings import config
from gateway.store import database, erasing, inbox
from gateway.store.database import Database
from tests.support import configs, everything

OPERATOR, HEAD = (
    Actor(id=f"person:{name}", name=name, roles={EVERY_UNIT: frozenset(Role)}, restricted_in=frozenset({EVERY_UNIT}))
    for name in ("an", "binh")
)
LONG_AGO = "now() - interval '400 days'"
# What was said by or about somebody; "lan" is a colleague.
SAID: tuple[str, ...] = (
    "84590001301",
    "citizen@example.com",
    "a@example.com",
    "Mẫu",
    "Rác",
    "rác",
    "ảnh.jpg",
    "Tiêu đề",
    "Lời",
)
SAID += ("sửa xong", "gặp trực tiếp", "gặp vợ", "thiếu ngày", "ngõ 12", "Ở đoạn nào", "xem giúp", "bản đồ", "Tin tức")
# Texts of tables that hang on cases, messages, mails and calls, which say nothing of a person; every other is erased.
KEPT: Mapping[str, str] = {
    "answers": "state author approver state_before handed_before",
    "attempts": "line state report scope",
    "call_legs": "line leg direction called handled_by reason",
    "calls": "line attempt direction outcome",
    "case_access": "person actor",
    "case_events": "kind actor",
    "case_lines": "line unit",
    "case_links": "reason",
    "case_mentions": "person",
    "case_merges": "state unit assignee passed_to",
    "cases": "code line channel unit language state kind assignee handed_to passed_to back_to",
    "deadlines": "kind term",
    "entered_cases": "form actor came_by answer_by",
    "external_references": "system id",
    "messages": "line digest outcome rule flags withheld language command decided_by",
    "notices": "audience key template name fields notified_to",  # codes, units, people of the office
    "outbox": "line cause purpose state",
    "parts": "line digest location state",
    "publications": "state unit kind language actor",  # question and answer: of what is public no persons
    "shared_answer_cases": "state reason",
}
TEXTS = ("text", "jsonb", "bytea", "ARRAY")


@pytest.fixture
async def context(tmp_path: Path, db: Database) -> Context:
    """An office that keeps for a year, with a history in which everything occurs."""
    found = await bootstrap(db, config.load(configs.write(tmp_path, retention={"days": 365}), registry))
    await everything.write(db)
    await run(
        db,
        "UPDATE cases SET restricted = false",
        "INSERT INTO answers (case_id, version, state, text, recipient, again, author, reason)"
        " VALUES (1, 1, 'sent', 'Đã sửa xong.', 'mailto:citizen@example.com', false, 'person:lan', 'thiếu ngày')",
        "INSERT INTO answer_files SELECT 1, 1, 1, 'bản đồ.pdf', 'application/pdf', 9, sha256 FROM blobs LIMIT 1",
        "INSERT INTO drafts (case_id, author, text) VALUES (1, 'person:lan', 'Rác ở ngõ 12')",
        "INSERT INTO contacts (case_id, urn, proven_by, actor) VALUES (1, 'tel:+84590001301', 'gặp', 'person:lan')",
        "INSERT INTO reply_tokens (hash, person, case_id, act, form, expires_at)"
        " VALUES ('h', 'lan', 1, 'answer', '{\"words\": \"Rác\"}', now())",
        "INSERT INTO entered_cases (case_id, form, actor, came_by, answer_by, phone, received_at)"
        " VALUES (1, 'f', 'person:lan', 'counter', 'call', 'tel:+84590001301', now())",
    )
    return found


async def run(db: Database, *statements: str) -> None:
    async with db.transaction() as tx:
        for one in statements:
            await tx.execute(one)


async def rows(db: Database, sql: str) -> list[dict[str, Any]]:
    async with db.connection() as conn:
        return [dict(row) for row in await conn.fetch(sql)]


async def age(db: Database) -> None:
    """Everything is done, and long ago."""
    await run(
        db,
        f"UPDATE cases SET state = 'closed', state_since = {LONG_AGO}, last_message_at = {LONG_AGO}",
        "UPDATE outbox SET state = 'sent' WHERE state IN ('due', 'held')",
        f"UPDATE outbox SET created_at = {LONG_AGO}",
        f"UPDATE messages SET registered_at = {LONG_AGO}",
        f"UPDATE calls SET started_at = {LONG_AGO}",
        "UPDATE messages SET outcome = 'system' WHERE case_id IS NULL",
    )


async def found(db: Database) -> set[tuple[str, str]]:
    """Which of what was said stands where."""
    async with db.transaction() as tx:
        await inbox.free_blobs(tx)
    tables = [row["tablename"] for row in await rows(db, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    hits = set()
    for table in set(tables) - {"sender_decisions", "suppressions"}:  # decisions of persons about an address
        text = "convert_from(bytes, 'utf8')" if table == "blobs" else "t::text"
        but = "WHERE state <> 'published'" if table == "publications" else ""  # what is public holds no persons
        whole = " ".join(row["said"] for row in await rows(db, f"SELECT {text} AS said FROM {table} t {but}"))
        hits |= {(table, word) for word in SAID if word in whole}
    return hits


async def figures(db: Database) -> list[dict[str, Any]]:
    kept = (
        "SELECT id, code, unit, kind, state, opened_at, answered_at, due_at, rating FROM cases ORDER BY id",
        "SELECT outcome, rule, count(*) FROM messages GROUP BY 1, 2 ORDER BY 1, 2",
        "SELECT purpose, state IN ('sent', 'delivered') AS went, count(*) FROM outbox GROUP BY 1, 2 ORDER BY 1, 2",
        "SELECT case_id, kind, count(*) FROM case_events WHERE kind <> 'erased' GROUP BY 1, 2 ORDER BY 1, 2",
    )
    return [row for sql in kept for row in await rows(db, sql)]


async def erased(db: Database) -> list[int]:
    return [row["id"] for row in await rows(db, "SELECT id FROM cases WHERE erased_at IS NOT NULL ORDER BY id")]


async def test_what_is_known_of_persons_goes_and_figures_stay(db: Database, context: Context) -> None:
    assert {"cases", "messages", "outbox", "case_events", "answers", "blobs"} <= {table for table, _ in await found(db)}
    assert (await retention.run(db, context.config, retention.JOB)).cases == 0, "nothing is so old"
    await age(db)
    before, (events,) = await figures(db), await rows(db, "SELECT count(*) AS n FROM case_events WHERE kind = 'erased'")
    async with db.connection() as conn:
        due = await retention.foreseen(conn, context.config)
    assert due.cases == len(before[0]) or due.cases == len(await rows(db, "SELECT FROM cases"))
    assert due.messages and not await erased(db), "a dry run"
    assert await retention.run(db, context.config, retention.JOB) == due
    assert await found(db) == set()
    assert await figures(db) == before
    audited = await rows(db, "SELECT object FROM audit WHERE actor = 'job:retention' AND act = 'erase' ORDER BY id")
    assert len([row for row in audited if row["object"].startswith("case:HN-")]) == due.cases
    (now,) = await rows(db, "SELECT count(*) AS n FROM case_events WHERE kind = 'erased'")
    assert now["n"] == events["n"] + due.cases
    assert await retention.run(db, context.config, retention.JOB) == retention.Found(), "once"


async def test_what_is_kept_longer(db: Database, context: Context) -> None:
    """Under a hold, restricted, open, spoken of since, still to be sent."""
    await age(db)
    codes = [row["code"] for row in await rows(db, "SELECT code FROM cases ORDER BY id")]
    await performing.perform(db, context, HEAD, codes[0], Act.LEGAL_HOLD, {"reason": "tòa án"})
    await run(
        db,
        "UPDATE cases SET restricted = true WHERE id = 2",
        "UPDATE cases SET state = 'in_progress' WHERE id = 3",
        "UPDATE cases SET last_message_at = now() WHERE id = 4",
        "INSERT INTO outbox (line, case_id, cause, purpose, recipient, state, priority, subject, text, automatic)"
        " VALUES ('vanmieu-mail', 5, 'x', 'result', 'mailto:x@example.com', 'due', 1, '', '', true)",
    )
    async with db.transaction() as tx:  # what was due, and of which somebody has spoken since, or sends something
        assert await erasing.take(tx, [4, 5, 6], context.config.retention.days, 0) == [6]
    await retention.run(db, context.config, retention.JOB)
    assert await erased(db) == list(range(6, len(codes) + 1))
    settings = context.config.retention.model_copy(update={"restricted_days": 365})
    await retention.run(db, replace(context.config, retention=settings), retention.JOB)
    assert await erased(db) == [2, *range(6, len(codes) + 1)]
    await performing.perform(db, context, HEAD, codes[0], Act.LIFT_LEGAL_HOLD, {"reason": "đã xử"})
    await retention.run(db, context.config, OPERATOR)
    assert 1 in await erased(db)
    (row,) = await rows(db, f"SELECT actor FROM audit WHERE act = 'erase' AND object = 'case:{codes[0]}'")
    assert row["actor"] == OPERATOR.id


async def test_nothing_is_done_any_more_to_what_was_erased(db: Database, context: Context) -> None:
    await age(db)
    await retention.run(db, context.config, retention.JOB)
    (row,) = await rows(db, "SELECT code FROM cases WHERE id = 2")
    for act, form in ((Act.REOPEN, {"reason": "vì"}), (Act.NOTE, {"words": "x"}), (Act.LEGAL_HOLD, {"reason": "vì"})):
        with pytest.raises(NotAllowed, match="erased"):
            await performing.perform(db, context, HEAD, row["code"], act, form)
    with pytest.raises(NotAllowed, match="erased"):
        await answering.answer(db, context, row["code"], "Đã xong.", HEAD, again=True)
    with pytest.raises(NotAllowed, match="erased"):
        await restricting.restrict(db, context, row["code"], "to_cao", "vì", HEAD)
    with pytest.raises(NotAllowed, match="erased"):
        await filing.split(db, context, 1, HEAD)
    async with db.connection() as conn:
        assert await announcing.listed(conn, context.config, access.sight(context.config, HEAD)) == []
    assert await rows(db, "SELECT FROM outbox WHERE state IN ('unknown', 'dead', 'undelivered')") == [], "/attention"
    (public,) = await rows(
        db, "SELECT code FROM cases JOIN publications p ON case_id = cases.id AND p.state = 'published'"
    )
    await performing.perform(db, context, HEAD, public["code"], Act.UNPUBLISH, {"by": "citizen", "reason": "vì"})
    assert await rows(db, "SELECT FROM publications WHERE question || answer <> ''") == [], (
        "a name may have been left in"
    )


async def test_whoever_stops_it_loses_nothing_and_the_next_run_goes_on(
    db: Database, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    await age(db)
    monkeypatch.setattr(retention, "AT_ONCE", 3)
    monkeypatch.setattr(retention, "ROWS_AT_ONCE", 3)
    monkeypatch.setattr(retention, "PORTIONS", 1)
    assert (await retention.run(db, context.config, retention.JOB)).cases == 3
    assert len(await erased(db)) == 3
    while await retention.run(db, context.config, retention.JOB) != retention.Found():
        continue
    assert await found(db) == set()


async def test_without_a_time_nothing_goes(db: Database, context: Context) -> None:
    await age(db)
    never = context.config.retention.model_copy(update={"days": 0})
    off = replace(context.config, retention=never)
    async with db.connection() as conn:
        assert await retention.foreseen(conn, off) == retention.Found()
    assert await retention.run(db, off, retention.JOB) == retention.Found()


async def test_no_column_with_words_of_persons_can_be_forgotten(db: Database) -> None:
    sql = (database.SQL_DIRECTORY / "erasing.sql").read_text("utf-8")
    cleared = {
        (table, column)
        for table, sets in re.findall(r"UPDATE (\w+) SET (.*?)\sWHERE", sql, re.S)
        for column in re.findall(r"(\w+) = ", sets)
    }
    deleted = set(re.findall(r"DELETE FROM (\w+)", sql))
    roots = ("cases", "messages", "outbox", "calls", "case_events")
    wanted = ", ".join(f"'{one}'::regclass" for one in roots)
    hang_on = (
        f"SELECT conrelid::regclass::text AS name FROM pg_constraint WHERE contype = 'f' AND confrelid IN ({wanted})"
    )
    names = {row["name"] for row in await rows(db, hang_on)} | set(roots)
    columns = await rows(
        db,
        "SELECT table_name AS t, column_name AS c, data_type AS d FROM information_schema.columns"
        " WHERE table_schema = 'public'",
    )
    forgotten = {
        f"{row['t']}.{row['c']}"
        for row in columns
        if row["t"] in names - deleted
        and row["d"] in TEXTS
        and (row["t"], row["c"]) not in cleared
        and row["c"] not in KEPT.get(row["t"], "").split()
    }
    assert forgotten == set(), "erase it in erasing.sql, or say in KEPT that it tells nothing of a person"
