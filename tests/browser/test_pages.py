"""Every page as people use it: by light and dark, on a phone, by keyboard, without scripts; live without flicker."""

import asyncio
from pathlib import Path

import pytest

from gateway.channels.email.reasons import IMAP_CLOSED
from tests.browser import scene
from tests.browser.conftest import browsing
from tests.support import console
from tests.support.stored import stored

FIRST_PAGE_BYTES = 60_000
OF_COLOURS = ((), ("color-contrast", "link-in-text-block"))  # what else axe asks is the same by light and dark
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def test_no_page_has_serious_faults_errors_or_shifts(tmp_path: Path, db_url: str, redis_url: str) -> None:
    async with console.running(tmp_path, db_url, redis_url, times={"health_grace": 90}) as c:
        pages = await scene.places(c, await scene.play(c))
        for name, look in scene.LOOKS.items():
            async with browsing(c, **look) as b:
                for place, path in pages.items():
                    page = await b.page()
                    await b.show(page, f"{path}?lang={'en' if name == 'dark' else 'vi'}")
                    await asyncio.sleep(0.3)
                    where = f"{place}, {name}"
                    assert await b.audit(page, *OF_COLOURS[name == "dark"]) == [], where
                    assert await page.evaluate(WIDER) == 0, where
                    await page.close()
                assert b.wrong == [], name
                assert b.outside() == [], name


async def test_the_first_page_is_light(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, browsing(c, enter=False) as b:
        page = await b.page()
        sizes = []
        page.on("requestfinished", lambda request: sizes.append(request))
        await b.show(page, "/")
        await page.wait_for_selector(".chart canvas")
        known = [request for request in sizes if not request.url.endswith("/live")]
        total = 0
        for request in known:
            told = await request.sizes()
            total += told["responseBodySize"] + told["responseHeadersSize"]
        assert len(known) >= 6
        assert total < FIRST_PAGE_BYTES


async def test_health_changes_by_itself_and_nothing_that_is_in_use_is_touched(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, browsing(c) as b:
        page = await b.page()
        await b.show(page, "/")
        button = page.locator("article button").first
        await button.focus()
        await page.evaluate("window.kept = document.activeElement")
        await c.rows(
            f"UPDATE lines SET state = 'failing', error = {stored(IMAP_CLOSED)}, heard_at = now() RETURNING name"
        )
        await page.wait_for_selector("article.failing")
        assert await page.evaluate("document.activeElement === window.kept")  # the same node, still focused
        assert b.wrong == []


async def test_health_says_when_it_cannot_reach_the_gateway(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, browsing(c) as b:
        page = await b.page()
        await b.show(page, "/")
        assert not await page.locator(".offline").is_visible()
        await page.route("**/live", lambda route: route.abort())
        await page.evaluate("live(document.querySelector('[data-live]'))")
        await page.wait_for_selector(".offline:visible")


async def test_a_line_is_tested_from_the_page(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, browsing(c) as b:
        page = await b.page()
        await b.show(page, "/")
        await page.get_by_role("button", name="Thử kết nối của vanmieu-mail").click()
        await page.wait_for_selector(".tested.ok")
        (c.context.config.data / "simulator" / "mail" / "down").touch()
        await asyncio.sleep(0.5)
        await page.get_by_role("button", name="Thử kết nối của vanmieu-mail").click()
        await page.wait_for_selector(".tested.failed")
        assert b.wrong == []


async def test_an_officer_answers_by_keyboard_with_the_preview_before_their_eyes(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, browsing(c) as b:
        code = await scene.first(c)
        page = await b.page()
        await b.show(page, f"/cases/{code}")
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.className") == "skip"
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "main"
        for _ in range(40):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.id") == "words":
                break
        await page.keyboard.type("Đã sửa xong.")
        await page.wait_for_selector(".preview .said")
        assert "Da sua xong." in await page.inner_text(".preview .said")
        assert "SMS, 1 tin" in await page.inner_text(".preview .hint")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_selector(".notice.ok")
        assert "Da sua xong." in await page.inner_text(".thread .ours:last-child")
        assert b.wrong == []


async def test_a_newcomer_texts_and_sees_the_acknowledgement_arrive(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, browsing(c) as b:
        page = await b.page()
        await b.show(page, "/simulator")
        await page.click(".textform button")
        await page.click(".mailform button")
        await page.wait_for_selector(".texts .came")
        await page.wait_for_selector(".mails .came")
        await page.click(".texts .came a")
        await page.wait_for_selector(".thread .theirs")
        assert b.wrong == []


async def test_many_are_chosen_at_once_and_undone_in_time(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False, grace=5.0) as c, browsing(c) as b:
        await c.rows(
            "INSERT INTO outbox (line, cause, purpose, recipient, state, priority, text, automatic)"
            " SELECT 'vanmieu-mail', 'message:' || n, 'result', 'mailto:x@example.com', 'dead', 2, 'x', true"
            " FROM generate_series(1, 7) n RETURNING id"
        )
        page = await b.page()
        await b.show(page, "/attention")
        await page.check("input[data-all]")
        await page.check("input[value=drop]")
        await page.fill("input[name=reason]", "thử")
        await page.click("form[action='/attention/act'] button.main")
        await page.wait_for_selector("progress[max='7']")
        await page.get_by_role("button", name="Hoàn tác").click()
        await page.wait_for_selector("text=Đã hoàn tác")
        assert len(await c.rows("SELECT 1 FROM outbox WHERE state = 'dead'")) == 7
        assert b.wrong == []


async def test_everything_works_without_scripts(tmp_path: Path, db_url: str) -> None:
    publication = {"kinds": ["phan_anh", "kien_nghi", "hoi_dap", "gop_y"]}
    async with (
        console.running(tmp_path, db_url, publication=publication) as c,
        browsing(c, java_script_enabled=False) as b,
    ):
        code = await scene.first(c)
        page = await b.page()
        await b.show(page, f"/cases/{code}")
        await page.fill("#words", "Đã sửa xong.")
        await page.click("button[value=preview]")
        assert "Da sua xong." in await page.inner_text(".preview .said")
        await page.click("button[value=send]")
        assert "Trả lời đã được ghi" in await page.inner_text(".notice.ok")
        await page.set_viewport_size({"width": 360, "height": 740})  # at the counter, on a phone
        await b.show(page, f"/cases/{code}")
        await page.click("summary:has-text('Công khai trả lời')")
        assert await page.input_value("textarea[name=answer]") == "Đã sửa xong."
        assert await page.evaluate(WIDER) == 0
        await page.click("form[action$='/publish'] button.main")
        await b.show(page, "/published")
        assert "Đã sửa xong." in await page.inner_text("#main") and await page.evaluate(WIDER) == 0
        await b.show(page, "/cases/new")
        await page.fill("#words", "Cháy ở ngõ 5, có người mắc kẹt, cứu với!")
        await page.click("button[value=preview]")
        assert "114" in await page.inner_text(".preview") and await page.evaluate(WIDER) == 0
        await page.click("button[value=do]")
        assert "HN-" in await page.inner_text("#main") and await page.evaluate(WIDER) == 0
        await b.show(page, "/")
        assert await page.locator("article").count() == 2


@pytest.mark.parametrize("name", ["uPlot.iife.min.js", "uPlot.min.css"])
def test_vendored_files_ask_nobody(name: str) -> None:
    vendored = Path(__file__).parents[2] / "gateway" / "web" / "static" / "vendor" / name
    text = vendored.read_text("utf-8")
    for way in ("fetch(", "XMLHttpRequest", "@import", "url(", "eval("):
        assert way not in text
