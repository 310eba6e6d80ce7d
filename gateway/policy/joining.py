"""Which case a message is about, and whether it joins that case, opens one of its own, or opens one that officers see
linked to another. The only such rule set.

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
from gateway.policy.about import differ, other, places, things
from gateway.policy.inputs import PolicyInput
from gateway.policy.intents import Intent
from gateway.policy.text_classifier import TextClass

_RECENT = timedelta(hours=24)
_ANNOUNCED = timedelta(hours=1)
_RECENT_SECRET = timedelta(days=14)  # what more is said of a denunciation is for few eyes too
_ANSWER = timedelta(days=30)  # in which what a citizen writes may be the answer to what an officer asked
_JUST_NOW = timedelta(minutes=10)
SHORT = 15  # words of a text that names no matter: where nothing is known of its sender, it opens no case
_NO_REMARK = 0.9  # how like a matter a text is that is none
_REMARKED, _REMARK = timedelta(days=7), 10  # after a result; words of a text that may be a remark on it


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
    command = reading.content.command
    if command is not None and command.name == "VIECMOI":
        return Place(outcome=Outcome.CASE, reason=why.OWN_MATTER)
    proven = _proven(reading)
    if proven is not None:
        return _unless_other(reading, proven)
    if reading.facts.copy_of is not None:
        return Place(outcome=Outcome.CASE, reason=why.SAME_MAIL, link=reading.facts.copy_of)
    if reading.content.codes or reading.facts.thread:
        return Place(
            outcome=Outcome.CASE,
            reason=why.EVIDENCE_ALONE,
            link=reading.foreign or reading.own or reading.thread,
        )
    if _is_announced(reading):
        return Place(outcome=Outcome.CASE, reason=why.OWN_MATTER)
    fits = fitting(reading)
    called = reading.facts.called
    if called and not fits and _may_join(reading, called, secret):
        return Place(outcome=Outcome.FOLLOW_UP, reason=why.AFTER_CALL, case=called, flags=("joined_by_time",))
    recent = fits if fits and not fits.done else _asked(reading) or reading.facts.recent
    if recent and _within_a_day(reading, recent) and _may_join(reading, recent, secret):
        return Place(outcome=Outcome.FOLLOW_UP, reason=why.SAME_DAY, case=recent, flags=("joined_by_time",))
    if (remarked := _remarked_on(reading)) is not None and not secret:
        return Place(outcome=Outcome.FOLLOW_UP, reason=why.LAST_HEARD, case=remarked, flags=("joined_by_time",))
    return Place(outcome=Outcome.CASE, reason=why.NO_CASE)


def _asked(reading: PolicyInput) -> CaseFact | None:
    """The case of theirs that waits for what they were asked."""
    return next((case for case in known(reading) if case.state == "awaiting_citizen"), None)


def _is_announced(reading: PolicyInput) -> bool:
    """Whether they wrote VIEC MOI, were told to add the matter, and this is what they write next."""
    told, recent = reading.facts.new_matter_at, reading.facts.recent
    if told is None or reading.at - told > _ANNOUNCED or not reading.traits.joins_by_time:
        return False
    return recent is None or recent.last_message_at is None or recent.last_message_at <= told


def _remarked_on(reading: PolicyInput) -> CaseFact | None:
    """The case whose result a short text is about: within days of it, and naming nothing, or nothing but what that case
    is about."""
    facts, content = reading.facts, reading.content
    answered = facts.answered
    if (
        answered is None
        or answered.answered_at is None
        or answered.sender != reading.message.sender
        or facts.open
        or reading.message.attachments
        or not reading.traits.joins_by_time
    ):
        return None
    names = set(content.about)
    names_nothing_new = not names or (names & set(answered.about) and not other(names, answered.about))
    most = 2 * _REMARK if content.tells_more else _REMARK  # thanks stand before what is still wrong
    short = 0 < content.words <= most and names_nothing_new and not content.tells_anew
    fresh = reading.at - answered.answered_at <= _REMARKED
    is_matter = content.text_class is not None and content.text_class.matter >= _NO_REMARK
    return answered if short and fresh and not is_matter else None


def _may_join(reading: PolicyInput, recent: CaseFact, secret: bool) -> bool:
    """Whether what comes within a day is the same matter: not where thing and place are others. To a restricted case
    everything is joined, for what is taken from it would be shown to others' eyes; a complaint joins no open one."""
    return recent.restricted or not (secret or _is_another(reading, recent))


def _is_another(reading: PolicyInput, case: CaseFact) -> bool:
    """Whether words tell of another matter than a case: another thing at another place, or they say so and name another
    thing or place, or long after its result they are like a matter and name another place."""
    named, like = reading.content.about, reading.content.text_class
    says = reading.content.says_another and not reading.content.wishes_only
    if differ(named, case.about) or (says and set(named) - set(case.about)):
        return True
    late = case.done and case.answered_at is not None and reading.at - case.answered_at > _REMARKED
    return late and like is not None and like.kind is TextClass.MATTER and other(places(named), places(case.about))


def _unless_other(reading: PolicyInput, where: Place) -> Place:
    """An answer to a mail of ours about a case whose code it only quotes, and about another matter: one of its own,
    linked."""
    case = where.case
    is_answer = case is not None and case is reading.thread and not case.restricted
    if is_answer and not reading.content.names_code and case and _is_another(reading, case):
        return Place(outcome=Outcome.CASE, reason=why.OTHER_MATTER, link=case)
    return where


def goes_on(reading: PolicyInput) -> bool:
    """Whether a text goes on with what its sender wrote last: it only asks that they be not named, or is short, names
    nothing and comes within an hour."""
    content, recent = reading.content, reading.facts.recent
    if content.confidential:
        return content.wishes_only and content.intent is not Intent.DISAGREEMENT
    if content.about or content.words > 2 * _REMARK:
        return False
    if recent is None or recent.last_message_at is None:
        return False
    return reading.at - recent.last_message_at <= _ANNOUNCED


def known(reading: PolicyInput) -> tuple[CaseFact, ...]:
    """The sender's own cases on this line that nothing but their address names: the open ones, then the one answered
    last."""
    facts = reading.facts
    opened = facts.open or ((facts.recent,) if facts.recent else ())
    found = (*opened, *((facts.answered,) if facts.answered else ()))
    return tuple(case for case in found if case.sender == reading.message.sender and case.line == facts.line)


def fitting(reading: PolicyInput) -> CaseFact | None:
    """Of several cases of the sender's, the one whose thing or place the words name; None where none or more do."""
    mine = known(reading)
    if not mine:
        return None
    named = set(reading.content.about)
    found = [case for case in mine if named & set(case.about)]
    return found[0] if len(found) == 1 else None


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
    content = reading.content
    return bool(content.secret or content.confidential or content.delicate or (first and first.restricted))


def proven_case(reading: PolicyInput) -> CaseFact | None:
    """The case that a command may change: the sender's own, proven."""
    found = _proven(reading)
    return found.case if found else None


def _within_a_day(reading: PolicyInput, recent: CaseFact) -> bool:
    if (
        not reading.traits.joins_by_time
        or recent.line != reading.facts.line
        or recent.sender != reading.message.sender
        or recent.last_message_at is None
    ):
        return False
    if (
        recent.state == "awaiting_citizen"
        and recent.state_since is not None
        and reading.at - recent.state_since <= _ANSWER
    ):
        return True
    within = _RECENT_SECRET if recent.restricted and _adds_to(reading) else _RECENT
    return abs(reading.at - recent.last_message_at) <= within


def _adds_to(reading: PolicyInput) -> bool:
    """Whether words may go on with what was said in secret: they say so, hint at such things too, name nothing of their
    own, or say that it was so with them, too ("cũng bị đòi y vậy")."""
    content = reading.content
    return content.adds_details or content.delicate or content.says_likewise or not content.about


def spoken_of(r: PolicyInput, *, asking: bool = False) -> CaseFact | None:
    """The case that words without a command are about. `asking`: to be told how it stands takes less than to change
    it, for the answer goes to the address on record."""
    found = proven_case(r)
    if found is not None:
        return found
    if asking and r.own is not None:
        return r.own
    if r.content.codes or r.facts.thread is not None:
        return None
    if asking:
        return fitting(r) or next(iter(known(r)), None) if may_list(r) else None
    return (fitting(r) or _last_heard(r)) if r.traits.joins_by_time and not is_doubtful(r) else None


def _last_heard(r: PolicyInput) -> CaseFact | None:
    """Of the open case and the one that was answered: the one that was heard of last."""
    cases = known(r)
    answered = next((case for case in cases if case.done), None)
    opened = next((case for case in cases if not case.done), None)
    if answered is None or opened is None:
        return answered or opened
    later = answered.answered_at and opened.last_message_at and answered.answered_at > opened.last_message_at
    return answered if later else opened


def place_of(r: PolicyInput, case: CaseFact) -> Place:
    """The case as the place of words that prove to be about it, or that time joins to it."""
    if proven_case(r) is not None:
        return Place(outcome=Outcome.FOLLOW_UP, reason=why.SENDERS_CASE, case=case)
    return Place(outcome=Outcome.FOLLOW_UP, reason=why.LAST_HEARD, case=case, flags=("joined_by_time",))


def is_other(r: PolicyInput, case: CaseFact, *, itself: frozenset[str] = frozenset()) -> bool:
    """Whether the words name another matter than this case, which nothing but time says they are about: another thing
    or place, but for what names the case `itself`; long after its result, one that it is not known to be about."""
    if proven_case(r) is not None:
        return False
    named = set(r.content.about) - itself
    stale = case.done and case.answered_at is not None and r.at - case.answered_at > _REMARKED
    return other(named, case.about) or (stale and bool(named) and not named & set(case.about))


def is_just_now(r: PolicyInput, case: CaseFact) -> bool:
    """Whether an open case was heard of minutes ago: what asks nothing then goes on with what was said."""
    heard = case.last_message_at
    return not case.done and heard is not None and r.at - heard <= _JUST_NOW


def names_anothers(r: PolicyInput) -> bool:
    """Whether a short text speaks of nothing but a code, and that is none of its sender's."""
    short = r.content.words <= SHORT and not r.message.attachments and not things(r.content.about)
    if not r.traits.proves_sender:  # by mail it may be the citizen, whom nobody vouches for: a person looks
        return False
    return bool(r.content.codes) and r.own is None and r.facts.thread is None and short


def may_list(r: PolicyInput) -> bool:
    """Whether a sender may ask of all that is theirs: one whom the network or their domain vouches for."""
    return not is_doubtful(r) and (r.traits.joins_by_time or r.message.dmarc is Dmarc.PASS)
