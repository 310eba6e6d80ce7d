"""The language in which a citizen wrote, told by which words of a text can be of which language."""

import re
import unicodedata
from collections.abc import Sequence

from gateway.domain.text.kept import KeptCounts
from gateway.domain.text.syllables import TEENCODE, is_syllable
from gateway.domain.text.words import BORROWED, EITHER, ENGLISH, LOANS, NAMES, OTHER_WORDS

OTHER = "other"  # a language that we do not speak

_WORD = re.compile(r"(?<![^\W_])[^\W\d_]+(?![^\W_]|-[0-9])")  # letters in a code or a number plate are none
_NOT_LATIN = re.compile("[^\\W\\d_\\u0000-\\u024f\\u1e00-\\u1eff]")
_MARKS = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")  # of Vietnamese letters
_ONLY_OURS = frozenset("\u0309\u031b\u0323")  # hook, horn and dot: what French, Spanish and German have not
_PLACE_WORDS = "phố phường ngõ ngách hẻm đường chợ quận tổ số tòa toà khu xã làng thôn ấp cầu hồ"
_PLACES = frozenset(_PLACE_WORDS.split())
_SHAPE = re.compile(r"[a-z]{2,}(?:ing|ed|ght|ness|ful|[ts]ion)")  # of English words that no list has
_DOUBLED = re.compile(r"([aeod])\1")  # by Telex for â ê ô đ
_FEW = 2  # words that are English only where none of them is strange: "TC ALL" is a command of ours
_ENOUGH = 3  # words without marks that say Vietnamese, where no other language speaks up
_COUNTED = ("names", "marked", "places", "english", "borrowed", "either", "plain", "strange", "certain", "maybe")
_KNOWN = {
    **dict.fromkeys(ENGLISH, "english"),
    **dict.fromkeys(EITHER, "either"),
    **dict.fromkeys(BORROWED, "borrowed"),
    **dict.fromkeys(NAMES, "borrowed"),  # "water" is English, "Ocean Park" is not
    **dict.fromkeys(LOANS, "loan"),
    **{word: "maybe" if is_syllable(word) else "certain" for word in OTHER_WORDS},
}


def language(s: str) -> str:
    """ "vi", "en" or OTHER: the language in which a citizen wrote; "" where too few words tell ("ok", a code).

    English needs words that nobody mixes into Vietnamese, and not many that are Vietnamese: so unaccented Vietnamese,
    teencode and raw Telex stay "vi", and so does "Times City mat nuoc". A street or a person that is named makes no
    text Vietnamese. Linear.
    """
    words, *counts, long, letters = _TRAITS.of(s)
    names, marked, places, english, borrowed, either, plain, strange, certain, maybe = counts
    others = certain + maybe
    if letters and 2 * letters > sum(map(str.isalpha, s)):  # most letters are of another script
        return OTHER
    if others > 2 and certain > 1 and others > english and 4 * others >= words:
        return OTHER
    foreign = 2 * certain + strange + maybe
    if certain > marked and certain + strange + maybe > 1 and foreign > 2 * (english + borrowed) + plain:
        return OTHER
    if marked and marked * 8 >= words and marked >= english:
        return "vi"
    if english and 2 * english + (0 if plain else borrowed) >= plain + strange + marked:
        return "en" if words > _FEW or not strange else ""
    if borrowed > strange and not (names or marked or places or plain or others):
        return "en"
    says_so = names or plain or strange or either
    return "vi" if marked or places or plain >= _ENOUGH or (says_so and long >= _ENOUGH) else ""


def _traits(piece: str) -> Sequence[int]:
    """What the words between two blanks say of their text's language, as `_COUNTED`; and how many letters are of
    another script."""
    words = () if "://" in piece else _WORD.findall(piece)
    traits = [(len(word) > 1, _trait(word, word.lower())) for word in words]
    said = [trait for _, trait in traits]
    letters = 0 if piece.isascii() else sum(map(str.isalpha, _NOT_LATIN.findall(piece)))
    return [len(words), *map(said.count, _COUNTED), sum(long for long, _ in traits), letters]


def _trait(word: str, lowered: str) -> str:
    """What one word is: "names" are of streets and persons, as far as a capital tells; "plain" is Vietnamese without
    marks, or may be; "strange" of no language that we know; "certain" of another one, "maybe" too; "loan" of all."""
    is_name = len(word) > 1 and word.istitle()
    if known := _KNOWN.get(lowered):
        return "loan" if is_name and lowered in NAMES else known
    if not lowered.isascii():
        return _of_marked(lowered, is_name=is_name) if _is_ours(lowered) else "certain"
    if lowered in TEENCODE:
        return "names" if is_name and is_syllable(lowered) else "plain"
    if len(word) == 1:
        return ""
    if is_syllable(lowered):
        return "names" if is_name else "plain"
    if _SHAPE.fullmatch(lowered):
        return "english"
    return "plain" if is_syllable(_DOUBLED.sub(r"\1", lowered.rstrip("sfrxj"))) else "strange"  # "caamr" is Telex


def _of_marked(word: str, *, is_name: bool) -> str:
    """What a word with marks is: Vietnamese, a name in it or beside English ("phố Văn Miếu"), or neither ("été")."""
    if is_syllable(word) or "đ" in word or not _ONLY_OURS.isdisjoint(unicodedata.normalize("NFD", word)):
        return "places" if is_name or word in _PLACES else "marked"
    return "strange"


def _is_ours(word: str) -> bool:
    """Whether a word has no Latin letter but those of Vietnamese ("ß", "ñ" are others)."""
    letters = unicodedata.normalize("NFD", word)
    return all(c.isascii() or c in _MARKS or c == "đ" or _NOT_LATIN.match(c) for c in letters)


_TRAITS = KeptCounts(_traits, len(_COUNTED) + 3)
