"""The words: frozen dataclasses and state tables that every other package speaks in.

Nothing here does anything. Times are timezone-aware UTC. A URN is one spelling of one address:
``tel:+84…``, ``mailto:name@host``, ``sms:1022`` (short code or alphanumeric sender); see addresses.py.
"""

from gateway.domain.model.decisions import (
    ASKED,
    LOW_RATING,
    CaseFact,
    CaseSummary,
    Decision,
    Facts,
    Kind,
    Outcome,
    Purpose,
)
from gateway.domain.model.events import (
    PAYLOADS,
    Answered,
    CommandGiven,
    Copied,
    EventKind,
    EventPayload,
    FollowUp,
    Opened,
    Rated,
    Reopened,
    Undelivered,
    payload_of,
    written,
)
from gateway.domain.model.inbound import (
    Attachment,
    Batch,
    Concat,
    Decoded,
    Dmarc,
    Received,
    Report,
    ReportStatus,
    Unfetched,
)
from gateway.domain.model.outbound import Draft, Piece, Sent
from gateway.domain.model.states import CASE_STATES, OPEN_CASE_STATES, TRANSITIONS

__all__ = [
    "ASKED",
    "CASE_STATES",
    "LOW_RATING",
    "OPEN_CASE_STATES",
    "PAYLOADS",
    "TRANSITIONS",
    "Answered",
    "Attachment",
    "Batch",
    "CaseFact",
    "CaseSummary",
    "CommandGiven",
    "Concat",
    "Copied",
    "Decision",
    "Decoded",
    "Dmarc",
    "Draft",
    "EventKind",
    "EventPayload",
    "Facts",
    "FollowUp",
    "Kind",
    "Opened",
    "Outcome",
    "Piece",
    "Purpose",
    "Rated",
    "Received",
    "Reopened",
    "Report",
    "ReportStatus",
    "Sent",
    "Undelivered",
    "Unfetched",
    "payload_of",
    "written",
]
