"""Rules for what citizens say of a case that is there in words of their own: docs/CONVERSATION.md is their table.

A question is answered, thanks and praise are noted, a disagreement opens the case again. What the words are about is
the case that the message proves to be about; where messages join by time, the one that was heard of last.
"""

from datetime import timedelta

from gateway.domain.model import LOW_RATING, CaseFact, Decision, Dmarc, Kind, Outcome, Purpose
from gateway.domain.model.names import Flag, RuleName
from gateway.domain.reasons import Reason
from gateway.policy import reasons as why
from gateway.policy.about import ITSELF, adds, other, things
from gateway.policy.inputs import PolicyInput
from gateway.policy.intents import Intent
from gateway.policy.joining import REMARKED, Place, fitting, is_doubtful, known, proven_case
from gateway.policy.placing import cased
from gateway.policy.text_classifier import TextClass

_ASKED = 8  # words of a question that is about the open case, if about nothing else
_LETTER = 40  # words of a mail that answers ours and asks
_JUST_NOW = timedelta(minutes=10)
_SHORT = 15  # words of a question that names no matter: where nothing is known of its sender, it opens no case


def echo(r: PolicyInput) -> Decision | None:
    """Our own words come back, from a machine or a thumb: kept with the case, never answered."""
    return noted(r, "echo", case=spoken_of(r)) if r.facts.echo else None


def autoreply(r: PolicyInput) -> Decision | None:
    """A phone or a mailbox answers for its owner: kept, never answered. A mailbox answers a mail, or its header shows a
    machine; where no case is known, a person looks, and what an officer has asked may be answered so."""
    if r.content.intent is not Intent.AUTOREPLY or r.message.attachments:
        return None
    case = spoken_of(r)
    if not r.traits.threads:
        return noted(r, "autoreply", case=case, reason=why.AUTOREPLY)
    answers = r.message.in_reply_to or r.message.references or r.message.signs
    if not answers or (case is not None and case.state == "awaiting_citizen"):
        return None
    if case is not None:
        return noted(r, "autoreply", case=case)
    return Decision(outcome=Outcome.HELD, rule="autoreply", reasons=(why.AUTOREPLY,), flags=(_FLAGS["autoreply"],))


def withdrawal(r: PolicyInput) -> Decision | None:
    """The citizen takes a matter back: an officer closes it. Of several, none is guessed at."""
    if r.content.intent is not Intent.WITHDRAWAL or r.content.confidential:  # "keep me out of it"
        return None
    case = spoken_of(r)
    if several := named_told(r, "withdrawal"):
        return several
    if case is None and names_anothers(r):
        return wrong_code(r, "")
    if case is None:
        unclear = not r.content.about and not r.content.codes and not r.facts.thread and r.traits.joins_by_time
        return asked_of_nothing("withdrawal") if unclear else None
    several = None if fitting(r) else states_told(r, "withdrawal")
    return several or noted(r, "withdrawal", case=case, replies=(Purpose.WITHDRAWN,))


def disagreement(r: PolicyInput) -> Decision | None:
    """After a result: the case is open again, and its citizen is told so. Before one: how it stands."""
    command = r.content.command
    rates = command is not None and command.name == "DG"
    case = (_answered(r) if rates else None) or spoken_of(r)
    itself = ITSELF if rates else frozenset[str]()
    if not (r.content.intent is Intent.DISAGREEMENT or (rates and _disagrees(r))):
        return None
    if case is None and names_anothers(r):
        return wrong_code(r, "")
    if case is None:
        short = r.content.words <= _SHORT and not (r.content.codes or r.content.mistyped)
        unclear = r.traits.joins_by_time and short and not set(r.content.about) - ITSELF
        return aside(r, "no_matter", Outcome.HELD) if unclear and not r.message.attachments else None
    if is_other(r, case, itself=itself):
        return None
    if not case.done and _tells_more(r, case, rates=rates):
        return None
    value = command.rating if command is not None and rates and (case.done or not command.bare) else None
    name = command.name if command is not None and command.name in ("DG", "BS") else ""
    replies = (Purpose.REOPENED,) if case.done else state_of(case)
    flags: tuple[Flag, ...] = ("disagreement",)
    return cased(r, "disagreement", place_of(r, case), flags=flags, replies=replies, rating=value, command=name)


def _tells_more(r: PolicyInput, case: CaseFact, *, rates: bool) -> bool:
    """Whether words that sound like a disagreement tell more, beside a case that nobody has answered: by BS, minutes
    after the last ones, or of another thing."""
    if r.content.command is not None and r.content.command.name == "BS":
        return True
    named = things(r.content.about)
    anew = r.content.tells_anew or bool(named and not named & things(case.about))
    at_once = not (rates or r.content.asks or r.content.chases) and is_just_now(r, case)
    return at_once or (anew and adds(r.content.about, case.about))


def _disagrees(r: PolicyInput) -> bool:
    """Whether what stands beside a rating tells of something that is still wrong, or beside a low one is most like a
    disagreement, and is not that it took long."""
    command, like = r.content.command, r.content.text_class
    if r.content.tells_more:
        return True
    low = command is not None and command.rating is not None and command.rating <= LOW_RATING
    return low and not r.content.chases and like is not None and like.kind is TextClass.DISAGREEMENT


def question(r: PolicyInput) -> Decision | None:
    """How does it stand? Always answered. Where nothing is known and no matter is named, with how to ask."""
    if r.content.intent is not Intent.STATUS:
        return None
    if several := named_told(r):
        return several
    case = spoken_of(r, asking=True)
    short = (r.content.words <= _SHORT or r.content.mistyped) and not r.message.attachments
    if case is None:
        if (
            not short
            or (things(r.content.about) if r.content.mistyped else r.content.about)
            or r.facts.thread is not None
        ):
            return None
        return wrong_code(r, "") if r.content.codes or r.content.mistyped else asked_of_nothing("help")
    if is_other(r, case):
        return None
    if not fitting(r) and (several := states_told(r)):
        return several
    if short or (proven_case(r) is None and not r.traits.joins_by_time):
        return state_told(r, case)
    return cased(r, "follow_up", place_of(r, case), replies=state_of(case), note=True)


def chase(r: PolicyInput) -> Decision | None:
    """A short text of waiting, or any short question, beside an open case and about nothing else: kept with it, and
    told how it stands; unless the unit has an answer to that question. By mail, which is answered by nothing else, a
    question may be longer."""
    case = None if r.message.attachments else spoken_of(r)
    if case is None or case.done or r.facts.faq is not None:
        return None
    few = r.content.kind is Kind.QUESTION and 0 < r.content.words <= _ASKED
    asks = few or _asks_by_mail(r)
    about_it = (r.content.chases or asks) and not r.content.tells_anew
    tells_more = is_just_now(r, case) and not asks and not r.content.asks
    if not about_it or tells_more or adds(r.content.about, case.about) or r.content.adds_details:
        return None
    several = None if fitting(r) else states_told(r)
    return several or cased(r, "follow_up", place_of(r, case), replies=state_of(case), note=True)


def _asks_by_mail(r: PolicyInput) -> bool:
    """Whether a mail of some sentences asks, and not only thanks for being asked."""
    return not r.traits.joins_by_time and r.content.asks and r.content.words <= _LETTER and not r.content.courteous


def how(r: PolicyInput) -> Decision | None:
    """ "I want to report something", and no word of what: how this works."""
    asks = r.content.intent is Intent.HOW and not r.message.attachments and not r.content.codes
    return how_told(r) if asks else None


def how_told(r: PolicyInput) -> Decision:
    """How this works; to who has a case and speaks of another matter, how that is written."""
    if not r.content.says_another or spoken_of(r) is None:
        return asked_of_nothing("help")
    return Decision(outcome=Outcome.COMMAND, rule="new_matter", replies=(Purpose.NEW_MATTER,))


def praise(r: PolicyInput) -> Decision | None:
    """Praise of what was done is noted, and so is a rating in words where nothing was answered; a poor one asks how
    things stand."""
    rated, case = _rated_in_words(r), spoken_of(r)
    if case is None and not rated:
        return None
    praises = r.content.intent is Intent.PRAISE
    beside = r.content.tells_more and (case is None or case.done or adds(r.content.about, case.about))
    if not (praises or rated or r.content.courteous) or beside:
        return None
    poor = rated is not None and rated <= LOW_RATING
    if case is not None and (praises or rated or case.done):
        replies = state_of(case) if poor and not case.done else ()
        rule: RuleName = "disagreement" if replies else "praise"
        return None if is_other(r, case, itself=ITSELF) else noted(r, rule, case=case, replies=replies)
    if not rated:
        return None
    return asked_of_nothing("help") if poor else noted(r, "praise", case=None)


def _rated_in_words(r: PolicyInput) -> int | None:
    """The rating that words are, and nothing else: "rất tốt"."""
    command = r.content.command
    bare = command is not None and command.name == "DG" and command.bare and not command.figure
    return command.rating if command is not None and bare and not command.rest else None


def wrong_number(r: PolicyInput) -> Decision | None:
    """Meant for a friend, a taxi, a shop: told once a day whose number this is, without a code. A mail of trade or
    school waits for a person, and is not answered."""
    if r.content.astray and not r.content.codes and r.facts.thread is None:
        return aside(r, "wrong_number", Outcome.HELD, with_files=True)
    meant_for_others = r.content.intent is Intent.WRONG_NUMBER and not r.content.names_code
    return aside(r, "wrong_number", Outcome.COMMAND) if meant_for_others else None


def abuse(r: PolicyInput) -> Decision | None:
    """Insults and nothing else: no case, a neutral line; a person looks."""
    return aside(r, "abuse", Outcome.HELD) if r.content.intent is Intent.ABUSE else None


def thanks(r: PolicyInput) -> Decision | None:
    """Thanks and nothing else: no new case, no answer."""
    if r.message.attachments or not r.content.thanks:
        return None
    return noted(r, "thanks", case=spoken_of(r), reason=why.THANKS)


def greeting(r: PolicyInput) -> Decision | None:
    """ "Alo", "ok", "test": no case; who is unknown is told once a day how this works."""
    if r.message.attachments or r.content.has_heading or not r.content.greeting:
        return None
    case = spoken_of(r)
    first = case is None and not r.facts.commands_24h
    return noted(r, "greeting", case=case, reason=why.GREETING, replies=(Purpose.HELP,) if first else ())


def picture(r: PolicyInput) -> Decision | None:
    """The network tells that a picture waits, and nothing of it arrives here: its sender is told so once a day. The
    case that they wrote of last shows it."""
    if "mms" not in r.message.flags or r.content.has_words:
        return None
    replies = () if Purpose.NO_PICTURES in r.facts.sent_24h else (Purpose.NO_PICTURES,)
    return noted(r, "picture", case=spoken_of(r), reason=why.PICTURE, replies=replies)


def empty(r: PolicyInput) -> Decision | None:
    """Nothing to read and nothing attached, or signs only: a person looks, unless it belongs to a case."""
    if r.message.attachments or r.content.has_words:
        return None
    case = spoken_of(r)
    if case is not None:
        return noted(r, "empty", case=case)
    return Decision(outcome=Outcome.HELD, rule="empty", reasons=(why.NOTHING,))


def state_told(r: PolicyInput, case: CaseFact | None, *, command: str = "") -> Decision:
    """The answer to "how does it stand": the case's state; without a case, how to ask."""
    if case is None:
        return asked_of_nothing("help", command=command)
    return Decision(
        outcome=Outcome.COMMAND,
        rule="status",
        reasons=(why.SENDERS_CASE,),
        replies=state_of(case),
        case=case,
        command=command,
        code=case.code,
    )


def wrong_code(r: PolicyInput, command: str) -> Decision:
    """What is asked about a code that is not this sender's, or none at all: one answer for all of them, then
    silence."""
    guessing = r.facts.wrong_codes_1h >= r.limits.wrong_codes_per_hour
    return Decision(
        outcome=Outcome.COMMAND,
        rule="unknown_code",
        reasons=(why.WRONG_CODE,),
        flags=("guessing",) if guessing else (),
        replies=() if guessing else (Purpose.UNKNOWN_CODE,),
        withheld=(f"{Purpose.UNKNOWN_CODE}: wrong_codes_per_hour",) if guessing else (),
        command=command,
        code=next(iter(r.content.codes), ""),
    )


def states_told(r: PolicyInput, rule: RuleName = "status", *, command: str = "") -> Decision | None:
    """The answer where several are open and nothing says which is meant: a short list."""
    mine = tuple(case for case in r.facts.open if case.sender == r.message.sender)
    if len(mine) < 2 or r.content.codes or proven_case(r) is not None or not _may_list(r):
        return None
    return Decision(
        outcome=Outcome.COMMAND,
        rule=rule,
        reasons=(why.SEVERAL,),
        replies=(Purpose.STATUS_LIST,),
        cases=mine,
        command=command,
    )


def named_told(r: PolicyInput, rule: RuleName = "status", *, command: str = "") -> Decision | None:
    """The answer where a short text names several of the sender's own and tells of nothing: a list of those."""
    short = r.content.names_code and r.content.words <= _SHORT and not (r.message.attachments or r.facts.thread)
    if len(r.content.codes) < 2 or not short or things(r.content.about) or not _may_list(r):
        return None
    named = (r.facts.cases_by_code.get(code) for code in r.content.codes)
    mine = tuple(case for case in named if case and case.sender == r.message.sender)
    if len(mine) < 2:
        return None
    replies = (Purpose.STATUS_LIST,)
    return Decision(
        outcome=Outcome.COMMAND, rule=rule, reasons=(why.SEVERAL,), replies=replies, cases=mine, command=command
    )


def names_anothers(r: PolicyInput) -> bool:
    """Whether a short text speaks of nothing but a code, and that is none of its sender's."""
    short = r.content.words <= _SHORT and not r.message.attachments and not things(r.content.about)
    if not r.traits.proves_sender:  # by mail it may be the citizen, whom nobody vouches for: a person looks
        return False
    return bool(r.content.codes) and r.own is None and r.facts.thread is None and short


def _may_list(r: PolicyInput) -> bool:
    """Whether a sender may ask of all that is theirs: one whom the network or their domain vouches for."""
    return not is_doubtful(r) and (r.traits.joins_by_time or r.message.dmarc is Dmarc.PASS)


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
        return fitting(r) or next(iter(known(r)), None) if _may_list(r) else None
    return (fitting(r) or _last_heard(r)) if r.traits.joins_by_time and not is_doubtful(r) else None


def is_just_now(r: PolicyInput, case: CaseFact) -> bool:
    """Whether an open case was heard of minutes ago: what asks nothing then goes on with what was said."""
    heard = case.last_message_at
    return not case.done and heard is not None and r.at - heard <= _JUST_NOW


def _answered(r: PolicyInput) -> CaseFact | None:
    """What a rating is about where no case is named: the one answered last."""
    named = proven_case(r) is not None or r.content.codes or not r.traits.joins_by_time
    return None if named else next((case for case in known(r) if case.done), None)


def _last_heard(r: PolicyInput) -> CaseFact | None:
    """Of the open case and the one that was answered: the one that was heard of last."""
    cases = known(r)
    answered = next((case for case in cases if case.done), None)
    opened = next((case for case in cases if not case.done), None)
    if answered is None or opened is None:
        return answered or opened
    later = answered.answered_at and opened.last_message_at and answered.answered_at > opened.last_message_at
    return answered if later else opened


def is_other(r: PolicyInput, case: CaseFact, *, itself: frozenset[str] = frozenset()) -> bool:
    """Whether the words name another matter than this case, which nothing but time says they are about: another thing
    or place, but for what names the case `itself`; long after its result, one that it is not known to be about."""
    if proven_case(r) is not None:
        return False
    named = set(r.content.about) - itself
    stale = case.done and case.answered_at is not None and r.at - case.answered_at > REMARKED
    return other(named, case.about) or (stale and bool(named) and not named & set(case.about))


def state_of(case: CaseFact) -> tuple[Purpose, ...]:
    """What tells how a case stands; of a restricted one no more than that it was received."""
    return (Purpose.STATUS_RECEIVED if case.restricted else Purpose.STATUS,)


def place_of(r: PolicyInput, case: CaseFact) -> Place:
    """The case as the place of words that prove to be about it, or that time joins to it."""
    if proven_case(r) is not None:
        return Place(outcome=Outcome.FOLLOW_UP, reason=why.SENDERS_CASE, case=case)
    return Place(outcome=Outcome.FOLLOW_UP, reason=why.LAST_HEARD, case=case, flags=("joined_by_time",))


def noted(
    r: PolicyInput,
    rule: RuleName,
    *,
    case: CaseFact | None,
    replies: tuple[Purpose, ...] = (),
    reason: Reason | None = None,
) -> Decision:
    """Kept with its case, which stays as it is; without one, listed among the messages."""
    flag: tuple[Flag, ...] = (_FLAGS[rule],)
    if case is not None:
        return cased(r, rule, place_of(r, case), flags=flag, replies=replies, note=True)
    reasons = (reason,) if reason else ()
    return Decision(outcome=Outcome.COMMAND, rule=rule, reasons=reasons, flags=flag, replies=replies)


def aside(r: PolicyInput, rule: RuleName, outcome: Outcome, *, with_files: bool = False) -> Decision | None:
    """What is no matter: a note where a case is known; else `outcome`, and by text a neutral line."""
    if r.message.attachments and not with_files:
        return None
    case = spoken_of(r)
    if case is not None:
        return noted(r, rule, case=case)
    replies = (Purpose.NEUTRAL,) if r.traits.joins_by_time else ()
    return Decision(outcome=outcome, rule=rule, reasons=(why.ASIDE,), flags=(_FLAGS[rule],), replies=replies)


def asked_of_nothing(rule: RuleName, *, command: str = "") -> Decision:
    """The answer to who asks where no case is known: how this works."""
    return Decision(
        outcome=Outcome.COMMAND, rule=rule, reasons=(why.NO_CODE,), replies=(Purpose.HELP,), command=command
    )


_FLAGS: dict[str, Flag] = {
    "picture": "mms",
    "echo": "echo",
    "autoreply": "autoreply",
    "withdrawal": "withdrawal",
    "wrong_number": "wrong_number",
    "no_matter": "no_matter",
    "abuse": "abuse",
    "praise": "praise",
    "disagreement": "disagreement",
    "thanks": "thanks",
    "greeting": "greeting",
    "empty": "empty",
}
