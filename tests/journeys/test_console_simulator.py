"""Try it: a newcomer texts and mails the simulator, sees the answers arrive, breaks it and mends it."""

from pathlib import Path

import httpx

from tests.support import console
from tests.support.console import MAILBOX, Console
from tests.support.running import until


async def shown(client: httpx.AsyncClient, *words: str) -> str:
    """The page once it shows all these words."""

    async def look() -> str:
        page = (await client.get("/simulator")).text
        return page if all(one in page for one in words) else ""

    return str(await until(look))


async def state(c: Console, line: str) -> str:
    (row,) = await c.rows("SELECT state FROM lines WHERE name = $1", line)
    return str(row["state"])


async def test_a_text_and_a_mail_are_acknowledged_before_ones_eyes(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        form = {"number": "0590 001 777", "line": "vanmieu-sms", "words": "Đèn đường hỏng, đề nghị sửa"}
        assert (await c.post(client, "/simulator/text", **form)).status_code == 303
        letter = {"to": MAILBOX, "subject": "Rác đổ trộm", "words": "Đầu phố có rác, đề nghị dọn."}
        assert (await c.post(client, "/simulator/mail", **letter)).status_code == 303
        page = await shown(client, "da tiep nhan phan anh", "Xác nhận tiếp nhận", "Đèn đường hỏng", "Rác đổ trộm")
        assert page.count('href="/cases/HN-') == 2
        assert (await c.post(client, "/simulator/citizen")).status_code == 303
        assert "da tiep nhan" not in (await client.get("/simulator")).text  # another citizen's phone is empty


async def test_wrong_numbers_and_empty_words_are_refused_in_words(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        for number in ("0912 345 678", "113", "x", "+1 202 555 0100", '"\n[SMSBackup000]'):
            await c.post(client, "/simulator/text", number=number, line="vanmieu-sms", words="x")
            assert "phải có dạng" in (await client.get("/simulator")).text, number
        await c.post(client, "/simulator/text", number="0590 001 777", line="vanmieu-sms", words=" ")
        assert "Chưa viết gì" in (await client.get("/simulator")).text
        nowhere = await c.post(client, "/simulator/text", number="0590 001 777", line="../..", words="x")
        assert nowhere.status_code == 404
        stranger = await c.post(client, "/simulator/mail", to="victim@example.com", subject="x", words="x")
        assert stranger.status_code == 404


async def test_a_broken_mail_server_is_seen_on_the_line_and_all_goes_on_when_mended(
    tmp_path: Path, db_url: str
) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        await until(lambda: c.rows("SELECT 1 FROM lines WHERE name = 'vanmieu-mail' AND state = 'ok'"))
        await c.post(client, "/simulator/fault", what="mail", up="0")
        await until(lambda: c.rows("SELECT 1 FROM lines WHERE name = 'vanmieu-mail' AND state = 'failing'"))
        await c.post(client, "/simulator/mail", to=MAILBOX, subject="x", words="x")
        assert "không nhận thư" in (await client.get("/simulator")).text
        c.mail("Rác đổ trộm", "Đầu phố có rác, đề nghị dọn.")  # delivered by others meanwhile
        await c.post(client, "/simulator/fault", what="mail", up="1")
        await until(lambda: c.rows("SELECT 1 FROM outbox WHERE state = 'sent'"))
        assert await state(c, "vanmieu-mail") == "ok"


async def says(client: httpx.AsyncClient, words: str) -> bool:
    return words in (await client.get("/")).text.lower()


async def test_an_unplugged_phone_is_seen_on_the_line_and_loses_no_text(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        await c.post(client, "/simulator/fault", what="phone:vanmieu-sms", up="0")
        gone = "SELECT 1 FROM lines WHERE name = 'vanmieu-sms' AND error IS NOT NULL"
        await until(lambda: c.rows(gone))
        form = {"number": "0590 001 777", "line": "vanmieu-sms", "words": "Đèn đường hỏng, đề nghị sửa"}
        await c.post(client, "/simulator/text", **form)
        assert "tin nhắn chờ ở mạng" in (await client.get("/simulator")).text
        assert not await c.rows("SELECT 1 FROM parts")
        await until(lambda: says(client, "không có modem"))
        await c.post(client, "/simulator/fault", what="phone:vanmieu-sms", up="1")
        await until(lambda: c.rows("SELECT 1 FROM outbox WHERE state = 'sent'"))
        assert (await c.post(client, "/simulator/fault", what="phone:nothing", up="0")).status_code == 404
