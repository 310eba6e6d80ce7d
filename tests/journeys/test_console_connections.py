"""A connection that brings no whole request does not keep its place from people."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from gateway.channels.email.reasons import IMAP_CLOSED
from tests.support import console
from tests.support.stored import stored
from workers import http as worker

PIECES = {
    "nothing at all": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    "half a form": b"POST /leave HTTP/1.1\r\nHost: %b\r\nCookie: %c\r\nOrigin: http://%b\r\nContent-Type:"
    b" application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ncsrf=",
}


@pytest.mark.parametrize("piece", PIECES)
async def test_half_a_request_is_cut_off_after_its_time(
    piece: str, tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "REQUEST_SECONDS", 1.0)
    async with console.running(tmp_path, db_url, work=False) as c, c.entered() as client:
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        host = c.base.removeprefix("http://")
        name, _, port = host.partition(":")
        reader, writer = await asyncio.open_connection(name, int(port))
        writer.write(PIECES[piece].replace(b"%b", host.encode()).replace(b"%c", cookie.encode()))
        async with asyncio.timeout(30):
            with suppress(ConnectionResetError):
                assert await reader.read() == b""
        writer.close()
        assert (await client.get("/cases")).status_code == 200


async def test_a_page_that_is_looked_at_lives_longer_than_that(
    tmp_path: Path, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "REQUEST_SECONDS", 1.0)
    async with (
        console.running(tmp_path, db_url, work=False) as c,
        c.client() as client,
        client.stream("GET", "/live") as answer,
    ):
        pieces = answer.aiter_lines()
        while await anext(pieces):
            pass
        await asyncio.sleep(1.2)
        await c.rows(
            f"UPDATE lines SET state = 'failing', error = {stored(IMAP_CLOSED)}, heard_at = now() RETURNING name"
        )
        async with asyncio.timeout(20):
            while "failing" not in await anext(pieces):
                pass
