"""What happens to a case: the type codes of its events, and what each says beside (docs/EVENTS.md).

A code, a payload's field and its type stay as they are once they are written: a new thing is a new code or a new field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, get_args

from gateway.domain.model.event_kinds import EventKind
from gateway.domain.model.events_of_acts import (
    Accepted,
    Allocated,
    Apologised,
    Asked,
    Assigned,
    Closed,
    Corrected,
    Declined,
    Guided,
    HandedOn,
    LegalHold,
    LegalHoldLifted,
    Merged,
    Noted,
    Progressed,
    Published,
    Referred,
    Rejected,
    Resumed,
    Started,
    TakenBack,
    TakenOver,
    Unmerged,
    Unpublished,
    Unsplit,
    Withheld,
)

__all__ = [
    "PAYLOADS",
    "Announced",
    "AnswerReturned",
    "AnswerSubmitted",
    "AnswerUndone",
    "Answered",
    "CalledBack",
    "CommandGiven",
    "ContactAdded",
    "Copied",
    "DueMoved",
    "Entered",
    "Erased",
    "EventPayload",
    "FollowUp",
    "MissedCall",
    "Opened",
    "Rated",
    "Reopened",
    "Restricted",
    "Undelivered",
    "Unrestricted",
    "payload_of",
    "written",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A message opened the case."""

    KIND: ClassVar = EventKind.OPENED
    rule: str = ""  # of policy
    command: str = ""  # where the message began with one


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """An officer has entered the case for a citizen who came, called or wrote on paper."""

    KIND: ClassVar = EventKind.ENTERED
    came_by: str = ""  # counter | phone | paper | other
    answer_by: str = ""  # text | mail | call | counter


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A further message of the citizen."""

    KIND: ClassVar = EventKind.FOLLOW_UP
    rule: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The same mail came by another address."""

    KIND: ClassVar = EventKind.COPIED
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandGiven:
    """The citizen sent a command about the case."""

    KIND: ClassVar = EventKind.COMMAND
    rule: str = ""
    command: str = ""  # TT | BS | DG | HD | TUCHOI | NHAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """The citizen rated the answer."""

    KIND: ClassVar = EventKind.RATED
    rule: str = ""
    command: str = ""
    rating: int = 0  # 1–5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """The citizen wrote again after the case was done, or an officer looks at it again."""

    KIND: ClassVar = EventKind.REOPENED
    reason: str = ""  # the officer's


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An officer answered; a citizen's matter stands in the words."""

    KIND: ClassVar = EventKind.ANSWERED
    text: str = ""
    version: int = 0  # of the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSubmitted:
    """An officer's answer waits for a head's approval."""

    KIND: ClassVar = EventKind.ANSWER_SUBMITTED
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReturned:
    """A head has returned an answer to its author."""

    KIND: ClassVar = EventKind.ANSWER_RETURNED
    version: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerUndone:
    """Who had sent an answer has taken it back before it was on the wire."""

    KIND: ClassVar = EventKind.ANSWER_UNDONE
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A result that had not reached the citizen, or of which nobody knew, was told to them by an officer."""

    KIND: ClassVar = EventKind.ANNOUNCED
    outbox: int = 0  # the result's id
    way: str = ""  # telephone | in_person
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAdded:
    """An officer knows another address or number to be the citizen's."""

    KIND: ClassVar = EventKind.CONTACT_ADDED
    reason: str = ""  # how they know


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A reply did not reach the citizen."""

    KIND: ClassVar = EventKind.UNDELIVERED
    purpose: str = ""  # of the reply: a value of Purpose
    outbox: int = 0  # its id


@dataclass(frozen=True, slots=True, kw_only=True)
class Restricted:
    """A person found it to be for few to see; or a further message may be, and then neither kind nor reason is said."""

    KIND: ClassVar = EventKind.RESTRICTED
    kind: str = ""  # to_cao | khieu_nai
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrestricted:
    """A person found it to be neither denunciation nor complaint."""

    KIND: ClassVar = EventKind.UNRESTRICTED
    kind: str = ""  # what it is from now on: a value of Kind
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedCall:
    """The citizen called, and nobody answered."""

    KIND: ClassVar = EventKind.MISSED_CALL
    call: int = 0  # its id


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledBack:
    """The citizen was spoken to, or called and not reached."""

    KIND: ClassVar = EventKind.CALLED_BACK
    reached: bool = False
    call: int = 0  # the id of the call, 0 where a person says so


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMoved:
    """A promised time is another one from now on."""

    KIND: ClassVar = EventKind.DUE_MOVED
    deadline: str = ""  # which: answer, accept, transfer, progress, publish
    before: str = ""  # ISO 8601, UTC
    after: str = ""
    why: str = ""  # asked: the citizen was asked something meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """The time for which persons' data is kept is over: the case holds none any more, nor may whoever reads its
    events."""

    KIND: ClassVar = EventKind.ERASED


EventPayload = (
    Opened
    | Entered
    | FollowUp
    | Copied
    | CommandGiven
    | Rated
    | Reopened
    | Answered
    | AnswerSubmitted
    | AnswerReturned
    | AnswerUndone
    | Announced
    | ContactAdded
    | Undelivered
    | Restricted
    | Unrestricted
    | MissedCall
    | CalledBack
    | DueMoved
    | Accepted
    | Assigned
    | Asked
    | Resumed
    | HandedOn
    | TakenOver
    | Declined
    | TakenBack
    | Allocated
    | Referred
    | Rejected
    | Guided
    | Started
    | Progressed
    | Apologised
    | Noted
    | Merged
    | Unmerged
    | Unsplit
    | Corrected
    | Closed
    | Published
    | Unpublished
    | Withheld
    | LegalHold
    | LegalHoldLifted
    | Erased
)
PAYLOADS: Mapping[EventKind, type[EventPayload]] = {one.KIND: one for one in get_args(EventPayload)}


def written(payload: EventPayload) -> dict[str, object]:
    """A payload as it is stored and handed on; what is empty is left out."""
    return {name: value for name in payload.__slots__ if (value := getattr(payload, name))}


def payload_of(kind: str, detail: Mapping[str, object]) -> EventPayload | None:
    """A stored payload; None of a kind that this program does not know, as its fields are passed over that it does not
    know."""
    if kind not in set(EventKind):
        return None
    payload = PAYLOADS[EventKind(kind)]
    known: dict[str, Any] = {name: value for name, value in detail.items() if name in payload.__slots__}
    return payload(**known)
