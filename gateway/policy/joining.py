"""Whether a message joins a case, opens one, or opens one that officers see linked to another. The only such rule set.

Evidence of a case counts only together with the sender on record; any other evidence opens a case of that sender's own,
and is answered exactly as if there had been none, so that nobody learns which codes exist. A mail that our server calls
forged, or whose From is not exactly one address, never joins, whatever it knows: officers see it linked.
"""

from dataclasses import dataclass
from datetime import timedelta

from gateway.domain.model import CaseFact, Dmarc, Outcome
from gateway.domain.model.names import Flag
from gateway.domain.reasons import Reason
from gateway.policy import reasons as why
from gateway.policy.inputs import PolicyInput

_RECENT = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a message belongs, and by which evidence."""

    outcome: Outcome
    reason: Reason
    case: CaseFact | None = None
    link: CaseFact | None = None
    flags: tuple[Flag, ...] = ()


def place(reading: PolicyInput, *, secret: bool = False) -> Place:
    """Join or open. `secret`: a complaint or denunciation, which is not mixed into an ordinary case by time alone."""
    proven = _proven(reading)
    if proven is not None:
        return proven
    if reading.facts.copy_of is not None:
        return Place(outcome=Outcome.CASE, reason=why.SAME_MAIL, link=reading.facts.copy_of)
    if reading.content.codes or reading.facts.thread:
        return Place(
            outcome=Outcome.CASE,
            reason=why.EVIDENCE_ALONE,
            link=reading.foreign or reading.own or reading.thread,
        )
    recent = reading.facts.recent
    if reading.traits.joins_by_time and recent and _within_a_day(reading, recent) and (recent.restricted or not secret):
        return Place(outcome=Outcome.FOLLOW_UP, reason=why.SAME_DAY, case=recent, flags=("joined_by_time",))
    return Place(outcome=Outcome.CASE, reason=why.NO_CASE)


def _proven(reading: PolicyInput) -> Place | None:
    """A case of the sender's own that the message proves to be about."""
    if is_doubtful(reading):
        return None
    if reading.thread is not None:
        return Place(outcome=Outcome.FOLLOW_UP, reason=why.ANSWERS_US, case=reading.thread)
    own = reading.own
    if own is None:
        return None
    if reading.traits.proves_sender:
        return Place(outcome=Outcome.FOLLOW_UP, reason=why.NAMES_OF_NUMBER, case=own)
    if reading.message.dmarc_pass:
        return Place(outcome=Outcome.FOLLOW_UP, reason=why.NAMES_OF_ADDRESS, case=own)
    return None


def is_doubtful(reading: PolicyInput) -> bool:
    """Whether the sender is forged, or cannot be told: such a message joins nothing."""
    return reading.message.dmarc is Dmarc.FAIL or "sender_uncertain" in reading.message.flags


def is_secret(reading: PolicyInput) -> bool:
    """Whether a message must not stand on a case together with the same mail to another unit."""
    first = reading.facts.copy_of
    return reading.content.secret is not None or reading.content.confidential or bool(first and first.restricted)


def proven_case(reading: PolicyInput) -> CaseFact | None:
    """The case that a command may change: the sender's own, proven."""
    found = _proven(reading)
    return found.case if found else None


def _within_a_day(reading: PolicyInput, recent: CaseFact) -> bool:
    if recent.line != reading.facts.line or recent.sender != reading.message.sender or recent.last_message_at is None:
        return False
    return abs((reading.facts.arrived_at or reading.facts.now) - recent.last_message_at) <= _RECENT
