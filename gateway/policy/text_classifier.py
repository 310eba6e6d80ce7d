"""What a short text is most like, where no cue foresees its words: each word and pair of words speaks for or against
each kind of text, and what they say is added up.

A multinomial logistic regression over the tables of tests/corpus/talk, made at development time by
`python -m tests.text_classifier`. Its weights, tenths of a logit, are gateway/policy/data/weights_talk.txt, one
feature a line, and can be read: "van chua" speaks for a question of how things stand, "cam on" for thanks. Pure and
deterministic, some 50 µs a text.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from gateway.domain.text import fold

_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?|\?")
STATUS_ASKED = 0.65  # how like a question of how things stand a text must be to be told of all its sender's cases
SURE = 0.75  # how like another kind a text must be for a cue to count for nothing
MOST = 40  # words of a text that is weighed: a longer one is a matter


class TextClass(StrEnum):
    """The kinds of text that are told apart."""

    MATTER = "matter"
    STATUS = "status"  # asks how things stand
    DISAGREEMENT = "disagreement"
    THANKS = "thanks"  # thanks, praise, content
    WITHDRAWAL = "withdrawal"
    DETAILS = "details"  # goes on with what was said before
    NOBODY = "nobody"  # meant for a friend, a taxi, a shop
    ABUSE = "abuse"  # insults and nothing else
    GREETING = "greeting"  # is anybody there, ok, a test
    HOW = "how"  # how one reports here


SHORT = {kind[:2]: kind for kind in TextClass}  # as the weights name them


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """The kind that a text is most like, and how like; how like a matter it is; what it is most like if it is none, and
    how like. Shares of 1."""

    kind: TextClass
    share: float
    matter: float
    otherwise: TextClass
    otherwise_share: float


def features(flat: str, about: Iterable[str]) -> frozenset[str]:
    """The words of a text on one line, its pairs of words, how many there are, whether it names a thing or a place."""
    words = ["0" if word[0].isdigit() else word for word in _WORD.findall(fold(flat))][: MOST + 1]
    pairs = (f"{one} {other}" for one, other in zip(["^", *words], [*words, "$"], strict=True))
    named = {"<place>" if name.startswith("@") else "<thing>" for name in about}
    return frozenset({*words, *pairs, *named, f"<{_length(len(words))}>", "<any>"})


def _length(words: int) -> int:
    return next((n for n in (1, 2, 4, 6, 9, 13, 20) if words <= n), MOST)


def classify(flat: str, about: Iterable[str]) -> Classification | None:
    """What a text is most like; `flat` as intents.plain gives it. None of one that is too long, or of signs only."""
    if flat.count(" ") >= MOST or not any(sign.isalnum() for sign in flat):
        return None
    weights = filter(None, map(_WEIGHTS.get, features(flat, about)))
    sums = [sum(said) for said in zip(*weights, strict=True)]
    most = max(sums)
    shares = {kind: math.exp((weight - most) / 10) for kind, weight in zip(TextClass, sums, strict=True)}
    whole, matter = sum(shares.values()), shares.pop(TextClass.MATTER)
    otherwise = max(shares, key=shares.__getitem__)
    most_like, value = (TextClass.MATTER, matter) if matter > shares[otherwise] else (otherwise, shares[otherwise])
    return Classification(
        kind=most_like,
        share=value / whole,
        matter=matter / whole,
        otherwise=otherwise,
        otherwise_share=shares[otherwise] / sum(shares.values()),
    )


def is_surely(like: Classification | None, *kinds: TextClass, share: float = SURE) -> bool:
    """Whether all words together surely say one of these."""
    return like is not None and like.share >= share and like.kind in kinds


def asks_status(like: Classification | None) -> bool:
    """Whether a text is so like a question of how things stand that it is told of all its sender's cases."""
    return like is not None and like.kind is TextClass.STATUS and like.share >= STATUS_ASKED


def _load() -> Mapping[str, tuple[int, ...]]:
    """What each feature weighs for each kind, in their order."""
    lines = (files("gateway.policy") / "data" / "weights_talk.txt").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    weights = dict[str, tuple[int, ...]]()
    for feature, said in rows:
        named = {SHORT[one[:2]]: int(one[2:]) for one in said.split()}
        weights[feature] = tuple(named.get(kind, 0) for kind in TextClass)
    return weights


_WEIGHTS = _load()
