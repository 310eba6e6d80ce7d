"""Story: a message comes in.

receive: what a link read is stored and committed, only then confirmed at its source.
visit: one desk works on one partition: claim, have it read outside any transaction, judge, one writing transaction.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

import structlog

from gateway import cases, crash, database, inbox, lines, notices, outbox, suppressions
from gateway.channels import CHANNELS, Link
from gateway.database import TRANSIENT, Connection, Database
from gateway.errors import GatewayError, LeaseLost, Unavailable, Unreadable
from gateway.house import House
from gateway.inbox import Claimed, NewMessage
from gateway.intake import bounds, facts, reports
from gateway.intake.facts import Read
from gateway.intake.plan import Plan, city_codes, judge
from gateway.lines import Lease
from gateway.model import Batch, EventKind, Outcome, Unfetched
from gateway.reader import Raw, Understood

log = structlog.get_logger(__name__)
TRIES_ALONE = 3
UNFETCHED_TRIES = 10


# --- receive -----------------------------------------------------------------------------------------------------


async def receive(db: Database, house: House, lease: Lease, batch: Batch) -> frozenset[int]:
    """Store what a poll brought, with the watermark, and commit. Returns the partitions that have work.

    A piece that cannot be stored for a reason of its own stops neither the others nor the watermark: it is written down
    as one that was listed and not handed over, tried again, and shown."""
    crash.here("after_receive")
    try:
        return await _store(db, house, lease, batch)
    except (LeaseLost, *TRANSIENT):
        raise
    except Exception as error:
        if not batch.received:
            raise
        log.warning("a batch could not be stored as one", line=lease.key, error=type(error).__name__)
    partitions: frozenset[int] = frozenset()
    for piece in batch.received:
        try:
            partitions |= await _store(db, house, lease, Batch(received=(piece,)))
        except (LeaseLost, *TRANSIENT):
            raise
        except Exception as error:
            log.warning("a piece cannot be stored", line=lease.key, error=type(error).__name__)
            missing = Unfetched(location=piece.location, reason="the database cannot store it")
            partitions |= await _store(db, house, lease, Batch(unfetched=(missing,)))
    return partitions | await _store(db, house, lease, replace(batch, received=()))


async def _store(db: Database, house: House, lease: Lease, batch: Batch) -> frozenset[int]:
    times = house.config.times
    async with lines.guarded(db, lease) as tx:
        partitions = await inbox.store(
            tx, str(lease.key), batch, window=times.incomplete_sms, retry=times.backoff[0], give_up=UNFETCHED_TRIES
        )
        await lines.heard(tx, str(lease.key), batch.mark, batch.facts)
        crash.here("before_commit")
    crash.here("after_commit")
    return partitions


async def confirm(db: Database, lease: Lease, link: Link) -> int:
    """Mark or delete at the source what is stored; what fails is tried again later. Returns how many failed."""
    line = str(lease.key)
    async with db.connection() as conn:
        asked = await inbox.unconfirmed(conn, line)
    if not asked:
        return 0
    crash.here("before_confirm")
    answers = await link.confirm(asked)
    crash.here("after_confirm")
    async with lines.guarded(db, lease, lasting=False) as tx:
        return await inbox.confirmed(tx, line, asked, answers)


async def fetch_again(db: Database, house: House, lease: Lease, link: Link) -> frozenset[int]:
    """Try once more what the source listed but did not hand over. A place that is empty by now is settled."""
    async with db.connection() as conn:
        due = await inbox.due_unfetched(conn, str(lease.key))
    if not due:
        return frozenset()
    batch = await link.fetch(due)
    told = {one.location for one in batch.received} | {one.location for one in batch.unfetched}
    gone = tuple(place for place in due if place not in told)
    if gone:
        log.warning("what the source listed and never handed over is gone", line=lease.key, pieces=len(gone))
    return await receive(db, house, lease, replace(batch, gone=gone))


# --- register ----------------------------------------------------------------------------------------------------


async def visit(db: Database, house: House, partition: int, holder: str) -> int:
    """Work on one partition under its lease for at most a visit's time; returns how many messages were settled.

    A partition that another hand holds is left to it. After the visit the hand looks once more: a bell that rang
    meanwhile found the lease taken. When its time is up it leaves the rest to the next visit, so that a flood in some
    partitions keeps no hand from the others."""
    done = 0
    until = time.monotonic() + house.config.times.visit
    while leases := await lines.take(db, "partition", [partition], holder, 2 * house.config.times.visit):
        try:
            done += await _work(db, house, leases[0], until)
        finally:
            await asyncio.shield(lines.release(db, leases))
        if time.monotonic() > until or not await _is_ready(db, house, partition):
            break
    return done


async def _work(db: Database, house: House, lease: Lease, until: float) -> int:
    """Batch after batch, until nothing is ready or the time is up; then one that must be tried alone has its turn."""
    done = 0
    while n := await _batch(db, house, lease):
        done += n
        if time.monotonic() > until:
            return done + await _batch(db, house, lease, alone=True)
        if not await _is_ready(db, house, int(lease.key)):
            break
    return done


async def _is_ready(db: Database, house: House, partition: int) -> bool:
    async with db.connection() as conn:
        return partition in await inbox.ready_partitions(conn, house.config.times.incomplete_sms)


async def _batch(db: Database, house: House, lease: Lease, *, alone: bool = False) -> int:
    times = house.config.times
    claimed = await inbox.claim(db, lease, window=times.incomplete_sms, again=2 * times.visit, alone=alone)
    crash.here("after_desk_claim")
    try:
        reads = await _read(db, house, lease, claimed)
        crash.here("after_decode")
        await _register(db, house, lease, reads)
    except (asyncio.CancelledError, Unavailable):
        await asyncio.shield(_give_back(db, claimed))
        raise
    return len(claimed)


async def _give_back(db: Database, claimed: Sequence[Claimed]) -> None:
    if not claimed:
        return
    async with db.transaction() as tx:
        await inbox.give_back(tx, claimed)


async def _read(db: Database, house: House, lease: Lease, claimed: Sequence[Claimed]) -> list[Read]:
    """Have a batch read by worker processes, outside any transaction; what cannot be read is settled here.

    From the first one on that had no turn within a visit's time, all are given back, in their order: slow ones keep
    this hand from other partitions no longer than that."""
    claimed = [message for message in claimed if not await _homeless(db, house, lease, message)]
    raw = [
        Raw(channel=house.config.lines[message.line].channel, bodies=message.bodies, alone=message.alone)
        for message in claimed
    ]
    answers = await _answers(db, house, lease, raw)
    had_turn = answers.index(None) if None in answers else len(answers)
    await _give_back(db, claimed[had_turn:])
    reads = []
    for message, found in zip(claimed[:had_turn], answers[:had_turn], strict=True):
        if isinstance(found, Understood):
            line = house.config.lines[message.line]
            decoded = CHANNELS[line.channel].authenticate(found.decoded, line.options)
            reads.append(Read(claimed=message, decoded=decoded, content=found.content))
        elif isinstance(found, Unreadable):
            await _unreadable(db, lease, message, str(found))
        elif found is not None:
            await _failed(db, house, lease, message, found)
    return reads


async def _answers(
    db: Database, house: House, lease: Lease, raw: Sequence[Raw]
) -> list[Understood | GatewayError | None]:
    """What the workers read. The lease is kept meanwhile: one that hangs has its time, and its partition waits."""
    visit = house.config.times.visit
    reading = asyncio.ensure_future(house.reader.messages(raw, patience=visit))
    try:
        while not (await asyncio.wait([reading], timeout=visit / 4))[0]:
            await lines.extend(db, lease, 3 * visit)
        return await reading
    finally:
        reading.cancel()


async def _homeless(db: Database, house: House, lease: Lease, message: Claimed) -> bool:
    """Its line was taken out of the configuration before it was registered: a person can replay it when it is back."""
    if message.line in house.config.lines:
        return False
    await _unreadable(db, lease, message, f"line {message.line} is no longer in the configuration")
    return True


async def _failed(db: Database, house: House, lease: Lease, message: Claimed, error: Exception) -> None:
    """A try went wrong in a way nobody foresaw: next time alone; the third time alone makes it unreadable."""
    reason = str(error) if isinstance(error, GatewayError) else type(error).__name__
    log.warning("a message could not be handled", turn=message.turn, line=message.line, reason=reason)
    if message.tries_alone >= TRIES_ALONE:
        await _unreadable(db, lease, message, f"gave up after {TRIES_ALONE} tries alone: {reason}")
        return
    async with lines.guarded(db, lease) as tx:
        await inbox.retry_alone(tx, message.turn, reason, house.config.times.sweep * message.tries_alone)


async def _unreadable(db: Database, lease: Lease, message: Claimed, reason: str) -> None:
    async with lines.guarded(db, lease) as tx:
        row = NewMessage(
            id=await database.new_id(tx, "messages"),
            turn=message.turn,
            line=message.line,
            digest=message.digest,
            outcome=Outcome.UNREADABLE,
            rule="unreadable",
            lists={"reasons": (reason,), "flags": (), "withheld": (), "recipients": (), "reply_to": (), "refs": ()},
            arrived_at=message.arrived_at,
        )
        await inbox.register(tx, [row])


async def _register(db: Database, house: House, lease: Lease, reads: Sequence[Read]) -> None:
    """Judge and write a batch; a data error halves it until the bad one stands alone."""
    if not reads:
        return
    try:
        await _judge_and_write(db, house, lease, reads)
    except (LeaseLost, asyncio.CancelledError):
        raise
    except TRANSIENT as error:
        log.warning("the database asks to try again", reason=type(error).__name__)
        async with lines.guarded(db, lease) as tx:
            await inbox.retry(tx, [read.claimed.turn for read in reads], house.config.times.sweep)
    except Exception as error:
        if len(reads) == 1:
            await _failed(db, house, lease, reads[0].claimed, error)
            return
        middle = len(reads) // 2
        await _register(db, house, lease, reads[:middle])
        await _register(db, house, lease, reads[middle:])


async def _judge_and_write(db: Database, house: House, lease: Lease, reads: Sequence[Read]) -> None:
    reads = [read for read in reads if not await _moved(db, lease, read)]
    plan = Plan()
    choices = {read.claimed.digest: city_codes(house, read.claimed.digest) for read in reads}
    async with db.connection() as conn:
        known = await facts.gather(conn, house.config, reads, choices)
    # Not lasting: a crash that takes it leaves the parts, and nothing goes out before an attempt that lasts.
    async with lines.guarded(db, lease, lasting=False) as tx:
        known.spent = await bounds.spent(tx, [(house.config.lines[read.claimed.line], read.decoded) for read in reads])
        for read in reads:
            judge(house, known, read, plan)
            await asyncio.sleep(0)  # one message's time, not a batch's, is what the lines of this process wait for
        await _write(tx, plan)
        crash.here("before_register_commit")
    crash.here("after_register_commit")


async def _moved(db: Database, lease: Lease, read: Read) -> bool:
    """Decoding showed another sender than the cheap reading of the raw bytes: that sender's partition takes over."""
    sender, claimed = read.decoded.sender, read.claimed
    if not sender or inbox.partition_of(sender) == inbox.partition_of(claimed.sender_key):
        return False
    async with lines.guarded(db, lease) as tx:
        await inbox.move(tx, claimed.turn, sender)
    return True


async def _write(tx: Connection, plan: Plan) -> None:
    """One transaction's writes, cases first, rows in key order."""
    new = {case.id for case in plan.cases}
    await cases.lock(tx, {event.case_id for event in plan.events} - new)
    await cases.open_many(tx, plan.cases)
    await inbox.register(tx, plan.messages)
    await cases.touch(tx, plan.touches)
    await cases.rate(tx, plan.ratings)
    reopened = await cases.reopen(tx, plan.reopened)
    await cases.write_events(tx, plan.events)
    await cases.write_events(tx, [cases.NewEvent(case_id=i, kind=EventKind.REOPENED) for i in sorted(reopened)])
    await cases.write_links(tx, plan.links)
    await cases.stand_on(tx, plan.lines)
    for case_id, home in plan.homes.items():
        await cases.move_home(tx, case_id, home.name, home.unit.key)
    await suppressions.add(tx, [(urn, "unasked", "TUCHOI") for urn, wanted in plan.reminders.items() if not wanted])
    await suppressions.lift(tx, [urn for urn, wanted in plan.reminders.items() if wanted], "unasked")
    await suppressions.lift(tx, sorted(plan.reachable), "unreachable")
    await outbox.owe(tx, plan.owed)
    await notices.tell(tx, plan.notices)
    for line, report in plan.reports:
        await reports.apply(tx, line, report)
