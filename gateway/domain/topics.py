"""What units deal with (`topics` of the register), and which of that a text names. Pure."""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

from gateway.domain.text import fold

__all__ = ["named"]

Things = Callable[[str], Collection[str]]


def named(
    words: str, about: frozenset[str], topics: Mapping[str, Collection[str]], things: Things
) -> dict[str, tuple[str, ...]]:
    """By topic the units (keys of `topics`) that deal with it, where a text names it: in its own words, or one of the
    `things` that the text is `about`. Those of the fewest units first."""
    marked = f" {_spaced(words)} "
    spoken = marked, fold(marked)
    found: dict[str, list[str]] = {}
    for unit, of_unit in topics.items():
        for topic in of_unit:
            if _stands_in(topic, *spoken) or not about.isdisjoint(things(topic)):
                found.setdefault(topic, []).append(unit)
    return {topic: tuple(units) for topic, units in sorted(found.items(), key=lambda one: len(one[1]))}


def _stands_in(topic: str, marked: str, bare: str) -> bool:
    """Whether a text holds a topic's words one behind the other: with marks; and without, where there are several, for
    nobody knows which one of them a single word is."""
    words, folded = _phrases(topic)
    return bool(words) and (f" {words} " in marked or (" " in words and f" {folded} " in bare))


@lru_cache(maxsize=4_096)
def _phrases(topic: str) -> tuple[str, str]:
    words = _spaced(topic)
    return words, fold(words)


def _spaced(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.lower()).split())
