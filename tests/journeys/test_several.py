"""A power cut that several citizens report, on real lines: cases merged and answered once, and one answer to several
marked in the list, by the page and by the terminal. One start of servers for all of it."""

import re
from pathlib import Path

import httpx

from gateway.local import simulator
from gateway.local.simulator import phone
from gateway.web.labels import LABELS
from tests.journeys.test_casework import does
from tests.journeys.test_console_every_page import first_event
from tests.support import configs, console
from tests.support.cli import agw
from tests.support.console import NUMBER, Console
from tests.support.running import until

LABEL = LABELS["vi"]
UNITS = [{**configs.UNIT, "office_hours": [["00:00", "23:59"]]}]
OTHER = "+84590001302"
FIXED = "Đã có điện lại lúc 14 giờ."


async def opened(c: Console, n: int) -> list[str]:
    """The codes, once there are so many cases."""
    rows = await until(lambda: c.rows("SELECT code FROM cases WHERE (SELECT count(*) FROM cases) >= $1 ORDER BY id", n))
    return [row["code"] for row in rows]


async def texted(c: Console, number: str, words: str) -> str:
    """The text with these words, once it is on that phone."""
    found = await until(lambda: [one for one in phone.read_inbox(c.phone, number) if words in one])
    assert len(found) == 1
    return str(found[0])


def shown_in(page: httpx.Response) -> str:
    """What the form of an answer to several says that it has shown, "" for nothing."""
    found = re.search(r'name="shown" value="([^"]*)"', page.text)
    return found[1] if found else ""


async def merged_and_answered_once(c: Console, client: httpx.AsyncClient) -> None:
    """Three report it by two channels; the officer works on the first and all are told under their own code."""
    c.text("Ngo 30 Van Mieu mat dien tu sang, chua thay ai sua")
    await opened(c, 1)
    c.text("Mat dien ca ngo 30 Van Mieu tu sang", sender=OTHER)
    await opened(c, 2)
    c.mail("Mất điện", "Nhà tôi ở ngõ 30 Văn Miếu mất điện từ sáng, mong sửa giúp.")
    first, second, third = await opened(c, 3)
    page = await does(c, client, second, "merge", case="HN-000000", reason="cùng sự cố")
    assert page.status_code == 409 and "không có vụ việc nào mang mã" in page.text and "cùng sự cố" in page.text
    assert (await does(c, client, second, "merge", case=first, reason="cùng sự cố")).status_code == 303
    said = await agw(
        *("case", third, "merge", "--into", first, "--reason", "cùng sự cố", "--lang", "vi"),
        *("--config", c.context.config.path),
    )
    assert said.code == 0 and "Gộp vào vụ việc khác – xong" in said.out, said.err
    said = await agw("cases", second, "--lang", "en", "--config", c.context.config.path)
    assert f"is done at {first}" in said.out
    page = await client.get(f"/cases/{second}")
    assert LABEL["merged_into"] in page.text and f'href="/cases/{first}"' in page.text
    assert 'class="answer"' not in page.text and "/unmerge" in page.text
    listed = (await client.get("/cases")).text
    assert listed.count('<th scope="row">') == 1 and LABEL["followers_n"].format(n=2) in listed
    assert second in (await client.get(f"/cases?q={OTHER[-4:]}")).text, "a search finds it"

    assert (await does(c, client, first, "start")).status_code == 303
    shown = await does(c, client, first, "progress", words="Điện lực đang sửa.", step="preview")
    assert LABEL["told_along"].format(n=2) in shown.text and second in shown.text and third in shown.text
    c.text(f"TT {second}", sender=OTHER)
    assert second in await texted(c, OTHER, "dang xu ly")
    page = await client.get(f"/cases/{first}")
    assert LABEL["answer_along"].format(n=2) in page.text and second in page.text
    await c.post(client, f"/cases/{first}/answer", words=FIXED, act="send", once="y")
    assert first in await texted(c, NUMBER, "co dien lai")
    assert second in await texted(c, OTHER, "co dien lai")
    mailed = "SELECT 1 FROM outbox WHERE purpose = 'result' AND state = 'sent' AND recipient = $1"
    await until(lambda: c.rows(mailed, f"mailto:{simulator.CITIZEN}"))
    assert {row["state"] for row in await c.rows("SELECT state FROM cases")} == {"answered"}


async def answered_several(c: Console, client: httpx.AsyncClient) -> None:
    """Two are marked in the list; the words are shown with who gets them, and sent with progress."""
    c.text("Chieu nay lai mat nuoc o pho Quoc Tu Giam")
    await opened(c, 4)
    c.mail("Mất nước", "Phố Quốc Tử Giám mất nước từ chiều.")
    *_, one, two = await opened(c, 5)
    listed = (await client.get("/cases")).text
    assert set(re.findall(r'name="code" value="([^"]+)"', listed)) == {one, two}
    nothing = await c.post(client, "/shared-answers/new")
    assert nothing.status_code == 303 and "hãy chọn vụ việc" in (await client.get("/cases")).text
    form = await c.post(client, "/shared-answers/new", code=[one, two])
    assert form.status_code == 200 and f"{one} {two}" in form.text
    typed = f"{one} {two} HN-ABCDEF"
    shown = await c.post(client, "/shared-answers/new", codes=typed, words="Đã có nước lại.", act="preview")
    assert LABEL["shared_count"].format(n=2, all=3) in shown.text and "Da co nuoc lai" in shown.text
    assert "không có vụ việc nào mang mã HN-ABCDEF" in shown.text
    send = {"codes": typed, "words": "Đã có nước lại.", "act": "send", "shown": shown_in(shown), "once": "a1"}
    for changed in ({"words": "Sắp có nước lại."}, {"codes": f"{two} HN-ABCDEF"}):  # in the form, after it was shown
        anew = await c.post(client, "/shared-answers/new", **send | changed)
        assert anew.status_code == 409 and "đã khác so với lúc xem trước" in anew.text
        assert shown_in(anew) not in ("", shown_in(shown)), "what would go out now is shown"
    assert await c.rows("SELECT 1 FROM shared_answers") == []
    begun = await c.post(client, "/shared-answers/new", **send)
    where = begun.headers["location"]
    assert begun.status_code == 303 and where.startswith("/shared-answers/")

    assert await first_event(client, where.replace("?", "/live?")) == "shown"

    async def done() -> bool:
        page = (await client.get(where)).text
        return LABEL["shared_progress"].format(done=2, all=2) in page and page.count(LABEL["shared_is_sent"]) == 2

    await until(done)
    assert one in await texted(c, NUMBER, "co nuoc lai")
    again = await c.post(client, "/shared-answers/new", **send)
    assert again.status_code == 200 and "đã được trả lời" in again.text


async def gone_on_with(c: Console, client: httpx.AsyncClient) -> None:
    """By the terminal; one that broke off waits, says so on the list, and goes on."""
    c.text("Cay do chan duong o pho Van Mieu")
    await opened(c, 6)
    c.text("Cay do ngang duong pho Van Mieu, xe khong di duoc", sender=OTHER)
    *_, one, two = await opened(c, 7)
    config = ("--lang", "vi", "--config", c.context.config.path)
    refused = await agw("answer-several", one, two, "HN-ABCDEF", "--text", "Đã dọn cây.", *config, given="n\n")
    assert refused.code == 1 and "Sẽ trả lời 2 trong 3" in refused.out, refused.err
    sent = await agw("answer-several", one, two, "--text", "Đã dọn cây.", "--yes", *config)
    assert sent.code == 0 and f"{two}: đã trả lời" in sent.out, sent.err
    await texted(c, OTHER, "don cay")
    # as if the process had ended before the last one
    await c.rows("UPDATE cases SET state = 'in_progress' WHERE code = $1 RETURNING 1", two)
    await c.rows(
        "UPDATE shared_answer_cases SET state = 'pending' WHERE case_id = (SELECT id FROM cases WHERE code = $1)"
        " RETURNING 1",
        two,
    )
    (row,) = await c.rows("SELECT max(id) AS id FROM shared_answers")
    on = await agw("answer-several", "--go-on", str(row["id"]), *config)
    assert on.code == 0 and f"{two}: đã trả lời" in on.out and one not in on.out, on.err
    begun = await c.rows("INSERT INTO shared_answers (author, text) VALUES ('page:thu', 'Đã xong.') RETURNING id")
    await c.rows("UPDATE cases SET state = 'in_progress' WHERE code = $1 RETURNING 1", one)
    await c.rows(
        "INSERT INTO shared_answer_cases SELECT $1, id FROM cases WHERE code = $2 RETURNING 1", begun[0]["id"], one
    )
    where = f"/shared-answers/{begun[0]['id']}"
    assert where in (await client.get("/cases")).text
    assert LABEL["shared_interrupted"] in (await client.get(where)).text
    went = await c.post(client, f"{where}/go-on", once="b2")
    await until(lambda: c.rows("SELECT 1 FROM cases WHERE code = $1 AND state = 'answered'", one))
    assert went.headers["location"].startswith(where)


async def test_a_power_cut_that_several_report(tmp_path: Path, db_url: str) -> None:
    times = {"undo_seconds": 0, "visit": 60, "lease": 60}
    async with console.running(tmp_path, db_url, units=UNITS, times=times) as c, c.entered() as client:
        await merged_and_answered_once(c, client)
        await answered_several(c, client)
        await gone_on_with(c, client)
