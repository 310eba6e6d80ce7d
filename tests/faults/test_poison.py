"""What one message does to itself it does to no other: repeats, poison, missing parts."""

import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.local.simulator import phone
from gateway.local.simulator.mail import deliver
from gateway.runtime import reader, sandbox
from gateway.store.inbox import partition_of
from tests.faults.load import Load
from tests.faults.scenes import CITIZENS, scene
from tests.support import running
from tests.support.process import ForkServer
from tests.support.running import NUMBER, until

MARK = "tk-poison-mark"


async def test_the_same_mail_appended_twice_is_one_case_with_one_acknowledgement(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        load = Load(g, tmp_path)
        await until(lambda: g.contacted("vanmieu-mail"))
        body = load.mail()
        await until(g.inbox)
        deliver(g.mails, running.MAILBOX, body)
        deliver(g.mails, running.MAILBOX, body)
        load.mail()
        await until(lambda: len(g.inbox()) == 2)
        (await load.verdict()).require(ok=2)


@pytest.mark.parametrize("how", ["die", "swell"])
async def test_a_mail_that_breaks_who_reads_it_becomes_unreadable_and_costs_no_other_a_try(
    tmp_path: Path, db_url: str, forks: ForkServer, how: str
) -> None:
    async with scene(tmp_path, db_url, forks, "mail") as world:
        token = world.injector.token()
        world.mail(1)
        poison = running.letter(f"Thu {token}", MARK, sender=CITIZENS[3])
        deliver(tmp_path / "mail", running.MAILBOX, poison)
        world.mail(2)  # of the same partition, and mostly of the same batch
        process = world.start(crash=f"decode:{how}@{MARK}")
        await world.settle(60)
        assert process.running
        (message,) = await world.rows("SELECT * FROM messages WHERE outcome = 'unreadable'")
        assert message["reasons"][0]["code"] == "message.gave_up"
        (part,) = await world.rows("SELECT * FROM parts WHERE message_id = $1", message["id"])
        assert (part["state"], part["tries_alone"]) == ("unreadable", 3)
        assert await world.rows(
            "SELECT max(tries), max(tries_alone) AS alone FROM parts WHERE state = 'registered'"
        ) == [{"max": 1, "alone": 0}]
        (await world.judge()).require(ok=4, unreadable=1)


def broken(n: int) -> bytes:
    """The n-th of some mails that nobody can read, every twentieth one that kills its reader; no two are alike."""
    mark = f"{n:04}".encode()
    if n % 20 == 0:
        return b"From: citizen@village.example\r\nSubject: " + MARK.encode() + mark + b"\r\n\r\nwords"
    return (mark, b"\x00\xff" * 50 + mark, b"\r\n\r\nno header at all " + mark)[n % 3]


async def test_two_hundred_broken_mails_before_a_good_one_are_kept_and_it_is_a_case(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAILURES F37."""
    armed = sandbox.ForkServer("gateway.runtime.reader:work", environment={"GATEWAY_CRASH_AT": f"decode@{MARK}"})
    monkeypatch.setattr(reader, "_SERVER", armed)
    async with running.gateway(tmp_path, db_url) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        bad = [broken(n) for n in range(200)]
        for body in bad:
            deliver(g.mails, running.MAILBOX, body)
        good = g.mail("Đèn hỏng", "Đèn đường ngõ 12 hỏng ba hôm nay.")
        await until(lambda: g.rows("SELECT 1 FROM cases"), deadline=60)
        await until(lambda: g.rows("SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM parts WHERE state = 'received')"))
        kept = await g.rows(
            "SELECT m.outcome, b.bytes FROM messages m JOIN parts p ON p.message_id = m.id JOIN blobs b ON"
            " b.sha256 = p.blob WHERE m.outcome IN ('unreadable', 'held')"
        )
        assert sorted(row["bytes"] for row in kept) == sorted(bad)
        stored = await g.rows("SELECT count(*) AS n, sum(octet_length(bytes)) AS size FROM blobs")
        assert stored == [{"n": 201, "size": sum(map(len, [*bad, good]))}]
    armed.close()


async def test_words_that_are_read_for_ever_stop_no_other_message_and_no_stop(
    tmp_path: Path, db_url: str, forks: ForkServer
) -> None:
    """FAILURES F36, with judging: the words are read for ever. The gateway is stopped while a worker is at it."""
    async with scene(tmp_path, db_url, forks, "mail") as world:
        deliver(tmp_path / "mail", running.MAILBOX, running.letter("Thu", MARK, sender=CITIZENS[3]))
        world.mail(3)  # of the same partition, and mostly of the same batch
        process = world.start(crash=f"words:spin@{MARK}")
        await until(lambda: world.rows("SELECT 1 FROM parts WHERE state = 'registered' OFFSET 2"))
        await until(lambda: world.rows("SELECT 1 FROM parts WHERE tries_alone > 0 AND state = 'received'"))
        process.signal(signal.SIGTERM)
        assert await process.ended(10) == 0
        assert await world.rows("SELECT 1 FROM parts WHERE state = 'received'")


async def test_an_incomplete_long_text_stops_nobody_and_is_a_case_marked_so_in_the_end(
    tmp_path: Path, db_url: str
) -> None:
    long = "Ngõ 185 phố Chùa Láng: rác tập kết trước cổng nhà văn hóa 4 ngày nay chưa ai thu gom, bốc mùi cả ngõ."
    async with running.gateway(tmp_path, db_url, times={"incomplete_sms": 600}) as g:
        load = Load(g, tmp_path)
        await until(lambda: g.contacted("vanmieu-sms"))
        spare = tmp_path / "spare"
        token = load.injector.token()
        first, second = phone.drop_sms(spare, NUMBER, f"{token} {long}", at=datetime.now(UTC))
        inbox = tmp_path / "phone" / "sms" / "1"
        inbox.mkdir(parents=True, exist_ok=True)
        first.rename(inbox / "500")
        await until(lambda: g.rows("SELECT 1 FROM parts WHERE ready_seq IS NULL"))
        load.text(NUMBER)  # of the same sender, after the part that waits
        load.text()
        await until(lambda: g.rows("SELECT 1 FROM messages OFFSET 1"))
        waits = "ready_seq IS NULL AND state = 'received'"
        assert await g.rows(f"SELECT 1 FROM parts WHERE {waits}")
        await g.rows(f"UPDATE parts SET received_at = received_at - interval '601 s' WHERE {waits}")  # the time is over
        await load.settle()
        (incomplete,) = await g.rows("SELECT * FROM messages WHERE text LIKE $1", f"{token}%")
        assert any(flag.startswith("incomplete:1/2") for flag in incomplete["flags"])
        second.rename(inbox / "501")
        await until(lambda: g.rows("SELECT 1 FROM messages WHERE rule = 'late_part' OR 'late_part' = ANY (flags)"))
        await load.settle()
        assert len(await g.rows("SELECT 1 FROM cases WHERE sender = $1", f"tel:{NUMBER}")) == 1
        said = sorted("ghi them tin nay" in text for text in g.texts())
        assert said == [False, True]  # one acknowledgement, and that the other text was added to its case


@pytest.mark.parametrize("bad", [b"{}", b"\x00\xff not a record"])
async def test_a_piece_nobody_can_read_stops_nobody(tmp_path: Path, db_url: str, bad: bytes) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        load = Load(g, tmp_path)
        await until(lambda: g.contacted("vanmieu-sms"))
        sender = f"tel:{NUMBER}"
        await g.rows(
            "WITH b AS (INSERT INTO blobs VALUES (sha256($1), $1) RETURNING sha256)"
            " INSERT INTO parts (line, digest, blob, size, location, sender_key, partition, state, arrived_at,"
            " ready_seq, confirmed_at) SELECT 'vanmieu-sms', sha256, sha256, 9, 'x', $2, $3, 'received', now(),"
            " nextval('ready_seq'), now() FROM b",
            bad,
            sender,
            partition_of(sender),
        )
        load.text(NUMBER)
        await until(g.texts)
        await load.settle()
        assert [row["state"] for row in await g.rows("SELECT state FROM parts ORDER BY ready_seq")] == [
            "unreadable",
            "registered",
        ]
