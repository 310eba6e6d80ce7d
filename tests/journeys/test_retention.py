"""An office keeps persons' data for a year: pages of what was erased, the line on the page of health, the command."""

import json
from pathlib import Path

from gateway.services import retention
from tests.support import console, everything
from tests.support.cli import gw
from tests.support.console import Console

LONG_AGO = "now() - interval '400 days'"


async def age(c: Console) -> None:
    """Every case is done, and long ago."""
    await c.rows(
        f"UPDATE cases SET state = 'closed', state_since = {LONG_AGO}, last_message_at = {LONG_AGO}, restricted = false"
        " RETURNING 1"
    )
    await c.rows("UPDATE outbox SET state = 'sent' WHERE state IN ('due', 'held') RETURNING 1")


async def test_what_was_erased_can_be_looked_at_and_says_so(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False, retention={"days": 365}) as c, c.entered() as client:
        all = await everything.write(c.db)
        await age(c)
        held = await c.post(client, f"/cases/{all.codes[0]}/legal-hold", reason="tòa án hỏi", once="hold")
        assert held.status_code == 303, held.text
        assert "giữ lại, không xóa" in (await client.get(f"/cases/{all.codes[0]}")).text
        n = len(all.codes) - 1
        assert f"{n} vụ việc đến hạn xóa, 0 đã xóa, 1 đang giữ lại" in (await client.get("/")).text
        config = str(c.context.config.path)
        counted = json.loads(gw("retention", "--dry-run", "--json", "--config", config).out)
        assert (counted["dry_run"], counted["cases"]) == (True, n)
        await retention.nightly(c.db, c.context, db_url)
        await retention.nightly(c.db, c.context, db_url)  # once a day
        assert await c.rows("SELECT FROM clocks WHERE name = 'retention_done' AND last_run > now() - interval '1 hour'")
        for code in all.codes[:3]:
            for path in (f"/cases/{code}", f"/cases/{code}/file.txt"):
                answer = await client.get(path)
                assert answer.status_code == 200 and "Undefined" not in answer.text, path
                assert ("citizen@example.com" in answer.text) <= (code == all.codes[0]), path
        page = (await client.get(f"/cases/{all.codes[1]}")).text
        assert "đã xóa lúc" in page and "/reopen" not in page and "erased:" not in page
        for path in ("/cases?closed=1", "/messages", "/outgoing", "/attention"):
            assert "erased:" not in (await client.get(path)).text, path
        assert f"0 vụ việc đến hạn xóa, {n} đã xóa, 1 đang giữ lại" in (await client.get("/")).text
        assert "Đã xóa dữ liệu cá nhân: 0 vụ việc" in gw("--lang", "vi", "retention", "--config", config).out
        assert await c.rows("SELECT 1 FROM faults") == []
