"""The type codes of what happens to a case (docs/EVENTS.md)."""

from enum import StrEnum

__all__ = ["EventKind"]


class EventKind(StrEnum):
    """The type codes."""

    OPENED = "opened"
    FOLLOW_UP = "follow_up"
    COPIED = "copied"
    COMMAND = "command"
    RATED = "rated"
    REOPENED = "reopened"
    ANSWERED = "answered"
    ANSWER_SUBMITTED = "answer_submitted"
    ANSWER_RETURNED = "answer_returned"
    ANSWER_UNDONE = "answer_undone"
    ANNOUNCED = "announced"
    UNDELIVERED = "undelivered"
    RESTRICTED = "restricted"
    UNRESTRICTED = "unrestricted"
    MISSED_CALL = "missed_call"
    CALLED_BACK = "called_back"
    DUE_MOVED = "due_moved"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    ASKED = "asked"
    RESUMED = "resumed"
    HANDED_ON = "handed_on"
    TAKEN_OVER = "taken_over"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    ALLOCATED = "allocated"
    REFERRED = "referred"
    REJECTED = "rejected"
    GUIDED = "guided"
    STARTED = "started"
    PROGRESSED = "progressed"
    NOTED = "noted"
    CORRECTED = "corrected"
    CLOSED = "closed"
