"""Of what a line has claimed, what may go out now; the rest waits, for its hour or for a person (sending_rules.py)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from gateway.domain import carriers
from gateway.domain.model import Draft, Purpose
from gateway.domain.sending_rules import Bounds, Rules, Ruling, Seen, Waiting, ruling
from gateway.settings.config import Config, Line
from gateway.store import outbox
from gateway.store.database import Connection
from gateway.store.outbox import ClaimedOutbox

__all__ = ["admitted", "budget", "foreseen", "rules_by_recipient", "rules_of"]

log = structlog.get_logger(__name__)
NEARLY = 0.8  # of a day's budget, from which on health says so


def rules_of(config: Config, line: Line) -> Rules:
    """The rules of one line: those of phones for texts alone."""
    old = timedelta(days=config.times.old_days)
    limits = config.limits
    if not _wakes_somebody(line):
        return Rules(old=old, zone=config.zone)
    return Rules(
        old=old,
        zone=config.zone,
        quiet=(limits.quiet_hours[0], limits.quiet_hours[1]) if limits.quiet_hours else None,
        same_text=timedelta(minutes=limits.same_text_minutes),
        held_words=tuple(word.casefold() for word in limits.held_words),
        per_number=limits.sms_per_number_hour or None,
    )


def foreseen(config: Config, line: Line, purpose: Purpose, text: str, to: str) -> Ruling:
    """What would be ruled of a new text now, as far as the text and the hour say."""
    now = datetime.now(UTC)
    rules = rules_by_recipient(config, line, [to])[to]
    return ruling(Waiting(purpose=purpose, text=text, created_at=now), Seen(), rules, now)


def _wakes_somebody(line: Line) -> bool:
    """Whether its texts reach phones: those of gammu's dummy do not."""
    return line.traits.segments and not getattr(line.options, "is_simulated", False)


def rules_by_recipient(config: Config, line: Line, recipients: Sequence[str]) -> Mapping[str, Rules]:
    """The rules of texts: those of their line, and of the carriers of its SIM and of each number."""
    rules, options = rules_of(config, line), line.options
    if not _wakes_somebody(line):
        return dict.fromkeys(recipients, rules)
    sim = carriers.of_imsi(getattr(options, "imsi", "")) or carriers.of_number(options.address)
    rules = rules.within([_bounds(config, sim.name)] if sim else [])
    whose = {to: one.name if (one := carriers.of_number(to)) else "" for to in recipients}
    theirs = {name: rules.within([_bounds(config, name)] if name else []) for name in set(whose.values())}
    return {to: theirs[name] for to, name in whose.items()}


def _bounds(config: Config, name: str) -> Bounds:
    """What a carrier bears: as the configuration says, else as our data does."""
    own = config.carriers.get(name)
    told = dict(carriers.carriers()[name].bounds) | (own.model_dump(exclude_none=True, exclude={"name"}) if own else {})
    return Bounds(
        same_text=timedelta(minutes=told.get("same_text_minutes", 0)),
        held_words=tuple(word.casefold() for word in told.get("held_words", ())),
        per_number=told.get("sms_per_number_hour") or None,
        per_day=told.get("sms_per_number_day") or None,
    )


async def budget(tx: Connection, config: Config, line: Line, n: int) -> tuple[int, dict[str, object]]:
    """How many of `n` texts below results the line may send now by what its SIM has sent this hour and today, and what
    health shows of that."""
    if not line.traits.one_sim:
        return n, {"braked": False}
    limits, most = config.limits, config.limits.sms_per_line_day
    left = min(n, limits.automatic_sms_per_line_hour - await outbox.used_this_hour(tx, line.name))
    used = await outbox.used_today(tx, line.name, most) if most else 0
    if most:
        left = min(left, most - used)
    near = bool(most) and used >= NEARLY * most
    return left, {"braked": left <= 0, "sms_day": used if near else None, "sms_day_most": most if near else None}


async def admitted(tx: Connection, config: Config, line: Line, claimed: Sequence[ClaimedOutbox]) -> list[ClaimedOutbox]:
    """Those that may go out now, in their order; the others are given back under their reason."""
    now = datetime.now(UTC)
    of_number = rules_by_recipient(config, line, [row.draft.recipient for row in claimed])
    rules = {row.draft.number: of_number[row.draft.recipient] for row in claimed}
    seen = await _seen(tx, rules)
    go: list[ClaimedOutbox] = []
    for row in claimed:
        draft = row.draft
        waiting = Waiting(
            purpose=draft.purpose,
            text=draft.text,
            created_at=draft.created_at,
            begun=bool(row.sent_parts),
            released=row.released,
        )
        beside = [other.draft for other in go if other.draft.recipient == draft.recipient]
        gone = _with(seen.get(draft.number, Seen()), beside, draft.text, now)
        given = ruling(waiting, gone, rules[draft.number], now)
        if given.reason is None:
            go.append(row)
        else:
            await _put_off(tx, line, row, given, now)
    return go


async def _seen(tx: Connection, rules: Mapping[int, Rules]) -> dict[int, Seen]:
    """What has gone to the numbers of these rows, as far as their rules ask."""
    same_text = max((one.same_text for one in rules.values()), default=timedelta(0))
    a_day = any(one.per_day is not None for one in rules.values())
    if not (same_text or a_day or any(one.per_number is not None for one in rules.values())):
        return {}
    return await outbox.seen(tx, list(rules), same_text, a_day=a_day)


def _with(seen: Seen, beside: Sequence[Draft], text: str, now: datetime) -> Seen:
    """What has gone to a number, with what goes to it just before this text."""
    if not beside:
        return seen
    same_at = now if any(draft.text == text for draft in beside) else seen.same_at
    return Seen(
        same_at=same_at,
        texts=seen.texts + len(beside),
        first_at=seen.first_at or now,
        day=seen.day + len(beside),
        day_first_at=seen.day_first_at or now,
    )


async def _put_off(tx: Connection, line: Line, row: ClaimedOutbox, given: Ruling, now: datetime) -> None:
    """Held, or due at a later moment; no try is used up. A second later than it must be: the transaction's now() lies
    before ours, and 06:59:59.9 is still night."""
    state = "held" if given.held else "due"
    after = (given.until - now).total_seconds() + 1 if given.until else 0.0
    await outbox.settle(tx, row.draft.number, state, reason=given.reason, used_try=False, after=after)
    log.info("waits", line=line.name, outbox=row.draft.number, state=state, reason=str(given.reason))
