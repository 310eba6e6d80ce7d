"""Wards as they were before 1 July 2025, which citizens go on naming: whose their ground is now.

Of 967 in the area of Hà Nội and TP. HCM 246 were split between several. data/wards_before_2025.csv has of each the
codes (General Statistics Office) of those that have its ground, the largest part first.
"""

import csv
import re
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gateway.domain.text import fold

__all__ = ["OldWard", "named"]

_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_SHORT = {"p": ("phuong",), "f": ("phuong",), "x": ("xa",), "tt": ("thi", "tran"), "q": ("quan",)}
_SHORT |= {"h": ("huyen",), "tp": ("thanh", "pho"), "tx": ("thi", "xa")}
_KINDS = ("quan", "huyen", "thanh pho", "thi xa")  # of districts
_LEAST = 2  # words of a district's name that stand for it without its kind: "1" alone does not

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OldWard:
    """`now`: the codes of those that have its ground."""

    code: str
    ward: str
    district: str
    now: tuple[str, ...]


def named(words: str, known: Set[str]) -> list[OldWard]:
    """The old wards that a text names, of those whose ground one of `known` (codes) has: of wards of one name those of
    the district that it names as well, where it does; all of them else."""
    tokens = _tokens(words)
    by_name, longest = _by_name()
    found: dict[str, OldWard] = {}
    for at in range(len(tokens)):
        for length in range(min(longest, len(tokens) - at), 1, -1):
            same = by_name.get(tokens[at : at + length])
            if same:
                here = [one for one in same if not known.isdisjoint(one.now)]
                found |= {one.code: one for one in _of_district(here, tokens)}
                break
    return list(found.values())


def _of_district(wards: Collection[OldWard], tokens: Tokens) -> Collection[OldWard]:
    said = [one for one in wards if len(wards) > 1 and _names_district(one.district, tokens)]
    return said or wards


def _names_district(district: str, tokens: Tokens) -> bool:
    whole = _tokens(district)
    kind = next((kind.split() for kind in _KINDS if " ".join(whole).startswith(kind)), [])
    bare = whole[len(kind) :]
    return _within(whole, tokens) or (len(bare) >= _LEAST and _within(bare, tokens))


def _within(some: Tokens, tokens: Tokens) -> bool:
    return any(tokens[at : at + len(some)] == some for at in range(len(tokens) - len(some) + 1))


def _tokens(words: str) -> Tokens:
    """Words and numbers as they are compared: "P.Trung Liệt" and "phường Trung Liệt" are the same."""
    found: list[str] = []
    for token in _TOKEN.findall(fold(words)):
        found += _SHORT.get(token, (token.lstrip("0") or "0" if token.isdigit() else token,))
    return tuple(found)


@cache
def _by_name() -> tuple[Mapping[Tokens, list[OldWard]], int]:
    """By the words of their names, and of how many the longest has."""
    found: dict[Tokens, list[OldWard]] = {}
    text = (files("gateway.domain") / "data" / "wards_before_2025.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        one = OldWard(code=row["code"], ward=row["ward"], district=row["district"], now=tuple(row["now"].split()))
        found.setdefault(_tokens(one.ward), []).append(one)
    return found, max(map(len, found))
