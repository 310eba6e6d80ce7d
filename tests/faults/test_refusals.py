"""The other side refuses: for now, for one recipient, or for the whole line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from gateway.domain.actor import superuser
from gateway.local.simulator import mail
from gateway.services.casework import answering
from tests.faults.load import Load
from tests.support import configs, judge, running
from tests.support.running import until
from tests.support.sink import Sink, sink

MANY: dict[str, Any] = {"tries": 60, "backoff": [0.2]}
VICTIM = "citizen+99@village.example"


@asynccontextmanager
async def refused(
    tmp_path: Path, db_url: str, *, connections: int = 4, **times: Any
) -> AsyncIterator[tuple[Load, Sink]]:
    """A gateway whose mail goes to a sink; the mailbox it reads is the simulator's."""
    (tmp_path / "g").mkdir()
    async with sink() as out, mail.serve(tmp_path / "mail", 0, 0, _accounts()) as simulator:
        line = configs.mail_line(imap_port=simulator.imap_port, smtp_port=out.port, connections=connections)
        async with running.gateway(tmp_path / "g", db_url, lines=[line], times=times) as g:
            g.mails = tmp_path / "mail"
            await until(lambda: g.rows("SELECT 1 FROM lines WHERE cursor IS NOT NULL"))
            yield Load(g, tmp_path), out


def _accounts() -> dict[str, str]:
    return dict.fromkeys([running.MAILBOX, "citizen@village.example"], configs.PASSWORD)


async def verdict_of(load: Load, out: Sink) -> judge.Verdict:
    """Settle, and judge what the sink has kept for citizens."""
    await load.settle()
    mails = [running.parse(content) for _, to, content in out.kept if to != ["operator@village.example"]]
    return await judge.judge(load.g.db, load.injector.tokens(), mails=mails)


async def test_what_is_refused_for_now_goes_out_once_when_the_server_takes_it(tmp_path: Path, db_url: str) -> None:
    async with refused(tmp_path, db_url, **MANY) as (load, out):
        for stage in ("mail", "rcpt", "data"):
            out.answers = {stage: "451 4.3.0 try again later"}
            load.mail()
            load.mail()
            await until(lambda: load.g.rows("SELECT 1 FROM outbox WHERE state = 'due' AND asides > 0 OFFSET 1"))
            assert not await load.g.rows("SELECT 1 FROM outbox WHERE state NOT IN ('due', 'sent') OR tries > 1")
            out.answers = {}
            await load.settle()
        (await verdict_of(load, out)).require(ok=6)
        assert len(out.kept) == 6


async def test_an_answer_that_never_comes_after_the_final_dot_is_tried_again_under_the_same_message_id(
    tmp_path: Path, db_url: str
) -> None:
    async with refused(tmp_path, db_url, attempt_deadline=1, **MANY) as (load, out):
        out.hang_up = {"data"}
        load.mail()
        await until(lambda: out.kept)
        out.hang_up = set()
        verdict = await verdict_of(load, out)
        assert verdict.repeated == len(out.kept) - 1 >= 1
        verdict.require(ok=1, repeated=verdict.repeated)


async def test_a_recipient_refused_for_good_touches_only_their_case(tmp_path: Path, db_url: str) -> None:
    async with refused(tmp_path, db_url, **MANY) as (load, out):
        g = load.g
        load.mail(sender=VICTIM)
        for _ in range(4):
            load.mail()
        await load.settle()
        out.answers = {f"rcpt {VICTIM}": "550 5.1.1 no such user"}
        for case in await g.rows("SELECT code FROM cases ORDER BY id"):
            await answering.answer(g.db, g.context, case["code"], "Đã thay bóng đèn.", superuser("can bo"))
        (await verdict_of(load, out)).require(ok=5)
        rows = await g.rows("SELECT recipient, state FROM outbox WHERE purpose = 'result' ORDER BY state")
        assert [row["state"] for row in rows] == ["dead", "sent", "sent", "sent", "sent"]
        assert rows[0]["recipient"] == f"mailto:{VICTIM}"
        (told,) = await g.rows(
            "SELECT c.sender FROM case_events e JOIN cases c ON c.id = e.case_id WHERE e.kind = 'undelivered'"
        )
        assert told["sender"] == f"mailto:{VICTIM}"


async def test_a_line_that_is_refused_as_a_whole_holds_all_and_burns_no_try(tmp_path: Path, db_url: str) -> None:
    async with refused(tmp_path, db_url, tries=2, backoff=[0.2]) as (load, out):
        g = load.g
        out.answers = {"mail": "530 5.7.0 authentication required"}
        for _ in range(4):
            load.mail()
        await until(lambda: g.rows("SELECT 1 FROM attempts OFFSET 2"))
        await until(lambda: g.rows("SELECT 1 FROM messages OFFSET 3"))
        rows = await g.rows("SELECT state, tries FROM outbox")
        assert {(row["state"], row["tries"]) for row in rows} == {("due", 0)}
        assert await g.rows("SELECT 1 FROM line_events WHERE after = 'failing'")
        out.answers = {}
        (await verdict_of(load, out)).require(ok=4)


async def test_what_is_refused_for_now_as_often_as_there_are_tries_is_dead_and_its_officer_told(
    tmp_path: Path, db_url: str
) -> None:
    async with refused(tmp_path, db_url, tries=3, backoff=[0.2]) as (load, out):
        g = load.g
        load.mail(sender=VICTIM)
        load.mail()
        out.answers = {f"rcpt {VICTIM}": "450 4.2.0 mailbox busy"}
        (await verdict_of(load, out)).require(ok=2)
        (dead,) = await g.rows("SELECT id, state, tries, recipient FROM outbox WHERE state <> 'sent'")
        assert (dead["state"], dead["tries"], dead["recipient"]) == ("dead", 3, f"mailto:{VICTIM}")
        attempts = await g.rows("SELECT state FROM attempts WHERE outbox_id = $1", dead["id"])
        assert [one["state"] for one in attempts] == ["failed"] * 3
        assert await g.rows("SELECT 1 FROM case_events WHERE kind = 'undelivered'")
