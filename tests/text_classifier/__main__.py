"""python -m tests.text_classifier [--tried | --held-out]: writes gateway/policy/data/weights_talk.txt from the tables,
in some seconds.

--tried: writes nothing; trains on four fifths five times and prints how the other fifth is told apart. --held-out: the
same of each hand's wordings, by weights that were counted without that hand.
"""

import sys
from collections import Counter
from collections.abc import Iterable

from gateway.policy.text_classifier import TextClass
from tests.text_classifier import tables, training
from tests.text_classifier.tables import Row


def tell(taken_for: Iterable[tuple[Row, TextClass, float]]) -> None:
    """Print what is told apart, hand by hand and kind by kind, of rows that were not trained on."""
    found, by_hand = Counter[tuple[str, str]](), Counter[tuple[str, bool]]()
    for row, kind, share in taken_for:
        found[str(row.kind), str(kind)] += 1
        by_hand[row.hand, kind is row.kind] += 1
        if kind is not row.kind:
            print(f"{share:.2f}  {row.kind} taken for {kind}: {row.words}")
    for hand in sorted({hand for hand, _ in by_hand}):
        right, wrong = by_hand[hand, True], by_hand[hand, False]
        print(f"by {hand or 'hands that no table names'}: {right} of {right + wrong}")
    kinds = sorted({kind for kind, _ in found})
    for taken in kinds:
        others = ", ".join(f"{other} {n}" for (own, other), n in found.most_common() if own == taken != other)
        of_it = sum(n for (own, _), n in found.items() if own == taken)
        print(f"{taken}: {found[taken, taken]} of {of_it}; else {others}")
    print(f"all: {sum(found[kind, kind] for kind in kinds) / sum(found.values()):.3f}")


if "--tried" in sys.argv:
    tell(training.crossed(tables.rows()))
elif "--held-out" in sys.argv:
    tell(training.held_out(tables.rows()))
else:
    training.write(training.weights(tables.rows()), tables.digest())
