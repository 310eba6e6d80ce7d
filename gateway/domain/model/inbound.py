"""What comes in: raw pieces as a link reads them, and what decoding reads in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from gateway.domain.reasons import Reason

__all__ = [
    "Attachment",
    "Batch",
    "Concat",
    "Decoded",
    "Dmarc",
    "RangCall",
    "Received",
    "Report",
    "ReportStatus",
    "Unfetched",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concat:
    """One part's place in a long SMS (3GPP TS 23.040 §9.2.3.24.1 and .8). `seq` counts from 1."""

    ref: int
    bits: int  # width of the reference: 8 or 16
    total: int
    seq: int
    content: bytes  # 8 bytes of the SHA-256 of the part's text: tells a repeat from a reused reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One raw piece as a link read it. `digest`: 32 bytes, the piece's identity on its line."""

    digest: bytes
    body: bytes
    location: str  # where it lies at the source ("uidvalidity/uid", "folder/location"): an address, never an identity
    sender_key: str  # of Channel.sender_key(body)
    arrived_at: datetime  # as the source says (INTERNALDATE, the SMSC's stamp)
    old: bool = False  # already there at first contact: stored, never answered
    concat: Concat | None = None

    @classmethod
    def by_route(cls, body: bytes, sender_key: str, at: datetime) -> "Received":
        """A piece that came by a route, and lies nowhere else. Equal bodies are one piece: what makes two messages two
        (the number that the sender's system gave it) must stand in them."""
        digest = sha256(body).digest()
        return cls(digest=digest, body=body, location=digest.hex(), sender_key=sender_key, arrived_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfetched:
    """A piece the source lists but does not hand over."""

    location: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class RangCall:
    """A call that rang at a modem of ours until its caller gave up; nobody answers there. `number`: as the network has
    it, "" where it is withheld."""

    number: str
    began: datetime
    ended: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one poll brought. An empty batch is proof of life. `cursor` is stored with the parts, in one transaction.

    `gone`: places of unfetched pieces that the source has emptied since: nothing is left to be tried again.
    `rang`: calls that rang there; they come again until the consumer asks for the next batch.
    """

    received: tuple[Received, ...] = ()
    unfetched: tuple[Unfetched, ...] = ()
    gone: tuple[str, ...] = ()
    rang: tuple[RangCall, ...] = ()
    cursor: Mapping[str, object] | None = None
    facts: Mapping[str, object] = field(default_factory=dict)  # what health shows: signal, SIM use, waiting …


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attachment as sent; `name` cleaned of path, control and direction characters. `sha256`: hex. `flags`: what is
    dangerous about it (files.FLAGS)."""

    name: str
    type: str
    size: int
    sha256: str
    inline: bool
    flags: tuple[str, ...] = ()
    content: bytes = field(repr=False, default=b"")


class Dmarc(StrEnum):
    """What our own server says of a mail's author (RFC 7489 §11.2, RFC 8601 §2.7.1), as far as it can be believed."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"  # forged: the author's domain asks that such mails be refused
    UNKNOWN = "unknown"  # nobody can say


class ReportStatus(StrEnum):
    """What a DSN or a delivery report says of one message of ours."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"
    COMPLAINT = "complaint"
    READ = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A delivery report (SMS) or DSN (mail) on something we sent."""

    type: ReportStatus
    status: str = ""  # RFC 3463 code, or TP-Status as two hex digits
    recipients: tuple[str, ...] = ()  # URNs
    diagnostic: str = ""
    original_message_id: str = ""  # mail, without angle brackets
    reference: int | None = None  # SMS: TP-MR, None where the modem does not say
    remote_ids: tuple[str, ...] = ()  # all spellings of the id that the other side gave it when it took it

    def is_about(self, recipient: str) -> bool:
        """Whether it speaks of this recipient of ours (a URN); one that names nobody speaks of whoever got the mail."""
        return bool(recipient) and (not self.recipients or recipient in self.recipients)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What a channel's decode read in the parts of one message. Text is NFC and holds no NUL.

    `kind` is message, automatic or report. `signs` speak for a machine; only what proves one makes `kind` automatic.
    `extra` holds fields that only one channel has, for `gw explain`; they are part of its documented output.
    """

    kind: str
    sender: str  # URN, "" where nobody can be named
    sender_name: str = ""
    reply_to: tuple[str, ...] = ()  # URNs
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    reply: str = ""  # the sender's own words, without quotes
    enclosed: str = ""  # words of mails that are attached to it: judged, and kept as attachments
    sent_at: datetime | None = None
    message_id: str = ""  # without angle brackets
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    report: Report | None = None
    dmarc: Dmarc = Dmarc.UNKNOWN
    list_id: str = ""  # of the mailing list or group it came through (RFC 2919), lower case
    signs: tuple[Reason, ...] = ()
    flags: tuple[str, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def dmarc_pass(self) -> bool | None:
        """Whether the sender is who they say; None where nobody can say."""
        return None if self.dmarc is Dmarc.UNKNOWN else self.dmarc is Dmarc.PASS
