"""The feed loses and doubles nothing, whatever the order of commits; what cases are called elsewhere."""

import asyncio
import random
import re
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from gateway.domain.model import PAYLOADS, Answered, EventKind, EventPayload, Rated, Reopened, payload_of, written
from gateway.store import cases, feed, references
from gateway.store.cases import NewCase, NewEvent
from gateway.store.database import Connection, Database
from gateway.store.feed import Cursor, CursorExpired, FeedEvent
from gateway.store.references import Reference

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
DOCUMENT = Path(__file__).parents[2] / "docs" / "EVENTS.md"


async def opened(db: Database, id: int = 1) -> None:
    words = ("line", "channel", "unit", "sender", "sender_name", "language", "subject", "kind")
    case = NewCase(
        id=id,
        code=f"HN-{id}",
        urgent=False,
        restricted=False,
        due_at=AT,
        last_message_at=AT,
        about=(),
        clocks=(),
        **dict.fromkeys(words, "x"),
    )
    async with db.transaction() as tx:
        await cases.open_many(tx, [case])


async def write(tx: Connection, payload: EventPayload | None = None) -> int:
    (id,) = await cases.write_events(tx, [NewEvent(case_id=1, payload=payload or Reopened())])
    return id


async def read(db: Database, cursor: Cursor | None = None, limit: int = 1_000) -> tuple[list[FeedEvent], Cursor]:
    async with db.transaction() as tx:
        return await feed.after(tx, cursor or await feed.start(tx), limit=limit)


def ids(events: Sequence[FeedEvent]) -> list[int]:
    return [event.id for event in events]


async def test_what_commits_in_the_reverse_order_of_its_ids_is_read_once_and_whole(db: Database) -> None:
    await opened(db)
    written_ids: list[int] = []
    found: list[int] = []
    async with AsyncExitStack() as later:
        early = await later.enter_async_context(db.transaction())
        written_ids.append(await write(early))
        async with db.transaction() as tx:
            written_ids.append(await write(tx))  # a higher id, committed first
        events, cursor = await read(db)
        found += ids(events)
        assert found == []  # a reader by ids would have gone past the first one now
    events, cursor = await read(db, cursor)
    found += ids(events)
    assert found == written_ids
    assert (await read(db, cursor))[0] == []


async def test_what_was_rolled_back_holds_nothing_up(db: Database) -> None:
    await opened(db)
    async with db.connection() as conn:
        transaction = conn.transaction()
        await transaction.start()
        lost = await write(conn)
        await transaction.rollback()
    async with db.transaction() as tx:
        kept = await write(tx)
    events, _ = await read(db)
    assert ids(events) == [kept]
    assert lost < kept


async def test_concurrent_writers_lose_and_double_nothing(db: Database) -> None:
    """Eight writers whose commits overlap in any order, and a reader that keeps its cursor as text."""
    await opened(db)
    chance, busy = random.Random(7), 8
    all_written: set[int] = set()

    async def writer() -> None:
        nonlocal busy
        for _ in range(25):
            async with db.transaction() as tx:
                several = [await write(tx) for _ in range(chance.randrange(1, 4))]
                await asyncio.sleep(chance.random() / 200)
            all_written.update(several)
        busy -= 1

    async def reader() -> list[FeedEvent]:
        async with db.connection() as conn:
            kept = str(await feed.start(conn))
        found: list[FeedEvent] = []
        while True:
            last = not busy
            events, cursor = await read(db, Cursor.parse(kept), limit=7)
            found, kept = found + events, str(cursor)
            if last and not events:
                return found
            await asyncio.sleep(0)

    reading = asyncio.create_task(reader())
    await asyncio.gather(*(writer() for _ in range(8)))
    found = await reading
    assert len(found) == len(set(ids(found)))
    assert set(ids(found)) == all_written
    assert [(event.xid, event.id) for event in found] == sorted((event.xid, event.id) for event in found)


async def test_what_was_read_is_on_the_disk(db: Database) -> None:
    """Intake's commits wait for no disk; a crash must not take back what somebody has acted upon."""
    await opened(db)
    cursor: Cursor | None = None
    for _ in range(20):
        async with db.transaction() as tx:
            await tx.execute("SET LOCAL synchronous_commit = off")
            await write(tx)
        async with db.connection() as conn:
            end = await conn.fetchval("SELECT pg_current_wal_insert_lsn()")
            async with db.transaction() as tx:
                await tx.execute("SET LOCAL synchronous_commit = on")  # which the tests' server has off
                events, cursor = await feed.after(tx, cursor or await feed.start(tx))
            assert len(events) == 1
            assert await conn.fetchval("SELECT pg_current_wal_flush_lsn() >= $1::pg_lsn", end)


async def test_a_new_generation_refuses_old_cursors_and_begins_with_all_that_is_there(db: Database) -> None:
    await opened(db)
    async with db.transaction() as tx:
        first = await write(tx, Answered(text="Đã sửa."))
    _, cursor = await read(db)
    async with db.transaction() as tx:
        await feed.begin(tx)
        second = await write(tx)
    with pytest.raises(CursorExpired):
        await read(db, cursor)
    events, _ = await read(db)
    assert ids(events) == [first, second]
    assert events[0].payload == Answered(text="Đã sửa.")


async def test_a_dump_read_into_another_cluster_begins_a_new_generation(db: Database) -> None:
    await opened(db)
    async with db.transaction() as tx:
        await feed.follow_cluster(tx)  # the first start after the migration
        first, before = await write(tx), await feed.start(tx)
    async with db.transaction() as tx:
        await feed.follow_cluster(tx)  # a restart
        assert await feed.start(tx) == before
        # as the rows of a cluster with more transactions behind it
        await tx.execute("UPDATE event_feed SET cluster = '7000000000000000000'")
        await tx.execute("UPDATE case_events SET xid = '9000000000'")
    assert (await read(db))[0] == []
    async with db.transaction() as tx:
        await feed.follow_cluster(tx)
        second = await write(tx)
    events, after = await read(db)
    assert ids(events) == [first, second]
    assert after.generation != before.generation


async def test_the_feed_is_read_from_its_index(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("SET LOCAL enable_seqscan = off")
        plan = await tx.fetch("EXPLAIN " + feed.SQL["after"].replace("$1", "'0'").replace("$2", "0").replace("$3", "9"))
    assert "case_events_feed" in "\n".join(row[0] for row in plan)


@pytest.mark.parametrize("kind", EventKind)
def test_a_payload_is_read_as_it_was_written(kind: EventKind) -> None:
    given: dict[str, Any] = {name: f"the {name}" if wanted is str else 4 for name, wanted in types_of(kind).items()}
    payload = PAYLOADS[kind](**given)
    assert written(payload) == given
    assert payload_of(kind, given) == payload
    assert payload_of(kind, given | {"later": "of a newer program"}) == payload


def types_of(kind: EventKind) -> dict[str, type]:
    hints = get_type_hints(PAYLOADS[kind])
    return {field.name: hints[field.name] for field in fields(PAYLOADS[kind])}


def test_a_kind_of_a_newer_program_has_no_payload() -> None:
    assert payload_of("transferred_onward", {"to": "x"}) is None
    assert payload_of("rated", {"rating": 5}) == Rated(rating=5)  # of an older one: less


def test_the_document_names_every_code_and_field() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|", DOCUMENT.read_text("utf-8"), re.M))
    assert {code: re.findall(r"`(\w+)` (text|number|true|list of text)", said) for code, said in told.items()} == {
        kind: [
            (name, {str: "text", int: "number", bool: "true", tuple[str, ...]: "list of text"}[wanted])
            for name, wanted in types_of(kind).items()
        ]
        for kind in EventKind
    }


async def test_a_name_in_another_system_is_one_cases(db: Database) -> None:
    await opened(db, 1)
    await opened(db, 2)
    async with db.transaction() as tx:
        assert await references.add(tx, Reference(system="1022", id="A-7", case_id=1))
        assert await references.add(tx, Reference(system="dvcqg", id="A-7", case_id=2))
        assert not await references.add(tx, Reference(system="1022", id="A-7", case_id=2))
        assert await references.find(tx, "1022", "A-7") == Reference(system="1022", id="A-7", case_id=1)
        assert await references.find(tx, "1022", "A-8") is None
        assert await references.of_case(tx, 2) == [Reference(system="dvcqg", id="A-7", case_id=2)]
