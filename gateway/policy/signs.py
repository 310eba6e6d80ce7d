"""Signs: words of one class, that say more together than each alone: who, what befalls them, what an official wants.

A table names classes of words and phrases; what they weigh is counted over examples (linear_model.py). Data:
gateway/policy/data/signs_*.txt. Pure, and linear in the length of the text.
"""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from gateway.domain.text import fold
from gateway.policy.patterns import old_style

_ALONE = (1,)


class Sign(NamedTuple):
    """A phrase met in a text, and its classes."""

    phrase: str
    classes: frozenset[str]


class Table:
    """Phrases of up to five words with their classes, by their first two words."""

    def __init__(self, phrases: Mapping[str, frozenset[str]]) -> None:
        self._signs = {phrase: Sign(phrase, classes) for phrase, classes in phrases.items()}
        sizes: dict[str, dict[str, set[int]]] = {}
        for phrase in phrases:
            first, *more = phrase.split(" ")
            following = sizes.setdefault(first, {})
            if more:
                following.setdefault(more[0], set()).add(1 + len(more))
        self._sizes = {
            first: {second: (*sorted(found, reverse=True), 1) for second, found in following.items()}
            for first, following in sizes.items()
        }

    def read(self, words: Sequence[str]) -> list[Sign]:
        """The signs among the words of a sentence in their order, at each place the longest phrase."""
        found: list[Sign] = []
        behind = 0
        for at, (first, second) in enumerate(pairwise((*words, ""))):
            following = self._sizes.get(first)
            if following is None or at < behind:
                continue
            for size in following.get(second, _ALONE):
                sign = self._signs.get(" ".join(words[at : at + size]) if size > 1 else first)
                if sign and at + size <= len(words):
                    found.append(sign)
                    behind = at + size
                    break
        return found


def load(name: str) -> Table:
    """The table of gateway/policy/data/<name>.txt: "[class]", then lines of phrases with "|" between them."""
    found: dict[str, frozenset[str]] = {}
    section = ""
    for line in (files("gateway.policy") / "data" / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            for phrase in line.split("|"):
                for form in _forms(phrase):
                    found[form] = found.get(form, frozenset()) | {section}
    return Table(found)


def _forms(phrase: str) -> set[str]:
    """A phrase with its marks and, unless § demands them, with none."""
    marked = old_style(phrase.lstrip("§"))
    return {marked} if phrase.startswith("§") else {marked, fold(marked)}
