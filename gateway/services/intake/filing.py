"""A person files what no rule made a case, splits what a rule joined, and decides on senders that look like machines.

Under the partition's lease, through policy as at intake, by intake's rows: a denunciation in a held form is as
restricted as one that came by itself.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from gateway import policy
from gateway.domain import addresses
from gateway.domain.actor import Actor
from gateway.domain.errors import Forbidden, NotAllowed
from gateway.domain.model import Decision, Decoded, Dmarc, Outcome
from gateway.domain.permissions import Act
from gateway.policy import Content
from gateway.runtime.context import Context
from gateway.runtime.reader import Raw, Understood
from gateway.services import access, reasons
from gateway.services.access import Thing
from gateway.services.intake import leasing
from gateway.services.intake.facts import BatchFacts, ReadMessage, gather
from gateway.services.intake.plan import Plan, city_codes, limits_of, write_down
from gateway.services.intake.reopening import open_again
from gateway.settings.config import Config, Line
from gateway.store import audit, cases, inbox, lines, notices, outbox, senders
from gateway.store.cases import NewLink
from gateway.store.database import Connection, Database
from gateway.store.inbox import Claimed, Message

DECIDABLE = ("maybe_machine", "advert")  # rules that a person may decide on for all of a sender or list
SPLIT = "split"  # why a case and the one that it was taken out of are linked
DECISIONS: Mapping[senders.Verdict, Act] = {"person": Act.DECIDE_PERSON, "machine": Act.DECIDE_MACHINE}
NOT_FILED = (Outcome.UNREADABLE, Outcome.CASE, Outcome.FOLLOW_UP)


async def file_held(db: Database, context: Context, message_id: int, actor: Actor, *, typed: str = "") -> str:
    """This is a citizen's: a message without a case becomes one, or joins the case that it proves to be about; it is
    acknowledged as at intake. `typed`: the address of a sender that nobody could name. Returns the case's code. Raises
    NotAllowed."""
    row = await _row(db, context, message_id, actor, Act.FILE)
    if row.case_id is not None or row.outcome in NOT_FILED:
        raise NotAllowed(reasons.MESSAGE_HAS_CASE(id=message_id))
    line = _line(context, row)
    sender = _named(context, line, row, typed)
    decoded, content = await _read(db, context, line, row, sender)
    async with leasing.of_message(db, message_id) as lease:
        read, facts = await _facts(db, context, row, decoded, content)
        decision = policy.file(decoded, content, facts.of(read), limits_of(context))
        plan = Plan()
        write_down(context, facts, read, decision, plan)
        async with lines.guarded(db, lease) as tx:
            case = plan.cases[0] if plan.cases else decision.case
            if case is None:
                raise NotAllowed(reasons.MESSAGE_ANSWERED(id=message_id))
            await cases.open_many(tx, plan.cases)
            if not await inbox.file(tx, message_id, decision.outcome, case.id, actor, sender):
                raise NotAllowed(reasons.MESSAGE_TAKEN(id=message_id))
            await inbox.restore_words(tx, message_id, decoded.subject, decoded.text, decoded.reply)
            await _finish(tx, context, plan, actor, Act.FILE, message_id, case.code)
    return case.code


async def split(db: Database, context: Context, message_id: int, actor: Actor) -> str:
    """A follow-up was about something else: it becomes a case of its own, as restricted as the one it leaves; returns
    its code. Raises NotAllowed."""
    row = await _row(db, context, message_id, actor, Act.SPLIT)
    line = _line(context, row)
    if row.outcome != Outcome.FOLLOW_UP or row.case_id is None:
        raise NotAllowed(reasons.MESSAGE_NO_FOLLOW_UP(id=message_id))
    decoded, content = await _read(db, context, line, row, row.sender)
    async with leasing.of_message(db, message_id) as lease:
        read, facts = await _facts(db, context, row, decoded, content)
        async with db.connection() as conn:
            left = (await cases.by_ids(conn, [row.case_id]))[row.case_id]
        decision = _split(context, read, facts, restricted=left.restricted)
        plan = Plan()
        write_down(context, facts, read, decision, plan)
        async with lines.guarded(db, lease) as tx:
            await cases.open_many(tx, plan.cases)
            case = plan.cases[0]
            if not await inbox.move_follow_up(tx, message_id, row.case_id, case.id, actor):
                raise NotAllowed(reasons.MESSAGE_TAKEN(id=message_id))
            await cases.write_links(tx, [NewLink(case_id=case.id, other_id=row.case_id, reason=SPLIT)])
            await _finish(tx, context, plan, actor, Act.SPLIT, message_id, case.code)
    return case.code


async def split_several(db: Database, context: Context, message_ids: Sequence[int], actor: Actor) -> list[str]:
    """Several follow-ups, each about something else: each becomes a case of its own; returns their codes. What was
    split before one could not be stays so. Raises NotAllowed."""
    return [await split(db, context, id, actor) for id in dict.fromkeys(message_ids)]


def _split(context: Context, read: ReadMessage, facts: BatchFacts, *, restricted: bool) -> Decision:
    """What policy says of it without the evidence that joined it to the case it leaves. An officer's act is told to its
    citizen whatever was sent that day: they would not know the new code."""
    alone = replace(facts.of(read), thread=None, cases_by_code={}, copied=False, copy_of=None, automatic_at=())
    return policy.file(read.decoded, read.content, alone, limits_of(context), restricted=restricted)


async def decide_person(db: Database, context: Context, message_id: int, actor: Actor) -> str:
    """Signs of a machine count for nothing with this sender (or list) from now on; this message and all of theirs that
    are held are filed. Returns the code of this one's case, "" where it was filed before. Raises NotAllowed."""
    kind, name = await _decide(db, context, message_id, "person", actor)
    async with db.connection() as conn:
        held = await inbox.like(conn, kind, name)
    filed: dict[int, str] = {}
    for id in held:
        with suppress(Forbidden):  # what another unit holds of this sender stays for that unit to file
            filed[id] = await file_held(db, context, id, actor)
    return filed.get(message_id, "")


async def decide_machine(db: Database, context: Context, message_id: int, actor: Actor) -> int:
    """This sender (or list) is a machine from now on: what is held of it, and what will come, is automatic and waits
    for nobody. Returns how many held ones that settled. Raises NotAllowed."""
    kind, name = await _decide(db, context, message_id, "machine", actor)
    async with db.transaction() as tx:
        return await inbox.settle_decided(tx, kind, name, actor)


async def forget(db: Database, context: Context, kind: str, name: str, actor: Actor) -> None:
    """Undo what was decided of a sender or list; what was settled meanwhile stays so. Raises NotAllowed."""
    access.begin(actor, Act.FORGET_SENDER)
    async with db.transaction() as tx:
        lines = access.lines_of(context.config, actor, Act.FORGET_SENDER)
        if not await senders.forget(tx, kind, name, lines):
            raise NotAllowed(reasons.NOT_DECIDED)
        await audit.write(tx, actor, Act.FORGET_SENDER, f"{kind}:{name}")


async def _decide(
    db: Database, context: Context, message_id: int, verdict: senders.Verdict, actor: Actor
) -> tuple[senders.Kind, str]:
    """Write the decision down: for the list that a message came through, else for its sender."""
    row = await _row(db, context, message_id, actor, DECISIONS[verdict])
    kind: senders.Kind = "list" if row.list_id else "sender"
    name = row.list_id or row.sender
    async with db.connection() as conn:
        decided = await senders.decided(conn, [row.sender], [row.list_id])
    if name and decided.get((kind, name)) == verdict:
        return kind, name  # of several chosen ones of one sender, an earlier one has decided
    if not name or row.outcome != Outcome.HELD or row.rule not in DECIDABLE:
        raise NotAllowed(reasons.MESSAGE_NOT_SUSPECTED(id=message_id))
    async with db.transaction() as tx:
        await senders.decide(tx, kind, name, verdict, actor)
        await audit.write(tx, actor, DECISIONS[verdict], f"message:{message_id}", f"{kind}:{name}")
    return kind, name


async def _finish(
    tx: Connection, context: Context, plan: Plan, actor: Actor, act: Act, message_id: int, code: str
) -> None:
    await cases.touch(tx, plan.touches)
    moved = await open_again(tx, context, plan)
    await cases.write_events(tx, [*plan.events, *moved])
    await cases.write_links(tx, plan.links)
    await cases.stand_on(tx, plan.lines)
    await outbox.enqueue(tx, plan.outbox)
    await notices.write(tx, plan.notices)
    await audit.write(tx, actor, act, f"message:{message_id}", code)


async def _row(db: Database, context: Context, message_id: int, actor: Actor, act: Act) -> Message:
    """The message, if this person may do this to it. Raises NotAllowed."""
    async with db.connection() as conn:
        await access.permit(conn, context.config, actor, act, Thing("message", message_id))
        row = await inbox.message(conn, message_id)
    if row is None:
        raise NotAllowed(reasons.MESSAGE_UNKNOWN(id=message_id))
    if addresses.is_erased(row.sender):
        raise NotAllowed(reasons.MESSAGE_ERASED(id=message_id))
    return row


def _line(context: Context, row: Message) -> Line:
    line = context.config.lines.get(row.line)
    if line is None:
        raise NotAllowed(reasons.MESSAGE_LINE_GONE(id=row.id, line=row.line))
    return line


def _named(context: Context, line: Line, row: Message, typed: str) -> str:
    """Whose message it is, as far as it says so itself; else as a person says. Raises NotAllowed: nobody is named, or
    `typed` is no address, or none is needed."""
    sender = person(context.config, row)
    if not typed.strip():
        if not sender:
            raise NotAllowed(reasons.MESSAGE_NO_ADDRESS(id=row.id))
        return sender
    if sender:
        raise NotAllowed(reasons.ADDRESS_NOT_NEEDED(id=row.id))
    urn = (addresses.phone if line.traits.scheme == "tel" else addresses.mail)(typed)
    if not urn or urn in context.config.own_addresses:
        raise NotAllowed(reasons.ADDRESS_TYPED_WRONG(id=row.id))
    return urn


def person(config: Config, row: Message) -> str:
    """Whose message it is: the sender, or the Reply-To behind a form, a list's own address, or our own mailbox; ""
    where it names nobody."""
    own = config.own_addresses
    sender = row.sender
    stands_before = (
        not sender
        or sender in own
        or row.rule == "form"
        or "form" in row.flags
        or sender.removeprefix("mailto:").replace("@", ".") == row.list_id
    )
    others = [urn for urn in row.reply_to if urn not in own]
    return str(others[0] if stands_before and others else "" if sender in own else sender)


async def _read(db: Database, context: Context, line: Line, row: Message, sender: str) -> tuple[Decoded, Content]:
    """The message as it is stored, and what its words say; before the lease, for reading may take long."""
    decoded = await _decoded(db, context, line, row, sender)
    return decoded, await context.reader.words(decoded, line.channel)


async def _decoded(db: Database, context: Context, line: Line, row: Message, sender: str) -> Decoded:
    """Words that were not kept are read anew from its raw bytes."""
    of_its_way = tuple(flag for flag in row.flags if flag in ("unnamed", "sender_uncertain"))
    decoded = Decoded(
        kind="message",
        sender=sender,
        sender_name=row.sender_name,
        reply_to=tuple(row.reply_to),
        to=tuple(row.recipients),
        subject=row.subject,
        text=row.text,
        reply=row.reply,
        message_id=row.remote_id,
        in_reply_to=row.in_reply_to,
        references=tuple(row.refs),
        dmarc=Dmarc.FAIL if "forged" in row.flags else Dmarc.UNKNOWN,
        flags=of_its_way,
    )
    if row.subject or row.text or row.reply or row.outcome != Outcome.SYSTEM:
        return decoded
    async with db.connection() as conn:
        bodies = await inbox.bodies_of(conn, row.id)
    if not bodies:
        return decoded
    (found,) = await context.reader.messages([Raw(channel=line.channel, bodies=bodies, alone=True)])
    if not isinstance(found, Understood):
        return decoded
    return replace(decoded, subject=found.decoded.subject, text=found.decoded.text, reply=found.decoded.reply)


async def _facts(
    db: Database, context: Context, row: Message, decoded: Decoded, content: Content
) -> tuple[ReadMessage, BatchFacts]:
    """The message as intake would read it, and what intake would know of it."""
    claimed = Claimed(
        ready_seq=0,
        line=row.line,
        digest=row.digest,
        sender_key=decoded.sender,
        old=False,
        arrived_at=row.arrived_at,
        bodies=(),
    )
    read = ReadMessage(claimed=claimed, decoded=decoded, content=content)
    async with db.connection() as conn:
        choices = {claimed.digest: city_codes(context, claimed.digest)}
        facts = await gather(conn, context.config, [read], choices, beside=row.id)
    facts.message_ids = iter([row.id])
    return read, facts
