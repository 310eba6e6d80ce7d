"""What intake, the senders and health ask all the time must not read a table of years as a whole.

Checked by PostgreSQL's own plans on a database with a history, made without knowing the values, as a prepared statement
is planned in the long run.
"""

import re

import pytest

from bench import history
from gateway.domain.model import OPEN_CASE_STATES
from gateway.domain.sending_rules import PUT_OFF
from gateway.store import database, read_models
from gateway.store.database import Database
from gateway.store.read_models import CaseFilter, Sight

CASES = 4000
GROWING = re.compile(r"Seq Scan on (?:parts|messages|blobs|attachments|cases|case_events|outbox|attempts)\b")
WHOLE_READS = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'cases'"
ASKED = {
    "inbox": {
        "ready_partitions": "interval",
        "expire_groups": "smallint,bigint,text,interval",
        "claim": "smallint,bigint,text,interval,boolean",
        "settle_parts": "bigint[],bigint[],text[],text[]",
        "late_of": "bigint[]",
        "copies": "text[],text[],bytea[],bigint",
        "wrong_codes": "text[]",
        "behind": "text[]",
        "unconfirmed": "text",
        "due_unfetched": "text",
        "drop_unfetched": "text,text[]",
        "confirmed": "text,bytea[],text[]",
    },
    "cases": {
        "by_codes": "text[]",
        "by_ids": "bigint[]",
        "open": "text[],text[],text[]",
        "answered": "text[],text[]",
        "taken_codes": "text[]",
    },
    "outbox": {
        "lines_with_due": "text[]",
        "claim": "text,bigint,int,int,text[]",
        "close_and_open_attempt": "text,bigint,text,bigint,int,text,boolean,bigint,int,int,interval",
        "close_and_open_attempts": "text,bigint,text,bigint[],int[],text[],boolean[],bigint[],int[],int[],interval",
        "lost_attempts": "text,bigint,jsonb",
        "evidence": "text,bigint",
        "release": "text",
        "unproven": "text,int",
        "used": "text",
    },
    "outgoing_facts": {"threads": "text[]", "recipients": "text[]", "said": "text[],text[]"},
    "delivery_reports": {
        "reported_attempts": "text,text,int",
        "attempt_of_id": "text,text[],text[]",
        "by_message_id": "text",
        "prove": "bigint[]",
    },
    "probes": {"left_over": "", "came_in": "", "over": "interval"},
    "calls": {"texted_cases": "text[],text[]", "figures": "timestamptz,timestamptz,text[]"},
    "deadlines": {"due": "text,interval,text[],text[]"},
    "unproven": {"spent": "text[],text[],text[],text[]"},
    "erasing": {"due": "int,int,int"},
    "read_models": {
        "by_words": "text,text[],text[],text[]",
        "unreached": "text[],bigint,text[],text[],int",
        "found_count": "bigint[],text,text,text,text,text[],text[],text,text,boolean",
        "marked_count": "bigint[],text,text,text,text,text[],text[],text,text,int",
        "unseen_mentions": "text,text[],text[]",
        "handed_on": "text[],text[],int",
        "last_in": "text[]",
        "last_call": "text[]",
        "last_answered": "text[],timestamptz",
        "rates_in": "text[],interval",
        "rates_out": "text[],interval",
        "messages_of": "bigint[],bigint[]",
        "messages_by_words": "text,text[]",
        "messages_by_list": "text,text[]",
        "held_groups": "int,text[]",
        "attention_messages": "text,text,text,text,text,text,text[],int,int",
        "attention_outbox": "text,text,text,text[],text[],int,int",
    },
}


@pytest.fixture
async def years(db: Database, db_url: str) -> Database:
    """A database with a history."""
    async with db.transaction() as tx:
        await tx.execute(
            "INSERT INTO lines (name, channel, address) VALUES ('old', 'email', 'mailto:old@village.example')"
        )
    await history.write(db_url, CASES, "old", "email")
    async with db.connection() as conn:  # a city: all of one unit would be read as a whole
        await conn.execute("UPDATE cases SET unit = 'ward-' || id % 126")
        await conn.execute("VACUUM ANALYZE cases")
    return db


async def test_no_everyday_question_reads_a_whole_table(years: Database) -> None:
    whole = []
    async with years.connection() as conn:
        await conn.execute("SET plan_cache_mode = force_generic_plan")
        await conn.execute("SET random_page_cost = 1.1")  # so few cases are read as a whole as cheaply; of years not so
        for module, statements in ASKED.items():
            for name, types in statements.items():
                taken, blanks = f"({types})", f"({', '.join(['NULL'] * len(types.split(',')))})"
                await conn.execute(f"PREPARE asked {taken if types else ''} AS {database.queries(module)[name]}")
                asked = f"EXPLAIN EXECUTE asked {blanks if types else ''}"
                plan = "\n".join(row[0] for row in await conn.fetch(asked))
                await conn.execute("DEALLOCATE asked")
                whole += [f"{module}.{name}: {found}" for found in GROWING.findall(plan)]
        await conn.execute("RESET random_page_cost")
        await conn.execute("RESET plan_cache_mode")
    assert whole == []


async def test_what_waits_for_a_head_is_counted_from_what_waits_and_not_from_all_cases(years: Database) -> None:
    """The list of cases asks for it each time that it is opened."""
    sight = Sight(units=["ward-3"], lines=None, restricted=["ward-3"])
    async with years.transaction() as tx:
        await tx.execute("SET LOCAL random_page_cost = 1.1")
        before = await tx.fetchval(WHOLE_READS)
        for mark in ("to_approve", "to_publish"):
            await read_models.total(tx, CaseFilter(sight=sight, mark=mark, closed=True))
        assert await tx.fetchval(WHOLE_READS) == before


async def test_a_search_for_a_rare_word_is_never_answered_by_reading_every_message_in_order(years: Database) -> None:
    query = database.queries("read_models")["by_words"].replace("$1", "'zzzz:*'").replace("$2", "'{}'")
    query = query.replace("$3", "'{vanmieu}'").replace("$4", "'{}'")
    async with years.transaction() as tx:
        for dear in ("bitmapscan", "seqscan"):  # as if what it should take looked dear
            await tx.execute(f"SET LOCAL enable_{dear} = off")
        plan = await tx.fetch(f"EXPLAIN {query}")
    assert "Backward" not in "\n".join(row[0] for row in plan)


def test_the_open_states_spelled_out_for_the_index_are_those_of_the_model() -> None:
    spelled = re.findall(r"state IN \(([^)]*)\)", "".join(database.queries("read_models").values()))
    known = {tuple(re.findall(r"'(\w+)'", one)) for one in spelled if "'awaiting_citizen'" in one}
    assert known == {OPEN_CASE_STATES}


def test_the_reasons_spelled_out_for_what_is_put_off_are_those_of_the_rules() -> None:
    spelled = re.search(r"reason->>'code' IN \(([^)]*)\)", database.queries("read_models")["ages_out"])
    assert spelled is not None
    assert set(re.findall(r"'([\w.]+)'", spelled[1])) == {reason.code for reason in PUT_OFF}


async def test_a_word_that_is_everywhere_finds_one_s_own_unit_s(years: Database) -> None:
    """Of 4,000 cases with the same word the oldest are of another unit, and one of them is restricted."""
    async with years.transaction() as tx:
        oldest = [row["id"] for row in await tx.fetch("SELECT id FROM cases ORDER BY id LIMIT 3")]
        await tx.execute("UPDATE cases SET unit = 'cuanam' WHERE id = ANY($1)", oldest)
        await tx.execute("UPDATE cases SET restricted = true WHERE id = $1", oldest[0])
        sights = {
            "their unit": (Sight(units=["cuanam"], lines=None, restricted=[]), oldest[1:]),
            "named": (Sight(units=["cuanam"], lines=None, restricted=["cuanam"]), oldest),
        }
        found = {
            name: sorted(await read_models.found(tx, CaseFilter(sight=sight, words="den")) or [])
            for name, (sight, _) in sights.items()
        }
    assert found == {name: wanted for name, (_, wanted) in sights.items()}
