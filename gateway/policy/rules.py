"""RULES: an ordered table of pure functions. Each reads one message and speaks or is silent; the first to speak
decides.

Read top to bottom it is the policy: first what is no citizen's message (machines.py), then what cannot wait, what must
stay secret, what a citizen asks for (asks.py), then everything else, which is a case. Rules answer, they never act.
"""

from collections.abc import Callable

from gateway.domain.model import Decision, Kind, Outcome, Purpose
from gateway.domain.model.names import RuleName
from gateway.policy import asks, machines
from gateway.policy import reasons as why
from gateway.policy.inputs import PolicyInput
from gateway.policy.joining import Place, is_doubtful, is_secret, place
from gateway.policy.placing import cased

Rule = Callable[[PolicyInput], Decision | None]


def copy(r: PolicyInput) -> Decision | None:
    """The same mail once more, through another alias or to another unit: it stands on the case of the first, and is not
    answered again. What is secret is never merged, only linked (joining.py)."""
    first = r.facts.copy_of
    if not r.facts.copied or is_secret(r) or is_doubtful(r):
        return None
    reasons = (why.SAME_MAIL,)
    if first is None:
        return Decision(outcome=Outcome.COMMAND, rule="copy", reasons=reasons, flags=("copy",))
    return Decision(
        outcome=Outcome.FOLLOW_UP, rule="copy", reasons=reasons, flags=("copy",), case=first, code=first.code
    )


def emergency(r: PolicyInput) -> Decision | None:
    """Life is in danger now: 113, 114, 115 at once, and the duty officer."""
    if not r.content.danger:
        return None
    reply = () if _is_late(r) and r.facts.automatic_at else (Purpose.EMERGENCY,)
    return cased(
        r,
        "emergency",
        _place(r),
        reasons=(why.danger(r.content.danger),),
        replies=reply,
        urgent=True,
        kind=r.content.secret,
    )


def late_part(r: PolicyInput) -> Decision | None:
    """The missing part of a long SMS that became a case without it."""
    case = r.facts.late_of
    if case is None or not _is_late(r):
        return None
    where = Place(outcome=Outcome.FOLLOW_UP, reason=why.LATE_PART_OF, case=case, flags=("late_part",))
    return cased(r, "late_part", where, kind=r.content.secret)


def secret(r: PolicyInput) -> Decision | None:
    """A complaint or a denunciation: restricted, a neutral receipt without a date, no word of what it is."""
    kind = r.content.secret
    if kind is None:
        return None
    rule: RuleName = "denunciation" if kind is Kind.DENUNCIATION else "complaint"
    return cased(r, rule, _place(r, secret=True), replies=(Purpose.RECEIPT,), kind=kind)


def thanks(r: PolicyInput) -> Decision | None:
    """Thanks and nothing else: no new case, no answer."""
    if r.message.attachments or not r.content.thanks:
        return None
    where = place(r)
    if where.outcome is Outcome.FOLLOW_UP and where.case is not None:
        return cased(r, "thanks", where, flags=("thanks",))
    return Decision(outcome=Outcome.COMMAND, rule="thanks", reasons=(why.THANKS,), flags=("thanks",))


def greeting(r: PolicyInput) -> Decision | None:
    """ "Alo", "ok", "test": no case; who is unknown is told once a day how this works."""
    if r.message.attachments or r.content.has_heading or not r.content.greeting:
        return None
    where = place(r)
    if where.outcome is Outcome.FOLLOW_UP and where.case is not None:
        return cased(r, "greeting", where, flags=("greeting",))
    first = not r.facts.commands_24h and r.facts.answered is None
    return Decision(
        outcome=Outcome.COMMAND,
        rule="greeting",
        reasons=(why.GREETING,),
        flags=("greeting",),
        replies=(Purpose.HELP,) if first else (),
    )


def empty(r: PolicyInput) -> Decision | None:
    """Nothing to read and nothing attached, or signs only: a person looks, unless it belongs to a case."""
    if r.message.attachments or r.content.has_words:
        return None
    where = place(r)
    if where.outcome is Outcome.FOLLOW_UP and where.case is not None:
        return cased(r, "empty", where, flags=("empty",))
    return Decision(outcome=Outcome.HELD, rule="empty", reasons=(why.NOTHING,))


def follow_up(r: PolicyInput) -> Decision | None:
    """More on a case of the sender's own: joined, and not acknowledged a second time."""
    where = place(r)
    if where.outcome is not Outcome.FOLLOW_UP:
        return None
    return cased(r, "follow_up", where)


def new_case(r: PolicyInput) -> Decision:
    """A citizen writes: a case, and an acknowledgement with a code and a date."""
    return cased(r, "new_case", place(r), replies=(Purpose.ACKNOWLEDGEMENT,))


def _is_late(r: PolicyInput) -> bool:
    return r.facts.late_of is not None and r.facts.late_of.sender == r.message.sender


def _place(r: PolicyInput, *, secret: bool = False) -> Place:
    """As place(), but a late part belongs to the message whose part it is."""
    if _is_late(r):
        return Place(outcome=Outcome.FOLLOW_UP, reason=why.LATE_PART, case=r.facts.late_of, flags=("late_part",))
    return place(r, secret=secret)


RULES: tuple[Rule, ...] = (
    machines.report,
    machines.own_address,
    machines.form,
    machines.automatic,
    machines.machine_sender,
    machines.nobody,
    machines.maybe_machine,
    machines.bulk,
    machines.one_time_password,
    machines.advert,
    copy,
    emergency,
    late_part,
    secret,
    asks.help_wanted,
    asks.opt_out,
    asks.opt_in,
    asks.unknown_code,
    asks.status,
    asks.rating,
    asks.details,
    thanks,
    greeting,
    empty,
    follow_up,
    new_case,
)

# What a person files or splits off is a citizen's: no rule holds it, none takes it for a command.
FILING: tuple[Rule, ...] = (copy, emergency, secret, follow_up, new_case)
