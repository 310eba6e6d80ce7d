"""A wire that can be made to fail: a TCP proxy with a hand on it, a server with a script, and a Dovecot of one's
own."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import bench.dovecot
from tests.support import needs

__all__ = ["Proxy", "certificates", "dovecot", "free_port", "script"]

HOST = "127.0.0.1"
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Proxy:
    """Stands before a server and passes all, until told otherwise. What is told holds for open and new connections.

    `mute`: accept, and pass nothing more. `stall_after(text)`: nothing more from the server once it has sent `text`.
    `cut_after(text)`: both ends closed once the server has sent `text`. `answers`: how often that happened.
    """

    def __init__(self, port: int, *, tls: ssl.SSLContext | None = None) -> None:
        self.target, self.tls = port, tls
        self.port = 0
        self.is_mute = False
        self.stall: bytes | None = None
        self.cut: bytes | None = None
        self.answers = 0
        self.connections = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Proxy":
        self._server = await asyncio.start_server(self._accept, HOST, 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.reset()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def mute(self) -> None:
        """Pass nothing more in either direction; connections stay open."""
        self.is_mute = True

    def stall_after(self, text: bytes) -> None:
        """Let `text` from the server through, and nothing behind it."""
        self.stall = text

    def cut_after(self, text: bytes) -> None:
        """Close both ends when `text` has come from the server; it is passed on."""
        self.cut = text

    def pass_all(self) -> None:
        """Be a wire again, for new connections."""
        self.is_mute, self.stall, self.cut = False, None, None

    def reset(self) -> None:
        """Close every open connection."""
        for task in self._tasks:
            task.cancel()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        there, back = await asyncio.open_connection(HOST, self.target)
        pumps = [asyncio.create_task(self._pump(reader, back)), asyncio.create_task(self._watch(there, writer))]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            pass
        finally:
            for pump in pumps:
                pump.cancel()
            for end in (writer, back):
                end.transport.abort()
            await asyncio.gather(*pumps, return_exceptions=True)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            if not self.is_mute:
                writer.write(data)
                await writer.drain()

    async def _watch(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tail, stalled = b"", False
        while data := await reader.read(65_536):
            if self.is_mute or stalled:
                continue
            window = tail + data
            tail = window[-200:]
            found = next((text for text in (self.stall, self.cut) if text and text in window), None)
            if found is None:
                writer.write(data)
                await writer.drain()
                continue
            self.answers += 1
            writer.write(data[: max(0, window.index(found) + len(found) - (len(window) - len(data)))])
            await writer.drain()
            if found == self.cut:
                return
            stalled = True


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
async def dovecot(directory: Path) -> AsyncIterator[int]:
    """Debian's Dovecot with a private configuration -> its IMAP port. Any user, password "pw"; mail below home/<user>.

    `directory` must be reachable for the user nobody where the tests run as root.
    """
    needs.program("dovecot", "dovecot-imapd")
    port = free_port()
    command = bench.dovecot.prepare(directory, port, "pw")
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
