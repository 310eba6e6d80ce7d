"""model.TRANSITIONS is the one source of states: the schema's CHECKs hold the same values."""

import re

import pytest

from gateway.domain.model import OPEN_CASE_STATES, TRANSITIONS, Outcome
from gateway.store.database import Database

CHECKS = (
    "SELECT pg_get_constraintdef(oid) AS d FROM pg_constraint WHERE conrelid = $1::text::regclass AND contype = 'c'"
)
TABLES = {"part": "parts", "outbox": "outbox", "attempt": "attempts", "answer": "answers", "case": "cases"}


@pytest.mark.parametrize("thing", TRANSITIONS)
async def test_the_schema_knows_exactly_the_states_of_the_model(db: Database, thing: str) -> None:
    assert await checked(db, TABLES[thing], "state") == set(TRANSITIONS[thing])


async def test_the_schema_knows_exactly_the_outcomes_of_the_model(db: Database) -> None:
    assert await checked(db, "messages", "outcome") == {str(outcome) for outcome in Outcome}


def test_every_target_is_a_state_of_its_own() -> None:
    for states in TRANSITIONS.values():
        assert set().union(*states.values()) <= set(states)


def test_open_case_states_can_all_be_answered() -> None:
    assert all("answered" in TRANSITIONS["case"][state] for state in OPEN_CASE_STATES)


async def checked(db: Database, table: str, column: str) -> set[str]:
    async with db.connection() as conn:
        rows = await conn.fetch(CHECKS, table)
    definition = next(row["d"] for row in rows if f"{column} = ANY" in row["d"])
    return set(re.findall(r"'([a-z_]+)'::text", definition))
