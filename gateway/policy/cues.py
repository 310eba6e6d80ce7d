"""What a message is about: a complaint, a denunciation, something to be kept secret; its kind.

Sources: Luật Khiếu nại 2011 art. 2, Luật Tố cáo 2018 art. 2, NĐ 20/2008 art. 3. Cues:
gateway/policy/data/cues_kinds.txt; examples: tests/corpus/cues. A wrong receipt costs a date, a denunciation shown to
the wrong eyes costs more: in doubt, secret. The last word is always an officer's.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from gateway.domain.model import Kind
from gateway.policy.indexing import load

_CUES = load("cues_kinds")
_KEPT_FROM = re.compile(r"^ (?:cho|voi|với|vo|vô|vao|vào|ra|to|from|with)(?: \S+){1,4}")
_KINDS = (Kind.OPINION, Kind.QUESTION, Kind.PROPOSAL, Kind.FEEDBACK)


def secret_kind(matched: str) -> Kind | None:
    """DENUNCIATION (a breach of law by someone), COMPLAINT (against a decision or act), or None; a matchable text."""
    if not matched:
        return None
    if _CUES["denunciation"].possible(matched) and _CUES["denunciation"].matches(without_formulas(matched)):
        return Kind.DENUNCIATION
    complains = _CUES["complaint"].possible(matched) and _CUES["complaint"].matches(
        _CUES["no complaint"].sub(" _ ", matched)
    )
    return Kind.COMPLAINT if complains else None


@lru_cache(4)
def without_formulas(matched: str) -> str:
    """A matchable text without what only sounds like a denunciation: a course, "không hề vòi vĩnh"."""
    return _CUES["no denunciation"].sub(" _ ", matched)


def is_confidential(matched: str) -> bool:
    """Whether the sender asks not to be named."""
    return _CUES["confidential"].matches(matched)


def besides_the_wish(matched: str) -> tuple[str, str] | None:
    """What stands before the wish not to be named, and behind it and whom it is to be kept from."""
    wish = _CUES["confidential"].search(matched)
    if wish is None:
        return None
    return matched[: wish.start()], _KEPT_FROM.sub("", matched[wish.end() :], count=1)


def is_not_public(matched: str) -> bool:
    """Whether the sender asks that what they wrote be not published."""
    return _CUES["not public"].matches(matched)


def is_wrong(matched: str) -> bool:
    """Whether something is said to be broken, dirty, loud, missing, or is wanted."""
    return _CUES["wrong"].matches(matched) or _CUES["proposes"].matches(matched)


def praises(matched: str) -> bool:
    """Whether something is praised."""
    return _CUES["praises"].matches(matched)


def kind_of(subject: str, words: str, *, tells_more: Callable[[], bool] = lambda: False) -> Kind:
    """The kind of a case that is neither complaint nor denunciation; matchable texts. A first guess. `tells_more`:
    whether beside praise stands something that is wrong or wanted, asked where something is praised."""
    wrong = _CUES["wrong"].matches(words)
    if wrong and _CUES["asks"].matches(words):  # "hoi", "ban sao" without marks are no smell and no dirt
        wrong = _CUES["wrong"].matches(_CUES["asks"].sub(" _ ", words))
    for heading in (subject, words.split("\n", 1)[0][:40]):
        named = _named(heading)
        if named is not None and not (named is Kind.QUESTION and wrong):
            return named
    if _CUES["proposes"].matches(words):
        return Kind.PROPOSAL
    if not wrong and praises(words) and not tells_more():
        return Kind.OPINION
    asks = _CUES["asks"].matches(words) or "?" in words or words.rstrip().endswith(("không", "khong"))
    return Kind.QUESTION if asks and not wrong else Kind.FEEDBACK


def _named(heading: str) -> Kind | None:
    """The kind that a heading names first."""
    bare = _CUES["formula"].sub(" ", heading)
    found = [(m.start(), kind) for kind in _KINDS if (m := _CUES[f"kind {kind}"].search(bare))]
    return min(found)[1] if found else None
