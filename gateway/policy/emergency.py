"""Whether life is in danger now: fire, gas, live wires, drowning, violence, accidents, collapse, people who faint.

Read sentence by sentence: words of prevention, habit, procedure or metaphor are taken out first, and a sentence about
last month counts only if it also says "now". A miss costs more than a false alarm, but an alarm for every burnt-out
lamp would be switched off. Cues: gateway/policy/data/cues_emergency.txt; examples: tests/corpus/cues.
"""

from gateway.policy.matching import load, sentences

_CUES = load("cues_emergency")
_DANGERS = tuple((name.removeprefix("danger "), cue) for name, cue in _CUES.items() if name.startswith("danger "))
DANGERS = tuple(name for name, _ in _DANGERS)


def danger(matched: str) -> str:
    """What endangers life in a matchable text ("fire", "gas", …), or "": the first found."""
    for sentence in sentences(matched):
        bare = _CUES["maybe"].sub(" _ ", _CUES["harmless"].sub(" _ ", sentence))
        found = next((name for name, cue in _DANGERS if cue.search(bare)), "")
        if found and not _is_told(sentence, "paper") and not _is_told(sentence, "past"):
            return found
    poisoned = _CUES["poisoned"].search(_CUES["maybe"].sub(" _ ", matched))
    return "medical" if poisoned and not _is_told(matched, "past") else ""


def _is_told(sentence: str, section: str) -> bool:
    """Whether a sentence tells of paper or of the past, and not of now."""
    return _CUES[section].search(sentence) is not None and _CUES["now"].search(sentence) is None
