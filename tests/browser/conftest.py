"""Debian's Chromium, driven by Playwright, on a console that runs in this process with its simulator."""

import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support import console
from tests.support.console import Console

playwright = pytest.importorskip("playwright.async_api", reason="Playwright is not installed: ./gw test sets it up")

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), "")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
GOOD_SHIFT = 0.1  # of Cumulative Layout Shift (web.dev/cls); a busy machine draws a long table in steps: 0.03 at most

# Before any script of the page: count what moves, and note every rule of the policy that is broken.
WATCH = """
window.seen = {shift: 0, moved: [], broken: []};
const where = (node) => node?.nodeType === 1 ? node.outerHTML.slice(0, 80) : node?.textContent;
new PerformanceObserver((list) => list.getEntries().filter((entry) => !entry.hadRecentInput).forEach((entry) => {
  window.seen.shift += entry.value;
  window.seen.moved.push(...entry.sources.map((one) => where(one.node)));
})).observe({type: 'layout-shift', buffered: true});
document.addEventListener('securitypolicyviolation', (e) =>
  window.seen.broken.push(e.violatedDirective + ' ' + e.blockedURI));
"""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Everything here needs a browser; pictures are taken only where somebody will look at them."""
    if os.environ.get("GW_PICTURES") != "1":
        pictures = [item for item in items if item.path.name == "test_pictures.py"]
        config.hook.pytest_deselected(items=pictures)
        items[:] = [item for item in items if item not in pictures]
    missing = pytest.mark.skip(reason="Chromium is not installed (Debian: chromium fonts-noto-core)")
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and not CHROMIUM:
            item.add_marker(missing)


@dataclass(kw_only=True)
class Browser:
    """One browser window's worth of pages, and all that went wrong in them."""

    console: Console
    context: Any
    wrong: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def page(self) -> Any:
        """A new tab, watched."""
        page = await self.context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("console", lambda said: self.wrong.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self.asked.append(request.url))
        return page

    async def _dialog(self, dialog: Any) -> None:
        self.wrong.append(f"a dialog opened: {dialog.message}")
        await dialog.dismiss()

    async def show(self, page: Any, path: str) -> None:
        """Go there, and wait until it is drawn."""
        await page.goto(self.console.base + path, wait_until="load")

    async def audit(self, page: Any, *rules: str) -> list[str]:
        """What axe finds serious or critical (by these rules alone, where some are named), what the policy blocked, how
        much has moved."""
        only = f", runOnly: {json.dumps(rules)}" if rules else ""
        run = f"; axe.run(document, {{resultTypes: ['violations']{only}}})"
        found = await page.evaluate(AXE.read_text("utf-8") + run)
        grave = [
            f"{one['id']}: {one['nodes'][0]['html']}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        seen = await page.evaluate("window.seen")
        moved = [f"moved by {seen['shift']}: {seen['moved']}"] if seen["shift"] > GOOD_SHIFT else []
        return [*grave, *moved, *seen["broken"]]

    def outside(self) -> list[str]:
        """Requests to anybody but the console."""
        return [url for url in self.asked if not url.startswith((self.console.base, "data:"))]


@asynccontextmanager
async def chromium() -> AsyncIterator[Any]:
    """The browser itself, which opens windows ("contexts")."""
    async with playwright.async_playwright() as driver:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses root otherwise
        launched = await driver.chromium.launch(executable_path=CHROMIUM, args=[*flags, "--force-color-profile=srgb"])
        try:
            yield launched
        finally:
            await launched.close()


@asynccontextmanager
async def browsing(c: Console, *, enter: bool = True, **options: Any) -> AsyncIterator[Browser]:
    """A window on a console; `options` as of Playwright's contexts: color_scheme, viewport, java_script_enabled …"""
    async with chromium() as launched:
        context = await launched.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options)
        if options.get("java_script_enabled", True):
            await context.add_init_script(WATCH)
        browser = Browser(console=c, context=context)
        if enter:
            page = await context.new_page()
            await page.goto(c.link)
            await page.close()
        yield browser
        await context.close()


__all__ = ["Browser", "browsing", "chromium", "console"]
