"""What is known of a batch's senders: read from the store at once, then folded from message to message.

Its one idea: policy sees, for the second text of one citizen in a batch, the case that the first one is about to open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from gateway.channels.calls import CallsOptions
from gateway.domain import addresses, codes, reply_tokens
from gateway.domain.addresses import reply_address
from gateway.domain.model import (
    ASKED,
    BY_OFFICER,
    CaseFact,
    CaseSummary,
    Decision,
    Decoded,
    Dmarc,
    Facts,
    Kind,
    Outcome,
    Purpose,
)
from gateway.policy import Content, asks_of_all, echo, faq
from gateway.services.intake.unproven import Spent, is_unproven
from gateway.settings.config import Config, Line
from gateway.store import calls, cases, database, inbox, lines, outgoing_facts, senders, suppressions
from gateway.store import reply_tokens as officers
from gateway.store.database import Connection
from gateway.store.inbox import Claimed, Copy
from gateway.store.outgoing_facts import Said

HOUR = timedelta(hours=1)
STATES = (Purpose.STATUS, Purpose.STATUS_RECEIVED)


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


def officers_tokens(decoded: Decoded) -> tuple[str, ...]:
    """What may be tokens of notices of ours in a mail's header."""
    return reply_tokens.find(message_ids(decoded), (*decoded.to, *decoded.cc), decoded.subject)


@dataclass(slots=True, kw_only=True)
class BatchFacts:
    """All known facts of a batch; `note` folds each decision in before the next message is judged."""

    config: Config
    now: datetime
    own: frozenset[str]  # addresses of all lines
    by_code: dict[str, CaseFact]
    by_id: dict[int, CaseFact]
    opened: dict[tuple[str, str], tuple[CaseFact, ...]]  # newest first; of texts, and of mails that ask for all
    answered: Mapping[tuple[str, str], CaseFact]
    called: Mapping[str, CaseFact]  # by sender: of a missed call that they were texted about within the hour
    threads: Mapping[str, int]
    ours: Mapping[str, str]  # Message-IDs that we gave, of those that the batch's mails bear or report -> who got it
    late: Mapping[int, int]
    said: dict[str, list[Said]]  # by us, in the last 24 h
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
    sent: Mapping[str, Sequence[str]]  # to who may repeat it: texts of the last 30 days
    notices: Mapping[str, str]  # hashes of tokens that the batch's mails bear -> the officer's address, "" for nobody's
    groups: dict[int, CaseFact] = field(default_factory=dict)
    spent: Spent = field(default_factory=Spent)  # counted by the transaction that writes (unproven.py)

    def of(self, read: ReadMessage) -> Facts:
        """What policy may know beside the message."""
        claimed, decoded = read.claimed, read.decoded
        line = self.config.lines[claimed.line]
        # What a stranger had us write in a citizen's name is not held against the citizen who is proven.
        proven = decoded.dmarc is Dmarc.PASS
        to = self.recipient(decoded)
        said = [one for one in self.said.get(to, []) if not (one.unproven and proven)]
        replies = [one for one in said if one.purpose not in BY_OFFICER]
        unasked = [one for one in replies if one.purpose not in ASKED]
        opened = self.opened.get((claimed.line, decoded.sender), ())
        suppressed = self.suppressed.get(to, frozenset())
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
            cases_by_code={code: self.by_code[full] for code in read.content.codes if (full := self._full(code))},
            thread=self._thread(decoded),
            open=opened,
            recent=next(iter(opened), None),
            answered=self.answered.get((claimed.line, decoded.sender)),
            called=self._called(claimed, decoded),
            reported=self.ours.get(decoded.report.original_message_id, "") if decoded.report else "",
            late_of=self._late(claimed),
            copied=copy is not None,
            copy_of=self.by_id.get(copy.case_id) if copy and copy.case_id else None,
            answers_notice=self._answers_notice(decoded),
            own_message=decoded.message_id in self.ours,
            decided=self._decided(decoded),
            emergencies_24h=sum(one.purpose is Purpose.EMERGENCY for one in replies),
            automatic_at=tuple(one.at for one in unasked),
            automatic_here=tuple(one.at for one in unasked if one.line == self.config.replying(line).name),
            commands_24h=sum(one.purpose in ASKED for one in replies),
            echo=echo.repeats(read.content.runs, (*(one.text for one in said), *self.sent.get(to, ()))),
            told_1h=self._told(replies),
            lists_1h=sum(one.purpose is Purpose.STATUS_LIST and self.now - one.at <= HOUR for one in replies),
            sent_24h=frozenset(one.purpose for one in replies),
            new_matter_at=max((one.at for one in replies if one.purpose is Purpose.NEW_MATTER), default=None),
            rating_asked=frozenset(
                one.case_id for one in replies if one.purpose is Purpose.ASK_RATING and one.case_id is not None
            ),
            faq=_answer(line, read),
            wrong_codes_1h=self.wrong_codes.get(decoded.sender, 0),
            unproven_line_1h=self.spent.lines[claimed.line],
            unproven_domain_1h=self.spent.of_domain(line, to) if unproven else 0,
            unproven_sender_24h=self.spent.senders[to],
            unproven_emergencies_1h=self.spent.emergencies[claimed.line],
            suppressed="unreachable" in suppressed,
            foreign_told="foreign" in suppressed,
        )

    def recipient(self, decoded: Decoded) -> str:
        """To whom replies to this message go, and whom their limits count (a URN)."""
        return reply_address(decoded.sender, decoded.reply_to, self.own)

    def _full(self, code: str) -> str:
        """A code by which a case is known."""
        return next((full for full in codes.spellings(code, self.config.city) if full in self.by_code), "")

    def _told(self, replies: Sequence[Said]) -> dict[int, tuple[datetime, ...]]:
        """When the state of each case was told, in the last hour."""
        told: dict[int, tuple[datetime, ...]] = {}
        for one in replies:
            if one.purpose in STATES and one.case_id is not None and self.now - one.at <= HOUR:
                told[one.case_id] = (*told.get(one.case_id, ()), one.at)
        return told

    def _thread(self, decoded: Decoded) -> CaseFact | None:
        found = (self.by_id.get(self.threads[i]) for i in message_ids(decoded) if i in self.threads)
        return next((case for case in found if case), None)

    def _answers_notice(self, decoded: Decoded) -> Literal["", "own", "others"]:
        """Whether it answers a notice of ours, and whether that went to where this mail comes from."""
        known = (self.notices.get(reply_tokens.hashed(token)) for token in officers_tokens(decoded))
        to = next((mail for mail in known if mail is not None), None)
        if to is None:
            return ""
        return "own" if to and decoded.sender == addresses.mail(to) else "others"

    def _called(self, claimed: Claimed, decoded: Decoded) -> CaseFact | None:
        case = self.called.get(decoded.sender)
        line = self.config.lines.get(case.line) if case else None
        return case if line and self.config.replying(line).name == claimed.line else None

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
        sender, to = read.decoded.sender, self.recipient(read.decoded)
        if decision.rule == "unknown_code":
            self.wrong_codes[sender] = self.wrong_codes.get(sender, 0) + 1
        self._note_copy(read, decision, case)
        unproven = is_unproven(self.config.lines[read.claimed.line], read.decoded)
        if unproven:
            for purpose in decision.replies:
                self.spent.note(read.claimed.line, to, purpose, asked=purpose in ASKED)
        by = self.config.replying(self.config.lines[read.claimed.line]).name
        about = case or decision.case
        self.said.setdefault(to, []).extend(
            Said(at=self.now, purpose=purpose, line=by, text="", unproven=unproven, case_id=about.id if about else None)
            for purpose in decision.replies
        )
        if case is None or decision.outcome not in (Outcome.CASE, Outcome.FOLLOW_UP):
            return
        if decision.rule != "copy":
            urgent = case.urgent or decision.urgent
            case = replace(case, last_message_at=self.at(read.claimed), urgent=urgent)
        self.by_code[case.code] = self.by_id[case.id] = case
        if case.sender == sender and case.line == read.claimed.line:
            self._note_open(case, reopened=not decision.note)
        if read.claimed.group_id is not None:
            self.groups[read.claimed.group_id] = case

    def last_of(self, read: ReadMessage) -> CaseFact | None:
        """The case of its sender's that was heard of last: of those that are open, else the one answered last."""
        key = (read.claimed.line, read.decoded.sender)
        return next(iter(self.opened.get(key, ())), None) or self.answered.get(key)

    def _note_open(self, case: CaseFact, *, reopened: bool) -> None:
        """The case that was heard of last stands first; what is done opens again, or stays as it is."""
        if case.done and not reopened:
            return
        summary = self.summaries[case.id]
        waited = case.state == "awaiting_citizen" and reopened
        if case.done or waited:
            state = (summary.back_to or "accepted") if waited else "reopened"
            case = replace(case, state=state, state_since=self.now)
            self.summaries[case.id] = replace(summary, state=state)
            self.by_code[case.code] = self.by_id[case.id] = case
        key = (case.line, case.sender)
        self.opened[key] = (case, *(one for one in self.opened.get(key, ()) if one.id != case.id))

    def _note_copy(self, read: ReadMessage, decision: Decision, case: CaseFact | None) -> None:
        """The next mail like this one in the batch is a copy of it."""
        key = copy_key(read)
        if key and decision.outcome in (Outcome.CASE, Outcome.FOLLOW_UP, Outcome.COMMAND):
            named = "unnamed" not in read.decoded.flags
            copy = Copy(line=read.claimed.line, case_id=case.id if case else None, named=named)
            self.copies.setdefault(key, copy)


def _answer(line: Line, read: ReadMessage) -> int | None:
    """Which of the unit's own answers is one to this message, where it is a question."""
    question = (read.content.asks or read.content.kind is Kind.QUESTION) and not read.decoded.attachments
    asked = f"{read.decoded.subject}\n{read.decoded.reply}" if read.content.has_heading else read.decoded.reply
    return faq.matching(asked, [row.asks for row in line.unit.faq]) if question else None


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
    own = config.own_addresses
    people = sorted({read.decoded.sender for read in reads})
    recipients = sorted({reply_address(read.decoded.sender, read.decoded.reply_to, own) for read in reads})
    names = sorted({read.claimed.line for read in reads})
    reported = {one.original_message_id for read in reads if (one := read.decoded.report)}
    threads = await outgoing_facts.threads(conn, {i for read in reads for i in message_ids(read.decoded)})
    copies = await inbox.copies(conn, {key for read in reads if (key := copy_key(read))}, beside)
    late = await inbox.late_of(conn, [read.claimed.ready_seq for read in reads if read.claimed.group_id is not None])
    by_time = [
        read for read in reads if config.lines[read.claimed.line].traits.joins_by_time or asks_of_all(read.content)
    ]
    pairs = sorted({(read.claimed.line, read.decoded.sender) for read in by_time})
    opened, answered = await cases.opened(conn, pairs), await cases.answered(conn, pairs)
    called = await _called(conn, config, by_time)
    ids = await database.reserve(conn, messages=len(reads), cases=len(reads), outbox=4 * len(reads))
    now, restore_windows = await lines.restore_windows(conn, names)
    spelled = {full for read in reads for code in read.content.codes for full in codes.spellings(code, config.city)}
    by_code = await cases.by_codes(conn, spelled)
    by_id = await cases.by_ids(
        conn, {*threads.values(), *late.values(), *(copy.case_id for copy in copies.values() if copy.case_id)}
    )
    open_ones = [case for found in opened.values() for case in found]
    facts = (*by_code.values(), *by_id.values(), *open_ones, *answered.values(), *called.values())
    return BatchFacts(
        config=config,
        now=now,
        own=own,
        by_code=by_code,
        by_id=by_id,
        summaries=await cases.summaries(conn, {fact.id for fact in facts}),
        opened=opened,
        answered=answered,
        called=called,
        threads=threads,
        ours=await outgoing_facts.recipients(conn, reported | {read.decoded.message_id for read in reads}),
        late=late,
        said=await outgoing_facts.said(conn, recipients),
        sent=await _sent(conn, reads, own),
        wrong_codes=await inbox.wrong_codes(conn, people),
        suppressed=await suppressions.of(conn, sorted({*people, *recipients})),
        restore_windows=restore_windows,
        choices=choices,
        taken_codes=set(await cases.taken_codes(conn, [code for codes in choices.values() for code in codes])),
        message_ids=iter(ids["messages"]),
        case_ids=iter(ids["cases"]),
        outbox_ids=iter(ids["outbox"]),
        copies=copies,
        notices=await _notices(conn, reads),
        decisions=await senders.decided(conn, people, {read.decoded.list_id for read in reads if read.decoded.list_id}),
    )


async def _sent(conn: Connection, reads: Sequence[ReadMessage], own: frozenset[str]) -> Mapping[str, Sequence[str]]:
    """The texts of weeks to those whose words may repeat one: long, and with a code. Mostly nobody is asked for."""
    may_repeat = (read.decoded for read in reads if read.content.runs and read.content.codes)
    recipients = sorted({reply_address(one.sender, one.reply_to, own) for one in may_repeat})
    return await outgoing_facts.sent(conn, recipients) if recipients else {}


async def _notices(conn: Connection, reads: Sequence[ReadMessage]) -> Mapping[str, str]:
    """The notices that these mails may answer: hashes of their tokens, and whom they went to. Mostly none is asked
    for."""
    tokens = {token for read in reads for token in officers_tokens(read.decoded)}
    return {one.hash: one.mail for one in await officers.find(conn, map(reply_tokens.hashed, tokens))}


async def _called(conn: Connection, config: Config, reads: Sequence[ReadMessage]) -> Mapping[str, CaseFact]:
    """The cases of missed calls that texts may be about; asked only for lines by which callers are texted."""
    texting = {line.reply_line for line in config.lines.values() if isinstance(line.options, CallsOptions)}
    senders = {read.decoded.sender for read in reads if read.claimed.line in texting}
    return await calls.texted_cases(conn, sorted(senders)) if senders else {}
