"""Whether life is in danger now: fire, gas, live wires, drowning, violence, accidents, collapse, people who faint.

Read sentence by sentence: words of prevention, habit, procedure or metaphor are taken out first, and a sentence about
last month counts only if it also says "now". A miss costs more than a false alarm, but an alarm for every burnt-out
lamp would be switched off. Cues: gateway/policy/data/cues_emergency.txt; examples: tests/corpus/cues.
"""

from collections import Counter

from gateway.policy import signs
from gateway.policy.indexing import Index
from gateway.policy.matching import load, sentences
from gateway.policy.signs import Sign

_CUES = load("cues_emergency")
_NAMED = tuple((name.split()[1:], cue) for name, cue in _CUES.items() if name.startswith("danger "))
_INDEX = Index([cue for _, cue in _NAMED])
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
    for sentence in said:
        if not _first(sentence):  # most sentences: what is taken out can only take a danger away
            continue
        found = _first(_CUES["maybe"].sub(" _ ", _CUES["harmless"].sub(" _ ", sentence)))
        if not found or _is_told(sentence, "paper") or _is_told(sentence, "past"):
            continue
        if found != _VAGUE:
            return found
        vague = found
    return _poisoned(matched) or _weighed(said) or vague


def _weighed(said: list[str]) -> str:
    """What the signs add up to in the sentences that tell of now, harmless words taken out: a danger, or ""."""
    if not _adds_up(said, ignore_calm=True):  # most texts: what is taken out can only make them more harmless
        return ""
    now = [one for one in said if not _is_told(one, "paper") and not _is_told(one, "past")]
    return _adds_up([_CUES["maybe"].sub(" _ ", _CUES["harmless"].sub(" _ ", one)) for one in now])


def _adds_up(said: list[str], *, ignore_calm: bool = False) -> str:
    read = [list(signs.read(_SIGNS, one)) for one in said]
    calm = min(_MOST_CALM, sum("calm" in sign.classes for one in read for sign in one))
    for window in signs.windows(said, read):
        found = _dangers(window)
        met = Counter(kind for sign in window for kind in sign.classes)
        haste = min(_MOST_URGENT, met["urgent"]) + min(_MOST_VICTIMS, met["victim"])
        weight = sum(weight for weight, _ in found)
        if weight >= 2 * _WEAK and weight + haste + (0 if ignore_calm else _CALM * calm) >= _ENOUGH:
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
    found = _INDEX.first(sentence)
    return "" if found is None else DANGERS[found]


def _is_told(sentence: str, section: str) -> bool:
    """Whether a sentence tells of paper or of the past, and not of now."""
    return _CUES[section].search(sentence) is not None and _CUES["now"].search(sentence) is None
