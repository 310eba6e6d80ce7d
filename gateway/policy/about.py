"""What a matter is about and where it is, as far as its words tell: to see whether a second text is the same matter.

A guess in both directions costs little (an officer splits, a citizen writes "VIEC MOI"), so few words are known, and
two matters are different only where both thing and place are named on both sides and nothing agrees. Things:
gateway/policy/data/cues_things.txt.
"""

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from gateway.domain.text import fold
from gateway.policy.indexing import load

_THINGS = load("cues_things")
_NAMES = {cue: name for name, cues in _THINGS.items() for cue in cues.cues}
_ALL = reduce(or_, _THINGS.values())
_MOST = 8  # of things, and of places, in one message
_NUMBERED = re.compile(
    r"\b(ngo|ngach|hem|kiet|hxh|to|thon|ap|khu|khu pho|so nha|so|nha so|toa|block|tang|cot so|duong so)"
    r" (?:so )?(\d{1,4}(?:[/.-]\d{1,4}){0,3}[a-z]?\d?)\b"
    r"(?! ?(?:ngay|hom|thang|nam|gio|h|lan|nguoi|cai|cot|tuan|phut|tieng)\b)"
)
# Words that follow a kind of place and name none: "đường hỏng", "đèn đường ngõ 12".
_NO_NAME = (
    r"(?!(?<!nguyen )(?<!tran )(?<!pham )(?<!hoang )(?<!huynh )(?<!phan )(?<!dang )(?<!le )"
    r"van\b(?! (?:mieu|chuong|phuc|quan|phu|cao|dinh|ho|tri|noi|khe|don|kiep)\b))"  # "đường vẫn ngập", no name
    r"(?!(?:so|bi|nay|co|da|khong|dang|rat|thi|la|truoc|gan|ngo(?= \d)|ngach|hem|kiet|to|thon|xom|nha|hong|hu|ngap|xau"
    r"|sua|roi|nao|kia|hoai|het|len|xuong|quet|don|gay|sup|bao|dau(?= (?:ngo|hem|duong|pho|xom))"
    r"|tat|toi|sang|lun|nut|dien|ong|di|lai|qua|vao|ra|cua|nhe|nua|chua|o|tu|den|ma|va|thoi)\b)"
)
_NAMED = re.compile(
    r"\b(?<!den )(?<!hang )(duong|pho|chung cu|nga tu|nga ba|cong vien|thon|xom|ben xe|khu do thi"
    r"|(?:o|tai|ngoai|trong) (?:cho|cau)|truong (?:tieu hoc|mam non|mau giao|thcs|thpt|dai hoc))"
    rf" ({_NO_NAME}[a-z]{{2,}}(?: (?:van|thi) [a-z]{{2,}}| {_NO_NAME}[a-z]{{2,}})?)"
)
_IN_ENGLISH = re.compile(r"\b\d+[a-z]? ((?:[a-z]+ ){1,4})(?:street|road|lane|alley|st|rd)\b")
# What stands beside the matter tells where it is, not what it is: "cạnh cột điện".
_BESIDE = re.compile(
    r"\b(?:(?:khuc|cho|doan|ngay) co|canh|ben canh|gan|doi dien|ke|truoc|truoc cua|sau|sau lung|ben hong|near|opposite"
    r"|behind)"
    r" (?:cai |cua |mot )?[a-z]+(?: [a-z]+)?"
)
_STREETS = frozenset({"@duong", "@pho", "@ngo", "@thon", "@xom"})
_SAME = {"hem": "ngo", "kiet": "ngo", "so nha": "so", "nha so": "so", "khu pho": "khu"}


def about(matched: str) -> tuple[str, ...]:
    """The things and places that a matchable text names: "light", "@ngo 12", "@duong lang ha"; sorted."""
    flat = fold(matched)
    spoken = _without(matched, flat)
    things = _things(spoken)
    places = [f"@{_SAME.get(kind, kind)} {n}" for kind, n in _NUMBERED.findall(flat)]
    places += [f"@{kind.split()[-1]} {name}" for kind, name in _NAMED.findall(flat)]
    places += [f"@duong {name.strip()}" for name in _IN_ENGLISH.findall(flat)]
    return tuple(sorted({*things, *places[:_MOST]}))


def _things(spoken: str) -> Sequence[str]:
    """The first things named, in the order of the cues; of a thing one cue is enough."""
    named = dict.fromkeys(_NAMES[cue] for cue, _ in _ALL.found(spoken))
    return list(named)[:_MOST]


def _without(matched: str, flat: str) -> str:
    """The text without what only stands beside the matter; as it is where marks fill more than one place."""
    if len(matched) != len(flat):
        return matched
    kept, at = [], 0
    for found in _BESIDE.finditer(flat):
        kept.append(matched[at : found.start()])
        at = found.end()
    return " _ ".join([*kept, matched[at:]])


def things(names: Iterable[str]) -> frozenset[str]:
    """Those that are no places."""
    return frozenset(name for name in names if not name.startswith("@"))


def places(names: Iterable[str]) -> frozenset[str]:
    """Those that are places."""
    return frozenset(name for name in names if name.startswith("@"))


def streets(names: Iterable[str]) -> frozenset[str]:
    """Those that are streets, alleys, hamlets: no houses and no floors of them."""
    return frozenset(name for name in places(names) if name.split()[0] in _STREETS)


def _elsewhere(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether places of one kind are named on both sides (an alley and an alley), and none agrees. A house may lie in
    an alley, a market at a street: kinds that only one side names say nothing. "Chợ Xanh" is "chợ Xanh rác"."""
    pairs = [(a, b) for a in one for b in other if a.partition(" ")[0] == b.partition(" ")[0]]
    return bool(pairs) and not any(f"{a} ".startswith(f"{b} ") or f"{b} ".startswith(f"{a} ") for a, b in pairs)


def differ(new: Iterable[str], known: Iterable[str]) -> bool:
    """Whether both thing and place of the new words are others than those known."""
    new, known = tuple(new), tuple(known)
    return _another(things(new), things(known)) and _elsewhere(places(new), places(known))


def other(new: Iterable[str], known: Iterable[str]) -> bool:
    """Whether thing or place of the new words is another than those known."""
    new, known = tuple(new), tuple(known)
    return _another(things(new), things(known)) or _elsewhere(places(new), places(known))


def adds(new: Iterable[str], known: Iterable[str]) -> bool:
    """Whether the new words name something of their own: another thing, or another place."""
    new, known = tuple(new), tuple(known)
    return bool(things(new) - things(known)) or _elsewhere(places(new), places(known))


def _another(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not one & other
