"""A wire that can be made to fail: the proxy that a test controls (proxy.py), a server with a script, and a Dovecot of
one's own."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import bench.dovecot
from tests.support import needs
from tests.support.proxy import Proxy

__all__ = ["Proxy", "certificates", "dovecot", "free_port", "script"]

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


@asynccontextmanager
async def dovecot(directory: Path, password: str = "pw") -> AsyncIterator[int]:
    """Debian's Dovecot with a private configuration -> its IMAP port. Any user, one password; mail below home/<user>.

    `directory` must be reachable for the user nobody where the tests run as root.
    """
    needs.program("dovecot", "dovecot-imapd")
    port = free_port()
    command = bench.dovecot.prepare(directory, port, password)
    with (directory / "out").open("wb") as out:
        process = await asyncio.create_subprocess_exec(*command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        await _wait_for(port, process, directory)
        yield port
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _wait_for(port: int, process: asyncio.subprocess.Process, directory: Path) -> None:
    for _ in range(200):
        with suppress(OSError):
            _, writer = await asyncio.open_connection(HOST, port)
            writer.transport.abort()
            return
        if process.returncode is not None:
            break
        await asyncio.sleep(0.05)
    raise RuntimeError(f"dovecot did not start: {_log(directory)}")


def _log(directory: Path) -> str:
    return "\n".join(file.read_text("utf-8", "replace") for file in directory.iterdir() if file.name in ("out", "log"))
