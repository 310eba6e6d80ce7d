"""A small office's first morning in a browser: the first account, logging in, one's own account, who else has one."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest

from tests.browser.conftest import Browser, browsing
from tests.browser.scene import LOOKS
from tests.support import console

PASSWORD = "mèo vàng nhảy rào"
PICTURES = os.environ.get("GW_LOG_IN_PICTURES", "")  # a directory for whoever wants to look


@pytest.mark.parametrize("look", ["phone", "dark"])
async def test_the_first_account_is_made_and_its_person_logs_in_again(tmp_path: Path, db_url: str, look: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, browsing(c, **LOOKS[look]) as browser:
        page = await browser.page()
        faults = await seen(browser, page, look, "first", path="/account")
        await page.get_by_label("Họ và tên").fill("Nguyễn Thị Lan")
        await page.get_by_label("Tên đăng nhập").fill("nguyen.lan")
        await page.get_by_role("button", name="Tạo tài khoản").click()
        await page.wait_for_url("**/welcome/*")
        faults += await seen(browser, page, look, "welcome")
        secret = (await page.locator("code").inner_text()).replace(" ", "")
        await page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
        await page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
        await page.get_by_label("Mã trên điện thoại").fill(pyotp.TOTP(secret).now())
        await page.get_by_role("button", name="Xong").click()
        await page.get_by_role("heading", name="Vụ việc").wait_for()
        faults += await seen(browser, page, look, "account", path="/account")
        await browser.show(page, "/people")
        await page.get_by_label("Họ và tên").fill("Trần Văn Bình")
        await page.get_by_label("Tên đăng nhập").fill("tran.binh")
        await page.locator("form[action='/people/add']").get_by_label("Đơn vị").select_option("vanmieu")
        await page.get_by_role("button", name="Thêm người").click()
        await page.get_by_text("/welcome/").wait_for()
        await page.get_by_text("Thay đổi").last.click()
        faults += await seen(browser, page, look, "people")
        await page.get_by_role("button", name="Thoát").click()
        faults += await seen(browser, page, look, "login", path="/cases?q=rac")
        await page.get_by_label("Tên đăng nhập").fill("nguyen.lan")
        await page.get_by_label("Mật khẩu").fill("sai")
        await page.get_by_label("Mã trên điện thoại").fill("000000")
        await page.get_by_role("button", name="Đăng nhập").click()
        await page.get_by_role("alert").wait_for()
        faults += await seen(browser, page, look, "refused")
        assert await page.get_by_label("Tên đăng nhập").input_value() == "nguyen.lan"
        await page.get_by_label("Mật khẩu").fill(PASSWORD)
        later = datetime.now(UTC) + timedelta(seconds=30)  # the code of now is used up
        await page.get_by_label("Mã trên điện thoại").fill(pyotp.TOTP(secret).at(later))
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/cases?q=rac")
        assert faults == []
        assert [wrong for wrong in browser.wrong if "401" not in wrong] == []
        assert browser.outside() == []


async def seen(browser: Browser, page: Any, look: str, name: str, *, path: str = "") -> list[str]:
    """Look at a page: what axe, the policy and a narrow window find wrong."""
    if path:
        await browser.show(page, path)
    await page.wait_for_load_state("load")  # whoever measures before the style is there draws the page without it
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}-{look}.png", full_page=True)
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{name}: {found}" for found in [*await browser.audit(page), *(["wider than the window"] if wide else [])]]
