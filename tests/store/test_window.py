"""A window of pieces: opened and closed in one statement each, whatever the wire says to each of them, and whatever
receipts say meanwhile."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from gateway.channels import registry
from gateway.domain.errors import GatewayError, LeaseLost, LineDown, OutcomeUnknown, Refused, Temporary
from gateway.domain.model import Piece, Purpose, Sent
from gateway.domain.reasons import text
from gateway.services import delivery
from gateway.services.delivery import Sender
from gateway.services.window import WindowWorker
from gateway.settings import config
from gateway.store import database, delivery_reports, lines, outbox
from gateway.store.database import Database
from gateway.store.lines import Lease
from gateway.store.outbox import NewOutbox
from tests.support import configs, send_worker
from tests.support.send_worker import LINE

WHY = text("a test's")


@pytest.fixture
async def lease(db: Database) -> Lease:
    async with db.transaction() as tx:
        await lines.declare(tx, [(LINE, "sms", "tel:+84590001022")])
    (taken,) = await lines.take(db, "line", [LINE], "test", 60)
    return taken


@dataclass
class Wire:
    """Takes every piece, or raises what `says` has for (recipient's last digit, part)."""

    says: dict[tuple[int, int], GatewayError] = field(default_factory=dict)
    during: Callable[[], Any] | None = None
    width: int = 1
    window: int = 3
    on: int = 0
    most: int = 0
    taken: list[tuple[int, int]] = field(default_factory=list)

    async def send(self, piece: Piece) -> Sent:
        self.on += 1
        self.most = max(self.most, self.on)
        await asyncio.sleep(0)
        self.on -= 1
        key = int(piece.recipient[-1]), piece.part
        if error := self.says.get(key):
            raise error
        self.taken.append(key)
        if self.during:
            await self.during()
        return Sent(remote_id=f"id{key[0]}{key[1]}")


@dataclass
class Play:
    db: Database
    wire: Wire
    sender: Sender
    ids: list[int]
    error: BaseException | None = None

    async def go(self) -> None:
        """Claim what is due and deliver it, as the loop does."""
        due, _ = await delivery.claim(self.sender, 100)
        left, worker = list(reversed(due)), WindowWorker(self.sender, self.wire.window)
        self.error = None
        try:
            while left:
                await worker.next(left)
        except (LineDown, LeaseLost) as error:
            self.error = error
        finally:
            await worker.rest()
            await delivery.give_back(self.sender, left)

    async def states(self) -> list[str]:
        async with self.db.connection() as conn:
            return [found.state for i in self.ids if (found := await outbox.find(conn, i))]

    async def attempts(self) -> list[tuple[Any, ...]]:
        sql = "SELECT a.recipient, part, state, remote_id FROM attempts a ORDER BY id"
        async with self.db.connection() as conn:
            return [(int(row[0][-1]), *row[1:]) for row in await conn.fetch(sql)]

    async def report(self, recipient: int, *remote_ids: str, status: str = "delivered") -> int | None:
        async with self.db.transaction() as tx:
            number = await delivery_reports.report_by_id(tx, LINE, [f"tel:+8459000130{recipient}"], remote_ids, status)
            if number is not None:
                await delivery_reports.conclude(tx, number, text("reported"))
        return number


async def play(db: Database, lease: Lease, directory: Path, wire: Wire, texts: Sequence[str]) -> Play:
    path = configs.write(directory, database_url="postgresql://127.0.0.1/x", redis_url="", lines=[configs.sms_line()])
    async with db.transaction() as tx:
        ids = (await database.reserve(tx, outbox=len(texts)))["outbox"]
        rows = [
            NewOutbox(
                id=i,
                line=LINE,
                cause=f"message:{n}",
                purpose=Purpose.RESULT,
                recipient=f"tel:+8459000130{n}",
                text=words,
            )
            for n, (i, words) in enumerate(zip(ids, texts, strict=True))
        ]
        await outbox.enqueue(tx, rows)
    sender = send_worker.sender(db, config.load(path, registry), lease, cast(Any, wire))
    return Play(db, wire, sender, list(ids))


async def test_a_window_goes_out_at_once_and_each_row_is_sent_under_its_own_id(
    db: Database, lease: Lease, tmp_path: Path
) -> None:
    it = await play(db, lease, tmp_path, Wire(), ["Da nhan."] * 5)
    await it.go()
    assert await it.states() == ["sent"] * 5
    assert it.wire.most == 3
    assert await it.attempts() == [(n, 1, "ok", f"id{n}1") for n in range(5)]


async def test_a_long_text_is_longer_than_a_window(db: Database, lease: Lease, tmp_path: Path) -> None:
    it = await play(db, lease, tmp_path, Wire(), ["a" * 700, "b"])
    await it.go()
    assert it.wire.taken == [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (1, 1)]
    assert await it.states() == ["sent", "sent"]


async def test_what_one_recipient_meets_with_is_not_the_others_trouble(
    db: Database, lease: Lease, tmp_path: Path
) -> None:
    it = await play(db, lease, tmp_path, Wire({(1, 1): Refused(WHY), (2, 1): OutcomeUnknown(WHY)}), ["a"] * 4)
    await it.go()
    assert await it.states() == ["sent", "dead", "unknown", "sent"]
    assert it.error is None


async def test_a_part_that_was_not_taken_is_sent_again_alone(db: Database, lease: Lease, tmp_path: Path) -> None:
    it = await play(db, lease, tmp_path, Wire({(0, 2): Temporary(WHY, scope="recipient")}), ["a" * 400])
    await it.go()
    assert (await it.states(), it.wire.taken) == (["due"], [(0, 1), (0, 3)])
    it.wire.says.clear()
    async with db.connection() as conn:
        await conn.execute("UPDATE outbox SET due_at = now()")
    await it.go()
    assert (await it.states(), it.wire.taken[2:]) == (["sent"], [(0, 2)])


async def test_of_several_troubles_of_a_row_the_gravest_counts_once(db: Database, lease: Lease, tmp_path: Path) -> None:
    says: dict[tuple[int, int], GatewayError] = {
        (0, 1): Temporary(WHY, scope="recipient"), (0, 2): OutcomeUnknown(WHY), (0, 3): Refused(WHY)
    }  # fmt: skip
    it = await play(db, lease, tmp_path, Wire(says), ["a" * 400])
    await it.go()
    assert await it.states() == ["unknown"]
    assert [state for _, _, state, _ in await it.attempts()] == ["failed", "unknown", "failed"]
    async with db.connection() as conn:
        assert await conn.fetchval("SELECT tries FROM outbox") == 1


async def test_a_line_that_is_down_leaves_all_that_was_not_tried_free(
    db: Database, lease: Lease, tmp_path: Path
) -> None:
    says: dict[tuple[int, int], GatewayError] = {(n, 1): LineDown(WHY) for n in (1, 2, 3)}
    it = await play(db, lease, tmp_path, Wire(says), ["a", "b" * 1000, "c", "d", "e"])
    await it.go()
    assert isinstance(it.error, LineDown)
    assert await it.states() == ["sent", "due", "due", "due", "due"]
    async with db.connection() as conn:
        assert await conn.fetchval("SELECT count(*) FROM outbox WHERE claimed_epoch <> 0") == 0
        assert await conn.fetchval("SELECT sum(tries) FROM outbox WHERE state = 'due'") == 0


async def test_nothing_is_opened_and_nothing_closed_once_another_holds_the_line(
    db: Database, lease: Lease, tmp_path: Path
) -> None:
    it = await play(db, lease, tmp_path, Wire(), ["a"] * 4)

    async def taken() -> None:
        async with db.connection() as conn:
            await conn.execute("UPDATE lines SET epoch = epoch + 1, holder = 'another'")

    it.wire.during = taken
    with pytest.raises(LeaseLost):
        await it.go()
    assert it.wire.taken == [(0, 1), (1, 1), (2, 1)]
    assert [state for _, _, state, _ in await it.attempts()] == ["open"] * 3


async def test_a_receipt_that_comes_before_the_answer_counts(db: Database, lease: Lease, tmp_path: Path) -> None:
    it = await play(db, lease, tmp_path, Wire(), ["a", "b"])

    async def reported() -> None:
        it.wire.during = None
        assert await it.report(0, "id01", status="failed") == it.ids[0]

    it.wire.during = reported
    await it.go()
    assert await it.states() == ["undelivered", "sent"]


async def test_a_window_does_not_wait_for_a_report_s_locks_nor_lose_what_it_says(
    db: Database, lease: Lease, tmp_path: Path
) -> None:
    it = await play(db, lease, tmp_path, Wire(), ["a", "b", "c"])
    written, go_on = asyncio.Event(), asyncio.Event()

    async def many_reports() -> None:
        """As one transaction of intake: the last first, while the window is being closed."""
        async with db.transaction() as tx:
            await delivery_reports.report_by_id(tx, LINE, ["tel:+84590001302"], ["id21"], "delivered")
            written.set()
            await go_on.wait()
            await delivery_reports.report_by_id(tx, LINE, ["tel:+84590001300"], ["id01"], "delivered")
            for number in (it.ids[2], it.ids[0]):
                await delivery_reports.conclude(tx, number, text("reported"))

    reports: list[asyncio.Task[None]] = []

    async def begun() -> None:
        it.wire.during = None
        reports.append(asyncio.create_task(many_reports()))
        await written.wait()
        asyncio.get_running_loop().call_later(0.2, go_on.set)

    it.wire.during = begun
    await it.go()
    await asyncio.gather(*reports)
    assert await it.states() == ["delivered", "sent", "delivered"]


async def test_reports_find_their_attempt_by_id_whatever_else_went_to_the_same_number(
    db: Database, lease: Lease, tmp_path: Path
) -> None:
    it = await play(db, lease, tmp_path, Wire({(1, 1): OutcomeUnknown(WHY)}), ["a", "b", "c"])
    await it.go()
    assert await it.states() == ["sent", "unknown", "sent"]
    assert await it.report(2, "id01") is None  # of another number
    assert await it.report(0, "other", "id01", status="delayed") == it.ids[0]  # no last word
    assert await it.report(0, "id01") == it.ids[0]
    assert await it.report(0, "id01", status="failed") is None  # that was the last word
    assert await it.report(0, "nobody's") is None
    assert await it.report(1, "nobody's") == it.ids[1]  # its answer was lost: this is what we know of it
    assert await it.report(1, "nobody's", status="failed") is None
    assert await it.states() == ["delivered", "delivered", "sent"]


async def test_what_a_crash_left_on_the_wire_is_unknown_and_settled_by_its_receipts(
    db: Database, lease: Lease, tmp_path: Path
) -> None:
    it = await play(db, lease, tmp_path, Wire(), ["a"] * 5)
    due, _ = await delivery.claim(it.sender, 100)
    left, worker = list(reversed(due)), WindowWorker(it.sender, 3)
    await worker.next(left)  # killed here: nothing is closed
    async with db.connection() as conn:
        await conn.execute("UPDATE lines SET until = now()")
    (successor,) = await lines.take(db, "line", [LINE], "another", 60)
    after = send_worker.sender(db, it.sender.config, successor, cast(Any, it.wire))
    await delivery.begin(after)
    assert await it.states() == ["unknown"] * 3 + ["due"] * 2
    for n in range(3):
        await it.report(n, f"id{n}1")
    assert await it.states() == ["delivered"] * 3 + ["due"] * 2
    it.sender = after
    await it.go()
    assert await it.states() == ["delivered"] * 3 + ["sent"] * 2
    assert sorted(it.wire.taken) == [(n, 1) for n in range(5)]
