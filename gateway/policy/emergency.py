"""Whether life is in danger now: fire, gas, live wires, drowning, violence, accidents, collapse, people who faint.

Read sentence by sentence: words of prevention, habit, procedure or metaphor are taken out first, and a sentence about
last month counts only if it also says "now". A miss costs more than a false alarm, but an alarm for every burnt-out
lamp would be switched off. Cues: gateway/policy/data/cues_emergency.txt; examples: tests/corpus/cues.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from gateway.policy import signs
from gateway.policy.indexing import Cues, load
from gateway.policy.matching import Sentence, sentences, texts_of
from gateway.policy.signs import Sign

_CUES = load("cues_emergency")
_NAMED = tuple((name.split()[1:], cues) for name, cues in _CUES.items() if name.startswith("danger "))
_ANY = Cues([cue for _, cues in _NAMED for cue in cues.cues])
_NUMBERS = {named[0]: tuple(named[1:]) for named, _ in _NAMED}
_SIGNS = signs.load("signs_emergency")
_STRONG, _WEAK, _CALM, _ENOUGH = 5, 2, -3, 6
_MOST_URGENT, _MOST_VICTIMS, _MOST_CALM = 4, 2, 4
_VAGUE = "help"  # somebody cries, and says no more
DANGERS = tuple(named[0] for named, _ in _NAMED)


def numbers(found: str) -> tuple[str, ...]:
    """Whom to call for a danger, the first before all: "114" fire and rescue, "115" ambulance, …; () where none."""
    return _NUMBERS.get(found, ())


def danger(matched: str) -> str:
    """What endangers life in a matchable text ("fire", "gas", …), or "": the first found that says more than "help"."""
    vague = ""
    said = sentences(matched)
    for sentence in _ANY.met(matched, texts_of(said)):  # what is taken out can only take a danger away
        found = _first(_bare(sentence))
        if not found or _is_told(sentence, "paper") or _is_told(sentence, "past"):
            continue
        if found != _VAGUE:
            return found
        vague = found
    return _poisoned(matched) or _weighed(matched, said) or vague


def _bare(sentence: str) -> str:
    """A sentence without its harmless words."""
    return _CUES["maybe"].sub(" _ ", _CUES["harmless"].sub(" _ ", sentence))


def _weighed(matched: str, said: Sequence[Sentence]) -> str:
    """What the signs add up to in the sentences that tell of now, harmless words taken out: a danger, or ""."""
    if not _adds_up(said, ignore_calm=True):  # most texts: what is taken out can only make them more harmless
        return ""
    texts = texts_of(said)
    told, harmless = _met(("paper", "past"), matched, texts), _met(("harmless", "maybe"), matched, texts)
    now = (one for one in said if one.text not in told or _CUES["now"].search(one.text))
    return _adds_up([Sentence.of(_bare(one.text)) if one.text in harmless else one for one in now])


def _met(sections: Iterable[str], matched: str, texts: tuple[str, ...]) -> set[str]:
    """The sentences of a text that these sections match."""
    return {text for section in sections for text in _CUES[section].met(matched, texts)}


def _adds_up(said: Sequence[Sentence], *, ignore_calm: bool = False) -> str:
    read = [_SIGNS.read(one.words) for one in said]
    calm = min(_MOST_CALM, sum("calm" in sign.classes for one in read for sign in one))
    for window in signs.windows(said, read):
        found = _dangers(window)
        weight = sum(weight for weight, _ in found)
        if weight < 2 * _WEAK:
            continue
        met = Counter(kind for sign in window for kind in sign.classes)
        haste = min(_MOST_URGENT, met["urgent"]) + min(_MOST_VICTIMS, met["victim"])
        if weight + haste + (0 if ignore_calm else _CALM * calm) >= _ENOUGH:
            return max(found, key=lambda one: one[0])[1]
    return ""


def _dangers(window: list[Sign]) -> list[tuple[int, str]]:
    """What each phrase weighs, and the danger it names: of two in one phrase the stronger, each phrase once."""
    found: list[tuple[int, str]] = []
    for sign in dict.fromkeys(window):
        strong = _STRONG + (" " in sign.phrase)  # several words are seldom something else
        parts = (section.partition(" ") for section in sorted(sign.classes))
        named = [(strong if kind == "danger" else _WEAK, name) for kind, _, name in parts if name]
        found += [max(named)] if named else []
    return found


def _poisoned(matched: str) -> str:
    """A poisoning is told over several sentences."""
    if not _CUES["poisoned"].search(matched):
        return ""
    poisoned = _CUES["poisoned"].search(_CUES["maybe"].sub(" _ ", matched))
    return "medical" if poisoned and not _is_told(matched, "past") else ""


def _first(sentence: str) -> str:
    return next((named[0] for named, cues in _NAMED if cues.search(sentence)), "")


def _is_told(sentence: str, section: str) -> bool:
    """Whether a sentence tells of paper or of the past, and not of now."""
    return _CUES[section].search(sentence) is not None and _CUES["now"].search(sentence) is None
