"""The language of the cue files: regular expressions over words, and what a text must hold for one to match.

A line is one pattern; its alternatives are cut at "|". A word is written with its marks and matches with them or with
none: "cháy" finds "cháy" and "chay", never "chạy" (runs) or "chảy" (flows); after § only with its marks. <name> stands
for the lines of the section [<name>]. "(…)*" is a group up to eight times. "dogs?" leaves out a letter; behind a word
with marks, which is two words, it is refused: "(?:nạn )?" leaves out the word.

Of the hundreds of cues hardly one can match in an ordinary text, and that is told by its words alone: each cue says
which it cannot do without (`Need`). A need may be too weak, then the cue is tried in vain; never too strong.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from gateway.domain.text import fold

__all__ = [
    "AFTER",
    "BEFORE",
    "Block",
    "Need",
    "alternatives",
    "begins_with_word",
    "block",
    "matches_nothing",
    "needs",
    "old_style",
    "source",
]

BEFORE, AFTER = r"(?<![^\W_])", r"(?![^\W_])"  # a cue is whole words

# "hoà" and "hòa", "thuỷ" and "thủy" are one word in two schools of spelling; ours is the older one.
_TONE_PLACE = re.compile(r"(?<![q])([ou])([àáảãạèéẻẽẹỳýỷỹỵ])(?!\w)")
_SIGN = re.compile(
    r"\(\?(?:<?[=!]|[:>])|[()|]|\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|[?*+][?+]?|\{\d*,?\d*\}[?+]?|<[a-z]+>|§?[^\W\d_]+|\d+|.",
    re.S,
)
_MOST = 8  # times that a group may stand
_LEAVES_KEPT = 4096  # the same words make up most cues
_GROUP = re.compile(r"\((?!\?<?[=!])")
_LOOK = re.compile(r"\(\?<?[=!]|[$^]|\\[bB]")
_TIMES = re.compile(r"[?*+]|\{")
_GAPS, _LETTERS = frozenset({r"\s", r"\W"}), frozenset({".", r"\w", r"\d", r"\S", r"\D"})


class Need(NamedTuple):
    """What a text must hold: one of these whole words, or one of these letters anywhere."""

    words: frozenset[str]
    parts: frozenset[str] = frozenset()


# --- a cue as a tree: only what its needs ask of it -------------------------------------------------------------------


class _Word(NamedTuple):
    """Letters or digits in their spellings."""

    forms: frozenset[str]


class _Sign(NamedTuple):
    """Any other character. `gap`: it is surely no letter and no digit."""

    gap: bool


class _Look(NamedTuple):
    """A place without a width."""


class _Group(NamedTuple):
    branches: "tuple[Block, ...]"
    optional: bool = False
    again: bool = False  # it may stand more than once


_Node = _Word | _Sign | _Look | _Group
Block = tuple[_Node, ...]


def old_style(s: str) -> str:
    """ "hòa" as "hoà", in NFC: the spelling of the cues."""
    return _TONE_PLACE.sub(_old_style, unicodedata.normalize("NFC", s))


def _old_style(match: re.Match[str]) -> str:
    vowel, marked = match.groups()
    base, tone = unicodedata.normalize("NFD", marked)[0], unicodedata.normalize("NFD", marked)[1:]
    if (vowel, base) not in {("o", "a"), ("o", "e"), ("u", "y")}:
        return match[0]
    return unicodedata.normalize("NFC", vowel + tone) + base


# --- reading ----------------------------------------------------------------------------------------------------------


def alternatives(line: str) -> Iterator[Sequence[str]]:
    """The alternatives of a line, each as its signs: words, groups' ends, times, …"""
    return _cut(_SIGN.findall(old_style(line.strip())))


def _cut(signs: Sequence[str]) -> Iterator[Sequence[str]]:
    depth, start = 0, 0
    for at, sign in enumerate(signs):
        depth += sign.startswith("(") - (sign == ")")
        if sign == "|" and depth == 0:
            yield signs[start:at]
            start = at + 1
    yield signs[start:]


def source(signs: Iterable[str], named: Mapping[str, str]) -> str:
    """The regular expression of an alternative. `named`: those of the sections that it may name.

    A group is repeated at most eight times, whatever the file says: without an end, a text that repeats it would cost
    the square of its length."""
    found = [named[sign] if sign in named else _spelled(sign) for sign in signs]
    for at, (before, sign) in enumerate(pairwise(signs), 1):
        if sign[0] in "*+" and (before == ")" or before in named):
            found[at] = f"{{{int(sign[0] == '+')},{_MOST}}}{sign[1:]}"
    return "".join(found)


def _spelled(sign: str) -> str:
    forms = _forms(sign) if sign[-1].isalpha() and not sign.startswith("\\") else ()
    return f"(?:{'|'.join(forms)})" if len(forms) > 1 else "".join(forms) or sign


def _forms(word: str) -> tuple[str, ...]:
    """A word with its marks and, unless § demands them, with none."""
    if word.startswith("§") or word.isascii():
        return (word.lstrip("§"),)
    return (word, fold(word))


def block(signs: Sequence[str], named: Mapping[str, "tuple[Block, ...]"]) -> Block:
    """An alternative as a tree."""
    found: list[_Node] = []
    at = 0
    while at < len(signs):
        sign = signs[at]
        end = _close(signs, at) if sign.startswith("(") else at
        times = signs[end + 1] if end + 1 < len(signs) and _TIMES.match(signs[end + 1]) else ""
        if _GROUP.match(sign):
            inside = signs[at + 1 : end]
            found.append(_repeated(_Group(tuple(block(one, named) for one in _cut(inside))), times))
        elif sign in named:
            found.append(_repeated(_Group(named[sign]), times))
        else:
            found += _leaf(sign, times)
        at = end + 1 + bool(times)
    return tuple(found)


def _close(signs: Sequence[str], at: int) -> int:
    """Where the group that begins there ends."""
    depth = 0
    for place in range(at, len(signs)):
        depth += signs[place].startswith("(") - (signs[place] == ")")
        if depth == 0:
            return place
    raise ValueError(f"a group without an end: {''.join(signs)}")


@lru_cache(_LEAVES_KEPT)
def _leaf(sign: str, times: str) -> Sequence[_Node]:
    """What is no group, as often as it stands."""
    if _LOOK.match(sign):
        return (_Look(),)
    if not sign[-1].isalnum() or sign.startswith("\\"):
        gap = sign in _GAPS or not (sign in _LETTERS or sign.startswith("["))
        return (_repeated(_Sign(gap), times),)
    forms = _forms(sign)
    if times and len(forms) > 1:
        raise ValueError(f"{times} behind a word with marks, which leaves out or repeats the whole word: {sign}{times}")
    if not times:
        return (_repeated(_Word(frozenset(forms)), times),)
    first, last = forms[0][:-1], forms[0][-1]  # the times are the last letter's
    if times.startswith("?") and first:
        return (_Word(frozenset({first, first + last})),)
    before = (_Word(frozenset({first})),) if first else ()
    return (*before, _repeated(_Word(frozenset({last})), times))


def _repeated(node: _Node, times: str) -> _Node:
    if not times:
        return node
    branches = node.branches if isinstance(node, _Group) else ((node,),)
    return _Group(branches, optional=times.startswith(("?", "*", "{0", "{,")), again=not times.startswith("?"))


# --- what it needs ----------------------------------------------------------------------------------------------------


def begins_with_word(tree: Block, *, behind: bool = True) -> bool:
    """Whether all that a cue matches begins with one of some words, each whole. `behind`: whether a word ends there."""
    if not tree:
        return False
    first, behind = tree[0], _all_pass(tree[1:], behind, back=True)
    if isinstance(first, _Group):
        once = not (first.optional or first.again)
        return once and all(begins_with_word(branch, behind=behind) for branch in first.branches)
    return behind and isinstance(first, _Word)


def matches_nothing(tree: Block) -> bool:
    """Whether a cue may match where it takes no character."""
    return all(
        isinstance(node, _Look)
        or (isinstance(node, _Group) and (node.optional or any(map(matches_nothing, node.branches))))
        for node in tree
    )


def needs(tree: Block, cost: Callable[[Need], int]) -> tuple[Need, ...]:
    """What a text must hold for a cue to match, the cheapest first. `cost`: how often a need is met in vain."""
    return tuple(sorted(_needs(tree, cost, before=True, behind=True), key=cost))


def _needs(tree: Block, cost: Callable[[Need], int], *, before: bool, behind: bool) -> list[Need]:
    """`before`, `behind`: whether a word surely begins and ends there."""
    ends = [behind]
    for node in reversed(tree):
        ends.append(_passes(node, ends[-1], back=True))
    found: list[Need] = []
    for node, end in zip(tree, reversed(ends[:-1]), strict=True):
        if isinstance(node, _Word):
            found.append(Need(node.forms) if before and end else Need(frozenset(), node.forms))
        elif isinstance(node, _Group) and not node.optional:
            found += _needs_of_group(node, cost, before=before, behind=end)
        before = _passes(node, before)
    return found


def _needs_of_group(group: _Group, cost: Callable[[Need], int], *, before: bool, behind: bool) -> list[Need]:
    """All of a single branch; of several, one that has what any of them cannot do without."""
    if group.again:
        before, behind = before and _passes(group, before), behind and _passes(group, behind, back=True)
    found = [_needs(branch, cost, before=before, behind=behind) for branch in group.branches]
    if len(found) == 1 or not all(found):
        return found[0] if len(found) == 1 else []
    least = [min(some, key=cost) for some in found]
    return [Need(frozenset().union(*(one.words for one in least)), frozenset().union(*(one.parts for one in least)))]


def _passes(node: _Node, bounded: bool, *, back: bool = False) -> bool:
    """Whether behind a node (`back`: before it) there is surely no letter or digit. `bounded`: on its other side."""
    if isinstance(node, _Word):
        return False
    if isinstance(node, _Sign):
        return node.gap
    if isinstance(node, _Look):
        return bounded
    found = all(_all_pass(branch, bounded, back=back) for branch in node.branches)
    if node.again:
        found = found and all(_all_pass(branch, found, back=back) for branch in node.branches)
    return found and (bounded or not node.optional)


def _all_pass(tree: Block, bounded: bool, *, back: bool) -> bool:
    for node in reversed(tree) if back else tree:
        bounded = _passes(node, bounded, back=back)
    return bounded
