"""What a source's clock says is believed as far as it can be: nobody writes in the future."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.domain.model import Batch
from gateway.services.intake import process, receive
from gateway.store import lines
from gateway.store.inbox import partition_of
from tests.faults.scenes import received
from tests.support import pdus, running
from tests.support.running import NUMBER

LINE = "vanmieu-sms"


async def test_a_stamp_from_the_future_moves_no_date_of_a_case(tmp_path: Path, db_url: str) -> None:
    ahead = datetime.now(UTC) + timedelta(days=800)
    async with running.gateway(tmp_path, db_url, start=()) as g:
        (lease,) = await lines.take(g.db, "line", [LINE], "test", 60)

        async def text(words: str) -> None:
            piece = received(pdus.deliver(NUMBER, words, ahead))
            await receive.store_batch(g.db, g.context, lease, Batch(received=(replace(piece, arrived_at=ahead),)))
            assert await process.process_partition(g.db, g.context, partition_of(f"tel:{NUMBER}"), "intake") == 1

        await text("den duong hong ba ngay nay")
        (opened,) = await g.rows("SELECT code, due_at, last_message_at FROM cases")
        await asyncio.sleep(0.01)
        await text(f"BS {opened['code']} hong ca ngo ben canh")
        (case,) = await g.rows("SELECT due_at, last_message_at FROM cases")
        assert opened["last_message_at"] < case["last_message_at"] <= datetime.now(UTC)
        assert datetime.now(UTC) < case["due_at"] < datetime.now(UTC) + timedelta(days=60)
        (kept,) = await g.rows("SELECT DISTINCT arrived_at FROM messages")
        assert kept["arrived_at"] == ahead  # the stamp itself is kept as it came
        (outgoing,) = await g.rows("SELECT text FROM outbox WHERE purpose = 'acknowledgement'")
        assert str(ahead.year) not in outgoing["text"]
