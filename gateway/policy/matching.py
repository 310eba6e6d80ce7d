"""Texts as cues and signs read them: in one spelling, cut into sentences and words."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from gateway.domain.text import fold, spelled, typed, typography
from gateway.domain.text.kept import Kept, KeptLines
from gateway.policy.patterns import old_style

_TOKEN = re.compile(r"(?<![^\W_])[a-z]{1,6}(?![^\W_])")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")  # "cháyyyy"; "uu" is a word's own end ("cuu")
_ZERO = re.compile(r"(?<=[a-z])0(?=[a-z])")  # "c0n"
_SENTENCE = re.compile(r"[.!?;\n]+(?=\s|$)|\n")
_BLANKS = ',"\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029'  # read as one; typography() has all others already
# Chinese, Japanese and Korean are written without blanks, or with their particles: each sign of theirs is a word
_SIGNS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_WORD = re.compile(rf"[{_SIGNS}]|[^\W_{_SIGNS}]+(?:'[a-z]+)?")
_TEXTS_KEPT = 4


def _spelled(piece: str) -> str:
    """How what stands between two blanks is matched."""
    short = _ZERO.sub("o", _DRAWN_OUT.sub(lambda m: m[1] * (1 + (m[1] == "u")), piece))
    return old_style(_TOKEN.sub(lambda m: spelled(m[0]), short))


_SPELLED = Kept(_spelled)
_WORDS = Kept(_WORD.findall)  # in what stands between two blanks: most often one
_PARTS = re.compile(r"[^\W_]+")


class Sentence(NamedTuple):
    """A sentence of a matchable text, and its words in their order."""

    text: str
    words: Sequence[str]

    @classmethod
    def of(cls, text: str) -> "Sentence":
        """A sentence by its text."""
        return cls(text, list(chain.from_iterable(map(_WORDS.__getitem__, text.split()))))


def matchable(s: str) -> str:
    """A text as cues read it: NFC, lower case, typewriter signs, no commas, teencode spelled out, marks kept; one typed
    in raw Telex or VNI as it was meant, without marks (who types so mistypes them)."""
    if (meant := typed(s)) is not s:
        s = fold(meant)
    return "\n".join(map(_MATCHABLE_LINES.__getitem__, s.split("\n")))


def _matchable(line: str) -> str:
    """A line of it."""
    line = typography(line).lower()
    for sign in _BLANKS:
        line = line.replace(sign, " ")
    while "  " in line:
        line = line.replace("  ", " ")
    return " ".join(map(_SPELLED.__getitem__, line.split(" ")))


_MATCHABLE_LINES = KeptLines(_matchable)  # what is read of a message has most lines in common


def words_of(matched: str) -> frozenset[str]:
    """The words of a text, each once; "it's" is three, for it has two words of a cue."""
    return frozenset((*_WORD.findall(matched), *_PARTS.findall(matched)))


@lru_cache(_TEXTS_KEPT)
def sentences(matched: str) -> tuple[Sentence, ...]:
    """A matchable text cut where a sentence or a line ends."""
    cut = (part.strip() for part in _SENTENCE.split(matched))
    return tuple(Sentence.of(part) for part in cut if part)
