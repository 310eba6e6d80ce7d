"""A person files what policy held, and splits what a rule joined: under the desk's lease, by the desk's rows."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from gateway import audit, cases, inbox, lines, outbox, policy
from gateway.database import Connection, Database
from gateway.errors import NotAllowed, Temporary
from gateway.house import House
from gateway.inbox import Claimed
from gateway.intake import facts
from gateway.intake.facts import Read
from gateway.intake.plan import Plan, city_codes, write_down
from gateway.lines import Lease
from gateway.model import Decision, Decoded, Outcome, Purpose

LEASE_SECONDS = 10


async def file_held(db: Database, house: House, message_id: int, actor: str) -> str:
    """This is a person: a held message becomes a case and is acknowledged; returns its code. Raises NotAllowed."""
    row = await _row(db, message_id)
    if row["outcome"] != Outcome.HELD:
        raise NotAllowed(f"tin {message_id} không còn ở trạng thái giữ lại")
    sender = (row["reply_to"] or [row["sender"]])[0]
    if not sender:
        raise NotAllowed(f"tin {message_id} không có địa chỉ để trả lời")
    decision = Decision(
        outcome=Outcome.CASE, rule="person", reasons=("filed by a person",), replies=(Purpose.ACKNOWLEDGEMENT,)
    )
    async with _partition(db, message_id) as lease:
        plan = await _plan(db, house, row, sender, decision)
        async with lines.guarded(db, lease) as tx:
            await cases.open_many(tx, plan.cases)
            case = plan.cases[0]
            if not await inbox.file_held(tx, message_id, Outcome.CASE, case.id, actor, sender):
                raise NotAllowed(f"tin {message_id} vừa được người khác xử lý")
            await _finish(tx, plan, actor, "file", message_id)
    return case.code


async def split(db: Database, house: House, message_id: int, actor: str) -> str:
    """A follow-up was about something else: it becomes a case of its own; returns its code. Raises NotAllowed."""
    row = await _row(db, message_id)
    if row["outcome"] != Outcome.FOLLOW_UP:
        raise NotAllowed(f"tin {message_id} không phải là tin bổ sung của một vụ việc")
    decision = Decision(
        outcome=Outcome.CASE, rule="split", reasons=("split by a person",), replies=(Purpose.ACKNOWLEDGEMENT,)
    )
    async with _partition(db, message_id) as lease:
        plan = await _plan(db, house, row, row["sender"], decision)
        async with lines.guarded(db, lease) as tx:
            await cases.open_many(tx, plan.cases)
            case = plan.cases[0]
            if not await inbox.move_follow_up(tx, message_id, row["case_id"], case.id, actor):
                raise NotAllowed(f"tin {message_id} vừa được người khác xử lý")
            await cases.write_links(tx, [(case.id, row["case_id"], "split")])
            await _finish(tx, plan, actor, "split", message_id)
    return case.code


async def _finish(tx: Connection, plan: Plan, actor: str, act: str, message_id: int) -> None:
    await cases.write_events(tx, plan.events)
    await outbox.owe(tx, plan.owed)
    await audit.write(tx, actor, act, f"message:{message_id}", plan.cases[0].code)


async def _row(db: Database, message_id: int) -> Mapping[str, Any]:
    async with db.connection() as conn:
        row = await inbox.message(conn, message_id)
    if row is None:
        raise NotAllowed(f"không có tin nào mang số {message_id}")
    return row


@asynccontextmanager
async def _partition(db: Database, message_id: int) -> AsyncIterator[Lease]:
    """The lease under which this message's sender is worked on; waits for a desk's visit to end."""
    async with db.connection() as conn:
        n = await inbox.partition_of_message(conn, message_id)
    for _ in range(100):
        leases = await lines.take(db, "partition", [n or 0], f"person:{uuid.uuid4()}", LEASE_SECONDS)
        if leases:
            try:
                yield leases[0]
            finally:
                await lines.release(db, leases)
            return
        await asyncio.sleep(0.1)
    raise Temporary("hàng đợi đang bận, xin thử lại sau ít phút")


async def _plan(db: Database, house: House, row: Mapping[str, Any], sender: str, decision: Decision) -> Plan:
    """The desk's own rows for a message that is in the books already."""
    claimed = Claimed(
        turn=0,
        line=row["line"],
        digest=row["digest"],
        sender_key=sender,
        old=False,
        arrived_at=row["arrived_at"],
        bodies=(),
    )
    decoded = Decoded(
        kind="message",
        sender=sender,
        sender_name=row["sender_name"],
        subject=row["subject"],
        text=row["text"],
        reply=row["reply"],
        message_id=row["remote_id"],
        references=tuple(row["refs"]),
    )
    content = policy.read(decoded, house.config.lines[row["line"]].channel)
    read, plan = Read(claimed=claimed, decoded=decoded, content=content), Plan()
    async with db.connection() as conn:
        choices = {claimed.digest: city_codes(house, claimed.digest)}
        known = await facts.gather(conn, house.config, [read], choices)
    known.message_ids = iter([row["id"]])
    write_down(house, known, read, decision, plan)
    return plan
