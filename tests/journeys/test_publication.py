"""An answer becomes public: on the page, by the terminal, and what a website gets of it. One start of servers."""

import csv
import html
import io
import json
import re
from pathlib import Path

from gateway.web.labels import LABELS
from tests.journeys.test_casework import does, texts
from tests.support import configs, console
from tests.support.cli import agw
from tests.support.running import until

LABEL = LABELS["vi"]
UNITS = [{**configs.UNIT, "office_hours": [["00:00", "23:59"]]}]


async def test_an_answer_becomes_public(tmp_path: Path, db_url: str) -> None:
    publication = {"kinds": ["phan_anh"], "units": ["vanmieu"]}
    async with console.running(tmp_path, db_url, units=UNITS, publication=publication) as c, c.entered() as client:
        c.text("Toi la Tran Van Binh, so nha 7, goi 0912345678. Rac do day duong o ngo 30, boc mui hoi")
        await texts(c, 1)
        (case,) = await c.rows("SELECT code FROM cases")
        code = str(case["code"])
        await c.post(client, f"/cases/{code}/answer", words="Đã thu gom rác ở ngõ 30.", act="send", once="y")
        await until(lambda: c.rows("SELECT 1 FROM cases WHERE state = 'answered'"))

        # it waits on the list, and its page proposes what might be public
        listed = (await client.get("/cases")).text
        assert LABEL["to_publish_n"].format(n="1") in listed and 'href="/published"' in listed
        assert code in (await client.get("/cases?mark=to_publish")).text
        page = (await client.get(f"/cases/{code}")).text
        proposed = html.unescape("".join(re.findall(r'<textarea name="(?:question|answer)".*?</textarea>', page, re.S)))
        assert "ngo 30" in proposed and "Đã thu gom rác ở ngõ 30." in proposed and "[số điện thoại]" in proposed
        assert not re.search(r"Tran Van Binh|0912|so nha 7", proposed)

        # what holds a number is refused, and what was typed stays
        words = {"question": "Rác ở ngõ 30, gọi 0912 345 678", "answer": "Đã thu gom."}
        refused = await does(c, client, code, "publish", **words)
        assert refused.status_code == 409 and "số điện thoại" in refused.text and words["question"] in refused.text
        words["question"] = "Rác ở ngõ 30 bao giờ được dọn?"
        assert (await does(c, client, code, "publish", **words)).status_code == 303
        assert LABEL["to_publish_n"].format(n="1") not in (await client.get("/cases")).text
        assert LABEL["event_published"] in (await client.get(f"/cases/{code}")).text
        c.audited = int((await c.rows("SELECT max(id) AS id FROM audit"))[0]["id"])
        shown = (await client.get("/published")).text
        assert words["question"] in shown and code in shown

        # a website gets it without the code, by page and by terminal alike
        one = json.loads((await client.get("/published/export.jsonl")).text)
        table = (await client.get("/published/export.csv")).text
        (row,) = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))
        assert (one["question"], row["answer"], row["unit"]) == (words["question"], "Đã thu gom.", "vanmieu")
        seen = await c.rows("SELECT act, object, detail FROM audit WHERE id > $1 ORDER BY id", c.audited)
        assert [tuple(one.values()) for one in seen] == [
            ("list", "published", code),
            ("list", "published", "jsonl"),
            ("list", "published", "csv"),
        ]

        async def said(*words: str, given: str = "") -> tuple[int, str]:
            done = await agw(*words, "--lang", "en", "--config", c.context.config.path, given=given)
            return done.code, done.out + done.err

        assert json.loads((await said("published", "--json"))[1]) == one
        assert (await said("published", "--csv", "--since", "2099-01-01"))[1].count("\n") == 1
        assert code in (await said("published"))[1]
        for text in (table, json.dumps(one)):
            assert code not in text

        # taken down, and published again by the terminal, which shows first what it would be
        assert (await said("case", code, "unpublish", "--by", "office", "--reason", "a neighbour is named"))[0] == 0
        assert "Nothing is published" in (await said("published"))[1]
        asked = await said("case", code, "publish", given="n\n")
        assert asked[0] == 1 and "Đã thu gom rác ở ngõ 30." in asked[1] and "0912" not in asked[1]
        assert (await said("case", code, "publish", "--answer", "Đã dọn.", given="y\n"))[0] == 0
        assert json.loads((await said("published", "--json"))[1])["answer"] == "Đã dọn."
