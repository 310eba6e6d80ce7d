"""Words weighed: what texts of a kind say and others do not, for what no cue foresees.

A linear model: words, pairs of neighbours, classes of words (signs.py) and pairs of classes, each with its weight, and
how much is enough. So a verdict is explained by its heaviest words. The weights are counted and corrected over the
tables of tests/corpus/cues by bench/weights.py. Data: gateway/policy/data/weights_*.txt. Pure; linear in the length of
a text, of which so much is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain, pairwise, repeat, starmap
from typing import NamedTuple

from gateway.domain.text import fold
from gateway.domain.text.kept import Kept
from gateway.policy.matching import Sentence
from gateway.policy.signs import Sign, Table

_WINDOW = 40  # words that are weighed together: a text, or some sentences of a mail
_PAIRS_KEPT = 4_096  # the same signs follow each other again and again
_WINDOWS_KEPT = 32  # of a letter that is read by one table after another
_MOST = 400  # words of a text that are weighed: what a letter is about stands at its beginning
_TOLD = 4  # of the heaviest are named
OF_ALL = ("weights_emergency", "weights_restricted", "weights_confidential")  # models that each text is weighed by
_NUMBER, _START, _END = "#", "^", "$"
ENOUGH = "enough"

_PLACE = 15  # bits of a word's number: those of a pair are one digit of Python's
_BITS = 32  # of each model's sum in a number that holds those of three models at most
_FIELD, _HALF = (1 << _BITS) - 1, 1 << _BITS - 1
_HALVES = _HALF << 2 * _BITS | _HALF << _BITS | _HALF

_plain = Kept(lambda word: _NUMBER if word.isdigit() else fold(word))


class Window(NamedTuple):
    """What is weighed together: a text, or some sentences of a letter."""

    words: tuple[str, ...]
    signs: tuple[Sign, ...]

    @property
    def features(self) -> frozenset[str]:
        """All of it that is weighed: "chay", with marks "cháy", "chay nha", "[fire]", "[fire] [kid]"."""
        return frozenset().union(*_of_words(self.words), _of_signs(self.signs))


def _of_words(words: Sequence[str]) -> tuple[set[str], set[str]]:
    """The words, plain and as written, and the pairs of plain ones."""
    plain = list(map(_plain.__getitem__, words))
    return {*plain, *words}, set(map(" ".join, pairwise((_START, *plain, _END))))


def _of_signs(met: Sequence[Sign]) -> set[str]:
    """Their classes, and the pairs of classes of neighbours."""
    classes = [sign.classes for sign in met]
    return set(chain.from_iterable(chain(map(_named, classes), starmap(_paired, pairwise(classes)))))


@lru_cache(_PAIRS_KEPT)
def _named(classes: frozenset[str]) -> Sequence[str]:
    return [f"[{kind}]" for kind in classes]


@lru_cache(_PAIRS_KEPT)
def _paired(one: frozenset[str], other: frozenset[str]) -> Sequence[str]:
    return [f"[{a}] [{b}]" for a in one for b in other]


def window(words: Sequence[str], table: Table) -> Window:
    """Words with the signs among them."""
    return Window(tuple(words), tuple(table.read(words)))


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


class _Weights:
    """What each feature weighs in models that are asked of the same texts, in one number, so that one sum is that of
    each. Looking up is what takes time, the more the larger a table is: words, pairs and signs have one each."""

    def __init__(self, names: Sequence[str]) -> None:
        words, pairs, self._signs = dict[str, int](), dict[str, int](), dict[str, int]()
        for at, name in enumerate(names):
            for weight, found in _read(name):
                own = weight << at * _BITS
                _add(self._signs, own, [one for one in found if one[0] == "["])
                _add(pairs, own, [one for one in found if one[0] != "[" and " " in one])
                _add(words, own, [one for one in found if one[0] != "[" and " " not in one])
        self.enough = words.pop(ENOUGH)  # a citizen's own "enough" weighs nothing
        # Words by number, and pairs by two numbers in one: put together and looked up faster than texts are.
        known = {_START, _END, *words, *chain.from_iterable(map(str.split, pairs))}
        assert len(known) < 1 << _PLACE
        self._number = {word: number for number, word in enumerate(sorted(known), 1)}
        self._words = [0, *map(words.get, self._number, repeat(0))]
        self._pairs = {self._number_of(pair): weight for pair, weight in pairs.items()}
        self._plain = Kept(lambda word: self._number.get(_plain[word], 0))
        self._written = Kept(lambda word: self._number.get(word, 0))
        self.of_words = lru_cache(_WINDOWS_KEPT)(self._of_words)
        self.of_signs = lru_cache(_WINDOWS_KEPT)(self._of_signs)

    def _number_of(self, pair: str) -> int:
        one, other = map(self._number.get, pair.split(" "), repeat(0))
        return one << _PLACE | other

    def of(self, feature: str) -> int:
        """What a word or a pair weighs in all models."""
        if " " in feature:
            return self._pairs.get(self._number_of(feature), 0)
        return self._words[self._number.get(feature, 0)]

    def _of_words(self, words: tuple[str, ...]) -> int:
        """What words and pairs weigh: the same for each table of signs."""
        plain = list(map(self._plain.__getitem__, words))
        single = {*plain, *map(self._written.__getitem__, words)}
        ends = pairwise((self._number[_START], *plain, self._number[_END]))
        pairs = {one << _PLACE | other for one, other in ends}
        return sum(map(self._words.__getitem__, single)) + sum(map(self._pairs.get, pairs, repeat(0)))

    def _of_signs(self, met: tuple[Sign, ...]) -> int:
        """What classes and pairs of classes weigh: the same for each model that asks by the same table."""
        return sum(map(self._signs.get, _of_signs(met), repeat(0)))


def _add(weights: dict[str, int], weight: int, features: Sequence[str]) -> None:
    new = dict.fromkeys(features, weight)
    for known in new.keys() & weights.keys():
        new[known] += weights[known]
    weights.update(new)


class LinearModel:
    """What each feature weighs, and how much is enough."""

    def __init__(self, weights: _Weights, at: int) -> None:
        self._weights, self._at = weights, at
        self._enough = self._own(weights.enough)

    def _own(self, weight: int) -> int:
        """The model's own of the sums in a number, each of which may be below 0."""
        return (weight + _HALVES >> self._at * _BITS & _FIELD) - _HALF

    def margin(self, one: Window) -> int:
        """By how much it weighs more than is enough, in tenths; below 0 less."""
        return self._own(self._weights.of_words(one.words) + self._weights.of_signs(one.signs)) - self._enough

    def strongest(self, one: Window) -> tuple[str, ...]:
        """The words and pairs that weigh most in it, the heaviest first, none a part of another."""
        told: list[str] = []
        weights = {feature: self._own(self._weights.of(feature)) for feature in set[str]().union(*_of_words(one.words))}
        words = [feature for feature, weight in weights.items() if weight > 0]
        for feature in sorted(words, key=lambda feature: (-weights[feature], feature)):
            bare = feature.strip(f"{_START}{_END} ")
            if not any(bare in other or other in bare for other in told):
                told.append(bare)
        return tuple(told[:_TOLD])


@cache
def load(*names: str) -> Mapping[str, LinearModel]:
    """The models of gateway/policy/data/<name>.txt: lines "weight", tab, features with "|" between them. Those that are
    loaded together share their sums."""
    weights = _Weights(names)
    return {name: LinearModel(weights, at) for at, name in enumerate(names)}


def _read(name: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Each weight with the features that have it."""
    text = (files("gateway.policy") / "data" / f"{name}.txt").read_text("utf-8")
    for weight, _, found in (line.partition("\t") for line in text.splitlines() if not line.startswith("#")):
        yield int(weight), found.split("|")
