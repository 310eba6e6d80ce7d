"""One worker processes one partition: claim, have it read outside any transaction, judge, one writing transaction."""

import asyncio
import time
from collections.abc import Sequence

import structlog

from gateway.channels import KnowsPlaces, KnowsSignatures
from gateway.domain.errors import GatewayError, LeaseLost, Unavailable, Unreadable, reason_of
from gateway.domain.model import Outcome
from gateway.domain.reasons import Reason
from gateway.runtime import failpoints
from gateway.runtime.context import Context
from gateway.runtime.reader import Raw, Understood
from gateway.services.intake import reports, unproven
from gateway.services.intake.facts import ReadMessage, gather
from gateway.services.intake.plan import Plan, city_codes, judge
from gateway.services.intake.reopening import open_again
from gateway.services.reasons import GAVE_UP, LINE_REMOVED
from gateway.store import cases, database, inbox, lines, notices, outbox, suppressions
from gateway.store.database import TRANSIENT, Connection, Database
from gateway.store.inbox import Claimed, NewMessage
from gateway.store.lines import Lease

log = structlog.get_logger(__name__)
TRIES_ALONE = 3


async def process_partition(db: Database, context: Context, partition: int, holder: str) -> int:
    """Work on one partition under its lease for at most `times.visit`; returns how many messages were settled.

    A partition that another worker holds is left to it. After the pass this one looks once more: a wake-up that came
    meanwhile found the lease taken. When its time is up it leaves the rest to the next pass, so that a flood in some
    partitions keeps no slot from the others."""
    done = 0
    until = time.monotonic() + context.config.times.visit
    while leases := await lines.take(db, "partition", [partition], holder, 2 * context.config.times.visit):
        try:
            done += await _work(db, context, leases[0], until)
        finally:
            await asyncio.shield(lines.release(db, leases))
        if time.monotonic() > until or not await _is_ready(db, context, partition):
            break
    return done


async def _work(db: Database, context: Context, lease: Lease, until: float) -> int:
    """Batch after batch, until nothing is ready or the time is up; then one that must be tried alone is tried."""
    done = 0
    while n := await _batch(db, context, lease):
        done += n
        if time.monotonic() > until:
            return done + await _batch(db, context, lease, alone=True)
        if not await _is_ready(db, context, int(lease.key)):
            break
    return done


async def _is_ready(db: Database, context: Context, partition: int) -> bool:
    async with db.connection() as conn:
        return partition in await inbox.ready_partitions(conn, context.config.times.incomplete_sms)


async def _batch(db: Database, context: Context, lease: Lease, *, alone: bool = False) -> int:
    times = context.config.times
    claimed = await inbox.claim(db, lease, window=times.incomplete_sms, again=2 * times.visit, alone=alone)
    failpoints.hit("after_intake_claim")
    try:
        reads = await _read(db, context, lease, claimed)
        failpoints.hit("after_decode")
        await _register(db, context, lease, reads)
    except (asyncio.CancelledError, Unavailable):
        await asyncio.shield(_give_back(db, claimed))
        raise
    return len(claimed)


async def _give_back(db: Database, claimed: Sequence[Claimed]) -> None:
    if not claimed:
        return
    async with db.transaction() as tx:
        await inbox.give_back(tx, claimed)


async def _read(db: Database, context: Context, lease: Lease, claimed: Sequence[Claimed]) -> list[ReadMessage]:
    """Have a batch read by worker processes, outside any transaction; what cannot be read is settled here.

    From the first one on that was not read within `times.visit`, all are given back, in their order: slow ones keep
    this slot from other partitions no longer than that."""
    claimed = [message for message in claimed if not await _line_removed(db, context, lease, message)]
    raw = [
        Raw(channel=context.config.lines[message.line].channel, bodies=message.bodies, alone=message.alone)
        for message in claimed
    ]
    answers = await _answers(db, context, lease, raw)
    n_read = answers.index(None) if None in answers else len(answers)
    await _give_back(db, claimed[n_read:])
    reads = []
    for message, found in zip(claimed[:n_read], answers[:n_read], strict=True):
        if isinstance(found, Understood):
            line = context.config.lines[message.line]
            channel = context.channels[line.channel]
            decoded = channel.authenticate(found.decoded, line.options)
            if isinstance(channel, KnowsSignatures):
                decoded = await channel.verify(message.bodies, decoded, line.options)
            if isinstance(channel, KnowsPlaces):
                decoded = channel.placed(decoded, message.location)
            reads.append(ReadMessage(claimed=message, decoded=decoded, content=found.content))
        elif isinstance(found, Unreadable):
            await _unreadable(db, lease, message, found.reason)
        elif found is not None:
            await _failed(db, context, lease, message, found)
    return reads


async def _answers(
    db: Database, context: Context, lease: Lease, raw: Sequence[Raw]
) -> list[Understood | GatewayError | None]:
    """What the workers read. The lease is kept meanwhile: one that hangs has its time, and its partition waits."""
    visit = context.config.times.visit
    reading = asyncio.ensure_future(context.reader.messages(raw, patience=visit))
    try:
        while not (await asyncio.wait([reading], timeout=visit / 4))[0]:
            await lines.extend(db, lease, 3 * visit)
        return await reading
    finally:
        reading.cancel()


async def _line_removed(db: Database, context: Context, lease: Lease, message: Claimed) -> bool:
    """Its line was taken out of the configuration before it was registered: a person can replay it when it is back."""
    if message.line in context.config.lines:
        return False
    await _unreadable(db, lease, message, LINE_REMOVED(line=message.line))
    return True


async def _failed(db: Database, context: Context, lease: Lease, message: Claimed, error: Exception) -> None:
    """A try went wrong in a way nobody foresaw: next time alone; the third time alone makes it unreadable."""
    reason = reason_of(error)
    log.warning("a message could not be handled", ready_seq=message.ready_seq, line=message.line, reason=str(reason))
    if message.tries_alone >= TRIES_ALONE:
        await _unreadable(db, lease, message, GAVE_UP(tries=TRIES_ALONE, cause=reason))
        return
    async with lines.guarded(db, lease) as tx:
        await inbox.retry_alone(tx, message.ready_seq, reason, context.config.times.sweep * message.tries_alone)


async def _unreadable(db: Database, lease: Lease, message: Claimed, reason: Reason) -> None:
    async with lines.guarded(db, lease) as tx:
        row = NewMessage(
            id=await database.new_id(tx, "messages"),
            ready_seq=message.ready_seq,
            line=message.line,
            digest=message.digest,
            outcome=Outcome.UNREADABLE,
            rule="unreadable",
            reasons=(reason,),
            arrived_at=message.arrived_at,
        )
        await inbox.register(tx, [row])


async def _register(db: Database, context: Context, lease: Lease, reads: Sequence[ReadMessage]) -> None:
    """Judge and write a batch; a data error halves it until the bad one stands alone."""
    if not reads:
        return
    try:
        await _judge_and_write(db, context, lease, reads)
    except (LeaseLost, asyncio.CancelledError):
        raise
    except TRANSIENT as error:
        log.warning("the database asks to try again", reason=type(error).__name__)
        async with lines.guarded(db, lease) as tx:
            await inbox.retry(tx, [read.claimed.ready_seq for read in reads], context.config.times.sweep)
    except Exception as error:
        if len(reads) == 1:
            await _failed(db, context, lease, reads[0].claimed, error)
            return
        middle = len(reads) // 2
        await _register(db, context, lease, reads[:middle])
        await _register(db, context, lease, reads[middle:])


async def _judge_and_write(db: Database, context: Context, lease: Lease, reads: Sequence[ReadMessage]) -> None:
    reads = [read for read in reads if not await _moved(db, lease, read)]
    plan = Plan()
    choices = {read.claimed.digest: city_codes(context, read.claimed.digest) for read in reads}
    async with db.connection() as conn:
        facts = await gather(conn, context.config, reads, choices)
    # Not lasting: a crash that takes it leaves the parts, and nothing goes out before an attempt that lasts.
    async with lines.guarded(db, lease, lasting=False) as tx:
        facts.spent = await unproven.spent(
            tx,
            [(context.config.lines[read.claimed.line], read.decoded, facts.recipient(read.decoded)) for read in reads],
        )
        for read in reads:
            judge(context, facts, read, plan)
            await asyncio.sleep(0)  # one message's time, not a batch's, is what the lines of this process wait for
        await _write(tx, context, plan)
        failpoints.hit("before_register_commit")
    failpoints.hit("after_register_commit")


async def _moved(db: Database, lease: Lease, read: ReadMessage) -> bool:
    """Decoding showed another sender than the cheap reading of the raw bytes: that sender's partition takes over."""
    sender, claimed = read.decoded.sender, read.claimed
    if not sender or inbox.partition_of(sender) == inbox.partition_of(claimed.sender_key):
        return False
    async with lines.guarded(db, lease) as tx:
        await inbox.move(tx, claimed.ready_seq, sender)
    return True


async def _write(tx: Connection, context: Context, plan: Plan) -> None:
    """One transaction's writes, cases first, rows in key order."""
    new = {case.id for case in plan.cases}
    await cases.lock(tx, {event.case_id for event in plan.events} - new)
    await cases.open_many(tx, plan.cases)
    await inbox.register(tx, plan.messages)
    await cases.touch(tx, plan.touches)
    await cases.rate(tx, plan.ratings)
    moved = await open_again(tx, context, plan)
    await cases.write_events(tx, plan.events)
    await cases.write_events(tx, moved)
    await cases.write_links(tx, plan.links)
    await cases.stand_on(tx, plan.lines)
    for case_id, home in plan.homes.items():
        await cases.move_home(tx, case_id, home.name, home.unit.key)
    await suppressions.add(tx, [(urn, "unasked", "TUCHOI") for urn, wanted in plan.reminders.items() if not wanted])
    await suppressions.lift(tx, [urn for urn, wanted in plan.reminders.items() if wanted], "unasked")
    await suppressions.lift(tx, sorted(plan.reachable), "unreachable")
    await suppressions.add(tx, [(urn, "foreign", "told where to write") for urn in sorted(plan.abroad)])
    await outbox.enqueue(tx, plan.outbox)
    await notices.write(tx, plan.notices)
    for line, report in plan.reports:
        await reports.apply(tx, line, report)
