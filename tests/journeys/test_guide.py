"""The officers' guide as its reader opens it: light, for whoever is logged in, one click from where it is needed."""

import re
from pathlib import Path

from gateway.domain.actor import Role
from gateway.web.pages.guide import CHAPTERS
from tests.support import console, everything, people

BYTES = 60_000


async def test_the_guide_is_for_whoever_is_logged_in_and_each_case_leads_to_its_chapter(
    tmp_path: Path, db_url: str
) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.client() as client:
        all = await everything.write(c.db)
        await people.account(c.db, "lan", roles=[Role.OFFICER])
        assert (await client.get("/help/print")).headers["location"] == "/login"
        assert (await client.post("/login", data=people.form("lan"))).headers["location"] == "/help/print"
        contents = (await client.get("/help")).text
        assert re.findall(r'href="/help/(\w+)"', contents) == [*CHAPTERS, "print"]
        for chapter in CHAPTERS:
            answer = await client.get(f"/help/{chapter}")
            assert len(answer.content) < BYTES
        assert (await client.get("/help/none")).status_code == 404
        whole = (await client.get("/help/print?lang=en")).text
        assert whole.count("<article") == len(CHAPTERS)
        pending = "SELECT max(id) FROM cases WHERE NOT restricted"
        await c.rows(f"UPDATE cases SET handed_to = 'vanmieu' WHERE id = ({pending}) RETURNING 1")
        led = {re.findall(r'href="/help/(\w+)"', (await client.get(f"/cases/{code}")).text)[0] for code in all.codes}
        assert {"work", "ask", "answer", "restricted", "pass_on"} <= led <= set(CHAPTERS)
        picture = re.findall(r'src="(/static/help/[\w.]+)"', (await client.get("/help/list?lang=vi")).text)[0]
        kept = {"If-None-Match": (await client.get(picture)).headers["etag"]}
        assert (await client.get(picture, headers=kept)).status_code == 304
        assert 'href="/help/list"' in (await client.get("/cases?q=khongcogi")).text
