"""The embedded servers of this run: started from the main thread (they die with it), started again if they die."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from gateway.local.processes import Server

log = structlog.get_logger(__name__)
LOOK_SECONDS = 1.0


class Starter(Protocol):
    """embedded.start_postgres or embedded.start_valkey."""

    def __call__(self, data: Path, *, port: int | None = None) -> Server:
        """Start it, on this port if one is named."""
        ...


class Servers:
    """A context manager: what was started in it is stopped at its end, last first."""

    def __init__(self) -> None:
        self._running: list[tuple[Server, Callable[[], Server]]] = []

    def __enter__(self) -> "Servers":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for server, _again in reversed(self._running):
            server.stop()

    def start(self, starter: Starter, data: Path) -> str:
        """Start one; returns its URL, which it keeps when it has to be started again."""
        server = starter(data)
        port = urlsplit(server.url).port
        self._running.append((server, lambda: starter(data, port=port)))
        return server.url

    async def watch(self) -> None:
        """Start again what died, for as long as this run lasts. Runs in the main thread, like all of asyncio here."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for n, (server, again) in enumerate(self._running):
                if server.process.poll() is not None:
                    log.warning("an embedded server died and is started again", pid=server.process.pid)
                    self._running[n] = again(), again
