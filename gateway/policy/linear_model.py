"""Words weighed: what texts of a kind say and others do not, for what no cue foresees.

A linear model: words, pairs of neighbours, classes of words (signs.py) and pairs of classes, each with its weight, and
how much is enough. So a verdict is explained by its heaviest words. The weights are counted and corrected over the
tables of tests/corpus/cues by bench/weights.py. Data: gateway/policy/data/weights_*.txt. Pure; linear in the length of
a text, of which so much is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise, repeat
from typing import NamedTuple

from gateway.domain.text import fold
from gateway.domain.text.kept import Kept
from gateway.policy.matching import Sentence
from gateway.policy.signs import Sign, Table

_WINDOW = 40  # words that are weighed together: a text, or some sentences of a mail
_WINDOWS_KEPT = 32  # of a letter that is read by one table after another
_MOST = 400  # words of a text that are weighed: what a letter is about stands at its beginning
_TOLD = 4  # of the heaviest are named
_NUMBER, _START, _END = "#", "^", "$"
_ENOUGH = "enough"

_plain = Kept(lambda word: _NUMBER if word.isdigit() else fold(word))


class Window(NamedTuple):
    """What is weighed together: a text, or some sentences of a letter."""

    features: frozenset[str]
    signs: Sequence[Sign]


def window(words: Sequence[str], table: Table) -> Window:
    """Words with what of them is weighed: "chay", with marks "cháy", "chay nha", "[fire]", "[fire] [kid]"."""
    met = table.read(words)
    found = set(_of_words(tuple(words)))
    found.update(f"[{kind}]" for sign in met for kind in sign.classes)
    found.update(f"[{a}] [{b}]" for one, other in pairwise(met) for a in one.classes for b in other.classes)
    return Window(frozenset(found), met)


@lru_cache(_WINDOWS_KEPT)
def _of_words(words: tuple[str, ...]) -> frozenset[str]:
    """The words and pairs among the features: the same for each table."""
    plain = [_plain[word] for word in words]
    return frozenset((*plain, *words, *map(" ".join, pairwise((_START, *plain, _END)))))


def windows(said: Sequence[Sentence], table: Table) -> Iterator[Window]:
    """Sentences that follow each other, as many as are read in one window; of a long text its beginning."""
    words: list[str] = []
    left = _MOST
    for sentence in said:
        if words and len(words) + len(sentence.words) > _WINDOW:
            yield window(words, table)
            words = []
        words += sentence.words[:left]
        left -= len(sentence.words)
        if left <= 0:
            break
    yield window(words, table)


class LinearModel:
    """What each feature weighs, and how much is enough."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self._weights = weights
        self._enough = weights[_ENOUGH]

    def margin(self, one: Window) -> int:
        """By how much it weighs more than is enough, in tenths; below 0 less."""
        return sum(map(self._weights.get, one.features, repeat(0))) - self._enough

    def strongest(self, one: Window) -> tuple[str, ...]:
        """The words and pairs that weigh most in it, the heaviest first, none a part of another."""
        told: list[str] = []
        words = [feature for feature in one.features if "[" not in feature and self._weights.get(feature, 0) > 0]
        for feature in sorted(words, key=lambda feature: (-self._weights[feature], feature)):
            bare = feature.strip(f"{_START}{_END} ")
            if not any(bare in other or other in bare for other in told):
                told.append(bare)
        return tuple(told[:_TOLD])


def load(name: str) -> LinearModel:
    """The weights of gateway/policy/data/<name>.txt: lines "weight", tab, features with "|" between them."""
    text = (files("gateway.policy") / "data" / f"{name}.txt").read_text("utf-8")
    lines = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    return LinearModel({one: int(weight) for weight, _, found in lines for one in found.split("|")})
