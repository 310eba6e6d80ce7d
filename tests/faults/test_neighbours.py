"""A refusal that may mean one recipient or the whole line: what becomes of the others tells."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import email
from gateway.channels.email import smtp
from gateway.services import delivery
from tests.faults.test_refusals import refused, verdict_of
from tests.support import configs, pdus, running
from tests.support.modems import Running
from tests.support.running import until

WAITING = "SELECT state, tries FROM outbox WHERE state <> 'sent'"
FEW: dict[str, Any] = {"tries": 3, "backoff": [0.2]}
FULL = "552 Requested mail action aborted: exceeded storage allocation"
POISON = [
    ("rcpt", FULL),
    ("data", "552 5.7.0 This message was blocked because its content presents a potential security issue"),
]
LIMITS = ["550 5.4.5 Daily user sending limit exceeded.", "554 5.7.1 Message rejected"]


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses of a test."""
    monkeypatch.setattr("workers.send_loop.LONGEST_PAUSE", 0.3)


@pytest.mark.parametrize(("stage", "answer"), POISON)
async def test_eight_recipients_who_are_refused_stop_nobody_and_end_dead_after_their_tries(
    tmp_path: Path, db_url: str, stage: str, answer: str
) -> None:
    async with refused(tmp_path, db_url, **FEW) as (load, out):
        poison = [f"citizen+poison{n}@village.example" for n in range(8)]
        out.answers = {f"{stage} {address}": answer for address in poison}
        for address in poison:
            load.mail(sender=address)
        await until(lambda: load.g.rows("SELECT 1 FROM outbox WHERE asides > 0 OFFSET 7"))
        for n in range(60):
            load.mail()
            await until(partial(load.g.rows, "SELECT 1 FROM outbox WHERE state = 'sent' OFFSET $1", n))
            if len(await load.g.rows("SELECT 1 FROM outbox WHERE state = 'dead'")) == len(poison):
                break
        told = await load.g.rows(
            "SELECT c.sender FROM case_events e JOIN cases c ON c.id = e.case_id WHERE e.kind = 'undelivered'"
        )
        assert sorted(row["sender"] for row in told) == [f"mailto:{address}" for address in poison]
        assert await load.g.rows("SELECT DISTINCT tries FROM outbox WHERE state = 'dead'") == [{"tries": 3}]
        assert {to for _, [to], _ in out.kept}.isdisjoint(poison)
        await until(lambda: load.g.rows("SELECT 1 FROM lines WHERE state = 'ok'"))


@pytest.mark.parametrize("answer", LIMITS)
async def test_a_limit_of_our_own_account_burns_nothing_and_is_told(tmp_path: Path, db_url: str, answer: str) -> None:
    async with refused(tmp_path, db_url, tries=1, backoff=[0.2]) as (load, out):
        out.answers = {"data": answer}
        for _ in range(3):
            load.mail()
        await until(lambda: load.g.rows("SELECT 1 FROM attempts OFFSET 3"))
        await until(lambda: load.g.rows("SELECT 1 FROM outbox OFFSET 2"))
        assert [(row["state"], row["tries"]) for row in await load.g.rows(WAITING)] == [("due", 0)] * 3
        (line,) = await load.g.rows("SELECT state, send_error FROM lines")
        assert (line["state"], line["send_error"]["step"]) == ("failing", "final dot")
        assert line["send_error"]["reply"].startswith(answer[:3])
        out.answers = {}
        (await verdict_of(load, out)).require(ok=3)
        await until(lambda: load.g.rows("SELECT 1 FROM lines WHERE state = 'ok'"))


async def test_a_server_that_refuses_for_longer_than_all_tries_last_gets_every_mail_once_when_it_works(
    tmp_path: Path, db_url: str
) -> None:
    async with refused(tmp_path, db_url, tries=2, backoff=[0.2]) as (load, out):
        for stage, answer in (("rcpt", "451 4.3.2 try again later"), ("mail", "450 4.7.1 busy"), ("data", "421 later")):
            before = len(await load.g.rows("SELECT 1 FROM attempts"))
            out.answers = {stage: answer}
            load.mail()
            load.mail()
            await until(partial(load.g.rows, "SELECT 1 FROM attempts OFFSET $1", before + 6))
            assert not await load.g.rows("SELECT 1 FROM outbox WHERE state NOT IN ('due', 'sent') OR tries > 0")
        await until(lambda: load.g.rows("SELECT 1 FROM lines WHERE state = 'failing'"))
        out.answers = {}
        (await verdict_of(load, out)).require(ok=6)


async def test_a_silent_final_dot_keeps_nobody_waiting_and_is_no_copy(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (smtp, email):
        monkeypatch.setattr(module, "PATIENCE", 0.5)
    async with refused(tmp_path, db_url, attempt_deadline=1, connections=1, **FEW) as (load, out):
        slow = "citizen+slow@village.example"
        out.wait = {f"data {slow}"}
        load.mail(sender=slow)
        await until(lambda: out.kept)
        load.mail(words="Cháy nhà ở ngõ 12, có người mắc kẹt.")
        await until(lambda: load.g.rows("SELECT 1 FROM outbox WHERE purpose = 'emergency' AND state = 'sent'"))
        assert await load.g.rows("SELECT state FROM attempts WHERE recipient = $1", f"mailto:{slow}") == [
            {"state": "open"}
        ]
        out.wait = set()
        await until(
            lambda: load.g.rows("SELECT 1 FROM outbox WHERE recipient = $1 AND state = 'sent'", f"mailto:{slow}")
        )
        assert [to for _, [to], _ in out.kept].count(slow) == 1


async def test_a_line_stopped_while_a_server_is_silent_calls_it_unknown_at_once(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.send_loop.GRACE", 0.2)
    async with refused(tmp_path, db_url, **FEW) as (load, out):
        out.wait = {"data"}
        load.mail()
        await until(lambda: out.kept)
        await load.g.rows("UPDATE lines SET holder = 'another', epoch = epoch + 1, until = now() + interval '1 second'")
        await until(lambda: load.g.rows("SELECT 1 FROM attempts WHERE state = 'unknown'"))
        out.wait = set()
        assert (await verdict_of(load, out)).repeated == 1


async def test_an_error_of_our_own_in_sending_stops_no_reading_and_is_told(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise OverflowError

    async with refused(tmp_path, db_url, **FEW) as (load, out):
        with monkeypatch.context() as patched:
            patched.setattr(delivery, "claim", broken)
            load.mail()
            await until(lambda: load.g.rows("SELECT 1 FROM lines WHERE send_error->>'code' = 'error.unforeseen'"))
            load.mail()
            await until(lambda: load.g.rows("SELECT 1 FROM cases OFFSET 1"))
            assert await load.g.rows("SELECT 1 FROM lines WHERE error IS NULL")
        (await verdict_of(load, out)).require(ok=2)


async def test_one_number_that_is_refused_delays_no_other_and_ends_dead(tmp_path: Path, db_url: str) -> None:
    modem, dead = Running(tmp_path), "+84590003101"
    modem.set(refuses=[dead, 302])
    line = configs.sms_line(driver="at", device="modem", silence_seconds=2.5)
    try:
        async with running.gateway(tmp_path, db_url, lines=[line], times={**FEW, "lease": 4}) as g:
            await until(lambda: g.contacted("vanmieu-sms"))
            modem.deliver(pdus.deliver(dead, "den duong hong", datetime.now(UTC)))
            await until(lambda: g.rows("SELECT 1 FROM outbox WHERE aside"))
            for number in ("+84590003102", "+84590003103"):
                modem.deliver(pdus.deliver(number, "den duong hong", datetime.now(UTC)))
            await until(lambda: g.rows("SELECT 1 FROM outbox WHERE state = 'sent' OFFSET 1"))
            await until(lambda: g.rows("SELECT 1 FROM outbox WHERE state = 'dead'"))
            (row,) = await g.rows("SELECT recipient, tries FROM outbox WHERE state = 'dead'")
            assert (row["recipient"], row["tries"]) == (f"tel:{dead}", 3)
            assert await g.rows("SELECT 1 FROM case_events WHERE kind = 'undelivered'")
            assert len(modem.sent()) == 2
    finally:
        modem.close()
