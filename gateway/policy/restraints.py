"""RESTRAINTS: what holds a reply back, each with its reason. The case is kept all the same; only our voice is.

They keep us out of mail loops, off the bill of a flood, and silent where nobody asked or nobody can be reached.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from gateway.domain import addresses
from gateway.domain.model import ASKED, Decision, Dmarc, Outcome, Purpose
from gateway.domain.model.names import Restrained
from gateway.policy import reasons as why
from gateway.policy.inputs import PolicyInput

Free = Literal[""]
Restraint = Callable[[PolicyInput, Decision, Purpose], Restrained | Free]

_TOLD = 2  # times an hour that the same state is told
_LOOP_REPLIES = 2
_LOOP_TIME = timedelta(minutes=10)
_EMERGENCIES_A_DAY = 3


def old(r: PolicyInput, _decision: Decision, _purpose: Purpose) -> Restrained | Free:
    """Nothing that lay there at first contact, and nothing older than a week, is answered by itself."""
    if r.facts.filed:
        return ""
    at = r.facts.arrived_at or r.message.sent_at
    late = at is not None and r.facts.now - at > timedelta(days=r.limits.old_days)
    return "old" if r.facts.old or late else ""


def line_silent(r: PolicyInput, _decision: Decision, _purpose: Purpose) -> Restrained | Free:
    """A line on trial beside an older system only reads; what an act queues there is held (intake/replying.py)."""
    return "" if r.facts.line_sends or r.facts.filed else "line_silent"


def suppressed(r: PolicyInput, _decision: Decision, _purpose: Purpose) -> Restrained | Free:
    """A DSN or a spam complaint said that nothing arrives there; whoever proves to write from there is there again."""
    return "suppressed" if r.facts.suppressed and r.message.dmarc is not Dmarc.PASS else ""


def unreachable(r: PolicyInput, _decision: Decision, purpose: Purpose) -> Restrained | Free:
    """The line that answers must be able to write there. By SMS only Vietnamese mobile numbers are answered: others
    cost more, or are no phone. A mobile number abroad gets the numbers to call in danger, and once where to write."""
    scheme = r.facts.reply_scheme or r.traits.scheme
    if scheme == "tel":
        abroad = r.limits.foreign_numbers and purpose in (Purpose.EMERGENCY, Purpose.FOREIGN)
        may = addresses.is_mobile(r.message.sender) or (abroad and addresses.is_mobile_abroad(r.message.sender))
        return "" if may else "no_mobile_number"
    return "" if r.message.sender.startswith(f"{scheme}:") else "no_mail_address"


def forged(r: PolicyInput, _decision: Decision, _purpose: Purpose) -> Restrained | Free:
    """Our own server says that the sender is not who they say: an answer would go to someone else."""
    return "dmarc_fail" if not r.traits.proves_sender and r.message.dmarc is Dmarc.FAIL else ""


def unproven_emergencies(r: PolicyInput, _decision: Decision, purpose: Purpose) -> Restrained | Free:
    """Where nobody can say who wrote, even emergency texts have a ceiling: the duty officer is told of each case."""
    spent = r.facts.unproven_emergencies_1h >= r.limits.unproven_emergencies_per_line_hour
    return "unproven_emergencies_per_line_hour" if _unproven(r) and purpose is Purpose.EMERGENCY and spent else ""


def unproven(r: PolicyInput, _decision: Decision, purpose: Purpose) -> Restrained | Free:
    """Where nobody can say who wrote, an answer may go to a stranger whose address was taken: it is given, and
    bounded."""
    if not _unproven(r) or purpose is Purpose.EMERGENCY:
        return ""
    if purpose not in ASKED and r.facts.unproven_sender_24h >= r.limits.unproven_per_sender_day:
        return "unproven_per_sender_day"
    if r.facts.unproven_domain_1h >= r.limits.unproven_per_domain_hour:
        return "unproven_per_domain_hour"
    return "unproven_per_line_hour" if r.facts.unproven_line_1h >= r.limits.unproven_per_line_hour else ""


def loop(r: PolicyInput, _decision: Decision, purpose: Purpose) -> Restrained | Free:
    """By mail two automatic replies of this line today, and words again within minutes of the last: it may be a machine
    that answers us. Who writes to another unit talks to another line; texts have their ceiling, the last one says so.
    """
    asked = purpose in ASKED or r.facts.filed or not r.traits.threads
    if asked or purpose is Purpose.EMERGENCY or len(r.facts.automatic_here) < _LOOP_REPLIES:
        return ""
    return "loop_suspected" if r.at - r.facts.automatic_here[-1] <= _LOOP_TIME else ""


def told_twice(r: PolicyInput, decision: Decision, purpose: Purpose) -> Restrained | Free:
    """The same state is told twice an hour: who asks more often than it can change may be a machine."""
    if purpose is Purpose.STATUS_LIST:
        return "status_told_twice" if r.facts.lists_1h >= _TOLD else ""
    case = decision.case
    if case is None or purpose not in (Purpose.STATUS, Purpose.STATUS_RECEIVED):
        return ""
    told = [at for at in r.facts.told_1h.get(case.id, ()) if case.state_since is None or at >= case.state_since]
    return "status_told_twice" if len(told) >= _TOLD else ""


def already_asked(r: PolicyInput, decision: Decision, purpose: Purpose) -> Restrained | Free:
    """A figure is asked for once for each case, and whose number this is is said once a day."""
    if purpose is Purpose.NEUTRAL:
        return "already_asked" if Purpose.NEUTRAL in r.facts.sent_24h else ""
    asked = purpose is Purpose.ASK_RATING and decision.case is not None and decision.case.id in r.facts.rating_asked
    return "already_asked" if asked else ""


def too_many_commands(r: PolicyInput, _decision: Decision, purpose: Purpose) -> Restrained | Free:
    """Answers to what was asked, per sender and day."""
    too_many = purpose in ASKED and r.facts.commands_24h >= r.limits.commands_per_sender_day
    return "commands_per_sender_day" if too_many else ""


def too_many_emergencies(r: PolicyInput, _decision: Decision, purpose: Purpose) -> Restrained | Free:
    """An emergency passes the limit of acknowledgements, but three times a day at most."""
    if purpose is not Purpose.EMERGENCY:
        return ""
    all_replies = r.limits.acknowledgements_per_sender_day + _EMERGENCIES_A_DAY
    too_many = r.facts.emergencies_24h >= _EMERGENCIES_A_DAY or len(r.facts.automatic_at) >= all_replies
    return "emergencies_per_sender_day" if too_many else ""


def too_many(r: PolicyInput, decision: Decision, purpose: Purpose) -> Restrained | Free:
    """Replies that nobody asked for, per sender and day, with those that stand before it in this decision."""
    if purpose in ASKED or purpose is Purpose.EMERGENCY or _answers_command(r, decision):
        return ""
    replies = decision.replies
    before = len(r.facts.automatic_at) + (replies.index(purpose) if purpose in replies else 0)
    spent = before >= r.limits.acknowledgements_per_sender_day
    return "acknowledgements_per_sender_day" if spent else ""


def _answers_command(r: PolicyInput, decision: Decision) -> bool:
    """Whether a citizen did what our texts tell them to do, and has not had all the answers of a day."""
    answers = len(r.facts.automatic_at) + r.facts.commands_24h
    told = decision.command == "BS" or why.OWN_MATTER in decision.reasons
    return told and answers < r.limits.commands_per_sender_day


RESTRAINTS: tuple[Restraint, ...] = (
    old,
    line_silent,
    suppressed,
    unreachable,
    forged,
    unproven_emergencies,
    unproven,
    loop,
    told_twice,
    already_asked,
    too_many_commands,
    too_many_emergencies,
    too_many,
)


def restrain(r: PolicyInput, decision: Decision) -> Decision:
    """The decision with the replies that may go out, and why each other may not."""
    allowed: list[Purpose] = []
    withheld = list(decision.withheld)
    flags = list(decision.flags)
    for purpose in decision.replies:
        reason = _held_by(r, decision, purpose)
        if reason == "no_mobile_number" and _tells_where_to_write(r, decision):
            allowed.append(Purpose.FOREIGN)
        if reason is None:
            allowed.append(purpose)
            continue
        withheld.append(f"{purpose}: {reason}")
        if reason == "loop_suspected":
            flags.append(reason)
        if reason.startswith("unproven_"):
            flags.append("bounded")
    replies, instead = _last_word(r, decision, tuple(allowed))
    return replace(decision, replies=replies, withheld=(*withheld, *instead), flags=tuple(flags))


def _held_by(r: PolicyInput, decision: Decision, purpose: Purpose) -> Restrained | None:
    return next((why for restraint in RESTRAINTS if (why := restraint(r, decision, purpose))), None)


def _tells_where_to_write(r: PolicyInput, decision: Decision) -> bool:
    """Whether a number abroad, which gets no other text, is told once by which way it will be answered."""
    told = r.facts.foreign_told or Purpose.FOREIGN in r.facts.sent_24h
    has_case = decision.outcome in (Outcome.CASE, Outcome.FOLLOW_UP)
    return has_case and not told and _held_by(r, decision, Purpose.FOREIGN) is None


def _last_word(
    r: PolicyInput, decision: Decision, allowed: tuple[Purpose, ...]
) -> tuple[tuple[Purpose, ...], tuple[str, ...]]:
    """The last text of the day that may be sent unasked says that it is the last."""
    most = r.limits.acknowledgements_per_sender_day
    last = len(r.facts.automatic_at) == most - 1 > 0 and not _answers_command(r, decision)
    acknowledges = set(allowed) & {Purpose.ACKNOWLEDGEMENT, Purpose.RECEIPT, Purpose.ADDED}
    if not r.traits.segments or not last or not acknowledges:
        return allowed, ()
    return (Purpose.RATE_LIMIT,), tuple(f"{purpose}: rate_limit" for purpose in allowed)


def _unproven(r: PolicyInput) -> bool:
    return not r.traits.proves_sender and r.message.dmarc is Dmarc.UNKNOWN and not r.facts.filed
