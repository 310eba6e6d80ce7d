"""Text typed for an input method that was not switched on: raw Telex ("ddeenf dduwowngf") and VNI ("d9e2n d9u7o72ng").

A guess, for cues and to be shown beside the text; what the citizen wrote is never changed. Of a word only the reading
that is a Vietnamese syllable counts, and of a text only one of which a good part reads so: "ngo8" is an address, and so
are "a1" and "12a"; "gas" and "taxi" are words of their own.
"""

import re
import unicodedata
from itertools import compress
from operator import ne

from gateway.domain.text.kept import Kept, KeptCounts
from gateway.domain.text.languages import language
from gateway.domain.text.syllables import is_syllable
from gateway.domain.text.viqr import from_viqr, looks_like_viqr
from gateway.domain.text.words import BORROWED, ENGLISH, LOANS, NAMES

_WORD = re.compile(r"(?<![^\W_])[^\W_]{2,14}(?![^\W_])")
_VOWELS = "aeiouy"
_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_VNI_SHAPES = {"6": {"a": "â", "e": "ê", "o": "ô"}, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}}
_TELEX_SHAPES = {"aa": "â", "ee": "ê", "oo": "ô"}
_HORNS = {"a": "ă", "o": "ơ", "u": "ư"}
_APART = re.compile(r"([aeo])[^aeo]+\1")  # what Telex takes for a doubled vowel, where the word has another key, too
_MARKING = re.compile("dd|aa|ee|oo|w|[sfrxj]$")
_SHARE, _LEAST = 0.25, 2  # of the words must read so, and so many of them
_VIETNAMESE = 0.8  # of the words must be Vietnamese then
_ADDRESS = re.compile(  # what has a number, often without a blank: "ngo5", "thu7", "phong 2" typed as one
    r"(?:so|to|ngo|ngach|hem|nha|khu|tang|phong|phuong|quan|can|ho|lo|thu|thang|toa|block|ap|cong|cua|cot|lop|khoi"
    r"|xe|tuyen|tu|den|san|lau|duong|pho)\d|[aeiouy]\d"
)
_NUMBERED = re.compile(r"(?=\d)|[aeiouy]\d$")  # 12a, a1: the numbers of houses and flats
_BY_EAR = re.compile("[aou]j$")  # "roj" is "roi"
_OWN = LOANS | {"loto", "momo", "foto", "tw", "kw", "mw"}
_NO_KEYS = BORROWED | ENGLISH | NAMES | {"box", "fax", "max"}
_SAMPLE = 4_000  # characters: who has no input method in them has none behind


def typed(s: str) -> str:
    """The text with its raw Telex, VNI or VIQR read as Vietnamese, or unchanged where it is not typed so. Linear."""
    if looks_like_viqr(s):
        return from_viqr(s)
    words, surely, perhaps, syllables, marked = _COUNTS.of(s[:_SAMPLE])
    read = surely if marked else surely + perhaps  # who has marks needs no keys, but where the input method failed
    if not surely or read < _LEAST or read < _SHARE * words:
        return s
    if syllables < _VIETNAMESE * words or language(s[:_SAMPLE]) == "en":
        return s  # "has it been" is English
    return _WORD.sub(lambda m: _READINGS[m[0]], s)


def _reading(word: str) -> str:
    """A word typed raw, as Vietnamese; any other as it is."""
    lowered = word.lower()
    if not lowered.isascii() or lowered in _OWN or _NUMBERED.match(lowered):
        return word
    has_digits = not lowered.isalpha()
    if not has_digits and is_syllable(lowered) and "oo" not in lowered:
        return word
    read = _vni(lowered) if has_digits else _telex(lowered)
    return read if not read.isascii() and is_syllable(read) else word


_READINGS = Kept(_reading)


def _counted(piece: str) -> tuple[int, int, int, int, int]:
    """How many words stand between two blanks; how many of them were surely, and how many perhaps, typed raw; how many
    are said in Vietnamese, as read; and how many have marks."""
    words = [word for word in _WORD.findall(piece) if not word.isdigit()]
    readings = list(map(_READINGS.__getitem__, words))
    raw = [word.lower() for word in compress(words, map(ne, words, readings))]
    perhaps = sum(map(_is_perhaps_raw, raw))
    marked = sum(not word.isascii() for word in words)
    return len(words), len(raw) - perhaps, perhaps, sum(map(_is_said, readings)), marked


def _is_said(word: str) -> bool:
    return is_syllable(word) or word.lower() in _OWN or bool(_NUMBERED.match(word))


def _is_perhaps_raw(word: str) -> bool:
    """Whether a word that reads as another may well be meant as it stands."""
    return word in _NO_KEYS or bool(_ADDRESS.fullmatch(word) or _BY_EAR.search(word))


_COUNTS = KeptCounts(_counted, 5)


def _telex(word: str) -> str:
    """Telex keys, the marks wherever in the word they were typed (dd, aa ee oo, w, then s f r x j)."""
    if _APART.search(word) and not _MARKING.search(word):
        return word  # "logo", "data"
    letters, tone = "", ""
    for key in word:
        if key == "d" and letters[:1] == "d":
            letters = "đ" + letters[1:]
        elif key == "w":
            letters = _horned(letters)
        elif key in "aeo" and key in letters:
            at = letters.rfind(key)
            letters = letters[:at] + _TELEX_SHAPES[key * 2] + letters[at + 1 :]
        elif key in _TONES and not set(letters).isdisjoint("aeiouyâăêôơư"):
            tone = _TONES[key]
        else:
            letters += key
    return _toned(letters, tone)


def _horned(letters: str) -> str:
    """What "w" does: uo -> ươ, else the last of a o u, else ư of its own."""
    if (at := letters.rfind("uo")) >= 0 and letters[:at][-1:] != "q":
        return letters[:at] + "ươ" + letters[at + 2 :]
    if (at := letters.rfind("ưo")) >= 0:
        return letters[:at] + "ươ" + letters[at + 2 :]
    for at in range(len(letters) - 1, -1, -1):
        if letters[at] in _HORNS:
            return letters[:at] + _HORNS[letters[at]] + letters[at + 1 :]
    return letters + "ư"


def _vni(word: str) -> str:
    """VNI keys: 1-5 are tones, 6 7 8 change the vowel before, 9 the d."""
    letters, tone = "", ""
    for key in word:
        if key in _VNI_TONES:
            tone = _VNI_TONES[key]
        elif key == "9":
            letters = re.sub("^d", "đ", letters)
        elif key == "7" and letters.endswith("uo"):
            letters = letters[:-2] + "ươ"
        elif key in _VNI_SHAPES:
            shapes = _VNI_SHAPES[key]
            at = max((letters.rfind(vowel) for vowel in shapes), default=-1)
            letters = letters[:at] + shapes[letters[at]] + letters[at + 1 :] if at >= 0 else letters + key
        else:
            letters += key
    return _toned(letters, tone)


def _toned(letters: str, tone: str) -> str:
    """The tone on the vowel that carries it: the marked one, else the last but one of an open end, else the first."""
    vowels = [n for n, letter in enumerate(letters) if _base(letter) in _VOWELS and not _silent(letters, n)]
    if not tone or not vowels:
        return letters
    marked = [n for n in vowels if letters[n] not in _VOWELS]
    open_end = vowels[-1] == len(letters) - 1
    at = marked[-1] if marked else vowels[0 if len(vowels) == 1 or (open_end and len(vowels) == 2) else 1]
    return unicodedata.normalize("NFC", letters[: at + 1] + tone + letters[at + 1 :])


def _silent(letters: str, n: int) -> bool:
    """The u of "qu" and the i of "gi" before a vowel belong to the consonant."""
    return n == 1 and letters[:2] in ("qu", "gi") and _base(letters[2:3] or "x") in _VOWELS


def _base(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[:1]
