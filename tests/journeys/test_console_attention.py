"""What waits for a person, and what a person does about it on the page: one or many, with progress, undone in time."""

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from gateway.channels.email.reasons import SMTP_REFUSED
from gateway.domain.reasons import text
from gateway.policy.reasons import FORM
from tests.support import console
from tests.support.console import Console
from tests.support.running import until
from tests.support.stored import stored

LINE = "vanmieu-mail"


async def outgoing(c: Console, state: str, n: int = 1) -> list[str]:
    """Rows of outbox in a state, as the sender left them."""
    rows = await c.rows(
        "INSERT INTO outbox (line, cause, purpose, recipient, state, priority, text, automatic, reason)"
        " SELECT $1, 'message:' || $2 || n, 'acknowledgement', 'mailto:someone@example.com', $2, 2, 'Lời gửi đi',"
        f" true, {stored(SMTP_REFUSED(step='RCPT', reply='550'))} FROM generate_series(1, $3::int) n RETURNING id",
        LINE,
        state,
        n,
    )
    return [f"o{row['id']}" for row in rows]


async def held(c: Console, outcome: str = "held", words: str = "Nội dung biểu mẫu") -> str:
    """A message that policy kept for a person."""
    (row,) = await c.rows(
        "INSERT INTO messages (line, digest, outcome, rule, reasons, sender, text, reply, arrived_at)"
        f" VALUES ($1, sha256($3::text::bytea), $2, 'form', jsonb_build_array({stored(FORM)}::jsonb),"
        " 'mailto:form@example.com', $3, $3, now()) RETURNING id",
        LINE,
        outcome,
        words,
    )
    return f"m{row['id']}"


async def finished(client: httpx.AsyncClient, answer: httpx.Response) -> str:
    """The job's page when it is over."""
    assert answer.status_code == 303, answer.text
    where = answer.headers["location"]
    assert where.startswith("/attention/jobs/"), where

    async def over() -> str:
        shown = (await client.get(where)).text
        return "" if "data-live" in shown else shown

    return str(await until(over))


async def states(c: Console) -> Mapping[str, Any]:
    rows = await c.rows("SELECT 'o' || id AS id, state FROM outbox UNION ALL SELECT 'm' || id, outcome FROM messages")
    return {row["id"]: row["state"] for row in rows}


async def test_one_list_shows_both_sides_and_filters(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        assert "Không có gì cần xử lý" in (await client.get("/attention")).text
        message, (dead,), (unknown,) = await held(c), await outgoing(c, "dead"), await outgoing(c, "unknown")
        everything = {message, dead, unknown}
        for query, seen in (
            ("", everything),
            ("?side=in", {message}),
            ("?side=out", {dead, unknown}),
            ("?state=unknown", {unknown}),
            (f"?line={LINE}", everything),
            ("?line=other", set()),
            ("?state=nonsense&side=x", everything),
        ):
            shown = (await client.get(f"/attention{query}")).text
            assert {id for id in everything if f"/attention/{id}" in shown} == seen, query
            assert "someone@example.com" not in shown  # masked in lists


async def test_one_item_is_shown_with_facts_and_each_view_is_noted(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        message, (unknown,) = await held(c), await outgoing(c, "unknown")
        await c.rows(
            "INSERT INTO attempts (outbox_id, line, recipient, round, part, parts, epoch, state, deadline, reference,"
            " error)"
            " VALUES ($1, $2, 'mailto:someone@example.com', 1, 1, 1, 1, 'unknown', now(), 77,"
            f" {stored(text('the modem fell silent'))})",
            int(unknown[1:]),
            LINE,
        )
        one = (await client.get(f"/attention/{message}")).text
        for words in ("Nội dung biểu mẫu", "biểu mẫu: máy gửi thay người", "Là tin của dân", "cho qua"):
            assert words in one
        other = (await client.get(f"/attention/{unknown}")).text
        for words in ("Lời gửi đi", "TP-MR 77", "the modem fell silent", "Xác nhận là đã gửi", "someone@example.com"):
            assert words in other
        assert 'value="file"' not in other
        for none in (
            "/attention/m999",
            "/attention/o999",
            "/attention/x1",
            "/attention/m",
            "/attention/m999999999999999999",
        ):
            assert (await client.get(none)).status_code == 404, none
        seen = await c.rows("SELECT object FROM audit WHERE act = 'view' ORDER BY id LIMIT 2")
        assert [row["object"] for row in seen] == [f"message:{message[1:]}", f"outbox:{unknown[1:]}"]


async def test_acts_are_done_and_audited(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        (dead,), (unknown,), (kept,) = (
            await outgoing(c, "dead"),
            await outgoing(c, "unknown"),
            await outgoing(c, "held"),
        )
        message, bad = await held(c), await held(c, "unreadable", "không đọc được")
        for act, id, reason, state in (
            ("drop", dead, "đã gọi điện", "dropped"),
            ("sent", unknown, "nhà mạng xác nhận", "sent"),
            ("send", kept, "", "due"),
            ("dismiss", message, "quảng cáo", "system"),
            ("dismiss", bad, "rác", "system"),
        ):
            answer = await c.post(client, "/attention/act", act=act, id=id, reason=reason, once=id)
            assert "Đã xong" in await finished(client, answer), act
            assert (await states(c))[id] == state
        acts = [
            row["act"] for row in await c.rows("SELECT act FROM audit WHERE act NOT IN ('view', 'log_in') ORDER BY id")
        ]
        assert acts == ["drop", "mark_sent", "resend", "dismiss", "dismiss"]


async def test_a_held_form_is_filed_and_acknowledged(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        c.mail("Biểu mẫu", "Đường ngập", sender="noreply@forms.example", Reply_To="citizen@village.example")
        (row,) = await until(lambda: c.rows("SELECT id FROM messages WHERE outcome = 'held'"))
        answer = await c.post(client, "/attention/act", act="file", id=f"m{row['id']}", once="1")
        assert "Đã xong" in await finished(client, answer)
        await until(lambda: c.rows("SELECT 1 FROM outbox WHERE purpose = 'acknowledgement' AND state = 'sent'"))


async def test_what_is_missing_in_the_form_is_said_and_nothing_happens(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        (dead,) = await outgoing(c, "dead")
        for form, words in (
            ({"act": "drop"}, "Chưa chọn mục nào"),
            ({"act": "", "id": dead}, "Chưa chọn việc"),
            ({"act": "explode", "id": dead}, "Chưa chọn việc"),
            ({"act": "drop", "id": dead, "reason": "  "}, "cần ghi lý do"),
        ):
            answer = await c.post(client, "/attention/act", once=str(form), **form)
            assert answer.status_code == 303
            assert words in (await client.get(answer.headers["location"])).text
        assert (await states(c))[dead] == "dead"


async def test_many_at_once_with_those_that_cannot_be_done_named(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        ids = [*await outgoing(c, "dead", 120), *await outgoing(c, "unknown", 3)]
        done = ids[5]
        await c.rows("UPDATE outbox SET state = 'dropped' WHERE id = $1 RETURNING id", int(done[1:]))
        wrong = ["m1", "o99999", "o'; DROP TABLE outbox"]
        answer = await c.post(client, "/attention/act", act="send", id=[*ids, *wrong], once="many")
        shown = await finished(client, answer)
        assert f"{len(ids) + len(wrong)} trong {len(ids) + len(wrong)} mục; 4 mục không thực hiện được" in shown
        assert done in shown
        now = await states(c)
        assert {now[id] for id in ids if id != done} == {"due"}
        assert now[done] == "dropped"


async def test_a_job_is_undone_before_it_begins(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False, grace=0.5) as c, c.entered() as client:
        (dead,) = await outgoing(c, "dead")
        answer = await c.post(client, "/attention/act", act="drop", id=dead, reason="nhầm", once="1")
        where = answer.headers["location"]
        shown = (await client.get(where)).text
        assert "Hoàn tác" in shown
        assert (await c.post(client, f"{where}/stop")).status_code == 303
        assert "Đã hoàn tác" in (await client.get(where)).text
        await asyncio.sleep(0.8)
        assert (await states(c))[dead] == "dead"


async def test_a_double_click_begins_one_job(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        (dead,) = await outgoing(c, "dead")
        first = await c.post(client, "/attention/act", act="drop", id=dead, reason="nhầm", once="same")
        second = await c.post(client, "/attention/act", act="drop", id=dead, reason="nhầm", once="same")
        assert first.headers["location"].startswith("/attention/jobs/")
        assert second.headers["location"] == "/attention"


async def test_a_job_is_its_own_sessions_alone_and_tells_its_progress(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False, grace=0.2) as c, c.entered() as one, c.entered() as other:
        ids = await outgoing(c, "dead", 5)
        answer = await c.post(one, "/attention/act", act="send", id=ids, once="1")
        where = answer.headers["location"]
        assert (await other.get(where)).status_code == 404
        assert (await c.post(other, f"{where}/stop")).status_code == 404
        told = (await one.get(f"{where}/live")).text
        counts = re.findall(r'<progress max="5" value="(\d)"', told)
        assert (counts[0], counts[-1]) == ("0", "5")
        assert told.rstrip().endswith("data:")  # it says that it is over, and ends
