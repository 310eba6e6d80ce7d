"""The words: frozen dataclasses and state tables that every other room speaks in.

Nothing here does anything. Times are timezone-aware UTC. A URN is one spelling of one address:
``tel:+84…``, ``mailto:name@host``, ``sms:1022`` (short code or alphanumeric sender); see addresses.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

__all__ = [
    "CASE_STATES",
    "OPEN_CASE_STATES",
    "TRANSITIONS",
    "Attachment",
    "Batch",
    "CaseFact",
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


# --- state tables: the one source of the CHECKs in sql/migrations and of a test ---------------------------------

TRANSITIONS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "part": {
        "unfetched": frozenset({"received", "unreadable"}),
        "received": frozenset({"registered", "unreadable"}),
        "registered": frozenset({"received"}),
        "unreadable": frozenset({"received"}),
    },
    "outbox": {
        "held": frozenset({"due", "dropped"}),
        "due": frozenset({"sent", "delivered", "unknown", "dead", "held", "dropped"}),
        "sent": frozenset({"delivered", "undelivered"}),
        "unknown": frozenset({"delivered", "sent", "due", "dead", "dropped"}),
        "dead": frozenset({"due", "dropped"}),
        "undelivered": frozenset({"due", "dropped"}),
        "delivered": frozenset(),
        "dropped": frozenset(),
    },
    "attempt": {
        "open": frozenset({"ok", "failed", "unknown"}),
        "ok": frozenset(),
        "failed": frozenset(),
        "unknown": frozenset(),
    },
    "case": {
        "new": frozenset(
            {
                "accepted",
                "awaiting_citizen",
                "transferred",
                "in_progress",
                "answered",
                "rejected",
                "petition_guided",
                "closed",
            }
        ),
        "accepted": frozenset(
            {"awaiting_citizen", "transferred", "in_progress", "answered", "rejected", "petition_guided", "closed"}
        ),
        "awaiting_citizen": frozenset({"accepted", "in_progress", "answered", "rejected", "closed"}),
        "transferred": frozenset({"in_progress", "answered", "rejected", "closed"}),
        "in_progress": frozenset(
            {"awaiting_citizen", "transferred", "answered", "rejected", "petition_guided", "closed"}
        ),
        "answered": frozenset({"in_progress", "reopened", "closed"}),
        "rejected": frozenset({"reopened", "closed"}),
        "petition_guided": frozenset({"reopened", "closed"}),
        "reopened": frozenset(
            {"accepted", "awaiting_citizen", "transferred", "in_progress", "answered", "rejected", "closed"}
        ),
        "closed": frozenset({"reopened"}),
    },
}

CASE_STATES = tuple(TRANSITIONS["case"])
OPEN_CASE_STATES = ("new", "accepted", "awaiting_citizen", "transferred", "in_progress", "reopened")


class Outcome(StrEnum):
    """What became of a message; exactly one each. A person may turn what has no case into a case."""

    CASE = "case"
    FOLLOW_UP = "follow_up"
    COMMAND = "command"
    REPORT = "report"
    AUTOMATIC = "automatic"
    SYSTEM = "system"
    HELD = "held"
    UNREADABLE = "unreadable"


class Purpose(StrEnum):
    """Why something is owed; also the name of its template in templates/."""

    ACKNOWLEDGEMENT = "acknowledgement"
    RECEIPT = "receipt"  # neutral, without a date: complaints and denunciations
    EMERGENCY = "emergency"
    RESULT = "result"
    STATUS = "status"
    UNKNOWN_CODE = "unknown_code"
    RATED = "rated"
    HELP = "help"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    RATE_LIMIT = "rate_limit"
    ALERT = "alert"  # to the operator or the duty officer, by mail


class EventKind(StrEnum):
    """What happened to a case; `detail` of the event's row holds what stands in the comment, where there is any."""

    OPENED = "opened"  # rule
    FOLLOW_UP = "follow_up"  # rule
    COPIED = "copied"  # rule: the same mail came by another address
    COMMAND = "command"  # rule, command
    RATED = "rated"  # rule, command, rating
    REOPENED = "reopened"
    ANSWERED = "answered"  # text
    UNDELIVERED = "undelivered"  # purpose, outbox


class Kind(StrEnum):
    """What a case is about in law (DOMAIN.md §1.1)."""

    FEEDBACK = "phan_anh"
    PROPOSAL = "kien_nghi"
    OPINION = "gop_y"
    QUESTION = "hoi_dap"
    COMPLAINT = "khieu_nai"
    DENUNCIATION = "to_cao"


# --- off the wire ------------------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfetched:
    """A piece the source lists but does not hand over. `reason` quotes nothing of a citizen."""

    location: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one poll brought. An empty batch is proof of life. `mark` is stored with the parts, in one transaction.

    `gone`: places of unfetched pieces that the source has emptied since: nothing is left to be tried again.
    """

    received: tuple[Received, ...] = ()
    unfetched: tuple[Unfetched, ...] = ()
    gone: tuple[str, ...] = ()
    mark: Mapping[str, object] | None = None
    facts: Mapping[str, object] = field(default_factory=dict)  # what health shows: signal, SIM use, waiting …


# --- decoded -----------------------------------------------------------------------------------------------------


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
    sent_at: datetime | None = None
    message_id: str = ""  # without angle brackets
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    report: Report | None = None
    dmarc: Dmarc = Dmarc.UNKNOWN
    list_id: str = ""  # of the mailing list or group it came through (RFC 2919), lower case
    signs: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def dmarc_pass(self) -> bool | None:
        """Whether the sender is who they say; None where nobody can say."""
        return None if self.dmarc is Dmarc.UNKNOWN else self.dmarc is Dmarc.PASS


# --- judged ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFact:
    """What policy may know of a case. `id` may belong to a case that this very batch is about to open."""

    id: int
    code: str
    line: str
    sender: str
    state: str
    restricted: bool = False
    last_message_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that policy may know beside the message itself. Nothing known of the sender: the defaults."""

    now: datetime
    line: str
    channel: str  # email | sms
    own_addresses: frozenset[str] = frozenset()  # URNs of all lines
    arrived_at: datetime | None = None
    old: bool = False  # stored as old at first contact
    line_sends: bool = True
    cases_by_code: Mapping[str, CaseFact] = field(default_factory=dict)  # the codes the message names, if they exist
    thread: CaseFact | None = None  # by Message-ID of ours in In-Reply-To or References, or a signed token
    recent: CaseFact | None = None  # SMS: the sender's newest open case on this line
    answered: CaseFact | None = None  # SMS: the sender's case on this line that was answered last, within 30 days
    reported: str = ""  # mail: the URN that the mail of ours went to whose Message-ID the report names
    late_of: CaseFact | None = None  # SMS: the case of the incomplete long message whose missing part this is
    copied: bool = False  # mail: the same Message-ID, sender and own words were registered within 7 days
    copy_of: CaseFact | None = None  # the case that the first of them opened or joined
    own_message: bool = False  # mail: its Message-ID is one that we gave
    decided: str = ""  # "person" | "machine": what a person decided of this sender or list
    filed: bool = False  # a person files it now: neither held, nor too old, nor suspected of a loop
    automatic_at: tuple[datetime, ...] = ()  # our unasked automatic replies to this sender, last 24 h, oldest first
    emergencies_24h: int = 0  # how many of those were emergency texts
    commands_24h: int = 0  # replies to this sender's commands, last 24 h
    wrong_codes_1h: int = 0
    unproven_line_1h: int = 0  # replies on this line to senders of whom nobody can say whether they are who they say
    unproven_domain_1h: int = 0  # those to the sender's domain; 0 where it is not counted
    unproven_sender_24h: int = 0  # those unasked to this sender
    unproven_emergencies_1h: int = 0  # emergency texts to such senders on this line
    opted_out: bool = False
    suppressed: bool = False  # nothing can reach this address (DSN, spam complaint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What policy decided, and why. Rules answer, they never act.

    `replies`: purposes owed to the sender now, after the restraints; `withheld`: "purpose: reason" for each held back.
    """

    outcome: Outcome
    rule: str
    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    replies: tuple[Purpose, ...] = ()
    withheld: tuple[str, ...] = ()
    case: CaseFact | None = None  # the case it joins, or that the command is about
    link: CaseFact | None = None  # a case only officers see linked
    sender: str = ""  # URN that its case belongs to, where that is not the mail's own sender: a form's Reply-To
    kind: Kind = Kind.FEEDBACK
    urgent: bool = False
    restricted: bool = False
    command: str = ""  # TT | BS | DG | HD | TUCHOI | NHAN
    code: str = ""  # validated case code the sender named
    rating: int | None = None  # 1–5
    keep_text: bool = True  # False: one-time passwords; the count is kept, the words are not


# --- owed --------------------------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What the wire answered. `reference`: TP-MR of an SMS, None where the modem gives none."""

    remote_id: str = ""
    reference: int | None = None
