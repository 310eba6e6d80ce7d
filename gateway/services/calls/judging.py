"""What calls came to, and what is owed for those that nobody took: a case to call back by a deadline, one text.

A call-back that reaches the citizen, from any number of the unit's, closes the case; so does a further call of theirs
that somebody takes. Calls of our own numbers owe nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from gateway.channels import calls as channel
from gateway.domain import addresses, codes
from gateway.domain.calls import judged
from gateway.domain.model import CalledBack, Kind, MissedCall, Opened, Purpose
from gateway.domain.model.calls import JudgedCall
from gateway.domain.sending_rules import end_of_quiet
from gateway.replies import wording
from gateway.runtime.context import Context
from gateway.services import pace
from gateway.settings.config import Line
from gateway.store import calls, cases, database, deadlines, notices, outbox, suppressions
from gateway.store.calls import Judgement, PendingCall, PendingText
from gateway.store.cases import NewCase, NewEvent, Touch
from gateway.store.database import TRANSIENT, Connection, Database
from gateway.store.deadlines import NewDeadline
from gateway.store.notices import Notice

__all__ = ["close", "judge", "lines_of_unit"]

log = structlog.get_logger(__name__)
ONE_AT_A_TIME = 0x63616C6C  # any constant: two workers must not open two cases for one caller
AT_ONCE = 200
CODE_TRIES = 16
AGAIN_SECONDS = 600.0
STALE_TEXT = timedelta(hours=1)  # a call noted later than that owes no text: nobody waits for it any more


async def judge(db: Database, context: Context) -> int:
    """Judge what is to be judged, then text whom is to be texted. Returns how many calls were judged."""
    if not any(isinstance(line.options, channel.CallsOptions) for line in context.config.lines.values()):
        return 0
    async with db.transaction() as tx:
        if not await tx.fetchval("SELECT pg_try_advisory_xact_lock($1)", ONE_AT_A_TIME):
            return 0
        pending = [call for call in await calls.to_judge(tx, AT_ONCE) if call.line in context.config.lines]
        legs = await calls.legs(tx, [call.id for call in pending])
        now = await tx.fetchval("SELECT now()")
        found = sorted(
            ((call, _not_ahead(judged(legs[call.id], call.noted_at), now)) for call in pending if call.id in legs),
            key=lambda one: one[1].started_at,
        )
        own = context.config.own_addresses
        await calls.judge(tx, [_judgement(call, came_to, own) for call, came_to in found])
        for call, came_to in found:
            if came_to.party.startswith("tel:") and came_to.party not in own and came_to.direction != "internal":
                await _try(tx, Judging(context, context.config.lines[call.line], call, came_to, now))
        for text in await calls.to_text(tx, AT_ONCE):
            await _text(tx, context, text, now)
    return len(found)


@dataclass(frozen=True, slots=True)
class Judging:
    """One call of a citizen's that is judged now."""

    context: Context
    line: Line
    call: PendingCall
    came_to: JudgedCall
    now: datetime

    @property
    def options(self) -> channel.CallsOptions:
        """Its line's own."""
        assert isinstance(self.line.options, channel.CallsOptions)
        return self.line.options


def _not_ahead(came_to: JudgedCall, now: datetime) -> JudgedCall:
    """A telephone system's clock may go wrong, by years: no call begins after now."""
    return replace(came_to, started_at=min(came_to.started_at, now))


def _judgement(call: PendingCall, came_to: JudgedCall, own: frozenset[str]) -> Judgement:
    return Judgement(
        id=call.id,
        direction=came_to.direction,
        party=came_to.party,
        started_at=came_to.started_at,
        answered_at=came_to.answered_at,
        ended_at=came_to.ended_at,
        answered=came_to.answered,
        own=came_to.party in own,
    )


def lines_of_unit(context: Context, unit: str) -> list[str]:
    """The lines of a unit: whoever calls back may do so from any of its numbers."""
    return [line.name for line in context.config.lines.values() if line.unit.key == unit]


async def _try(tx: Connection, at: Judging) -> None:
    """One call that cannot be followed stops no other: it is judged once more later."""
    try:
        async with tx.transaction():
            await _follow(tx, at)
    except TRANSIENT:
        raise
    except Exception as error:
        log.warning("what follows from a call could not be written", call=at.call.id, error=type(error).__name__)
        await calls.judge_later(tx, at.call.id, AGAIN_SECONDS)


async def _follow(tx: Connection, at: Judging) -> None:
    """What follows from one call."""
    came_to = at.came_to
    lines = lines_of_unit(at.context, at.line.unit.key)
    if came_to.answered:
        spoken = came_to.answered_at or came_to.started_at
        open_cases = await calls.open_cases(tx, came_to.party, lines, came_to.started_at)
        await calls.called_back(tx, came_to.party, lines, came_to.started_at, spoken)
        for case in open_cases:
            await close(tx, case, CalledBack(reached=True, call=at.call.id), spoken)
    elif came_to.direction == "out":
        for case in await calls.open_cases(tx, came_to.party, lines, came_to.started_at):
            if at.call.outcome == "open":
                event = CalledBack(reached=False, call=at.call.id)
                await cases.write_events(tx, [NewEvent(case_id=case, payload=event)])
    elif at.call.case_id is None:
        if reached := await calls.reached_after(tx, came_to.party, lines, came_to.started_at):
            await calls.called_back(tx, came_to.party, lines, came_to.started_at, reached)
        elif at.now - came_to.started_at < timedelta(days=at.context.config.times.old_days):
            await _owe(tx, at)


async def close(tx: Connection, case: int, event: CalledBack, at: datetime, actor: str = "") -> bool:
    """The citizen was spoken to: nothing is owed any more. False where the case is closed already."""
    if not await cases.change(tx, case, "closed"):
        return False
    await cases.write_events(tx, [NewEvent(case_id=case, payload=event, actor=actor)])
    await deadlines.done(tx, [case], ["call_back"], at)
    return True


# --- a missed call -----------------------------------------------------------------------------------------------


async def _owe(tx: Connection, at: Judging) -> None:
    """One case for all the missed calls of a citizen until somebody speaks to them; one text an hour."""
    case = await calls.open_case(tx, at.line.name, at.came_to.party)
    event = MissedCall(call=at.call.id)
    if case is None:
        case = await _open(tx, at, event)
    else:
        await cases.touch(tx, [Touch(case_id=case, at=at.came_to.started_at)])
        await cases.write_events(tx, [NewEvent(case_id=case, payload=event)])
    await calls.belongs(tx, at.call.id, case, await _text_at(tx, at))


async def _text_at(tx: Connection, at: Judging) -> datetime | None:
    """When the caller is texted; None: not at all."""
    party, by = at.came_to.party, at.context.config.replying(at.line)
    stale = at.now - at.came_to.started_at > STALE_TEXT
    if not (at.options.text and by.send and by.traits.segments and addresses.is_mobile(party)) or stale:
        return None
    unreachable = "unreachable" in (await suppressions.of(tx, [party])).get(party, ())
    if unreachable or await calls.text_near(tx, party, at.line.name):
        return None
    quiet = pace.rules_of(at.context.config, by).quiet
    return (end_of_quiet(at.now, quiet, at.context.config.zone) if quiet else None) or at.now


async def _open(tx: Connection, at: Judging, event: MissedCall) -> int:
    """A case of its own kind, with its deadline; the unit is told."""
    context, unit = at.context, at.line.unit
    working = timedelta(minutes=at.options.call_back_minutes)
    due = context.config.office_of(unit).after(at.came_to.started_at, working)
    case = NewCase(
        id=await database.new_id(tx, "cases"),
        code=await _code(tx, context, f"call:{at.line.name}:{at.call.attempt}".encode()),
        line=at.line.name,
        channel=at.line.channel,
        unit=unit.key,
        sender=at.came_to.party,
        sender_name="",
        language=unit.language,
        subject="",
        kind=Kind.MISSED_CALL,
        urgent=False,
        restricted=False,
        due_at=due,
        last_message_at=at.came_to.started_at,
    )
    await cases.open_many(tx, [case])
    happened = (Opened(rule="missed_call"), event)
    await cases.write_events(tx, [NewEvent(case_id=case.id, payload=one) for one in happened])
    await deadlines.set_many(tx, [NewDeadline(case_id=case.id, kind="call_back", due_at=due)])
    await notices.write(tx, [_notice(at, case)])
    return case.id


async def _code(tx: Connection, context: Context, seed: bytes) -> str:
    wanted = [codes.make(context.config.city, seed, context.key, attempt) for attempt in range(CODE_TRIES)]
    taken = await cases.taken_codes(tx, wanted)
    return next(code for code in wanted if code not in taken)


def _notice(at: Judging, case: NewCase) -> Notice:
    """The unit is told whom to call back by the case's code: the number stands on its page."""
    zone = at.context.config.zone
    fields = {
        "unit": case.unit,
        "code": case.code,
        "line": case.line,
        "received": wording.minute(at.came_to.started_at, zone),
        "until": wording.minute(case.due_at, zone),
    }
    return Notice(
        audience="unit",
        template="missed_call_task",
        key=f"missed_call:{case.id}",
        name=case.code,
        fields=fields,
        case_id=case.id,
    )


# --- the text ----------------------------------------------------------------------------------------------------


async def _text(tx: Connection, context: Context, call: PendingText, now: datetime) -> None:
    """Enqueue the one text, caused by the call. Who was spoken to meanwhile gets none."""
    line = context.config.lines.get(call.line)
    by = context.config.replying(line) if line else None
    if line is None or by is None or not (by.send and by.traits.segments) or call.case_id is None:
        await calls.texted(tx, call.id, sent=False)
        return
    unit, zone = line.unit, context.config.zone
    opens = context.config.office_of(unit).opening(now)
    values = {
        **wording.unit_values(unit, unit.language, context.config.city),
        "opens": wording.minute(opens, zone),
        "standing": "closed" if opens > now else "",
    }
    _, text = context.replies.render(
        Purpose.MISSED_CALL, by.traits.templates, unit.language, unit.sms_form, values, unit=unit.key
    )
    row = outbox.NewOutbox(
        id=await database.new_id(tx, "outbox"),
        line=by.name,
        cause=f"call:{call.id}",
        purpose=Purpose.MISSED_CALL,
        recipient=call.party,
        text=text,
        case_id=call.case_id,
    )
    await outbox.enqueue(tx, [row])
    await calls.texted(tx, call.id, sent=True)
