"""What an officer's act on a case says in its event (domain/casework.py, docs/EVENTS.md)."""

from dataclasses import dataclass
from typing import ClassVar

from gateway.domain.model.event_kinds import EventKind

__all__ = [
    "Accepted",
    "Allocated",
    "Apologised",
    "Asked",
    "Assigned",
    "Closed",
    "Corrected",
    "Declined",
    "Guided",
    "HandedOn",
    "LegalHold",
    "LegalHoldLifted",
    "Merged",
    "Noted",
    "Progressed",
    "Published",
    "Referred",
    "Rejected",
    "Resumed",
    "Started",
    "TakenBack",
    "TakenOver",
    "Unmerged",
    "Unpublished",
    "Unsplit",
    "Withheld",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The unit has taken it up."""

    KIND: ClassVar = EventKind.ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Somebody of the unit works on it from now on; without a person nobody does."""

    KIND: ClassVar = EventKind.ASSIGNED
    person: str = ""  # the key of an account


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The citizen was asked something; a citizen's matter stands in the words."""

    KIND: ClassVar = EventKind.ASKED
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """What the citizen was asked has been answered: by their message, or an officer goes on without it."""

    KIND: ClassVar = EventKind.RESUMED


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn:
    """Another unit is asked to take it over; until it does the first one has it."""

    KIND: ClassVar = EventKind.HANDED_ON
    unit: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """The unit that was asked has it from now on."""

    KIND: ClassVar = EventKind.TAKEN_OVER
    unit: str = ""
    unit_before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """The unit that was asked does not take it over."""

    KIND: ClassVar = EventKind.DECLINED
    unit: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """The unit that has it asks the other one no more."""

    KIND: ClassVar = EventKind.TAKEN_BACK
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocated:
    """Whoever directs both units has said that another one has it from now on."""

    KIND: ClassVar = EventKind.ALLOCATED
    unit: str = ""
    unit_before: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """It is beyond the office's competence: a body outside has it."""

    KIND: ClassVar = EventKind.REFERRED
    body: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """It is not dealt with."""

    KIND: ClassVar = EventKind.REJECTED
    ground: str = ""  # a key of refusal_grounds.toml
    text: str = ""  # what the citizen was told beside


@dataclass(frozen=True, slots=True, kw_only=True)
class Guided:
    """A complaint or a denunciation: its citizen was told where such a petition goes."""

    KIND: ClassVar = EventKind.GUIDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The unit works on it."""

    KIND: ClassVar = EventKind.STARTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Progressed:
    """The citizen was told how it goes."""

    KIND: ClassVar = EventKind.PROGRESSED
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apologised:
    """The answer is late, and the citizen was told so and given another date."""

    KIND: ClassVar = EventKind.APOLOGISED
    text: str = ""
    before: str = ""  # what they were promised until then, ISO 8601
    until: str = ""  # and from then on


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A word among colleagues, which no citizen gets."""

    KIND: ClassVar = EventKind.NOTED
    text: str = ""
    mentions: tuple[str, ...] = ()  # keys of accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What the case is, as it was found to be; what stays as it was is left out."""

    KIND: ClassVar = EventKind.CORRECTED
    kind: str = ""
    urgency: str = ""  # normal | urgent
    subject: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """It goes with another case from now on: what is done with that is done with it."""

    KIND: ClassVar = EventKind.MERGED
    case: str = ""  # the other one's code
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerged:
    """It goes with no other case any more. `reason`: a person's; "" where one of the two became restricted."""

    KIND: ClassVar = EventKind.UNMERGED
    case: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsplit:
    """What was split off goes back to the case that it was taken out of, and its own code goes with that."""

    KIND: ClassVar = EventKind.UNSPLIT
    case: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Nothing more is done. `reason`: why, where it was not answered."""

    KIND: ClassVar = EventKind.CLOSED
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Question and answer are public, without the persons in them."""

    KIND: ClassVar = EventKind.PUBLISHED
    question: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpublished:
    """They are public no more."""

    KIND: ClassVar = EventKind.UNPUBLISHED
    by: str = ""  # whose wish it is: citizen | office
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """They are not to be public."""

    KIND: ClassVar = EventKind.WITHHELD
    by: str = ""  # whose wish it is: citizen | office
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHold:
    """What is known of its persons is kept, however old it gets: a court, an inspection, a complaint needs it."""

    KIND: ClassVar = EventKind.LEGAL_HOLD
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldLifted:
    """It is kept no longer than others."""

    KIND: ClassVar = EventKind.LEGAL_HOLD_LIFTED
    reason: str = ""
