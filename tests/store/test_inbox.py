"""Parts are stored once, put in order when complete, claimed in batches; nobody waits for another's missing part."""

import hashlib
from datetime import UTC, datetime

import pytest

from gateway.channels.email.reasons import NOT_HANDED_OVER
from gateway.domain.actor import superuser
from gateway.domain.model import Batch, Concat, Received, Unfetched
from gateway.domain.reasons import row as row_of
from gateway.domain.reasons import text
from gateway.store import inbox, lines, maintenance
from gateway.store.database import Database
from gateway.store.inbox import Claimed
from gateway.store.lines import Lease
from gateway.store.read_models import EVERYTHING, AttentionFilter, attention

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SENDER = "tel:+84590001301"


@pytest.fixture
async def line(db: Database) -> Lease:
    async with db.transaction() as tx:
        await lines.declare(tx, [("sim", "sms", "tel:+84590001022")])
    (lease,) = await lines.take(db, "line", ["sim"], "test", 60)
    return lease


def piece(
    words: str, *, sender: str = SENDER, place: str = "", ref: int = 0, seq: int = 0, total: int = 0, stamp: str = ""
) -> Received:
    body = f"{sender}|{words}|{ref}|{seq}|{stamp}".encode()
    content = hashlib.sha256(words.encode()).digest()[:8]
    concat = Concat(ref=ref, bits=8, total=total, seq=seq, content=content) if total else None
    return Received(
        digest=hashlib.sha256(body).digest(),
        body=words.encode(),
        location=place or f"1/{abs(hash(body)) % 10**6}",
        sender_key=sender,
        arrived_at=NOW,
        concat=concat,
    )


async def store(
    db: Database, lease: Lease, *pieces: Received, unfetched: tuple[Unfetched, ...] = (), window: float = 60
) -> frozenset[int]:
    async with lines.guarded(db, lease) as tx:
        batch = Batch(received=pieces, unfetched=unfetched)
        return await inbox.store(tx, "sim", batch, window=window, retry=0.001, give_up=3)


async def claim(db: Database, sender: str = SENDER, window: float = 60) -> list[Claimed]:
    (lease,) = await lines.take(db, "partition", [inbox.partition_of(sender)], "intake", 60)
    claimed = await inbox.claim(db, lease, window=window, again=60)
    await lines.release(db, [lease])
    return claimed


def words(claimed: list[Claimed]) -> list[str]:
    return [b"|".join(message.bodies).decode() for message in claimed]


async def test_the_same_piece_twice_is_stored_once(db: Database, line: Lease) -> None:
    assert await store(db, line, piece("a", place="1/1"), piece("a", place="1/2")) != frozenset()
    assert await store(db, line, piece("a", place="1/3")) == frozenset()
    assert words(await claim(db)) == ["a"]


async def test_the_same_piece_at_another_place_waits_to_be_confirmed_there(db: Database, line: Lease) -> None:
    first = piece("a", place="1/1")
    await store(db, line, first)
    async with lines.guarded(db, line) as tx:
        await inbox.confirmed(tx, "sim", {"1/1": first.digest}, {"1/1": "done"})
        assert await inbox.unconfirmed(tx, "sim") == {}
    await store(db, line, piece("a", place="1/9"))
    async with db.connection() as conn:
        assert await inbox.unconfirmed(conn, "sim") == {"1/9": first.digest}


async def test_a_confirmation_that_fails_is_tried_again_later_not_at_once(db: Database, line: Lease) -> None:
    first = piece("a", place="1/1")
    await store(db, line, first)
    async with lines.guarded(db, line) as tx:
        assert await inbox.confirmed(tx, "sim", {"1/1": first.digest}, {"1/1": "the SIM refuses"}) == 1
        assert await inbox.unconfirmed(tx, "sim") == {}
        (row,) = await tx.fetch("SELECT confirm_tries, confirmed_at FROM parts")
        assert (row["confirm_tries"], row["confirmed_at"]) == (1, None)


async def test_messages_are_claimed_in_the_order_in_which_they_became_complete(db: Database, line: Lease) -> None:
    await store(db, line, piece("long-1", ref=7, seq=1, total=2))
    await store(db, line, piece("short"))
    await store(db, line, piece("long-2", ref=7, seq=2, total=2))
    assert words(await claim(db)) == ["short", "long-1|long-2"]


async def test_parts_come_in_any_order_and_are_joined_in_theirs(db: Database, line: Lease) -> None:
    await store(
        db,
        line,
        piece("c", ref=7, seq=3, total=3),
        piece("a", ref=7, seq=1, total=3),
        piece("b", ref=7, seq=2, total=3),
    )
    assert words(await claim(db)) == ["a|b|c"]


async def test_two_senders_with_one_reference_are_two_messages(db: Database, line: Lease) -> None:
    other = "tel:+84590001302"
    await store(db, line, piece("a", ref=7, seq=1, total=2), piece("x", sender=other, ref=7, seq=1, total=2))
    await store(db, line, piece("y", sender=other, ref=7, seq=2, total=2), piece("b", ref=7, seq=2, total=2))
    assert words(await claim(db)) == ["a|b"]
    assert words(await claim(db, other)) == ["x|y"]


async def test_a_part_sent_twice_by_the_network_is_no_second_message(db: Database, line: Lease) -> None:
    await store(db, line, piece("a", ref=7, seq=1, total=2), piece("a", ref=7, seq=1, total=2, stamp="later"))
    await store(db, line, piece("b", ref=7, seq=2, total=2))
    assert words(await claim(db)) == ["a|b"]
    await store(db, line, piece("b", ref=7, seq=2, total=2, stamp="later still"))
    assert await claim(db) == []


async def test_a_reference_used_again_for_other_words_starts_a_new_message(db: Database, line: Lease) -> None:
    await store(db, line, piece("a", ref=7, seq=1, total=2))
    await store(db, line, piece("other a", ref=7, seq=1, total=2))
    await store(db, line, piece("b", ref=7, seq=2, total=2), piece("other b", ref=7, seq=2, total=2))
    assert sorted(words(await claim(db))) == ["a|b", "other a|other b"]


async def test_a_missing_part_is_waited_for_only_so_long_and_stops_nobody(db: Database, line: Lease) -> None:
    await store(db, line, piece("a", ref=7, seq=1, total=2))
    await store(db, line, piece("next"))
    assert words(await claim(db)) == ["next"]
    await db_sleep(db, 0.05)
    (message,) = await claim(db, window=0.01)
    assert (words([message]), message.missing) == (["a"], "1/2")


async def test_a_late_part_is_a_message_of_its_own_that_names_its_group(db: Database, line: Lease) -> None:
    await store(db, line, piece("a", ref=7, seq=1, total=2))
    await db_sleep(db, 0.05)
    (first,) = await claim(db, window=0.01)
    await store(db, line, piece("b", ref=7, seq=2, total=2), window=0.01)
    (late,) = await claim(db)
    assert late.group_id == first.group_id


async def test_at_most_five_of_one_sender_in_a_batch(db: Database, line: Lease) -> None:
    other = next(f"tel:+8459000{n}" for n in range(1000, 9999) if same_partition(f"tel:+8459000{n}"))
    await store(db, line, *(piece(f"flood {n}") for n in range(20)), piece("other", sender=other))
    assert words(await claim(db)) == [*(f"flood {n}" for n in range(5)), "other"]


def same_partition(sender: str) -> bool:
    return sender != SENDER and inbox.partition_of(sender) == inbox.partition_of(SENDER)


async def test_a_claim_that_never_closed_is_claimed_alone_after_its_time(db: Database, line: Lease) -> None:
    await store(db, line, piece("poison"), piece("good"))
    assert len(await claim(db)) == 2
    await store(db, line, piece("next"))
    assert words(await claim(db)) == ["next"]
    assert await claim(db) == []
    async with db.transaction() as tx:
        await tx.execute("UPDATE parts SET next_at = now() - interval '1 second'")
    (again,) = await claim(db)
    assert (again.alone, again.tries_alone, words([again])) == (True, 1, ["poison"])


async def test_a_try_given_back_is_not_used_up(db: Database, line: Lease) -> None:
    await store(db, line, piece("a"))
    claimed = await claim(db)
    async with db.transaction() as tx:
        await inbox.give_back(tx, claimed)
        assert await tx.fetchval("SELECT tries FROM parts") == 0
    (again,) = await claim(db)
    assert not again.alone


async def test_what_cannot_be_fetched_is_a_row_with_tries_then_unreadable(db: Database, line: Lease) -> None:
    for _ in range(3):
        await store(db, line, unfetched=(Unfetched(location="9/1", reason=NOT_HANDED_OVER),))
    async with db.connection() as conn:
        (row,) = await conn.fetch("SELECT state, tries, reason FROM parts")
        ((message,), _, _) = await attention(conn, AttentionFilter(sight=EVERYTHING, side="in"), limit=10)
    assert tuple(row) == ("unreadable", 3, row_of(NOT_HANDED_OVER))
    assert (message.rule, message.reasons) == ("unfetched", (NOT_HANDED_OVER,))


async def test_what_was_given_up_is_told_again_by_every_new_link_and_stops_nothing(db: Database, line: Lease) -> None:
    nothing = Unfetched(location="5", reason=NOT_HANDED_OVER)
    for _ in range(7):
        await store(db, line, unfetched=(nothing,))
    async with db.transaction() as tx:
        ((message,), _, _) = await attention(tx, AttentionFilter(sight=EVERYTHING, side="in"), limit=10)
        assert await inbox.replay(tx, message.id) is None, "there are no bytes to read anew"
        assert await inbox.dismiss(tx, message.id, text("deleted from the SIM"), superuser("me"))
    for _ in range(3):  # another one lies in the same place
        await store(db, line, piece("a"), unfetched=(nothing,))
    async with db.connection() as conn:
        ((again,), _, _) = await attention(conn, AttentionFilter(sight=EVERYTHING, side="in"), limit=10)
    assert again.id == message.id + 1


async def test_what_is_fetched_at_last_leaves_no_unfetched_row(db: Database, line: Lease) -> None:
    await store(db, line, unfetched=(Unfetched(location="9/1", reason=NOT_HANDED_OVER),))
    async with db.connection() as conn:
        assert await inbox.due_unfetched(conn, "sim") in ([], ["9/1"])
    await store(db, line, piece("a", place="9/1"))
    async with db.connection() as conn:
        assert [row["state"] for row in await conn.fetch("SELECT state FROM parts")] == ["received"]


async def test_the_tries_to_fetch_a_piece_come_further_and_further_apart(db: Database, line: Lease) -> None:
    waits = []
    for _ in range(9):
        async with db.transaction() as tx:
            nothing = Batch(unfetched=(Unfetched(location="9/1", reason=NOT_HANDED_OVER),))
            await inbox.store(tx, "sim", nothing, window=60, retry=30, give_up=10)
            waits.append(await tx.fetchval("SELECT extract(epoch FROM next_at - now())::int FROM parts"))
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


async def test_what_is_gone_from_its_place_leaves_no_unfetched_row(db: Database, line: Lease) -> None:
    await store(
        db,
        line,
        unfetched=(
            Unfetched(location="9/1", reason=NOT_HANDED_OVER),
            Unfetched(location="9/2", reason=NOT_HANDED_OVER),
        ),
    )
    async with db.transaction() as tx:
        await inbox.store(tx, "sim", Batch(gone=("9/1",)), window=60, retry=0, give_up=3)
        assert [row["location"] for row in await tx.fetch("SELECT location FROM parts")] == ["9/2"]


async def test_bytes_that_nothing_refers_to_are_freed(db: Database, line: Lease) -> None:
    await store(db, line, piece("kept"))
    async with db.transaction() as tx:
        await tx.execute("INSERT INTO blobs VALUES ($1, $2)", b"\0" * 32, b"orphan")
        assert await inbox.free_blobs(tx) == 1
        assert await tx.fetchval("SELECT count(*) FROM blobs") == 1


async def db_sleep(db: Database, seconds: float) -> None:
    async with db.connection() as conn:
        await conn.execute("SELECT pg_sleep($1)", seconds)


async def test_only_what_is_a_message_and_in_a_copied_backup_may_be_taken_away_at_its_source(
    db: Database, line: Lease
) -> None:
    pieces = [piece(f"number {n}", place=f"7/{n}") for n in range(3)]
    await store(db, line, *pieces)
    places = [one.location for one in pieces]

    async def removable(*, in_backup: bool = True) -> list[str]:
        async with db.connection() as conn:
            return sorted(await inbox.removable(conn, "sim", places, in_backup=in_backup))

    async def backup(outcome: str, reason: str) -> None:
        async with db.connection() as conn:
            await maintenance.end_backup(conn, await maintenance.begin_backup(conn, "file"), outcome, reason=reason)

    assert await removable(in_backup=False) == []
    async with db.transaction() as tx:
        await inbox.confirmed(tx, "sim", {p.location: p.digest for p in pieces}, dict.fromkeys(places[:2], "done"))
        await tx.execute("ALTER TABLE parts DROP CONSTRAINT IF EXISTS parts_message_id_fkey")
        await tx.execute("UPDATE parts SET message_id = 1 WHERE location <> '7/0'")
    assert await removable(in_backup=False) == ["7/1"]
    await backup("failed", "write")
    await backup("good", "hook")
    assert await removable() == []
    await backup("good", "")
    assert await removable() == ["7/1"]
    async with db.connection() as conn:
        await conn.execute("UPDATE parts SET received_at = now()")
    assert await removable() == []


async def test_a_place_that_was_anothers_before_is_kept_until_both_are_messages(db: Database, line: Lease) -> None:
    """In a mailbox restored with its old UIDVALIDITY a UID may name another mail than it did."""
    before, now = piece("before", place="7/1"), piece("now", place="7/1")
    await store(db, line, before)
    async with db.transaction() as tx:
        await inbox.confirmed(tx, "sim", {"7/1": before.digest}, {"7/1": "done"})
        await tx.execute("ALTER TABLE parts DROP CONSTRAINT IF EXISTS parts_message_id_fkey")
        await tx.execute("UPDATE parts SET message_id = 1")
        assert await inbox.removable(tx, "sim", ["7/1"], in_backup=False) == ["7/1"]
    await store(db, line, now)
    async with db.connection() as conn:
        assert await inbox.removable(conn, "sim", ["7/1"], in_backup=False) == []
