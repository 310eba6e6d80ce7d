"""python -m tests.text_classifier [--tried]: writes gateway/policy/data/weights_talk.txt from the tables, in
some seconds.

--tried: writes nothing; trains on four fifths five times and prints how the other fifth is told apart.
"""

import sys
from collections import Counter

from tests.text_classifier import tables, training


def tried() -> None:
    """Print what is told apart, kind by kind, of rows that were not trained on."""
    found = Counter[tuple[str, str]]()
    for row, kind, share in training.crossed(tables.rows()):
        found[str(row[0]), str(kind)] += 1
        if kind != row[0]:
            print(f"{share:.2f}  {row[0]} taken for {kind}: {row[1]}")
    kinds = sorted({kind for kind, _ in found})
    for taken in kinds:
        others = ", ".join(f"{other} {n}" for (own, other), n in found.most_common() if own == taken != other)
        of_it = sum(n for (own, _), n in found.items() if own == taken)
        print(f"{taken}: {found[taken, taken]} of {of_it}; else {others}")
    print(f"all: {sum(found[kind, kind] for kind in kinds) / sum(found.values()):.3f}")


if "--tried" in sys.argv:
    tried()
else:
    training.write(training.weights(tables.rows()), tables.digest())
