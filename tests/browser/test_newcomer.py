"""Somebody's first case: with nothing but a password and a telephone they find what waits, answer it, see that it was
sent, and its citizen gets it. What is counted are pages and presses; `python -m bench newcomer` would only measure the
machine."""

from functools import partial
from pathlib import Path
from typing import Any

from gateway.domain.actor import Role
from gateway.local.simulator import phone
from tests.browser.conftest import Browser, browsing
from tests.browser.scene import LOOKS
from tests.support import console, people
from tests.support.running import until

WORDS = "Phường đã cho thay bóng đèn sáng nay. Cảm ơn Ông/Bà đã báo."
IN_SIGHT = "(one) => { const top = one.getBoundingClientRect().top; return top >= 0 && top + 60 <= innerHeight; }"


async def test_a_newcomer_answers_their_first_case(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, times={"undo_seconds": 1}) as c:
        for n, look in enumerate(("light", "phone")):
            citizen, login = f"+8459000130{n + 1}", f"mai{n}"
            c.text("Den duong ngo 12 Van Mieu hong ba hom nay", sender=citizen)
            await until(partial(c.rows, "SELECT 1 FROM cases WHERE sender = $1", f"tel:{citizen}"))
            await people.account(c.db, login, roles=[Role.OFFICER], unit="vanmieu", restricted_in=[])
            async with browsing(c, enter=False, **LOOKS[look]) as browser:
                await answered(browser, login, is_narrow=look == "phone")
                assert browser.wrong == []
            _, result = await until(partial(both, c.phone, citizen))
            assert "Phuong da cho thay bong den sang nay." in result


def both(directory: Path, citizen: str) -> list[str] | None:
    """What the citizen got, once it is the acknowledgement and the result."""
    got = phone.read_inbox(directory, citizen)
    return got if len(got) == 2 else None


async def answered(browser: Browser, login: str, *, is_narrow: bool) -> None:
    """One press a page: the code in the list, "Gửi trả lời" on the case; before that, where the window is narrow,
    "Trả lời" at its top."""
    page, pages = await browser.page(), []

    def came(answer: Any) -> None:
        if answer.request.is_navigation_request() and answer.status == 200:
            pages.append(answer.url.removeprefix(browser.console.base).partition("#")[0])

    page.on("response", came)
    await browser.show(page, "/cases")
    assert await page.locator("nav a").all_inner_texts() == ["Tình trạng"]
    await logged_in(page, login)
    case = page.locator(".rows a").first
    await case.wait_for()
    assert await case.evaluate(IN_SIGHT)
    await case.click()
    await page.wait_for_url("**/cases/*-*")
    if is_narrow:
        await page.get_by_role("link", name="Trả lời", exact=True).click()
    words = page.get_by_label("Nội dung trả lời")
    assert await words.evaluate(IN_SIGHT)
    await words.fill(WORDS)
    await page.get_by_text("Cam on Ong/Ba da bao").wait_for()  # what the citizen will get, as it is written
    await page.get_by_role("button", name="Gửi trả lời").click()
    await page.get_by_text("còn rút lại được").first.wait_for()
    result = page.locator(".thread .ours", has_text="kết quả")
    await result.get_by_text("đã gửi").wait_for()  # by itself, once it cannot be taken back any more
    code = page.url.partition("#")[0].rpartition("/")[2]
    assert pages == ["/login", "/cases", f"/cases/{code}", f"/cases/{code}"]


async def logged_in(page: Any, login: str) -> None:
    """By what they were given, and the code that their telephone shows."""
    form = people.form(login)
    await page.get_by_label("Tên đăng nhập").fill(form["login"])
    await page.get_by_label("Mật khẩu").fill(form["password"])
    await page.get_by_label("Mã trên điện thoại").fill(form["code"])
    await page.keyboard.press("Enter")
