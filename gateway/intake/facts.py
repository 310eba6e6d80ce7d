"""What is known of a batch's senders: read from the ledgers at once, then folded from message to message.

Its one idea: policy sees, for the second text of one citizen in a batch, the case that the first one is about to open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from gateway import cases, database, inbox, lines, outbox
from gateway.config import Config
from gateway.database import Connection
from gateway.inbox import Claimed
from gateway.model import CaseFact, Decision, Decoded, Facts, Outcome, Purpose
from gateway.policy import Content

COMMAND_REPLIES = frozenset(
    {Purpose.STATUS, Purpose.UNKNOWN_CODE, Purpose.RATED, Purpose.HELP, Purpose.OPT_OUT, Purpose.OPT_IN}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A claimed message, what its channel's decoder read in it, and what its words say."""

    claimed: Claimed
    decoded: Decoded
    content: Content


def message_ids(decoded: Decoded) -> tuple[str, ...]:
    """The Message-IDs a mail answers to, nearest first."""
    ids = (decoded.in_reply_to, *reversed(decoded.references))
    return tuple(dict.fromkeys(i for i in ids if i))


@dataclass(slots=True, kw_only=True)
class Known:
    """All known facts of a batch; `note` folds each decision in before the next message is judged."""

    config: Config
    now: datetime
    own: frozenset[str]  # addresses of all lines
    by_code: dict[str, CaseFact]
    by_id: dict[int, CaseFact]
    recent: dict[tuple[str, str], CaseFact]  # of texts only: a mail is never joined by time
    answered: Mapping[tuple[str, str], CaseFact]
    threads: Mapping[str, int]
    late: Mapping[int, int]
    automatic: dict[str, list[tuple[datetime, Purpose]]]
    wrong_codes: dict[str, int]
    suppressed: Mapping[str, frozenset[str]]
    doubts: Mapping[str, tuple[datetime, datetime]]
    choices: Mapping[bytes, Sequence[str]]  # digest -> the codes that a case opened by it may get
    taken_codes: set[str]
    message_ids: Iterator[int]
    case_ids: Iterator[int]
    outbox_ids: Iterator[int]
    rows: dict[int, Mapping[str, Any]]  # what replies say of a case: state, code, due_at, opened_at, kind, line, unit
    groups: dict[int, CaseFact] = field(default_factory=dict)

    def facts(self, read: Read) -> Facts:
        """What policy may know beside the message."""
        claimed, decoded = read.claimed, read.decoded
        line = self.config.lines[claimed.line]
        replies = self.automatic.get(decoded.sender, [])
        suppressed = self.suppressed.get(decoded.sender, frozenset())
        return Facts(
            now=self.now,
            line=claimed.line,
            channel=line.channel,
            own_addresses=self.own,
            arrived_at=claimed.arrived_at,
            old=claimed.old,
            line_sends=line.send,
            cases_by_code={code: self.by_code[code] for code in read.content.codes if code in self.by_code},
            thread=self._thread(decoded),
            recent=self.recent.get((claimed.line, decoded.sender)),
            answered=self.answered.get((claimed.line, decoded.sender)),
            late_of=self._late(claimed),
            emergencies_24h=sum(purpose is Purpose.EMERGENCY for _, purpose in replies),
            automatic_at=tuple(at for at, purpose in replies if purpose not in COMMAND_REPLIES),
            commands_24h=sum(purpose in COMMAND_REPLIES for _, purpose in replies),
            wrong_codes_1h=self.wrong_codes.get(decoded.sender, 0),
            opted_out="unasked" in suppressed,
            suppressed="unreachable" in suppressed,
        )

    def _thread(self, decoded: Decoded) -> CaseFact | None:
        found = (self.by_id.get(self.threads[i]) for i in message_ids(decoded) if i in self.threads)
        return next((case for case in found if case), None)

    def _late(self, claimed: Claimed) -> CaseFact | None:
        if claimed.group_id is None:
            return None
        return self.groups.get(claimed.group_id) or self.by_id.get(self.late.get(claimed.turn, 0))

    def at(self, claimed: Claimed) -> datetime:
        """When the citizen wrote, as far as the source's clock can be believed: never in the future."""
        return min(claimed.arrived_at, self.now)

    def in_doubt(self, claimed: Claimed) -> bool:
        """Whether a lost database may have answered this already (DESIGN.md §2.10)."""
        doubt = self.doubts.get(claimed.line)
        return doubt is not None and doubt[0] <= claimed.arrived_at <= doubt[1]

    def note(self, read: Read, decision: Decision, case: CaseFact | None) -> None:
        """Fold one decision in: `case` is the one it opens or joins."""
        sender = read.decoded.sender
        if decision.rule == "unknown_code":
            self.wrong_codes[sender] = self.wrong_codes.get(sender, 0) + 1
        self.automatic.setdefault(sender, []).extend((self.now, purpose) for purpose in decision.replies)
        if case is None or decision.outcome not in (Outcome.CASE, Outcome.FOLLOW_UP):
            return
        case = replace(case, last_message_at=self.at(read.claimed))
        self.by_code[case.code] = self.by_id[case.id] = case
        if case.sender == sender and case.line == read.claimed.line:
            self.recent[case.line, sender] = case
        if read.claimed.group_id is not None:
            self.groups[read.claimed.group_id] = case


async def gather(
    conn: Connection, config: Config, reads: Sequence[Read], choices: Mapping[bytes, Sequence[str]]
) -> Known:
    """Read all facts of a batch. `choices`: for each digest the codes that its case may get, to learn which are
    taken."""
    senders = sorted({read.decoded.sender for read in reads})
    names = sorted({read.claimed.line for read in reads})
    threads = await outbox.threads(conn, {i for read in reads for i in message_ids(read.decoded)})
    late = await inbox.late_of(conn, [read.claimed.turn for read in reads if read.claimed.group_id is not None])
    texts = [read for read in reads if config.lines[read.claimed.line].channel == "sms"]
    pairs = sorted({(read.claimed.line, read.decoded.sender) for read in texts})
    recent, answered = await cases.recent(conn, pairs), await cases.answered(conn, pairs)
    ids = await database.reserve(conn, messages=len(reads), cases=len(reads), outbox=4 * len(reads))
    now, doubts = await lines.doubts(conn, names)
    by_code = await cases.by_codes(conn, {code for read in reads for code in read.content.codes})
    by_id = await cases.by_ids(conn, {*threads.values(), *late.values()})
    facts = (*by_code.values(), *by_id.values(), *recent.values(), *answered.values())
    return Known(
        config=config,
        now=now,
        own=frozenset(line.options.address for line in config.lines.values()),
        by_code=by_code,
        by_id=by_id,
        rows=await cases.rows(conn, {fact.id for fact in facts}),
        recent=recent,
        answered=answered,
        threads=threads,
        late=late,
        automatic=await outbox.automatic(conn, senders),
        wrong_codes=await inbox.wrong_codes(conn, senders),
        suppressed=await outbox.suppressed(conn, senders),
        doubts=doubts,
        choices=choices,
        taken_codes=set(await cases.taken_codes(conn, [code for codes in choices.values() for code in codes])),
        message_ids=iter(ids["messages"]),
        case_ids=iter(ids["cases"]),
        outbox_ids=iter(ids["outbox"]),
    )
