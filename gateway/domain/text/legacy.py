"""Texts in encodings of old Vietnamese programs (TCVN3, VNI, VISCII, VPS, windows-1258), and UTF-8 that was damaged or
misread, made Unicode.

The method: read on trial and see whether the words become Vietnamese syllables. Such text arrives labelled as
anything, so a label only breaks ties; text that reads well as it stands is never touched.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from gateway.domain.text.form import normal
from gateway.domain.text.syllables import is_syllable

__all__ = [
    "Encoding",
    "Repaired",
    "decode_octets",
    "encoding_named",
    "is_vietnamese",
    "repair",
    "share_of_syllables",
]

_UNICODE = re.compile("[\u1ea0-\u1ef9ăĂđĐơƠưƯ]")
_ODD = "\x80-\x9f\xa1-\xbf\ufffd"  # letters in one table or another, or lost: inside of a word they make it none
# Begun only where such letters begin: a thousand of them with no word behind would be tried from each.
_WORD = re.compile(rf"(?<![{_ODD}])[{_ODD}]*+[^\W\d_](?:[^\W\d_]|[{_ODD}])*+")
_LOST = re.compile("\ufffd{2,}")
_GAIN, _LEAD, _ENOUGH = 0.15, 0.2, 0.6
_MIN_WORDS = 4  # below that, a name or two decide: then every word must become one
_FEW_WORDS = 5  # below that, each must be one where octets may be anything
_LETTERS_A_WORD = 2.2  # at least, on average: words of a letter or two come about by chance
_SIGNS = re.compile(r"[^\w\s.,;:!?()\[\]/'\"+%*#@&=<>“”‘’…–—°\u0300-\u0323-]")  # none that texts are full of
_ODD_SIGNS = 0.05  # of all signs, at most
_COMMON = 0.3  # of the words with marks, at least
_MANY_WORDS, _NEARLY_ALL = 8, 0.8  # from so many on, whose share are words, no mark need be on a common one
_MISREAD = 2  # times that UTF-8 may have been read as windows-1252 and written as UTF-8 again
Encoding = Literal["tcvn3", "vni", "viscii", "vps", "cp1258"]
Repaired = Literal["tcvn3", "vni", "viscii", "vps", "cp1258", "mojibake", "damaged"]
_SAMPLE = 4000  # characters: enough to decide, and a bomb costs no more
_LABELS: Mapping[str, Encoding] = {
    **dict.fromkeys(("viscii", "csviscii", "viscii1.1-1", "x-viscii", "viscii-1"), "viscii"),
    **dict.fromkeys(("tcvn", "tcvn3", "tcvn-5712", "tcvn5712-1", "tcvn5712-1:1993", "x-viet-tcvn", "x-tcvn"), "tcvn3"),
    **dict.fromkeys(("vps", "x-viet-vps", "x-vps"), "vps"),
    **dict.fromkeys(("vni", "x-viet-vni", "x-vni"), "vni"),
    **dict.fromkeys(("windows-1258", "cp1258", "x-windows-1258", "x-cp1258"), "cp1258"),
}


def encoding_named(label: str) -> Encoding | None:
    """The encoding that a charset's label means, of those that Python has no codec for, and windows-1258."""
    return _LABELS.get(label.strip().strip("\"'").lower().replace("_", "-"))


@cache
def _tables() -> Mapping[Encoding, tuple[re.Pattern[str], Mapping[str, str]]]:
    """For each encoding its table: what stands for a letter among the Latin-1 characters of the octets -> the letter
    (windows-1258: also a tone by itself, which belongs to the vowel before it)."""
    data = json.loads((files("gateway.domain") / "data" / "encodings.json").read_text("utf-8"))
    data["cp1258"] = {chr(octet): bytes([octet]).decode("cp1258", "replace") for octet in range(0x80, 0x100)}
    tables: dict[Encoding, tuple[re.Pattern[str], Mapping[str, str]]] = {}
    for name in get_args(Encoding):
        keys = sorted(data[name], key=len, reverse=True)
        tables[name] = (re.compile("|".join(map(re.escape, keys))), data[name])
    return tables


_C1 = {code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_OCTETS = {ord(letter): code for code, letter in _C1.items()}


def _surface(text: str) -> str:
    """The Latin-1 characters of the bytes that were read as windows-1252: the tables' keys."""
    return text.translate(_OCTETS)


def _convert(surface: str, name: Encoding) -> str:
    """Read by an encoding's table; the quotes and dashes that Windows added to it stay what they are."""
    pattern, table = _tables()[name]
    return normal(pattern.sub(lambda m: table[m[0]], surface).translate(_C1))


def share_of_syllables(text: str) -> float:
    """Share of the words of a text's beginning that are Vietnamese syllables, 0 to 1; words with letters that no
    Vietnamese word has count against it."""
    words = _WORD.findall(text[:_SAMPLE])
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def is_vietnamese(text: str) -> bool:
    """Whether a reading of octets that may be anything is plainly a text in Vietnamese: words with marks, some of them
    common, with blanks between them, and hardly a sign that belongs to none."""
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample)
    syllables = [word for word in words if is_syllable(word) and _is_cased(word)]
    enough = _ENOUGH if len(words) >= _FEW_WORDS else 1
    if len(words) < 2 or len(syllables) < enough * len(words) or all(map(str.isascii, syllables)):
        return False
    if sum(map(len, syllables)) < _LETTERS_A_WORD * len(syllables) or 2 * len(sample.split()) <= len(words):
        return False
    speaks = len(words) >= _MANY_WORDS and len(syllables) >= _NEARLY_ALL * len(words)
    return (speaks or _commonness(sample) >= _COMMON) and len(_SIGNS.findall(sample)) <= _ODD_SIGNS * len(sample)


def _is_cased(word: str) -> bool:
    """Whether its letters are small, all capitals, or small behind the first; TCVN3 has marked letters of one case."""
    return not any(map(str.isupper, word[1:])) or not any(c.islower() and c.isascii() for c in word)


def _utf8(surface: str) -> str:
    """UTF-8 that was read as Latin-1 or windows-1252, or "" where it was not. An octet that was lost on the way (five
    have no character in windows-1252) costs one letter, where the rest speaks for itself."""
    try:
        octets = surface.replace("\ufffd", "\xff").encode("latin-1")
    except UnicodeError:
        return ""
    mended = _LOST.sub("\ufffd", octets.decode("utf-8", "replace"))
    if mended == surface or ("\ufffd" in mended and not (_is_utf8(mended) and share_of_syllables(mended) >= _ENOUGH)):
        return ""
    return normal(mended)


def _is_utf8(read: str) -> bool:
    """Whether octets that were read as UTF-8, errors replaced, are UTF-8 with a few spoiled ones: by chance hardly any
    character of more than one octet comes about."""
    lost = read.count("\ufffd")
    return sum(not char.isascii() for char in read) - lost >= max(2, 2 * lost)


def _detect(surface: str, rival: str) -> Encoding | None:
    """The encoding by whose table a text becomes Vietnamese, clearly more than `rival`, as it would be read
    otherwise."""
    sample = surface[:_SAMPLE]
    plain = max(share_of_syllables(rival), share_of_syllables(sample))
    readings = {name: _convert(sample, name) for name in _tables()}
    totals = {
        name: share_of_syllables(text) + _commonness(text) - _spoils(sample, text) for name, text in readings.items()
    }
    trials = sorted(((total, name) for name, total in totals.items()), reverse=True)
    best, name = trials[0]
    converted = readings[name]
    words, score = _WORD.findall(converted), share_of_syllables(converted)
    if not _UNICODE.search(converted) or (len(words) < _MIN_WORDS and not _all_become_words(words, sample)):
        return None
    others = [total for total, other in trials[1:] if readings[other] != converted]
    lead = best - others[0] if others else 1.0
    if sum(map(len, words)) < 2 * len(words):
        return None  # single letters are syllables too: octets of a Chinese charset look so
    long = sum(len(w) > 7 for w in words) / len(words)
    return name if score >= _ENOUGH and score - plain >= _GAIN and lead >= _LEAD and long <= 0.04 else None


def _commonness(text: str) -> float:
    """Share of the words with marks that letters to an office are full of."""
    words = [word.lower() for word in _WORD.findall(text) if not word.isascii()]
    return sum(word in _common() for word in words) / len(words) if words else 0.0


def _spoils(sample: str, reading: str) -> float:
    """Share of the common words that a reading would make others of, out of all words; half of it counts."""
    before, after = _WORD.findall(sample), {word.lower() for word in _WORD.findall(reading)}
    fine = [word for word in before if not word.isascii() and word.lower() in _common()]
    return sum(word.lower() not in after for word in fine) / len(before) / 2 if before else 0.0


@cache
def _common() -> frozenset[str]:
    lines = (files("gateway.domain") / "data" / "syllables_vi.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _all_become_words(words: Sequence[str], sample: str) -> bool:
    """Of two or three words: whether each is a syllable now, and one with a mark was none before."""
    before = [word for word in _WORD.findall(sample) if not word.isascii()]
    return len(words) > 1 and all(map(is_syllable, words)) and not all(map(is_syllable, before))


def _legacy(text: str, surface: str) -> tuple[str, Encoding | None]:
    name = _detect(surface, text)
    return (_convert(surface, name), name) if name else (text, None)


def decode_octets(data: bytes, said: str | None, named: Encoding | None = None) -> tuple[str, Repaired | None]:
    """Octets that are not UTF-8 -> (text, flag), by the reading that gives Vietnamese, else by the label.

    `said`: the text that the label's codec gives, None where there is no such codec or it failed; `named`: the encoding
    of this module that the label names, or in which the rest of the mail is. The flag says which reading was taken
    where it is not one of those; "damaged": UTF-8 with spoiled octets. Lines that are UTF-8 stay so among others that
    are not (our own words in a quote).
    """
    lines = data.split(b"\n")
    spoiled = [at for at, line in enumerate(lines) if not _is_strict(line)]
    whole = [line.decode("utf-8", "replace") for line in lines]
    apart = set(spoiled)
    others = "\n".join(line for at, line in enumerate(whole) if at not in apart and not line.isascii())
    if _UNICODE.search(others) and share_of_syllables(others) >= _ENOUGH:
        read, flag = _judge(b"\n".join(lines[at] for at in spoiled), None, None, _is_utf8("\n".join(whole)))
        for at, line in zip(spoiled, read.split("\n"), strict=True):
            whole[at] = line
        return "\n".join(whole), flag
    return _judge(data, said, named, _is_utf8("\n".join(whole)))


def _judge(data: bytes, said: str | None, named: Encoding | None, is_utf8: bool) -> tuple[str, Repaired | None]:
    read, surface = data.decode("utf-8", "replace"), data.decode("latin-1")
    if named and share_of_syllables(converted := _convert(surface, named)) >= _ENOUGH:
        return converted, None
    fallback = _single(data) if said is None else said
    name = _detect(surface, max(read, fallback, key=share_of_syllables))
    if name:
        return _convert(surface, name), name
    if is_utf8:
        return read, "damaged"
    return (_convert(surface, named), None) if named else (fallback, None)


def _is_strict(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _single(data: bytes) -> str:
    """Octets of an unknown 8-bit charset that are not Vietnamese: windows-1252, else Latin-1."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def repair(text: str) -> tuple[str, Repaired | None]:
    """A decoded text, made Unicode where it was written in a legacy encoding -> (text, flag).

    Flag: an encoding, "mojibake" (UTF-8 read as Latin-1), "damaged" (holds U+FFFD, nothing helped) or None. Lines that
    already hold Vietnamese letters (our own words in a quote) stay as they are. VISCII and VPS use control characters
    as letters: call this before `clean`.
    """
    if text.isascii():
        return text, None
    mended, flag = _by_lines(text) if _UNICODE.search(text) else _mend(text)
    return mended, flag or ("damaged" if "\ufffd" in mended else None)


def _mend(text: str) -> tuple[str, Repaired | None]:
    surface, times = _surface(text), 0
    while times < _MISREAD and (mended := _utf8(surface)):
        surface, times = _surface(mended), times + 1
        text = mended
    return (text, "mojibake") if times else _legacy(text, surface)


def _by_lines(text: str) -> tuple[str, Repaired | None]:
    """Repair the lines without Vietnamese letters together: short lines alone would be too little to decide."""
    lines = text.split("\n")
    doubtful = [i for i, line in enumerate(lines) if not line.isascii() and not _UNICODE.search(line)]
    if not doubtful:
        return text, None
    mended, flag = _mend("\n".join(lines[i] for i in doubtful))
    if flag:
        for i, line in zip(doubtful, mended.split("\n"), strict=True):
            lines[i] = line
    return "\n".join(lines), flag
