"""What somebody types is not lost: not by a reload, the other language, a refusal, a session that ended."""

from pathlib import Path
from typing import Any

from tests.browser import scene
from tests.browser.conftest import Browser, browsing
from tests.support import console
from tests.support.running import until

WORDS = "Phường đã cho sửa đèn sáng nay."
NOTHING_KEPT = "Object.keys(sessionStorage).every((key) => !key.startsWith('draft:'))"
RESTORED = "form[data-restored]"  # the page's script runs after its words are there


async def opened(b: Browser, code: str) -> Any:
    """The case's page, with an answer begun."""
    page = await b.page()
    await b.show(page, f"/cases/{code}")
    await page.fill("#words", WORDS)
    return page


async def test_an_answer_survives_reload_language_and_the_end_of_its_session(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, browsing(c) as b:
        code = await scene.first(c)
        page = await opened(b, code)
        await page.reload()
        await page.wait_for_selector(RESTORED)
        assert await page.input_value("#words") == WORDS
        await page.wait_for_selector(".preview .said")
        assert "Phuong da cho sua" in await page.inner_text(".preview .said")  # and is previewed again
        await page.click(".switch")
        await page.wait_for_selector(f"[lang=en] {RESTORED}")
        assert (await page.get_attribute("html", "lang"), await page.input_value("#words")) == ("en", WORDS)
        await b.context.clear_cookies(name=f"gw_{c.context.config.console.port}")  # as after half an hour
        await page.click("button[value=send]")
        await page.wait_for_selector(".say")
        await page.goto(c.link)
        assert page.url.partition("?")[0] == f"{c.base}/cases/{code}"
        await page.wait_for_selector(RESTORED)
        assert await page.input_value("#words") == WORDS
        b.wrong.clear()  # the 401 itself is told in the browser's console


async def test_what_was_sent_is_forgotten_and_what_was_refused_is_not(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, browsing(c) as b:
        code = await scene.first(c)
        page = await opened(b, code)
        await page.keyboard.press("Control+Enter")
        await page.wait_for_selector(".notice.ok")
        await until(lambda: page.evaluate(NOTHING_KEPT))
        assert await page.input_value("#words") == ""
        await page.reload()
        assert await page.input_value("#words") == ""
        await page.fill("#words", "Lời khác")
        await page.evaluate("document.querySelector('[name=again]').required = false")
        await page.click("button[value=send]")
        await page.wait_for_selector(".notice.refused")
        await page.reload()
        await page.wait_for_selector(RESTORED)
        assert await page.input_value("#words") == "Lời khác"
        await page.click("form[action='/leave'] button")
        await until(lambda: page.evaluate(NOTHING_KEPT))
        b.wrong.clear()  # the 409 itself is told in the browser's console


async def test_a_bulk_act_that_wants_a_reason_keeps_filter_and_ticks(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False, grace=30) as c, browsing(c) as b:
        await c.rows(
            "INSERT INTO outbox (line, cause, purpose, recipient, state, priority, text, automatic)"
            " SELECT 'vanmieu-mail', 'message:' || n, 'result', 'mailto:x@example.com', 'dead', 2, 'x', true"
            " FROM generate_series(1, 7) n RETURNING id"
        )
        page = await b.page()
        await b.show(page, "/attention?side=out&state=dead")
        await page.check("input[data-all]")
        await page.check("input[value=drop]")
        await page.evaluate("document.querySelectorAll('[name=reason]').forEach((one) => (one.required = false))")
        await page.click("form[action='/attention/act'] button.main")
        await page.wait_for_selector(".notice.refused")
        await page.wait_for_selector("form[data-restored]")
        assert "state=dead" in page.url
        assert await page.locator("input[name=id]:checked").count() == 7
        assert await page.locator("input[value=drop]").is_checked()
        await page.fill("input[name=reason]", "thử")
        await page.click("form[action='/attention/act'] button.main")
        await page.wait_for_selector("progress[max='7']")
        await until(lambda: page.evaluate(NOTHING_KEPT))
        await b.show(page, "/attention?side=out&state=dead")
        assert await page.locator("input[name=id]:checked").count() == 0
        assert b.wrong == []


async def test_a_mail_that_could_not_be_sent_in_try_it_is_still_there(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, browsing(c) as b:
        page = await b.page()
        await b.show(page, "/simulator")
        await page.fill(".mailform textarea", WORDS)
        (c.context.config.data / "simulator" / "mail" / "down").touch()
        await page.click(".mailform button")
        await page.wait_for_selector(".notice.refused")
        await page.wait_for_selector(".mailform[data-restored]")
        assert await page.input_value(".mailform textarea") == WORDS
        (c.context.config.data / "simulator" / "mail" / "down").unlink()
        await page.click(".mailform button")
        await page.wait_for_selector(".notice.ok")
        await until(lambda: page.evaluate(NOTHING_KEPT))
        assert b.wrong == []


async def test_paper_gets_what_was_said_and_no_controls(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, browsing(c) as b:
        code = await scene.first(c)
        page = await b.page()
        await b.show(page, f"/cases/{code}")
        await page.emulate_media(media="print")
        shown = "(one) => [...document.querySelectorAll(one)].filter((node) => node.checkVisibility()).length"
        for gone in ("nav", "form", "button", ".corner", "#answer"):
            assert await page.evaluate(shown, gone) == 0, gone
        for kept in ("h1", ".thread .said", "dl.facts"):
            assert await page.evaluate(shown, kept) > 0, kept
