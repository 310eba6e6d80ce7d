"""Who may do what: a table of acts and roles, and one pure function that reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gateway.domain.actor import Actor, Role

__all__ = ["ROLES", "Act", "Refusal", "Subject", "may"]


class Act(StrEnum):
    """What a person can do; the values are what audit keeps."""

    LIST = "list"  # what came, what waits: its words in extracts
    VIEW = "view"  # one thing, whole
    ANSWER = "answer"
    SPLIT = "split"
    RESTRICT = "restrict"
    UNRESTRICT = "unrestrict"
    CALL_BACK = "call_back"  # say what came of calling somebody back
    IMPORT_CALLS = "import_calls"
    IMPORT_ROSTER = "import_roster"
    EDIT_ROSTER = "edit_roster"
    FILE = "file"
    DISMISS = "dismiss"
    REPLAY = "replay"
    DECIDE_PERSON = "decide_person"
    DECIDE_MACHINE = "decide_machine"
    FORGET_SENDER = "forget_sender"
    RESEND = "resend"
    DROP = "drop"
    MARK_SENT = "mark_sent"
    SEND_NOW = "send_now"
    DROP_WAITING = "drop_waiting"
    TEST_LINE = "test_line"
    SIMULATE = "simulate"  # play a citizen (Try it)


class Refusal(StrEnum):
    """Why not."""

    OTHER_UNIT = "other_unit"  # nothing of that unit's is this person's to see
    ROLE = "role"  # another role is needed
    RESTRICTED = "restricted"  # for those who deal with it only


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is acted on: the units that have it (none: nobody's, or no longer in the configuration), and whether it is
    restricted. Whether its state allows the act is the act's own compare-and-set to tell."""

    units: frozenset[str]
    restricted: bool = False


_SEE = frozenset(Role)
_WRITE = frozenset({Role.OFFICER, Role.OPERATOR})
_OPERATE = frozenset({Role.OPERATOR})

ROLES: Mapping[Act, frozenset[Role]] = {
    Act.LIST: _SEE,
    Act.VIEW: _SEE,
    Act.ANSWER: _WRITE,
    Act.SPLIT: _WRITE,
    Act.RESTRICT: _WRITE,
    Act.UNRESTRICT: _WRITE,
    Act.CALL_BACK: _WRITE,
    Act.IMPORT_CALLS: _OPERATE,
    Act.IMPORT_ROSTER: _OPERATE,
    Act.EDIT_ROSTER: _OPERATE,
    Act.FILE: _OPERATE,
    Act.DISMISS: _OPERATE,
    Act.REPLAY: _OPERATE,
    Act.DECIDE_PERSON: _OPERATE,
    Act.DECIDE_MACHINE: _OPERATE,
    Act.FORGET_SENDER: _OPERATE,
    Act.RESEND: _OPERATE,
    Act.DROP: _OPERATE,
    Act.MARK_SENT: _OPERATE,
    Act.SEND_NOW: _OPERATE,
    Act.DROP_WAITING: _OPERATE,
    Act.TEST_LINE: _OPERATE,
    Act.SIMULATE: _OPERATE,
}


def may(actor: Actor, act: Act, subject: Subject | None = None) -> Refusal | None:
    """None where this actor may do this to that subject, else why not. Without a subject: whether the actor may do it
    to anything at all, which is asked before a page or command begins."""
    units = (actor.units or frozenset()) if subject is None else subject.units
    held = actor.roles_in(units)
    if not held:
        return Refusal.OTHER_UNIT
    if not held & ROLES[act]:
        return Refusal.ROLE
    if subject and subject.restricted and held <= {Role.READER}:
        return Refusal.RESTRICTED
    return None
