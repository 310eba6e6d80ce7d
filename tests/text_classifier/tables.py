"""The labelled wordings that the weights are made from. Those that are held back elsewhere are no part of them."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gateway.policy.text_classifier import TextClass

__all__ = ["Row", "digest", "rows"]

CORPUS = Path(__file__).parents[1] / "corpus"
TALK, CUES = CORPUS / "talk", CORPUS / "cues"
LONGEST = 220  # characters of a short text
CALM, FEW = ("-", "no"), 4  # labels of neither danger nor denunciation; blanks of what is no scrap

# How the columns of the older tables say what a text is like. None: of no kind that is told apart.
ASIDE = {"withdrawal": TextClass.WITHDRAWAL, "wrong_number": TextClass.NOBODY, "abuse": TextClass.ABUSE}
MEANT = {
    "S": TextClass.STATUS,
    "D": TextClass.DISAGREEMENT,
    "T": TextClass.THANKS,
    "C": TextClass.MATTER,
    "N": TextClass.NOBODY,
}
TRAP = {"new_case": TextClass.MATTER, "follow_up": TextClass.DETAILS}
HEARD = {
    "status": TextClass.STATUS,
    "disagreement": TextClass.DISAGREEMENT,
    "thanks": TextClass.THANKS,
    "praise": TextClass.THANKS,
    "greeting": TextClass.GREETING,
    "help": TextClass.HOW,
    "wrong_number": TextClass.NOBODY,
    "withdrawal": TextClass.WITHDRAWAL,
    "abuse": TextClass.ABUSE,
    "new_case": TextClass.MATTER,
    "follow_up: added": TextClass.MATTER,
    "follow_up: reopened": TextClass.DISAGREEMENT,
    "follow_up: status (note)": TextClass.STATUS,
    "follow_up: –": TextClass.DETAILS,
}

_HAND = "# hand "  # in a table of talk/weighed: those below it were written by this hand


class Row(NamedTuple):
    """A labelled wording. `hand`: who wrote it; "" in tables that do not say."""

    kind: TextClass
    words: str
    hand: str = ""


def rows() -> list[Row]:
    """All of them, in one order."""
    return [row for table in (_weighed, _talk, _cues) for row in table()]


def digest() -> str:
    """The fingerprint of what is said of a case: weights bear that of the tables they were made from. Of what is danger
    or denunciation, whose tables grow by themselves, it takes no account."""
    said = (f"{row.kind}\t{row.words}" for table in (_weighed, _talk) for row in table())
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def _lines(file: Path) -> Iterator[list[str]]:
    for line in file.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _weighed() -> Iterator[Row]:
    for kind in TextClass:
        hand = ""
        for line in (TALK / "weighed" / f"{kind}.txt").read_text("utf-8").splitlines():
            if line.startswith(_HAND):
                hand = line.removeprefix(_HAND)
            elif line:
                yield Row(kind, line, hand)


def _talk() -> Iterator[Row]:
    for name in ("status", "disagreement", "matter"):
        yield from (Row(TextClass(name), words) for (words,) in _lines(TALK / f"{name}.txt"))
    yield from (Row(TextClass.THANKS, words) for _, words in _lines(TALK / "thanks.txt"))
    yield from (Row(ASIDE[kind], words) for kind, words in _lines(TALK / "aside.txt") if kind in ASIDE)
    yield from (Row(MEANT[kind], words) for _, kind, words in _lines(TALK / "meant.txt") if kind in MEANT)
    yield from (Row(TRAP[rule], words) for _, rule, words in _lines(TALK / "trap.txt"))
    for _, cell, words in _lines(TALK / "heard.txt"):
        kind = HEARD.get(cell) or HEARD.get(cell.partition(":")[0])
        if kind is not None:
            yield Row(kind, words)


def _cues() -> Iterator[Row]:
    """Emergencies, denunciations and what only sounds so: matters, whatever else they are."""
    for file in sorted(CUES.glob("*.txt")):
        yield from (Row(TextClass.MATTER, line[0]) for line in _lines(file) if len(line[0]) <= LONGEST)
    for file in sorted(CUES.glob("*.tsv")):
        if "held_back" not in file.name:
            yield from (
                Row(TextClass.MATTER, words)
                for label, channel, words in _lines(file)
                if _is_matter(label, channel, words)
            )


def _is_matter(label: str, channel: str, words: str) -> bool:
    """Whether a row of what is danger or denunciation, or only sounds so, tells of a matter: a scrap that is neither
    tells of none ("bực quá")."""
    return channel == "sms" and (label not in CALM or words.count(" ") >= FEW)
