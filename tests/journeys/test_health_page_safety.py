"""The health page lets nothing in: markup is text, no other host is asked, none but our own names are answered."""

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from gateway.channels import registry
from gateway.domain.reasons import text
from gateway.settings import config
from gateway.settings.config import Config
from gateway.store import lines
from gateway.store.database import Database
from tests.support import configs
from tests.support.health_page import MAIL, page

SCRIPT = "</p><script>alert(1)</script><img src=x onerror=\"alert('x')\">&lt;"


class Tags(HTMLParser):
    """The tags of a page, and every address it asks a browser to fetch or offers to follow."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.names.add(name)
            if name in ("href", "src", "action", "srcset", "data"):
                self.addresses.append(value or "")


async def test_markup_in_an_error_or_a_name_is_text(
    db: Database, make_config: Callable[..., Path], redis_url: str
) -> None:
    unit = {**configs.UNIT, "name": SCRIPT, "name_en": SCRIPT}
    settings = config.load(make_config(units=[unit]), registry)
    async with page(db, settings, redis_url) as client:
        await lines.record_failure(db, MAIL, text(SCRIPT))
        shown = [(await client.get(path)).text for path in ("/", "/?lang=en", "/?lang=<script>")]
        machine = await client.get("/health")
    for page_shown in shown:
        seen = Tags(page_shown)
        assert not seen.tags & {"img", "style", "iframe", "form"}
        assert page_shown.count("<script") == page_shown.count('<script src="/static/')
        assert not any(name.startswith("on") or name == "style" for name in seen.names)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page_shown
    assert machine.headers["content-type"] == "application/json"


async def test_the_page_asks_nothing_of_other_hosts_and_lets_no_one_frame_or_script_it(
    db: Database, settings: Config, redis_url: str
) -> None:
    async with page(db, settings, redis_url) as client:
        answers = [await client.get(path) for path in ("/", "/health", "/static/page.css", "/none", "/?lang=en")]
        addresses = Tags(answers[0].text).addresses
        loaded = [await client.get(address) for address in addresses]
        style = (await client.get("/static/page.css")).text
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 200]
    closed = {"/login"}  # which says how to come in, and is all that is offered to who has not
    assert {address for address, answer in zip(addresses, loaded, strict=True) if answer.status_code == 401} == closed
    assert {answer.status_code for answer in loaded} == {200, 401}
    assert all(not urlsplit(address).netloc for address in addresses)
    assert "url(" not in style
    assert "@import" not in style
    for answer in answers:
        rules = dict(rule.split(None, 1) for rule in answer.headers["content-security-policy"].split("; "))
        assert rules["default-src"] == rules["frame-ancestors"] == "'none'"
        assert rules["style-src"] == rules["script-src"] == rules["form-action"] == "'self'"
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert [answer.headers["cache-control"] for answer in answers] == [
        "no-store",
        "no-store",
        "no-cache",
        *["no-store"] * 2,
    ]


async def test_only_our_own_names_are_answered(db: Database, settings: Config) -> None:
    port = settings.console.port
    others = ["evil.example", "127.0.0.1", "127.0.0.1:1", f"localhost.evil.example:{port}", "", f"0:{port}"]
    async with page(db, settings) as client:
        refused = [await client.get("/", headers={"Host": host}) for host in others]
        ours = ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"]
        answered = [await client.head("/", headers={"Host": f"{host}:{port}"}) for host in ours]
    assert [answer.status_code for answer in refused] == [421] * len(others)
    assert all("vanmieu" not in answer.text and f"http://127.0.0.1:{port}/" in answer.text for answer in refused)
    assert [(answer.status_code, answer.content) for answer in answered] == [(200, b"")] * len(ours)


async def test_the_page_is_for_reading_only(db: Database, settings: Config) -> None:
    methods = ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]
    async with page(db, settings) as client:
        ours = {"Origin": f"http://127.0.0.1:{settings.console.port}"}
        answers = [await client.request(m, path, headers=ours) for m in methods for path in ("/", "/health")]
    assert {answer.status_code for answer in answers} == {405}
