"""Who gets in: by a link, once; and what is refused to everybody else."""

import asyncio
import json
import stat
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.domain.units import UnitTree
from gateway.store import database
from gateway.store.database import Database
from gateway.web.http.session import FILE, IDLE_SECONDS, Sessions, read_link
from tests.support import configs, console
from tests.support.cli import agw
from tests.support.console import OPERATOR, Console
from tests.support.running import until

CLOSED = (
    "/cases",
    "/cases/HN-7K3M9K",
    "/attention",
    "/attention/m1",
    "/attention/o1",
    "/attention/jobs/x",
    "/attention/jobs/x/live",
    "/messages/1/raw",
    "/messages/1/files/0",
    "/simulator",
    "/simulator/live",
)
ACTS = (
    "/cases/HN-7K3M9K/answer",
    "/cases/HN-7K3M9K/preview",
    "/cases/HN-7K3M9K/split",
    "/attention/act",
    "/attention/jobs/x/stop",
    "/lines/vanmieu-mail/test",
    "/simulator/text",
    "/simulator/mail",
    "/simulator/citizen",
    "/simulator/fault",
    "/leave",
)


async def test_without_the_link_only_health_is_shown(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.client() as client:
        for path in CLOSED:
            answer = await client.get(path)
            assert answer.status_code == 401, path
            assert "./gw console" in answer.text
        for path in ACTS:
            assert (await client.post(path, data={"csrf": ""})).status_code == 401, path
        for path in ("/", "/health", "/rates"):
            assert (await client.get(path)).status_code in (200, 503), path
        assert 'action="/lines/' not in (await client.get("/")).text  # nothing to press


async def test_the_link_opens_once_and_another_takes_its_place(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c:
        first = c.link
        file = c.context.config.data / FILE
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        async with c.client() as client:
            assert (await client.head(first)).status_code == 405  # a program that looks at links does not use it up
            answer = await client.get(first)
            cookie = answer.headers["set-cookie"]
            assert answer.status_code == 303
            assert "HttpOnly" in cookie
            assert "SameSite=strict" in cookie
            assert (await client.get("/cases")).status_code == 200
        async with c.client() as other:
            again = await other.get(first)
            assert (again.status_code, again.headers.get("set-cookie")) == (401, None)
            assert (await other.get("/cases")).status_code == 401
            assert (await other.get(c.link)).status_code == 303
        for wrong in ("", "x", "ü" * 9):
            async with c.client() as client:
                assert (await client.get("/enter", params={"token": wrong})).status_code == 401
    assert not file.exists()


async def test_gw_console_prints_the_link(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c:
        said = await agw("console", "--config", tmp_path / "config.toml")
        assert (said.code, said.out.strip()) == (0, c.link)
    said = await agw("console", "--config", tmp_path / "config.toml")
    assert said.code == 1
    assert "no console runs" in said.err


async def test_leaving_ends_the_session(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        cookies = dict(client.cookies)
        assert (await c.post(client, "/leave")).status_code == 303
        async with c.client() as thief:
            thief.cookies.update(cookies)
            assert (await thief.get("/cases")).status_code == 401


async def test_forms_need_their_secret_and_our_origin(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        for path in ACTS:
            assert (await client.post(path, data={"csrf": "guessed"})).status_code == 403, path
            assert (await client.post(path, json={"csrf": "x"})).status_code == 415, path
        secret = await _secret(client)
        for origin in ("http://evil.example", "null", c.base.replace("http:", "https:"), f"{c.base}.evil.example"):
            answer = await client.post("/simulator/citizen", data={"csrf": secret}, headers={"Origin": origin})
            assert answer.status_code == 403, origin
        for site in ("cross-site", "same-site", "none"):
            answer = await client.post("/simulator/citizen", data={"csrf": secret}, headers={"Sec-Fetch-Site": site})
            assert answer.status_code == 403, site
        async with httpx.AsyncClient(base_url=c.base, cookies=client.cookies) as bare:  # names no Origin
            assert (await bare.post("/simulator/citizen", data={"csrf": secret})).status_code == 403
        assert (await client.post("/simulator/citizen", data={"csrf": secret})).status_code == 303
        big = await client.post("/simulator/citizen", data={"csrf": secret, "x": "x" * 300_000})
        assert big.status_code == 413
        many = {"csrf": secret, **{f"f{n}": "" for n in range(2000)}}
        assert (await client.post("/simulator/citizen", data=many)).status_code == 400


async def _secret(client: httpx.AsyncClient) -> str:
    return (await client.get("/cases")).text.partition('name="csrf" value="')[2].partition('"')[0]


async def test_a_secret_of_one_session_does_not_serve_another(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as one, c.entered() as other:
        assert (await other.post("/simulator/citizen", data={"csrf": await _secret(one)})).status_code == 403


async def test_the_language_is_remembered_and_only_two_are_known(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.client() as client:
        assert '<html lang="vi">' in (await client.get("/?lang=xx")).text
        assert '<html lang="en">' in (await client.get("/?lang=en")).text
        assert '<html lang="en">' in (await client.get("/")).text
        assert '<html lang="vi">' in (await client.get("/?lang=vi")).text


async def test_no_simulator_no_try_it(tmp_path: Path, db_url: str) -> None:
    plain: dict[str, Any] = {"simulator": {"enabled": False}, "lines": [configs.mail_line()]}
    async with console.running(tmp_path, db_url, work=False, **plain) as c, c.entered() as client:
        assert (await client.get("/simulator")).status_code == 404
        assert "/simulator" not in (await client.get("/cases")).text


async def test_a_database_that_went_away_is_said_and_health_still_answers(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        await c.pages.close()
        answer = await client.get("/cases")
        assert answer.status_code == 503
        assert "Cơ sở dữ liệu không trả lời" in answer.text
        assert (await client.get("/")).status_code == 200
        assert (await client.get("/rates")).status_code == 503


async def test_a_page_whose_connection_is_cut_is_read_once_more(tmp_path: Path, db_url: str) -> None:
    waiting = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        async with c.db.transaction() as tx:
            await tx.execute("LOCK TABLE cases IN ACCESS EXCLUSIVE MODE")
            asked = asyncio.create_task(client.get("/cases"))
            (page,) = await until(lambda: c.rows(waiting))
            await c.rows("SELECT pg_terminate_backend($1)", page["pid"])
        assert (await asked).status_code == 200


async def test_a_session_ends_when_it_is_not_used(tmp_path: Path, db: Database) -> None:
    with Sessions(db, tmp_path, "http://127.0.0.1:1/", OPERATOR, lambda: UnitTree({})) as sessions:
        secret = await sessions.enter(sessions.link.partition("=")[2])
        assert secret
        assert await sessions.find(secret)
        async with db.transaction() as tx:
            await tx.execute("UPDATE sessions SET seen_at = now() - interval '31 minutes'")
        assert await sessions.find(secret) is None
    assert read_link(tmp_path) is None


async def test_while_the_database_is_away_a_session_is_what_it_was_until_it_is_idle(
    tmp_path: Path, db_url: str
) -> None:
    now, pool = [0.0], await database.open(db_url, size=1)
    with Sessions(
        pool, tmp_path, "http://127.0.0.1:1/", OPERATOR, lambda: UnitTree({}), clock=lambda: now[0]
    ) as sessions:
        secret = await sessions.enter(sessions.link.partition("=")[2])
        assert secret
        assert (found := await sessions.find(secret))
        await pool.close()
        now[0] += IDLE_SECONDS - 1
        assert await sessions.find(secret) is found
        now[0] += 2
        assert await sessions.find(secret) is None


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/redoc", "/static/../app.py", "/static/%2e%2e/app.py"])
async def test_nothing_else_is_served(tmp_path: Path, db_url: str, path: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        assert (await client.get(path)).status_code == 404


async def test_rates_count_by_line_and_hour(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        c.text("Đèn đường ngõ 12 hỏng, đề nghị sửa")
        await _sent(c)
        told = json.loads((await client.get("/rates")).text)
        assert len(told["hours"]) == 25
        assert told["in"] == {"vanmieu-mail": [0] * 25, "vanmieu-sms": [0] * 24 + [1]}
        assert sum(told["out"]["vanmieu-sms"]) == 1


async def _sent(c: Console) -> None:
    from tests.support.running import until

    await until(lambda: c.rows("SELECT 1 FROM outbox WHERE state = 'sent'"))
