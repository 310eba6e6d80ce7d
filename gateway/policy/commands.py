"""Commands that our texts promise: TT (status), BS (more details), DG (rating), HD (help), TUCHOI and NHAN (reminders).

People type them in any case, with or without marks, hyphen or code, before or behind the code. The same letters are
words of their own ("TT" thị trấn, "BS" bác sĩ, "dg" đường): without a code, a command must stand alone.
"""

import re
from dataclasses import dataclass

from gateway.domain import codes
from gateway.domain.text import expand, fold

_ALONE = {
    "hd": "HD",
    "help": "HD",
    "huong dan": "HD",
    "tro giup": "HD",
    "menu": "HD",
    "tuchoi": "TUCHOI",
    "tc": "TUCHOI",
    "tu choi": "TUCHOI",
    "stop": "TUCHOI",
    "nhan": "NHAN",
    "tt": "TT",
    "tinh trang": "TT",
    "status": "TT",
    "tra cuu": "TT",
    "bs": "BS",
    "bo sung": "BS",
    "dg": "DG",
    "danh gia": "DG",
}
_WORD = re.compile(r"(tt|tinh trang|tra cuu|status|bs|bo sung|dg|danh gia|rate)\b[\s:,.-]*(.*)", re.S)
# Our texts say "nhan TT HN-…", adverts "soan tin …": people send the verb along.
_TOLD_TO = re.compile(r"^(?:nhan|soan|gui)(?: tin)?[\s:]{1,5}(?=(?:tt|bs|dg|hd|tc|tuchoi|nhan)\b)")
_NAMES = {"tt": "TT", "tinh trang": "TT", "tra cuu": "TT", "status": "TT", "bs": "BS", "bo sung": "BS"}
_RATINGS = (
    (1, re.compile(r"\b(?:rat|hoan toan|qua) khong(?: duoc)?(?: hai long)?\b|\bvery (?:dis|un)satisfied\b")),
    (2, re.compile(r"\b(?:khong|chua|chang)(?: \w+)? hai long\b|\b(?:dis|un)satisfied\b")),
    (3, re.compile(r"\b(?:binh thuong|tam duoc|neutral)\b")),
    (5, re.compile(r"\b(?:rat hai long|vo cung hai long|hai long lam|very satisfied)\b")),
    (4, re.compile(r"\b(?:hai long|satisfied)\b")),
)
_DIGIT = re.compile(r"(?<![\w/.,-])([1-5])(?:\s*(?:/\s*5|sao|diem|stars?))?(?![\w/,-]|\.\d)")
_ONLY_RATING = re.compile(
    r"(?:[1-5](?:\s*(?:/\s*5|sao|diem|stars?))?|(?:toi |em |chung toi )?(?:rat |khong |chua |rat khong |very )?"
    r"(?:hai long|satisfied|dissatisfied)|binh thuong)(?: a| nhe)?[\s.!]*"
)
_MISTYPED = re.compile(
    r"(?:(?=[\w-]{0,40}\d)[a-z]{2}[-_ .]?[0-9a-z]{5,7}|[a-z]{2}-[a-z]{6})[\s.]*"
)  # what stands where a code should, and is none
_SIGNATURE = re.compile(r"\n[^\S\n]*(?:--|tran trong|kinh thu|than ai|best|regards|da gui tu|sent from|duoc gui tu)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What a citizen asked for. `rest`: the words behind it. `mistyped`: something stood where the code should."""

    name: str  # TT | BS | DG | HD | TUCHOI | NHAN
    rest: str = ""
    rating: int | None = None
    mistyped: bool = False


def parse(words: str) -> Command | None:
    """The command in an SMS, a subject, or a reply's own words; None where they are an ordinary message."""
    if not words.strip() or len(words) > 4000:
        return None
    named = bool(codes.parse(words))
    bare = expand(codes.without(words)).strip(" .,:;!?\"'()[]-")
    asked = _TOLD_TO.sub("", bare, count=1)
    if bare not in _ALONE and (named or not asked.startswith("bs")):  # "nhận BS": receives a doctor
        bare = asked
    if bare in _ALONE:
        return Command(name=_ALONE[bare], rating=None)
    if named and not bare:
        return Command(name="TT")
    if _ONLY_RATING.fullmatch(bare):
        return Command(name="DG", rating=rating_of(bare))
    return _with_words(bare, named=named)


def _with_words(bare: str, *, named: bool) -> Command | None:
    found = _WORD.match(bare)
    if found is None:
        return None
    name, rest = _NAMES.get(found[1], "DG"), found[2].strip()
    mistyped = not named and _MISTYPED.match(rest) is not None
    if name == "DG":
        return _rated(rest, named=named or mistyped, mistyped=mistyped)
    if name == "BS":
        return Command(name="BS", rest=rest, mistyped=mistyped)
    asks = named and len(rest.split()) <= 12
    if asks or (mistyped and _MISTYPED.fullmatch(rest)):
        return Command(name="TT", rest=rest, mistyped=mistyped)
    return None


def _rated(rest: str, *, named: bool, mistyped: bool) -> Command | None:
    """A rating: with a code it may carry a comment; without one it must be a rating and nothing else ("dg 5 ngap")."""
    words = _MISTYPED.sub("", rest, count=1) if mistyped else rest
    if named or _ONLY_RATING.fullmatch(words):
        return Command(name="DG", rest=words, rating=rating_of(words), mistyped=mistyped)
    return None


def rating_of(folded: str) -> int | None:
    """1 (rất không hài lòng) to 5 (rất hài lòng), by number or in words; None where there is neither."""
    digits = list(_DIGIT.finditer(folded))
    if digits and (digits[0].start() == 0 or len({found[1] for found in digits}) == 1):
        return int(digits[0][1])
    return next((value for value, words in _RATINGS if words.search(folded)), None)


def first_words(reply: str) -> str:
    """A mail's own words up to its signature: a command there is what the citizen wrote before "Trân trọng"."""
    folded = fold(reply)
    if len(folded) != len(reply):
        return reply.strip().split("\n", 1)[0]
    found = _SIGNATURE.search(folded)
    return (reply[: found.start()] if found else reply).strip()
