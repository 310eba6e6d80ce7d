"""The health page as browsers and monitors get it: on loopback, true about what is down, nothing of a citizen's."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from redis.asyncio import Redis

from gateway import config, database, guarded, lines
from gateway.channels import CHANNELS
from gateway.config import Config
from gateway.database import Database
from gateway.errors import ConfigError
from gateway.health import look
from gateway.house import furnish
from gateway.reach import Reach
from tests.support import configs
from tests.support.wire import Proxy
from workers import console

MAIL, SMS = "vanmieu-mail", "vanmieu-sms"
SCRIPT = "</p><script>alert(1)</script><img src=x onerror=\"alert('x')\">&lt;"
ANSWERS = 20.0  # that it answers at all; how fast is not for a busy machine to judge


@pytest.fixture
def settings(make_config: Callable[..., Path], tmp_path: Path) -> Config:
    (tmp_path / "data").mkdir()
    return config.load(make_config(times={"health_grace": 90}), CHANNELS)


@asynccontextmanager
async def page(db: Database, settings: Config, redis_url: str = "") -> AsyncIterator[httpx.AsyncClient]:
    """The console, running; a client on it."""
    at = Reach(pid=1, database_url="", redis_url=redis_url, page="")
    serving = asyncio.create_task(console.serve(db, await furnish(db, settings), at))
    base = f"http://127.0.0.1:{settings.console.port}"
    try:
        async with httpx.AsyncClient(base_url=base, timeout=ANSWERS) as client:
            await answering(client, serving)
            yield client
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def answering(client: httpx.AsyncClient, serving: asyncio.Task[None]) -> None:
    while not serving.done():
        with suppress(httpx.TransportError):
            await client.get("/static/page.css")
            return
        await asyncio.sleep(0.02)
    await serving


async def make_well(db: Database, settings: Config) -> None:
    """Lines held and heard, a desk that has just looked round."""
    await lines.take(db, "line", list(settings.lines), "lines:test", 60)
    async with db.transaction() as tx:
        for name in settings.lines:
            await lines.heard(tx, name, {"uid": 1}, {"signal": 60, "sim_used": 1, "sim_size": 20})
        assert await lines.tick(tx, "watch", 1)


async def state(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/health")
    seen: dict[str, Any] = answer.json()
    assert answer.status_code == (503 if seen["state"] == "failing" else 200)
    return seen


def keys(seen: dict[str, Any]) -> set[str]:
    return {finding["key"] for finding in seen["findings"]}


async def test_all_well_is_green_in_vietnamese_and_in_english(db: Database, settings: Config, redis_url: str) -> None:
    async with page(db, settings, redis_url) as client:
        await make_well(db, settings)
        vietnamese, english = await client.get("/"), await client.get("/?lang=en")
        seen = await state(client)
    assert (seen["state"], seen["findings"]) == ("ok", [])
    assert vietnamese.status_code == english.status_code == 200
    assert '<html lang="vi">' in vietnamese.text
    assert "Hoạt động bình thường" in vietnamese.text
    assert '<html lang="en">' in english.text
    assert "Everything works" in english.text
    assert vietnamese.text.count('class="mark ok"') == english.text.count('class="mark ok"') == 8  # all, lines, servers


async def test_before_anything_is_heard_nothing_is_green_but_the_servers(
    db: Database, settings: Config, redis_url: str
) -> None:
    async with page(db, settings, redis_url) as client:
        seen, shown = await state(client), (await client.get("/")).text
    assert seen["state"] == "unknown"
    assert {line["state"] for line in seen["lines"].values()} == {"unknown"}
    assert '<article class="ok"' not in shown
    assert shown.count('<article class="unknown"') == 2


async def test_a_line_that_fails_or_falls_silent_is_shown_with_what_to_do(
    db: Database, settings: Config, redis_url: str
) -> None:
    async with page(db, settings, redis_url) as client:
        await make_well(db, settings)
        await lines.failing(db, MAIL, "IMAP: the server refused the log-in; check user and password")
        async with db.connection() as conn:
            await conn.execute("UPDATE lines SET heard_at = now() - interval '91 s' WHERE name = $1", SMS)
        seen, shown = await state(client), (await client.get("/")).text
    assert (seen["state"], keys(seen)) == ("failing", {"line_failing", "line_silent"})
    assert (seen["lines"][MAIL]["state"], seen["lines"][SMS]["state"]) == ("failing", "unknown")
    assert shown.count("máy chủ thư từ chối đăng nhập") == 2  # among the findings and at its line
    assert "./gw check" in shown
    assert '<article class="failing"' in shown
    assert '<article class="unknown"' in shown


async def test_a_line_whose_holder_has_gone_is_grey_at_once(db: Database, settings: Config, redis_url: str) -> None:
    async with page(db, settings, redis_url) as client:
        await make_well(db, settings)
        async with db.connection() as conn:
            await conn.execute("UPDATE lines SET until = now() - interval '1 s'")
        seen = await state(client)
    assert {line["state"] for line in seen["lines"].values()} == {"unknown"}
    assert keys(seen) == {"line_unheld"}


async def test_queues_are_counted_with_the_age_of_their_oldest(db: Database, settings: Config, redis_url: str) -> None:
    async with page(db, settings, redis_url) as client:
        await make_well(db, settings)
        await fill(db)
        seen = await state(client)
    counts = {name: queue["n"] for name, queue in seen["queues"].items() if queue["n"]}
    assert counts == {
        "in_waiting": 2,
        "in_unconfirmed": 2,
        "in_held": 1,
        "out_due": 1,
        "out_unknown": 1,
        "case_open": 1,
        "case_overdue": 1,
        "case_urgent": 1,
    }
    assert keys(seen) == {"in_waiting", "in_held", "out_unknown", "case_overdue", "case_urgent"}
    assert 300 <= seen["queues"]["in_waiting"]["oldest_seconds"] < 400
    mail = seen["lines"][MAIL]
    assert (mail["waiting"], mail["due"]) == (2, 1)
    assert 300 <= mail["waiting_seconds"] < 400
    assert 100 <= mail["last_in_seconds"] < 200
    assert 50 <= mail["last_out_seconds"] < 150


async def fill(db: Database) -> None:
    """Something in most queues, all of it with a citizen's number, address and words."""
    async with db.transaction() as tx:
        await tx.execute(
            "INSERT INTO parts (line, digest, location, sender_key, partition, state, arrived_at, received_at, turn)"
            " SELECT $1, sha256(n::text::bytea), 'INBOX/' || n, 'mailto:a.citizen@example.com', 1, 'received', now(),"
            " now() - n * interval '150 s', n FROM generate_series(1, 2) n",
            MAIL,
        )
        await tx.execute(
            "INSERT INTO cases (code, line, channel, unit, sender, sender_name, language, subject, kind, urgent,"
            " due_at, last_message_at) VALUES ('HN-7K3M9K', $1, 'sms', 'vanmieu', 'tel:+84590001234', 'Bí Mật',"
            " 'vi', 'Chuyện riêng', 'phan_anh', true, now() - interval '1 day', now())",
            SMS,
        )
        await tx.execute(
            "INSERT INTO messages (line, digest, outcome, rule, sender, sender_name, subject, text, reply, arrived_at)"
            " VALUES ($1, 'x', 'held', 'form', 'mailto:a.citizen@example.com', 'Trần Thị Bí Mật', 'Chuyện riêng',"
            " 'Lời riêng tư', 'Lời riêng tư', now())",
            MAIL,
        )
        await tx.execute(
            "INSERT INTO outbox (line, cause, purpose, recipient, state, priority, text, automatic, reason)"
            " SELECT $1, 'message:' || state, 'acknowledgement', 'mailto:a.citizen@example.com', state, 2, 'Lời riêng',"
            " true, 'Lời riêng' FROM unnest(ARRAY['due', 'unknown']) AS state",
            MAIL,
        )
        await tx.execute(
            "INSERT INTO attempts (outbox_id, line, recipient, round, part, parts, epoch, state, deadline, closed_at)"
            " SELECT id, line, recipient, 1, 1, 1, 1, 'ok', now(), now() - interval '60 s' FROM outbox LIMIT 1"
        )


async def test_nothing_of_a_citizen_is_on_the_page_or_in_its_json(
    db: Database, settings: Config, redis_url: str
) -> None:
    async with page(db, settings, redis_url) as client:
        await fill(db)
        await lines.failing(db, MAIL, "refused a.citizen@example.com and +84590001234")
        shown = [(await client.get(path)).text for path in ("/", "/?lang=en", "/health")]
    for text in shown:
        for private in ("citizen@", "590001234", "Bí Mật", "riêng", "HN-7K3M9K"):
            assert private not in text
        assert "refused" in text  # the rest of the error is there


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
    settings = config.load(make_config(units=[unit]), CHANNELS)
    async with page(db, settings, redis_url) as client:
        await lines.failing(db, MAIL, SCRIPT)
        shown = [(await client.get(path)).text for path in ("/", "/?lang=en", "/?lang=<script>")]
        machine = await client.get("/health")
    for text in shown:
        seen = Tags(text)
        assert not seen.tags & {"img", "style", "iframe", "form"}
        assert text.count("<script") == text.count('<script src="/static/')
        assert not any(name.startswith("on") or name == "style" for name in seen.names)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
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
    closed = {"/cases", "/stuck"}  # only for those who came by the one-time link
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
        assert answer.headers["cache-control"] == "no-store"


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


async def test_redis_gone_stalled_or_full_is_a_warning_and_nothing_else(
    db: Database, settings: Config, redis_url: str
) -> None:
    there = urlsplit(redis_url)
    async with Proxy(there.port or 0) as wire:
        stalled = redis_url.replace(f":{there.port}/", f":{wire.port}/")
        house = await furnish(db, settings)
        await make_well(db, settings)
        assert (await look(db, house, stalled)).worst == "ok"
        wire.mute()
        for url in (stalled, f"redis://127.0.0.1:{guarded.free_port()}/0"):
            seen = await look(db, house, url)
            assert [finding.key for finding in seen.findings] == ["bell_down"]
            assert seen.exit_code == 1
    async with Redis.from_url(redis_url) as redis:
        await redis.config_set("maxmemory", 1)
        try:
            seen = await look(db, house, redis_url)
        finally:
            await redis.config_set("maxmemory", 0)
    assert [finding.key for finding in seen.findings] == ["bell_down"]


async def test_with_everything_down_the_page_says_what_it_knew_and_is_right_again_by_itself(
    db_url: str, settings: Config, redis_url: str
) -> None:
    there = urlsplit(db_url)
    async with Proxy(there.port or 0) as wire:
        db = await database.open(db_url.replace(f":{there.port}/", f":{wire.port}/"))
        try:
            async with page(db, settings, f"redis://127.0.0.1:{guarded.free_port()}/0") as client:
                await make_well(db, settings)
                before = await state(client)
                wire.mute()
                first, second = await state(client), await state(client)
                shown = (await client.get("/")).text
                wire.pass_all()
                wire.reset()
                after = await until_fresh(client)
        finally:
            await db.close()
    assert before["state"] == "warning"
    for seen in (first, second):
        assert (seen["state"], seen["stale"], seen["known_at"]) == ("failing", True, before["known_at"])
        assert keys(seen) == {"database_down", "bell_down"}
        assert {line["state"] for line in seen["lines"].values()} == {"unknown"}
        assert all(line["heard_seconds"] is not None for line in seen["lines"].values())
    assert "PostgreSQL không trả lời" in shown
    assert "Số liệu của lần đọc cuối" in shown
    assert '<article class="ok"' not in shown
    assert (after["state"], keys(after)) == ("warning", {"bell_down"})


async def until_fresh(client: httpx.AsyncClient) -> dict[str, Any]:
    async with asyncio.timeout(ANSWERS):
        while (seen := await state(client))["stale"]:
            pass
    return seen


async def test_an_answer_that_came_late_is_not_taken_for_the_present(
    db: Database, settings: Config, redis_url: str
) -> None:
    async with page(db, settings, redis_url) as client:
        await make_well(db, settings)
        async with db.transaction() as tx:
            await tx.execute("LOCK TABLE parts")
            locked = await state(client)
        await answered(db)
        async with db.connection() as conn:
            await conn.execute("UPDATE lines SET state = 'failing'")
        seen = await state(client)
    assert (locked["stale"], seen["stale"]) == (True, False)
    assert {line["state"] for line in seen["lines"].values()} == {"failing"}


async def answered(db: Database) -> None:
    """Wait until nobody else works in this database: the look that had to wait has its answer."""
    working = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'"
    async with asyncio.timeout(ANSWERS), db.connection() as conn:
        while await conn.fetchval(working) > 1:
            pass


async def test_a_database_that_is_silent_or_gone_from_the_start_leaves_nothing_green(
    db: Database, db_url: str, settings: Config, redis_url: str
) -> None:
    house = await furnish(db, settings)
    there = urlsplit(db_url)
    async with Proxy(there.port or 0) as wire:
        far = await database.open(db_url.replace(f":{there.port}/", f":{wire.port}/"))
        try:
            wire.mute()
            silent = await look(far, house, redis_url)
        finally:
            wire.reset()
            await far.close()
    gone = await look(far, house, redis_url)
    for seen in (silent, gone):
        assert [finding.key for finding in seen.findings] == ["database_never"]
        assert (seen.exit_code, seen.known_at, {line.state for line in seen.lines}) == (2, None, {"unknown"})


async def test_a_taken_port_is_a_mistake_of_the_configuration(db: Database, settings: Config) -> None:
    async with page(db, settings):
        at = Reach(pid=1, database_url="", redis_url="", page="")
        with pytest.raises(ConfigError, match=rf"console\.port: .*:{settings.console.port} is taken"):
            await console.serve(db, await furnish(db, settings), at)


async def test_the_port_is_free_after_a_stop_even_with_a_browser_connected(db: Database, settings: Config) -> None:
    reader, writer = None, None
    async with page(db, settings):
        reader, writer = await asyncio.open_connection("127.0.0.1", settings.console.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n")  # and never the rest
        await writer.drain()
    assert reader is not None
    await reader.read()
    writer.close()
    async with page(db, settings) as client:
        assert (await client.get("/")).status_code == 200
