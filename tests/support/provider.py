"""An HTTP server that plays a provider of texts, at the wire: notes requests, and answers as it is told."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

SILENT, CLOSES = -1, -2  # instead of a status: takes the request and says nothing, or goes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str


@dataclass(slots=True)
class Provider:
    """`answers`: (status, body) of the next requests; the last one stands for all that follow."""

    answers: deque[tuple[int, str]] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    connections: set["asyncio.Task[None]"] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        if task := asyncio.current_task():
            self.connections.add(task)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, target, _ = head[0].split(" ")
                headers = {
                    name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)
                }
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                parts = urlsplit(target)
                query = dict(parse_qsl(parts.query, keep_blank_values=True))
                self.asked.append(
                    Asked(method=method, path=parts.path, query=query, headers=headers, body=body.decode("utf-8"))
                )
                status, words = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
                if status == CLOSES:
                    break
                if status == SILENT:
                    await reader.read()
                    break
                said = words.encode()
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(said)}\r\n\r\n".encode() + said)
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def provider(*answers: tuple[int, str]) -> AsyncIterator[Provider]:
    """One on loopback."""
    made = Provider(deque(answers))
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        if made.connections:
            await asyncio.wait(made.connections, timeout=2)
