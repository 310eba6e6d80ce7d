"""What an officer asks for at the top of a mail: a word that names an act, or else the words of an answer. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gateway.domain import grounds
from gateway.domain.permissions import Act
from gateway.domain.text import fold
from gateway.services.by_mail.confirming import YES, is_ending

__all__ = ["WORDS", "About", "Order", "read"]

# What the mail that is answered was about: a case of one's own unit, one that another unit asks to take over, an
# answer that waits for approval.
About = Literal["case", "hand_over", "waiting"]

# How a mail begins, without marks -> the act, what stands between that and ":", and what stands behind it.
WORDS: Mapping[About, Mapping[str, tuple[Act, str, str]]] = {
    "case": {
        "tiep nhan": (Act.ACCEPT, "", ""),
        "nhan": (Act.ACCEPT, "", ""),
        "chuyen": (Act.HAND_ON, "unit", "reason"),
        "hoi": (Act.ASK, "", "words"),
        "tu choi": (Act.REJECT, "ground", "words"),
    },
    "hand_over": {
        "tiep nhan": (Act.TAKE_OVER, "", ""),
        "nhan": (Act.TAKE_OVER, "", ""),
        "tu choi": (Act.DECLINE, "", "reason"),
        "tu choi nhan": (Act.DECLINE, "", "reason"),
        "khong nhan": (Act.DECLINE, "", "reason"),
    },
    "waiting": {
        "duyet": (Act.APPROVE_ANSWER, "", ""),
        "phe duyet": (Act.APPROVE_ANSWER, "", ""),
        **dict.fromkeys(sorted(YES), (Act.APPROVE_ANSWER, "", "")),  # what would go out is shown before it does
        "tra lai": (Act.RETURN_ANSWER, "", "reason"),
    },
}
MOST = 100  # characters between the word and ":": a sentence that begins like a command is none
FEW = 2  # words behind a command's: "từ chối giúp tôi" is no answer to a citizen
BARE = frozenset(said for words in WORDS.values() for said in words)
ALONE = YES | {"khong", "huy", "thoi", "khoan"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An act, and what it is done with, by the names of its form; of an answer `words`."""

    act: Act
    form: Mapping[str, str] = field(repr=False)


def read(words: str, units: Mapping[str, str], about: About = "case", name: str = "") -> Order | None:
    """What is asked for; None where nobody can say: a command without what belongs to it, which is no answer to a
    citizen either. `units`: the names of units by their keys; `name`: of whoever writes, which may end the mail."""
    text = words.strip()
    for said, (act, between, behind) in WORDS[about].items():
        if (form := _form(text, said, between, behind, name)) is not None:
            return Order(act=act, form=_known(form, units))
    return Order(act=Act.ANSWER, form={"words": text}) if about == "case" and not _is_bare(text) else None


def _form(text: str, said: str, between: str, behind: str, name: str) -> dict[str, str] | None:
    """What stands behind the word, None where the text does not begin with it as a command: alone on its line where
    nothing is to follow, and else with a colon."""
    first, _, rest = text.partition("\n")
    if not behind:
        return {} if fold(first).strip(" .!:") == said and is_ending(rest, name) else None
    head, colon, tail = text.partition(":")
    plain = fold(head)
    if not colon or "\n" in head or len(head) > MOST or not (plain == said or plain.startswith(f"{said} ")):
        return None
    value = " ".join(head.split()[len(said.split()) :])
    if value and not between:
        return None
    return ({between: value} if between else {}) | {behind: tail.strip()}


def _is_bare(text: str) -> bool:
    """Whether it begins with a line that is a command's word and hardly more."""
    first = fold(text.partition("\n")[0]).strip(" .,!;:?")
    found = [said for said in BARE if first == said or first.startswith(f"{said} ")]
    few = any(len(first.split()) <= len(said.split()) + FEW for said in found)
    return first in ALONE or (few and ":" not in first)


def _known(form: dict[str, str], units: Mapping[str, str]) -> dict[str, str]:
    """Units by key or name, grounds by key or by their number in the list; what is neither stays as it was written."""
    if "unit" in form:
        form["unit"] = _unit(form["unit"], units)
    keys = tuple(grounds.load())
    if (number := form.get("ground", "")).isdecimal() and 0 < int(number) <= len(keys):
        form["ground"] = keys[int(number) - 1]
    return form


def _unit(typed: str, units: Mapping[str, str]) -> str:
    plain = fold(typed)
    if plain in units:
        return plain
    exact = [key for key, name in units.items() if fold(name) == plain]
    within = exact or [key for key, name in units.items() if plain in fold(name)]
    return within[0] if len(within) == 1 else typed
