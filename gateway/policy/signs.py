"""Signs: words of one class, that say more together than each alone: who, what befalls them, what an official wants.

A table names classes of words and phrases; what they weigh is counted over examples (linear_model.py). Data:
gateway/policy/data/signs_*.txt. Pure, and linear in the length of the text.
"""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

from gateway.domain.text import fold
from gateway.policy.patterns import old_style


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
        self._begin = {  # a word as a sign of its own, and how long the phrases are that begin with it and another
            first: (
                self._signs.get(first),
                {second: tuple(sorted(found, reverse=True)) for second, found in following.items()},
            )
            for first, following in sizes.items()
        }

    def read(self, words: Sequence[str]) -> list[Sign]:
        """The signs among the words of a sentence in their order, at each place the longest phrase."""
        found: list[Sign] = []
        behind = 0
        # most words begin no phrase: those are passed over without a step of Python's
        begun = [(at, begun) for at, begun in enumerate(map(self._begin.get, words)) if begun]
        for at, (alone, following) in begun:
            if at < behind:
                continue
            sign = alone
            if following and at + 1 < len(words) and (sizes := following.get(words[at + 1])):
                for size in sizes:
                    longer = self._signs.get(" ".join(words[at : at + size]))
                    if longer and at + size <= len(words):
                        sign, behind = longer, at + size
                        break
            if sign:
                found.append(sign)
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
