"""What is queued goes out.

One line's holder claims the most urgent rows, opens an attempt just before the wire and closes it just after. What the
wire answers decides (send_verdict.py): sent, another try later, dead, or unknown. A send worker closes one attempt and
opens its next in one statement: so a message costs one question to the database and one commit.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from gateway.channels import Channel, Link
from gateway.domain import send_verdict
from gateway.domain.errors import GatewayError, LeaseLost, LineDown, OutcomeUnknown, Permanent, reason_of
from gateway.domain.model import Draft, Piece, Sent
from gateway.domain.send_verdict import Verdict
from gateway.runtime import failpoints
from gateway.runtime.current import Current
from gateway.services import pace, reasons
from gateway.services.intake import reports
from gateway.settings.config import Config, Line
from gateway.store import cases, delivery_reports, lines, outbox
from gateway.store.database import Connection, Database
from gateway.store.delivery_reports import Misread
from gateway.store.lines import Lease
from gateway.store.outbox import AttemptResult, AttemptStart, ClaimedOutbox

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """One line's sending side. `fresh`: whether the lease was renewed within half its time; without that, no wire."""

    db: Database
    current: Current
    channel: Channel
    line: Line
    lease: Lease
    link: Link
    fresh: Callable[[], bool]

    @property
    def config(self) -> Config:
        """The configuration as it is now."""
        return self.current.context.config

    @property
    def deadline(self) -> float:
        """Seconds after which one send counts as of unknown outcome."""
        return self.channel.SEND_SECONDS or self.config.times.attempt_deadline


async def begin(sender: Sender) -> None:
    """The sending side begins (again), no send worker of this line is at work: what an earlier one under this lease
    claimed and never tried is free again, and what it left on the wire is of unknown fate."""
    name, epoch = sender.line.name, sender.lease.epoch
    async with lines.guarded(sender.db, sender.lease) as tx:
        # `reconcile` ends attempts of epochs below the one it is given: one more takes in our own
        await _reconcile(tx, sender, epoch + 1)
        await outbox.unclaim_untried(tx, name, epoch)


async def claim(sender: Sender, n: int) -> tuple[list[ClaimedOutbox], dict[str, object]]:
    """Call lost attempts unknown, then claim up to `n` due rows that may go out now. Returns them, and for health what
    is left of the line's budget: over that of an hour or a day it is braked, and sends results and emergencies only."""
    async with lines.guarded(sender.db, sender.lease) as tx:
        name, epoch = sender.line.name, sender.lease.epoch
        # Before the claim: a row is due while its attempt is open, and what an earlier holder was killed at would be
        # claimed here and sent a second time (docs/FAILURES.md F01).
        await _reconcile(tx, sender, epoch)
        budget, facts = await pace.budget(tx, sender.config, sender.line, n)
        claimed: list[ClaimedOutbox] = []
        # what may not go out is no more due, or not now: the next ones are asked for in its place
        while not claimed and (found := await outbox.claim(tx, name, epoch, n, budget=budget)):
            claimed = await pace.admitted(tx, sender.config, sender.line, found)
    if claimed:
        failpoints.hit("after_claim")
    return claimed, facts


async def _reconcile(tx: Connection, sender: Sender, epoch: int) -> None:
    """Attempts that nobody will close any more become unknown, unless a report has spoken of them already."""
    again, repeatable = sender.config.times.backoff[0], sender.line.traits.may_resend
    for row in await outbox.reconcile(tx, sender.line.name, epoch, may_resend=repeatable, after=again):
        if not repeatable:
            await reports.conclude(tx, row, reasons.REPORTED_FAILED)


async def release(sender: Sender) -> bool:
    """What stepped aside is due, if somebody has got through since; whether nobody can say now that the line sends."""
    async with lines.guarded(sender.db, sender.lease) as tx:
        return await outbox.release(tx, sender.line.name)


async def give_back(sender: Sender, due: list[ClaimedOutbox]) -> None:
    """A clean stop: what was claimed and not tried is free again."""
    async with sender.db.transaction() as tx:
        await outbox.unclaim(tx, [row.draft.number for row in due], sender.lease.epoch)


class SendWorker:
    """Sends for a line, one part at a time, beside others of its kind. `rest` it in any case.

    `passed`, `failed`: how many parts the wire has taken and not taken from it."""

    def __init__(self, sender: Sender) -> None:
        self.passed = self.failed = 0
        self._sender = sender
        self._pending: AttemptResult | None = None
        self._since: float | None = None  # the moment its part went on the wire

    @property
    def slow(self) -> bool:
        """Whether the part on the wire has been there for so long that others go on beside it."""
        return self._since is not None and time.monotonic() - self._since >= self._sender.channel.PATIENCE

    async def next(self, left: list[ClaimedOutbox]) -> None:
        """Deliver the last of what is left, and take it away there."""
        await self.deliver(left.pop())

    async def deliver(self, due: ClaimedOutbox) -> None:
        """Send one claimed row, part by part, and settle it, at the latest when the worker rests. Raises LineDown or
        LeaseLost; the row stays due then."""
        try:
            draft = await whole(self._sender, due)
            pieces = self._sender.channel.encode(draft, self._sender.line.options)
        except Permanent as error:
            await self.rest()
            await settle(self._sender, due, None, error)
            self.failed += 1
            return
        for piece in pieces:
            if piece.part not in due.sent_parts and not await self._send(due, piece, last=piece is pieces[-1]):
                return

    async def rest(self) -> None:
        """Close what the wire has answered."""
        if self._pending is not None:
            await self._close_and_open_attempt(None)

    async def _send(self, due: ClaimedOutbox, piece: Piece, *, last: bool) -> bool:
        """One part over the wire, between an attempt opened and closed; True where the next part may follow."""
        # Committed before the wire is touched. Killed at any moment from here on, the row is known as perhaps sent,
        # and a text is not repeated: nothing in SMS lets its receiver see that two are one. The other way round it
        # would go out twice (F01, F23, F30).
        attempt = await self._open(due, piece)
        if attempt is None:
            return False
        failpoints.hit("after_attempt_opened")
        self._since = time.monotonic()
        try:
            sent = await on_wire(self._sender, piece)
        finally:
            self._since = None
        if isinstance(sent, GatewayError):
            self.failed += 1
            verdict = await settle(self._sender, due, attempt, sent)
            if down := down_by(sent, verdict, repeatable=self._sender.line.traits.may_resend):
                raise down from None
            return False
        self.passed += 1
        failpoints.hit("after_wire_send")
        # Not closed here but with the next opening, or at `rest`: one commit less a message. Killed meanwhile, it is
        # an open attempt like one that had no answer yet.
        self._pending = AttemptResult(outbox_id=due.draft.number, attempt=attempt, sent=sent, last=last)
        return True

    async def _open(self, due: ClaimedOutbox, piece: Piece) -> int | None:
        sender = self._sender
        if not sender.fresh():
            await self.rest()
            raise LeaseLost(reasons.LEASE_OLD(line=sender.line.name))
        # the deadline in _on_wire comes first, unless this process stands still
        deadline = sender.deadline + sender.config.times.attempt_deadline
        return await self._close_and_open_attempt(
            AttemptStart(outbox_id=due.draft.number, part=piece.part, parts=piece.parts, deadline=deadline)
        )

    async def _close_and_open_attempt(self, opening: AttemptStart | None) -> int | None:
        db, lease = self._sender.db, self._sender.lease
        async with db.connection() as conn:
            switch = await outbox.close_and_open_attempt(conn, lease, self._pending, opening)
        if self._pending is not None and not switch.closed:
            # A statement sees what was committed before it began (PostgreSQL manual §13.2.1): a report that comes in
            # while it runs would be lost between the two. In a transaction of several, the statement that asks for
            # reports begins after the attempt was closed under its row's lock (F33).
            async with lines.guarded(db, lease) as tx:
                await close(tx, self._pending)
            self._pending = None
            return await self._close_and_open_attempt(opening) if opening else None
        self._pending = None
        return switch.attempt


async def whole(sender: Sender, due: ClaimedOutbox) -> Draft:
    """What is to be encoded, with its files."""
    if not due.files:
        return due.draft
    async with sender.db.connection() as conn:
        return await outbox.whole(conn, due)


async def close(tx: Connection, closing: AttemptResult) -> None:
    """Where reports may have a say."""
    reference = closing.sent.reference
    # a modem that tells no TP-MR says nothing of whether a report that came meanwhile was meant for this text
    misread = await delivery_reports.misread(tx, closing.attempt, reference) if reference is not None else None
    if await outbox.close(tx, closing):
        await reports.conclude(tx, closing.outbox_id, reasons.REPORTED_FAILED)
    await _given_anew(tx, misread)


async def _given_anew(tx: Connection, misread: Misread | None) -> None:
    """A report that was taken for one about the text on the wire finds its own."""
    if misread:
        row = await delivery_reports.report_sms(tx, misread.line, misread.recipient, misread.reference, misread.report)
        if row is not None:
            await reports.conclude(tx, row, reasons.REPORTED_FAILED)


class Unforeseen(OutcomeUnknown):
    """A link failed in a way that it does not know: the piece may be out, and the line counts as down."""

    def __init__(self, error: Exception) -> None:
        self.down = LineDown(reasons.UNFORESEEN(error=type(error).__name__))
        super().__init__(reason_of(error))


async def on_wire(sender: Sender, piece: Piece) -> Sent | GatewayError:
    """What the wire says to one piece."""
    try:
        async with asyncio.timeout(sender.deadline):
            return await sender.link.send(piece)
    except TimeoutError:
        # Not a failure: a server may take a mail and answer late (RFC 5321 §4.5.3.2.6), and a network a text (F30)
        return OutcomeUnknown(reasons.NO_ANSWER)
    except GatewayError as error:
        return error
    except Exception as error:
        log.exception("a link failed in an unforeseen way", line=sender.line.name)
        return Unforeseen(error)


def down_by(error: GatewayError, verdict: Verdict, *, repeatable: bool) -> LineDown | None:
    """Why the line is down after this error, if it is. Raise it only once the error is settled: it ends the sending,
    and nobody after it knows what this row met with."""
    if isinstance(error, Unforeseen):
        return error.down
    costly = isinstance(error, OutcomeUnknown) and not repeatable
    return LineDown(error.of_line or error.reason, costly=costly) if verdict.down else None


async def settle(sender: Sender, due: ClaimedOutbox, attempt: int | None, error: GatewayError) -> Verdict:
    """What an error means for the row and the line, written down."""
    times, number, misread = sender.config.times, due.draft.number, None
    async with lines.guarded(sender.db, sender.lease) as tx:
        # asked before this attempt is closed: it speaks of the row's earlier ones
        given = send_verdict.of_attempt(
            error,
            await outbox.evidence(tx, sender.line.name, number),
            tried=due.tries,
            tries=times.tries,
            backoff=times.backoff,
            repeatable=sender.line.traits.may_resend,
        )
        if attempt is not None:
            outcome = "unknown" if isinstance(error, OutcomeUnknown) else "failed"
            misread = await delivery_reports.misread(tx, attempt, None) if outcome == "failed" else None
            await outbox.close_attempt(tx, attempt, outcome, error=error.reason, scope=given.scope)
        await outbox.settle(
            tx,
            number,
            given.state,
            reason=error.reason,
            used_try=given.used,
            after=given.after,
            aside=given.aside,
            asides=given.asides,
        )
        if given.state == "dead" and due.case_id is not None:
            await cases.undelivered(tx, due.case_id, due.draft.purpose, number)
        if given.state == "unknown":  # a report may have come before the wire fell silent
            await reports.conclude(tx, number, reasons.REPORTED_FAILED)
        await _given_anew(tx, misread)
    log.info("not sent", line=sender.line.name, outbox=number, state=given.state, reason=str(error))
    return given
