"""RULES: an ordered table of pure functions. Each reads one message and speaks or is silent; the first to speak
decides.

Read top to bottom it is the policy: first what is no citizen's message (machines.py), then what cannot wait, what must
stay secret, what a citizen asks for (asks.py) or says of a case (talk.py), then everything else, which is a case. Rules
answer, they never act.
"""

from collections.abc import Callable
from dataclasses import replace

from gateway.domain.model import CaseFact, Decision, Kind, Outcome, Purpose
from gateway.domain.model.names import RuleName
from gateway.domain.reasons import Reason
from gateway.policy import asks, machines, talk, unforeseen
from gateway.policy import reasons as why
from gateway.policy.about import adds, other, streets, things
from gateway.policy.answers import state_of
from gateway.policy.content import Said
from gateway.policy.inputs import PolicyInput
from gateway.policy.intents import Intent
from gateway.policy.joining import Place, goes_on, is_doubtful, is_secret, place, place_of, spoken_of
from gateway.policy.placing import cased
from gateway.policy.text_classifier import TextClass

_SURE_MATTER = 0.8  # how like a matter a text of fewer words must be
_MATTER = 9  # words of a text that may be a matter though it names no thing we know
_ASKS, _SURELY_ASKS = 0.7, 0.85  # how like a question of how things stand one is that stands for an answer
# Dangers that no lamp, drain or tree comes to in time: those of a case that is about something else are a matter apart.
_APART = frozenset({"gas", "suicide", "lost_child", "lost_elder", "explosive"})

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
    """Life is in danger now: the numbers that help at once, and the duty officer."""
    if not r.content.danger:
        return None
    reply = () if _is_late(r) and r.facts.automatic_at else (Purpose.EMERGENCY,)
    where = _place(r)
    loose = "joined_by_time" in where.flags or (where.case is r.thread and not r.content.names_code)
    if where.case is not None and loose and _is_elsewhere(r, where.case):
        where = Place(outcome=Outcome.CASE, reason=why.OTHER_MATTER, link=where.case)
    return cased(
        r,
        "emergency",
        where,
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
    if kind is None or (r.content.wishes_only and goes_on(r)):
        return None
    rule: RuleName = "denunciation" if kind is Kind.DENUNCIATION else "complaint"
    where = _place(r, secret=True)
    if where.case is not None and where.case.restricted:
        asks = r.content.intent is Intent.STATUS  # "bao giờ có kết quả đơn tố cáo ạ"
        return cased(r, rule, where, replies=(Purpose.STATUS_RECEIVED,) if asks else (), kind=kind)
    return _received(r, rule, where, kind=kind)


def _received(
    r: PolicyInput, rule: RuleName, where: Place, *, kind: Kind | None = None, reasons: tuple[Reason, ...] = ()
) -> Decision:
    """What only few may see, told that it was received. A rating of what was answered is kept with it."""
    command = r.content.command
    rates = command is not None and command.name == "DG" and where.case is not None and where.case.done
    value = command.rating if command is not None and rates else None
    return cased(
        r,
        rule,
        where,
        reasons=reasons,
        replies=(Purpose.RECEIPT,),
        kind=kind,
        command="DG" if rates else "",
        rating=value,
    )


def encrypted(r: PolicyInput) -> Decision | None:
    """Nobody here can read it, and the sender is told so: a person looks, unless it belongs to a case."""
    if "encrypted" not in r.message.flags:
        return None
    where, replies = place(r), (Purpose.ENCRYPTED,)
    if where.outcome is Outcome.FOLLOW_UP:
        return cased(r, "encrypted", where, replies=replies)
    return Decision(outcome=Outcome.HELD, rule="encrypted", reasons=(why.ENCRYPTED,), replies=replies)


def maybe_denunciation(r: PolicyInput) -> Decision | None:
    """It may be about an official's breach of law, or its sender asks not to be named: seen by few until an officer has
    looked, and told what is true either way. What joins a case of the sender's own is answered as ever, and the case is
    seen by few; who asks for no more than that is told that it was received."""
    content = r.content
    where = _place(r, secret=content.delicate and not goes_on(r))
    spoken = spoken_of(r) if where.case is None else None
    if spoken is not None and content.wishes_only:
        where = place_of(r, spoken)
    command = content.command
    commands = command is not None and command.name != "VIECMOI" and not command.rest
    if content.confidential and not commands and where.case is not None and goes_on(r):
        told = state_of(where.case) if where.case.restricted else (Purpose.RECEIPT,)
        note = content.wishes_only  # a hint opens a case that was done again, for few eyes
        return cased(r, "maybe_denunciation", where, reasons=(why.SECRECY,), replies=told, note=note)
    tells = command is not None and command.name in ("TT", "DG") and bool(where.case)  # beside what they ask
    if not (content.delicate or content.confidential) or commands or not (tells or where.outcome is Outcome.CASE):
        return None
    disagrees = content.intent is Intent.DISAGREEMENT and not content.delicate and spoken_of(r) is not None
    if disagrees:  # opens its case again, for few eyes from now on
        return None
    reason = why.DELICATE if content.delicate else why.SECRECY
    return _received(r, "maybe_denunciation", where, reasons=(reason,))


def answer_to_us(r: PolicyInput) -> Decision | None:
    """What a citizen writes while an officer has asked them something is taken for the answer, however short, unless
    they ask themselves, thank, or name another thing."""
    where = place(r)
    case = where.case
    if where.outcome is not Outcome.FOLLOW_UP or case is None or case.state != "awaiting_citizen":
        return None
    command, content = r.content.command, r.content
    commands = command is not None and not (command.name == "DG" and command.bare)
    status = content.intent is Intent.STATUS or _asks_instead(content)
    asks = status or content.intent in (Intent.HOW, Intent.ABUSE)
    if status and content.answers and not adds(content.about, case.about):  # "cột số 3. Bao giờ sửa?"
        return cased(r, "follow_up", where, replies=state_of(case))
    says = content.has_words and not content.thanks and not asks and "encrypted" not in r.message.flags
    if commands or not (says or r.message.attachments):
        return None
    return None if adds(content.about, case.about) else cased(r, "follow_up", where)


def _asks_instead(content: Said) -> bool:
    """Whether what answers a question of ours is so like a question itself that its state is told."""
    like = content.text_class
    return (
        like is not None and like.kind is TextClass.STATUS and like.share >= (_ASKS if content.asks else _SURELY_ASKS)
    )


def follow_up(r: PolicyInput) -> Decision | None:
    """More on a case of the sender's own. One that was done is open again; a second matter that only time has joined is
    told so; details are not answered."""
    where = place(r)
    case = where.case
    if where.outcome is not Outcome.FOLLOW_UP or case is None:
        return None
    if case.done:
        return cased(r, "follow_up", where, replies=(Purpose.REOPENED,))
    if r.facts.faq is not None:
        return replace(cased(r, "follow_up", where, replies=(Purpose.FAQ,)), faq=r.facts.faq)
    beside = r.content.names_code and r.traits.joins_by_time and adds(r.content.about, case.about)
    if beside or ("joined_by_time" in where.flags and _is_second(r, case)):
        return cased(r, "follow_up", where, flags=("second_matter",), replies=(Purpose.ADDED,))
    return cased(r, "follow_up", where)


def announced(r: PolicyInput) -> Decision | None:
    """What is written next after VIEC MOI alone is the matter, whatever it asks; thanks, second thoughts, what is meant
    for others and questions that name nothing are not."""
    if r.facts.new_matter_at is None:
        return None
    content = r.content
    said = content.has_words and not (content.thanks or content.greeting or content.command or r.facts.echo)
    asks = content.intent in (Intent.STATUS, Intent.HOW, Intent.ABUSE) and not content.about
    aside = content.intent in (Intent.WITHDRAWAL, Intent.WRONG_NUMBER)
    if not said or asks or aside or place(r).reason is not why.OWN_MATTER:
        return None
    return new_case(r)


def after_call(r: PolicyInput) -> Decision | None:
    """Who is texted about a call that we missed, and writes back within the hour: it stands with that call, for whoever
    calls back, also where they say that they had dialled wrong; one answer a day. Courtesies are nothing new."""
    content = r.content
    if r.facts.called is None or content.command or content.thanks or content.greeting or not content.has_words:
        return None
    if content.intent is Intent.ABUSE:
        return None
    where = place(r)
    replies = () if Purpose.ADDED in r.facts.sent_24h else (Purpose.ADDED,)
    return cased(r, "follow_up", where, replies=replies) if where.reason is why.AFTER_CALL else None


def new_case(r: PolicyInput) -> Decision:
    """A citizen writes: a case, and an acknowledgement with a code, and a date where one is owed; or with the answer
    that the unit has written for such questions."""
    reply = Purpose.ACKNOWLEDGEMENT if r.facts.faq is None else Purpose.FAQ
    decision = replace(cased(r, "new_case", place(r), replies=(reply,)), faq=r.facts.faq)
    praises = r.content.intent is Intent.PRAISE and not r.content.tells_more
    return replace(decision, kind=Kind.OPINION) if praises else decision


def for_size(r: PolicyInput, decision: Decision) -> Decision:
    """Of a mail above the line's limit only the beginning is here. Its citizen is told so beside what else is said, for
    what is missing may matter; not in danger, where nothing may stand beside the numbers that help."""
    heard = decision.outcome in (Outcome.CASE, Outcome.FOLLOW_UP) and decision.rule != "copy" and not decision.urgent
    if not heard or "too_large" not in r.message.flags:
        return decision
    return replace(decision, replies=(*decision.replies, Purpose.TOO_LARGE))


def _is_second(r: PolicyInput, case: CaseFact) -> bool:
    """Whether a text is a matter beside that of the case which time joins it to: by what it names. One that names
    nothing known counts by its length, a question in any case, and they are told so once a day."""
    if adds(r.content.about, case.about) or r.content.says_another:
        return True
    if r.content.adds_details and not r.content.asks:
        return False
    long = not things(r.content.about) and (r.content.words >= _MATTER or r.content.words == 0)  # 0: files alone
    like = r.content.text_class
    is_matter = like is not None and like.matter >= _SURE_MATTER and not things(r.content.about)
    asks = long or is_matter or r.content.tells_anew or r.content.asks or r.content.kind is Kind.QUESTION
    return asks and Purpose.ADDED not in r.facts.sent_24h


def _is_elsewhere(r: PolicyInput, case: CaseFact) -> bool:
    """Whether danger that is told in more than a cry is another matter than the case that time would join it to."""
    told = r.content.words >= _MATTER and not r.content.adds_details
    here, there = (streets(named) for named in (case.about, r.content.about))
    shared = (here & there) or (things(case.about) & things(r.content.about))
    apart = r.content.danger in _APART or bool(case.about and there and not shared)
    return told and not case.restricted and (other(r.content.about, case.about) or (apart and not case.urgent))


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
    machines.officer_reply,
    machines.machine_sender,
    machines.nobody,
    machines.maybe_machine,
    machines.bulk,
    machines.one_time_password,
    machines.advert,
    copy,
    emergency,
    late_part,
    talk.echo,
    secret,
    maybe_denunciation,
    asks.help_wanted,
    asks.opt_out,
    asks.opt_in,
    asks.new_matter,
    asks.unknown_code,
    asks.status,
    talk.autoreply,
    announced,
    talk.withdrawal,
    answer_to_us,
    talk.disagreement,
    asks.rating,
    after_call,
    talk.question,
    talk.how,
    asks.details,
    talk.wrong_number,
    talk.abuse,
    talk.thanks,
    talk.praise,
    talk.greeting,
    talk.picture,
    talk.empty,
    talk.chase,
    encrypted,
    unforeseen.unforeseen,
    follow_up,
    new_case,
)

# What a person files or splits off is a citizen's: no rule holds it, none takes it for a command.
FILING: tuple[Rule, ...] = (copy, emergency, secret, maybe_denunciation, follow_up, new_case)
