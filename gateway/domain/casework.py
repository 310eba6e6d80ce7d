"""What an officer can do with a case: ONE table. Page, terminal and reply mail read it and call one function
(services/casework/performing.py). Who may is permissions.ROLES; where a state may lead is model.TRANSITIONS.

An act that leaves the state as it was has no target. One whose target is among its sources leaves a case there that is
there already: a case that was passed on once is passed on again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from gateway.domain.model import (
    OPEN_CASE_STATES,
    SECRET_KINDS,
    TRANSITIONS,
    Accepted,
    Allocated,
    Apologised,
    Asked,
    Assigned,
    Closed,
    Corrected,
    Declined,
    EventPayload,
    Guided,
    HandedOn,
    Kind,
    LegalHold,
    LegalHoldLifted,
    Merged,
    Noted,
    Progressed,
    Published,
    Purpose,
    Referred,
    Rejected,
    Reopened,
    Started,
    TakenBack,
    TakenOver,
    Unmerged,
    Unpublished,
    Unsplit,
    Withheld,
)
from gateway.domain.permissions import Act

__all__ = [
    "ACTS",
    "DECLINED_OFTEN",
    "KINDS",
    "MOST_MERGED",
    "PUBLISHED_FROM",
    "URGENCIES",
    "WITHHELD_BY",
    "CaseAct",
    "Field",
    "FieldName",
    "Public",
    "Standing",
    "back_from_asking",
    "beside",
    "most_of",
    "offered",
    "payload",
]

FieldName = Literal[
    "reason",
    "words",
    "unit",
    "person",
    "body",
    "ground",
    "kind",
    "urgency",
    "subject",
    "place",
    "until",
    "question",
    "answer",
    "by",
    "case",
]
HandOver = Literal["any", "pending", "none"]
MergedWith = Literal["any", "merged", "none"]

Public = Literal["", "published", "withheld"]  # of a case; "": nobody has said

URGENCIES = ("normal", "urgent")
WITHHELD_BY = ("citizen", "office")  # whose wish it is
KINDS = tuple(kind for kind in Kind if kind not in (*SECRET_KINDS, Kind.MISSED_CALL))  # an officer may say it is
MOST_MERGED = 50  # cases that go with one: they are answered in one transaction
DECLINED_OFTEN = 2  # then nobody else is asked: whoever directs the units says which has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What the form of an act asks. `most`: characters."""

    name: FieldName
    most: int
    required: bool = True


REASON, WORDS, OPTIONAL_WORDS = (
    Field(name="reason", most=500),
    Field(name="words", most=20_000),
    Field(name="words", most=20_000, required=False),
)
UNIT, PERSON = Field(name="unit", most=63), Field(name="person", most=64, required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAct:
    """One row. `sources`, `target`: states; `event`: what is written into the case's history; `tells`: what its citizen
    gets, if they can be written to; `only_to_tell`: an act that makes no sense where they cannot; `handed_over`:
    whether another unit must, or must not, be asked to take the case over; `kinds`: of which it is, none for all;
    `only_late`: an act for an answer that is owed and late; `of_restricted`: whether restricted cases offer it;
    `only_publishable`: an act for what may be public; `public`: how it stands with that, none for all;
    `of_merged`: whether the case must, or must not, go with another one; `along`: what is done with a case is done with
    those that go with it; `only_split`: for a case that was split off another one;
    `on_hold`: whether it is for those under a legal hold alone, or for others, None for both."""

    act: Act
    sources: frozenset[str]
    event: type[EventPayload]
    target: str | None = None
    fields: tuple[Field, ...] = ()
    tells: Purpose | None = None
    only_to_tell: bool = False
    handed_over: HandOver = "none"
    kinds: frozenset[str] = frozenset()
    only_late: bool = False
    of_restricted: bool = True
    only_publishable: bool = False
    public: frozenset[Public] = frozenset()
    of_merged: MergedWith = "none"
    along: bool = False
    only_split: bool = False
    on_hold: bool | None = None

    def leads(self, state: str) -> str:
        """The state after it."""
        return self.target or state


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a case stands, as far as it decides what is offered. `pending`: another unit is asked to take it over;
    `declined`: how many have said no; `late`: whether its citizen was promised an answer for a day that is past;
    `publishable`: whether its answer may be public; `public`: whether it is;
    `merged`: whether it goes with another case; `split`: whether it was split off another one;
    `on_hold`: under a legal hold; `erased`: nothing is known of its persons any more, and nothing is offered but to
    take down what is public of it."""

    state: str
    kind: str
    pending: bool = False
    declined: int = 0
    late: bool = False
    restricted: bool = False
    publishable: bool = False
    public: Public = ""
    merged: bool = False
    split: bool = False
    on_hold: bool = False
    erased: bool = False


_OPEN = frozenset(OPEN_CASE_STATES)
_FRESH = frozenset({"new", "reopened"})  # nobody has taken it up
_WORKED = _OPEN - _FRESH - {"awaiting_citizen"}
_PASSED = frozenset({"new", "accepted", "transferred", "in_progress", "reopened"})
_DONE = frozenset({"answered", "rejected", "petition_guided"})
PUBLISHED_FROM = frozenset({"answered", "closed"})

_ROWS = (
    CaseAct(act=Act.ACCEPT, sources=_FRESH, target="accepted", event=Accepted, handed_over="any", along=True),
    CaseAct(
        act=Act.START,
        sources=_OPEN - {"in_progress"},
        target="in_progress",
        event=Started,
        handed_over="any",
        along=True,
    ),
    CaseAct(act=Act.ASSIGN, sources=_OPEN, fields=(PERSON,), event=Assigned, handed_over="any", along=True),
    CaseAct(
        act=Act.ASK,
        sources=frozenset({"new", "accepted", "in_progress", "reopened"}),
        target="awaiting_citizen",
        fields=(WORDS,),
        event=Asked,
        tells=Purpose.QUESTION,
        only_to_tell=True,
    ),
    CaseAct(
        act=Act.PROGRESS,
        sources=_WORKED,
        fields=(WORDS,),
        event=Progressed,
        tells=Purpose.PROGRESS,
        only_to_tell=True,
        handed_over="any",
        along=True,
    ),
    CaseAct(
        act=Act.APOLOGISE,
        sources=_OPEN - {"awaiting_citizen"},
        fields=(Field(name="until", most=10), WORDS),
        event=Apologised,
        tells=Purpose.APOLOGY,
        only_to_tell=True,
        handed_over="any",
        kinds=frozenset(KINDS),
        only_late=True,
        of_restricted=False,
        of_merged="any",
    ),
    CaseAct(act=Act.HAND_ON, sources=_PASSED, fields=(UNIT, REASON), event=HandedOn, along=True),
    CaseAct(
        act=Act.TAKE_OVER,
        sources=_PASSED,
        target="transferred",
        event=TakenOver,
        tells=Purpose.HANDED_ON,
        handed_over="pending",
        along=True,
    ),
    CaseAct(act=Act.DECLINE, sources=_PASSED, fields=(REASON,), event=Declined, handed_over="pending", along=True),
    CaseAct(act=Act.TAKE_BACK, sources=_PASSED, event=TakenBack, handed_over="pending", along=True),
    CaseAct(
        act=Act.ALLOCATE,
        sources=_PASSED,
        target="transferred",
        fields=(UNIT, REASON),
        event=Allocated,
        tells=Purpose.HANDED_ON,
        handed_over="any",
        along=True,
    ),
    CaseAct(
        act=Act.REFER,
        sources=_PASSED,
        target="transferred",
        fields=(Field(name="body", most=120), REASON),
        event=Referred,
        tells=Purpose.REFERRED,
        along=True,
    ),
    CaseAct(
        act=Act.REJECT,
        sources=_OPEN,
        target="rejected",
        fields=(Field(name="ground", most=40), OPTIONAL_WORDS),
        event=Rejected,
        tells=Purpose.REJECTED,
        along=True,
    ),
    CaseAct(
        act=Act.GUIDE,
        sources=frozenset({"new", "accepted", "in_progress"}),
        target="petition_guided",
        event=Guided,
        tells=Purpose.GUIDANCE,
        kinds=frozenset(SECRET_KINDS),
        along=True,
    ),
    CaseAct(
        act=Act.CORRECT,
        sources=_OPEN,
        fields=(
            Field(name="kind", most=20, required=False),
            Field(name="urgency", most=10, required=False),
            Field(name="subject", most=200, required=False),
            Field(name="place", most=200, required=False),
        ),
        event=Corrected,
        handed_over="any",
        of_merged="any",
    ),
    CaseAct(
        act=Act.NOTE,
        sources=_OPEN | _DONE | {"closed"},
        fields=(Field(name="words", most=4_000),),
        event=Noted,
        handed_over="any",
        of_merged="any",
    ),
    CaseAct(
        act=Act.PUBLISH,
        sources=PUBLISHED_FROM,
        fields=(Field(name="question", most=4_000), Field(name="answer", most=20_000)),
        event=Published,
        only_publishable=True,
    ),
    CaseAct(
        act=Act.WITHHOLD,
        sources=_OPEN | PUBLISHED_FROM,
        fields=(Field(name="by", most=10), REASON),
        event=Withheld,
        handed_over="any",
        of_merged="any",
        only_publishable=True,
        public=frozenset({""}),
    ),
    CaseAct(
        act=Act.UNPUBLISH,
        sources=_OPEN | _DONE | {"closed"},
        fields=(Field(name="by", most=10), REASON),
        event=Unpublished,
        handed_over="any",
        of_merged="any",
        public=frozenset({"published"}),
    ),
    CaseAct(
        act=Act.CLOSE_UNANSWERED, sources=_OPEN, target="closed", fields=(REASON,), event=Closed, along=True
    ),  # of missed calls too
    CaseAct(act=Act.CLOSE, sources=_DONE, target="closed", event=Closed, along=True),
    CaseAct(
        act=Act.MERGE,
        sources=_OPEN - {"awaiting_citizen"},
        fields=(Field(name="case", most=40), REASON),
        event=Merged,
        kinds=frozenset(Kind) - {Kind.MISSED_CALL},
    ),
    CaseAct(act=Act.UNMERGE, sources=_OPEN, fields=(REASON,), event=Unmerged, of_merged="merged"),
    CaseAct(act=Act.UNSPLIT, sources=_OPEN - {"awaiting_citizen"}, fields=(REASON,), event=Unsplit, only_split=True),
    CaseAct(
        act=Act.REOPEN, sources=_DONE | {"closed"}, target="reopened", fields=(REASON,), event=Reopened, of_merged="any"
    ),
    CaseAct(
        act=Act.LEGAL_HOLD,
        sources=_OPEN | _DONE | {"closed"},
        fields=(REASON,),
        event=LegalHold,
        handed_over="any",
        of_merged="any",
        on_hold=False,
    ),
    CaseAct(
        act=Act.LIFT_LEGAL_HOLD,
        sources=_OPEN | _DONE | {"closed"},
        fields=(REASON,),
        event=LegalHoldLifted,
        handed_over="any",
        of_merged="any",
        on_hold=True,
    ),
)
ACTS: Mapping[Act, CaseAct] = {row.act: row for row in _ROWS}  # in the order in which they are offered


def offered(case: Standing) -> tuple[CaseAct, ...]:
    """The acts that a case offers, whoever looks."""
    return tuple(row for row in _ROWS if _is_offered(row, case))


def _is_offered(row: CaseAct, case: Standing) -> bool:
    if (case.erased and row.act is not Act.UNPUBLISH) or row.on_hold not in (None, case.on_hold):
        return False
    if case.state not in row.sources or (row.kinds and case.kind not in row.kinds):
        return False
    if (row.only_late and not case.late) or (case.restricted and not row.of_restricted):
        return False
    if (row.only_publishable and not case.publishable) or (row.public and case.public not in row.public):
        return False
    if row.act is Act.HAND_ON and case.declined >= DECLINED_OFTEN:
        return False
    if (row.of_merged != "any" and (row.of_merged == "merged") != case.merged) or (row.only_split and not case.split):
        return False
    return row.handed_over == "any" or (row.handed_over == "pending") == case.pending


def back_from_asking(state: str) -> str:
    """Where a case goes on once its citizen has answered what they were asked in that state."""
    return "in_progress" if state in ("in_progress", "reopened") else "accepted"


def most_of(act: Act, name: str) -> int:
    """How many characters a field of its form takes."""
    return next(field.most for field in ACTS[act].fields if field.name == name)


def beside(state: str, leading: str, back_to: str) -> str:
    """The state of a case that goes with one in the state `leading` from now on: the same, so that its citizen learns
    how their matter stands; its own where none leads there. Nobody has asked its citizen what that one's is asked."""
    along = (back_to or "accepted") if leading == "awaiting_citizen" else leading
    return along if along in TRANSITIONS["case"][state] else state


def payload(row: CaseAct, known: Mapping[str, Any]) -> EventPayload:
    """Its event, of what its form said and what else is known of the case (`known`); words are its `text`."""
    said = {**known, "text": known.get("words", "")}
    return row.event(**{field.name: said[field.name] for field in fields(row.event) if field.name in said})


assert {field.name for row in _ROWS for field in row.fields} == set(get_args(FieldName))
