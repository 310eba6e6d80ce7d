"""A window of pieces goes out at once, over a link whose other side answers many in whatever order.

Their attempts are opened in one statement, together with the closing of those of the window before: so a hundred texts
cost one commit, and a crash leaves a window of them unknown, which their delivery reports settle.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.domain.errors import GatewayError, LeaseLost, LineDown, OutcomeUnknown, Permanent
from gateway.domain.model import Piece, Sent
from gateway.runtime import failpoints
from gateway.services import delivery, reasons
from gateway.services.delivery import Sender
from gateway.store import lines, outbox
from gateway.store.outbox import AttemptResult, AttemptStart, ClaimedOutbox

__all__ = ["WindowWorker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """One piece of a row in a window. `last`: of its row's pieces."""

    due: ClaimedOutbox
    piece: Piece
    last: bool

    @property
    def row(self) -> int:
        """The row's id."""
        return self.due.draft.number


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refusal:
    """A piece that was not taken, or perhaps, under its attempt."""

    place: _Place
    attempt: int
    error: GatewayError


class WindowWorker:
    """Sends for a line, a window at a time; as SendWorker otherwise. `rest` it in any case."""

    slow = False  # what is answered late holds its window up: nothing goes on beside it

    def __init__(self, sender: Sender, size: int) -> None:
        self.passed = self.failed = 0
        self._sender, self._size = sender, size
        self._pending: list[AttemptResult] = []

    async def next(self, left: list[ClaimedOutbox]) -> None:
        """Fill a window with rows from the end of what is left, take them away there, and deliver them. Raises LineDown
        or LeaseLost; what of them was not tried is free again then."""
        waiting: list[_Place] = []
        while left and len(waiting) < self._size:
            waiting += await self._pieces(left.pop())
        try:
            while waiting:
                window, waiting = waiting[: self._size], waiting[self._size :]
                failed = await self._send(window)
                waiting = [place for place in waiting if place.row not in failed]
        finally:
            if untried := {place.row: place.due for place in waiting}:
                await delivery.give_back(self._sender, list(untried.values()))

    async def rest(self) -> None:
        """Close what the wire has answered."""
        if self._pending:
            await self._close_and_open([])

    async def _pieces(self, due: ClaimedOutbox) -> list[_Place]:
        """What is still to be sent of a row; nothing where it cannot be written, which is settled then."""
        try:
            pieces = self._sender.channel.encode(due.draft, self._sender.line.options)
        except Permanent as error:
            await delivery.settle(self._sender, due, None, error)
            self.failed += 1
            return []
        unsent = [piece for piece in pieces if piece.part not in due.sent_parts]
        return [_Place(due=due, piece=piece, last=piece is unsent[-1]) for piece in unsent]

    async def _send(self, window: Sequence[_Place]) -> set[int]:
        """One window over the wire -> the rows that go on no further: settled, or not due any more."""
        sender = self._sender
        if not sender.fresh():
            await self.rest()
            raise LeaseLost(reasons.LEASE_OLD(line=sender.line.name))
        attempts = await self._close_and_open(window)
        opened = [(place, attempt) for place in window if (attempt := attempts.get((place.row, place.piece.part)))]
        failpoints.hit("after_attempt_opened")
        said = await asyncio.gather(*(delivery.on_wire(sender, place.piece) for place, _ in opened))
        failpoints.hit("after_wire_send")
        refused: dict[int, list[_Refusal]] = {}
        taken: list[tuple[_Place, int, Sent]] = []
        for (place, attempt), answer in zip(opened, said, strict=True):
            if isinstance(answer, Sent):
                taken.append((place, attempt, answer))
            else:
                refused.setdefault(place.row, []).append(_Refusal(place=place, attempt=attempt, error=answer))
        self.passed += len(taken)
        self._pending = [
            AttemptResult(outbox_id=place.row, attempt=attempt, sent=sent, last=place.last and place.row not in refused)
            for place, attempt, sent in taken
        ]
        await self._settle(list(refused.values()))
        return {place.row for place in window if place.row in refused or (place.row, place.piece.part) not in attempts}

    async def _settle(self, refused: Sequence[list[_Refusal]]) -> None:
        """Settle each row by the gravest of what its pieces met with. Raises LineDown where the line is."""
        down: LineDown | None = None
        for refusals in refused:
            self.failed += len(refusals)
            first, *others = sorted(refusals, key=_gravity)
            verdict = await delivery.settle(self._sender, first.place.due, first.attempt, first.error)
            if others:
                async with lines.guarded(self._sender.db, self._sender.lease) as tx:
                    for one in others:
                        outcome = "unknown" if isinstance(one.error, OutcomeUnknown) else "failed"
                        await outbox.close_attempt(
                            tx, one.attempt, outcome, error=one.error.reason, scope=verdict.scope
                        )
            down = delivery.down_by(first.error, verdict, repeatable=False) or down
        if down is not None:
            raise down

    async def _close_and_open(self, window: Sequence[_Place]) -> dict[tuple[int, int], int]:
        """Close what is pending, open the window's attempts -> (row, part) -> attempt."""
        sender, pending = self._sender, self._pending
        # the deadline in delivery.on_wire comes first, unless this process stands still
        deadline = sender.deadline + sender.config.times.attempt_deadline
        starts = [
            AttemptStart(outbox_id=place.row, part=place.piece.part, parts=place.piece.parts, deadline=deadline)
            for place in window
        ]
        async with sender.db.connection() as conn:
            closed, attempts = await outbox.close_and_open_attempts(conn, sender.lease, pending, starts)
        self._pending = [result for result in pending if result.attempt not in closed]
        while self._pending:  # where reports may have a say: one by one, each under its lock
            async with lines.guarded(sender.db, sender.lease) as tx:
                await delivery.close(tx, self._pending[0])
            del self._pending[0]
        return attempts


def _gravity(refusal: _Refusal) -> int:
    """What may be out comes before what is refused for good, and that before what another try may mend."""
    return 0 if isinstance(refusal.error, OutcomeUnknown) else 1 if isinstance(refusal.error, Permanent) else 2
