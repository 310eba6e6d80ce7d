"""Which deadlines are handed out to be told of."""

from datetime import timedelta

from gateway.domain.model import OPEN_CASE_STATES
from gateway.store import deadlines
from gateway.store.database import Database

LATE = (
    "WITH new AS (INSERT INTO cases (code, line, channel, unit, sender, language, kind, due_at, last_message_at)"
    " SELECT $1 || n, $1, 'calls', 'vanmieu', 'tel:+84912000001', 'vi', 'goi_nho', now(), now()"
    " FROM generate_series(1, $2::int) AS n RETURNING id)"
    " INSERT INTO deadlines (case_id, kind, due_at) SELECT id, 'call_back', now() - $3::interval FROM new"
)


async def test_a_line_that_is_no_more_keeps_no_other_from_being_told(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(
            "INSERT INTO lines (name, channel, address)"
            " SELECT name, 'calls', 'calls:+842438' || name FROM unnest('{gone,here}'::text[]) AS name"
        )
        await tx.execute(LATE, "gone", 200, timedelta(days=3))  # as many as are handed out at once, and older
        await tx.execute(LATE, "here", 1, timedelta(hours=1))
        found = await deadlines.due(tx, "call_back", timedelta(minutes=15), OPEN_CASE_STATES, ["here"])
    assert [one.code for one in found] == ["here1"]
