"""What a Vietnamese word looks like; from it, the language of a text and its spelled-out copy for matching."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from gateway.domain.text.form import fold
from gateway.domain.text.kept import Kept, KeptCounts

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
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]+(?![^\W_])")  # the letters in a code or a number plate are no words

# Common English words that are no Vietnamese syllable without marks ("the", "to", "in", "can", "do", "me" are).
_ENGLISH_WORDS = """
about above across afraid after afternoon again all alley almost already always and another answer any anything
apartment appreciate are aren around ask asked asking awake awful back bad barking because been before behind being
believe best better blocked both broken building but call called came cancel cars certainly child children city clean
close closed collect collected come coming complaint construction correct could cracked dangerous dark day days dear
did didn different dirty does doesn dogs don done drain drainage during each early either electricity elevator enough
entrance even every everywhere fall fallen falling fast feel fell felt few find first fix fixed fixing for foreigner
found friday friend from front garbage gave get give given goes going gone good great happened happy has hasn have
haven hello help her here his hole house how huge if inside isn issue issues its just kids kindly know lamp landlord
lane large last late later leaking least left light like live lived living located look looked looking loud made make
many market matter matters maybe might mine monday month months more morning mosquitoes most motorbike much my myself
near nearly need neighbor neighbors neighbour neighbours neither never next night nobody noise not nothing number of
office often old only open opened opposite other others our ours outside over overflowing park pavement people perhaps
person please police pothole potholes power probably problem problems question quickly quiet quite rather rats read
really receive received regards repair replied reply report reported reporting request residence response right road
roads rubbish safe said same satisfied saturday saw says school second see seen send sent several sewage should side
sidewalk since sir sleep slow small smells smelly someone sometimes sorry speak spoke status stay stayed still stop
street streets such sunday sure take taken tell terrible thank thanks that their theirs them there these they thing
things think third this though thought through throw thursday ticket time today told tomorrow too took trash trees
tried tuesday under understand unsafe unsatisfied until update use used very visa wait waited waiting ward was wasn
waste water we wednesday week weekend went were what when where whether which while who whole why will wires with
women won work worked working works worse worst would write written wrong wrote yesterday yet you young your yours
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())

# Common words of other languages in Latin letters that are no words of ours, nor syllables.
_OTHER_WORDS = """
bonjour monsieur madame nous vous est les des pour avec dans notre depuis merci pas une sont sur votre bruit
le je il elle ils mon ma ses cette ces qui que ne plus peut pouvez pourriez faire fait devant rue ville mairie maison
eau nuit enfants cordialement salutations tres mais aussi chez sans sous entre tous toute bien encore jour jours mois
été était déjà là où voudrais veuillez besoin aide
und nicht ist wir bitte der das eine strasse seit haben guten tag hallo auf unsere unser nachts vor
ich sie es den dem zu mit fur aus nach uber bin hat habe wurde werden konnen sehr auch noch hier mein meine ihre ihnen
stadt haus wasser licht freundlichen grussen vielen kaputt
gibt schon etwas neues kann wird sind jede jeden nacht ein bei danke
hola calle por favor gracias nuestra esta desde los las una pero buenos noche todas mucho ruido donde cuando
el un es que se del al mi su hay muy para como con sin senor senora agua luz basura casa ciudad dias saludos puede
pueden estamos tenemos vecino arreglar hace
buongiorno signore strada grazie della nella sono per favore
saya tidak jalan dengan yang kami tolong selamat pagi terima kasih
"""
_OTHER = frozenset(_OTHER_WORDS.split())
_NO_VIETNAMESE = frozenset("äöüßñçøåæœîûëï")
OTHER = "other"  # a language that we do not speak

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
_NOT_LATIN = re.compile("[^\\W\\d_\\u0000-\\u024f\\u1e00-\\u1eff]")
_FEW = 2  # words that are English only where none of them is strange: "TC ALL" is a command of ours
_ENOUGH = 3  # words without marks that say Vietnamese, where English does not speak up
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


def language(s: str) -> str:
    """ "vi", "en" or OTHER: the language in which a citizen wrote; "" where too few words tell ("ok", a code).

    English needs both English words and a good share of words that cannot be Vietnamese, so that unaccented Vietnamese,
    teencode and raw Telex stay "vi".
    """
    words, marked, english, foreign, others, certain, long, strange = _TRAITS.of(s)
    if strange and 2 * strange > sum(map(str.isalpha, s)):  # most letters are of another script
        return OTHER
    if others > 2 and certain > 1 and others > english and 4 * others >= words:
        return OTHER
    if marked and marked * 8 >= words and marked >= english:
        return "vi"
    if english and english * 6 >= words and foreign * 3 >= words and (words > _FEW or english == foreign):
        return "en"
    if english > 1 and english * 8 >= words and foreign * 2 >= words:
        return "en"
    return "vi" if marked or long >= _ENOUGH else ""


def _traits(piece: str) -> Sequence[int]:
    """What the words between two blanks say of their text's language: how many there are, have marks, are English, no
    Vietnamese syllable, of a language that is neither, of one and no syllable ("con", "den" are both), longer than a
    letter; and how many letters are of another script."""
    words = zip(_NO_TRAITS, *map(_traits_of_word, _WORD.findall(piece.lower())), strict=True)
    return [*map(sum, words), sum(map(str.isalpha, _NOT_LATIN.findall(piece)))]


def _traits_of_word(word: str) -> Sequence[bool]:
    other = word in _OTHER or not _NO_VIETNAMESE.isdisjoint(word)
    foreign = not is_syllable(word)
    return True, not word.isascii(), word in _ENGLISH, foreign, other, other and foreign, len(word) > 1


_NO_TRAITS = (0,) * 7
_TRAITS = KeptCounts(_traits, len(_NO_TRAITS) + 1)


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
