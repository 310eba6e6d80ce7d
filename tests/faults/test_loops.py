"""Machines that answer us: a mail loop and an SMS ping-pong end by themselves, and a line has a budget."""

import asyncio
from pathlib import Path

from gateway.domain.actor import superuser
from gateway.services.casework import answering
from tests.faults.load import Load
from tests.support import running
from tests.support.running import NUMBER, until

ECHO = "citizen@village.example"


async def test_a_peer_that_answers_every_acknowledgement_with_a_new_mail_gets_two(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        load = Load(g, tmp_path)
        await until(lambda: g.contacted("vanmieu-mail"))
        load.mail(sender=ECHO)
        answered = 0
        for _ in range(8):
            await load.settle()
            got = len(g.inbox())
            for n in range(answered, got):
                load.mail(sender=ECHO, words=f"Chúng tôi đã nhận được thư của quý vị, số {n}.")
            if got == answered:
                break
            answered = got
        assert answered == 2
        verdict = await load.verdict()
        verdict.require(ok=3)
        flags = [row["flags"] for row in await g.rows("SELECT flags FROM messages ORDER BY id")]
        assert "loop_suspected" in flags[-1]


async def test_a_phone_that_answers_every_text_gets_one_acknowledgement(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        load = Load(g, tmp_path)
        await until(lambda: g.contacted("vanmieu-sms"))
        load.text(NUMBER)
        for n in range(5):
            await load.settle()
            if len(g.texts()) <= n:
                break
            load.text(NUMBER, words=f"da nhan duoc tin nhan so {n}")
        assert len(g.texts()) == 1
        load.text("1022", words="khuyen mai cho ban")
        load.text("VNNET", words="thong bao cuoc thang nay")
        await load.settle()
        assert len(await g.rows("SELECT 1 FROM outbox")) == 1
        assert len(g.texts()) == 1


async def test_a_line_over_its_hourly_budget_sends_results_only(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, limits={"automatic_sms_per_line_hour": 3}) as g:
        load = Load(g, tmp_path)
        await until(lambda: g.contacted("vanmieu-sms"))
        for _ in range(9):
            load.text()
        await until(lambda: g.rows("SELECT 1 FROM messages OFFSET 8"))
        await until(lambda: g.rows("SELECT 1 FROM outbox WHERE state = 'sent' OFFSET 2"))
        await asyncio.sleep(0.6)  # three sweeps in which a line without a budget would have sent the rest
        sent = await g.rows("SELECT id FROM outbox WHERE state = 'sent'")
        assert 3 <= len(sent) < 3 + 2 * 2  # a claim is of two here, and may have begun below the budget
        (case, *_) = await g.rows("SELECT code FROM cases ORDER BY id DESC")
        await answering.answer(g.db, g.context, case["code"], "Đã thay bóng đèn.", superuser("can bo"))
        await until(lambda: g.rows("SELECT 1 FROM outbox WHERE purpose = 'result' AND state = 'sent'"))
        waiting = await g.rows("SELECT id FROM outbox WHERE state = 'due'")
        assert len(waiting) == 9 - len(sent)
