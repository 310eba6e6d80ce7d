"""Who may do what: a table of acts and roles, and one pure function that reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gateway.domain.actor import EVERY_UNIT, Actor, Role

__all__ = ["EVERYWHERE", "ROLES", "Act", "Refusal", "Subject", "may", "restricted_units_of", "units_of"]


class Act(StrEnum):
    """What a person can do; the values are what audit keeps."""

    LIST = "list"  # what came, what waits: its words in extracts
    VIEW = "view"  # one thing, whole
    ANSWER = "answer"
    SUBMIT_ANSWER = "submit_answer"  # where another has to approve it
    APPROVE_ANSWER = "approve_answer"
    UNDO_ANSWER = "undo_answer"  # one's own, before it is on the wire
    RETURN_ANSWER = "return_answer"  # to its author, with a reason
    ADD_CONTACT = "add_contact"  # say what else is the citizen's, and how one knows
    ANNOUNCE = "announce"  # say that the citizen was told by telephone
    ENTER = "enter"  # for a citizen who came, called or wrote on paper
    ACCEPT = "accept"  # from here to CLOSE_UNANSWERED: domain/casework.py
    ASSIGN = "assign"
    ASK = "ask"  # the citizen
    HAND_ON = "hand_on"  # ask another unit to take it over
    TAKE_OVER = "take_over"  # what one's unit was asked to
    DECLINE = "decline"
    TAKE_BACK = "take_back"  # what was handed on and nobody has taken over
    ALLOCATE = "allocate"  # say which unit has it, whether it likes to or not
    REFER = "refer"  # to a body outside, where it is beyond our competence
    REJECT = "reject"
    GUIDE = "guide"  # a petition to its door
    START = "start"  # work on it
    PROGRESS = "progress"  # say how it goes
    APOLOGISE = "apologise"  # for an answer that is late, with another date
    NOTE = "note"
    CORRECT = "correct"  # kind, urgency, subject, place
    PUBLISH = "publish"  # question and answer, without the persons in them
    WITHHOLD = "withhold"  # say that they are not to be public
    UNPUBLISH = "unpublish"
    REOPEN = "reopen"
    CLOSE = "close"
    CLOSE_UNANSWERED = "close_unanswered"
    MERGE = "merge"  # it goes with another case from now on
    UNMERGE = "unmerge"
    LEGAL_HOLD = "legal_hold"  # keep what is known of a case's persons, however old it gets
    LIFT_LEGAL_HOLD = "lift_legal_hold"
    SPLIT = "split"
    UNSPLIT = "unsplit"  # what was split off goes back
    RESTRICT = "restrict"
    UNRESTRICT = "unrestrict"
    CALL_BACK = "call_back"  # say what came of calling somebody back
    IMPORT_CALLS = "import_calls"
    IMPORT_ROSTER = "import_roster"
    EDIT_ROSTER = "edit_roster"
    LIST_UNITS = "list_units"  # the register: who does what where, and who is responsible
    EDIT_UNITS = "edit_units"  # it, and the calendars
    RELOAD = "reload"  # have the configuration read anew
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
    HEALTH = "health"  # how the lines and queues of one's units are
    LOG_IN = "log_in"
    LOG_OUT = "log_out"
    OWN_ACCOUNT = "own_account"  # one's own password, sessions
    LIST_PEOPLE = "list_people"  # who has which rights
    ADD_PERSON = "add_person"
    GRANT = "grant"  # give and take roles, name somebody for restricted cases
    RESET_PERSON = "reset_person"  # a new password and second factor
    DISABLE_PERSON = "disable_person"
    SET_MAIL = "set_mail"  # by which somebody is told of cases, and acts on them
    NAME_FOR_CASE = "name_for_case"  # name somebody for one restricted case, or no more
    AUDIT = "audit"  # who saw and did what
    EXPORT_AUDIT = "export_audit"
    CUT_AUDIT = "cut_audit"  # what is older than it has to be kept
    ERASE = "erase"  # persons' data of cases that were done long ago
    BACK_UP = "back_up"  # write everything into a file
    RESTORE = "restore"
    BEGIN_AUDIT = "begin_audit"  # its chain, by another key or behind a known fault


class Refusal(StrEnum):
    """Why not."""

    OTHER_UNIT = "other_unit"  # nothing of that unit's is this person's to see
    ROLE = "role"  # another role is needed
    RESTRICTED = "restricted"  # for those who are named for it only


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is acted on: the units that have it (none: nobody's, no longer in the configuration, or all of the
    installation), and whether it is restricted. `asked`: the unit that is asked to take it over, which sees it and says
    yes or no; `persons`: the ids of those who are named for it alone. Whether its state allows the act is the act's own
    compare-and-set to tell."""

    units: frozenset[str]
    restricted: bool = False
    asked: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()

    def units_for(self, act: Act) -> frozenset[str]:
        """The units whose people this act is for."""
        if act in _OF_ASKED:
            return self.asked or self.units
        return self.units | self.asked if act in _OF_EITHER else self.units


_OF_ASKED = frozenset({Act.TAKE_OVER, Act.DECLINE})
_OF_EITHER = frozenset({Act.LIST, Act.VIEW, Act.NOTE})

EVERYWHERE = Subject(units=frozenset())  # what is of no one unit: roles held in every unit count

OWN = frozenset({Act.LOG_IN, Act.LOG_OUT, Act.OWN_ACCOUNT})  # of one's own account: whatever roles one has

_ALL = frozenset(Role)
_SEE = _ALL - {Role.AUDITOR, Role.ADMINISTRATOR}
_WRITE = frozenset({Role.OFFICER, Role.APPROVER})
_APPROVE = frozenset({Role.APPROVER})
_WORK = _WRITE | {Role.DISPATCHER}
_DIRECT = frozenset({Role.DISPATCHER, Role.OPERATOR})
_OPERATE = frozenset({Role.OPERATOR})
_ADMINISTER = frozenset({Role.ADMINISTRATOR})
_AUDIT = frozenset({Role.AUDITOR})

ROLES: Mapping[Act, frozenset[Role]] = {
    Act.LIST: _SEE,
    Act.VIEW: _SEE,
    Act.ANSWER: _WRITE,
    Act.SUBMIT_ANSWER: _WRITE,
    Act.UNDO_ANSWER: _WRITE,
    Act.APPROVE_ANSWER: _APPROVE,
    Act.RETURN_ANSWER: _APPROVE,
    Act.ADD_CONTACT: _WRITE,
    Act.ANNOUNCE: _WRITE,
    Act.ENTER: _WORK,
    Act.ACCEPT: _WORK,
    Act.ASSIGN: _WORK,
    Act.ASK: _WRITE,
    Act.HAND_ON: _WORK,
    Act.TAKE_OVER: _WORK,
    Act.DECLINE: _WORK,
    Act.TAKE_BACK: _WORK,
    Act.ALLOCATE: frozenset({Role.APPROVER, Role.DISPATCHER}),
    Act.REFER: _WRITE,
    Act.REJECT: _WRITE,
    Act.GUIDE: _WRITE,
    Act.START: _WRITE,
    Act.PROGRESS: _WRITE,
    Act.APOLOGISE: _WRITE,
    Act.NOTE: _WORK,
    Act.CORRECT: _WORK,
    Act.PUBLISH: _APPROVE,
    Act.WITHHOLD: _WRITE,
    Act.UNPUBLISH: _WRITE,  # what should not be public waits for no head
    Act.REOPEN: _WRITE,
    Act.CLOSE: _WRITE,
    Act.CLOSE_UNANSWERED: _WRITE,
    Act.MERGE: _WRITE,
    Act.UNMERGE: _WRITE,
    Act.LEGAL_HOLD: _APPROVE,
    Act.LIFT_LEGAL_HOLD: _APPROVE,
    Act.SPLIT: _WORK,
    Act.UNSPLIT: _WORK,
    Act.RESTRICT: _WORK,
    Act.UNRESTRICT: _WRITE,
    Act.CALL_BACK: _WRITE,
    Act.IMPORT_CALLS: _OPERATE,
    Act.IMPORT_ROSTER: _OPERATE | _ADMINISTER,
    Act.EDIT_ROSTER: _OPERATE | _ADMINISTER,
    Act.LIST_UNITS: _ADMINISTER | _OPERATE | {Role.AUDITOR},
    Act.EDIT_UNITS: _ADMINISTER,
    Act.RELOAD: _OPERATE,
    Act.FILE: _DIRECT,
    Act.DISMISS: _DIRECT,
    Act.REPLAY: _OPERATE,
    Act.DECIDE_PERSON: _DIRECT,
    Act.DECIDE_MACHINE: _DIRECT,
    Act.FORGET_SENDER: _DIRECT,
    Act.RESEND: _OPERATE,
    Act.DROP: _OPERATE,
    Act.MARK_SENT: _OPERATE,
    Act.SEND_NOW: _OPERATE,
    Act.DROP_WAITING: _OPERATE,
    Act.TEST_LINE: _OPERATE,
    Act.SIMULATE: _OPERATE,
    Act.HEALTH: _ALL,
    Act.LOG_IN: _ALL,
    Act.LOG_OUT: _ALL,
    Act.OWN_ACCOUNT: _ALL,
    Act.LIST_PEOPLE: _ADMINISTER | {Role.AUDITOR},
    Act.ADD_PERSON: _ADMINISTER,
    Act.GRANT: _ADMINISTER,
    Act.RESET_PERSON: _ADMINISTER,
    Act.DISABLE_PERSON: _ADMINISTER,
    Act.SET_MAIL: _ADMINISTER,
    Act.NAME_FOR_CASE: _WRITE | _ADMINISTER,
    Act.AUDIT: _AUDIT,
    Act.EXPORT_AUDIT: _AUDIT,
    Act.CUT_AUDIT: _OPERATE,
    Act.BEGIN_AUDIT: _OPERATE,
    Act.ERASE: _OPERATE,
    Act.BACK_UP: _OPERATE,
    Act.RESTORE: _OPERATE,
}


def may(actor: Actor, act: Act, subject: Subject | None = None) -> Refusal | None:
    """None where this actor may do this to that subject, else why not. Without a subject: whether the actor may do it
    to anything at all, which is asked before a page or command begins."""
    if act in OWN:
        return None
    units = frozenset(actor.roles) if subject is None else subject.units_for(act)
    held = actor.roles_in(units)
    if not held:
        return Refusal.OTHER_UNIT
    if not held & ROLES[act]:
        return Refusal.ROLE
    if subject and subject.restricted and not _is_named(actor, act, subject, units, held):
        return Refusal.RESTRICTED
    return None


def _is_named(actor: Actor, act: Act, subject: Subject, units: frozenset[str], held: frozenset[Role]) -> bool:
    """Whether this person is among those for whom a restricted case is. Others are named for it by whoever is named for
    all of the unit's, and by who gives rights there and sees none of it; not by whoever is named for it alone."""
    if not actor.restricted_in.isdisjoint({EVERY_UNIT, *units}):
        return True
    return Role.ADMINISTRATOR in held if act is Act.NAME_FOR_CASE else actor.id in subject.persons


def units_of(actor: Actor, act: Act) -> frozenset[str] | None:
    """The units in which this actor may do this; None: in all, also in those that are no longer configured."""
    return _all_or(frozenset(unit for unit, held in actor.roles.items() if held & ROLES[act]))


def restricted_units_of(actor: Actor) -> frozenset[str] | None:
    """The units whose restricted cases this actor may see; None: all."""
    return _all_or(actor.restricted_in)


def _all_or(units: frozenset[str]) -> frozenset[str] | None:
    return None if EVERY_UNIT in units else units
