"""What waits to go out: each reason is said; a person sends it now or drops it, one or many, and it is audited."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.channels.email.reasons import SMTP_REFUSED
from gateway.channels.sms.reasons import NOT_TAKEN_CMS
from gateway.domain.actor import superuser
from gateway.domain.errors import NotAllowed
from gateway.domain.reasons import text
from gateway.domain.sending_rules import QUIET_HOURS
from gateway.services import attending
from gateway.store import outbox_acts
from tests.support import cli, console, running
from tests.support.console import Console
from tests.support.running import until
from tests.support.stored import stored

ADD = """
INSERT INTO outbox (line, cause, purpose, recipient, state, priority, text, automatic, reason, due_at, aside, asides,
    created_at)
SELECT $1, 'message:' || $2, $3, 'mailto:someone@example.com', 'due', $4, 'Lời gửi đi', true, $5, now() + $6::interval,
    $7::boolean, $7::boolean::int, now() - $8::interval
RETURNING id
"""
OPEN = """
INSERT INTO attempts (outbox_id, line, recipient, round, part, parts, epoch, deadline)
VALUES ($1, 'vanmieu-mail', 'mailto:someone@example.com', 1, 1, 1, 1, now() + interval '1 hour') RETURNING id
"""


REFUSED = stored(SMTP_REFUSED(step="RCPT", reply="554 5.7.1"))


async def add(c: Console, name: str, **more: Any) -> int:
    """A row that waits; what it is called stands in its cause."""
    row: dict[str, Any] = {
        "line": "vanmieu-mail",
        "purpose": "acknowledgement",
        "priority": 2,
        "reason": None,
        "due": 0,
        "aside": False,
    }
    row |= {"age": 60, **more}
    spans = [timedelta(seconds=float(row[key])) for key in ("due", "age")]
    (made,) = await c.rows(
        ADD, row["line"], name, row["purpose"], row["priority"], row["reason"], spans[0], row["aside"], spans[1]
    )
    return int(made["id"])


async def every_kind(c: Console) -> dict[str, int]:
    """One row of each reason to wait."""
    await c.rows(
        "INSERT INTO lines (name, channel, address) VALUES ('gone', 'email', 'mailto:x@y.example') RETURNING name"
    )
    await c.rows(f"UPDATE lines SET send_error = {REFUSED} WHERE name = 'other-mail' RETURNING name")
    await c.rows("UPDATE lines SET facts = facts || '{\"braked\": true}' WHERE name = 'vanmieu-sms' RETURNING name")
    made = {
        "line_gone": await add(c, "line_gone", line="gone"),
        "aside": await add(c, "aside", aside=True, due=600, reason=SMTP_REFUSED(step="RCPT", reply="552 5.3.4")),
        "put_off": await add(c, "put_off", due=1200, reason=QUIET_HOURS),
        "later": await add(c, "later", due=600, reason=NOT_TAKEN_CMS(cms=38)),
        "braked": await add(c, "braked", line="vanmieu-sms"),
        "next": await add(c, "next", purpose="result", priority=1, age=7200),
        "on_the_wire": await add(c, "on_the_wire"),
    }
    await c.rows(OPEN, made["on_the_wire"])
    return made


SAID = {
    "line_gone": "không còn trong cấu hình",
    "aside": "chưa rõ do người nhận hay do kênh",
    "put_off": "gửi lúc",
    "later": "sẽ thử lại lúc",
    "braked": "đã hết số tin tự động trong giờ này",
    "next": "sắp đến lượt",
    "on_the_wire": "đang được gửi",
}


async def test_the_list_says_why_each_waits_and_filters(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        assert "Không có gì chờ gửi" in (await client.get("/outgoing")).text
        made = await every_kind(c)
        shown = (await client.get("/outgoing")).text
        for why, words in SAID.items():
            assert words in shown, why
        assert "someone@example.com" not in shown  # masked in lists
        for query, seen in (
            ("", set(made)),
            ("?line=vanmieu-sms", {"braked"}),
            ("?purpose=result", {"next"}),
            ("?age=1h", {"next"}),
            ("?age=1d", set()),
            ("?purpose=x&age=y&page=z", set(made)),
        ):
            shown = (await client.get(f"/outgoing{query}")).text
            assert {why for why, id in made.items() if f'/attention/o{id}"' in shown} == seen, query
        await c.rows(f"UPDATE lines SET send_error = {REFUSED} WHERE name = 'vanmieu-mail' RETURNING name")
        assert "kênh đang không gửi được" in (await client.get("/outgoing?lang=vi")).text
        assert "its line cannot send" in (await client.get("/outgoing?lang=en")).text


async def test_many_are_dropped_with_a_reason_and_what_is_on_the_wire_is_not(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        made = await every_kind(c)
        ids = [f"o{id}" for id in made.values()]
        answer = await c.post(client, "/outgoing/act", act="drop_waiting", id=ids)
        assert answer.headers["location"] == "/outgoing"  # the reason is missing
        assert "cần ghi lý do" in (await client.get("/outgoing")).text
        answer = await c.post(client, "/outgoing/act", act="drop_waiting", id=ids, reason="gửi thử nhầm", once="a")
        where = answer.headers["location"]
        await until(lambda: c.rows("SELECT 1 FROM outbox WHERE state = 'dropped' OFFSET 5"), deadline=30)
        job = str(await until(lambda: _over(client, where)))
        assert "đang được gửi" in job
        assert f"/attention/o{made['on_the_wire']}" in job
        assert await c.rows("SELECT DISTINCT reason FROM outbox WHERE state = 'dropped'") == [
            {"reason": {"code": "text.said", "text": "gửi thử nhầm"}}
        ]
        assert len(await c.rows("SELECT 1 FROM audit WHERE act = 'drop_waiting'")) == 6


async def _over(client: Any, where: str) -> str:
    shown = (await client.get(where)).text
    return "" if "data-live" in shown else shown


async def test_what_is_braked_goes_out_now_when_a_person_says_so(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, limits={"automatic_sms_per_line_hour": 0}) as g:
        await until(lambda: g.contacted("vanmieu-sms"))
        g.text("den duong hong ba ngay nay")
        (row,) = await until(lambda: g.rows("SELECT id FROM outbox WHERE state = 'due'"))
        await until(lambda: g.rows("SELECT 1 FROM lines WHERE facts->>'braked' = 'true'"))
        await attending.send_now(g.db, g.context, row["id"], superuser("can bo"))
        await until(g.texts)
        assert await g.rows("SELECT 1 FROM audit WHERE act = 'send_now' AND actor = 'can bo'")
        await g.settled()
        with pytest.raises(NotAllowed):
            await attending.send_now(g.db, g.context, row["id"], superuser("can bo"))
        with pytest.raises(NotAllowed):
            await attending.drop_waiting(g.db, g.context, row["id"], "muộn rồi", superuser("can bo"))


async def test_an_attempt_that_is_opened_first_is_not_dropped_and_one_that_comes_second_is_not_opened(
    tmp_path: Path, db_url: str
) -> None:
    async with console.running(tmp_path, db_url, work=False) as c:
        first, second = await add(c, "first"), await add(c, "second")
        async with c.db.transaction() as tx:
            await tx.execute(
                "SELECT 1 FROM outbox WHERE id = $1 FOR NO KEY UPDATE", first
            )  # as close_and_open_attempt holds it
            await tx.execute(OPEN, first)
        async with c.db.transaction() as tx:
            assert not await outbox_acts.drop_due(tx, first, text("x"))
            assert await outbox_acts.drop_due(tx, second, text("x"))
        (row,) = await c.rows("SELECT state, claimed_epoch FROM outbox WHERE id = $1", second)
        assert (row["state"], row["claimed_epoch"]) == ("dropped", 0)


async def test_the_terminal_lists_sends_and_drops(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c:
        made = await every_kind(c)
        path = c.context.config.path
        shown = await cli.agw("outgoing", "--config", path)
        assert all(f"o{id}" in shown.out for id in made.values())
        assert "tried again at" in shown.out
        said = await cli.agw(
            "outgoing", "drop", f"o{made['later']}", f"o{made['on_the_wire']}", "--reason", "nhầm", "--config", path
        )
        assert said.code == 1
        assert f"o{made['later']}: dropped" in said.out
        assert (await cli.agw("outgoing", "send", f"o{made['aside']}", "--config", path)).code == 0
        (row,) = await c.rows("SELECT aside, priority, due_at <= now() AS due FROM outbox WHERE id = $1", made["aside"])
        assert row == {"aside": False, "priority": 1, "due": True}
