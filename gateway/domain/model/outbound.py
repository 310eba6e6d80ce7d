"""What goes out: a rendered draft, its pieces, what the wire answers."""

from dataclasses import dataclass, field
from datetime import datetime

from gateway.domain.model.decisions import Purpose

__all__ = ["Draft", "OutgoingFile", "Piece", "Sent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingFile:
    """A file that goes with a mail."""

    name: str
    type: str  # a MIME type, as whoever gave it says
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Rendered, not yet on the wire: all that a channel needs to encode one outgoing message."""

    number: int  # the outbox id; its value mod 256 is the concatenation reference
    recipient: str  # URN
    purpose: Purpose
    text: str
    subject: str = ""
    created_at: datetime  # the mail's Date, the same on every try
    message_id: str = ""  # without angle brackets
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    round: int = 0  # one more each time a person has it sent again
    files: tuple[OutgoingFile, ...] = ()
    automatic: bool = True  # Auto-Submitted: auto-replied, else auto-generated is not set


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing on the wire: a whole mail, or one SMS segment. `text` is set for SMS (NFC), `body` for mail (CRLF)."""

    recipient: str  # URN
    sender: str = ""  # mail: the bare address that bounces go to, where it is not the line's own
    part: int = 1
    parts: int = 1
    body: bytes = b""
    text: str = ""
    udh: bytes = b""
    encoding: str = ""  # gsm7 | ucs2
    key: str = ""  # the same on every try of one sending, for a provider that takes each once


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What the wire answered. `reference`: TP-MR of an SMS, None where the modem gives none."""

    remote_id: str = ""
    reference: int | None = None
