"""Persons in a text that is to be public: what of theirs stands in it, and the same text without it. Pure, linear.

More is masked in a proposal than is refused in the end: a name behind "ông", a house number may be in its place, and a
person decides. A number, an address of mail, a card, a plate, a known name never is (Luật 91/2025/QH15, NĐ
356/2025/NĐ-CP: basic personal data).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, get_args

from gateway.domain.text.form import fold

__all__ = ["PERSONAL", "Personal", "introduced", "left_in", "masked"]

Personal = Literal["mail", "number", "card", "plate", "name"]
PERSONAL: tuple[Personal, ...] = get_args(Personal)
MOST_NAMES = 1_000  # of one case and the fifty that may go with it; what is not in a text costs little

_DOT = r"(?:\.| ?(?:\[dot\]|\(dot\)| dot | chấm | cham ) ?)"
_AT = r" ?(?:@|\(at\)|\[at\]|\(a\)| a còng | a cong ) ?"
_MAIL = re.compile(rf"[\w.+%-]{{1,64}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{2,63}}){{1,4}}", re.I)
_GAP = r"(?:[^\S\n]|[\u200b-\u200f\u2060\ufeff])"  # blanks, those without width among them
_DATE = rf"\d{{1,2}}{_GAP}?[ .-]{_GAP}?\d{{1,2}}{_GAP}?[ .-]{_GAP}?(?:19|20)\d\d(?!\d)"
_BETWEEN = rf"(?:{_GAP}|[.()*_–—-]){{0,3}}"
_NUMBER = re.compile(  # by groups; or a mobile's, whatever it stands beside: "ĐT0912345678", "0912345678/0987654321"
    rf"(?<![\w/])\(?(?!{_DATE})(?:\+ ?84|0084|84|0)\)?(?:{_GAP}|[.()-]){{0,2}}"
    rf"(?:[35789](?:{_BETWEEN}\d){{8}}|\d(?:{_BETWEEN}\d){{7,9}})(?![\d/])"
    r"|(?<!\d)(?:\+?84|0)[35789]\d{8}(?!\d)"
    rf"|(?<!\w)\+[1-9](?:{_BETWEEN}\d){{8,13}}(?![\d/])"  # of another country
)
_CARD = re.compile(
    r"(?<![\w/.,])\d{8,19}(?![\w/])|(?<![\w/.,-])\d{4}(?:[ -]\d{3,4}){2,4}(?![\w/])"
    r"|(?<![\w/.,-])0\d\d(?:[ .-]\d{3}){3}(?![\w/])|(?<![\w/])[A-Z]\d{7,8}(?![\w/])"
)
_PLATE = re.compile(
    r"(?<![\w/])\d{2}[ -]?[A-ZĐ]{1,2}\d?[ .-]{0,3}\d{3}[.-]?\d{2}(?![\w/])|(?<![\w/])\d{2}[A-ZĐ]\d?-\d{4}(?![\w/])"
    r"|(?<![\w/])\d{2}-?[a-zđ]{1,2}\d?(?:[.-]?\d{5}|[ .-]{0,3}\d{3}[.-]\d{2})(?![\w/])"
)
_SHAPES: Mapping[Personal, re.Pattern[str]] = {"mail": _MAIL, "number": _NUMBER, "card": _CARD, "plate": _PLATE}

_UPPER = "A-ZÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_FULL = rf"[{_UPPER}]\w{{0,7}}(?: {{1,2}}[{_UPPER}]\w{{0,7}}){{1,4}}"
_FAMILY = (
    "nguyễn|nguyen|trần|tran|lê|le|phạm|pham|hoàng|hoang|huỳnh|huynh|phan|vũ|vu|võ|vo|đặng|dang|bùi|bui|đỗ|do|hồ|ho"
    "|ngô|ngo|dương|duong|lý|ly"
)
_SMALL = rf"(?i:{_FAMILY}) (?i:văn|van|thị|thi|đức|duc|hữu|huu|thanh|minh|quốc|quoc|xuân|xuan|ngọc|ngoc) \w{{1,7}}"
_INTRODUCED = re.compile(
    r"(?:(?i:(?:tôi|em|mình|cháu|con|toi|minh|chau) (?:tên là|ten la|tên|ten|là|la)|họ (?:và |)tên|ho (?:va |)ten"
    r"|ký tên|ky ten|tên (?:tôi|em|mình|cháu|con) là|người (?:gửi|phản ánh|viết|làm đơn)"
    r"|nguoi (?:gui|phan anh|viet)|my name is|i am))"
    rf" ?:? ?((?:(?:Ông|Bà|Anh|Chị) )?{_FULL}|{_SMALL})(?!\w)"
)
_CLOSING = r"(?i:trân trọng|kính thư|kính đơn|cảm ơn|tran trong|cam on|regards|sincerely|thank you)"
_BEFORE_NUMBER = r"[ ,;:–-]{1,3}(?i:sđt|sdt|đt|dt|tel|điện thoại|số)?[ :.]{0,2}(?=\(?(?:\+?84|0)[\d .]{8})"
_SIGNED = re.compile(
    rf"{_CLOSING}[^\n]{{0,30}}\n\s{{0,9}}({_FULL})[.,]?[ \t]{{0,9}}(?:\n|$)|(?:^|\n) ?({_FULL}){_BEFORE_NUMBER}"
)
_TITLED = re.compile(rf"(?<!\w)((?i:ông|bà|anh|chị|cô|chú|bác|cụ|ong|chi|mr|mrs|ms)\.?) ({_FULL})(?!\w)")
_OF_A_PLACE = re.compile(
    r"(?:đường|phố|ngõ|hẻm|ngách|trường|chợ|cầu|chùa|đền|hồ|phường|xã|hội|duong|pho|ngo|hem|truong) $", re.I
)
_NUMBERED = r" ?\d{1,4}\w?(?:[/-]\d{1,4}\w?){0,4}"
_HOUSE = re.compile(
    rf"(?<!\w)(?:(?:số nhà|nhà số|so nha|nha so){_NUMBERED}(?!\w),? ?"
    rf"|(?:số|so){_NUMBERED},? (?=(?:ngõ|ngách|hẻm|đường|phố|kiệt|ngo|ngach|hem|duong|pho|kiet)(?!\w)))",
    re.I,
)
_WORD = re.compile(r"\w+")
_TITLES = frozenset(
    {"ong", "ba", "anh", "chi", "co", "chu", "bac", "cu", "mr", "mrs", "ms", "em", "chau"}
    | {"thay", "giao", "be", "di", "cau", "thim", "mo", "con"}
)


class _Word(NamedTuple):
    folded: str
    start: int
    end: int
    is_capital: bool


def introduced(text: str) -> tuple[str, ...]:
    """The names by which whoever writes introduces themselves or signs, as written."""
    read = text[:20_000]
    found = [m[1] for m in _INTRODUCED.finditer(read)] + [m[1] or m[2] for m in _SIGNED.finditer(read)]
    return tuple(dict.fromkeys(_untitled(name) for name in found))[:MOST_NAMES]


def left_in(text: str, names: Collection[str], public: Collection[str]) -> tuple[Personal, ...]:
    """What of persons stands in a text, in the order of PERSONAL. `names`: of those who are known, as written;
    `public`: numbers and addresses of mail that are an office's own."""
    known = frozenset(map(_bare, public))
    found = {kind for kind, start, end in _shapes(text) if _bare(text[start:end]) not in known}
    if next(_named(text, names), None):
        found.add("name")
    return tuple(kind for kind in PERSONAL if kind in found)


def masked(text: str, names: Collection[str], public: Collection[str], said: Mapping[Personal, str]) -> str:
    """The text with `said` in the place of numbers, mails, cards and plates, with initials for names, and with streets
    where houses were named."""
    known = frozenset(map(_bare, public))
    spans = [(start, end, said[kind]) for kind, start, end in _shapes(text) if _bare(text[start:end]) not in known]
    spans += [(start, end, _initials(text[start:end])) for start, end in _named(text, [*names, *introduced(text)])]
    spans += [
        (m.start(2), m.end(2), _initials(m[2])) for m in _TITLED.finditer(text) if not _is_a_place(text, m.start())
    ]
    return _HOUSE.sub("", _put_in(text, spans))


def _shapes(text: str) -> Iterator[tuple[Personal, int, int]]:
    for kind, pattern in _SHAPES.items():
        yield from ((kind, m.start(), m.end()) for m in pattern.finditer(text))


def _named(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where a known person is named: whole, with or without marks and capitals; by the last word behind a title."""
    words = [_Word(fold(m[0]), m.start(), m.end(), m[0][0].isupper()) for m in _WORD.finditer(text)]
    titled = [at > 0 and words[at - 1].folded in _TITLES for at in range(len(words))]
    there = {word.folded for word in words}
    for name in list(dict.fromkeys(names))[:MOST_NAMES]:
        wanted = [fold(word) for word in _WORD.findall(_untitled(name))]
        if not there.issuperset(wanted[-1:]):
            continue
        for at, word in enumerate(words if wanted else ()):
            if word.folded == wanted[-1] and word.is_capital and (titled[at] or len(wanted) == 1):
                yield word.start, word.end
            last = at + len(wanted)
            if len(wanted) > 1 and [one.folded for one in words[at:last]] == wanted:
                yield word.start, words[last - 1].end


def _is_a_place(text: str, at: int) -> bool:
    """Whether what begins there follows a word of places: the street Bà Huyện Thanh Quan."""
    return _OF_A_PLACE.search(text[max(0, at - 10) : at]) is not None


def _untitled(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if fold(first) in _TITLES and " " in rest else name


def _initials(name: str) -> str:
    return "".join(f"{word[0].upper()}." for word in _WORD.findall(name))


def _put_in(text: str, spans: list[tuple[int, int, str]]) -> str:
    """The text with something else in these places; of two that overlap the first, and of those the longer, counts."""
    made, at = [], 0
    for start, end, said in sorted(spans, key=lambda one: (one[0], -one[1])):
        if start >= at:
            made += [text[at:start], said]
            at = end
    return "".join([*made, text[at:]])


def _bare(written: str) -> str:
    """A number by its digits as they are dialled in the country, an address in small letters."""
    if "@" in written:
        return written.strip().lower()
    digits = "".join(filter(str.isdigit, written))
    return "0" + digits.removeprefix("00").removeprefix("84") if digits.startswith(("84", "0084")) else digits
