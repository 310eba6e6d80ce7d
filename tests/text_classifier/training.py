"""Multinomial logistic regression by stochastic gradient descent: small, pure, and the same on every run."""

import math
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gateway import policy
from gateway.channels.sms import TRAITS
from gateway.policy.about import about
from gateway.policy.intents import plain
from gateway.policy.own_words import own_words
from gateway.policy.text_classifier import TextClass, features
from tests.text_classifier.tables import Row

__all__ = ["Weights", "crossed", "held_out", "weights", "write"]

Weights = Mapping[TextClass, Mapping[str, float]]

FILE = Path(policy.__file__).parent / "data" / "weights_talk.txt"
EPOCHS, RATE, SLOWER = 14, 0.3, 0.5
SHRINK = 3e-3  # towards nothing: of what a weight is, at each step that touches it
LEAST = 3  # tenths of a logit: what is less is left out
HEAD = """\
# What each word and pair of words says for (+) and against (-) each kind of text, in tenths of a logit; ^ and $ are the
# beginning and the end, 0 a figure. Made by `python -m tests.text_classifier` from the tables {digest}
"""


def weights(rows: Sequence[Row]) -> Weights:
    """What each feature says of each kind."""
    read = [(row.kind, _features(row.words)) for row in rows]
    made: dict[TextClass, defaultdict[str, float]] = {kind: defaultdict(float) for kind in TextClass}
    chance = random.Random(1)
    for epoch in range(EPOCHS):
        chance.shuffle(read)
        for kind, found in read:
            _step(made, kind, found, RATE / (1 + epoch * SLOWER))
    return made


def _features(words: str) -> list[str]:
    flat = plain(own_words(words, TRAITS))
    return sorted(features(flat, about(flat)))


def _step(
    made: Mapping[TextClass, defaultdict[str, float]], kind: TextClass, found: Sequence[str], rate: float
) -> None:
    for other, share in _shares(made, found).items():
        off = share - (other is kind)
        if abs(off) > 1e-3:
            of_kind = made[other]
            for feature in found:
                of_kind[feature] -= rate * (off + SHRINK * of_kind[feature])


def _shares(made: Weights, found: Sequence[str]) -> dict[TextClass, float]:
    sums = {kind: sum(of_kind.get(feature, 0.0) for feature in found) for kind, of_kind in made.items()}
    most = max(sums.values())
    shares = {kind: math.exp(value - most) for kind, value in sums.items()}
    whole = sum(shares.values())
    return {kind: share / whole for kind, share in shares.items()}


def crossed(rows: Sequence[Row]) -> Iterator[tuple[Row, TextClass, float]]:
    """Each row with the kind it is taken for, and how surely, by the weights of four fifths without it."""
    order = list(rows)
    random.Random(5).shuffle(order)
    for n in range(5):
        made = weights([row for at, row in enumerate(order) if at % 5 != n])
        yield from _taken(made, order[n::5])


def held_out(rows: Sequence[Row]) -> Iterator[tuple[Row, TextClass, float]]:
    """Each row whose hand is known with the kind it is taken for, and how surely, by weights of what others wrote."""
    for hand in sorted({row.hand for row in rows} - {""}):
        made = weights([row for row in rows if row.hand != hand])
        yield from _taken(made, [row for row in rows if row.hand == hand])


def _taken(made: Weights, rows: Sequence[Row]) -> Iterator[tuple[Row, TextClass, float]]:
    for row in rows:
        shares = _shares(made, _features(row.words))
        kind = max(shares, key=shares.__getitem__)
        yield row, kind, shares[kind]


def write(made: Weights, digest: str) -> None:
    """Write the file that text_classifier.py reads."""
    rows: dict[str, list[str]] = {}
    for kind, of_kind in made.items():
        for feature, value in of_kind.items():
            if abs(tenths := round(10 * value)) >= LEAST:
                rows.setdefault(feature, []).append(f"{kind[:2]}{tenths:+}")
    lines = (f"{feature}\t{' '.join(said)}" for feature, said in sorted(rows.items()))
    FILE.write_text(HEAD.format(digest=digest) + "\n".join(lines) + "\n", "utf-8")
