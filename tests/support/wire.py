"""A wire that can be made to fail: the proxy that a test controls (proxy.py) and a server with a script; certificates
of an authority of one's own."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.support import needs
from tests.support.proxy import Proxy

__all__ = ["Proxy", "certificates", "free_port", "script"]

HOST = "127.0.0.1"
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def script(handler: Handler) -> AsyncIterator[int]:
    """A server whose every connection is `handler`; gives its port."""
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with suppress(ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
                await handler(reader, writer)
        finally:
            tasks.discard(task)
            writer.transport.abort()

    server = await asyncio.start_server(accept, HOST, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


def free_port() -> int:
    """A port that was free a moment ago, for servers that cannot choose their own."""
    import socket

    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def certificates(directory: Path, name: str = "localhost", *, days: int = 2) -> tuple[Path, ssl.SSLContext]:
    """An authority of one's own and a server's context with a certificate of it for `name` -> (CA file, context)."""
    needs.program("openssl")
    directory.mkdir(parents=True, exist_ok=True)

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=directory, check=True, capture_output=True)

    authority = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=Test-CA"
    extensions = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"]
    openssl("req", *authority.split(), *extensions, "-keyout", "ca.key", "-out", "ca.pem")
    request = f"-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN={name} -keyout server.key -out server.csr"
    openssl("req", *request.split())
    (directory / "ext").write_text(f"subjectAltName=DNS:{name}\n")
    signing = f"-req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days {days} -extfile ext -out server.pem"
    openssl("x509", *signing.split())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "server.pem", directory / "server.key")
    return directory / "ca.pem", context
