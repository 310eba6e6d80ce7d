"""How cues are matched: patterns are written with their marks, and each word matches with its marks or with none.

So "cháy" finds "cháy" and "chay", but never "chạy" (runs) or "chảy" (flows). A word after § matches only with its
marks: for those whose bare spelling is mostly another word. The cues themselves are data
(gateway/policy/data/cues_*.txt).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from importlib.resources import files

from gateway.domain.text import fold, spelled, typed, typography

# "hoà" and "hòa", "thuỷ" and "thủy" are one word in two schools of spelling; ours is the older one.
_TONE_PLACE = re.compile(r"(?<![q])([ou])([àáảãạèéẻẽẹỳýỷỹỵ])(?!\w)")
_WORD = re.compile(r"§?[^\W\d_]+")
_TOKEN = re.compile(r"(?<![^\W_])[a-z]{1,6}(?![^\W_])")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")  # "cháyyyy"; "uu" is a word's own end ("cuu")
_ZERO = re.compile(r"(?<=[a-z])0(?=[a-z])")  # "c0n"
_SENTENCE = re.compile(r"[.!?;\n]+(?=\s|$)|\n")
_COMMAS = str.maketrans(',"', "  ")
_SECTION = re.compile(r"\[(.+)\]")
BEFORE, AFTER = r"(?<![^\W_])", r"(?![^\W_])"  # a cue is whole words
_NAME = re.compile(r"<[a-z]+>")
_SPACES = re.compile(r"[^\S\n]+")


def old_style(s: str) -> str:
    """ "hòa" as "hoà", in NFC: the spelling of the cues."""
    return _TONE_PLACE.sub(_old_style, unicodedata.normalize("NFC", s))


def _old_style(match: re.Match[str]) -> str:
    vowel, marked = match.groups()
    base, tone = unicodedata.normalize("NFD", marked)[0], unicodedata.normalize("NFD", marked)[1:]
    if (vowel, base) not in {("o", "a"), ("o", "e"), ("u", "y")}:
        return match[0]
    return unicodedata.normalize("NFC", vowel + tone) + base


def matchable(s: str) -> str:
    """A text as cues read it: NFC, lower case, typewriter signs, no commas, teencode spelled out, marks kept; one typed
    in raw Telex or VNI as it was meant, without marks (who types so mistypes them)."""
    if (meant := typed(s)) is not s:
        s = fold(meant)
    lowered = _SPACES.sub(" ", typography(s).lower().translate(_COMMAS))
    short = _ZERO.sub("o", _DRAWN_OUT.sub(lambda m: m[1] * (1 + (m[1] == "u")), lowered))
    return _TONE_PLACE.sub(_old_style, _TOKEN.sub(lambda m: spelled(m[0]), short))


def sentences(matched: str) -> list[str]:
    """A matchable text cut where a sentence or a line ends."""
    return [part.strip() for part in _SENTENCE.split(matched) if part.strip()]


def _word(match: re.Match[str]) -> str:
    word = match[0]
    if word.startswith("§"):
        return word[1:]
    return word if word.isascii() else f"(?:{word}|{fold(word)})"


def cues(patterns: Iterable[str]) -> re.Pattern[str]:
    """Patterns, one regular expression each, as one that matches whole words."""
    written = (old_style(p.strip()) for p in patterns)
    return re.compile(BEFORE + "(?:" + "|".join(_WORD.sub(_word, p) for p in written if p) + ")" + AFTER)


def load(name: str) -> Mapping[str, re.Pattern[str]]:
    """The cues of gateway/policy/data/<name>.txt, by section. The file's head says how they are written."""
    blocks: dict[str, list[str]] = {}
    lines = blocks[""] = []
    for line in (files("gateway.policy") / "data" / f"{name}.txt").read_text("utf-8").splitlines():
        if section := _SECTION.fullmatch(line):
            lines = blocks[section[1]] = []
        elif line and not line.startswith("#"):
            lines.append(line)
    named = {key: f"(?:{'|'.join(found)})" for key, found in blocks.items() if key.startswith("<")}
    return {
        key: cues(_NAME.sub(lambda m: named[m[0]], line) for line in found)
        for key, found in blocks.items()
        if key and key not in named
    }
