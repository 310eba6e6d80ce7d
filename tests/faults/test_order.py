"""2,000 messages of 30 senders over two intake workers: none lost, none twice, no deadlock, each sender's in order."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from gateway.domain.model import Batch, Received
from gateway.store import inbox
from tests.faults.scenes import Scene, received, scene
from tests.support import judge, pdus
from tests.support.process import ForkServer
from tests.support.running import until

SENDERS = tuple(f"+84590005{n:03}" for n in range(30))
MESSAGES = 2000
LINE = "vanmieu-sms"


def _pieces(world: Scene, chance: random.Random) -> tuple[list[Received], dict[str, list[str]]]:
    """Parts in the order in which they come, and each sender's tokens in the order in which messages become whole.

    Every tenth is a long text whose second part comes some places later."""
    pieces: list[tuple[float, Received, str, str]] = []
    now = datetime.now(UTC)
    for n in range(MESSAGES):
        sender, token = chance.choice(SENDERS), world.injector.token()
        if n % 10:
            pieces.append((n, received(pdus.deliver(sender, f"{token} den duong hong", now)), sender, token))
            continue
        reference = n // 10 % 256
        first = pdus.deliver(sender, f"{token} den duong", now, udh=pdus.part(reference, 2, 1))
        second = pdus.deliver(sender, " hong ba ngay nay", now, udh=pdus.part(reference, 2, 2))
        pieces.append((n, received(first), sender, ""))
        pieces.append((n + chance.uniform(0.1, 60), received(second), sender, token))
    pieces.sort(key=lambda piece: piece[0])
    order: dict[str, list[str]] = {sender: [] for sender in SENDERS}
    for _, _, sender, token in pieces:
        if token:
            order[sender].append(token)
    return [piece for _, piece, _, _ in pieces], order


def _batches(pieces: list[Received], chance: random.Random) -> Iterator[tuple[Received, ...]]:
    while pieces:
        n = chance.randint(1, 50)
        yield tuple(pieces[:n])
        del pieces[:n]


async def test_2000_messages_of_30_senders_over_two_intake_workers_in_order_none_twice_without_a_deadlock(
    tmp_path: Path, db_url: str, forks: ForkServer
) -> None:
    chance = random.Random(7)
    # leases of four seconds: after a lost one what was claimed under it goes behind newer ones (docs/KNOWN_ISSUES.md)
    async with scene(tmp_path, db_url, forks, "phone", times={"incomplete_sms": 300, "visit": 2}) as world:
        for _ in range(2):
            world.start("--intake")
        pieces, order = _pieces(world, chance)
        for batch in _batches(pieces, chance):
            async with world.db.transaction() as tx:
                await inbox.store(tx, LINE, Batch(received=batch), window=300, retry=1, give_up=3)
        tokens = world.injector.tokens()
        await until(lambda: world.rows("SELECT 1 FROM messages OFFSET $1", MESSAGES - 1), deadline=60)
        (dead,) = await world.rows("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        assert dead["deadlocks"] == 0
        said = await world.rows(
            "SELECT c.sender, m.text FROM case_events e JOIN messages m ON m.id = e.message_id"
            " JOIN cases c ON c.id = e.case_id WHERE e.kind IN ('opened', 'follow_up') ORDER BY e.id"
        )
        heard = {sender: [r["text"].split()[0] for r in said if r["sender"] == f"tel:{sender}"] for sender in SENDERS}
        assert heard == order
        idle = "SELECT n FROM partitions WHERE epoch = 0 AND n IN (SELECT partition FROM parts)"
        assert await world.rows(idle) == [], "each was worked on under a lease"
        verdict = await judge.judge(world.db, tokens)
        # nobody holds the line here: what is queued waits, and nothing is deleted at a source
        verdict.unexpected = [words for words in verdict.unexpected if "due" not in words and "confirmed" not in words]
        verdict.require(ok=MESSAGES)
