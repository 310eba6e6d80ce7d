"""Hundreds of cues met at once: those are tried whose words a text has, and only in the lines that have them.

`Cues` finds what one compiled pattern of all its alternatives would find; but that would try each alternative at every
word. Pure.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, reduce
from importlib.resources import files
from itertools import accumulate, pairwise, repeat
from operator import or_
from typing import NamedTuple

from gateway.domain.text.kept import Kept, KeptLines
from gateway.policy.matching import words_of
from gateway.policy.patterns import (
    AFTER,
    BEFORE,
    Block,
    Need,
    alternatives,
    begins_with_word,
    block,
    matches_nothing,
    needs,
    source,
)

_FAR = re.compile(r"[$^]|\\[snWD]|\[\^")  # what may look beyond a line, or asks where a text begins and ends
_SECTION = re.compile(r"\[(.+)\]")
_PART = 10_000  # what is looked for anywhere in a text costs more than a word
_DEPTH = 3  # needs of a cue that are looked up: hardly one has more
_TEXTS_KEPT = 16  # of a message: its sections are asked one after another


class Cue:
    """One alternative: what it matches, whole words."""

    def __init__(self, written: str, with_word: bool) -> None:
        """`with_word`: it begins with a whole word."""
        self.written = written
        self.looks_far = _FAR.search(written) is not None
        self._before = "" if with_word else BEFORE  # re looks for a letter many times as fast as for a place

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first asked for: there are hundreds. It may begin within a word; `search` does not."""
        return re.compile(f"{self._before}(?:{self.written}){AFTER}")

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The first match between two places."""
        found = self.pattern.search(text, start, end)
        while found and not self._before and (at := found.start()) and text[at - 1].isalnum():
            found = self.pattern.search(text, at + 1, end)
        return found


class Read(NamedTuple):
    """Which cues a text has the words of, one bit a cue: the text as a whole, and each of its lines."""

    cues: int
    lines: Sequence[tuple[int, int, int]]  # where each begins and ends, and its cues; of a single line none


class Index:
    """The cues of a file by what they need.

    A word is a number with one bit for each need that it fills: of the first need of each cue, then of the second, and
    so on. So what a line fills is found by joining its words, and a cue is possible where all its bits stand."""

    def __init__(self, cues: Sequence[Cue], needed: Sequence[Sequence[Need]]) -> None:
        """`needed`: what each cue cannot do without."""
        self.cues = cues
        self._far = sum(1 << number for number, cue in enumerate(self.cues) if cue.looks_far)
        self._all = (1 << len(self.cues)) - 1
        self._filled = 0  # what a cue with fewer needs does not ask for
        self._words, self._parts = defaultdict[str, int](int), defaultdict[str, int](int)
        for number, asked in enumerate(needed):
            for depth, need in enumerate((*asked, *repeat(None, _DEPTH))[:_DEPTH]):
                bit = 1 << number + depth * len(self.cues)
                self._filled |= bit if need is None else 0
                for word in need.words if need else ():
                    self._words[word] |= bit
                for part in need.parts if need else ():
                    self._parts[part] |= bit
        self._pieces = Kept(self._of_piece)
        self._lines = KeptLines(self._filled_by)
        self.read = lru_cache(_TEXTS_KEPT)(self._read)

    def _of_piece(self, piece: str) -> int:
        """Which needs are filled by what stands between two blanks."""
        found = [bits for word in words_of(piece) if (bits := self._words.get(word))]
        found += (bits for part, bits in self._parts.items() if part in piece)
        return reduce(or_, found) if found else 0

    def _filled_by(self, line: str) -> int:
        return reduce(or_, filter(None, map(self._pieces.__getitem__, line.split())), self._filled)

    def _possible(self, filled: int) -> int:
        for _ in range(_DEPTH - 1):
            filled &= filled >> len(self.cues)
        return filled & self._all

    def of_line(self, line: str) -> int:
        """The cues whose words a line has, or any text as a whole: no other can match it."""
        return self._possible(self._lines[line])

    def _read(self, text: str) -> Read:
        """A text by its lines. Only a cue that looks beyond a line may have its words in several."""
        if "\n" not in text:
            return Read(self.of_line(text), ())
        lines = text.split("\n")
        filled = list(map(self._lines.__getitem__, lines))
        found = list(map(self._possible, filled))
        ends = accumulate((len(line) + 1 for line in lines), initial=0)
        bounds = [(start, end - 1, cues) for (start, end), cues in zip(pairwise(ends), found, strict=True)]
        return Read(reduce(or_, found, self._possible(reduce(or_, filled)) & self._far), bounds)


class Cues:
    """Some cues of an index: a section of a cue file, used as a compiled pattern of it would be."""

    def __init__(self, index: Index, mask: int) -> None:
        self._index, self._mask = index, mask

    def __or__(self, other: "Cues") -> "Cues":
        """Both, of one file, in the order of the file."""
        return Cues(self._index, self._mask | other._mask)

    @property
    def cues(self) -> Sequence[Cue]:
        """In their order."""
        return [self._index.cues[number] for number in _numbers(self._mask)]

    @property
    def pattern(self) -> str:
        """All alternatives as one regular expression."""
        return f"{BEFORE}(?:{'|'.join(cue.written for cue in self.cues)}){AFTER}"

    def possible(self, text: str) -> bool:
        """Whether a text has the words of a cue: else none matches it."""
        return self._index.read(text).cues & self._mask != 0

    def matches(self, text: str) -> bool:
        """Whether a cue matches in a text."""
        return self.possible(text) and any(self.found(text))

    def found(self, text: str) -> Iterator[tuple[Cue, re.Match[str]]]:
        """The cues that match in a text, in their order, each with its first match."""
        for cue, bounds in self._places(text):
            for start, end in bounds:
                if match := cue.search(text, start, end):
                    yield cue, match
                    break

    def _places(self, text: str) -> Iterator[tuple[Cue, Sequence[tuple[int, int]]]]:
        """The cues whose words a text has, in their order, and from where to where each may match: in the lines that
        have its words."""
        read = self._index.read(text)
        for number in _numbers(read.cues & self._mask):
            cue = self._index.cues[number]
            whole = cue.looks_far or not read.lines
            yield cue, [(0, len(text))] if whole else [(a, b) for a, b, cues in read.lines if cues >> number & 1]

    def met(self, text: str, pieces: Sequence[str]) -> Iterator[str]:
        """Those pieces of a text's lines, such as its sentences, that a cue matches."""
        read = self._index.read(text)
        if not read.cues & self._mask:
            return
        lines = [text[start:end] for start, end, cues in read.lines if cues & self._mask] if read.lines else [text]
        for piece in pieces:  # it has no words that its line has not
            if any(piece in line for line in lines) and self._matches(piece):
                yield piece

    def _matches(self, piece: str) -> bool:
        met = self._index.of_line(piece) & self._mask
        return met != 0 and any(self._index.cues[number].search(piece, 0, len(piece)) for number in _numbers(met))

    def match(self, text: str) -> re.Match[str] | None:
        """What matches at the beginning of a text."""
        met = self._index.read(text).cues & self._mask
        tried = (self._index.cues[number].pattern.match(text) for number in _numbers(met))
        return next(filter(None, tried), None)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a text."""
        return min((match for _, match in self.found(text)), key=re.Match.start, default=None)

    def sub(self, instead: str, text: str) -> str:
        """The text with another in place of each match."""
        if not self.possible(text):
            return text
        kept, at = list[str](), 0
        searches = [_Search(cue, text, bounds) for cue, bounds in self._places(text)]
        while found := [one.match for one in searches if one.match]:
            match = min(found, key=re.Match.start)
            kept += [text[at : match.start()], instead]
            at = match.end()
            for one in searches:
                one.go_on(at)
        return "".join([*kept, text[at:]]) if kept else text


def _numbers(bits: int) -> Iterator[int]:
    """Which bits stand, the lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


class _Search:
    """A cue's next match in a text."""

    def __init__(self, cue: Cue, text: str, bounds: Sequence[tuple[int, int]]) -> None:
        self._cue, self._text = cue, text
        self._bounds = deque(bounds)
        self.match = self._next(0)

    def go_on(self, at: int) -> None:
        """To the first match from a place on."""
        if self.match and self.match.start() < at:
            self.match = self._next(at)

    def _next(self, at: int) -> re.Match[str] | None:
        while self._bounds:
            start, end = self._bounds[0]
            if end >= at and (match := self._cue.search(self._text, max(start, at), end)):
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
    return indexed(blocks)


def indexed(blocks: Mapping[str, Sequence[str]]) -> Mapping[str, Cues]:
    """The cues of sections, each with its lines.

    Raises ValueError for a line that cannot be read, and for a cue that may match nothing: it would be met in every
    text, and `sub` would never end."""
    often = Counter(word for lines in blocks.values() for line in lines for word in words_of(line))

    def cost(need: Need) -> int:
        return sum(often[word] for word in need.words) + _PART * len(need.parts)

    named, trees = dict[str, str](), dict[str, tuple[Block, ...]]()
    cues, needed, masks = list[Cue](), list[Sequence[Need]](), dict[str, int]()
    for name, lines in blocks.items():
        cut = [signs for line in lines for signs in alternatives(line)]
        sources = [source(signs, named) for signs in cut]
        found = tuple(block(signs, trees) for signs in cut)
        if name.startswith("<"):
            named[name], trees[name] = f"(?:{'|'.join(sources)})", found
        elif name:
            if empty := ["".join(signs) for signs, tree in zip(cut, found, strict=True) if matches_nothing(tree)]:
                raise ValueError(f"cues that may match nothing: {empty}")
            masks[name] = ((1 << len(cut)) - 1) << len(cues)
            needed += [needs(tree, cost) for tree in found]
            cues += map(Cue, sources, map(begins_with_word, found))
    index = Index(cues, needed)
    return {name: Cues(index, mask) for name, mask in masks.items()}
