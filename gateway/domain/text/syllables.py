"""What a Vietnamese word looks like; from it, the spelled-out copy of a text for matching."""

import re
import unicodedata
from functools import lru_cache

from gateway.domain.text.form import fold
from gateway.domain.text.kept import Kept

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SHARP = frozenset("\u0301\u0323")  # only these two tones go with a stop at the end (c, ch, p, t)
_ONSETS = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx]"
_OPEN = (  # nothing may stand behind these
    "oai|oay|oeo|oao|uây|uôi|uya|uyu|iêu|yêu|ươi|ươu|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oi|ôi|ơi|ua|ui|uơ|ưa|ưi|ưu"
)
_CLOSED = "uyê|iê|yê|oă|uâ|uô|ươ|oo|ă|â"  # something must
_EITHER = "oa|oe|uê|uy|a|e|ê|i|o|ô|ơ|u|ư|y"
_CODAS = "ch|nh|ng|[cmnpt]"
_NUCLEI = f"{_OPEN}|{_CLOSED}|{_EITHER}"
_SYLLABLE = re.compile(f"(?:{_ONSETS})?(?:{_OPEN}|{_EITHER}|(?:{_CLOSED}|{_EITHER})(?:{_CODAS}))")
_BARE_NUCLEI = "|".join(sorted({fold(n) for n in _NUCLEI.split("|")}, key=len, reverse=True))
_BARE_SYLLABLE = re.compile(f"(?:{_ONSETS.replace('đ', '')})?(?:{_BARE_NUCLEI})(?:{_CODAS})?")

# Teencode seen in citizens' texts, on the folded form. Letters that are words of their own or names (a, e, p, q, ca,
# hem) are left out: an expansion may only ever add a match, never make one up.
TEENCODE = {
    **dict.fromkeys(("k", "ko", "kh", "hok", "hk", "khg"), "khong"),
    **dict.fromkeys(("dc", "dk", "duoc"), "duoc"),
    **dict.fromkeys(("ak", "ah"), "a"),
    **dict.fromkeys(("bik", "bit", "bjt"), "biet"),
    **dict.fromkeys(("dag", "dang"), "dang"),
    **dict.fromkeys(("ng", "nguoi", "ngta"), "nguoi"),
    "j": "gi",
    "r": "roi",
    "z": "vay",
    "vs": "voi",
    "nc": "nuoc",
    "mk": "minh",
    "bn": "bao nhieu",
    "ntn": "nhu the nao",
    "wa": "qua",
    "lun": "luon",
    "hum": "hom",
    "thui": "thoi",
    "dt": "dien thoai",
    "sdt": "so dien thoai",
    "nv": "nhan vien",
    "ktra": "kiem tra",
    "pn": "phu nu",
    "ck": "chong",
    "vk": "vo",
    "kn": "khieu nai",
    "tcao": "to cao",
    "knai": "khieu nai",
    "mn": "moi nguoi",
    **dict.fromkeys(("ch", "chx", "chuaw"), "chua"),
    "xl": "xu ly",
    "kq": "ket qua",
    "trc": "truoc",
    "cx": "cung",
    "hnay": "hom nay",
    "bgio": "bay gio",
    "bjo": "bay gio",
    "gd": "gia dinh",
    "bv": "benh vien",
}
# Spellings by ear, where the word as it stands is no syllable and the other is: "trog", "moj", "fuong", "wen", "zo".
_BY_EAR = (
    (re.compile(r"(?<!n)g$"), "ng"),
    (re.compile(r"j$"), "i"),
    (re.compile(r"^f"), "ph"),
    (re.compile(r"^dz|^z"), "d"),
    (re.compile(r"^w"), "qu"),
    (re.compile(r"^k(?=[aou])"), "c"),
    (re.compile(r"^j"), "gi"),
)
_ENGLISH_SHORT_WORDS = """
bag big bug dog fan far fat few fit for from fun jam jet job leg war was way we wet win
"""
_ENGLISH_SHORT = frozenset(_ENGLISH_SHORT_WORDS.split())  # spelled as they sound they would be other words
_TOKEN = re.compile(r"[a-z0-9]+")
_WORDS_KEPT = 4096  # Vietnamese has some 7,000 syllables; few of them make up most texts


@lru_cache(_WORDS_KEPT)
def is_syllable(word: str) -> bool:
    """Whether a word is built like one Vietnamese syllable, with marks or wholly without."""
    parts = [c for c in unicodedata.normalize("NFD", word.lower()) if c not in _TONES]
    tones = [c for c in unicodedata.normalize("NFD", word.lower()) if c in _TONES]
    base = unicodedata.normalize("NFC", "".join(parts))
    if len(tones) > 1:
        return False
    if not tones and base.isascii():
        return _BARE_SYLLABLE.fullmatch(base) is not None
    if _SYLLABLE.fullmatch(base) is None:
        return False
    return not (tones and base.endswith(("c", "ch", "p", "t")) and tones[0] not in _SHARP)


@lru_cache(_WORDS_KEPT)
def spelled(word: str) -> str:
    """A word of plain lower-case letters with its teencode spelled out, for matching only: "trog" -> "trong"."""
    if word in TEENCODE:
        return TEENCODE[word]
    if word in _ENGLISH_SHORT or is_syllable(word):
        return word
    tries = (by_ear.sub(letters, word) for by_ear, letters in _BY_EAR if by_ear.search(word))
    return next((one for one in tries if is_syllable(one)), word)


def expand(s: str) -> str:
    """The folded text, single spaces, teencode spelled out: a copy for matching only ("k dc" -> "khong duoc")."""
    return " ".join(map(_EXPANDED.__getitem__, fold(s).split()))


_EXPANDED = Kept(lambda piece: _TOKEN.sub(lambda m: TEENCODE.get(m[0], m[0]), piece))
