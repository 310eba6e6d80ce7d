"""`python -m bench.weights TEXT …` says what weighs most in a text; without one it weighs words anew over the tables of
tests/corpus/cues (gateway/policy/linear_model.py), says how it does on tables that it has not seen, and writes
gateway/policy/data/weights_*.txt.

Deterministic; under a minute. Each text counts as it is written, and once more without its marks. The weight of a
feature is the logarithm of how much likelier it is in texts of the kind (naive Bayes), and beside it what a logistic
regression makes of it. The tables that tests hold back (*_unseen.tsv) are not read here.
"""

import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from gateway.domain import codes
from gateway.domain.text import fold
from gateway.policy import linear_model, signs
from gateway.policy.linear_model import window
from gateway.policy.matching import matchable, sentences

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "corpus"
DATA = ROOT / "gateway" / "policy" / "data"

TABLES = {  # kind: tables whose label says, those of the kind, those of none of it
    "emergency": ("urgent", ("emergency",), ("not_emergency", "feedback", "complaint")),
    "restricted": ("restricted", ("denunciation",), ("feedback", "not_emergency")),
}
ELSE = {"emergency": ("restricted", "yes no"), "restricted": ("urgent", "-")}  # rows of the other's that are none
_CALM = ("-", "no")  # labels of none
_MAY_ACCUSE = ("abuse", "how", "withdrawal", "details")  # what is said in a conversation of officials' breaches, too
NUMBERS = ("113", "114", "115")
_HARD = ("written", "4", "5")  # tables written to be hard: what is enough is set by them

_PLACEHOLDER = re.compile(r"\{\w+\}")  # in our own texts: they may come back
_UNSEEN = 0.05  # counted for what one side never says
_ROUNDS, _STEP, _REST = 8, 0.3, 1e-4
_SHARE = 3.0  # of the regression's weight beside the logarithm
_TENTHS = 10
_FOLDS = 8
_MOST = 32_000  # features that are written, the heaviest: the table stays under 300 kB
FALSE = {"emergency": 0.035, "restricted": 0.05}  # of hard texts of none, at most so many weigh enough


class Labelled(NamedTuple):
    """A text of a table, and what is weighed in it: as written and, where that is another, without marks."""

    table: str
    text: str
    right: bool
    features: tuple[frozenset[str], ...]

    @property
    def is_hard(self) -> bool:
        """Whether it stands in a table that was written to be hard."""
        return self.table.endswith(_HARD)


def lines(path: Path) -> list[str]:
    """The rows of a table."""
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def texts(kind: str) -> Iterator[tuple[str, str, bool]]:
    """Table, text and whether it is of the kind; each text once."""
    labelled, yes, no = TABLES[kind]
    other, calm = ELSE[kind]
    for path in sorted((CORPUS / "cues").glob("*.tsv")):
        for label, _, text in (line.split("\t") for line in lines(path)):
            if path.stem.endswith("unseen"):
                continue
            if path.stem.startswith(labelled):
                yield path.stem, text, label not in _CALM
            elif path.stem.startswith(other) and label in calm.split():
                yield path.stem, text, False
    for name, right in ((name, name in yes) for name in (*yes, *no)):
        yield from ((name, text, right) for text in lines(CORPUS / "cues" / f"{name}.txt"))
    for path in sorted((CORPUS / "talk").rglob("*.txt")):
        if kind == "restricted" and path.stem in _MAY_ACCUSE:
            continue
        yield from (("talk", line.split("\t")[-1], False) for line in lines(path))
    for path in sorted((ROOT / "templates").glob("*/??/*.txt")):
        said = _PLACEHOLDER.sub("x", path.read_text("utf-8"))
        yield from (("templates", part, False) for part in (said, *said.split("\n\n")))


def read(kind: str) -> list[Labelled]:
    """All labelled texts of a kind with their features."""
    table = signs.load(f"signs_{kind}")
    seen: dict[str, Labelled] = {}
    for name, text, right in texts(kind):
        written = codes.without_as_written(text.replace("¶", "\n"))
        forms = dict.fromkeys((matchable(written), matchable(fold(written))))
        found = tuple(weighed(form, table) for form in forms)
        seen.setdefault(text, Labelled(name, text, right, found))
    return list(seen.values())


def weighed(matched: str, table: signs.Table) -> frozenset[str]:
    """The features of a whole text."""
    return window([word for sentence in sentences(matched) for word in sentence.words], table).features


def learn(rows: Sequence[Labelled]) -> Mapping[str, float]:
    """The weight of each feature."""
    examples = [(sorted(form), row.right) for row in rows for form in row.features]
    counted = _logarithms(examples)
    corrected = _regression(examples)
    return {one: counted[one] + _SHARE * corrected.get(one, 0.0) for one in counted}


def _logarithms(examples: Sequence[tuple[list[str], bool]]) -> Mapping[str, float]:
    sides = {
        right: Counter(one for found, side in examples if side is right for one in found) for right in (True, False)
    }
    known = sides[True].keys() | sides[False].keys()
    totals = {right: sum(side.values()) + _UNSEEN * len(known) for right, side in sides.items()}
    return {
        one: math.log((sides[True][one] + _UNSEEN) / totals[True])
        - math.log((sides[False][one] + _UNSEEN) / totals[False])
        for one in sorted(known)
    }


def _regression(examples: Sequence[tuple[list[str], bool]]) -> Mapping[str, float]:
    """Logistic regression by AdaGrad, the weights drawn to nothing a little each time they are met."""
    weights: dict[str, float] = defaultdict(float)
    squares: dict[str, float] = defaultdict(lambda: 1e-6)
    order = list(range(len(examples)))
    chance = Random(1)  # noqa: S311
    bias = 0.0
    for _ in range(_ROUNDS):
        chance.shuffle(order)
        for number in order:
            found, right = examples[number]
            score = bias + sum(weights[one] for one in found)
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - right
            bias -= 0.01 * error
            for one in found:
                slope = error + _REST * weights[one]
                squares[one] += slope * slope
                weights[one] -= _STEP * slope / math.sqrt(squares[one])
    return weights


def score(row: frozenset[str], weights: Mapping[str, float]) -> float:
    """What a text weighs."""
    return sum(weights.get(one, 0.0) for one in row)


def cross_validated(rows: Sequence[Labelled]) -> list[float]:
    """What each text weighs by weights learnt from the other folds."""
    fold_of = list(range(len(rows)))
    Random(2).shuffle(fold_of)  # noqa: S311
    found = [0.0] * len(rows)
    for fold_number in range(_FOLDS):
        inside = [fold_of[n] % _FOLDS == fold_number for n in range(len(rows))]
        weights = learn([row for row, held in zip(rows, inside, strict=True) if not held])
        for n, (row, held) in enumerate(zip(rows, inside, strict=True)):
            if held:
                found[n] = score(row.features[0], weights)
    return found


def found_and_false(rows: Sequence[Labelled], weights: Sequence[float], enough: float) -> tuple[float, float]:
    """Which share of hard texts weighs enough: of those of the kind, and of those of none."""
    shares = []
    for right in (True, False):
        some = [weight for row, weight in zip(rows, weights, strict=True) if row.is_hard and row.right is right]
        shares.append(sum(weight >= enough for weight in some) / len(some))
    return shares[0], shares[1]


def enough_for(rows: Sequence[Labelled], weights: Sequence[float], false: float) -> float:
    """What a text must weigh, so that this share of the hard texts of none weighs as much."""
    none = sorted(weight for row, weight in zip(rows, weights, strict=True) if row.is_hard and not row.right)
    return none[-1 - int(false * len(none))]


def written(weights: Mapping[str, float], enough: float) -> str:
    """The weights as a table: for each weight in tenths the features that have it."""
    by_weight = defaultdict[int, list[str]](list)
    heaviest = sorted(weights, key=lambda one: (-abs(weights[one]), one))[:_MOST]
    for one in sorted(heaviest):
        by_weight[round(weights[one] * _TENTHS)].append(one)
    by_weight[round(enough * _TENTHS)].append("enough")
    rows = (f"{weight}\t{'|'.join(by_weight[weight])}\n" for weight in sorted(by_weight, reverse=True))
    return "# Made by bench/weights.py: tenths, and what weighs so much. Not to be changed by hand.\n" + "".join(rows)


def urgent(number: str) -> list[Labelled]:
    """The texts of danger, and whether this number helps. Classes and single words alone are weighed."""
    labels = {
        text: label
        for path in sorted((CORPUS / "cues").glob("urgent*.tsv"))
        for label, _, text in (line.split("\t") for line in lines(path))
    }
    return [
        row._replace(right=number in labels[row.text], features=tuple(map(_single, row.features)))
        for row in read("emergency")
        if row.right and row.text in labels
    ]


def _single(features: frozenset[str]) -> frozenset[str]:
    return frozenset(one for one in features if " " not in one)


def explain(text: str) -> None:
    """Says what a text weighs of each kind, in tenths above what is enough, and which words weigh most."""
    for kind in TABLES:
        model, table = linear_model.load(*linear_model.OF_ALL)[f"weights_{kind}"], signs.load(f"signs_{kind}")
        heaviest = max(linear_model.windows(sentences(matchable(text)), table), key=model.margin)
        print(f"{kind}: {model.margin(heaviest)} ({', '.join(model.strongest(heaviest))})")


def main() -> None:
    """Tries, tells, learns from all and writes; or explains the texts that are given."""
    for text in sys.argv[1:]:
        explain(text)
    if sys.argv[1:]:
        return
    for kind in TABLES:
        rows = read(kind)
        tried = cross_validated(rows)
        enough = enough_for(rows, tried, FALSE[kind])
        found, false = found_and_false(rows, tried, enough)
        print(f"{kind}: {len(rows)} texts; of hard ones that it has not seen {found:.1%} found, {false:.1%} false")
        (DATA / f"weights_{kind}.txt").write_text(written(learn(rows), enough), "utf-8")
    for number in NUMBERS:
        rows = urgent(number)
        tried = cross_validated(rows)
        found, false = found_and_false(rows, tried, 0.0)
        print(f"{number}: {len(rows)} texts; of hard ones that it has not seen {found:.1%} found, {false:.1%} false")
        (DATA / f"weights_{number}.txt").write_text(written(learn(rows), 0.0), "utf-8")


if __name__ == "__main__":
    main()
