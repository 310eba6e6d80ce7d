"""What one pass over a partition may find together: a change of mind, and a line that nobody reads any more."""

from datetime import UTC, datetime
from pathlib import Path

from gateway.domain.model import Batch, Received
from gateway.services.intake import process
from gateway.store import inbox, lines
from gateway.store.database import Database
from gateway.store.lines import Lease
from tests.support import running
from tests.support.running import NUMBER, until


async def test_off_and_on_and_off_again_in_one_batch_is_off(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, start=["lines"]) as g:
        await until(lambda: g.contacted("vanmieu-sms"))
        for words in ("TUCHOI", "NHAN", "TU CHOI"):
            g.text(words)
        await until(lambda: g.rows("SELECT 1 FROM parts HAVING count(*) = 3"))
        await process.process_partition(g.db, g.context, inbox.partition_of(f"tel:{NUMBER}"), "intake")
        assert [row["command"] for row in await g.rows("SELECT command FROM messages ORDER BY id")] == [
            "TUCHOI",
            "NHAN",
            "TUCHOI",
        ]
        assert await g.rows("SELECT 1 FROM suppressions WHERE kind = 'unasked'")


async def test_a_text_of_a_line_taken_out_of_the_configuration_waits_for_a_person_and_stops_nobody(
    tmp_path: Path, db_url: str
) -> None:
    async with running.gateway(tmp_path, db_url, start=[]) as g:
        async with g.db.transaction() as tx:
            await lines.declare(tx, [("gone", "sms", "tel:+84590001099")])
        gone = (await lines.take(g.db, "line", ["gone"], "test", 60))[0]
        (kept,) = await lines.take(g.db, "line", ["vanmieu-sms"], "test", 60)
        await store(g.db, gone, b"\x01", "{}")
        await store(g.db, kept, b"\x02", "{}")
        await process.process_partition(g.db, g.context, inbox.partition_of(f"tel:{NUMBER}"), "intake")
        rows = await g.rows("SELECT line, outcome, reasons FROM messages ORDER BY id")
        assert (rows[0]["line"], rows[0]["outcome"]) == ("gone", "unreadable")
        assert rows[0]["reasons"] == [{"code": "message.line_not_configured", "line": "gone"}]
        assert [row["line"] for row in rows] == ["gone", "vanmieu-sms"]


async def store(db: Database, lease: Lease, digest: bytes, body: str) -> None:
    received = Received(
        digest=digest * 32,
        body=body.encode(),
        location=str(digest[0]),
        sender_key=f"tel:{NUMBER}",
        arrived_at=datetime.now(UTC),
    )
    async with lines.guarded(db, lease) as tx:
        await inbox.store(tx, str(lease.key), Batch(received=(received,)), window=60, retry=1, give_up=3)
