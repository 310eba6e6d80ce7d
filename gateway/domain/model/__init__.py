"""The words: frozen dataclasses and state tables that every other package speaks in.

Nothing here does anything. Times are timezone-aware UTC. A URN is one spelling of one address:
``tel:+84…``, ``mailto:name@host``, ``sms:1022`` (short code or alphanumeric sender); see addresses.py.
"""

from gateway.domain.model.decisions import CaseFact, CaseSummary, Decision, EventKind, Facts, Kind, Outcome, Purpose
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
    "CASE_STATES",
    "OPEN_CASE_STATES",
    "TRANSITIONS",
    "Attachment",
    "Batch",
    "CaseFact",
    "CaseSummary",
    "Concat",
    "Decision",
    "Decoded",
    "Dmarc",
    "Draft",
    "EventKind",
    "Facts",
    "Kind",
    "Outcome",
    "Piece",
    "Purpose",
    "Received",
    "Report",
    "ReportStatus",
    "Sent",
    "Unfetched",
]
