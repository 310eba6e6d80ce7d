"""Whether a message may be about an official's breach of law, or name somebody who must be protected from one.

Bribery is told in hints, slang and jokes that no list of phrases foresees ("chut qua thi ho so moi xong"), so words are
weighed (linear_model.py): who has power, what is given, what it buys. What is uncertain is restricted until an officer
looks, for a denunciation shown to the wrong eyes costs more than a date. Data: signs_restricted.txt and
weights_restricted.txt in gateway/policy/data; examples: tests/corpus/cues.
"""

from gateway.policy import linear_model, signs
from gateway.policy.matching import sentences

_CALM, _PER_WINDOW = -250, 100  # tenths: below what is enough; that each window but the first takes away
_SIGNS = signs.load("signs_restricted")
_MODEL = linear_model.load(*linear_model.OF_ALL)["weights_restricted"]


def margin(matched: str) -> int:
    """By how much the heaviest words of a matchable text weigh more than is enough, in tenths; below 0 less. The longer
    a letter, the more of its words may weigh by chance: each window but the first takes something away."""
    found = [_MODEL.margin(one) for one in linear_model.windows(sentences(matched), _SIGNS)]
    return max(found) - _PER_WINDOW * (len(found) - 1)


def is_plainly_else(matched: str) -> bool:
    """Whether the words weigh so little that a word of corruption among them accuses nobody: "tham nhũng vặt là gì"."""
    return margin(matched) < _CALM
