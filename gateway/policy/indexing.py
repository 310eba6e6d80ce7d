"""Hundreds of cues met at once: those are tried whose words a text has, and only in the lines that have them.

`Cues` finds what one compiled pattern of all its alternatives would find; but that would try each alternative at every
word. Pure.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import accumulate, chain, pairwise

from gateway.policy.matching import words_of
from gateway.policy.patterns import AFTER, BEFORE, Block, Need, alternatives, block, needs, source

_FAR = re.compile(r"[$^]|\\[snWD]|\[\^")  # what may look beyond a line, or asks where a text begins and ends
_SECTION = re.compile(r"\[(.+)\]")
_PART = 10_000  # what is looked for anywhere in a text costs more than a word
_TEXTS_KEPT, _SHORT = 8, 1_000  # texts, and characters of a short one


class Cue:
    """One alternative: what it matches, whole words, and what a text must hold for that."""

    def __init__(self, written: str, needs: tuple[Need, ...]) -> None:
        self.written = written
        self.looks_far = _FAR.search(written) is not None
        self.words = [need.words for need in needs if not need.parts]
        self.anchors = self.words[0] if self.words else frozenset[str]()  # one of these stands in what it matches
        self._more = self.words[1:]
        self._parts = [(need.words, need.parts) for need in needs if need.parts]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first asked for: there are hundreds."""
        return re.compile(f"{BEFORE}(?:{self.written}){AFTER}")

    def may_match(self, text: str, words: frozenset[str]) -> bool:
        """Whether a text of these words, one of the anchors among them, has all else that the cue needs."""
        for need in self._more:
            if words.isdisjoint(need):
                return False
        return not self._parts or all(
            not some.isdisjoint(words) or any(one in text for one in parts) for some, parts in self._parts
        )


class Pieces:
    """Pieces of a text, its lines or sentences, by their words."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._count = len(pieces)
        self._places = defaultdict[str, list[int]](list)
        for number, piece in enumerate(pieces):
            for word in words_of(piece):
                self._places[word].append(number)

    def among(self, cue: Cue) -> Iterable[int]:
        """Which pieces, in their order, have all words that a cue needs."""
        found: set[int] | None = None
        for need in cue.words:
            having = set(chain.from_iterable(self._places[word] for word in need if word in self._places))
            found = having if found is None else found & having
            if not found:
                break
        return range(self._count) if found is None else sorted(found)


_pieces = lru_cache(_TEXTS_KEPT)(Pieces)


class Text:
    """A text by its words and its lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = tuple(text.split("\n"))
        self.words = frozenset[str]().union(*map(words_of, self._lines))

    @cached_property
    def _bounds(self) -> Sequence[tuple[int, int]]:
        ends = accumulate((len(line) + 1 for line in self._lines), initial=0)
        return [(start, end - 1) for start, end in pairwise(ends)]

    def bounds(self, cue: Cue) -> Sequence[tuple[int, int]]:
        """From where to where a cue may match: in the lines that have its words."""
        if cue.looks_far or len(self._lines) == 1:
            return ((0, len(self.text)),)
        return [self._bounds[number] for number in _pieces(self._lines).among(cue)]


_long_text, _short_text = lru_cache(_TEXTS_KEPT)(Text), lru_cache(_TEXTS_KEPT)(Text)


def _text_of(text: str) -> Text:
    """A text, kept: its sections are asked one after another, and of a long one its sentences in between."""
    return _long_text(text) if len(text) > _SHORT else _short_text(text)


class Cues:
    """Cues by the words that they need; a section of a cue file, used as a compiled pattern of it would be."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self.cues = cues
        self._by_word: dict[str, list[int]] = {}
        self._anyway: list[int] = []  # those of which no word can be said
        for number, cue in enumerate(cues):
            for word in cue.anchors:
                self._by_word.setdefault(word, []).append(number)
            if not cue.anchors:
                self._anyway.append(number)
        self._words = frozenset(self._by_word)

    @property
    def pattern(self) -> str:
        """All alternatives as one regular expression."""
        return f"{BEFORE}(?:{'|'.join(cue.written for cue in self.cues)}){AFTER}"

    def possible(self, text: str) -> Sequence[Cue]:
        """The cues whose words a text has, in their order: no other can match it."""
        words = _text_of(text).words
        met = words & self._words
        if not met and not self._anyway:
            return ()
        numbers = {*self._anyway, *chain.from_iterable(map(self._by_word.__getitem__, met))}
        return [cue for cue in map(self.cues.__getitem__, sorted(numbers)) if cue.may_match(text, words)]

    def met(self, text: str, pieces: tuple[str, ...]) -> Iterator[str]:
        """Those pieces of a text, such as its sentences, that a cue matches."""
        cues = self.possible(text)
        tried: dict[int, list[Cue]] = {}
        for cue in cues:
            for number in _pieces(pieces).among(cue):
                tried.setdefault(number, []).append(cue)
        for number in sorted(tried):
            if any(cue.pattern.search(pieces[number]) for cue in tried[number]):
                yield pieces[number]

    def match(self, text: str) -> re.Match[str] | None:
        """What matches at the beginning of a text."""
        return next((found for cue in self.possible(text) if (found := cue.pattern.match(text))), None)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a text."""
        found = [match for cue in self.possible(text) if (match := first(cue, text))]
        return min(found, key=re.Match.start) if found else None

    def sub(self, instead: str, text: str) -> str:
        """The text with another in place of each match."""
        kept, at = list[str](), 0
        searches = [one for cue in self.possible(text) if (one := _Search(cue, text)).match]
        while found := [one.match for one in searches if one.match]:
            match = min(found, key=re.Match.start)
            kept += [text[at : match.start()], instead]
            at = match.end()
            for one in searches:
                one.go_on(at)
        return "".join([*kept, text[at:]])


def first(cue: Cue, text: str) -> re.Match[str] | None:
    """A cue's first match in a text for which it is possible."""
    return _Search(cue, text).match if "\n" in text else cue.pattern.search(text)


class _Search:
    """A cue's next match in a text."""

    def __init__(self, cue: Cue, text: str) -> None:
        self._cue, self._text = cue, text
        self._bounds = deque(_text_of(text).bounds(cue))
        self.match = self._next(0)

    def go_on(self, at: int) -> None:
        """To the first match from a place on."""
        if self.match and self.match.start() < at:
            self.match = self._next(at)

    def _next(self, at: int) -> re.Match[str] | None:
        while self._bounds:
            start, end = self._bounds[0]
            if end >= at and (match := self._cue.pattern.search(self._text, max(start, at), end)):
                return match
            self._bounds.popleft()
        return None


def load(name: str) -> Mapping[str, Cues]:
    """The cues of gateway/policy/data/<name>.txt, by section. The file's head says how they are written."""
    blocks: dict[str, list[str]] = {}
    lines = blocks[""] = []
    for line in (files("gateway.policy") / "data" / f"{name}.txt").read_text("utf-8").splitlines():
        if section := _SECTION.fullmatch(line):
            lines = blocks[section[1]] = []
        elif line and not line.startswith("#"):
            lines.append(line)
    return _indexed(blocks)


def _indexed(blocks: Mapping[str, list[str]]) -> Mapping[str, Cues]:
    often = Counter(word for lines in blocks.values() for line in lines for word in words_of(line))

    def cost(need: Need) -> int:
        return sum(often[word] for word in need.words) + _PART * len(need.parts)

    written, trees = dict[str, str](), dict[str, tuple[Block, ...]]()
    sections = dict[str, list[Cue]]()
    for name, lines in blocks.items():
        cut = [signs for line in lines for signs in alternatives(line)]
        sources = [source(signs, written) for signs in cut]
        found = tuple(block(signs, trees) for signs in cut)
        if name.startswith("<"):
            written[name], trees[name] = f"(?:{'|'.join(sources)})", found
        elif name:
            sections[name] = [Cue(one, needs(tree, cost)) for one, tree in zip(sources, found, strict=True)]
    return {name: Cues(cues) for name, cues in sections.items()}
