"""Whether life is in danger now: fire, gas, live wires, drowning, violence, accidents, collapse, people who faint.

Cues decide first, sentence by sentence: words of prevention, habit, procedure or metaphor are taken out before, and a
sentence about last month counts only if it also says "now"; of a text that says that all are saved, only the rest
counts. What no cue foresees is weighed (linear_model.py), and a cue in a text that weighs far too little is none. A
miss costs more than a false alarm, but an alarm for every burnt-out lamp would be switched off. Data:
cues_emergency.txt, signs_emergency.txt, weights_emergency.txt in gateway/policy/data; examples: tests/corpus/cues.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import itemgetter, or_

from gateway.policy import linear_model, signs
from gateway.policy.indexing import load
from gateway.policy.linear_model import Window
from gateway.policy.matching import Sentence, sentences

_CUES = load("cues_emergency")
_NAMED = tuple((name.split()[1:], cues) for name, cues in _CUES.items() if name.startswith("danger "))
_NO_DANGER = _CUES["landmark"] | _CUES["runs"]  # weighs nothing
_ANY = reduce(or_, (cues for _, cues in _NAMED))
_NUMBERS = {named[0]: tuple(named[1:]) for named, _ in _NAMED}
_SIGNS = signs.load("signs_emergency")
_MODEL = linear_model.load(*linear_model.OF_ALL)["weights_emergency"]
_NUMBER_MODELS = linear_model.load("weights_113", "weights_114", "weights_115")
_CALM, _CALM_VAGUE, _CALM_GRAVE = -100, -100, -500  # tenths below what is enough: plainly about something else
_PER_WINDOW = 60  # tenths: the longer a letter, the more of its words may weigh by chance
_SAVED = 80  # tenths more that the rest must weigh of what says that somebody was saved
_FEW = 25  # words of a text that says that all is well
_PLAIN = 60  # tenths between a number and the next
_VAGUE = "help"  # somebody cries, and says no more
_GRAVE = "suicide"  # whoever says so is believed, whatever else they write of
DANGERS = tuple(named[0] for named, _ in _NAMED)
_NAMES = {  # what a class of words names
    "fire": "fire",
    "smoke": "fire",
    "explode": "explosion",
    "gas": "gas",
    "electric": "electricity",
    "drown": "water",
    "flood": "water",
    "boat": "water",
    "trapped": "trapped",
    "collapse": "collapse",
    "crash": "accident",
    "unconscious": "medical",
    "symptom": "medical",
    "injury": "medical",
    "poison": "medical",
    "weapon": "violence",
    "hit": "violence",
    "kill": "violence",
    "rob": "violence",
    "abduct": "violence",
    "follow": "violence",
    "sexual": "child",
    "abandoned": "child",
    "suicide": "suicide",
    "despair": "suicide",
    "lost": "lost_child",
    "dementia": "lost_elder",
    "bomb": "explosive",
}


def numbers(found: str) -> tuple[str, ...]:
    """Whom to call for a danger, the first before all: "114" fire and rescue, "115" ambulance, …; () where none."""
    return _NUMBERS.get(found, ())


def danger(matched: str, *, least: int = 0) -> str:
    """What endangers life in a matchable text ("fire", "gas", …), or "": the first found that says more than "help".
    `least`: by how much what no cue foresees must weigh more than is enough, in tenths."""
    few = matched.count(" ") < _FEW
    if few and _is_told(matched, "over"):
        return ""
    if few and _is_saved(matched):
        return danger(_CUES["safe"].sub(" _ ", _CUES["saved"].sub(" _ ", matched)), least=least + _SAVED)
    said = sentences(matched)
    elsewhere = _NO_DANGER.sub(" _ ", matched)
    windows = list(linear_model.windows(said if elsewhere == matched else sentences(elsewhere), _SIGNS))
    weight, weighed = max(((_MODEL.margin(one), one) for one in windows), key=itemgetter(0))
    least += _PER_WINDOW * (len(windows) - 1)
    vague = ""
    for cued, sentence in _cued(matched, said):
        told = linear_model.window(Sentence.of(sentence).words, _SIGNS)
        above = max(weight, _MODEL.margin(told))
        if cued != _VAGUE and above >= (_CALM_GRAVE if cued == _GRAVE else _CALM):
            return _agreed(cued, told)
        if cued == _VAGUE and above >= _CALM_VAGUE:
            vague = cued
    return _agreed("", weighed) if weight >= least else vague


def _agreed(cued: str, told: Window) -> str:
    """A danger, what a cue says before what the signs name, where the words weigh most for one of its numbers; else
    "help", for which all are told."""
    weighs = {name.removeprefix("weights_"): model.margin(told) for name, model in _NUMBER_MODELS.items()}
    first, second = sorted(weighs, key=lambda number: weighs[number], reverse=True)[:2]
    if first in numbers(cued):
        return cued
    if weighs[first] - weighs[second] < _PLAIN:
        return _VAGUE
    named = Counter(name for sign in told.signs for kind in sorted(sign.classes) if (name := _NAMES.get(kind)))
    return next((name for name, _ in named.most_common() if first in numbers(name)), _VAGUE)


def _cued(matched: str, said: Sequence[Sentence]) -> Iterator[tuple[str, str]]:
    """The dangers that cues find in what tells of now, and where."""
    for sentence in _ANY.met(matched, [one.text for one in said]):  # what is taken out can only take a danger away
        found = _first(_bare(sentence))
        if found and not _is_told(sentence, "paper") and not _is_told(sentence, "past"):
            yield found, sentence
    if poisoned := _poisoned(matched):
        yield poisoned, matched


def _bare(sentence: str) -> str:
    """A sentence without its harmless words."""
    return _CUES["maybe"].sub(" _ ", _CUES["harmless"].sub(" _ ", _CUES["runs"].sub(" _ ", sentence)))


def _poisoned(matched: str) -> str:
    """A poisoning is told over several sentences."""
    if not _CUES["poisoned"].matches(matched):
        return ""
    poisoned = _CUES["poisoned"].matches(_CUES["maybe"].sub(" _ ", matched))
    return "medical" if poisoned and not _is_told(matched, "past") else ""


def _first(sentence: str) -> str:
    return next((named[0] for named, cues in _NAMED if cues.matches(sentence)), "")


def _is_saved(said: str) -> bool:
    """Whether a text says that all who were in danger are out of it: pulled out, found. Where they are now is no
    danger; whoever is still there, or does not breathe, is."""
    left = _CUES["safe"].sub(" _ ", said)
    return _CUES["saved"].matches(said) and not any(_CUES[section].matches(left) for section in ("now", "not all"))


def _is_told(sentence: str, section: str) -> bool:
    """Whether a sentence tells of paper or of the past, and not of now."""
    return _CUES[section].matches(sentence) and not _CUES["now"].matches(sentence)
