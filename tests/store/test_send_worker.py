"""A send worker between two sends: what reports said meanwhile reaches the row and the case, in one transaction."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import registry
from gateway.domain.model import Purpose
from gateway.domain.reasons import text
from gateway.services import delivery
from gateway.services.delivery import SendWorker
from gateway.settings import config
from gateway.store import cases, database, delivery_reports, lines, outbox
from gateway.store.database import Database
from gateway.store.lines import Lease
from gateway.store.outbox import NewOutbox
from tests.support import configs, send_worker
from tests.support.send_worker import LINE, Wire

TO = "tel:+84590001301"


@pytest.fixture
async def lease(db: Database) -> Lease:
    async with db.transaction() as tx:
        await lines.declare(tx, [(LINE, "sms", "tel:+84590001022")])
    (taken,) = await lines.take(db, "line", [LINE], "test", 60)
    return taken


async def case(db: Database) -> int:
    now = datetime.now(UTC)
    async with db.transaction() as tx:
        number = await database.new_id(tx, "cases")
        new = cases.NewCase(
            id=number, code="HN-7K3M9K", line=LINE, channel="sms", unit="vanmieu", sender=TO, sender_name="",
            language="vi", subject="", kind="phan_anh", urgent=False, restricted=False, due_at=now, last_message_at=now,
        )  # fmt: skip
        await cases.open_many(tx, [new])
    return number


async def play(
    db: Database, lease: Lease, directory: Path, texts: dict[Purpose, str], during: Callable[[int], Awaitable[None]]
) -> tuple[Wire, list[str], list[dict[str, Any]]]:
    """Enqueue these on a case and have one worker send them -> the wire, the rows' states, the case's events."""
    path = configs.write(directory, database_url="postgresql://127.0.0.1/x", redis_url="", lines=[configs.sms_line()])
    settings = config.load(path, registry)
    about = await case(db)
    async with db.transaction() as tx:
        ids = (await database.reserve(tx, outbox=len(texts)))["outbox"]
        rows = [
            NewOutbox(id=i, line=LINE, cause="message:1", purpose=purpose, recipient=TO, text=text, case_id=about)
            for i, (purpose, text) in zip(ids, texts.items(), strict=True)
        ]
        await outbox.enqueue(tx, rows)
    wire = Wire(during)
    sender = send_worker.sender(db, settings, lease, wire)
    due, _ = await delivery.claim(sender, 10)
    worker = SendWorker(sender)
    for row in due:
        await worker.deliver(row)
    await worker.rest()
    async with db.connection() as conn:
        states = [found.state for i in ids if (found := await outbox.find(conn, i))]
        events = [dict(row) for row in await conn.fetch("SELECT kind, detail FROM case_events ORDER BY id")]
    return wire, states, events


def reporting(db: Database, at: int, status: str) -> Callable[[int], Awaitable[None]]:
    """A delivery report that comes while the `at`-th part is on the wire."""

    async def during(n: int) -> None:
        if n == at:
            async with db.transaction() as tx:
                number = await delivery_reports.report_sms(tx, LINE, TO, None, status)
                await delivery_reports.conclude(tx, number or 0, text("reported"))

    return during


async def test_a_failure_reported_before_the_wire_answers_is_told_on_the_case_and_the_next_goes_out(
    db: Database, lease: Lease, tmp_path: Path
) -> None:
    texts = {Purpose.RESULT: "Da sua xong.", Purpose.ACKNOWLEDGEMENT: "Da tiep nhan."}
    wire, states, events = await play(db, lease, tmp_path, texts, reporting(db, 1, "failed"))
    assert (wire.taken, states) == ([1, 1], ["undelivered", "sent"])
    assert [(event["kind"], event["detail"]["purpose"]) for event in events] == [("undelivered", "result")]


async def test_a_failure_reported_for_the_last_one_is_recorded_when_the_worker_rests(
    db: Database, lease: Lease, tmp_path: Path
) -> None:
    _, states, events = await play(db, lease, tmp_path, {Purpose.RESULT: "Da sua."}, reporting(db, 1, "failed"))
    assert (states, [event["kind"] for event in events]) == (["undelivered"], ["undelivered"])


async def test_of_a_long_text_every_part_goes_out_and_an_early_failure_counts_at_its_end(
    db: Database, lease: Lease, tmp_path: Path
) -> None:
    wire, states, events = await play(db, lease, tmp_path, {Purpose.RESULT: "a" * 400}, reporting(db, 2, "failed"))
    assert (wire.taken, states) == ([1, 2, 3], ["undelivered"])
    assert [event["kind"] for event in events] == ["undelivered"]


async def test_without_reports_nothing_is_told(db: Database, lease: Lease, tmp_path: Path) -> None:
    texts = {Purpose.RESULT: "a" * 400, Purpose.ACKNOWLEDGEMENT: "Da tiep nhan."}
    wire, states, events = await play(db, lease, tmp_path, texts, reporting(db, 0, ""))
    assert (wire.taken, states, events) == ([1, 2, 3, 1], ["sent", "sent"], [])
