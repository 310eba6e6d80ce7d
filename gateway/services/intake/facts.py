"""What is known of a batch's senders: read from the store at once, then folded from message to message.

Its one idea: policy sees, for the second text of one citizen in a batch, the case that the first one is about to open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from gateway.domain.model import CaseFact, CaseSummary, Decision, Decoded, Dmarc, Facts, Outcome, Purpose
from gateway.policy import Content
from gateway.services.intake.unproven import COMMAND_REPLIES, Spent, is_unproven
from gateway.settings.config import Config, Line
from gateway.store import cases, database, inbox, lines, outbox, senders, suppressions
from gateway.store.database import Connection
from gateway.store.inbox import Claimed, Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMessage:
    """A claimed message, what its channel's decoder read in it, and what its words say."""

    claimed: Claimed
    decoded: Decoded
    content: Content


CopyKey = tuple[str, str, bytes]


def copy_key(read: ReadMessage) -> CopyKey | None:
    """By what the same mail is known again: Message-ID, sender, own words. None where it has no Message-ID."""
    decoded = read.decoded
    return (decoded.message_id, decoded.sender, read.content.digest) if decoded.message_id and decoded.sender else None


def message_ids(decoded: Decoded) -> tuple[str, ...]:
    """The Message-IDs a mail answers to, nearest first."""
    ids = (decoded.in_reply_to, *reversed(decoded.references))
    return tuple(dict.fromkeys(i for i in ids if i))


@dataclass(slots=True, kw_only=True)
class BatchFacts:
    """All known facts of a batch; `note` folds each decision in before the next message is judged."""

    config: Config
    now: datetime
    own: frozenset[str]  # addresses of all lines
    by_code: dict[str, CaseFact]
    by_id: dict[int, CaseFact]
    recent: dict[tuple[str, str], CaseFact]  # of texts only: a mail is never joined by time
    answered: Mapping[tuple[str, str], CaseFact]
    threads: Mapping[str, int]
    ours: Mapping[str, str]  # Message-IDs that we gave, of those that the batch's mails bear or report -> who got it
    late: Mapping[int, int]
    automatic: dict[str, list[tuple[datetime, Purpose, bool]]]  # the last: to somebody unproven
    wrong_codes: dict[str, int]
    suppressed: Mapping[str, frozenset[str]]
    restore_windows: Mapping[str, tuple[datetime, datetime]]
    choices: Mapping[bytes, Sequence[str]]  # digest -> the codes that a case opened by it may get
    taken_codes: set[str]
    message_ids: Iterator[int]
    case_ids: Iterator[int]
    outbox_ids: Iterator[int]
    copies: dict[CopyKey, Copy]  # what came within 7 days
    decisions: Mapping[tuple[str, str], str]  # (sender | list, its name) -> person | machine
    summaries: dict[int, CaseSummary]  # what replies say of those cases
    groups: dict[int, CaseFact] = field(default_factory=dict)
    spent: Spent = field(default_factory=Spent)  # counted by the transaction that writes (unproven.py)

    def of(self, read: ReadMessage) -> Facts:
        """What policy may know beside the message."""
        claimed, decoded = read.claimed, read.decoded
        line = self.config.lines[claimed.line]
        # What a stranger had us write in a citizen's name is not held against the citizen who is proven.
        proven = decoded.dmarc is Dmarc.PASS
        replies = [(at, why) for at, why, forged in self.automatic.get(decoded.sender, []) if not (forged and proven)]
        suppressed = self.suppressed.get(decoded.sender, frozenset())
        copy, unproven = self.copy(read), is_unproven(line, decoded)
        return Facts(
            now=self.now,
            line=claimed.line,
            traits=line.traits,
            reply_scheme=self.config.replying(line).traits.scheme,
            own_addresses=self.own,
            arrived_at=claimed.arrived_at,
            old=claimed.old,
            line_sends=line.send and self.config.replying(line).send,
            cases_by_code={code: self.by_code[code] for code in read.content.codes if code in self.by_code},
            thread=self._thread(decoded),
            recent=self.recent.get((claimed.line, decoded.sender)),
            answered=self.answered.get((claimed.line, decoded.sender)),
            reported=self.ours.get(decoded.report.original_message_id, "") if decoded.report else "",
            late_of=self._late(claimed),
            copied=copy is not None,
            copy_of=self.by_id.get(copy.case_id) if copy and copy.case_id else None,
            own_message=decoded.message_id in self.ours,
            decided=self._decided(decoded),
            emergencies_24h=sum(purpose is Purpose.EMERGENCY for _, purpose in replies),
            automatic_at=tuple(at for at, purpose in replies if purpose not in COMMAND_REPLIES),
            commands_24h=sum(purpose in COMMAND_REPLIES for _, purpose in replies),
            wrong_codes_1h=self.wrong_codes.get(decoded.sender, 0),
            unproven_line_1h=self.spent.lines[claimed.line],
            unproven_domain_1h=self.spent.of_domain(line, decoded.sender) if unproven else 0,
            unproven_sender_24h=self.spent.senders[decoded.sender],
            unproven_emergencies_1h=self.spent.emergencies[claimed.line],
            suppressed="unreachable" in suppressed,
        )

    def _thread(self, decoded: Decoded) -> CaseFact | None:
        found = (self.by_id.get(self.threads[i]) for i in message_ids(decoded) if i in self.threads)
        return next((case for case in found if case), None)

    def copy(self, read: ReadMessage) -> Copy | None:
        """The same mail, registered before."""
        key = copy_key(read)
        return self.copies.get(key) if key else None

    def _decided(self, decoded: Decoded) -> str:
        """What a person decided of this sender, else of this list."""
        of_list = self.decisions.get(("list", decoded.list_id), "") if decoded.list_id else ""
        return self.decisions.get(("sender", decoded.sender), of_list)

    def _late(self, claimed: Claimed) -> CaseFact | None:
        if claimed.group_id is None:
            return None
        return self.groups.get(claimed.group_id) or self.by_id.get(self.late.get(claimed.ready_seq, 0))

    def at(self, claimed: Claimed) -> datetime:
        """When the citizen wrote, as far as the source's clock can be believed: never in the future."""
        return min(claimed.arrived_at, self.now)

    def move_home(self, case: CaseFact, line: Line) -> None:
        """A case belongs to another line from now on."""
        self.by_code[case.code] = self.by_id[case.id] = replace(case, line=line.name)
        self.summaries[case.id] = replace(self.summaries[case.id], line=line.name, unit=line.unit.key)

    def in_restore_window(self, claimed: Claimed) -> bool:
        """Whether a lost database may have answered this already (docs/FIELD.md §7)."""
        restore_window = self.restore_windows.get(claimed.line)
        return restore_window is not None and restore_window[0] <= claimed.arrived_at <= restore_window[1]

    def note(self, read: ReadMessage, decision: Decision, case: CaseFact | None) -> None:
        """Fold one decision in: `case` is the one it opens or joins."""
        sender = read.decoded.sender
        if decision.rule == "unknown_code":
            self.wrong_codes[sender] = self.wrong_codes.get(sender, 0) + 1
        self._note_copy(read, decision, case)
        unproven = is_unproven(self.config.lines[read.claimed.line], read.decoded)
        if unproven:
            for purpose in decision.replies:
                self.spent.note(read.claimed.line, sender, purpose, asked=purpose in COMMAND_REPLIES)
        self.automatic.setdefault(sender, []).extend((self.now, purpose, unproven) for purpose in decision.replies)
        if case is None or decision.outcome not in (Outcome.CASE, Outcome.FOLLOW_UP):
            return
        if decision.rule != "copy":
            case = replace(case, last_message_at=self.at(read.claimed))
        self.by_code[case.code] = self.by_id[case.id] = case
        if case.sender == sender and case.line == read.claimed.line:
            self.recent[case.line, sender] = case
        if read.claimed.group_id is not None:
            self.groups[read.claimed.group_id] = case

    def _note_copy(self, read: ReadMessage, decision: Decision, case: CaseFact | None) -> None:
        """The next mail like this one in the batch is a copy of it."""
        key = copy_key(read)
        if key and decision.outcome in (Outcome.CASE, Outcome.FOLLOW_UP, Outcome.COMMAND):
            named = "unnamed" not in read.decoded.flags
            copy = Copy(line=read.claimed.line, case_id=case.id if case else None, named=named)
            self.copies.setdefault(key, copy)


async def gather(
    conn: Connection,
    config: Config,
    reads: Sequence[ReadMessage],
    choices: Mapping[bytes, Sequence[str]],
    *,
    beside: int = 0,
) -> BatchFacts:
    """Read all facts of a batch. `choices`: for each digest the codes that its case may get, to learn which are
    taken; `beside`: the message's own id, where it is stored already."""
    people = sorted({read.decoded.sender for read in reads})
    names = sorted({read.claimed.line for read in reads})
    named = {one.original_message_id for read in reads if (one := read.decoded.report)}
    named |= {read.decoded.message_id for read in reads}
    threads = await outbox.threads(conn, {i for read in reads for i in message_ids(read.decoded)})
    copies = await inbox.copies(conn, {key for read in reads if (key := copy_key(read))}, beside)
    late = await inbox.late_of(conn, [read.claimed.ready_seq for read in reads if read.claimed.group_id is not None])
    by_time = [read for read in reads if config.lines[read.claimed.line].traits.joins_by_time]
    pairs = sorted({(read.claimed.line, read.decoded.sender) for read in by_time})
    recent, answered = await cases.recent(conn, pairs), await cases.answered(conn, pairs)
    ids = await database.reserve(conn, messages=len(reads), cases=len(reads), outbox=4 * len(reads))
    now, restore_windows = await lines.restore_windows(conn, names)
    by_code = await cases.by_codes(conn, {code for read in reads for code in read.content.codes})
    by_id = await cases.by_ids(
        conn, {*threads.values(), *late.values(), *(copy.case_id for copy in copies.values() if copy.case_id)}
    )
    facts = (*by_code.values(), *by_id.values(), *recent.values(), *answered.values())
    return BatchFacts(
        config=config,
        now=now,
        own=frozenset(line.options.address for line in config.lines.values()),
        by_code=by_code,
        by_id=by_id,
        summaries=await cases.summaries(conn, {fact.id for fact in facts}),
        recent=recent,
        answered=answered,
        threads=threads,
        ours=await outbox.recipients(conn, named),
        late=late,
        automatic=await outbox.automatic(conn, people),
        wrong_codes=await inbox.wrong_codes(conn, people),
        suppressed=await suppressions.of(conn, people),
        restore_windows=restore_windows,
        choices=choices,
        taken_codes=set(await cases.taken_codes(conn, [code for codes in choices.values() for code in codes])),
        message_ids=iter(ids["messages"]),
        case_ids=iter(ids["cases"]),
        outbox_ids=iter(ids["outbox"]),
        copies=copies,
        decisions=await senders.decided(conn, people, {read.decoded.list_id for read in reads if read.decoded.list_id}),
    )
