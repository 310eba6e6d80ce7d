"""Hundreds of cues met at once, each tried only where its first letters stand.

A pattern of all alternatives tries each at every word. Here they lie by the first three letters that a match of theirs
may have, which are read from the pattern itself; what cannot be said of is tried everywhere. Pure.
"""

import re
from collections.abc import Iterable, Sequence

from gateway.policy.matching import AFTER, BEFORE

_START = re.compile(r"(?<![^\W_])[^\W_]{1,3}")
_LETTERS = 3
_ANY = ""


class Index:
    """Sections of cues in an order. `first` says which one a text meets."""

    def __init__(self, sections: Sequence[re.Pattern[str]]) -> None:
        self._by_start: dict[str, list[tuple[int, str]]] = {}
        for order, section in enumerate(sections):
            body = section.pattern.removeprefix(BEFORE).removesuffix(AFTER)
            for alternative in _alternatives(body[len("(?:") : -1]):
                for start in _starts(alternative) or {_ANY}:
                    self._by_start.setdefault(start, []).append((order, alternative))
        self._anything = self._by_start.pop(_ANY, [])
        self._compiled: dict[str, re.Pattern[str]] = {}  # when first met: there are hundreds

    def first(self, text: str) -> int | None:
        """Which section matches, the first in their order; None where none does."""
        found = None
        for word in _START.finditer(text):
            match = self._pattern(word[0]).match(text, word.start())
            if match is not None and match.lastgroup is not None:
                order = int(match.lastgroup[1:])
                found = order if found is None else min(found, order)
        return found

    def _pattern(self, start: str) -> re.Pattern[str]:
        start = start if start in self._by_start else _ANY
        if start not in self._compiled:
            self._compiled[start] = _ordered([*self._anything, *self._by_start.get(start, [])])
        return self._compiled[start]


def _ordered(alternatives: Iterable[tuple[int, str]]) -> re.Pattern[str]:
    """Alternatives as one pattern with a group for each section, in the order of sections."""
    by_order: dict[int, list[str]] = {}
    for order, alternative in sorted(alternatives, key=lambda one: one[0]):
        by_order.setdefault(order, []).append(alternative)
    groups = (f"(?P<s{order}>(?:{'|'.join(some)}){AFTER})" for order, some in by_order.items())
    return re.compile("|".join(groups) or r"(?!)")


def _alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern, cut at each "|" that stands in no group or class."""
    found, depth, start, at = [], 0, 0, 0
    while at < len(pattern):
        char = pattern[at]
        if char == "[":
            at = pattern.index("]", at + 2)
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            found.append(pattern[start:at])
            start = at + 1
        at += 2 if char == "\\" else 1
    return [*found, pattern[start:]]


def _starts(pattern: str) -> set[str]:
    """The first three letters that a match of an alternative may have, fewer where its first word has; empty where that
    cannot be said."""
    if pattern.startswith(("^", "$")):
        return _starts(pattern[1:])
    if pattern.startswith(("(?<", "(?!")):
        return _starts(pattern[_close(pattern) + 1 :])
    if pattern.startswith("(?:"):
        return _starts_of_group(pattern[3 : _close(pattern)], pattern[_close(pattern) + 1 :])
    letters = re.match(r"[^\W_]*", pattern)
    word = letters[0][:_LETTERS] if letters else ""
    follows = pattern[len(word) : len(word) + 1]
    ends = follows in ("", " ", "$") or pattern.startswith("(?: ", len(word))
    return {word} if word and follows not in ("?", "*", "{") and (ends or len(word) == _LETTERS) else set()


def _starts_of_group(inside: str, rest: str) -> set[str]:
    """As _starts: of a group with what follows it, which it may be left out before."""
    optional = rest.startswith(("?", "*", "{0"))
    after = rest[rest.index("}") + 1 if rest.startswith("{") else 1 :] if optional else rest
    found = [_starts(one + after) for one in _alternatives(inside)]
    found += [_starts(after)] if optional else []
    return set().union(*found) if all(found) else set()


def _close(pattern: str) -> int:
    """Where the group that a pattern begins with ends."""
    depth, at = 0, 0
    while at < len(pattern):
        char = pattern[at]
        if char == "[":
            at = pattern.index("]", at + 2)
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at
        at += 2 if char == "\\" else 1
    return len(pattern)
