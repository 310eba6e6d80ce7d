"""Texts in the encodings of old Vietnamese fonts (TCVN3, VNI, VISCII, VPS) and UTF-8 read as Latin-1, made Unicode.

The method: convert on trial and see whether the words become Vietnamese syllables. Such text arrives labelled as
anything, so the label decides nothing here; text that reads well as it stands is never touched.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from gateway.domain.text.form import normal
from gateway.domain.text.syllables import is_syllable

_UNICODE = re.compile("[\u1ea0-\u1ef9ăĂđĐơƠưƯ]")
_WORD = re.compile(r"[^\W\d_]+")
_GAIN, _LEAD, _ENOUGH = 0.15, 0.05, 0.6
_MIN_WORDS = 4  # below that, a name or two decide
Encoding = Literal["tcvn3", "vni", "viscii", "vps"]
Repaired = Literal["tcvn3", "vni", "viscii", "vps", "mojibake", "damaged"]
_SAMPLE = 4000  # characters: enough to decide, and a bomb costs no more


@cache
def _tables() -> Mapping[Encoding, tuple[re.Pattern[str], Mapping[str, str]]]:
    data = json.loads((files("gateway.domain") / "data" / "encodings.json").read_text("utf-8"))
    tables: dict[Encoding, tuple[re.Pattern[str], Mapping[str, str]]] = {}
    for name in get_args(Encoding):
        keys = sorted(data[name], key=len, reverse=True)
        tables[name] = (re.compile("|".join(map(re.escape, keys))), data[name])
    return tables


def _surface(text: str) -> str:
    """The Latin-1 characters of the bytes that were read as windows-1252: the tables' keys."""
    return "".join(_byte(c) for c in text)


@cache
def _byte(char: str) -> str:
    try:
        return char.encode("cp1252").decode("latin-1")
    except UnicodeEncodeError:
        return char


def _convert(surface: str, name: Encoding) -> str:
    pattern, table = _tables()[name]
    return normal(pattern.sub(lambda m: table[m[0]], surface))


def _score(text: str) -> float:
    """Share of the words that are Vietnamese syllables; words with letters no Vietnamese word has count against it."""
    words = _WORD.findall(text)
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def _utf8(surface: str) -> str:
    """UTF-8 that was read as Latin-1 or windows-1252, or "" where it was not."""
    try:
        mended = surface.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return ""
    return normal(mended) if mended != surface else ""


def _detect(surface: str) -> Encoding | None:
    """The encoding whose trial conversion of a text gives Vietnamese."""
    sample = surface[:_SAMPLE]
    plain = _score(sample)
    trials = sorted(((_score(t), n, t) for n in _tables() if (t := _convert(sample, n)) != sample), reverse=True)
    if not trials:
        return None
    best, name, converted = trials[0]
    words = _WORD.findall(converted)
    if len(words) < _MIN_WORDS or not _UNICODE.search(converted):
        return None
    lead = best - trials[1][0] if len(trials) > 1 else 1.0
    long = sum(len(w) > 7 for w in words) / len(words)
    return name if best >= _ENOUGH and best - plain >= _GAIN and lead >= _LEAD and long <= 0.04 else None


def _legacy(text: str, surface: str) -> tuple[str, Encoding | None]:
    name = _detect(surface)
    return (_convert(surface, name), name) if name else (text, None)


def repair(text: str, raw: bytes | None = None) -> tuple[str, Repaired | None]:
    """A decoded text, made Unicode where it was written in a legacy encoding -> (text, flag).

    Flag: an encoding, "mojibake" (UTF-8 read as Latin-1), "damaged" (holds U+FFFD, nothing helped) or None. `raw`: the
    bytes before decoding, which a wrong label cannot have spoiled. Lines that already hold Vietnamese letters (our own
    words in a quote) stay as they are. VISCII and VPS use control characters as letters: call this before `clean`.
    """
    if text.isascii() and raw is None:
        return text, None
    flag: Repaired | None
    if _UNICODE.search(text):
        mended, flag = _by_lines(text)
    else:
        surface = raw.decode("latin-1") if raw is not None else _surface(text)
        mended, flag = _utf8(surface), "mojibake"
        if not mended:
            mended, flag = _legacy(text, surface)
    return mended, flag or ("damaged" if "\ufffd" in mended else None)


def _by_lines(text: str) -> tuple[str, Encoding | None]:
    """Repair the lines without Vietnamese letters together: short lines alone would be too little to decide."""
    lines = text.split("\n")
    doubtful = [i for i, line in enumerate(lines) if not line.isascii() and not _UNICODE.search(line)]
    if not doubtful:
        return text, None
    joined = "\n".join(lines[i] for i in doubtful)
    mended, flag = _legacy(joined, _surface(joined))
    if flag:
        for i, line in zip(doubtful, mended.split("\n"), strict=True):
            lines[i] = line
    return "\n".join(lines), flag
