"""A small office's first morning in a browser: the first account, logging in, one's own account, who else has one."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest

from gateway.domain.actor import Role, superuser
from gateway.services.accounts import people
from tests.browser.conftest import Browser, browsing
from tests.browser.scene import LOOKS
from tests.support import console, identity_provider
from tests.support.console import Console
from tests.support.identity_provider import CLIENT, SECRET, IdentityProvider

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


async def test_a_passkey_opens_without_a_name_and_a_provider_leads_there_and_back(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_CLIENT_SECRET", SECRET)
    async with identity_provider.running() as idp:
        login = {"issuer": idp.issuer, "client_id": CLIENT, "label": "tài khoản thành phố"}
        login["client_secret_env"] = "GATEWAY_CLIENT_SECRET"
        async with (
            console.running(tmp_path, db_url, work=False, login=login) as c,
            browsing(c, enter=False, **LOOKS["phone"]) as browser,
        ):
            faults = await by_passkey(c, browser)
            await browser.context.clear_cookies()
            faults += await by_provider(c, browser, idp)
            assert faults == []
            assert [wrong for wrong in browser.wrong if "401" not in wrong] == []
            places = (c.base, c.context.config.console.passkey_origin, idp.issuer)
            assert [url for url in browser.asked if not url.startswith(places)] == []


async def by_passkey(c: Console, browser: Browser) -> list[str]:
    """Made by an invitation, once for each device, and asked for without a name."""
    here, page = c.context.config.console.passkey_origin, await browser.page()
    token = await people.add(c.db, c.context, superuser("thu"), "lan", "Nguyễn Thị Lan", "vanmieu", Role.OFFICER)
    device, id = await virtual_authenticator(browser, page)
    await page.goto(f"{here}/welcome/{token}")
    faults = await seen(browser, page, "phone", "welcome-ways")
    await page.get_by_label("Tên của khóa").fill("máy tính ở cơ quan")
    await page.get_by_role("button", name="Tạo khóa và đăng nhập").click()
    await page.get_by_role("heading", name="Vụ việc").wait_for()
    await page.goto(f"{here}/account")
    await page.get_by_label("Tên của khóa").fill("một lần nữa")
    await page.get_by_role("button", name="Tạo khóa truy cập").click()
    await page.get_by_text("đã có khóa truy cập của tài khoản").wait_for()
    faults += await seen(browser, page, "phone", "account-ways")
    await page.get_by_role("button", name="Thoát").click()
    await page.goto(f"{here}/cases?q=rac")
    await device.send("WebAuthn.setUserVerified", {"authenticatorId": id, "isUserVerified": False})
    await page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    await page.get_by_text("Chưa xong").wait_for()
    faults += await seen(browser, page, "phone", "login-ways")
    await device.send("WebAuthn.setUserVerified", {"authenticatorId": id, "isUserVerified": True})
    await page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    await page.wait_for_url("**/cases?q=rac")
    return faults


async def by_provider(c: Console, browser: Browser, idp: IdentityProvider) -> list[str]:
    """It is another site (localhost) than the pages (127.0.0.1) and has a page of its own, as it is in an office:
    cookies of ours that go with requests of our own pages alone do not go with the way back from there."""
    idp.asks, page = True, await browser.page()

    async def there() -> None:
        await page.get_by_role("link", name="Đăng nhập bằng tài khoản thành phố").click()
        await page.get_by_role("link", name="Yes, it is me").click()

    token = await people.add(c.db, c.context, superuser("thu"), "mai", "Mai", "vanmieu", Role.OFFICER)
    await browser.show(page, f"/welcome/{token}")
    await there()
    await page.get_by_role("heading", name="Vụ việc").wait_for()
    await page.get_by_role("button", name="Thoát").click()
    await page.get_by_role("link", name="Đăng xuất khỏi tài khoản thành phố").wait_for()
    faults = await seen(browser, page, "phone", "left")
    await page.goto(f"{c.base}/cases?q=rac")
    idp.person = {"sub": "2"}
    await there()
    await page.get_by_text("chưa có tài khoản nào ở đây gắn").wait_for()
    idp.person = {"sub": "1"}
    await there()
    await page.wait_for_url("**/cases?q=rac")
    return faults


async def virtual_authenticator(browser: Browser, page: Any) -> tuple[Any, str]:
    """A device with a finger on it, as Chromium plays one (WebDriver, "virtual authenticators"): who steers it, and its
    id there."""
    steering = await browser.context.new_cdp_session(page)
    await steering.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    made = await steering.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    return steering, made["authenticatorId"]


async def seen(browser: Browser, page: Any, look: str, name: str, *, path: str = "") -> list[str]:
    """Look at a page: what axe, the policy and a narrow window find wrong."""
    if path:
        await browser.show(page, path)
    await page.wait_for_load_state("load")  # whoever measures before the style is there draws the page without it
    if PICTURES:
        await photographed(page, name)
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{name}: {found}" for found in [*await browser.audit(page), *(["wider than the window"] if wide else [])]]


async def photographed(page: Any, name: str) -> None:
    """Pictures of a page as it is on a phone and on a desk, in its language."""
    size = page.viewport_size
    for width in (360, 1280):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    await page.set_viewport_size(size)
