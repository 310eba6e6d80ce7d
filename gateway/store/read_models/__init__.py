"""What is shown, asked across all tables: lists and searches, one case or message with all that hangs on it, queues.

It only reads. Each question is one statement, answered from an index and with a limit; what comes back are frozen rows.
"""

from gateway.store.read_models.attention import (
    AttentionFilter,
    AttentionMessage,
    AttentionOutbox,
    HeldGroup,
    attention,
    held_groups,
)
from gateway.store.read_models.audit import About, AuditFilter, AuditRow, audit_about, audit_rows
from gateway.store.read_models.cases import (
    COUNTED,
    ORDERS,
    WHOSE,
    CaseFilter,
    ListedCase,
    found,
    listed,
    searched,
    total,
    unseen_mentions,
)
from gateway.store.read_models.files import Attachment, File, RawPart, SavedFile, attachment, attachments, raw
from gateway.store.read_models.handed_on import HandedOnCase, handed_on
from gateway.store.read_models.messages import ListedMessage, MessageFilter, message, messages, outcomes
from gateway.store.read_models.queues import (
    HourCount,
    QueueAge,
    ages,
    due_by_line,
    last_call,
    last_in,
    last_out,
    open_of,
    queue_ages,
    rates,
    unseen,
)
from gateway.store.read_models.search import urn_of
from gateway.store.read_models.sight import EVERYTHING, Sight
from gateway.store.read_models.subjects import Belonging, Thing, belonging
from gateway.store.read_models.thread import Thread, ThreadEntry, attempts_of, code_of, now, outgoing_of, thread
from gateway.store.read_models.trace import EVENTS, TraceEntry, trace
from gateway.store.read_models.traffic import DayOfTraffic, answered_days, last_answered, received_days
from gateway.store.read_models.unreached import NotReached, Unreached, unreached
from gateway.store.read_models.waiting import Waiting, WaitingFilter, waiting, waiting_count, why

__all__ = [
    "COUNTED",
    "EVENTS",
    "EVERYTHING",
    "ORDERS",
    "WHOSE",
    "About",
    "Attachment",
    "AttentionFilter",
    "AttentionMessage",
    "AttentionOutbox",
    "AuditFilter",
    "AuditRow",
    "Belonging",
    "CaseFilter",
    "DayOfTraffic",
    "File",
    "HandedOnCase",
    "HeldGroup",
    "HourCount",
    "ListedCase",
    "ListedMessage",
    "MessageFilter",
    "NotReached",
    "QueueAge",
    "RawPart",
    "SavedFile",
    "Sight",
    "Thing",
    "Thread",
    "ThreadEntry",
    "TraceEntry",
    "Unreached",
    "Waiting",
    "WaitingFilter",
    "ages",
    "answered_days",
    "attachment",
    "attachments",
    "attempts_of",
    "attention",
    "audit_about",
    "audit_rows",
    "belonging",
    "code_of",
    "due_by_line",
    "found",
    "handed_on",
    "held_groups",
    "last_answered",
    "last_call",
    "last_in",
    "last_out",
    "listed",
    "message",
    "messages",
    "now",
    "open_of",
    "outcomes",
    "outgoing_of",
    "queue_ages",
    "rates",
    "raw",
    "received_days",
    "searched",
    "thread",
    "total",
    "trace",
    "unreached",
    "unseen",
    "unseen_mentions",
    "urn_of",
    "waiting",
    "waiting_count",
    "why",
]
