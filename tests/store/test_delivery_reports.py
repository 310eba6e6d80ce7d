"""F30, F33: reports late, doubled, early and of strangers; the part of unknown fate in the middle of a long text."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import registry
from gateway.channels.sms.refusals import error_of
from gateway.domain.errors import LineDown, OutcomeUnknown
from gateway.domain.model import Piece, Purpose, Sent
from gateway.domain.reasons import text
from gateway.domain.send_verdict import MANY
from gateway.services import delivery
from gateway.services.delivery import SendWorker
from gateway.services.intake import reports
from gateway.settings import config
from gateway.settings.config import Config
from gateway.store import database, delivery_reports, lines, outbox, outbox_acts
from gateway.store.database import Database
from gateway.store.lines import Lease
from gateway.store.outbox import NewOutbox
from tests.support import configs, send_worker
from tests.support.send_worker import LINE

TO = "tel:+84590001301"


class Network(send_worker.Wire):
    """A modem that counts its texts. Its answers to the parts that `lost` names are lost; `on_air`: though the network
    took them. `before_answer` happens while a part is on the wire."""

    def __init__(self, db: Database, lost: Sequence[int] = (), *, on_air: bool = True, first: int = 17) -> None:
        super().__init__(self._nothing)
        self.db, self.lost, self.on_air, self.next = db, lost, on_air, first
        self.before_answer: Callable[[int], Awaitable[None]] = self._nothing

    async def _nothing(self, n: int) -> None:
        pass

    async def send(self, piece: Piece) -> Sent:
        """Take one part, or say nothing."""
        self.taken.append(piece.part)
        number = len(self.taken)
        if number in self.lost:
            self.next += self.on_air
            raise OutcomeUnknown(text("silence"))
        mine, self.next = self.next, self.next + 1
        await self.before_answer(mine)
        return Sent(reference=mine)


@pytest.fixture
async def lease(db: Database) -> Lease:
    async with db.transaction() as tx:
        await lines.declare(tx, [(LINE, "sms", "tel:+84590001022")])
    (taken,) = await lines.take(db, "line", [LINE], "test", 60)
    return taken


@pytest.fixture
def settings(tmp_path: Path) -> Config:
    path = configs.write(tmp_path, database_url="postgresql://127.0.0.1/x", redis_url="", lines=[configs.sms_line()])
    return config.load(path, registry)


async def enqueue(
    db: Database, words: str, purpose: Purpose = Purpose.RESULT, cause: str = "message:1", to: str = TO
) -> int:
    async with db.transaction() as tx:
        (number,) = (await database.reserve(tx, outbox=1))["outbox"]
        new = NewOutbox(id=number, line=LINE, cause=cause, purpose=purpose, recipient=to, text=words)
        await outbox.enqueue(tx, [new])
    return int(number)


async def send(db: Database, settings: Config, lease: Lease, wire: Network) -> None:
    sender = send_worker.sender(db, settings, lease, wire)
    due, _ = await delivery.claim(sender, 10)
    worker = SendWorker(sender)
    for row in due:
        await worker.deliver(row)
    await worker.rest()


async def told(db: Database, reference: int, *said: str) -> None:
    for status in said:
        async with db.transaction() as tx:
            row = await delivery_reports.report_sms(tx, LINE, TO, reference, status)
            if row is not None:
                await reports.conclude(tx, row, text("reported"))


async def state(db: Database, number: int) -> str:
    async with db.connection() as conn:
        row = await outbox.find(conn, number)
    assert row is not None
    return row.state


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        (["delayed"], "sent"),
        (["delayed", "delivered"], "delivered"),
        (["delayed", "failed"], "undelivered"),
        (["delayed", "delayed", "delivered"], "delivered"),
        (["delivered", "delayed"], "delivered"),
        (["failed", "delivered"], "undelivered"),
        (["relayed", "delivered"], "delivered"),
    ],
)
async def test_f33_the_last_word_counts_and_stands(
    db: Database, settings: Config, lease: Lease, said: list[str], becomes: str
) -> None:
    number = await enqueue(db, "Da sua xong.")
    await send(db, settings, lease, Network(db))
    await told(db, 17, *said)
    assert await state(db, number) == becomes


async def test_f33_a_report_of_the_second_text_leaves_the_first_unknown(
    db: Database, settings: Config, lease: Lease
) -> None:
    first = await enqueue(db, "Da tiep nhan.", Purpose.ACKNOWLEDGEMENT)
    wire = Network(db, lost=[1], on_air=False)
    await send(db, settings, lease, wire)
    second = await enqueue(db, "Huong dan.", cause="message:2")
    await send(db, settings, lease, wire)
    await told(db, 17, "delayed", "delivered", "delivered")
    assert (await state(db, first), await state(db, second)) == ("unknown", "delivered")


async def test_f33_a_report_taken_for_the_text_on_the_wire_goes_to_its_own_once_the_modem_has_answered(
    db: Database, settings: Config, lease: Lease
) -> None:
    first = await enqueue(db, "Da tiep nhan.", Purpose.ACKNOWLEDGEMENT)
    wire = Network(db, lost=[1])
    await send(db, settings, lease, wire)
    second = await enqueue(db, "Huong dan.", cause="message:2")

    async def late(_: int) -> None:
        await told(db, 17, "delivered")

    wire.before_answer = late
    await send(db, settings, lease, wire)
    assert (await state(db, first), await state(db, second)) == ("delivered", "sent")
    await told(db, 18, "delivered")
    assert await state(db, second) == "delivered"


LONG = "a" * 400  # three parts


@pytest.mark.parametrize("lost", [[1], [2]])
@pytest.mark.parametrize("said", ["delivered", "delayed", "relayed"])
async def test_f30_a_part_of_unknown_fate_is_settled_by_its_report_and_the_rest_goes_on_by_itself(
    db: Database, settings: Config, lease: Lease, lost: list[int], said: str
) -> None:
    number = await enqueue(db, LONG)
    wire = Network(db, lost=lost)
    await send(db, settings, lease, wire)
    assert await state(db, number) == "unknown"
    await told(db, 16 + lost[0], said)
    assert await state(db, number) == "due"
    await send(db, settings, lease, wire)
    assert (wire.taken, await state(db, number)) == ([1, 2, 3], "sent")
    for reference in (17, 18, 19):
        await told(db, reference, "delivered")
    assert await state(db, number) == "delivered"


async def test_f30_a_last_part_of_unknown_fate_that_is_reported_is_sent(
    db: Database, settings: Config, lease: Lease
) -> None:
    number = await enqueue(db, LONG)
    await send(db, settings, lease, Network(db, lost=[3]))
    await told(db, 19, "delivered")
    assert await state(db, number) == "sent"
    await told(db, 17, "delivered")
    await told(db, 18, "delivered")
    assert await state(db, number) == "delivered"


async def test_f30_a_part_of_unknown_fate_that_failed_for_good_takes_the_rest_with_it(
    db: Database, settings: Config, lease: Lease
) -> None:
    number = await enqueue(db, LONG)
    await send(db, settings, lease, Network(db, lost=[2]))
    await told(db, 18, "failed")
    assert await state(db, number) == "undelivered"


@pytest.mark.parametrize(("lost", "follow"), [(1, 2), (2, 1), (3, 0)])
async def test_sent_by_a_person_means_the_part_in_doubt_and_the_rest_goes_on(
    db: Database, settings: Config, lease: Lease, lost: int, follow: int
) -> None:
    number = await enqueue(db, LONG)
    wire = Network(db, lost=[lost])
    await send(db, settings, lease, wire)
    async with db.transaction() as tx:
        assert await outbox_acts.mark_sent(tx, number, text("the citizen has it")) == follow
    assert await state(db, number) == ("due" if follow else "sent")
    await send(db, settings, lease, wire)
    assert (wire.taken, await state(db, number)) == ([1, 2, 3], "sent")
    async with db.transaction() as tx:
        assert await outbox_acts.mark_sent(tx, number, text("again")) is None


async def test_a_report_that_came_before_the_wire_fell_silent_counts(
    db: Database, settings: Config, lease: Lease
) -> None:
    number = await enqueue(db, "Da sua xong.")

    class Reporting(Network):
        async def send(self, piece: Piece) -> Any:
            await told(self.db, 17, "delivered")
            return await super().send(piece)

    await send(db, settings, lease, Reporting(db, lost=[1]))
    assert await state(db, number) == "delivered"


async def test_a_sim_without_credit_is_told_after_a_few_and_the_rest_waits(
    db: Database, settings: Config, lease: Lease
) -> None:
    ids = [await enqueue(db, f"tin {n}", cause=f"message:{n}", to=f"tel:+8459000130{n}") for n in range(6)]

    class Broke(Network):
        async def send(self, piece: Piece) -> Any:
            self.taken.append(piece.part)
            raise error_of(500, written=True)

    with pytest.raises(LineDown) as raised:
        await send(db, settings, lease, wire := Broke(db))
    assert (str(raised.value.reason), raised.value.costly) == ("sms.no_credit_cms cms=500", True)
    assert len(wire.taken) == MANY
    assert [await state(db, number) for number in ids] == ["unknown"] * MANY + ["due"] * 2
