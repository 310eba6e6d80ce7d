"""Officers at their desks, on real lines: a case asked about, answered and closed, and one that goes to a body outside,
by the page and by the terminal. One start of servers for all of it."""

import re
from pathlib import Path

import httpx

from gateway.domain.addresses import show
from gateway.local.simulator import phone
from gateway.web.labels import LABELS
from tests.support import configs, console
from tests.support.cli import agw
from tests.support.console import NUMBER, Console
from tests.support.running import until

LABEL = LABELS["vi"]
UNITS = [
    {**configs.UNIT, "office_hours": [["00:00", "23:59"]]},
    {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam"},
]


async def texts(c: Console, n: int) -> list[str]:
    """What the citizen has on the phone, once it is that many."""
    return list(await until(lambda: (found := phone.read_inbox(c.phone, NUMBER)) and len(found) == n and found))


async def does(c: Console, client: httpx.AsyncClient, code: str, act: str, **values: str) -> httpx.Response:
    """Send the form of an act as the page has it."""
    shown = (await client.get(f"/cases/{code}")).text
    form = re.search(rf'action="/cases/{code}/{act}".*?</form>', shown, re.S)
    assert form, f"{act} is not offered"
    hidden = dict(re.findall(r'name="(once|seen)" value="([^"]*)"', form[0]))
    return await c.post(client, f"/cases/{code}/{act}", **hidden, **values)


async def test_a_case_from_the_first_text_to_its_end(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, units=UNITS) as c, c.entered() as client:
        c.text("Rac do day duong o ngo 30, boc mui hoi")
        await texts(c, 1)
        (case,) = await c.rows("SELECT code FROM cases")
        code = str(case["code"])
        page = (await client.get(f"/cases/{code}")).text
        assert LABEL["acts"] in page and "<details><summary>Hỏi người dân" in page

        # taken up by one press; a second press of an old page is told what happened
        before = re.search(r'name="seen" value="(\d+)"', page)
        assert (await does(c, client, code, "accept")).status_code == 303
        assert LABEL["event_accepted"] in (await client.get(f"/cases/{code}")).text
        again = await c.post(client, f"/cases/{code}/accept", once="x", seen=before[1] if before else "")
        assert again.status_code == 409 and "không làm được việc này" in again.text

        # a question is shown before it goes out; its answer starts the clock again
        shown = await does(c, client, code, "ask", words="Rác ở đoạn nào?", step="preview")
        assert "hoi ve viec ma" in shown.text and len(phone.read_inbox(c.phone, NUMBER)) == 1
        assert LABEL["act_told"].format(to=show(f"tel:{NUMBER}")) in shown.text
        assert (await does(c, client, code, "ask", words="Rác ở đoạn nào?", step="do")).status_code == 303
        assert f"hoi ve viec ma {code}: Rac o doan nao?" in (await texts(c, 2))[1]
        c.text(f"TT {code}")
        assert "Thoi han tam dung" in (await texts(c, 3))[2]
        assert LABEL["due_paused"] in (await client.get(f"/cases/{code}")).text
        c.text("Doan truoc cong truong ngo 30")
        await until(lambda: c.rows("SELECT 1 FROM cases WHERE state = 'accepted'"))
        (clock,) = await c.rows("SELECT paused_at FROM deadlines WHERE kind = 'answer'")
        assert clock["paused_at"] is None

        # progress, an answer, the end
        assert (await does(c, client, code, "progress", words="Đã hẹn xe thu gom.", step="do")).status_code == 303
        await until(lambda: any("bao tien do" in one for one in phone.read_inbox(c.phone, NUMBER)))
        await c.post(client, f"/cases/{code}/answer", words="Đã thu gom.", act="send", once="y")
        await until(lambda: c.rows("SELECT 1 FROM cases WHERE state = 'answered'"))
        assert (await does(c, client, code, "close")).status_code == 303
        page = (await client.get(f"/cases/{code}")).text
        assert "/reopen" in page and "/ask" not in page

        # by the terminal: what can be done, what would be told, and the same refusals
        async def said(*words: str, given: str = "") -> tuple[int, str]:
            done = await agw("case", code, *words, "--lang", "en", "--config", c.context.config.path, given=given)
            return done.code, done.out + done.err

        assert "reopen" in (await said())[1]
        unreasoned = await said("reopen")
        assert unreasoned[0] == 1 and "reason" in unreasoned[1]
        assert (await said("reopen", "--reason", "the citizen called"))[0] == 0
        refused = await said("refer", "--body", "Công ty Môi trường", "--reason", "của thành phố", given="n\n")
        assert refused[0] == 1 and "Cong ty Moi truong" in refused[1]
        sent = await said("refer", "--body", "Công ty Môi trường", "--reason", "của thành phố", "--yes")
        assert sent[0] == 0, sent[1]
        file = (await client.get(f"/cases/{code}/file.txt")).text
        for words in ("HỒ SƠ VỤ VIỆC", "Rac do day duong", "Da thu gom", "chuyển cơ quan ngoài"):
            assert words.casefold() in file.casefold(), words
        c.text(f"TT {code}")
        await until(lambda: any("noi nhan: Cong ty Moi truong" in one for one in phone.read_inbox(c.phone, NUMBER)))
        (seen,) = await c.rows("SELECT count(*) AS n FROM audit WHERE detail = 'casefile'")
        assert seen["n"] == 1

        # the list: whose it is
        assert code not in (await client.get("/cases?whose=mine")).text
        assert code in (await client.get("/cases")).text
