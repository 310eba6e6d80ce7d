"""Pictures of every page into docs/: light, dark and on a phone; and those of the officers' guide. Taken only where
GW_PICTURES=1 asks for them."""

import asyncio
from pathlib import Path
from typing import Any

from PIL import Image

from gateway.web.app import STATIC
from tests.browser import scene
from tests.browser.conftest import browsing
from tests.support import configs, console, people
from tests.support.console import Console
from tests.support.running import until

DOCS = Path(__file__).parents[2] / "docs"
MOST_BYTES = 120_000
COLOURS = 200
HIGHEST = 1_600  # pixels: more of a list tells nothing more
HEIGHT = "document.documentElement.scrollHeight"
LOOKS = {**scene.LOOKS, "english": scene.LOOKS["light"]}
ENGLISH = ("health", "case")
GUIDE = STATIC / "help"
WINDOW = {"width": 1100, "height": 900}
UNITS = [
    {**configs.UNIT, "phrases": [{"name": "Đã giao Đội quản lý", "words": "Đã giao Đội quản lý trật tự."}]},
    {**configs.UNIT, "key": "cuanam", "name": "UBND P.Cửa Nam"},
]
UNPICTURED = {"uncertain", "numbers", "roster", "guide"}  # as others, but for a box; tables; with pictures itself


async def prepared(page: Any, place: str) -> None:
    """Have the page show what it is for."""
    if place == "case":
        await page.fill("#words", "Đã cho sửa cột đèn số 3. Cảm ơn Ông/Bà đã báo thêm.")
        await page.wait_for_selector(".preview .said")
        await page.evaluate("document.activeElement.blur()")
    if place == "health":
        await page.wait_for_selector(".chart canvas")
    await asyncio.sleep(0.5)


async def played(c: Console, page: Any) -> None:
    """A text and a mail in Try it, acknowledged."""
    await page.goto(f"{c.base}/simulator")
    await page.click(".textform button")
    await page.click(".mailform button")
    await page.wait_for_selector(".texts .came")
    await page.wait_for_selector(".mails .came")


def small(picture: Path) -> None:
    """Fewer colours: a page has few."""
    with Image.open(picture) as drawn:
        few = drawn.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(picture, optimize=True)


async def test_pictures_of_every_page(tmp_path: Path, db_url: str, redis_url: str) -> None:
    async with console.running(tmp_path, db_url, redis_url, times={"health_grace": 90}) as c:
        code = await scene.play(c)
        await until(lambda: c.rows("SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM parts WHERE state = 'received')"))
        pages = {place: path for place, path in (await scene.places(c, code)).items() if place not in UNPICTURED}
        for name, look in LOOKS.items():
            async with browsing(c, **look) as b:
                page = await b.page()
                await played(c, page)
                shown = ENGLISH if name == "english" else pages
                for place in shown:
                    await b.show(page, f"{pages[place]}?lang={'en' if name == 'english' else 'vi'}")
                    await prepared(page, place)
                    picture = DOCS / f"{place}-{name}.png"
                    size = {"width": look["viewport"]["width"], "height": min(HIGHEST, await page.evaluate(HEIGHT))}
                    await page.screenshot(path=picture, full_page=True, clip={"x": 0, "y": 0, **size})
                    small(picture)
                    assert picture.stat().st_size < MOST_BYTES, picture.name
                assert b.wrong == []


async def cut(page: Any, name: str, part: str, *, highest: int = 700) -> None:
    """A part of a page into the guide. tests/unit/test_guide.py says where its chapter names another size."""
    await page.evaluate("window.scrollTo(0, 0)")
    box = await page.locator(part).first.bounding_box()
    clip = {name: round(box[name]) for name in ("x", "y", "width", "height")}
    taken = GUIDE / f"{name}.png"
    await page.screenshot(path=taken, full_page=True, clip={**clip, "height": min(highest, clip["height"])})
    with Image.open(taken) as drawn:
        few = drawn.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.convert("RGB").save(taken.with_suffix(".webp"), lossless=True, method=6)
    taken.unlink()


async def opened(page: Any, act: str, **fields: str) -> None:
    """The form of an act, filled in as far as its preview."""
    summary = page.locator("summary").get_by_text(act, exact=True)
    await summary.click()
    form = page.locator("details", has=summary).locator("form")
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        await (field.select_option(value) if name in ("unit", "ground") else field.fill(value))
    if await form.get_by_role("button", name="Xem trước").count():
        await form.get_by_role("button", name="Xem trước").click()
        await page.locator("details[open] .preview").wait_for()


async def test_pictures_of_the_guide(tmp_path: Path, db_url: str, redis_url: str) -> None:
    async with console.running(tmp_path, db_url, redis_url, times={"health_grace": 90}, units=UNITS) as c:
        code = await scene.play(c)
        cases = {row["sender"][-2:]: row["code"] for row in await c.rows("SELECT code, sender FROM cases")}
        await c.rows(
            "UPDATE deadlines SET due_at = now() - interval '2 days' WHERE kind = 'answer' AND case_id ="
            " (SELECT id FROM cases WHERE code = $1) RETURNING 1",
            cases["02"],
        )
        await people.account(c.db, "nguyen.lan")
        await c.rows("UPDATE persons SET name = 'Nguyễn Thị Lan' WHERE key = 'nguyen.lan' RETURNING 1")
        async with browsing(c, enter=False, viewport=WINDOW) as b:
            page = await b.page()
            await b.show(page, "/login")
            form = people.form("nguyen.lan")
            await page.locator("[name=login]").fill(form["login"])
            await page.locator("[name=password]").fill(form["password"])
            await cut(page, "log_in", ".say form")
            await page.locator("[name=code]").fill(form["code"])
            await page.keyboard.press("Enter")
            await page.get_by_role("heading", name="Vụ việc").wait_for()
            await b.show(page, f"/cases/{code}")
            await cut(page, "case", "main", highest=640)
            await c.rows(
                "UPDATE outbox SET state = 'undelivered' WHERE purpose = 'result' AND case_id ="
                " (SELECT id FROM cases WHERE code = $1) RETURNING 1",
                code,
            )
            await b.show(page, "/cases")
            await cut(page, "list", "main", highest=640)
            await b.show(page, "/unreached")
            await cut(page, "not_arrived", "main")
            await b.show(page, f"/cases/{cases['02']}")
            await cut(page, "clocks", "[aria-labelledby=clocks]")
            await cut(page, "work", "[aria-labelledby=acts]")
            await opened(page, "Chuyển đơn vị khác", unit="cuanam", reason="Địa điểm thuộc phường Cửa Nam")
            await cut(page, "pass_on", "[aria-labelledby=acts]")
            await b.show(page, f"/cases/{cases['04']}")
            await opened(page, "Hỏi người dân", words="Xin Ông/Bà cho biết cháu đã có mã định danh chưa?")
            await cut(page, "ask", "[aria-labelledby=acts]")
            await b.show(page, f"/cases/{cases['05']}")
            await page.fill("#words", "Công an phường đã nhắc nhở nhà số 8 tối 27/11. Cảm ơn Ông/Bà đã báo.")
            await page.wait_for_selector(".preview .said")
            await page.evaluate("document.activeElement.blur()")
            await cut(page, "answer", "[aria-labelledby=answer]", highest=800)
            await b.show(page, f"/cases/{cases['06']}")
            await cut(page, "restricted", "[aria-labelledby=restriction]", highest=560)
