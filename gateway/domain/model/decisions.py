"""What policy knows and decides, and the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gateway.domain.channel_traits import Traits
from gateway.domain.model.names import Flag, RuleName
from gateway.domain.reasons import Reason

__all__ = ["CaseFact", "CaseSummary", "Decision", "Facts", "Kind", "Outcome", "Purpose"]


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
    """Why a reply is queued; also the name of its template in templates/."""

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


class Kind(StrEnum):
    """What a case is about in law (docs/FIELD.md §1)."""

    FEEDBACK = "phan_anh"
    PROPOSAL = "kien_nghi"
    OPINION = "gop_y"
    QUESTION = "hoi_dap"
    COMPLAINT = "khieu_nai"
    DENUNCIATION = "to_cao"


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
class CaseSummary:
    """What replies say of a case."""

    id: int
    code: str
    line: str
    unit: str
    language: str
    state: str
    kind: str
    opened_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that policy may know beside the message itself. Nothing known of the sender: the defaults."""

    now: datetime
    line: str
    traits: Traits  # of the channel it came by
    reply_scheme: str = ""  # of the line that replies, where that is another
    own_addresses: frozenset[str] = frozenset()  # URNs of all lines
    arrived_at: datetime | None = None
    old: bool = False  # stored as old at first contact
    line_sends: bool = True
    cases_by_code: Mapping[str, CaseFact] = field(default_factory=dict)  # the codes the message names, if they exist
    thread: CaseFact | None = None  # by Message-ID of ours in In-Reply-To or References, or a signed token
    recent: CaseFact | None = None  # where messages join by time: the sender's newest open case on this line
    answered: CaseFact | None = None  # so too: the sender's case on this line that was answered last, within 30 days
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
    suppressed: bool = False  # nothing can reach this address (DSN, spam complaint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What policy decided, and why. Rules answer, they never act.

    `replies`: purposes to be sent now, after the restraints; `withheld`: "purpose: reason" for each held back.
    """

    outcome: Outcome
    rule: RuleName
    reasons: tuple[Reason, ...] = ()
    flags: tuple[Flag, ...] = ()
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
