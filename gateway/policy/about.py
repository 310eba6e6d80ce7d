"""What a matter is about and where it is, as far as its words tell: to see whether a second text is the same matter.

A guess in both directions costs little (an officer splits, a citizen writes "VIEC MOI"), so few words are known, and
two matters are different only where both thing and place are named on both sides and nothing agrees. Things:
gateway/policy/data/cues_things.txt.
"""

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from gateway.domain.text import fold, unaccent
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
    r"(?!(?:so|bi|boc|nhieu|tac|phai|vo|be|hoi|nhua|ay|nay|co|da|khong|dang|rat|thi|la|truoc|gan|ngo(?= \d)|ngach"
    r"|hem|kiet|to|thon|xom|nha|hong|hu|ngap|xau|sua|roi|nao|kia|hoai|het|len|xuong|quet|don|gay|sup|bao"
    r"|dau(?= (?:ngo|hem|duong|pho|xom))"
    r"|tat|toi|sang|lun|nut|dien|ong|di|lai|qua|vao|ra|cua|nhe|nua|chua|o|tu|den|ma|va|thoi)\b)"
)
_NAMED = re.compile(
    r"\b(?<!den )(?<!hang )(?<!dan )(?<!thanh )(duong|pho|chung cu|nga tu|nga ba|cong vien|thon|xom|ben xe|khu do thi"
    r"|(?:o|tai|ngoai|trong) (?:cho|cau)|truong (?:tieu hoc|mam non|mau giao|thcs|thpt|dai hoc))"
    rf" ({_NO_NAME}[a-z]{{2,}}(?: (?:van|thi) [a-z]{{2,}}| {_NO_NAME}[a-z]{{2,}})?)"
)
# A house's number and a name in capitals, as people write an address: "68 Lac Long Quan". Not where all is in capitals.
_ADDRESS = re.compile(
    r"(?<![\w/])\d{1,4}[A-Za-z]?(?:/\d{1,4}[A-Za-z]?){0,3}"
    r" (?!(?:Thang|Hom|Gio|Phut|Ngay|Nam|Nguoi|Lan|Trieu|Tuan|Cai|Con|Nha)\b)([A-Z][a-z]+ [A-Z][a-z]+)\b"
)
_IN_ENGLISH = re.compile(r"\b\d+[a-z]? ((?:[a-z]+ ){1,4})(?:street|road|lane|alley|st|rd)\b")
# What stands beside the matter tells where it is, not what it is: "cạnh cột điện".
_BESIDE = re.compile(
    r"\b(?:(?:khuc|cho|doan|ngay) co|canh|ben canh|gan|doi dien|ke|truoc|truoc cua|sau|sau lung|ben hong|near|opposite"
    r"|behind)"
    r" (?:cai |cua |mot )?[a-z]+(?: [a-z]+)?"
)
ITSELF = frozenset(
    {"staff", "papers"}
)  # what thanks and ratings may speak of, whatever it is about: the office, its file
_WITHIN = frozenset({"@so", "@tang", "@cot", "@block", "@toa", "@to", "@khu"})
_SAME = {"hem": "ngo", "kiet": "ngo", "so nha": "so", "nha so": "so", "khu pho": "khu", "duong": "pho"}


def about(matched: str, written: str = "") -> tuple[str, ...]:
    """The things and places that a matchable text names: "light", "@ngo 12", "@pho lang ha"; sorted. `written`: as it
    was typed, for the capitals of its names."""
    flat = fold(matched)
    spoken = _without(matched, flat)
    things = _things(spoken)
    places = [f"@{_SAME.get(kind, kind)} {n}" for kind, n in _NUMBERED.findall(flat)]
    places += [f"@{_SAME.get(kind, kind.split()[-1])} {name}" for kind, name in _NAMED.findall(flat)]
    places += [f"@pho {name.strip()}" for name in _IN_ENGLISH.findall(flat)]
    if written and not written.isupper():
        places += [f"@pho {name.strip().lower()}" for name in _ADDRESS.findall(unaccent(written))]
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
    """Those that are no houses, no floors, no numbers of poles: streets, alleys, hamlets, markets."""
    return frozenset(name for name in places(names) if name.split()[0] not in _WITHIN)


def _elsewhere(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether places of one kind are named on both sides (an alley and an alley), and none agrees. A house may lie in
    an alley, a market at a street: kinds that only one side names say nothing. "Chợ Xanh" is "chợ Xanh rác"."""
    alleys = [{name for name in names if name.startswith("@ngo ")} for names in (one, other)]
    if all(alleys):  # two alleys of one street are two places
        one, other = map(frozenset, alleys)
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
