"""A virus scanner looks at attachments, after they were registered and beside all other work.

clamd's INSTREAM (clamd(8)) in few lines: the kept client, aioclamd, speaks TCP only, and reads each kilobyte in a
thread of the pool that all share. A scanner that is down or hangs leaves its files unchecked and stops nobody; health
says so, and the operator is told.
"""

import asyncio
import socket
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from gateway.domain.errors import Temporary
from gateway.domain.reasons import Reason
from gateway.ops.health import findings, scanner
from gateway.ops.health.state import Scanning
from gateway.runtime.context import Context
from gateway.services import reasons
from gateway.settings.schema import ScannerSettings
from gateway.store import inbox, notices, scanners
from gateway.store.database import Database

__all__ = ["scan", "version", "watch", "work"]

log = structlog.get_logger(__name__)
INSTREAM, VERSION = b"zINSTREAM\0", b"zVERSION\0"
CHUNK = 262_144
TRIES = 10  # of one file, with pauses up to an hour; then it is said that it could not be checked


async def work(db: Database, settings: ScannerSettings) -> None:
    """Scan what is unchecked and due, file by file, until nothing is. Raises Temporary where the scanner is not there:
    no file's try is used up, and health knows."""
    await _look(db, settings)
    while True:
        async with db.connection() as conn:
            file = await inbox.claim_scan(conn)
        if file is None:
            return
        try:
            verdict, reason = await scan(settings, file.body)
        except Temporary as error:
            log.warning("an attachment was not scanned", message=file.message_id, reason=str(error))
            if file.tries < TRIES:
                return
            verdict, reason = "failed", error.reason
        async with db.connection() as conn:
            await inbox.scanned(conn, file.message_id, file.n, verdict, reason)


async def _look(db: Database, settings: ScannerSettings) -> None:
    """Whether it scans, written down for health. An empty stream asks the threads that scan: clamd answers PING beside
    them, and would while all of them hang. Raises Temporary."""
    error = None
    try:
        await scan(settings, b"")
    except Temporary as met:
        error = met
    async with db.connection() as conn:
        await scanners.note(conn, socket.gethostname(), error.reason if error else None)
    if error:
        raise error


async def watch(db: Database, context: Context) -> None:
    """Write down that a scanner does not answer for longer than the grace: the operator is told once of each time, and
    at most once an hour."""
    if not context.config.scanner.is_configured:
        return
    grace = timedelta(seconds=context.config.times.health_grace)
    async with db.transaction() as tx:
        now: datetime = await tx.fetchval("SELECT now()")
        down = [one for one in await scanners.states(tx) if one.error and now - one.since >= grace]
        for one in down:
            if await notices.within_hour(tx, f"scanner_down::{one.host}:"):
                continue
            found = scanner.about(Scanning(scanners=[one], waiting=await scanners.waiting(tx)), now)
            await notices.write(tx, [findings.notice(each, f"{one.host}:{one.since.isoformat()}") for each in found])


async def version(settings: ScannerSettings) -> tuple[str, datetime | None]:
    """The scanner's program, and of when its signatures are; None where it does not say. Raises Temporary.

    clamd says "ClamAV 1.4.3/27500/Thu Jan  2 10:35:56 2025": by ctime(3), in its machine's zone, as are we."""
    program, _, signatures = (await _ask(settings, VERSION, b"")).partition("/")
    try:
        made = datetime.strptime(signatures.partition("/")[2], "%a %b %d %H:%M:%S %Y").astimezone(UTC)
    except ValueError:
        made = None
    return program[:60], made


async def scan(settings: ScannerSettings, data: bytes) -> tuple[str, Reason | None]:
    """(clean, infected or failed, why). Raises Temporary where no verdict came."""
    answer = await _ask(settings, INSTREAM, data)
    if "size limit exceeded" in answer:
        return "failed", reasons.SCAN_TOO_LARGE
    _, _, said = answer.partition("stream: ")
    if said == "OK":
        return "clean", None
    if said.endswith(" FOUND"):
        return "infected", reasons.SCAN_SIGNATURE(name=said.removesuffix(" FOUND")[:200])
    raise Temporary(reasons.SCAN_NO_VERDICT)


async def _ask(settings: ScannerSettings, command: bytes, data: bytes) -> str:
    """One command, with a stream of chunks behind it where there is data -> the answer."""
    try:
        async with asyncio.timeout(settings.seconds):
            with closing(await _connected(settings)) as sock:
                return await _exchange(sock, command, data)
    except TimeoutError:
        raise Temporary(reasons.SCAN_SILENT) from None
    except OSError as error:
        raise Temporary(reasons.SCAN_UNREACHABLE(error=error.strerror or type(error).__name__)) from None


async def _exchange(sock: socket.socket, command: bytes, data: bytes) -> str:
    """Chunks, each behind its length, and an empty one. A scanner that has had enough hangs up, and has said why: what
    it said is read then too, for which asyncio's streams are too quick to give up."""
    loop = asyncio.get_running_loop()
    with suppress(ConnectionError):
        await loop.sock_sendall(sock, command)
        if command == INSTREAM:
            for start in range(0, len(data), CHUNK):
                chunk = data[start : start + CHUNK]
                await loop.sock_sendall(sock, len(chunk).to_bytes(4, "big") + chunk)
            await loop.sock_sendall(sock, bytes(4))
    answer = b""
    while b"\0" not in answer and len(answer) < 4_096 and (more := await loop.sock_recv(sock, 4_096)):
        answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


async def _connected(settings: ScannerSettings) -> socket.socket:
    loop = asyncio.get_running_loop()
    family: int = socket.AF_UNIX
    address: Any = settings.socket
    if not settings.socket:
        family, *_, address = (await loop.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM))[0]
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setblocking(False)
    try:
        await loop.sock_connect(sock, address)
    except BaseException:
        sock.close()
        raise
    return sock
