"""The pages reached from other machines, over real sockets: by a certificate of ours, and behind a proxy that is named.

Loopback is all that there is here: what a proxy on 127.0.0.1 says of its browsers makes them others' machines."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.channels import registry
from gateway.cli import check_console
from gateway.domain.errors import ConfigError
from gateway.local import processes
from gateway.settings import config
from gateway.settings.config import Config
from gateway.store.database import Database
from gateway.web.http import certificates
from gateway.web.http.session import read_link
from tests.support import health_page, people, wire
from workers import http as worker

NAME, OTHER = "gateway.example.vn", "203.0.113.7"
PUBLIC = f"https://{NAME}"
BEHIND = {"public_url": PUBLIC, "proxies": ["127.0.0.1/32"]}


@asynccontextmanager
async def open_pages(db: Database, settings: Config) -> AsyncIterator[httpx.AsyncClient]:
    await people.account(db)
    async with health_page.page(db, settings) as client:
        yield client


def by_proxy(of: str = OTHER, **more: str) -> dict[str, str]:
    """The headers that a proxy sends for a browser at `of`."""
    return {"Host": NAME, "X-Forwarded-For": of, "X-Forwarded-Proto": "https", **more}


def session_cookie(answer: httpx.Response) -> str:
    """What makes the session, behind the cookie that is taken away."""
    return answer.headers.get_list("set-cookie")[-1]


def made(make_config: Callable[..., Path], **keys: Any) -> Config:
    return config.load(make_config(console={"port": processes.free_port(), **keys}), registry)


async def test_behind_a_named_proxy_a_browser_elsewhere_comes_in_by_the_public_name_alone(
    db: Database, make_config: Callable[..., Path]
) -> None:
    settings = made(make_config, **BEHIND)
    async with open_pages(db, settings) as client:
        link = read_link(settings.data)
        assert link
        assert link.startswith(f"{PUBLIC}/enter?token=")
        closed = [await client.get(path, headers=by_proxy()) for path in ("/", "/live", "/rates", "/cases")]
        assert {answer.headers.get("location") for answer in closed} == {
            "/login"
        }  # what is for all on this machine is for no others
        for_programs = [await client.get(path, headers=by_proxy()) for path in ("/health", "/metrics")]
        assert {answer.status_code for answer in for_programs} == {403}
        assert (await client.get(link.removeprefix(PUBLIC), headers=by_proxy())).headers["location"] == "/login"
        entered = await client.post("/login", data=people.form(), headers=by_proxy(Origin=PUBLIC))
        assert entered.status_code == 303
        assert {"Secure", "HttpOnly", "SameSite=strict"} <= set(session_cookie(entered).split("; "))
        assert entered.headers["strict-transport-security"]
        cookie = by_proxy(Cookie=session_cookie(entered).partition(";")[0])
        seen = [await client.get(path, headers=cookie) for path in ("/", "/rates", "/cases")]
        assert {answer.status_code for answer in seen} == {200}
        here = [await client.get(path) for path in ("/", "/health", "/metrics")]  # a program on this machine, as before
        assert {answer.status_code for answer in here} <= {200, 503}
        assert all("strict-transport-security" not in answer.headers for answer in here)


async def test_host_and_origin_are_those_of_the_public_name(db: Database, make_config: Callable[..., Path]) -> None:
    settings = made(make_config, **BEHIND)
    port = settings.console.port
    async with open_pages(db, settings) as client:
        for host, code in (
            (NAME, 303),
            (NAME.upper(), 303),
            (f"{NAME}:443", 303),
            (f"{NAME}:8443", 421),
            ("evil.example", 421),
            (f"127.0.0.1:{port}", 421),  # a proxy that does not hand the name on
            (f"localhost:{port}", 421),
        ):
            answer = await client.get("/", headers=by_proxy() | {"Host": host})
            assert answer.status_code == code, host
            assert code == 303 or f"{PUBLIC}/" in answer.text
        entered = await client.post("/login", data=people.form(), headers=by_proxy(Origin=PUBLIC))
        cookie = {"Cookie": session_cookie(entered).partition(";")[0]}
        ours = await client.post("/leave", headers=by_proxy(Origin=PUBLIC) | cookie, data={"csrf": "guessed"})
        assert (ours.status_code, "another site" in ours.text) == (403, False)  # the form's own secret is wrong
        for origin in (f"http://{NAME}", f"http://127.0.0.1:{port}", "https://evil.example", "null"):
            answer = await client.post("/leave", headers=by_proxy(Origin=origin) | cookie, data={"csrf": "guessed"})
            assert (answer.status_code, "another site" in answer.text) == (403, True), origin


async def test_a_proxy_that_nobody_named_does_not_make_everybody_this_machine(
    db: Database, settings: Config, make_config: Callable[..., Path]
) -> None:
    async with health_page.page(db, settings) as client:
        assert (await client.get("/")).status_code == 200
        for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
            refused = await client.get("/", headers={header: OTHER})
            assert (refused.status_code, "[console] proxies" in refused.text) == (403, True), header
    other = made(make_config, public_url=PUBLIC, proxies=["10.0.0.2/32"])
    async with open_pages(db, other) as client:
        assert (await client.get("/", headers=by_proxy())).status_code == 403


async def test_requests_of_one_address_are_bounded_and_this_machine_s_are_not(
    db: Database, make_config: Callable[..., Path]
) -> None:
    settings = made(make_config, requests_per_minute=3, **BEHIND)
    async with open_pages(db, settings) as client:
        answers = [await client.get("/static/page.css", headers=by_proxy()) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[-1].headers["retry-after"] == "60"
        for other in ("203.0.113.8", "127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1"):
            assert (await client.get("/static/page.css", headers=by_proxy(other))).status_code == 200
        spoofed = by_proxy(f"198.51.100.1, {OTHER}")  # what a browser itself writes stands before
        assert (await client.get("/static/page.css", headers=spoofed)).status_code == 429


async def test_with_a_certificate_of_ours_the_pages_speak_tls_and_a_renewed_one_is_taken(
    db: Database, make_config: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "RELOAD_SECONDS", 0.05)
    authority, _ = wire.certificates(tmp_path / "tls", "localhost")
    port = processes.free_port()
    files = {"certificate_file": str(tmp_path / "tls/server.pem"), "key_file": str(tmp_path / "tls/server.key")}
    settings = made(make_config, port=port, public_url=f"https://localhost:{port}", **files)
    await people.account(db)
    serving = asyncio.create_task(health_page.served(db, settings))
    base, trust = f"https://localhost:{port}", ssl.create_default_context(cafile=str(authority))
    try:
        async with httpx.AsyncClient(base_url=base, verify=trust, timeout=20) as client:
            await health_page.answering(client, serving)
            assert (await client.get("/")).status_code == 200
            entered = await client.post("/login", data=people.form(), headers={"Origin": base})
            assert (entered.status_code, "Secure" in entered.headers["set-cookie"]) == (303, True)
            assert (await client.get("/cases")).status_code == 200
        async with httpx.AsyncClient(timeout=20) as client:
            with pytest.raises(httpx.TransportError):
                await client.get(f"http://localhost:{port}/")
        weak = ssl.create_default_context(cafile=str(authority))
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            weak.maximum_version = ssl.TLSVersion.TLSv1_1
        async with httpx.AsyncClient(verify=weak, timeout=20) as client:
            with pytest.raises(httpx.ConnectError):
                await client.get(f"{base}/")
        (tmp_path / "tls/server.pem").write_text("half a file")  # as it is for a moment while it is renewed
        await asyncio.sleep(0.2)
        async with httpx.AsyncClient(base_url=base, verify=trust, timeout=20) as client:
            assert (await client.get("/")).status_code == 200
        renewed, _ = wire.certificates(tmp_path / "tls", "localhost")
        async with asyncio.timeout(20):
            while True:
                with suppress(httpx.ConnectError):
                    context = ssl.create_default_context(cafile=str(renewed))
                    async with httpx.AsyncClient(base_url=base, verify=context, timeout=20) as client:
                        assert (await client.get("/")).status_code == 200
                        break
                await asyncio.sleep(0.05)
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def test_a_handshake_that_does_not_end_and_too_many_connections_of_one_address_are_cut_off(
    db: Database, make_config: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "REQUEST_SECONDS", 1.0)
    monkeypatch.setattr(worker, "OF_ONE_ADDRESS", 3)
    wire.certificates(tmp_path / "tls")
    files = {"certificate_file": str(tmp_path / "tls/server.pem"), "key_file": str(tmp_path / "tls/server.key")}
    tls = made(make_config, **files)
    serving = asyncio.create_task(health_page.served(db, tls))
    try:
        reader, writer = await connected(tls.console.port)
        writer.write(b"\x16\x03\x01")  # the beginning of a hello
        assert await ended(reader)
        writer.close()
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
    settings = made(make_config)
    async with health_page.page(db, settings) as client:
        await client.aclose()
        monkeypatch.setattr(worker, "REQUEST_SECONDS", 30.0)
        kept = [await connected(settings.console.port) for _ in range(3)]
        one_more, writer = await connected(settings.console.port)
        assert await ended(one_more)
        for _, one in [*kept, (one_more, writer)]:
            one.close()
        async with asyncio.timeout(20):
            while not await answers(settings.console.port):
                pass


async def answers(port: int) -> bool:
    with suppress(httpx.TransportError):
        async with httpx.AsyncClient(timeout=20) as client:
            return (await client.get(f"http://127.0.0.1:{port}/static/page.css")).status_code == 200
    return False


async def connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with asyncio.timeout(20):
        while True:
            with suppress(ConnectionRefusedError):
                return await asyncio.open_connection("127.0.0.1", port)
            await asyncio.sleep(0.02)


async def ended(reader: asyncio.StreamReader) -> bool:
    """Whether the other side ends the connection without a word."""
    async with asyncio.timeout(20):
        with suppress(ConnectionResetError):
            return await reader.read() == b""
        return True


async def test_other_machines_are_not_let_in_while_there_is_nobody_to_come_in(
    db: Database, make_config: Callable[..., Path], db_url: str
) -> None:
    settings = made(make_config, host="0.0.0.0", **BEHIND)
    (nobody,) = await check_console.of_console(settings, db_url)
    assert (nobody.ok, nobody.reason.code) == (False, "check.console_nobody")
    async with health_page.page(db, settings) as client:
        assert (await client.get("/")).status_code == 200
        assert (await client.get("/enter?token=x", headers=by_proxy())).status_code == 403
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.2", settings.console.port)  # as another address of this machine
        assert str(read_link(settings.data)).startswith(f"http://127.0.0.1:{settings.console.port}/")
    async with open_pages(db, settings) as client:
        assert (await client.get("/login", headers=by_proxy())).status_code == 200
        _, writer = await asyncio.open_connection("127.0.0.2", settings.console.port)
        writer.close()
    (well,) = await check_console.of_console(settings, db_url)
    assert (well.ok, well.reason.values) == (True, {"page": f"{PUBLIC}/", "proxies": "127.0.0.1/32"})


async def test_check_says_what_a_browser_would_of_the_certificate(
    make_config: Callable[..., Path], tmp_path: Path
) -> None:
    wire.certificates(tmp_path / "soon", NAME, days=2)
    wire.certificates(tmp_path / "good", NAME, days=90)
    wire.certificates(tmp_path / "other", "elsewhere.example", days=90)
    (tmp_path / "mixed").mkdir()
    (tmp_path / "mixed/server.pem").write_bytes((tmp_path / "good/server.pem").read_bytes())
    (tmp_path / "mixed/server.key").write_bytes((tmp_path / "other/server.key").read_bytes())
    for directory, code in (
        ("good", "console_tls"),
        ("soon", "console_certificate_ends"),
        ("other", "console_certificate_wrong"),
        ("mixed", "console_certificate_wrong"),
    ):
        files = {"certificate_file": str(tmp_path / directory / "server.pem")}
        files |= {"key_file": str(tmp_path / directory / "server.key")}
        (found,) = await check_console.of_console(made(make_config, public_url=PUBLIC, **files), None)
        assert (found.reason.code, found.ok) == (f"check.{code}", code == "console_tls"), directory


async def test_files_that_are_no_certificate_are_a_mistake_of_the_configuration(
    db: Database, make_config: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "no.pem").write_text("none")
    settings = made(make_config, certificate_file=str(tmp_path / "no.pem"), key_file=str(tmp_path / "no.pem"))
    with pytest.raises(ConfigError) as caught:
        await health_page.served(db, settings)
    problems = [(one.key, one.reason.code) for one in caught.value.problems]
    assert problems == [("console.certificate_file", "config.certificate_not_loaded")]
