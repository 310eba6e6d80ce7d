"""What an officer asks for at the top of a mail: a word that names an act, or else the words of an answer. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.domain import grounds
from gateway.domain.permissions import Act
from gateway.domain.text import fold

__all__ = ["WORDS", "Order", "read"]

# How a mail begins, without marks -> the act, what stands between that and ":", and what stands behind it.
WORDS: Mapping[str, tuple[Act, str, str]] = {
    "tiep nhan": (Act.ACCEPT, "", ""),
    "chuyen": (Act.HAND_ON, "unit", "reason"),
    "hoi": (Act.ASK, "", "words"),
    "tu choi": (Act.REJECT, "ground", "words"),
}
MOST = 100  # characters between the word and ":": a sentence that begins like a command is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An act, and what it is done with, by the names of its form; of an answer `words`."""

    act: Act
    form: Mapping[str, str] = field(repr=False)


def read(words: str, units: Mapping[str, str]) -> Order:
    """`units`: the names of units by their keys."""
    text = words.strip()
    for said, (act, between, behind) in WORDS.items():
        if (form := _form(text, said, between, behind)) is not None:
            return Order(act=act, form=_known(form, units))
    return Order(act=Act.ANSWER, form={"words": text})


def _form(text: str, said: str, between: str, behind: str) -> dict[str, str] | None:
    """What stands behind the word, None where the text does not begin with it as a command: alone on its line where
    nothing is to follow, and else with a colon."""
    first, _, rest = text.partition("\n")
    if not behind:
        alone = fold(first).strip(" .!:") == said and not rest.strip()
        return {} if alone else None
    head, colon, tail = text.partition(":")
    plain = fold(head)
    if not colon or "\n" in head or len(head) > MOST or not (plain == said or plain.startswith(f"{said} ")):
        return None
    value = " ".join(head.split()[len(said.split()) :])
    if value and not between:
        return None
    return ({between: value} if between else {}) | {behind: tail.strip()}


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
