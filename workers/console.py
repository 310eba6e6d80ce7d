"""The console: one page, served on loopback until the gateway stops."""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from gateway.console.app import create_app
from gateway.database import Database
from gateway.errors import ConfigError
from gateway.health import Watch
from gateway.house import House
from gateway.reach import Reach

STOP_SECONDS = 5.0


class _Server(uvicorn.Server):
    """uvicorn without signal handlers of its own: the process that runs us has them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(db: Database, house: House, at: Reach) -> None:
    """Serve the page until cancelled. Raises ConfigError where its port is taken."""
    watch = Watch(db, house, at.redis_url or None)
    server = _Server(
        uvicorn.Config(
            create_app(watch, house.config),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=64,
            timeout_graceful_shutdown=2,
        )
    )
    with _bound(house.config.console.host, house.config.console.port) as listener:
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await asyncio.shield(serving)
        finally:
            server.should_exit = True
            await asyncio.wait([serving], timeout=STOP_SECONDS)
            await watch.close()


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            why = (
                "is taken by another program"
                if error.errno == errno.EADDRINUSE
                else f"cannot be used: {error.strerror}"
            )
            raise ConfigError([f"console.port: {host}:{port} {why}; write another port"]) from None
        listener.setblocking(False)
        yield listener
