"""The health page as browsers and monitors get it: on loopback, true about what is down, nothing of a citizen's."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from redis.asyncio import Redis

from gateway.channels.email.reasons import IMAP_LOGIN_REFUSED
from gateway.domain.actor import superuser
from gateway.domain.errors import ConfigError
from gateway.domain.reasons import text
from gateway.local import processes
from gateway.ops.health import look
from gateway.runtime.context import bootstrap
from gateway.runtime.current import Current
from gateway.runtime.runfile import Reach
from gateway.settings.config import Config
from gateway.store import database, lines
from gateway.store.database import Database
from tests.support.health_page import ANSWERS, MAIL, SMS, fill, make_well, page
from tests.support.wire import Proxy
from workers import web


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
        await lines.record_failure(db, MAIL, IMAP_LOGIN_REFUSED)
        async with db.connection() as conn:
            await conn.execute("UPDATE lines SET heard_at = now() - interval '91 s' WHERE name = $1", SMS)
        seen, shown = await state(client), (await client.get("/")).text
    assert (seen["state"], keys(seen)) == ("failing", {"line_failing", "line_silent"})
    assert (seen["lines"][MAIL]["state"], seen["lines"][SMS]["state"]) == ("failing", "unknown")
    assert shown.count("máy chủ thư từ chối đăng nhập") == 2  # among the findings and at its line
    assert "password_file" in shown  # what to do about that very cause
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


async def test_nothing_of_a_citizen_is_on_the_page_or_in_its_json(
    db: Database, settings: Config, redis_url: str
) -> None:
    async with page(db, settings, redis_url) as client:
        await fill(db)
        await lines.record_failure(db, MAIL, text("refused a.citizen@example.com and +84590001234"))
        shown = [(await client.get(path)).text for path in ("/", "/?lang=en", "/health")]
    for words in shown:
        for private in ("citizen@", "590001234", "Bí Mật", "riêng", "HN-7K3M9K"):
            assert private not in words
        assert "refused" in words  # the rest of the error is there


async def test_redis_gone_stalled_or_full_is_a_warning_and_nothing_else(
    db: Database, settings: Config, redis_url: str
) -> None:
    there = urlsplit(redis_url)
    async with Proxy(there.port or 0) as wire:
        stalled = redis_url.replace(f":{there.port}/", f":{wire.port}/")
        context = await bootstrap(db, settings)
        await make_well(db, settings)
        assert (await look(db, context, stalled)).worst == "ok"
        wire.mute()
        for url in (stalled, f"redis://127.0.0.1:{processes.free_port()}/0"):
            seen = await look(db, context, url)
            assert [finding.key for finding in seen.findings] == ["redis_down"]
            assert seen.exit_code == 1
    async with Redis.from_url(redis_url) as redis:
        await redis.config_set("maxmemory", 1)
        try:
            seen = await look(db, context, redis_url)
        finally:
            await redis.config_set("maxmemory", 0)
    assert [finding.key for finding in seen.findings] == ["redis_down"]


async def test_with_everything_down_the_page_says_what_it_knew_and_is_right_again_by_itself(
    db_url: str, settings: Config, redis_url: str
) -> None:
    there = urlsplit(db_url)
    async with Proxy(there.port or 0) as wire:
        db = await database.open(db_url.replace(f":{there.port}/", f":{wire.port}/"))
        try:
            async with page(db, settings, f"redis://127.0.0.1:{processes.free_port()}/0") as client:
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
        assert keys(seen) == {"database_hangs", "redis_down"}
        assert {line["state"] for line in seen["lines"].values()} == {"unknown"}
        assert all(line["heard_seconds"] is not None for line in seen["lines"].values())
    assert "PostgreSQL treo" in shown
    assert "Số liệu của lần đọc cuối" in shown
    assert '<article class="ok"' not in shown
    assert (after["state"], keys(after)) == ("warning", {"redis_down"})


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
    context = await bootstrap(db, settings)
    there = urlsplit(db_url)
    async with Proxy(there.port or 0) as wire:
        far = await database.open(db_url.replace(f":{there.port}/", f":{wire.port}/"))
        try:
            wire.mute()
            silent = await look(far, context, redis_url)
        finally:
            wire.reset()
            await far.close()
    gone = await look(far, context, redis_url)
    for seen, key in ((silent, "database_hangs"), (gone, "database_never")):
        assert [finding.key for finding in seen.findings] == [key]
        assert (seen.exit_code, seen.known_at, {line.state for line in seen.lines}) == (2, None, {"unknown"})


async def test_a_taken_port_is_a_mistake_of_the_configuration(db: Database, settings: Config) -> None:
    async with page(db, settings):
        at = Reach(pid=1, database_url="", redis_url="", page="")
        with pytest.raises(
            ConfigError, match=rf"console\.port: config\.address_taken address=.*:{settings.console.port}"
        ):
            await web.serve(db, Current(await bootstrap(db, settings)), at, superuser("page:thu"))


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
