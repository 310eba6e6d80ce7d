"""A cause queues once, rows are claimed in order and sent a part at a time; reports close the loop in any order."""

import asyncio
from typing import Any

import pytest

from gateway.domain.errors import LeaseLost
from gateway.domain.model import Purpose, Sent
from gateway.domain.reasons import text
from gateway.store import database, delivery_reports, lines, outbox, outbox_acts, read_models
from gateway.store.database import Database
from gateway.store.lines import Lease
from gateway.store.outbox import AttemptResult, AttemptStart, ClaimedOutbox, NewOutbox

TO = "tel:+84590001301"


@pytest.fixture
async def sim(db: Database) -> Lease:
    async with db.transaction() as tx:
        await lines.declare(tx, [("sim", "sms", "tel:+84590001022")])
    (lease,) = await lines.take(db, "line", ["sim"], "test", 60)
    return lease


async def enqueue(db: Database, *purposes: Purpose, cause: str = "message:1", **more: Any) -> list[int]:
    async with db.transaction() as tx:
        ids = (await database.reserve(tx, outbox=len(purposes)))["outbox"]
        more = {"recipient": TO, "text": "loi dap", "line": "sim", "cause": cause, **more}
        await outbox.enqueue(tx, [NewOutbox(id=i, purpose=p, **more) for i, p in zip(ids, purposes, strict=True)])
    return ids


async def claim(db: Database, lease: Lease, n: int = 10, *, budget: int = 99) -> list[ClaimedOutbox]:
    async with lines.guarded(db, lease) as tx:
        return await outbox.claim(tx, "sim", lease.epoch, n, budget=budget)


async def attempt(
    db: Database, lease: Lease, outbox_id: int, part: int = 1, parts: int = 1, deadline: float = 60
) -> int:
    await claim(db, lease)
    async with db.connection() as conn:
        opening = AttemptStart(outbox_id=outbox_id, part=part, parts=parts, deadline=deadline)
        opened = (await outbox.close_and_open_attempt(conn, lease, None, opening)).attempt
    assert opened is not None
    return opened


async def close(db: Database, number: int, state: str = "ok", reference: int | None = None) -> bool:
    async with db.transaction() as tx:
        return await outbox.close_attempt(tx, number, state, sent=Sent(reference=reference))


async def took(
    db: Database, lease: Lease, outbox_id: int, attempt: int, opening: AttemptStart | None = None, *, last: bool = True
) -> int | None:
    """The wire took it; closed as a send worker does. The attempt that is open now."""
    closing = AttemptResult(outbox_id=outbox_id, attempt=attempt, sent=Sent(reference=17), last=last)
    async with db.connection() as conn:
        over = await outbox.close_and_open_attempt(conn, lease, closing, opening)
    if not over.closed:
        assert over.attempt is None
        async with lines.guarded(db, lease) as tx:
            if await outbox.close(tx, closing):
                await delivery_reports.conclude(tx, outbox_id, text("reported"))
        async with db.connection() as conn:
            over = await outbox.close_and_open_attempt(conn, lease, None, opening)
    return over.attempt


async def settle(db: Database, number: int, state: str, **more: Any) -> None:
    async with db.transaction() as tx:
        await outbox.settle(tx, number, state, **more)


async def report(db: Database, reference: int | None, status: str = "delivered", to: str = TO) -> int | None:
    async with db.transaction() as tx:
        number = await delivery_reports.report_sms(tx, "sim", to, reference, status)
        if number is not None:
            await delivery_reports.conclude(tx, number, text("reported"))
    return number


async def state(db: Database, number: int) -> str:
    async with db.connection() as conn:
        row = await outbox.find(conn, number)
    assert row is not None
    return row.state


async def test_the_same_cause_queues_a_purpose_for_somebody_once(db: Database, sim: Lease) -> None:
    await enqueue(db, Purpose.ACKNOWLEDGEMENT)
    await enqueue(db, Purpose.ACKNOWLEDGEMENT)
    await enqueue(db, Purpose.ACKNOWLEDGEMENT, cause="message:2")
    assert len(await claim(db, sim)) == 2


async def test_the_most_urgent_goes_first(db: Database, sim: Lease) -> None:
    await enqueue(db, Purpose.STATUS, Purpose.ACKNOWLEDGEMENT, Purpose.RESULT, Purpose.EMERGENCY)
    order = [due.draft.purpose for due in await claim(db, sim)]
    assert order == [Purpose.EMERGENCY, Purpose.RESULT, Purpose.ACKNOWLEDGEMENT, Purpose.STATUS]


async def test_what_only_a_newer_version_knows_stays_due_for_it(db: Database, sim: Lease) -> None:
    await enqueue(db, Purpose.ACKNOWLEDGEMENT, Purpose.RESULT)
    async with db.transaction() as tx:
        await tx.execute("UPDATE outbox SET purpose = 'of_tomorrow' WHERE purpose = 'result'")
    assert [due.draft.purpose for due in await claim(db, sim)] == [Purpose.ACKNOWLEDGEMENT]


async def test_over_budget_a_line_claims_results_and_emergencies_only(db: Database, sim: Lease) -> None:
    await enqueue(db, Purpose.ACKNOWLEDGEMENT, Purpose.RESULT, Purpose.EMERGENCY)
    assert {d.draft.purpose for d in await claim(db, sim, budget=0)} == {Purpose.RESULT, Purpose.EMERGENCY}


async def test_a_claim_holds_in_its_epoch_and_dies_with_it(db: Database, sim: Lease) -> None:
    await enqueue(db, Purpose.ACKNOWLEDGEMENT)
    assert len(await claim(db, sim)) == 1
    assert await claim(db, sim) == []
    await lines.release(db, [sim])
    (next_holder,) = await lines.take(db, "line", ["sim"], "other", 60)
    assert len(await claim(db, next_holder)) == 1


async def test_a_claim_given_back_opens_no_attempt(db: Database, sim: Lease) -> None:
    (number,) = await enqueue(db, Purpose.ACKNOWLEDGEMENT)
    await claim(db, sim)
    async with lines.guarded(db, sim) as tx:
        await outbox.unclaim(tx, [number], sim.epoch)
        opening = AttemptStart(outbox_id=number, part=1, parts=1, deadline=60)
        assert (await outbox.close_and_open_attempt(tx, sim, None, opening)).attempt is None


async def test_a_reopened_line_takes_back_what_it_never_tried_and_leaves_what_is_on_the_wire(
    db: Database, sim: Lease
) -> None:
    on_the_wire, beside = await enqueue(db, Purpose.ACKNOWLEDGEMENT, Purpose.RESULT)
    await attempt(db, sim, on_the_wire)
    async with lines.guarded(db, sim) as tx:
        await outbox.unclaim_untried(tx, "sim", sim.epoch)
    assert [due.draft.number for due in await claim(db, sim)] == [beside]


async def test_an_open_attempt_of_an_older_epoch_is_unknown_and_those_claimed_beside_it_go_out(
    db: Database, sim: Lease
) -> None:
    on_the_wire, beside = await enqueue(db, Purpose.ACKNOWLEDGEMENT, Purpose.RESULT)
    await claim(db, sim)
    await attempt(db, sim, on_the_wire)
    await lines.release(db, [sim])
    (successor,) = await lines.take(db, "line", ["sim"], "other", 60)
    async with lines.guarded(db, successor) as tx:
        assert await outbox.reconcile(tx, "sim", successor.epoch, may_resend=False, after=1) == [on_the_wire]
    assert await state(db, on_the_wire) == "unknown"
    assert [due.draft.number for due in await claim(db, successor)] == [beside]


async def test_a_mail_of_unknown_fate_is_due_again_with_a_try_used(db: Database, sim: Lease) -> None:
    (number,) = await enqueue(db, Purpose.ACKNOWLEDGEMENT, message_id="x@y.example")
    await claim(db, sim)
    await attempt(db, sim, number, deadline=0.001)
    async with lines.guarded(db, sim) as tx:
        await tx.execute("SELECT pg_sleep(0.01)")
    async with lines.guarded(db, sim) as tx:
        assert await outbox.reconcile(tx, "sim", sim.epoch, may_resend=True, after=0) == [number]
    (due,) = await claim(db, sim)
    assert (due.tries, due.draft.message_id) == (1, "x@y.example")


async def test_an_attempt_called_unknown_meanwhile_cannot_be_closed_as_ok(db: Database, sim: Lease) -> None:
    (number,) = await enqueue(db, Purpose.ACKNOWLEDGEMENT)
    opened = await attempt(db, sim, number)
    assert await close(db, opened, "unknown")
    assert not await close(db, opened, "ok")


async def test_a_report_by_reference_delivers(db: Database, sim: Lease) -> None:
    (number,) = await enqueue(db, Purpose.RESULT)
    await close(db, await attempt(db, sim, number), reference=17)
    await settle(db, number, "sent")
    assert await report(db, 17) == number
    assert await state(db, number) == "delivered"


async def test_a_report_without_reference_goes_to_the_oldest_unreported_of_its_recipient(
    db: Database, sim: Lease
) -> None:
    first, second = await enqueue(db, Purpose.RESULT, Purpose.STATUS)
    for number in (first, second):
        await close(db, await attempt(db, sim, number))
        await settle(db, number, "sent")
    assert [await report(db, None), await report(db, None), await report(db, None)] == [first, second, None]


async def test_a_report_that_comes_before_the_attempt_is_closed_is_not_lost(db: Database, sim: Lease) -> None:
    (number,) = await enqueue(db, Purpose.RESULT)
    opened = await attempt(db, sim, number)
    assert await report(db, 17) == number
    assert await state(db, number) == "due"
    await close(db, opened, reference=17)
    await settle(db, number, "sent")
    async with db.transaction() as tx:
        await delivery_reports.conclude(tx, number, text(""))
    assert await state(db, number) == "delivered"


async def test_a_wrapped_reference_means_the_newest_that_bears_it(db: Database, sim: Lease) -> None:
    old, new = await enqueue(db, Purpose.RESULT, Purpose.STATUS)
    for number in (old, new):
        await close(db, await attempt(db, sim, number), reference=17)
    assert await report(db, 17) == new


async def test_a_long_text_is_delivered_when_every_part_is_reported(db: Database, sim: Lease) -> None:
    (number,) = await enqueue(db, Purpose.RESULT)
    for part in (1, 2):
        await close(db, await attempt(db, sim, number, part, 2), reference=part)
    await settle(db, number, "sent")
    await report(db, 1)
    assert await state(db, number) == "sent"
    await report(db, 2)
    assert await state(db, number) == "delivered"


async def test_a_failed_report_makes_it_undelivered(db: Database, sim: Lease) -> None:
    (number,) = await enqueue(db, Purpose.RESULT)
    await close(db, await attempt(db, sim, number), reference=17)
    await settle(db, number, "sent")
    await report(db, 17, "failed")
    assert await state(db, number) == "undelivered"


def part_of(outbox_id: int) -> AttemptStart:
    return AttemptStart(outbox_id=outbox_id, part=1, parts=1, deadline=60)


async def test_what_the_wire_took_is_sent_and_the_next_is_open_in_the_same_breath(db: Database, sim: Lease) -> None:
    first, second = await enqueue(db, Purpose.RESULT, Purpose.ACKNOWLEDGEMENT)
    opened = await took(db, sim, first, await attempt(db, sim, first), part_of(second))
    assert await state(db, first) == "sent"
    assert opened is not None
    assert await took(db, sim, second, opened) is None
    assert await state(db, second) == "sent"


async def test_a_row_is_sent_with_its_last_part_only(db: Database, sim: Lease) -> None:
    (number,) = await enqueue(db, Purpose.RESULT)
    await took(db, sim, number, await attempt(db, sim, number, 1, 2), last=False)
    assert await state(db, number) == "due"
    await took(db, sim, number, await attempt(db, sim, number, 2, 2))
    assert await state(db, number) == "sent"


@pytest.mark.parametrize(("reported", "becomes"), [("delivered", "delivered"), ("failed", "undelivered")])
async def test_a_report_that_came_before_the_answer_of_the_wire_counts(
    db: Database, sim: Lease, reported: str, becomes: str
) -> None:
    first, second = await enqueue(db, Purpose.RESULT, Purpose.ACKNOWLEDGEMENT)
    opened = await attempt(db, sim, first)
    await report(db, None, reported)
    assert await state(db, first) == "due"
    assert await took(db, sim, first, opened, part_of(second)) is not None
    assert await state(db, first) == becomes


@pytest.mark.parametrize(("first", "second", "becomes"), [
    ("delivered", "delivered", "delivered"), ("failed", "delivered", "undelivered"), ("delivered", "", "sent"),
])  # fmt: skip
async def test_reports_of_all_parts_may_come_before_the_last_part_is_closed(
    db: Database, sim: Lease, first: str, second: str, becomes: str
) -> None:
    (number,) = await enqueue(db, Purpose.RESULT)
    await took(db, sim, number, await attempt(db, sim, number, 1, 2), last=False)
    await report(db, 17, first)
    opened = await attempt(db, sim, number, 2, 2)
    if second:
        await report(db, None, second)
    await took(db, sim, number, opened)
    assert await state(db, number) == becomes


@pytest.mark.parametrize("first", ["failed", "delivered"])
async def test_reports_that_are_written_while_the_last_part_is_closed_count(
    db: Database, sim: Lease, first: str
) -> None:
    (number,) = await enqueue(db, Purpose.RESULT)
    await took(db, sim, number, await attempt(db, sim, number, 1, 2), last=False)
    opened = await attempt(db, sim, number, 2, 2)
    async with db.transaction() as tx:
        for reference, said in ((17, first), (None, "delivered")):
            assert await delivery_reports.report_sms(tx, "sim", TO, reference, said) == number
            await delivery_reports.conclude(tx, number, text("reported"))
        closing = asyncio.create_task(took(db, sim, number, opened))
        await asyncio.sleep(0.2)
    await closing
    assert await state(db, number) == ("undelivered" if first == "failed" else "delivered")


async def test_a_row_that_leaves_a_worker_while_another_is_closed_is_not_opened(db: Database, sim: Lease) -> None:
    first, second = await enqueue(db, Purpose.RESULT, Purpose.ACKNOWLEDGEMENT)
    opened = await attempt(db, sim, first)
    async with db.transaction() as tx:
        await outbox.unclaim(tx, [second], sim.epoch)
        handing = asyncio.create_task(took(db, sim, first, opened, part_of(second)))
        await asyncio.sleep(0.2)
    assert await handing is None
    assert await state(db, first) == "sent"


async def test_a_worker_whose_line_was_taken_closes_and_opens_nothing(db: Database, sim: Lease) -> None:
    first, second = await enqueue(db, Purpose.RESULT, Purpose.ACKNOWLEDGEMENT)
    opened = await attempt(db, sim, first)
    await lines.release(db, [sim])
    await lines.take(db, "line", ["sim"], "other", 60)
    with pytest.raises(LeaseLost):
        await took(db, sim, first, opened, part_of(second))
    async with db.connection() as conn:
        assert [one.state for one in await read_models.attempts_of(conn, [first, second])] == ["open"]
    assert await state(db, first) == "due"


async def test_an_unknown_text_whose_report_comes_is_delivered(db: Database, sim: Lease) -> None:
    (number,) = await enqueue(db, Purpose.RESULT)
    await close(db, await attempt(db, sim, number), "unknown")
    await settle(db, number, "unknown")
    await report(db, None)
    assert await state(db, number) == "delivered"


async def test_a_report_for_a_stranger_matches_nothing(db: Database, sim: Lease) -> None:
    (number,) = await enqueue(db, Purpose.RESULT)
    await close(db, await attempt(db, sim, number), reference=17)
    assert await report(db, 17, to="tel:+84590001399") is None
    assert await report(db, 18) is None


async def test_a_half_sent_long_text_goes_on_with_the_part_that_is_missing(db: Database, sim: Lease) -> None:
    (number,) = await enqueue(db, Purpose.RESULT)
    await claim(db, sim)
    await close(db, await attempt(db, sim, number, 1, 2))
    await settle(db, number, "due", after=0)
    (due,) = await claim(db, sim)
    assert due.sent_parts == {1}


async def test_a_person_has_the_whole_sent_again_in_a_new_round(db: Database, sim: Lease) -> None:
    (number,) = await enqueue(db, Purpose.RESULT)
    await close(db, await attempt(db, sim, number, 1, 2))
    await close(db, await attempt(db, sim, number, 2, 2), "unknown")
    await settle(db, number, "unknown")
    async with db.transaction() as tx:
        assert await outbox_acts.resend(tx, number) == "tel:+84590001301"
    (due,) = await claim(db, sim)
    assert (due.round, due.sent_parts) == (2, frozenset())


async def test_what_is_not_attention_can_be_neither_resent_nor_dropped(db: Database, sim: Lease) -> None:
    (number,) = await enqueue(db, Purpose.RESULT)
    async with db.transaction() as tx:
        assert await outbox_acts.resend(tx, number) is None
        assert not await outbox_acts.drop(tx, number, text("why"))


def test_a_message_id_is_the_same_for_the_same_cause_and_purpose() -> None:
    one = outbox.message_id(b"k" * 32, b"cause", "result", "y.example")
    assert one == outbox.message_id(b"k" * 32, b"cause", "result", "y.example")
    assert one != outbox.message_id(b"k" * 32, b"cause", "acknowledgement", "y.example")
    assert one != outbox.message_id(b"other" * 6, b"cause", "result", "y.example")
    assert one.endswith("@y.example")
