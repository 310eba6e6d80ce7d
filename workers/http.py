"""HTTP servers of this process: a socket of our own, a protocol with time-outs, uvicorn without signal handlers."""

import asyncio
import errno
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from gateway.domain.errors import ConfigError, Problem
from gateway.settings.checks import Network
from gateway.settings.listening import Console, Doors
from gateway.web.http import certificates, peers
from workers.reasons import ADDRESS_NOT_USABLE, ADDRESS_TAKEN, CERTIFICATE_NOT_LOADED

__all__ = ["bound", "serving"]

STOP_SECONDS = 5.0
REQUEST_SECONDS = 10.0  # for a whole request to come; and for a peer to take what it was sent
CONNECTIONS = 512
OF_ONE_ADDRESS = 128  # an office has one for all its browsers, and each keeps up to six


class _Server(uvicorn.Server):
    """uvicorn without signal handlers of its own: the process that runs us has them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's with sockets that listen already; a handshake has no longer than a request (else a minute)."""
        loop, within = asyncio.get_running_loop(), REQUEST_SECONDS if self.config.ssl else None
        self.servers = [
            await loop.create_server(
                partial(_Protocol, self.config, self.server_state, {}),
                sock=one,
                ssl=self.config.ssl,
                ssl_handshake_timeout=within,
                ssl_shutdown_timeout=within,
            )
            for one in sockets or ()
        ]
        self.started = True


class _Config(uvicorn.Config):
    """uvicorn's, with `proxies`, by which many people come."""

    proxies: tuple[Network, ...] = ()


class _Protocol(H11Protocol):
    """Cuts a connection on which no whole request has come in time: one that says nothing, or goes on with a piece now
    and then, would keep its place from people for ever. So would an address that keeps all places."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self._are_too_many():
            transport.abort()
        else:
            self._watch()

    def _are_too_many(self) -> bool:
        if self.client is None or not isinstance(self.config, _Config):
            return False
        name, peer = self.client[0], peers.parsed(self.client[0])
        if peer is None or peers.within(peer, self.config.proxies):
            return False
        return (
            sum(
                isinstance(one, _Protocol) and one.client is not None and one.client[0] == name
                for one in self.connections
            )
            > OF_ONE_ADDRESS
        )

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


async def serving(app: ASGIApp, listener: socket.socket, table: str, of: Console | Doors) -> None:
    """Serve `app` on `listener` until cancelled; what is under way then has two seconds. `table`: the configuration's,
    `of` what stands there. Raises ConfigError where its certificate is of no use."""
    config = _Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=2,
    )
    config.load()
    config.proxies, config.ssl = of.proxies, _certificate(table, of)
    server = _Server(config)
    tasks = [asyncio.create_task(server.serve(sockets=[listener]))]
    if config.ssl:
        tasks.append(asyncio.create_task(certificates.reloading(config.ssl, of.certificate, of.key)))
    try:
        await asyncio.shield(tasks[0])
    finally:
        server.should_exit = True
        for other in tasks[1:]:
            other.cancel()
        await asyncio.wait(tasks, timeout=STOP_SECONDS)


def _certificate(table: str, of: Console | Doors) -> ssl.SSLContext | None:
    try:
        return certificates.load(of.certificate, of.key) if of.certificate else None
    except OSError as error:
        why = CERTIFICATE_NOT_LOADED(error=str(error.strerror or type(error).__name__))
        raise ConfigError([Problem(f"{table}.certificate_file", why)]) from None


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
