"""Signs of danger to life that add up: words, not sentences, for what no cue foresees ("kho son bat lua roi").

A word that names a danger, somebody it happens to, haste; against them words of those who ask, propose or tell of the
past. The weights are those of a logistic regression over tests/corpus/cues, rounded. Data: signs_emergency.txt. Pure,
and linear in the length of the text.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import NamedTuple

from gateway.domain.text import fold
from gateway.policy.matching import old_style

_LONGEST = 4  # words of a phrase
_WINDOW = 40  # words that are counted together: a text, or some sentences of a mail
_STRONG, _WEAK, _CALM, _ENOUGH = 5, 2, -3, 6
_MOST_URGENT, _MOST_VICTIMS, _MOST_CALM = 4, 2, 4
_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")


class Sign(NamedTuple):
    """What a phrase says: `danger` and how much of one, or that somebody is there, in haste, or calm."""

    danger: str = ""
    weight: int = 0
    victim: bool = False
    urgent: bool = False
    calm: bool = False


def _load() -> Mapping[str, Sign]:
    """Phrase as it is met -> its sign; of a phrase in two sections the first danger counts."""
    found: dict[str, Sign] = {}
    section = ""
    for line in (files("gateway.policy") / "data" / "signs_emergency.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            for phrase in line.split("|"):
                for form in _forms(phrase):
                    found[form] = _joined(found.get(form, Sign()), section)
    return found


def _forms(phrase: str) -> set[str]:
    """A phrase with its marks and, unless § demands them, with none."""
    marked = old_style(phrase.lstrip("§"))
    return {marked} if phrase.startswith("§") else {marked, fold(marked)}


def _joined(sign: Sign, section: str) -> Sign:
    kind, _, name = section.partition(" ")
    match section:
        case "nothing":
            return Sign()
        case "victim":
            return sign._replace(victim=True)
        case "urgent":
            return sign._replace(urgent=True)
        case "calm":
            return sign._replace(calm=True)
    weight = _STRONG if kind == "danger" else _WEAK
    return sign if sign.weight >= weight else sign._replace(danger=name, weight=weight)


_SIGNS = _load()


def weighed(sentences: list[str]) -> str:
    """The danger that a text's signs add up to, or "". Sentences are matchable, harmless words taken out of them."""
    read = [list(_signs(sentence)) for sentence in sentences]
    calm = _CALM * min(_MOST_CALM, sum(sign.calm for signs in read for _, sign in signs))
    for window in _windows(sentences, read):
        dangers = {phrase: sign for phrase, sign in window if sign.weight}
        weight = sum(sign.weight for sign in dangers.values())
        haste = min(_MOST_URGENT, sum(sign.urgent for _, sign in window))
        victims = min(_MOST_VICTIMS, sum(sign.victim for _, sign in window))
        if weight >= 2 * _WEAK and weight + haste + victims + calm >= _ENOUGH:
            return max(dangers.values(), key=lambda sign: sign.weight).danger
    return ""


def _signs(sentence: str) -> Iterator[tuple[str, Sign]]:
    """The signs of a sentence with their phrases, the longest phrase first."""
    words = _WORD.findall(sentence)
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + size])
            if phrase in _SIGNS:
                yield phrase, _SIGNS[phrase]
                break
        at += size


def _windows(sentences: list[str], read: list[list[tuple[str, Sign]]]) -> Iterator[list[tuple[str, Sign]]]:
    """Sentences that follow each other, as many as are read in one breath."""
    window: list[tuple[str, Sign]] = []
    size = 0
    for sentence, signs in zip(sentences, read, strict=True):
        length = sentence.count(" ") + 1
        if window and size + length > _WINDOW:
            yield window
            window, size = [], 0
        window, size = window + signs, size + length
    yield window
