"""Case codes: HN-7K3M9K, a name that a citizen can read aloud and mistype; never a secret.

Two letters of the city, five signs of Crockford's base 32 (no I, L, O, U), one Luhn mod 32 check sign: one wrong sign,
and nearly every exchange of two neighbours, is seen. Pure: the five signs come from an HMAC, so the same seed and
attempt give the same code again.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from gateway.domain.text import fold, is_syllable, typography
from gateway.domain.text.kept import KeptLines

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford, https://www.crockford.com/base32.html
_VALUE = {sign: n for n, sign in enumerate(ALPHABET)}
_READ_AS = {"O": "0", "I": "1", "L": "1"}
_CODE = re.compile(f"[A-Z]{{2}}-[{ALPHABET}]{{6}}")

_TEXTS_KEPT = 16
_LONGEST = 100  # characters of a text that may be six signs among dots and brackets
_WORDS = frozenset({"tt", "bs", "dg", "hd", "ma", "so", "re", "tl"})  # that people put before a code; cities too

_ONSET = re.compile(  # what words of Vietnamese and English begin with, and no "hn"
    r".?[aeiouy]|[bcdfgkpst][lr]|[cgkprstw]h|d[rw]|gn|k[nr]|n[gh]|ps|s[ckmnpqtw]|t[srw]|wr"
)

# Overlapping on purpose: "TT HN7K3M9K" must not be eaten by a candidate that starts at TT. One gap may stand inside six
# signs that are no word: the look ahead for a digit spares most words the closer look. It goes no further than six
# signs do: a text has as many such places as words. What has been taken is never given back ("+"): behind it stands
# what it does not hold.
_GLUED = re.compile(r"^(tt|bs|dg)(?=[a-z]{2}-?[0-9a-z]{6}(?![0-9a-z]))")  # a command to a code's front
_CANDIDATE = re.compile(
    r"(?<![0-9a-z])(?=([a-z]{2})([ ._:-]{0,3}+)"
    r"(?:([0-9a-z]{6})|(?=[a-z .-]{0,10}+\d)([0-9a-z]{1,5}+)[ .-]([0-9a-z]{1,5}+))(?![0-9a-z]))"
)

_ASKED = re.compile(r"^(?:(?:nhan|soan|gui) )?(?:tt|ma so|ma)[ :.-]{1,3}(?=[0-9a-z]{6}$)")  # "tt 7k3m9k"
_MISTYPED = re.compile(r"(?<![0-9a-z/-])[a-z]{2}-(?=[0-9a-z]{0,6}\d)(?=[0-9]{0,6}[a-z])[0-9a-z]{5,7}(?![0-9a-z/-])")


def make(city: str, seed: bytes, key: bytes, attempt: int = 0) -> str:
    """A case's code from a seed of its own (its cause's digest): "HN-7K3M9K". `attempt` counts up where a code is
    taken."""
    mac = hmac.digest(key, seed + attempt.to_bytes(4, "big"), hashlib.sha256)
    number = int.from_bytes(mac[:4], "big")
    signs = "".join(ALPHABET[number >> shift & 31] for shift in range(0, 25, 5))
    return f"{city}-{signs}{_check_sign(signs)}"


def valid(code: str) -> bool:
    """Whether this is a code in its one spelling, with the right check sign."""
    return _CODE.fullmatch(code) is not None and _check_sign(code[3:8]) == code[8]


def parse(text: str) -> tuple[str, ...]:
    """The codes that a text names, each once, in order: in any case, with or without hyphen or gap, O as 0, I and L as
    1.

    Only codes whose check sign is right; a Vietnamese word after a word of two letters ("da khieng") is no code.
    """
    return tuple(dict.fromkeys(code for code, _, _ in _read(text.strip())[1]))


def signs(text: str) -> str:
    """The six signs of a code where a text is nothing else ("7k3m9k", "tt WRJGJN"): people leave the city away. Else
    "". A Vietnamese word of six letters is none."""
    text = text.strip()
    bare = fold(typography(text)).strip(" .,:;!?\"'()[]-") if len(text) <= _LONGEST else ""
    bare = _ASKED.sub("", bare, count=1)
    read = "".join(_READ_AS.get(sign, sign) for sign in bare.upper())
    known = len(read) == 6 and not is_syllable(bare) and all(sign in _VALUE for sign in read)
    return read if known and _check_sign(read[:5]) == read[5] else ""


def is_mistyped(text: str) -> bool:
    """Whether a text names what is shaped like a code, and holds none: "HN-7K3M9X", a sign too few or too many."""
    return _MISTYPED.search(fold(text)) is not None and not parse(text)


def spellings(code: str, city: str) -> tuple[str, ...]:
    """The full codes that one read in a text may stand for in a city: six signs alone are one of its own, and so may be
    those behind a word of ours ("dgM7THYD")."""
    if "-" not in code:
        return (f"{city}-{code}",)
    own = f"{city}-{code.partition('-')[2]}"
    return (code, own) if code[:2].lower() in _WORDS and valid(own) else (code,)


def without(text: str) -> str:
    """The folded text without its codes and outer spaces: what a citizen wrote around them."""
    plain, found = _read(text.strip())
    return _cut(plain, found)


def without_as_written(text: str) -> str:
    """The text without its codes, its marks and capitals kept. Codes in letters other than ASCII's stay."""
    lower = text.lower()
    return _cut(text, _found(lower)) if len(lower) == len(text) else text


def _cut(text: str, found: Iterable[tuple[str, int, int]]) -> str:
    kept, at = [], 0
    for _, start, end in found:
        kept.append(text[at:start])
        at = max(at, end)
    return " ".join([*kept, text[at:]])


@lru_cache(_TEXTS_KEPT)
def _read(text: str) -> tuple[str, tuple[tuple[str, int, int], ...]]:
    """The folded text and the codes in it. Several rules ask of one message."""
    plain = "\n".join(map(_PLAIN.__getitem__, text.split("\n")))
    if len(text) <= _LONGEST:
        plain = _GLUED.sub(r"\1 ", plain, count=1)
    return plain, tuple(_found(plain))


def _found(plain: str) -> Iterator[tuple[str, int, int]]:
    """Each valid code in a folded text, with its place; none goes beyond a line."""
    at = 0
    for line in plain.split("\n"):
        yield from ((code, at + start, at + end) for code, start, end in _FOUND[line])
        at += len(line) + 1


def _codes(line: str) -> Iterator[tuple[str, int, int]]:
    for match in _CANDIDATE.finditer(line):
        city, gap, whole, head, tail = match.groups(default="")
        signs = whole or head + tail
        words = signs.isalpha() and (
            not whole or (gap.isspace() and is_syllable(signs)) or _is_one_word(line, match, signs)
        )
        # A word and a time: "khoang 5h", "da toan 5h".
        spoken = not whole and (is_syllable(head) or (not gap and is_syllable(city + head)))
        if len(signs) != 6 or words or spoken or (city in _WORDS and not _is_city(gap, signs)):
            continue
        code = f"{city.upper()}-" + "".join(_READ_AS.get(sign, sign) for sign in signs.upper())
        if valid(code):
            yield code, match.start(), match.end(3 if whole else 5)


_FOUND = KeptLines(lambda line: tuple(_codes(line)))
_PLAIN = KeptLines(lambda line: fold(typography(line)))


def _is_one_word(line: str, match: re.Match[str], signs: str) -> bool:
    """Whether letters in one piece are a word of eight: one with an I, L or O ("bleeding"), for where somebody types
    one for a figure of a code, other figures or the hyphen tell that it is one; or one that begins as words do
    ("pressure") and stands behind no word that people put before a code."""
    if match[2]:
        return False
    if not _READ_AS.keys().isdisjoint(signs.upper()):
        return True
    before = line[max(0, match.start() - 4) : match.start()].split(" ")
    return _ONSET.match(match[1]) is not None and not (len(before) > 1 and before[-2].strip("[(:") in _WORDS)


def _is_city(gap: str, signs: str) -> bool:
    """Whether a word that people put before a code is its city here: written as we write it, or in one piece with signs
    that are no plain number ("so123456")."""
    return gap == "-" or (not gap and not signs.isdigit())


def _check_sign(signs: str) -> str:
    """Luhn mod N (ISO/IEC 7812-1 Annex B, with N = 32): the sign that makes the weighted sum a multiple of 32."""
    total = 0
    for place, sign in enumerate(reversed(signs)):
        product = _VALUE[sign] * (2 if place % 2 == 0 else 1)
        total += product // 32 + product % 32
    return ALPHABET[-total % 32]
