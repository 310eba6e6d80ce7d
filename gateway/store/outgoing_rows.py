"""What went out and what is to go out, as it stands: rows of outbox and attempts. outbox.py writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.reasons import Reason

__all__ = ["Attempt", "Outbox"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """A row of outbox as it stands. `round`: counted up when a person has it sent again as a whole; `tries`: used up;
    `aside`: due again as soon as somebody gets through on its line, `asides`: how often so far; `released`: a person
    has it sent, at any hour."""

    id: int
    line: str
    case_id: int | None
    cause: str
    purpose: str
    recipient: str  # URN
    state: str
    priority: int
    due_at: datetime
    subject: str
    text: str
    message_id: str
    in_reply_to: str
    refs: Sequence[str]
    automatic: bool
    unproven: bool
    round: int
    tries: int
    claimed_epoch: int
    aside: bool
    asides: int
    released: bool
    reason: Reason | None
    created_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One part of a row on the wire. `state`: open, ok, failed or unknown; `reference`: TP-MR of an SMS; `scope`: whose
    trouble a failure was; `report`: what a delivery report said."""

    id: int
    outbox_id: int
    line: str
    recipient: str
    round: int
    part: int
    parts: int
    epoch: int
    state: str
    opened_at: datetime
    deadline: datetime
    closed_at: datetime | None
    reference: int | None
    remote_id: str
    error: Reason | None
    scope: str
    report: str
    reported_at: datetime | None
