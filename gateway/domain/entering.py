"""What an officer enters for a citizen who came to the counter, called or wrote on paper ("nhập hộ")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, get_args

from gateway.domain.casework import KINDS
from gateway.domain.model import SECRET_KINDS, OutgoingFile

__all__ = [
    "ANSWERS",
    "ENTERED_KINDS",
    "FIELD_NAMES",
    "MOST",
    "MOST_EARLIER",
    "WAYS",
    "AnswerBy",
    "CameBy",
    "EnteredForm",
]

CameBy = Literal["counter", "phone", "paper", "other"]
AnswerBy = Literal["text", "mail", "call", "counter"]  # the last two: an officer tells them, nothing is sent
WAYS: tuple[CameBy, ...] = get_args(CameBy)
ANSWERS: tuple[AnswerBy, ...] = get_args(AnswerBy)
FIELD_NAMES = ("came_by", "answer_by", "name", "to", "received")
ENTERED_KINDS = (*KINDS, *SECRET_KINDS)
MOST_EARLIER = timedelta(days=30)  # before it is entered

MOST: Mapping[str, int] = {"words": 20_000, "subject": 200, "place": 200, "name": 120, "to": 200}  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredForm:
    """What the form brought, as it was typed. `once`: the form's own name: sent twice it makes one case; `received`:
    a moment as the office's clock shows it, "2026-11-28T08:30", "" for now; `to`: a number or a mail address; `kind`:
    "" where the words are to tell; `consent`: the citizen agrees to be texted; `secret`: nobody else is to learn who
    they are; `files`: what was photographed or scanned."""

    once: str
    unit: str
    came_by: str
    words: str = field(repr=False)
    subject: str = field(default="", repr=False)
    kind: str = ""
    place: str = field(default="", repr=False)
    urgent: bool = False
    received: str = ""
    name: str = field(default="", repr=False)
    answer_by: str = "counter"
    to: str = field(default="", repr=False)
    consent: bool = False
    secret: bool = False
    files: tuple[OutgoingFile, ...] = field(default=(), repr=False)
