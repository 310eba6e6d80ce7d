"""Of what a line has claimed, what may go out now; the rest waits, for its hour or for a person (sending_rules.py)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import structlog

from gateway.domain.model import Draft, Purpose
from gateway.domain.sending_rules import Rules, Ruling, Seen, Waiting, ruling
from gateway.settings.config import Config, Line
from gateway.store import outbox
from gateway.store.database import Connection
from gateway.store.outbox import ClaimedOutbox

__all__ = ["admitted", "budget", "foreseen", "rules_of"]

log = structlog.get_logger(__name__)
NEARLY = 0.8  # of a day's budget, from which on health says so


def rules_of(config: Config, line: Line) -> Rules:
    """The rules of one line: those of phones for texts alone."""
    old = timedelta(days=config.times.old_days)
    limits = config.limits
    if not line.traits.segments or getattr(line.options, "is_simulated", False):  # nobody is woken there
        return Rules(old=old, zone=config.zone)
    return Rules(
        old=old,
        zone=config.zone,
        quiet=(limits.quiet_hours[0], limits.quiet_hours[1]) if limits.quiet_hours else None,
        same_text=timedelta(minutes=limits.same_text_minutes),
        held_words=tuple(word.casefold() for word in limits.held_words),
        per_number=limits.sms_per_number_hour or None,
    )


def foreseen(config: Config, line: Line, purpose: Purpose, text: str) -> Ruling:
    """What would be ruled of a new text now, as far as the text and the hour say."""
    now = datetime.now(UTC)
    return ruling(Waiting(purpose=purpose, text=text, created_at=now), Seen(), rules_of(config, line), now)


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
    rules, now = rules_of(config, line), datetime.now(UTC)
    counted = rules.per_number is not None or rules.same_text
    seen = await outbox.seen(tx, [row.draft.number for row in claimed], rules.same_text) if counted else {}
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
        given = ruling(waiting, _with(seen.get(draft.number, Seen()), beside, draft.text, now), rules, now)
        if given.reason is None:
            go.append(row)
        else:
            await _put_off(tx, line, row, given, now)
    return go


def _with(seen: Seen, beside: Sequence[Draft], text: str, now: datetime) -> Seen:
    """What has gone to a number, with what goes to it just before this text."""
    if not beside:
        return seen
    same_at = now if any(draft.text == text for draft in beside) else seen.same_at
    return Seen(same_at=same_at, texts=seen.texts + len(beside), first_at=seen.first_at or now)


async def _put_off(tx: Connection, line: Line, row: ClaimedOutbox, given: Ruling, now: datetime) -> None:
    """Held, or due at a later moment; no try is used up."""
    state = "held" if given.held else "due"
    after = (given.until - now).total_seconds() if given.until else 0.0
    await outbox.settle(tx, row.draft.number, state, reason=given.reason, used_try=False, after=after)
    log.info("waits", line=line.name, outbox=row.draft.number, state=state, reason=str(given.reason))
