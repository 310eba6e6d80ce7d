"""What policy knows and decides, and the words for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from gateway.domain.channel_traits import Traits
from gateway.domain.model.names import Flag, RuleName
from gateway.domain.model.states import OPEN_CASE_STATES
from gateway.domain.reasons import Reason

__all__ = [
    "ASKED",
    "BY_OFFICER",
    "LOW_RATING",
    "SECRET_KINDS",
    "CaseFact",
    "CaseSummary",
    "Decision",
    "Facts",
    "Kind",
    "Outcome",
    "Purpose",
    "is_uncertain",
]


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
    OFFICER_REPLY = "officer_reply"  # an officer answers a notice of ours: no citizen's message


class Purpose(StrEnum):
    """Why a reply is queued; also the name of its template in templates/."""

    ACKNOWLEDGEMENT = "acknowledgement"
    RECEIPT = "receipt"  # neutral, without a date: complaints and denunciations
    EMERGENCY = "emergency"
    RESULT = "result"
    SUMMARY = "summary"  # by text, that a result went by mail
    QUESTION = "question"  # an officer asks for more
    PROGRESS = "progress"  # how it goes, in an officer's words
    APOLOGY = "apology"  # the answer is late: why, and until when it will be there
    HANDED_ON = "handed_on"  # another unit of ours has it from now on
    REFERRED = "referred"  # a body outside has it
    REJECTED = "rejected"  # it is not dealt with, and why
    GUIDANCE = "guidance"  # where such a petition goes
    STATUS = "status"
    STATUS_RECEIVED = "status_received"  # of a restricted case: that it was received, no more
    STATUS_LIST = "status_list"  # of several cases
    UNKNOWN_CODE = "unknown_code"
    RATED = "rated"
    RATED_LOW = "rated_low"  # with the way to disagree
    ASK_RATING = "ask_rating"  # a rating was meant, and no figure from 1 to 5 was said
    ADDED = "added"  # joined to an open case, with the way to make it a matter of its own
    NEW_MATTER = "new_matter"  # how that is written
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    NEUTRAL = "neutral"  # whose number this is: to what was meant for somebody else
    FAQ = "faq"  # an acknowledgement with the answer that the unit has written for such questions
    FOREIGN = "foreign"  # to a number abroad, once: where to write
    ENCRYPTED = "encrypted"  # to a mail that nobody here can read: please write once more, in clear
    NO_PICTURES = "no_pictures"  # a picture was sent by SMS: none arrives here
    TOO_LARGE = "too_large"  # to a mail above the line's limit, beside what else is said: its files did not arrive
    HELP = "help"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    RATE_LIMIT = "rate_limit"
    MISSED_CALL = "missed_call"  # to somebody who called and whom nobody answered
    ALERT = "alert"  # to the operator or the duty officer, by mail
    NOTICE = "notice"  # to an officer, by mail: what came, and what became of their answer to such a mail
    PROBE = "probe"  # to a line of our own, which it proves reachable by coming in


# What an officer's act has the citizen told: bounded by nothing that machines must not do in a row.
BY_OFFICER = frozenset(
    {
        Purpose.RESULT,
        Purpose.SUMMARY,
        Purpose.QUESTION,
        Purpose.PROGRESS,
        Purpose.APOLOGY,
        Purpose.HANDED_ON,
        Purpose.REFERRED,
        Purpose.REJECTED,
        Purpose.GUIDANCE,
    }
)
# What somebody asked for, or what answers their very words: bounded apart from what goes out unasked.
ASKED = frozenset(
    {
        Purpose.STATUS,
        Purpose.STATUS_RECEIVED,
        Purpose.STATUS_LIST,
        Purpose.UNKNOWN_CODE,
        Purpose.RATED,
        Purpose.RATED_LOW,
        Purpose.ASK_RATING,
        Purpose.NEW_MATTER,
        Purpose.REOPENED,  # an officer's answer stands before each
        Purpose.WITHDRAWN,
        Purpose.NEUTRAL,
        Purpose.NO_PICTURES,
        Purpose.HELP,
        Purpose.OPT_OUT,
        Purpose.OPT_IN,
    }
)


LOW_RATING = 2  # up to this a rating is answered with the way to disagree, and the office is told


class Kind(StrEnum):
    """What a case is about in law (docs/FIELD.md §1)."""

    FEEDBACK = "phan_anh"
    PROPOSAL = "kien_nghi"
    OPINION = "gop_y"
    QUESTION = "hoi_dap"
    COMPLAINT = "khieu_nai"
    DENUNCIATION = "to_cao"
    MISSED_CALL = "goi_nho"  # no matter in law: somebody is to be called back


SECRET_KINDS = (Kind.COMPLAINT, Kind.DENUNCIATION)  # seen by few


def is_uncertain(kind: str, *, restricted: bool) -> bool:
    """Whether a case is seen by few only until an officer has looked: it may be of a secret kind, and is called none
    yet."""
    return restricted and kind not in SECRET_KINDS


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
    answered_at: datetime | None = None
    state_since: datetime | None = None
    about: Sequence[str] = ()  # things and places that its first message named
    urgent: bool = False

    @property
    def done(self) -> bool:
        """Whether nothing more is owed, until its citizen writes again."""
        return self.state not in OPEN_CASE_STATES


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
    restricted: bool = False
    urgent: bool = False  # no date is said of it
    passed_to: str = ""  # the body outside that has it, where one does
    back_to: str = ""  # the state in which it goes on once its citizen has answered what they were asked

    @property
    def uncertain(self) -> bool:
        """See is_uncertain."""
        return is_uncertain(self.kind, restricted=self.restricted)


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
    open: tuple[CaseFact, ...] = ()  # the sender's open cases on this line, newest message first; `recent` is the first
    answered: CaseFact | None = None  # so too: the sender's case on this line that was answered last, within 30 days
    called: CaseFact | None = (
        None  # SMS: the open case of a call of theirs that we missed, and texted them about within the hour
    )
    reported: str = ""  # mail: the URN that the mail of ours went to whose Message-ID the report names
    late_of: CaseFact | None = None  # SMS: the case of the incomplete long message whose missing part this is
    copied: bool = False  # mail: the same Message-ID, sender and own words were registered within 7 days
    copy_of: CaseFact | None = None  # the case that the first of them opened or joined
    answers_notice: Literal["", "own", "others"] = ""  # mail: a notice that went to its sender, or to somebody else
    own_message: bool = False  # mail: its Message-ID is one that we gave
    decided: str = ""  # "person" | "machine": what a person decided of this sender or list
    filed: bool = False  # a person files it now: neither held, nor too old, nor suspected of a loop
    automatic_at: tuple[datetime, ...] = ()  # our unasked automatic replies to this sender, last 24 h, oldest first
    automatic_here: tuple[datetime, ...] = ()  # those of them that went out by this line
    echo: bool = False  # it repeats a text of ours of the last 24 h
    told_1h: Mapping[int, tuple[datetime, ...]] = field(
        default_factory=dict
    )  # case -> when its state was told, last hour
    lists_1h: int = 0  # lists of states sent in the last hour
    sent_24h: frozenset[Purpose] = frozenset()  # what was sent by itself in the last 24 h
    new_matter_at: datetime | None = None  # when they were told last how a matter of its own is written
    rating_asked: frozenset[int] = frozenset()  # cases for which a figure was asked in the last 24 h
    faq: int | None = None  # which of the unit's own answers is one to this question
    emergencies_24h: int = 0  # how many of those were emergency texts
    commands_24h: int = 0  # replies to this sender's commands, last 24 h
    wrong_codes_1h: int = 0
    unproven_line_1h: int = 0  # replies on this line to senders of whom nobody can say whether they are who they say
    unproven_domain_1h: int = 0  # those to the sender's domain; 0 where it is not counted
    unproven_sender_24h: int = 0  # those unasked to this sender
    unproven_emergencies_1h: int = 0  # emergency texts to such senders on this line
    foreign_told: bool = False  # a number abroad, which was told where to write
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
    cases: tuple[CaseFact, ...] = ()  # of a list of states: the cases it names
    note: bool = False  # it stands on its case and changes nothing: a case that is done stays so
    link: CaseFact | None = None  # a case only officers see linked
    sender: str = ""  # URN that its case belongs to, where that is not the mail's own sender: a form's Reply-To
    kind: Kind = Kind.FEEDBACK
    urgent: bool = False
    restricted: bool = False
    command: str = ""  # TT | BS | DG | HD | TUCHOI | NHAN | VIECMOI
    code: str = ""  # validated case code the sender named
    rating: int | None = None  # 1–5
    faq: int | None = None  # which of the unit's own answers goes out
    keep_text: bool = True  # False: one-time passwords; the count is kept, the words are not
