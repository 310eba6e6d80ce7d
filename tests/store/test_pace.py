"""What waits for its hour or for a person is given back and neither lost nor tried; the next goes out in its place."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import registry
from gateway.channels.sms.reasons import NOT_TAKEN_CMS
from gateway.domain.model import Purpose
from gateway.domain.sending_rules import QUIET_HOURS
from gateway.runtime.context import assemble
from gateway.services import delivery
from gateway.services.delivery import SendWorker
from gateway.services.numbers import probing
from gateway.settings import config
from gateway.store import database, lines, outbox, outbox_acts, read_models
from gateway.store.database import Database
from gateway.store.lines import Lease
from gateway.store.outbox import NewOutbox
from tests.support import configs, send_worker
from tests.support.send_worker import LINE, Wire
from tests.support.stored import stored
from workers.send_loop import SendLoop

TO = "tel:+84590001301"


@pytest.fixture
async def lease(db: Database) -> Lease:
    async with db.transaction() as tx:
        await lines.declare(tx, [(LINE, "sms", "tel:+84590001022")])
    (taken,) = await lines.take(db, "line", [LINE], "test", 60)
    return taken


async def enqueue(db: Database, text: str, purpose: Purpose = Purpose.RESULT, to: str = TO) -> int:
    async with db.transaction() as tx:
        (number,) = (await database.reserve(tx, outbox=1))["outbox"]
        new = NewOutbox(id=number, line=LINE, cause=f"message:{number}", purpose=purpose, recipient=to, text=text)
        await outbox.enqueue(tx, [new])
    return int(number)


async def nothing(_: int) -> None:
    pass


async def send(db: Database, lease: Lease, directory: Path, carriers: Any = (), **limits: Any) -> int:
    """Send what may go out, by a modem (nobody sleeps beside the dummy phone); how many parts did."""
    line = configs.sms_line(driver="at", device="/dev/null")
    path = configs.write(
        directory,
        database_url="postgresql://127.0.0.1/x",
        redis_url="",
        lines=[line],
        limits={"quiet_hours": [], **limits},
        **({"carriers": carriers} if carriers else {}),
    )
    sender = send_worker.sender(db, config.load(path, registry), lease, wire := Wire(nothing))
    due, _ = await delivery.claim(sender, 2)
    worker = SendWorker(sender)
    for row in due:
        await worker.deliver(row)
    await worker.rest()
    return len(wire.taken)


async def rows(db: Database) -> list[tuple[str, str]]:
    async with db.connection() as conn:
        found = await conn.fetch("SELECT state, reason->>'code' AS code FROM outbox ORDER BY id")
    return [(row["state"], row["code"] or "") for row in found]


async def older(db: Database, number: int, **age: int) -> None:
    async with db.connection() as conn:
        await conn.execute(
            "UPDATE outbox SET created_at = created_at - $2::interval WHERE id = $1", number, timedelta(**age)
        )


async def test_what_waited_for_eight_days_waits_for_a_person_who_may_send_it(
    db: Database, lease: Lease, tmp_path: Path
) -> None:
    for n in range(3):
        await older(db, await enqueue(db, f"ket qua {n}"), days=8)
    await enqueue(db, "ket qua moi")
    assert await send(db, lease, tmp_path) == 1
    assert await rows(db) == [("held", "send.too_old")] * 3 + [("sent", "")]
    async with db.transaction() as tx:
        await outbox_acts.resend(tx, 1)
    assert await send(db, lease, tmp_path) == 1


async def test_the_same_words_and_too_many_to_one_number_wait(db: Database, lease: Lease, tmp_path: Path) -> None:
    limits = {"same_text_minutes": 5, "sms_per_number_hour": 2}
    await enqueue(db, "huong dan", Purpose.HELP)
    await enqueue(db, "huong dan", Purpose.HELP)
    await enqueue(db, "huong dan", Purpose.HELP, "tel:+84590001302")
    assert await send(db, lease, tmp_path, **limits) == 1
    assert await send(db, lease, tmp_path, **limits) == 1
    assert await rows(db) == [("sent", ""), ("due", "send.same_text"), ("sent", "")]
    await enqueue(db, "tin thu hai", Purpose.HELP)
    await enqueue(db, "tin thu ba", Purpose.HELP)
    assert await send(db, lease, tmp_path, **limits) == 1
    assert await send(db, lease, tmp_path, **limits) == 0
    assert (await rows(db))[3:] == [("sent", ""), ("due", "send.many_to_one")]


async def test_at_night_results_wait_and_what_a_person_sends_does_not(
    db: Database, lease: Lease, tmp_path: Path
) -> None:
    always = {"quiet_hours": ["00:00", "23:59:59.999999"]}
    await enqueue(db, "ket qua")
    await enqueue(db, "tiep nhan", Purpose.ACKNOWLEDGEMENT)
    assert await send(db, lease, tmp_path, **always) == 1
    assert await rows(db) == [("due", "send.quiet_hours"), ("sent", "")]
    async with db.transaction() as tx:
        assert await outbox_acts.hurry(tx, 1)
    assert await send(db, lease, tmp_path, **always) == 1


async def test_beyond_the_days_budget_only_results_and_emergencies_go_out(
    db: Database, lease: Lease, tmp_path: Path
) -> None:
    for n in range(3):
        await enqueue(db, f"tiep nhan {n}", Purpose.ACKNOWLEDGEMENT)
    await enqueue(db, "ket qua")
    assert await send(db, lease, tmp_path, sms_per_line_day=2) == 2
    assert await send(db, lease, tmp_path, sms_per_line_day=2) == 0
    await enqueue(db, "khan cap", Purpose.EMERGENCY)
    assert await send(db, lease, tmp_path, sms_per_line_day=2) == 1


async def test_what_a_carrier_bears_holds_for_its_numbers(db: Database, lease: Lease, tmp_path: Path) -> None:
    viettel, other = "tel:+84970000001", "tel:+84590001399"
    block: dict[str, Any] = {"name": "viettel", "sms_per_number_day": 1, "held_words": ["vay"]}
    bounds: dict[str, Any] = {"carriers": [block], "same_text_minutes": 0}
    for n, to in enumerate((viettel, viettel, other, other)):
        await enqueue(db, f"Da xong {n}", to=to)
    assert [await send(db, lease, tmp_path, **bounds) for _ in range(3)] == [1, 2, 0]
    async with db.connection() as conn:
        waits = await conn.fetch("SELECT recipient, reason->>'code' AS code FROM outbox WHERE state = 'due'")
        assert [tuple(row) for row in waits] == [(viettel, "send.many_to_one_day")]
        held, free = await enqueue(db, "Khong cho vay", to="tel:+84970000002"), await enqueue(db, "Cho vay", to=other)
        assert await send(db, lease, tmp_path, **bounds) == 1
        states = await conn.fetch("SELECT id, state FROM outbox WHERE id = ANY($1::bigint[])", [held, free])
    assert dict(map(tuple, states)) == {held: "held", free: "sent"}


async def test_a_modem_rests_between_two_texts_where_it_is_told_to(
    db: Database, lease: Lease, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n, to in enumerate((TO, "tel:+84590001302", "tel:+84590001303")):
        await enqueue(db, f"Da xong {n}", to=to)
    line = configs.sms_line(driver="at", device="/dev/null", pace_seconds=7.5)
    path = configs.write(
        tmp_path, database_url="postgresql://127.0.0.1/x", redis_url="", lines=[line], limits={"quiet_hours": []}
    )
    sender = send_worker.sender(db, config.load(path, registry), lease, wire := Wire(nothing))
    rests, really = list[int](), asyncio.sleep

    async def rest(seconds: float) -> None:
        if seconds == 7.5:
            rests.append(len(wire.taken))
        await really(0)

    monkeypatch.setattr("workers.send_loop.asyncio.sleep", rest)
    await SendLoop(sender, asyncio.Event())._send_due()
    assert rests == [1, 2, 3]


async def test_what_waits_for_its_hour_is_not_old_before_it(db: Database, lease: Lease) -> None:
    number = await enqueue(db, "Đèn đã sửa.")
    await older(db, number, hours=5)
    for reason, due, age in (
        (QUIET_HOURS, "+ interval '3 hours'", 0.0),
        (QUIET_HOURS, "- interval '1 hour'", 3600.0),
        (NOT_TAKEN_CMS(cms=38), "+ interval '3 hours'", 5 * 3600.0),
    ):
        async with db.transaction() as tx:
            await tx.execute(f"UPDATE outbox SET reason = {stored(reason)}, due_at = now() {due}")
            waits = (await read_models.queue_ages(tx))["out_due"]
            assert waits.oldest is not None
            old = (await tx.fetchval("SELECT now()") - waits.oldest).total_seconds()
        assert (waits.n, round(old)) == (1, age), reason


async def test_a_sim_that_has_sent_nothing_for_long_texts_itself(db: Database, lease: Lease, tmp_path: Path) -> None:
    path = configs.write(
        tmp_path,
        database_url="postgresql://127.0.0.1/x",
        redis_url="",
        lines=[configs.sms_line(driver="at", device="/dev/null"), configs.sms_line("played", number="+84590001023")],
        probes={"enabled": False, "keep_alive_days": 50},
    )
    context = assemble(config.load(path, registry), b"key")
    async with db.transaction() as tx:
        await lines.record_poll(tx, LINE, None, {})
    told = [await probing.probe(db, context)]
    assert await send(db, lease, tmp_path) == 1
    for days in (0, 49, 51):
        async with db.transaction() as tx:
            for table, moment in (("probes", "sent_at"), ("attempts", "opened_at")):
                await tx.execute(f"UPDATE {table} SET {moment} = now() - $1::interval", timedelta(days=days))
        told.append(await probing.probe(db, context))
    assert told == [1, 0, 0, 1]
