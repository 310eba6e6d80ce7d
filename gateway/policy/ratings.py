"""How satisfied a citizen is, 1 (rất không hài lòng) to 5 (rất hài lòng), in figures or in words.

A text is a rating where it begins with one and nothing else stands in it but courtesy, or a comment behind a comma or a
reason. "10 điểm", "từ 1 đến 5" are meant as one and say none: they are asked for a figure. Words:
gateway/policy/data/cues_ratings.txt; examples: tests/corpus/talk/rating.txt.
"""

import re
from dataclasses import dataclass

from gateway.domain.text import fold
from gateway.policy.indexing import load

_CUES = load("cues_ratings")
_VALUES = ("unclear", "1", "2", "3", "5", "4")
# Possessive, so that no text costs more than its length: "cam on nhieu" may be read in two ways.
_AROUND = re.compile(rf"(?:(?>{_CUES['around'].pattern})[\s,.!:-]*+)++")
_FEW = 16  # words among which a figure is the rating
_STORY = 40  # words that may end in one that is said to be
_FIGURE, _POINTS = re.compile(r"(?<!\w)\d+(?!\w)"), frozenset("12345")
_WITHIN = re.compile(r"(?<![\w/])([1-5]) ?(?:sao|điểm|diem|stars?)\b")
_LAST = re.compile(r"\b(?:cảm ơn|cam on|cám ơn|thanks?|tks)\b[^\d]{0,40}[.,!:-] ?([1-5])$")
_CLAUSE = re.compile("[,.;!]+")
_RATES = re.compile(  # in a last clause: pleased in words, or a figure that is given, or is one of five
    r"\b(?:hài lòng|hai long|ưng ý|ung y|satisfied)\b|(?<![\w/])[1-5] ?/ ?5(?![\w/])"
    r"|\b(?:chấm|cham|đánh giá|danh gia|rate|vote)(?: \w+){0,2} [1-5]\b|^(?:thôi|thoi) cho(?: \w+)? [1-5]\b"
)
_RATING_WORDS = re.compile(
    r"\b(?:đánh giá|danh gia|hài lòng|hai long|chấm|cham|điểm|diem|sao|rat(?:e|ing)|satisfied)\b|/ ?5"
)
_LOOSE = 11  # words among which a figure is meant as a rating where another word says so
_SCALE = re.compile(r" ?(?:/|tren|out of|over|of|phan) ?5\b(?: (?:sao|diem|stars?))?")
_TOP = re.compile(r"\b(?:diem|muc|sao) (?:toi da|tuyet doi|cao nhat)\b|\bfull (?:sao|diem|stars?)\b")
_LOWEST = re.compile(r"\b(?:diem|muc|sao) (?:toi thieu|thap nhat|kem nhat|be nhat)\b")
_WORDS = {
    name: str(n)
    for n, names in enumerate(("mot|one", "hai|two", "ba|three", "bon|four", "nam|five"), 1)
    for name in names.split("|")
}
_GIVEN = re.compile(
    rf"(?<![\w/,.-])(?:([1-5]) ?(?:d|diem|sao|soa|stars?|\*)?|({'|'.join(_WORDS)}) (?:diem|sao|stars?))"
    r"(?![\w/*]|[.,]\d)"
)
_UNIT = re.compile(rf"(?<![\w/,.-])(?:[1-5]|{'|'.join(_WORDS)}) ?(?:diem|sao|soa|stars?)\b|(?<![\w/,.-])[1-5] ?\*")
_VERB = re.compile(
    r"\b(?:cham|cho|danh gia|dg|rate|tot nhat|kem nhat|hai long|hl|(?:doi|sua)(?: lai)?(?: \w+){0,3} thanh)\b"
)
_OF_FIVE = re.compile(r"^(?:\w+ ){0,4}[1-5] ?(?:/|tren|out of) ?5(?: (?:nhe|nha|a|thoi|luon|diem|sao|stars?)){0,3}$")
_BEYOND = re.compile(r"[06-9]|\d\d")
_INSTEAD = re.compile(r"\b(?:nen|con|thanh|y (?:toi|em|con)|lan nay|nham|thoi|di|la cung|vay)\b")
_RATHER = re.compile(r"\b(?:hay|hoac|or|gi do|ruoi|khong dang)\b|[1-5][,.]\d")
_COUNTED = (
    "ngay|hom|lan|cai|con|nguoi|nha(?= [^ ])|can|tang|ngo|gio|h|thang|nam|trieu|tr|k|ngan|nghin|met|m|km|cot|cay|xe|bo"
    "|tuan|phut|giay|chu|anh|chi|em|ong|ba|dua|tieng|phan|chiec|bao|ban|suat|phong|hem|cong|bong|hoa|don|to|lit|ky|kg|cap|tam|com"
    "|ve|gac"
)
_NUMBERED = (
    "so|to|thang|tang|ngo|ngach|hem|quan|khu|phuong|thu|lop|kiet|lau|block|phong|toa|cot|duong|den|luc|truoc|sau|hon"
)
_COUNTS = re.compile(rf"\b[1-5] (?:{_COUNTED})\b|\b(?:{_NUMBERED}) [1-5]\b")  # it counts or names something
_ENDS = re.compile(
    r"[1-5] ?(?:d|diem|sao|soa|stars?|\*)?(?: (?:nhe|nha|nhen|nghen|hen|thoi|luon|a|ah|di|nka|la cung)){0,3}$"
)
_HOUSE = re.compile(r"\b(?:quan|khach san|nha hang|tiem|ban|chuan|resort)(?: \w+)? [1-5] sao\b")  # a hotel's stars
_LONGEST = 400  # characters of a text that begins with a rating
_SIGNS = " ,.!:-?"
_COMMENT = re.compile(r"\s*(?:[,;.!:\n]|(?:vì|vi|do|bởi|boi|nhưng|nhung|cho|về|ve|với|voi|because|but|for)\b)\s*")
_BRACKETS = re.compile(r"\(\s?[1-5]\s?(?:/\s?5|sao|điểm|diem)?\s?(?:\)|$)")  # "bốn điểm (4/5)"
_COLON = re.compile(r"(?<=[^\W\d]):\s?(?=[1-5](?:\D|$))")  # "mức độ hài lòng: 4"
_LABEL = re.compile(r"^\s*(?:mức độ hài lòng|muc do hai long|đánh giá|danh gia) ?: ?(?=[^\W\d])")  # of a form
_GLUED = re.compile(r"\b(dg|đg|danh gia|đánh giá)[\s:.,-]*(?=\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """`value`: 1 to 5, None where a rating is meant and none is said. `comment`: the words behind it."""

    value: int | None = None
    comment: str = ""
    figure: bool = False  # said in figures


def figure_in(words: str) -> int | None:
    """The one figure from 1 to 5 among a few words, None where none or more stand there: what answers "by one figure,
    please"."""
    figures = _FIGURE.findall(words) if len(words) <= _LONGEST and words.count(" ") < _FEW else []
    return int(figures[0]) if len(figures) == 1 and figures[0] in _POINTS else None


def rating_of(words: str) -> Rating | None:
    """The rating in a matchable text without its codes; None where it is none."""
    if len(words) > _LONGEST:
        return None
    words = _BRACKETS.sub(" ", words)
    words = _LABEL.sub("", words, count=1)
    bare = " ".join(_COLON.sub(" ", _GLUED.sub(r"\1 ", words)).split()).strip(" .,:;!?\"'()[]-")
    opened = _AROUND.match(bare)
    starts = {0, opened.end() if opened else 0}
    found = [one for start in sorted(starts, reverse=True) if (one := _at(bare[start:]))]
    whole = [one for one in found if not one.comment]
    figures = [one for one in (*whole, *found) if one.figure] if _WITHIN.search(bare) else []
    exact = next(iter((*figures, *whole)), None) or _said_within(bare) or next(iter(found), None) or _said_last(bare)
    return exact or _said_loosely(bare)


def _said_loosely(bare: str) -> Rating | None:
    """A figure among a few words that rate: "chấm mấy chú thợ 5 nhé", "trừ một điểm còn 4", "5 trên 5"; of two, where
    the last stands for the first, the last. None where it counts something else. The words stay a comment, for they may
    be more than a rating."""
    flat = fold(bare)
    if len(flat) != len(bare) or flat.count(" ") >= _LOOSE or _COUNTS.search(flat) or _HOUSE.search(flat):
        return None
    said = _SCALE.sub("", flat)
    ends = _VERB.search(said) and _ENDS.search(said)
    extreme = "5" if _TOP.search(said) else "1" if _LOWEST.search(said) else ""
    if not (ends or extreme or _UNIT.search(said) or _OF_FIVE.search(flat)) or _BEYOND.search(said):
        return None
    given = [figure or _WORDS[word] for figure, word in _GIVEN.findall(said)] or list(extreme)
    if not given:
        return None
    sure = (len(set(given)) == 1 or _INSTEAD.search(said)) and not _RATHER.search(said)
    return Rating(value=int(given[-1]) if sure else None, comment=bare, figure=True)


def _said_last(bare: str) -> Rating | None:
    """A rating as the last of what is said: "tối qua im re luôn, em rất hài lòng", "có lưới rồi, thôi cho 4"."""
    *before, last = map(str.strip, _CLAUSE.split(bare))
    opened = _AROUND.match(last)
    if not before or bare.count(" ") >= _STORY or not _RATES.search(last):
        return None
    rated = _at(last[opened.end() :] if opened else last)
    whole = rated is not None and not rated.comment and (_RATING_WORDS.search(last) or bare.count(" ") < _FEW)
    return Rating(value=rated.value, comment=", ".join(before), figure=rated.figure) if rated and whole else None


def _said_within(bare: str) -> Rating | None:
    """A figure with its unit among a few words, or behind thanks: "hơi thất vọng, 2 điểm", "cảm ơn phường. 4"."""
    figures = _WITHIN.findall(bare)
    if bare.count(" ") >= _FEW or _HOUSE.search(fold(bare)):
        return None
    if not figures and (last := _LAST.search(bare)):
        return Rating(value=int(last[1]), comment=bare[: last.start(1)].strip(_SIGNS), figure=True)
    once = len(figures) == 1
    return Rating(value=int(figures[0]), comment=_WITHIN.sub("", bare), figure=True) if once else None


def _at(bare: str) -> Rating | None:
    for name in _VALUES:
        match = _CUES[name].match(bare)
        if match is None:
            continue
        value = None if name == "unclear" else int(name)
        rest, figure = bare[match.end() :], any(sign.isdigit() for sign in match[0])
        courteous = _AROUND.match(rest.lstrip(_SIGNS))
        behind = rest.lstrip(_SIGNS)[courteous.end() :] if courteous else rest
        if not behind.strip(_SIGNS):
            return Rating(value=value, figure=figure)
        if courteous and courteous[0].rstrip()[-1] in _SIGNS:
            return Rating(value=value, comment=behind, figure=figure)
        if comment := _COMMENT.match(rest) or _COMMENT.match(f" {behind}"):
            return Rating(value=value, comment=comment.string[comment.end() :], figure=figure)
    return None
