"""Rules for what citizens say of a case that is there in words of their own: docs/CONVERSATION.md is their table.

A question is answered, thanks and praise are noted, a disagreement opens the case again. What the words are about is
the case that the message proves to be about; where messages join by time, the one that was heard of last.
"""

from gateway.domain.model import LOW_RATING, CaseFact, Decision, Kind, Outcome, Purpose
from gateway.domain.model.names import Flag, RuleName
from gateway.policy import reasons as why
from gateway.policy.about import ITSELF, adds, things
from gateway.policy.answers import (
    aside,
    asked_of_nothing,
    named_told,
    noted,
    state_of,
    state_told,
    states_told,
    wrong_code,
)
from gateway.policy.inputs import PolicyInput
from gateway.policy.intents import Intent
from gateway.policy.joining import (
    SHORT,
    fitting,
    is_just_now,
    is_other,
    known,
    names_anothers,
    place_of,
    proven_case,
    spoken_of,
)
from gateway.policy.placing import cased
from gateway.policy.text_classifier import TextClass

_ASKED = 8  # words of a question that is about the open case, if about nothing else
_LETTER = 40  # words of a mail that answers ours and asks


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
    return Decision(outcome=Outcome.HELD, rule="autoreply", reasons=(why.AUTOREPLY,), flags=("autoreply",))


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
        short = r.content.words <= SHORT and not (r.content.codes or r.content.mistyped)
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
    short = (r.content.words <= SHORT or r.content.mistyped) and not r.message.attachments
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


def _answered(r: PolicyInput) -> CaseFact | None:
    """What a rating is about where no case is named: the one answered last."""
    named = proven_case(r) is not None or r.content.codes or not r.traits.joins_by_time
    return None if named else next((case for case in known(r) if case.done), None)
