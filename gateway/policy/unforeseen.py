"""The rule for short texts whose words no cue foresees: they are taken for what they are most like
(text_classifier.py).

What is done on so little is what costs little: the state is told, a note is kept, a person looks. Where a case was
answered, what is like thanks never opens it again, and what is like a disagreement does.
"""

from dataclasses import replace
from datetime import timedelta

from gateway.domain.model import CaseFact, Decision, Outcome, Purpose
from gateway.domain.model.names import RuleName
from gateway.policy import reasons as why
from gateway.policy import talk
from gateway.policy.about import adds, things
from gateway.policy.answers import aside, asked_of_nothing, named_told, noted, state_of, states_told
from gateway.policy.inputs import PolicyInput
from gateway.policy.intents import INSULTS, Intent
from gateway.policy.joining import fitting, is_just_now, is_other, place, place_of, spoken_of
from gateway.policy.placing import cased
from gateway.policy.text_classifier import STATUS_ASKED, Classification, TextClass, asks_status, is_surely

# How sure one must be: where nothing is known of the sender, and where a case is. A matter needs none.
_ALONE = {
    TextClass.NOBODY: 0.5,
    TextClass.ABUSE: 0.65,
    TextClass.GREETING: 0.5,
    TextClass.HOW: 0.5,
    TextClass.STATUS: STATUS_ASKED,
    TextClass.THANKS: 0.65,
}
_BESIDE = {
    TextClass.STATUS: 0.4,
    TextClass.DISAGREEMENT: 0.4,
    TextClass.THANKS: 0.45,
    TextClass.WITHDRAWAL: 0.7,
    TextClass.NOBODY: 0.65,
    TextClass.GREETING: 0.5,
    TextClass.ABUSE: 0.6,
    TextClass.DETAILS: 0.5,
    TextClass.HOW: 0.5,
}
_SURELY_HOW = 0.9  # without a question
_SURELY_OF_IT = 0.9  # how like a question one must be that names what its case did not
_OF_A_MATTER = 0.65  # how like a question what is otherwise a matter must be
_MEANT_OF_IT = (TextClass.STATUS, TextClass.DISAGREEMENT)  # more of what was just said, where it asks nothing
_OF_NO_MATTER = (TextClass.NOBODY, TextClass.GREETING, TextClass.HOW)  # what costs no citizen a case
_ASIDE: dict[TextClass, RuleName] = {TextClass.NOBODY: "wrong_number", TextClass.ABUSE: "abuse"}
_SURE, _NOBODY_MAIL = 0.8, 0.65  # a mail that is held hears nothing
_LATELY = timedelta(days=14)
# How like a matter a text must be to be one: where nothing is known of its sender; beside a case, where it names
# nothing but what that is about; and where it tells of people, places, wishes of its own. Most of what is said beside a
# case is of it, and the weights count texts of all situations alike.
_ALONE_MATTER, _MATTER, _MATTER_ANEW = 0.9, 0.99, 0.9
_FEW, _MORE, _MOST = 8, 0.02, 0.95  # words of a short text; for each word more; of any
_NO_MATTER, _PLAINLY_NONE, _SCRAP = 0.3, 0.1, 5  # how like a matter, and how many words, of a text that tells of none


def unforeseen(r: PolicyInput) -> Decision | None:
    """What words are most like, where they are like it enough; the last reason says so."""
    like = r.content.text_class
    if like is None or r.message.attachments or r.facts.faq is not None:
        return None
    where = place(r)
    if where.reason is why.OWN_MATTER and r.content.command is None:  # VIEC MOI was said, and this is the matter
        return None
    case = spoken_of(r, asking=asks_status(like))
    if case is None:
        kind, share = _said_alone(r, like)
        decision = _alone(r, kind, share, like)
    else:
        kind, share = _said_beside(r, like, case)
        if kind is TextClass.STATUS and _comes_again(r, share, case, joins=where.outcome is Outcome.FOLLOW_UP):
            return None
        if _goes_on(r, kind, case):
            kind, share = TextClass.DETAILS, 1.0
        decision = _beside(r, kind, case) if _is_enough(r, kind, share, case) else _remark(r, like, case)
    if decision is None:
        return None
    return replace(decision, reasons=(*decision.reasons, why.most_like(kind, share)))


def _said_alone(r: PolicyInput, like: Classification) -> tuple[TextClass, float]:
    """What a text is taken for where no case is known, and how like it is."""
    plain = r.traits.joins_by_time and not r.content.about and like.matter < _ALONE_MATTER
    if plain and like.otherwise in _OF_NO_MATTER:
        return like.otherwise, like.otherwise_share
    return like.kind, like.share


def _said_beside(r: PolicyInput, like: Classification, case: CaseFact) -> tuple[TextClass, float]:
    """What a text is taken for beside a case: of it, unless it is surely a matter or names another thing or place."""
    most = _MATTER_ANEW if r.content.tells_anew else _MATTER
    if (like.matter < most or r.content.courteous) and not adds(r.content.about, case.about):
        return like.otherwise, like.otherwise_share
    return like.kind, like.share


def _goes_on(r: PolicyInput, kind: TextClass, case: CaseFact) -> bool:
    """Whether words go on with what was said before, whatever they are most like: they come at once and ask nothing, or
    say so among thanks."""
    if kind is TextClass.THANKS:
        return r.content.adds_details and not case.done
    if case.restricted and r.content.delicate and not _asks(r):  # more of what few may see
        return True
    return kind in _MEANT_OF_IT and not _asks(r) and is_just_now(r, case)


def _asks(r: PolicyInput) -> bool:
    return r.content.asks or r.content.chases


def _is_matter(r: PolicyInput) -> bool:
    """Whether all words together are most like a matter, whatever they are taken for beside a case."""
    return r.content.text_class is not None and r.content.text_class.kind is TextClass.MATTER


def _comes_again(r: PolicyInput, share: float, case: CaseFact, *, joins: bool) -> bool:
    """Whether what is hardly like a question tells that the matter of a case came again, or of one more."""
    return _is_matter(r) and not _asks(r) and (case.done or (joins and share < _OF_A_MATTER))


def _is_enough(r: PolicyInput, kind: TextClass, share: float, case: CaseFact) -> bool:
    """Whether a text beside a case is like a kind enough, and nothing that it says speaks against it."""
    against = {
        TextClass.THANKS: r.content.tells_more and (case.done or adds(r.content.about, case.about)),
        TextClass.DETAILS: r.content.says_another,
        TextClass.WITHDRAWAL: r.content.confidential,  # "keep me out of it"
        TextClass.GREETING: r.content.asks,
        TextClass.HOW: not r.content.asks and share < _SURELY_HOW,  # "more pictures"
    }
    enough = kind in _BESIDE and share >= _BESIDE[kind]
    asks = kind is TextClass.STATUS and share >= _SURELY_OF_IT  # of what, the case's own words may not have named
    other = is_other(r, case) if asks else _is_other(r, case)
    return enough and not (against.get(kind, False) or other)


def _is_other(r: PolicyInput, case: CaseFact) -> bool:
    """Whether the words name another thing or place than the case: a matter. Insults name things too."""
    insults = is_surely(r.content.text_class, TextClass.ABUSE, share=_SURE)
    return not insults and (adds(r.content.about, case.about) or is_other(r, case))


def _alone(r: PolicyInput, kind: TextClass, share: float, like: Classification) -> Decision | None:
    """Where no case is known: what is said by a text that is most like `kind`."""
    opines = r.content.intent is Intent.PRAISE and not r.content.courteous
    if opines or r.content.codes or r.facts.thread is not None or r.facts.open:
        return None
    sure = kind in _ALONE and share >= _needed(_ALONE[kind], r.content.words)
    if kind is TextClass.WITHDRAWAL and share >= _BESIDE[TextClass.WITHDRAWAL] and r.traits.joins_by_time:
        return asked_of_nothing("withdrawal")
    by_chance = not r.traits.joins_by_time and share < _NOBODY_MAIL
    if sure and kind is TextClass.NOBODY and not by_chance:  # a taxi, a meal, and where to
        return aside(r, "wrong_number", Outcome.HELD)
    if sure and kind is TextClass.ABUSE and not set(r.content.about) - INSULTS:
        return aside(r, "abuse", Outcome.HELD)
    if r.content.about:
        return None
    if sure and kind is TextClass.THANKS:
        return noted(r, "thanks", case=None, reason=why.THANKS)
    if sure and kind is TextClass.GREETING:
        first = () if r.facts.commands_24h else (Purpose.HELP,)
        return noted(r, "greeting", case=None, reason=why.GREETING, replies=first)
    if sure:
        return asked_of_nothing("help")
    few = r.traits.joins_by_time and r.content.words <= _FEW
    disagrees = few and kind is TextClass.DISAGREEMENT and share >= _SURE  # with what, nobody knows
    unlike_any = share < _BESIDE[TextClass.STATUS] and like.matter >= _PLAINLY_NONE
    is_none = disagrees or (_is_scrap(r, like) and not unlike_any)
    return aside(r, "no_matter", Outcome.HELD) if is_none else None


def _is_scrap(r: PolicyInput, like: Classification) -> bool:
    """Whether a text is a few words, and like no matter."""
    return r.traits.joins_by_time and like.matter < _NO_MATTER and r.content.words <= _SCRAP


def _remark(r: PolicyInput, like: Classification, case: CaseFact) -> Decision | None:
    """A few words beside an open case, like no matter and nothing else: they are about it, and told how it stands."""
    details = like.kind is TextClass.DETAILS and like.otherwise_share >= _BESIDE[TextClass.DETAILS]
    own = case.done or r.content.about or r.content.tells_anew or r.content.adds_details or details
    if own or not _is_scrap(r, like):
        return None
    return cased(r, "follow_up", place_of(r, case), replies=state_of(case), note=True)


def _needed(least: float, words: int) -> float:
    """How like a kind a text of so many words must be: the longer, the surer, lest a matter is lost."""
    return min(_MOST, least + _MORE * max(0, words - _FEW))


def _is_fresh(r: PolicyInput, case: CaseFact) -> bool:
    """Whether a case is open, and was heard of so lately that details are of it."""
    heard = case.last_message_at
    return not case.done and heard is not None and r.at - heard <= _LATELY


def _beside(r: PolicyInput, kind: TextClass, case: CaseFact) -> Decision | None:
    if kind is TextClass.THANKS:
        return noted(r, "praise", case=case)
    if kind in _ASIDE and not r.content.names_code:
        return noted(r, _ASIDE[kind], case=case)
    if kind is TextClass.DETAILS:
        return _details(r, case) if _is_fresh(r, case) else None
    if kind is TextClass.GREETING:
        return noted(r, "greeting", case=case, reason=why.GREETING)
    several = named_told(r) or (None if fitting(r) else states_told(r))
    if kind is TextClass.WITHDRAWAL:
        return several or noted(r, "withdrawal", case=case, replies=(Purpose.WITHDRAWN,))
    if kind is TextClass.HOW:
        return _how(r, case)
    if kind is TextClass.DISAGREEMENT and case.done:
        where = place_of(r, case)
        return cased(r, "follow_up", where, replies=(Purpose.REOPENED,))
    return several or cased(r, "follow_up", place_of(r, case), replies=state_of(case), note=True)


def _details(r: PolicyInput, case: CaseFact) -> Decision:
    """Kept with the case; by text what is like a matter as well is told how one of its own is written, once a day."""
    told = Purpose.ADDED in r.facts.sent_24h or not r.traits.joins_by_time or r.content.courteous
    where = place_of(r, case)
    if told or not _is_matter(r) or things(r.content.about):
        return cased(r, "follow_up", where)
    return cased(r, "follow_up", where, flags=("second_matter",), replies=(Purpose.ADDED,))


def _how(r: PolicyInput, case: CaseFact) -> Decision:
    """How this works, kept with the case, for it may be more; how another matter is written is told as ever."""
    told = talk.how_told(r)
    if told.rule == "new_matter":
        return told
    return cased(r, "follow_up", place_of(r, case), replies=told.replies, note=True)
