"""What a citizen wants in words of their own, where it is no new matter: to know how things stand, to thank, to praise,
to disagree, to withdraw; or it was meant for somebody else.

Only the citizen's own words are read (never what they quote), and only short ones: a long text is a matter, whatever
stands in it, but that it may ask, praise or disagree as well. What an intent means with nothing open, with an open case
and after a result: docs/CONVERSATION.md. Cues: gateway/policy/data/cues_talk.txt; examples: tests/corpus/talk.
"""

import re
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from gateway.domain.text.kept import Kept
from gateway.policy import about
from gateway.policy.indexing import load
from gateway.policy.matching import sentences
from gateway.policy.text_classifier import SURE, Classification, TextClass, is_surely

_CUES = load("cues_talk")
INSULTS = frozenset({"animal"})  # things that insults name
_FETCHED = frozenset({"traffic", "market"})  # a taxi, a meal
_PLAIN = dict(
    line.split("\t")
    for line in (files("gateway.policy") / "data" / "dialect.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)
_PHRASES = {words: plain for words, plain in _PLAIN.items() if " " in words}
_DIALECT = re.compile(r"\b(?:" + "|".join(sorted(_PLAIN, key=len, reverse=True)) + r")\b")
_PLAIN_PIECES = Kept(lambda piece: _DIALECT.sub(lambda word: _PLAIN[word[0]], piece))
_DETAILS = 12  # words of a text that only says where and when
_LOOKS_UP = 8  # words beside a code that ask how it stands
_CHASE = 20  # words of a text that asks without a question
_COURTEOUS = 40  # words of thanks with something beside
_TEXTS_KEPT = 4
_LONGEST = 1500  # characters that are read for an intent
_SAID = 8  # sentences of a mailbox that answers for its owner
_SURELY = 0.95  # how like details: "ngày nào học xong cũng ra đây chơi" asks nothing
_OF_ANY = (TextClass.MATTER, TextClass.DETAILS, TextClass.GREETING)  # what may also ask, thank or disagree
_SHORT, _ASIDE = 100, 24  # words that may carry an intent; that may be nothing but an aside


class Intent(StrEnum):
    """What the words want."""

    STATUS = "status"
    DISAGREEMENT = "disagreement"
    WITHDRAWAL = "withdrawal"
    PRAISE = "praise"
    WRONG_NUMBER = "wrong_number"
    ABUSE = "abuse"
    HOW = "how"
    AUTOREPLY = "autoreply"


# What a text of each intent is most like. A phone that answers for its owner is like many things.
LIKE = {
    Intent.STATUS: TextClass.STATUS,
    Intent.DISAGREEMENT: TextClass.DISAGREEMENT,
    Intent.WITHDRAWAL: TextClass.WITHDRAWAL,
    Intent.PRAISE: TextClass.THANKS,
    Intent.WRONG_NUMBER: TextClass.NOBODY,
    Intent.ABUSE: TextClass.ABUSE,
    Intent.HOW: TextClass.HOW,
}


@lru_cache(_TEXTS_KEPT)
def plain(matched: str) -> str:
    """A matchable text on one line, words of the South and of the street as plain ones."""
    flat, has_phrases = _flat(matched)
    if has_phrases:
        return _DIALECT.sub(lambda word: _PLAIN[word[0]], flat)
    return " ".join(map(_PLAIN_PIECES.__getitem__, flat.split(" ")))


@lru_cache(_TEXTS_KEPT)
def _flat(matched: str) -> tuple[str, bool]:
    """A matchable text on one line, and whether it has phrases of the South or of the street."""
    flat = " ".join(matched[: 2 * _LONGEST].split()).rstrip(" .!,;:")
    return flat, any(phrase in flat for phrase in _PHRASES)


def looks_up(matched: str) -> bool:
    """Whether a matchable text that names a code, and little else, wants to know how it stands: "coi giùm"."""
    flat = plain(matched)
    return flat.count(" ") < _LOOKS_UP and _found("looks", flat)


def is_longer(matched: str, words: int) -> bool:
    """Whether a text is surely of more plain words than so many: but for phrases, each word of it is one at least."""
    flat, has_phrases = _flat(matched)
    return not has_phrases and flat.count(" ") >= words


def is_mailbox_notice(matched: str) -> bool:
    """Whether a matchable text is nothing but what a mailbox says for its owner: that they are away and will answer,
    and courtesies. A person says so too, but goes on, or asks."""
    if not _CUES["mailbox"].possible(matched):
        return False
    said = [sentence.text for sentence in sentences(matched)]
    alone = 0 < len(said) <= _SAID and "?" not in matched
    return alone and any(_found("mailbox", one) for one in said) and all(map(_is_of_mailbox, said))


def _is_of_mailbox(sentence: str) -> bool:
    return _found("mailbox", sentence) or _found("beside the mailbox", sentence)


def intent_of(matched: str, *, by_phone: bool = True) -> Intent | None:
    """The intent of a matchable text without its codes, None where it is a matter or says nothing. `by_phone`: one that
    may answer for its owner; what a mailbox says is told by is_mailbox_notice."""
    asked = "" if is_longer(matched, _SHORT) else plain(matched)
    flat = asked.rstrip(" ?") or asked  # a cue at the end of a text is at the end of a question, too
    words = flat.count(" ") + 1
    if not flat or words > _SHORT or len(flat) > _LONGEST:
        return None
    if by_phone and words <= 2 * _ASIDE and _found("autoreply", flat):
        return Intent.AUTOREPLY
    if words <= 2 * _ASIDE and _found("misdirected", flat):
        return Intent.WRONG_NUMBER
    if _is_withdrawal(flat, words):
        return Intent.WITHDRAWAL
    if _CUES["disagreement"].matches(_CUES["no disagreement"].sub(" _ ", flat)):
        return Intent.DISAGREEMENT
    if _CUES["status"].matches(_CUES["no status"].sub(" _ ", flat)) and not _only_thanks(asked):
        return Intent.STATUS
    if words <= _ASIDE and ((_found("how", flat) and not about.about(flat)) or _found("how to write", flat)):
        return Intent.HOW
    if words <= _ASIDE and _found("wrong number", flat) and not about.things(about.about(flat)) - _FETCHED:
        return Intent.WRONG_NUMBER
    if words <= _ASIDE // 2 and _found("abuse", flat) and not set(about.about(flat)) - INSULTS:
        return Intent.ABUSE
    praised = _CUES["praise"].matches(_CUES["no praise"].sub(" _ ", flat))
    return Intent.PRAISE if praised and not _found("matter", asked) else None


def _is_withdrawal(flat: str, words: int) -> bool:
    """Whether a text takes its matter back; a longer one must ask for it. Whoever does not take it back does not."""
    if words > 2 * _ASIDE:
        return False
    bare = _CUES["no withdrawal"].sub(" _ ", flat)
    return _CUES["withdrawal" if words <= _ASIDE else "asks to withdraw"].matches(bare)


def keeps_it(matched: str) -> bool:
    """Whether a matchable text says that its matter is not taken back, or asks why it was."""
    return _found("no withdrawal", plain(matched))


def unless_unlike(intent: Intent | None, like: Classification | None, *, asking: bool) -> Intent | None:
    """What cues say, unless all words together say another thing, and surely. Whoever disagrees asks as well."""
    if intent not in LIKE or like is None or like.share < SURE or like.kind in (*_OF_ANY, LIKE[intent]):
        tells = intent is Intent.STATUS and is_surely(like, TextClass.DETAILS, share=_SURELY)
        return None if tells else intent
    if intent is Intent.STATUS and like.kind is TextClass.WITHDRAWAL and asking:  # "forgive me. Has anybody come?"
        return intent
    if intent is Intent.WITHDRAWAL and like.kind is TextClass.THANKS:  # "... I take it back. Thank you"
        return intent
    if intent is Intent.WRONG_NUMBER and like.kind is TextClass.WITHDRAWAL:  # "sent to the wrong address, never mind"
        return intent
    return intent if intent is Intent.DISAGREEMENT and like.kind is TextClass.STATUS else None


def _only_thanks(flat: str) -> bool:
    """Whether a text begins with thanks, and neither asks nor tells of anything wrong: "cảm ơn đã hồi âm"."""
    return _CUES["thanks"].match(flat) is not None and is_courteous(flat) and not _found("asks", flat)


def is_courteous(matched: str) -> bool:
    """Whether a matchable text thanks, among other words, and neither asks nor tells of anything wrong."""
    flat = plain(matched)
    courteous = flat.count(" ") < _COURTEOUS and _found("thanks", flat)
    return courteous and not _found("matter", flat) and not _found("trouble", flat)


def chases(matched: str) -> bool:
    """Whether a short matchable text speaks of waiting, or of the office's work: asked by who has an open case, it asks
    how that stands."""
    flat = plain(matched)
    return flat.count(" ") < _CHASE and _found("process", flat)


def adds_details(matched: str) -> bool:
    """Whether a matchable text goes on with what was said before: it says so, or a few words say where and when."""
    flat = plain(matched)
    few = flat.count(" ") < _DETAILS and _found("where and when", flat) and not _found("anew", flat)
    return few or _CUES["details"].match(flat) is not None


def asks(matched: str) -> bool:
    """Whether a matchable text asks something."""
    return _found("asks", plain(matched))


def tells_anew(matched: str) -> bool:
    """Whether a matchable text tells of people, places, wishes of their own: a matter, though it names no thing we
    know."""
    flat = plain(matched)
    return _found("anew", flat) or _found("another", flat)


def says_another(matched: str) -> bool:
    """Whether a matchable text says that it tells of another matter: "còn một việc nữa"."""
    return _found("another", plain(matched))


def says_likewise(matched: str) -> bool:
    """Whether a matchable text says that something was so with another, or once more: "cũng bị đòi y vậy"."""
    return _found("likewise", plain(matched))


def _found(section: str, flat: str) -> bool:
    return _CUES[section].matches(flat)
