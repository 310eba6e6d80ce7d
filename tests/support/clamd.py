"""A scripted clamd: what the real one does seldom, at the wire."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.support.running import until
from tests.support.samples import EICAR


class Clamd:
    """As much of clamd as we ask. `most`: StreamMaxLength; `mute`: takes everything and never answers; `asked`: about
    how many files; `open`: connections."""

    def __init__(self) -> None:
        self.most, self.mute, self.asked, self.open = 1_000_000, False, 0, 0
        self.version = b"ClamAV 1.4.3/27500/Thu Jan  2 10:35:56 2025\0"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one command."""
        self.open += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            command = await reader.readuntil(b"\0")
            answer = self.version if command == b"zVERSION\0" else await self.verdict(reader)
            if not self.mute:
                writer.write(answer)
                await writer.drain()
            else:
                await reader.read()
        writer.close()
        self.open -= 1

    async def verdict(self, reader: asyncio.StreamReader) -> bytes:
        """What is said of one stream of chunks."""
        data = b""
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            data += await reader.readexactly(size)
            if len(data) > self.most:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.asked += bool(data)
        return b"stream: Own.Eicar FOUND\0" if EICAR in data else b"stream: OK\0"


@asynccontextmanager
async def scripted(path: Path) -> AsyncIterator[Clamd]:
    """A scripted clamd on a socket."""
    clamd = Clamd()
    async with await asyncio.start_unix_server(clamd.serve, str(path)):
        yield clamd
    await until(lambda: not clamd.open)
