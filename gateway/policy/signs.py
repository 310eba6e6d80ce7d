"""Signs: words that add up, for what no cue foresees ("kho son bat lua roi", "chut qua thi ho so moi xong").

A table names classes of words and phrases; whoever counts them says what they weigh (emergency.py, delicate.py). The
weights are those of a logistic regression over the tables of tests/corpus/cues, rounded, then tried by hand. Data:
gateway/policy/data/signs_*.txt. Pure, and linear in the length of the text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

from gateway.domain.text import fold
from gateway.policy.matching import old_style

_LONGEST = 5  # words of a phrase
_BREATH = 40  # words
_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")

Table = Mapping[str, frozenset[str]]  # a phrase as it is met -> its classes


class Sign(NamedTuple):
    """A phrase met in a text, and its classes."""

    phrase: str
    classes: frozenset[str]


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
    return found


def _forms(phrase: str) -> set[str]:
    """A phrase with its marks and, unless § demands them, with none."""
    marked = old_style(phrase.lstrip("§"))
    return {marked} if phrase.startswith("§") else {marked, fold(marked)}


def read(table: Table, matched: str) -> Iterator[Sign]:
    """The signs of a matchable text in their order, at each place the longest phrase."""
    words = _WORD.findall(matched)
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + size])
            if phrase in table:
                yield Sign(phrase, table[phrase])
                break
        at += size


def windows(said: Sequence[str], read: Sequence[list[Sign]]) -> Iterator[list[Sign]]:
    """The signs of sentences that follow each other, as many as are read in one breath: a text, or some sentences of a
    mail. `read`: each sentence's."""
    window: list[Sign] = []
    size = 0
    for sentence, found in zip(said, read, strict=True):
        length = sentence.count(" ") + 1
        if window and size + length > _BREATH:
            yield window
            window, size = [], 0
        window, size = window + found, size + length
    yield window
