"""The console, served on loopback until the gateway stops. Its one-time link is said on a terminal, if there is one."""

import asyncio
import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from gateway.config import Config
from gateway.console.app import create_app
from gateway.console.jobs import GRACE_SECONDS, Jobs
from gateway.console.session import Sessions
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


async def serve(db: Database, house: House, at: Reach, *, grace: float = GRACE_SECONDS) -> None:
    """Serve the pages until cancelled. `grace`: seconds in which a job can be undone.

    Raises ConfigError where the port is taken."""
    config, watch, jobs = house.config, Watch(db, house, at.redis_url or None), Jobs(grace)
    with _bound(config.console.host, config.console.port) as listener, Sessions(config.data, _page(config)) as sessions:
        server = _server(create_app(db, house, watch, sessions, jobs))
        if sys.stderr.isatty():  # never into a journal
            print(f"gw: cases and all the rest, once: {sessions.link}", file=sys.stderr)  # noqa: T201
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await asyncio.shield(serving)
        finally:
            server.should_exit = True
            await asyncio.wait([serving], timeout=STOP_SECONDS)
            await jobs.close()
            await watch.close()


def _page(config: Config) -> str:
    return f"http://{config.console.host}:{config.console.port}/"


def _server(app: ASGIApp) -> _Server:
    return _Server(
        uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=64,
            timeout_graceful_shutdown=2,
        )
    )


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
