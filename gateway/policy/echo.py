"""Whether a message repeats what we said: a machine or a forwarded text, which no answer may follow (loops).

Both sides are folded to words without marks and signs, and compared by runs of six: what a citizen copies of our texts
to ask ("nhan TT HN-…") is shorter than an echo.
"""

import re
from collections.abc import Iterable
from itertools import accumulate, chain, islice
from struct import pack
from zlib import crc32

from gateway.domain.text import fold
from gateway.domain.text.kept import Kept

_RUN = 6  # words that follow each other
_LEAST = 12  # words of an echo
_MOST = 120  # words of a message that are compared: it begins with ours
_WORD = re.compile(r"[^\W_]+")
_WORDS = Kept(lambda piece: [word.encode() for word in _WORD.findall(fold(piece))])


def runs(words: str) -> bytes:
    """Fingerprints, four bytes each, of the runs of six words in a text's first 120; b"" of one too short to be an
    echo."""
    found = list(islice(chain.from_iterable(map(_WORDS.__getitem__, words[: 12 * _MOST].split())), _MOST))
    if len(found) < _LEAST:
        return b""
    ends = list(accumulate(len(word) + 1 for word in found))
    line = b" ".join(found)
    runs = zip([0, *ends], ends[_RUN - 1 :], strict=False)
    return pack(f">{len(found) - _RUN + 1}I", *[crc32(line[start : end - 1]) for start, end in runs])


def repeats(theirs: bytes, ours: Iterable[str]) -> bool:
    """Whether half of a message, as `runs` reads it, is one of our texts."""
    own = _split(theirs)
    return bool(own) and any(2 * len(own & _split(runs(text))) >= len(own) for text in ours)


def _split(prints: bytes) -> set[bytes]:
    return {prints[n : n + 4] for n in range(0, len(prints), 4)}
