"""Whether a message may be about an official's breach of law, or its sender asks not to be named.

Bribery is told in hints, slang and jokes that no list of phrases foresees ("chut qua thi ho so moi xong"), and so is
the wish that nobody learn who wrote ("ai hỏi thì nói phường tự thấy"): words are weighed (linear_model.py), for both in
one look. What is uncertain is restricted until an officer looks, for a denunciation shown to the wrong eyes costs more
than a date. Data: signs_restricted.txt, weights_restricted.txt and weights_confidential.txt in gateway/policy/data;
examples: tests/corpus/cues.
"""

from functools import lru_cache

from gateway.domain.model import Kind
from gateway.policy import cues, linear_model, signs
from gateway.policy.matching import sentences

_CALM, _PER_WINDOW = -250, 100  # tenths: below what is enough; that each window but the first takes away
_FEW = 2  # blanks between words of a wish
_TEXTS_KEPT = 4  # of a message: it is asked for hints and for wishes
_SIGNS = signs.load("signs_restricted")
_MODELS = linear_model.load(*linear_model.OF_ALL)
_HINT, _WISH = _MODELS["weights_restricted"], _MODELS["weights_confidential"]


def margin(matched: str) -> int:
    """By how much the heaviest words of a matchable text weigh more than a hint must, in tenths; below 0 less."""
    return _margins(matched)[0]


def secret_kind(matched: str) -> Kind | None:
    """COMPLAINT or DENUNCIATION where a cue says so, unless a word of corruption stands among words that weigh so
    little that they accuse nobody: "tham nhũng vặt là gì"."""
    kind = cues.secret_kind(matched)
    return None if kind is Kind.DENUNCIATION and margin(matched) < _CALM else kind


def hint(matched: str) -> int:
    """By how much words weigh more than a hint must, whether what only sounds like one counts or not; -1 of none."""
    return min(map(margin, {matched, cues.without_formulas(matched)})) if matched else -1


def asks_secrecy(matched: str) -> bool:
    """Whether the words of a matchable text weigh as a wish not to be named does: a word or two is none."""
    return matched.count(" ") >= _FEW and _margins(matched)[1] >= 0


@lru_cache(_TEXTS_KEPT)
def _margins(matched: str) -> tuple[int, int]:
    """Those of a hint and of a wish. The longer a letter, the more of its words may weigh by chance: each window but
    the first takes something away."""
    found = list(linear_model.windows(sentences(matched), _SIGNS))
    by_chance = _PER_WINDOW * (len(found) - 1)
    return max(map(_HINT.margin, found)) - by_chance, max(map(_WISH.margin, found)) - by_chance
