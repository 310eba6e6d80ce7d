"""HTTP servers of this process: a socket of our own, a protocol with time-outs, uvicorn without signal handlers."""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from gateway.domain.errors import ConfigError, Problem
from workers.reasons import ADDRESS_NOT_USABLE, ADDRESS_TAKEN

__all__ = ["bound", "serving"]

STOP_SECONDS = 5.0
REQUEST_SECONDS = 10.0  # for a whole request to come; and for a peer to take what it was sent


class _Server(uvicorn.Server):
    """uvicorn without signal handlers of its own: the process that runs us has them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Protocol(H11Protocol):
    """Cuts a connection on which no whole request has come in time: one that says nothing, or goes on with a piece now
    and then, would keep its place from people for ever."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._late is not None:
            self._late.cancel()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """The time runs from where the rest was first expected of the other side, not from its last piece."""
        is_expected = self.conn.their_state in (h11.IDLE, h11.SEND_BODY)
        if is_expected and self._late is None:
            self._late = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)
        elif not is_expected and self._late is not None:
            self._late.cancel()
            self._late = None


async def serving(app: ASGIApp, listener: socket.socket, *, certificate: str = "", key: str = "") -> None:
    """Serve `app` on `listener` until cancelled; what is under way then has two seconds. `certificate`, `key`: TLS."""
    server = _Server(
        uvicorn.Config(
            app,
            http=_Protocol,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=64,
            timeout_graceful_shutdown=2,
            ssl_certfile=certificate or None,
            ssl_keyfile=key or None,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(task)
    finally:
        server.should_exit = True
        await asyncio.wait([task], timeout=STOP_SECONDS)


@contextmanager
def bound(setting: str, host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket. `setting`: the key that names its port. Raises ConfigError where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            address, taken = f"{host}:{port}", error.errno == errno.EADDRINUSE
            not_usable = ADDRESS_NOT_USABLE(address=address, error=str(error.strerror))
            raise ConfigError([Problem(setting, ADDRESS_TAKEN(address=address) if taken else not_usable)]) from None
        listener.listen(128)
        listener.setblocking(False)
        # handed on to each connection: a peer that is gone without a word does not keep its place (tcp(7))
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(REQUEST_SECONDS * 1000))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, int(REQUEST_SECONDS))
        yield listener
