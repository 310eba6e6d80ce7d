"""No message vanishes from the page or the terminal: counted, searched, and one act makes a case of it."""

import re
from pathlib import Path
from typing import Any

from gateway.channels.email.reasons import sign
from tests.journeys.test_console_attention import finished
from tests.support import console
from tests.support.console import Console
from tests.support.stored import stored


async def put(c: Console, outcome: str, rule: str, words: str, **columns: Any) -> int:
    """A message as intake writes it."""
    given = {"sender": "mailto:lan@example.com", "sender_name": "Trần Thị Lan", "list_id": ""} | columns
    (row,) = await c.rows(
        "INSERT INTO messages (line, digest, outcome, rule, reasons, sender, sender_name, list_id, subject, text,"
        " reply, arrived_at) VALUES ('vanmieu-mail', sha256($3::text::bytea), $1, $2,"
        f" jsonb_build_array({stored(sign('feedback-id'))}::jsonb), $4, $5, $6,"
        " 'Việc ' || $3, $3, $3, now()) RETURNING id",
        outcome,
        rule,
        words,
        *given.values(),
    )
    return int(row["id"])


def one_click_away(page: str, words: str) -> bool:
    """Whether words that are cut as a quote stand behind a heading that opens."""
    return re.search(rf"<details><summary>[^<]+</summary><div class=\"said\">[^<]*{words}", page) is not None


async def test_every_message_is_counted_searched_and_made_a_case(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        ids = {
            outcome: await put(c, outcome, rule, words)
            for outcome, rule, words in (
                ("automatic", "automatic", "đèn đường hỏng"),
                ("system", "machine_sender", "nạp thẻ"),
                ("command", "greeting", "alo phường ơi"),
                ("held", "maybe_machine", "cống tắc"),
                ("report", "report", "không tới"),
            )
        }
        shown = (await client.get("/messages")).text
        assert all(f"/attention/m{id}" in shown for id in ids.values())
        assert re.search(r"outcome=automatic.*<b>1</b>", shown)
        for query, seen in (
            ("?outcome=system", {"system"}),
            ("?q=den+duong", {"automatic"}),
            ("?q=lan@example.com", set(ids)),
            ("?q=không+có+đâu", set()),
            ("?outcome=nonsense&page=-1", set(ids)),
            ("?page=9", set()),
        ):
            shown = (await client.get(f"/messages{query}")).text
            assert {name for name, id in ids.items() if f"/attention/m{id}" in shown} == seen, query
        for name in ("automatic", "system", "command", "report"):
            item = (await client.get(f"/attention/m{ids[name]}")).text
            assert ('value="file"' in item, 'value="dismiss"' in item) == (True, False)
        await c.rows("UPDATE messages SET text = text || E'\\n\\n> lời bị cắt' WHERE outcome = 'held'")
        assert one_click_away((await client.get(f"/attention/m{ids['held']}")).text, "lời bị cắt")
        answer = await c.post(client, "/attention/act", act="file", id=[f"m{id}" for id in ids.values()], once="1")
        assert "Đã xong" in await finished(client, answer)
        assert len(await c.rows("SELECT 1 FROM cases")) == 5
        (case,) = await c.rows(
            "SELECT code FROM cases JOIN messages m ON m.case_id = cases.id WHERE m.id = $1", ids["held"]
        )
        assert one_click_away((await client.get(f"/cases/{case['code']}")).text, "lời bị cắt")
        assert 'name="id"' not in (await client.get("/messages")).text  # nothing is left without a case


async def test_words_of_a_restricted_case_are_in_no_list(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        id = await put(c, "held", "form", "Tôi tố cáo ông A nhận hối lộ")
        await finished(client, await c.post(client, "/attention/act", act="file", id=f"m{id}", once="1"))
        shown = (await client.get("/messages")).text
        assert f"/attention/m{id}" in shown
        assert "hối lộ" not in shown


async def test_a_line_reached_by_bcc_stands_on_no_page_of_the_case(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        id = await put(c, "held", "form", "Cống tắc ngõ 12")
        await finished(client, await c.post(client, "/attention/act", act="file", id=f"m{id}", once="1"))
        (case,) = await c.rows("SELECT id, code FROM cases")
        for line, hidden in (("beside-mail", False), ("secret-mail", True)):
            copy = await put(c, "follow_up", "copy", f"bản gửi tới {line}")
            await c.rows("UPDATE messages SET case_id = $1, line = $2 WHERE id = $3", case["id"], line, copy)
            await c.rows("INSERT INTO case_lines VALUES ($1, $2, 'vanmieu', $3)", case["id"], line, hidden)
        shown = (await client.get(f"/cases/{case['code']}")).text
        assert ("beside-mail" in shown, "secret-mail" in shown) == (True, False)
        for line in ("beside-mail", "secret-mail", "vanmieu-mail"):
            assert case["code"] in (await client.get(f"/cases?line={line}")).text


async def test_held_rows_say_whose_they_are_and_are_searched_paged_and_grouped(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        person = await put(c, "held", "maybe_machine", "cống tắc ngõ 12")
        for n in range(60):
            await put(c, "held", "maybe_machine", f"tin {n}", sender=f"mailto:{n}@news.example", list_id="news.example")
        shown = (await client.get("/attention")).text
        for words in ("Trần Thị Lan", "lan@example.com", "Việc cống tắc ngõ 12", "61 mục", "60 tin", "List-Id"):
            assert words in shown, words
        assert f'/attention/m{person}"' not in (await client.get("/attention?page=2")).text
        assert "Chọn cả 50 mục của trang này" in shown
        for query, found in (("?q=cong+tac", True), ("?q=LAN@example", True), ("?q=thị+lan", True), ("?q=none", False)):
            assert (f'/attention/m{person}"' in (await client.get(f"/attention{query}")).text) is found, query
        of_list = (await client.get("/attention?kind=list&name=news.example")).text
        assert "60 mục" in of_list
        assert f'/attention/m{person}"' not in of_list


async def test_a_list_is_decided_on_once_and_the_decision_is_undone(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        ids = [await put(c, "held", "maybe_machine", f"tin {n}", list_id="news.example") for n in range(3)]
        answer = await c.post(client, "/attention/act", act="machine", id=[f"m{id}" for id in ids[:2]], once="1")
        assert "Đã xong" in await finished(client, answer)
        assert await c.rows("SELECT DISTINCT outcome, rule FROM messages") == [
            {"outcome": "automatic", "rule": "decided"}
        ]
        shown = (await client.get("/attention/senders")).text
        assert "news.example" in shown
        undone = await c.post(client, "/attention/senders/forget", kind="list", name="news.example")
        assert undone.headers["location"] == "/attention/senders"
        assert "lại được giữ" in (await client.get("/attention/senders")).text
        assert (await c.post(client, "/attention/senders/forget", kind="list", name="news.example")).status_code == 409
