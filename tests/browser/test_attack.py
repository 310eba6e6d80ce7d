"""What citizens send stays words: nothing of it runs, and no page asks anybody outside."""

import asyncio
import base64
from email.header import Header
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gateway.domain import reasons
from tests.browser.conftest import Browser, browsing
from tests.browser.vectors import VECTORS
from tests.support import console
from tests.support.console import MAILBOX, Console
from tests.support.running import until

ARMED = "window.ran = []; window.xss = () => window.ran.push(document.currentScript ? 'script' : 'handler');"


def hostile(n: int, vector: str) -> bytes:
    """A mail that carries the vector in its subject, its sender's name, its text, its HTML and a file's name."""
    subject = Header(vector.replace("\n", " "), "utf-8").encode(linesep="\r\n")
    name = base64.b64encode(vector.encode()).decode()
    html = base64.b64encode(f"<html><body>{vector}</body></html>".encode()).decode()
    text = base64.b64encode(vector.encode()).decode()
    return "\r\n".join((
        f"From: {subject} <citizen+{n}@village.example>",
        f"To: {MAILBOX}",
        f"Subject: {subject}",
        f"Message-ID: <{n}@citizen.example>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="x"',
        "",
        "--x",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
        text,
        "--x",
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: attachment; filename="=?utf-8?B?{name}?="',
        "",
        html,
        "--x--",
        "",
    )).encode("utf-8")  # fmt: skip


async def send(c: Console) -> list[str]:
    """All vectors by mail and by text; the addresses of all pages on which they are shown."""
    for n, vector in enumerate(VECTORS):
        c.raw_mail(hostile(n, vector))
        c.text(f"{vector} den duong hong", sender=f"+8459000{n // 10:04}")  # a matter in any case; ten on a page
    want = 2 * len(VECTORS)
    await until(lambda: _all(c, want), deadline=60)
    said = reasons.row(reasons.text(VECTORS[13]))
    await c.rows("UPDATE outbox SET state = 'dead', reason = $1 WHERE id % 20 = 0 RETURNING id", said)
    codes = [row["code"] for row in await c.rows("SELECT code FROM cases ORDER BY id")]
    attention = await c.rows("SELECT 'm' || id AS id FROM messages WHERE outcome = 'held'")
    attention += await c.rows("SELECT 'o' || id AS id FROM outbox WHERE state = 'dead'")
    lists = ["/", "/cases", "/cases?closed=1", "/cases?page=2", "/cases?page=3", "/attention"]
    return [*lists, *(f"/cases/{code}" for code in codes), *(f"/attention/{row['id']}" for row in attention)]


async def _all(c: Console, n: int) -> bool:
    return len(await c.rows("SELECT 1 FROM messages")) >= n


async def look(b: Browser, page: Any, path: str) -> None:
    """Show a page, open all that is folded, wander over it."""
    await b.show(page, path)
    await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    await page.mouse.move(200, 300)
    ran = await page.evaluate("window.ran")
    assert ran == [], path
    broken = await page.evaluate("window.seen.broken")
    assert broken == [], path  # nothing even tried


async def test_sixty_vectors_by_mail_and_text_run_nowhere(tmp_path: Path, db_url: str) -> None:
    assert len(VECTORS) >= 60
    async with console.running(tmp_path, db_url) as c:
        paths = await send(c)
        assert len(paths) > len(VECTORS)
        assert len(await c.rows("SELECT 1 FROM messages WHERE case_id IS NOT NULL")) >= 2 * len(VECTORS) - 10
        async with browsing(c) as b:
            await b.context.add_init_script(ARMED)
            pages = [await b.page() for _ in range(3)]

            async def walk(page: Any, mine: list[str]) -> None:
                for path in mine:
                    await look(b, page, path)

            await asyncio.gather(*(walk(page, paths[n :: len(pages)]) for n, page in enumerate(pages)))
            assert b.wrong == []
            assert b.outside() == []


async def test_vectors_in_addresses_searches_and_forms_run_nowhere(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, browsing(c) as b:
        await b.context.add_init_script(ARMED)
        page = await b.page()
        for vector in VECTORS:
            await look(b, page, f"/cases?q={quote(vector)}&line={quote(vector)}&lang={quote(vector)}")
        b.wrong.clear()
        for vector in VECTORS[::6]:
            for path in (f"/cases/{quote(vector, safe='')}", f"/attention/{quote(vector, safe='')}"):
                await b.show(page, path)
                assert await page.evaluate("window.ran") == [], path
        assert all("status of 4" in one for one in b.wrong)  # refused, and nothing else
        assert b.outside() == []


async def test_the_simulator_shows_words_as_words(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, browsing(c) as b:
        await b.context.add_init_script(ARMED)
        page = await b.page()
        await b.show(page, "/simulator")
        for vector in VECTORS[::10]:
            await page.fill("[name=words] >> nth=0", vector)
            await page.click(".textform button")
            await page.wait_for_selector(".texts .mine")
            await asyncio.sleep(0.1)
            assert await page.evaluate("window.ran") == []
        assert await page.locator(".texts .mine").count() == len(VECTORS[::10])
        assert b.wrong == []
        assert b.outside() == []


async def test_files_and_raw_bytes_are_saved_and_never_shown(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        c.raw_mail(hostile(1, VECTORS[0]))
        (row,) = await until(lambda: c.rows("SELECT message_id, n FROM attachments"))
        raw, file = f"/messages/{row['message_id']}/raw", f"/messages/{row['message_id']}/files/{row['n']}"
        warning = await client.get(file)  # HTML is a file that runs: it is saved only by a second step
        assert warning.status_code == 200
        assert "content-disposition" not in warning.headers
        for answer in (await client.get(raw), await c.post(client, f"{file}/save")):
            assert answer.status_code == 200
            assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
            assert answer.headers["content-type"] == "application/octet-stream"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
