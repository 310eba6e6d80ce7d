"""`python -m bench.weights TEXT …` says what weighs most in a text; without one it weighs words anew over the tables of
tests/corpus/cues (gateway/policy/linear_model.py) and writes gateway/policy/data/weights_*.txt. `--held-out` writes
nothing: it says how each writer's texts are read, cues and all, by weights that were counted without that writer.

Deterministic; some three minutes. Each text counts as it is written, and once more without its marks. The weight of a
feature is the logarithm of how much likelier it is in texts of the kind (naive Bayes), and beside it what a logistic
regression makes of it. What is enough is set by what texts weigh where their writer is held out: one writer's texts
are like each other, and folds that cut through them promise too much.
"""

import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from gateway.channels import email, sms
from gateway.domain import codes
from gateway.domain.model import Decoded
from gateway.domain.text import fold
from gateway.policy import content, cues, delicate, emergency, linear_model, signs
from gateway.policy.linear_model import ENOUGH, Window, window
from gateway.policy.matching import matchable, sentences
from tests.scenes import script

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "corpus"
DATA = ROOT / "gateway" / "policy" / "data"

TABLES = {  # kind: tables whose label says, those of the kind, those of none of it
    "emergency": ("urgent", ("emergency",), ("not_emergency", "feedback", "complaint")),
    "restricted": ("restricted", ("denunciation",), ("feedback", "not_emergency")),
    "confidential": ("wish", (), ("feedback", "complaint", "not_emergency")),
}
ELSE = {  # rows of others' tables that are none
    "emergency": ("restricted wish", "yes no wish"),
    "restricted": ("urgent wish", "- no"),
    "confidential": ("urgent restricted", "- no"),
}
SIGNS = {  # a wish is weighed in the same windows as a hint is, and by the same signs: one look at a text is enough
    "emergency": "signs_emergency",
    "restricted": "signs_restricted",
    "confidential": "signs_restricted",
}
_CALM = ("-", "no")  # labels of none
_FIGURE, _TOLD = re.compile(r"\d"), 12  # characters of a text that tells of something
# Where it is says nothing of what it is, but who calls for help tells it more often than a table's other texts do: each
# text that names no number is weighed once more with one of these behind it.
ADDRESSES = (CORPUS / "addresses.txt").read_text("utf-8").splitlines()
_MAY_ACCUSE = ("abuse", "how", "withdrawal", "details")  # what is said in a conversation of officials' breaches, too
ORDINARY = sorted((CORPUS / "cues" / "ordinary").glob("*.tsv"))  # what is neither, though it may sound so
NUMBERS = ("113", "114", "115")
_FIRST = ("", "held_back", "more")  # tables of the hand that wrote the cues

_PLACEHOLDER = re.compile(r"\{\w+\}")  # in our own texts: they may come back
_UNSEEN = 0.02  # counted for what one side never says
_ROUNDS, _STEP, _REST = 8, 0.3, 1e-4
_SHARE = 3.0  # of the regression's weight beside the logarithm
_TENTHS = 10
_FOLDS, _GROUPS = 4, 4
_MOST = 64_000  # features that are kept
FALSE = {  # of texts of none by hands that are held out, so many weigh enough
    "emergency": 0.03,
    "restricted": 0.15,
    "confidential": 0.06,
}


class Labelled(NamedTuple):
    """A text of a table, and what is weighed in it: as written and, where that is another, without marks. `hand`: who
    wrote it; "" in tables that say nothing of how texts of strangers are read."""

    hand: str
    channel: str
    text: str
    right: bool
    features: tuple[frozenset[str], ...]


def lines(path: Path) -> list[str]:
    """The rows of a table."""
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


class Tried(NamedTuple):
    """A model that is not written, in the place of the one that is."""

    weights: Mapping[str, int]
    enough: int

    def margin(self, one: Window) -> int:
        """As that of a LinearModel."""
        return sum(self.weights.get(feature, 0) for feature in one.features) - self.enough


def hand_of(table: str) -> str:
    """Who wrote a table "urgent_4": "4"; those before cues were written have one hand."""
    name = table.partition("_")[2]
    return "1" if name in _FIRST else name


def texts(kind: str) -> Iterator[tuple[str, str, str, bool]]:
    """Hand, channel, text and whether it is of the kind."""
    labelled, yes, no = TABLES[kind]
    other, calm = ELSE[kind]
    for path in sorted((CORPUS / "cues").glob("*.tsv")):
        for label, channel, text in (line.split("\t") for line in lines(path)):
            if path.stem.startswith(labelled):
                yield hand_of(path.stem), channel, text, label not in _CALM
            elif path.stem.startswith(tuple(other.split())) and label in calm.split():
                yield "", channel, text, False
    for path in ORDINARY:
        yield from ((path.stem, channel, text, False) for channel, text in (line.split("\t") for line in lines(path)))
    for name, right in ((name, name in yes) for name in (*yes, *no)):
        yield from (("", "sms", text, right) for text in lines(CORPUS / "cues" / f"{name}.txt"))
    for path in sorted((CORPUS / "talk").rglob("*.txt")):
        if kind == "restricted" and path.stem in _MAY_ACCUSE:
            continue
        wishes = kind == "confidential"  # who asks whether one may be anonymous wishes it
        typed = [row.split("\t")[-1] for row in lines(path)]
        yield from (("", "sms", one, False) for one in typed if not (wishes and cues.is_confidential(matchable(one))))
    for path in sorted((ROOT / "templates").glob("*/??/*.txt")):
        said = _PLACEHOLDER.sub("x", path.read_text("utf-8"))
        yield from (("", "sms", part, False) for part in (said, *said.split("\n\n")))
    yield from (("", channel, said, right) for channel, said, right in spoken(kind))


def spoken(kind: str) -> Iterator[tuple[str, str, bool]]:
    """Channel, text and whether it is of the kind, of what is said in conversations: ordinary things, most of them."""
    answer = {"emergency": "emergency"}.get(kind, "receipt")
    for scene in script.scenes():
        for step in scene.steps:
            said, gets = step.they, step.expected.gets
            if not isinstance(said, str) or not isinstance(gets, str) or "{" in said or len(said) < _TOLD:
                continue
            is_it = answer in gets.split("|")
            if kind == "confidential" and is_it:  # whether a receipt is for a wish or for a hint, no scene says
                continue
            if is_it or kind == "emergency" or "acknowledgement" in gets.split("|"):
                yield scene.channel, said, is_it


def read(kind: str) -> list[Labelled]:
    """All labelled texts of a kind with their features, each once."""
    table = signs.load(SIGNS[kind])
    seen: dict[str, Labelled] = {}
    for hand, channel, text, right in texts(kind):
        written = codes.without_as_written(text.replace("¶", "\n"))
        somewhere = "" if _FIGURE.search(written) else f"{fold(written)} {ADDRESSES[len(seen) % len(ADDRESSES)]}"
        forms = dict.fromkeys(map(matchable, filter(None, (written, fold(written), somewhere))))
        found = tuple(weighed(form, table) for form in forms)
        seen.setdefault(text, Labelled(hand, channel, text, right, found))
    return list(seen.values())


def weighed(matched: str, table: signs.Table) -> frozenset[str]:
    """The features of a whole text."""
    return window([word for sentence in sentences(matched) for word in sentence.words], table).features


def learn(rows: Sequence[Labelled]) -> Mapping[str, float]:
    """The weights of those features that tell most: by their weight and by how often they are met. A word that was met
    once weighs much and says little; kept by weight alone, such words would push out "[official] [askfor]"."""
    examples = [(sorted(form), row.right) for row in rows for form in row.features]
    counted = _logarithms(examples)
    corrected = _regression(examples)
    weights = {one: counted[one] + _SHARE * corrected.get(one, 0.0) for one in counted}
    often = Counter(one for found, _ in examples for one in found)
    telling = sorted(weights, key=lambda one: (-abs(weights[one]) * math.sqrt(often[one]), one))
    return {one: weights[one] for one in sorted(telling[:_MOST])}


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


def hands(rows: Sequence[Labelled]) -> Sequence[str]:
    """Who wrote the tables, in one order."""
    return sorted({row.hand for row in rows} - {""})


def without_each(rows: Sequence[Labelled]) -> Mapping[str, Mapping[str, float]]:
    """For each hand weights that are learnt without it, and without some others: as few are learnt as will do."""
    written = hands(rows)
    without = dict[str, Mapping[str, float]]()
    for some in (written[n::_GROUPS] for n in range(_GROUPS)):
        without |= dict.fromkeys(some, learn([row for row in rows if row.hand not in some]))
    return without


def enough_for(rows: Sequence[Labelled], without: Mapping[str, Mapping[str, float]], false: float) -> float:
    """What a text must weigh, so that this share of the texts of none weighs as much, each by weights that were learnt
    without its hand."""
    traps = {row.hand for row in rows if row.right} & without.keys()  # beside dangers: what is ordinary is no measure
    none = sorted(score(row.features[0], without[row.hand]) for row in rows if not row.right and row.hand in traps)
    return none[-1 - int(false * len(none))]


def shares(found: Sequence[tuple[bool, bool]]) -> str:
    """Of pairs of what is right and what was found: the share that is found of what is, and of what is not."""
    of = {right: [was for one, was in found if one is right] for right in (True, False)}
    told = (f"{sum(some) / max(1, len(some)):.1%} of {len(some)}" for some in (of[True], of[False]))
    return "{} found, {} false".format(*told)


def decided(kind: str, row: Labelled) -> bool:
    """Whether a text is taken for one of the kind, by cues and weights together."""
    subject, _, body = row.text.partition("¶") if row.channel == "mail" else ("", "", row.text)
    words = body.replace("¶", "\n")
    message = Decoded(kind="message", sender="", subject=subject, text=words, reply=words)
    found = content.read(message, (sms if row.channel == "sms" else email).TRAITS)
    return bool(found.danger if kind == "emergency" else found.secret or found.confidential or found.delicate)


def held_out(kind: str, rows: Sequence[Labelled]) -> None:
    """Says how each hand's texts are read by weights, and an "enough", that know nothing of them."""
    module, name = {
        "emergency": (emergency, "_MODEL"),
        "restricted": (delicate, "_HINT"),
        "confidential": (delicate, "_WISH"),
    }[kind]
    without, all_found = without_each(rows), list[tuple[bool, bool]]()
    for hand, weights in without.items():
        others = {other: one for other, one in without.items() if other != hand}
        enough = enough_for(rows, others, FALSE[kind])
        vars(module)[name] = Tried(_tenths(weights), round(enough * _TENTHS))
        found = [(row.right, decided(kind, row)) for row in rows if row.hand == hand]
        all_found += found
        print(f"{kind} by {hand}: {shares(found)}", flush=True)
    print(f"{kind}: {shares(all_found)}")


def _tenths(weights: Mapping[str, float]) -> dict[str, int]:
    """Weights as they are kept, in tenths."""
    return {one: round(weight * _TENTHS) for one, weight in weights.items()}


def written(weights: Mapping[str, float], enough: float) -> str:
    """The weights as a table: for each weight in tenths the features that have it."""
    by_weight = defaultdict[int, list[str]](list)
    for one, weight in sorted(_tenths(weights).items()):
        if one != ENOUGH:  # a citizen's own "enough" weighs nothing
            by_weight[weight].append(one)
    by_weight[round(enough * _TENTHS)].append(ENOUGH)
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
        model, table = linear_model.load(*linear_model.OF_ALL)[f"weights_{kind}"], signs.load(SIGNS[kind])
        heaviest = max(linear_model.windows(sentences(matchable(text)), table), key=model.margin)
        print(f"{kind}: {model.margin(heaviest)} ({', '.join(model.strongest(heaviest))})")


def main() -> None:
    """Learns from all and writes; or tries each hand; or explains the texts that are given."""
    for text in sys.argv[1:]:
        if text != "--held-out":
            explain(text)
    for kind in TABLES if sys.argv[1:] == ["--held-out"] else ():
        held_out(kind, read(kind))
    if sys.argv[1:]:
        return
    for kind in TABLES:
        rows = read(kind)
        without = without_each(rows)
        enough = enough_for(rows, without, FALSE[kind])
        told = [(row.right, score(row.features[0], without[row.hand]) >= enough) for row in rows if row.hand]
        print(f"{kind}: {len(rows)} texts; of hands that it has not seen {shares(told)}")
        (DATA / f"weights_{kind}.txt").write_text(written(learn(rows), enough), "utf-8")
    for number in NUMBERS:
        rows = urgent(number)
        found = [(row.right, weight >= 0) for row, weight in zip(rows, cross_validated(rows), strict=True)]
        print(f"{number}: {len(rows)} texts; of those that it has not seen {shares(found)}")
        (DATA / f"weights_{number}.txt").write_text(written(learn(rows), 0.0), "utf-8")


if __name__ == "__main__":
    main()
