"""Pictures of every page into docs/: light, dark and on a phone. Taken only where GW_PICTURES=1 asks for them."""

import asyncio
from pathlib import Path
from typing import Any

from PIL import Image

from tests.browser import scene
from tests.browser.conftest import browsing
from tests.support import console
from tests.support.console import Console
from tests.support.running import until

DOCS = Path(__file__).parents[2] / "docs"
MOST_BYTES = 120_000
COLOURS = 200
HIGHEST = 1_900  # pixels: more of a list tells nothing more
HEIGHT = "document.documentElement.scrollHeight"
LOOKS = {**scene.LOOKS, "english": scene.LOOKS["light"]}
ENGLISH = ("health", "case")
UNPICTURED = {"uncertain", "numbers", "roster"}  # a case as any, but for one box; tables as any


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
