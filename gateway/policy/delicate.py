"""Whether a message may be about an official's breach of law, or name somebody who must be protected from one.

Bribery is told in hints, slang and jokes that no list of phrases foresees ("chut qua thi ho so moi xong"), so signs add
up: who has power, what is given, what it buys. What is uncertain is restricted until an officer looks, for a
denunciation shown to the wrong eyes costs more than a date. Data: signs_restricted.txt; examples: tests/corpus/cues.
"""

import re

from gateway.policy import signs
from gateway.policy.matching import sentences

_SIGNS = signs.load("signs_restricted")
_SUM = re.compile(
    r"(?<!\w)(?:\d+(?:[.,]\d+)? ?(?:k|tr|tri[eệ]u|c[uủ]|ngh[iì]n|ng[aà]n|l[ií]t|chai|million|usd|dollars?)"
    r"|(?:đưa|dua|đòi|doi|chung|vặt|vat|xin|thu) \d{2,3})(?!\w)"  # "dua 200": thousands, of course
)
_MOST = {"hint": 2, "favour": 2, "misuse": 2, "calm": 2}  # phrases of a class that count; of others one
_WEIGHTS = {
    "official": 4,
    "money": 1,
    "gain": 1,
    "hint": 3,
    "favour": 3,
    "breach": 5,
    "misuse": 2,
    "threat": 1,
    "calm": -3,
}
_ENOUGH = 5


def is_delicate(matched: str) -> bool:
    """Whether the signs of a matchable text add up to what only few should see."""
    said = sentences(matched)
    read = [_SIGNS.read(one.words) for one in said]
    has_sum = _SUM.search(matched) is not None
    return any(_weight(window, has_sum=has_sum) >= _ENOUGH for window in signs.windows(said, read))


def _weight(window: list[signs.Sign], *, has_sum: bool) -> int:
    """What a window's signs weigh. An official beside a gift, a sum, a misuse or a threat weighs more than each alone,
    and so does money beside what it buys or who keeps it."""
    phrases: dict[str, set[str]] = {}
    for sign in window:
        for kind in sign.classes:
            phrases.setdefault(kind, set()).add(sign.phrase)
    met = {kind: min(_MOST.get(kind, 1), len(found)) for kind, found in phrases.items()}
    paid = "gain" in met or "money" in met or has_sum
    if "breach" in met:
        return _ENOUGH  # named: whoever also asks or thanks may still denounce
    weight = sum(_WEIGHTS.get(kind, 0) * count for kind, count in met.items()) + has_sum
    if "official" in met:
        weight += 2 * (met.get("gain", 0) + has_sum) + met.get("misuse", 0) + met.get("threat", 0)
    if "gain" in met:
        weight += 2 * ("misuse" in met)
    return weight + paid * (2 * met.get("favour", 0) + ("hint" in met))
