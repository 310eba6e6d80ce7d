"""The proxy itself: each harm is done, and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from tests.support.proxy import Proxy
from tests.support.wire import script


@asynccontextmanager
async def talking() -> AsyncIterator[tuple[Proxy, list[bytes]]]:
    """A proxy before a server that says every line back; the lines that reached it."""
    heard: list[bytes] = []

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            heard.append(line)
            writer.write(b"you said " + line)

    async with script(echo) as port, Proxy(port) as wire:
        yield wire, heard


async def said(wire: Proxy, *lines: bytes, octets: int = 1000, patience: float = 0.2) -> bytes:
    """What comes back for these lines, until silence or the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
    got = b""
    try:
        for line in lines:
            writer.write(line + b"\n")
            await writer.drain()
            async with asyncio.timeout(patience):
                while not got.endswith(b"\n"):
                    if not (piece := await reader.read(octets)):
                        return got + b"<end>"
                    got += piece
            got = got.replace(b"\n", b"|")
        return got
    except ConnectionResetError:
        return got + b"<reset>"
    except TimeoutError:
        return got + b"<silence>"
    finally:
        writer.transport.abort()


HARMS: dict[str, tuple[Callable[[Proxy], None], bytes, list[bytes]]] = {
    "none": (lambda _: None, b"you said a|you said b|", [b"a\n", b"b\n"]),
    "mute": (lambda wire: wire.mute(), b"<silence>", []),
    "refuse": (lambda wire: wire.refuse(), b"<reset>", []),
    "stall after a text": (lambda wire: wire.stall_after(b"said a"), b"you said a<silence>", [b"a\n"]),
    "cut after a text": (lambda wire: wire.cut_after(b"said a"), b"you said a<end>", [b"a\n"]),
    "cut after so many octets": (lambda wire: wire.cut_after(octets=14), b"you said a|you<end>", [b"a\n", b"b\n"]),
    "cut what the client says": (
        lambda wire: wire.cut_after(b"b\n", side="client"),
        b"you said a|<end>",
        [b"a\n", b"b\n"],
    ),
    "lose an answer": (lambda wire: wire.lose_answer(b"b"), b"you said a|<end>", [b"a\n", b"b\n"]),
    "answer": (lambda wire: wire.answer(b"a", b"no"), b"no\r|you said b|", [b"b\n"]),
    "drip": (lambda wire: wire.drip(0.001), b"you said a|you said b|", [b"a\n", b"b\n"]),
    "delay": (lambda wire: wire.delay(0.01), b"you said a|you said b|", [b"a\n", b"b\n"]),
}


@pytest.mark.parametrize("harm", HARMS)
async def test_a_harm_is_done_and_undone(harm: str) -> None:
    do, wanted, reached = HARMS[harm]
    async with talking() as (wire, heard):
        do(wire)
        got = await said(wire, b"a", b"b")
        assert got in (wanted, wanted.replace(b"<end>", b"<reset>"))
        assert heard == reached
        wire.pass_all()
        assert await said(wire, b"c", patience=10) == b"you said c|"


async def test_open_connections_are_reset() -> None:
    async with talking() as (wire, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
        writer.write(b"a\n")
        assert await reader.readline() == b"you said a\n"
        wire.reset()
        with pytest.raises(ConnectionResetError):
            await reader.readline()
        writer.transport.abort()
