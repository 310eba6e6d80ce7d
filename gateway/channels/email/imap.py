"""One supervised IMAP connection over aioimaplib: every call ends, and after any doubt the connection is thrown away.

aioimaplib waits for ever when a server hangs up or falls silent (issue 110), so each call here is raced against the
loss of the connection and a hard deadline. Whatever goes wrong raises LineDown, and nothing is read from that
connection again. Responses are kept under 400 lines (issue 118: recursion) by fetching few mails at a time and large
ones in slices.
"""

import asyncio
import base64
import logging
import re
import ssl
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar

from aioimaplib import aioimaplib  # type: ignore[import-untyped]

from gateway.channels.email import tls
from gateway.channels.email.options import EmailOptions
from gateway.errors import LineDown

__all__ = ["MONTHS", "Connection", "Listed", "connect", "modified_utf7", "quote"]

# The library writes every byte it reads into its debug log; a citizen's words have no place there.
logging.getLogger("aioimaplib").setLevel(logging.WARNING)

T = TypeVar("T")
CONNECT = 20.0  # seconds for TCP, TLS and greeting
COMMAND = 30.0  # seconds for one command, more by its size
IDLE_ANSWER = 10.0  # seconds for IDLE's "+" and for the end after DONE
SLOWEST = 32_768  # bytes a second that a server must keep up while it hands over a mail
SLICE = 1_048_576  # bytes of a large mail fetched at once

_STATUS = re.compile(rb"\[(UIDVALIDITY|UIDNEXT) (\d+)\]", re.I)
_FETCH = re.compile(rb"\d+ FETCH \(", re.I)
_UID = re.compile(rb"\bUID (\d+)", re.I)
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)", re.I)
_DATE = re.compile(rb'INTERNALDATE "\s?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"', re.I)
_QUOTED_BODY = re.compile(rb'BODY\[\](?:<\d+>)? "((?:[^"\\]|\\.)*)"', re.I)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Listed:
    """What the server says of one mail before it is fetched. `arrived`: INTERNALDATE, None where it is missing."""

    uid: int
    size: int
    arrived: datetime | None


class _Protocol(aioimaplib.IMAP4ClientProtocol):  # type: ignore[misc]
    """aioimaplib's protocol, with an end that can be waited for and a memory of pushed news."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.lost: asyncio.Future[None] = loop.create_future()
        self.news = False
        super().__init__(loop, lambda _error: self.lose())

    def lose(self) -> None:
        """Everything that waits on this connection ends now."""
        if not self.lost.done():
            self.lost.set_result(None)

    async def welcome(self, command: bytes) -> None:
        """The greeting. A refused one (BYE) ends the connection instead of dying in a task that nobody awaits."""
        try:
            await super().welcome(command)
        except aioimaplib.AioImapException:
            self.lose()

    def _untagged_response(self, line: bytes) -> Any:
        if line[:5].upper() == b"* BYE":
            self.lose()
        elif line.endswith(b" EXISTS"):
            self.news = True  # may come with any answer; the library would drop it
        return super()._untagged_response(line)


class Connection:
    """A mailbox that is logged in to and selected. After LineDown it is of no more use; `close` it in any case."""

    def __init__(self, protocol: _Protocol) -> None:
        self._protocol = protocol
        self.uidvalidity = 0
        self.uidnext = 0

    async def call(self, work: Awaitable[T], seconds: float = COMMAND) -> T:
        """The result of `work`, or LineDown when the connection is lost, `seconds` are over or anything is raised."""
        task = asyncio.ensure_future(work)
        try:
            waiting: set[asyncio.Future[Any]] = {task, self._protocol.lost}
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if task.done() and not task.cancelled() and task.exception() is None:
                return task.result()
            raise LineDown(self._why(task))
        except BaseException:
            self.close()
            raise
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait({task}, timeout=1)

    def _why(self, task: asyncio.Future[Any]) -> str:
        if task.done() and not task.cancelled() and (error := task.exception()):
            return f"IMAP: {type(error).__name__}"  # its text may quote a response
        return "IMAP: the server closed the connection" if self._protocol.lost.done() else "IMAP: no answer in time"

    def close(self) -> None:
        """Throw the connection away at once; safe to call twice."""
        self._protocol.lose()
        for task in self._protocol.tasks:
            task.cancel()
        if self._protocol.transport is not None:
            self._protocol.transport.abort()

    async def login(self, user: str, password: str) -> None:
        """Log in. A refusal is an answer NO, not an exception, in the library."""
        answer = await self.call(self._protocol.login(quote(user), password))
        if answer.result != "OK":
            self.close()
            raise LineDown("IMAP: the server refused the log-in; check user and password")
        await self.call(self._protocol.capability())  # what may be done after log-in may differ (RFC 3501 §6.1.1)

    async def select(self, folder: str) -> None:
        """Select the folder, which sets `uidvalidity` and `uidnext`."""
        answer = await self.call(self._protocol.select(quote(modified_utf7(folder))))
        if answer.result != "OK":
            self.close()
            raise LineDown("IMAP: the server does not open the folder; check folder")
        found = {name.upper(): int(value) for name, value in _STATUS.findall(b"\n".join(map(bytes, answer.lines)))}
        if b"UIDVALIDITY" not in found:
            self.close()
            raise LineDown("IMAP: the server gives no UIDVALIDITY; it cannot be read safely")
        self.uidvalidity = found[b"UIDVALIDITY"]
        self.uidnext = found.get(b"UIDNEXT") or max(await self.search("ALL"), default=0) + 1

    async def search(self, *criteria: str) -> list[int]:
        """UID SEARCH -> UIDs in ascending order."""
        self._protocol.news = False
        answer = await self.call(self._protocol.search(*criteria, by_uid=True, charset=None), 2 * COMMAND)
        if answer.result != "OK":
            self.close()
            raise LineDown(f"IMAP: SEARCH was answered {answer.result}")
        return sorted({int(word) for line in answer.lines[:-1] for word in bytes(line).split() if word.isdigit()})

    async def listing(self, uids: Sequence[int]) -> list[Listed]:
        """Size and date of those of `uids` (at most 50) that are still there."""
        answer = await self._fetch(uids, "(UID RFC822.SIZE INTERNALDATE)", 200 * len(uids))
        listed = []
        for line in answer.lines:
            uid, size = _UID.search(line), _SIZE.search(line)
            if uid and size and int(uid[1]) in uids:
                listed.append(Listed(int(uid[1]), int(size[1]), _moment(_DATE.search(line))))
        return sorted(listed, key=lambda one: one.uid)

    async def bodies(self, listed: Sequence[Listed]) -> dict[int, bytes]:
        """The whole mails, by UID, of few small ones at once. One that is missing was not handed over."""
        size = sum(one.size for one in listed)
        answer = await self._fetch([one.uid for one in listed], "(UID BODY.PEEK[])", size)
        return dict(_literals(answer.lines))

    async def large(self, uid: int, most: int) -> bytes | None:
        """One large mail in slices; None where it was not handed over. Longer than `most` bytes: cut just above.

        The end is a slice that comes short: RFC822.SIZE is a guess on some servers.
        """
        parts: list[bytes] = []
        while sum(map(len, parts)) <= most:
            answer = await self._fetch([uid], f"(UID BODY.PEEK[]<{SLICE * len(parts)}.{SLICE}>)", SLICE)
            piece = dict(_literals(answer.lines)).get(uid)
            if piece is None:
                return None
            parts.append(piece)
            if len(piece) < SLICE:
                break
        return b"".join(parts)

    async def _fetch(self, uids: Iterable[int], what: str, size: int) -> Any:
        work = self._protocol.fetch(_set(uids), what, by_uid=True)
        return await self.call(work, COMMAND + size / SLOWEST)

    async def mark_seen(self, uids: Iterable[int]) -> bool:
        """Set \\Seen in one command; False where the server refuses."""
        answer = await self.call(self._protocol.store(_set(uids), "+FLAGS.SILENT", "(\\Seen)", by_uid=True))
        return bool(answer.result == "OK")

    async def wait(self, seconds: float) -> None:
        """Until the server says that there is news, or `seconds` are over. Uses IDLE (RFC 2177) where there is any."""
        if self._protocol.news:
            return
        if "IDLE" not in self._protocol.capabilities:
            await self._quiet(asyncio.sleep(seconds), seconds)
            return
        queue = self._protocol.idle_queue
        while not queue.empty():
            queue.get_nowait()
        command = asyncio.ensure_future(self._protocol.idle())
        try:
            await self._answered(command)
            await self._quiet(queue.get(), seconds)
            self._protocol.idle_done()
            await self.call(command, IDLE_ANSWER)
        finally:
            command.cancel()

    async def _answered(self, command: asyncio.Future[Any]) -> None:
        """Wait for IDLE's "+"; a refusal ends the command instead."""
        answered = asyncio.ensure_future(self._protocol.wait_for_idle_response())
        try:
            await self.call(asyncio.wait({command, answered}, return_when=asyncio.FIRST_COMPLETED), IDLE_ANSWER)
        finally:
            answered.cancel()
        if command.done():
            self.close()
            raise LineDown("IMAP: the server refused IDLE")

    async def _quiet(self, work: Awaitable[Any], seconds: float) -> None:
        """Wait for `work` at most `seconds`, which is no fault; LineDown when the connection is lost meanwhile."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task, self._protocol.lost}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            task.cancel()
        if self._protocol.lost.done():
            self.close()
            raise LineDown("IMAP: the server closed the connection")


async def connect(options: EmailOptions) -> Connection:
    """Connect, log in and select the folder of `options`. Raises LineDown."""
    loop = asyncio.get_running_loop()
    protocol = _Protocol(loop)
    connection = Connection(protocol)
    try:
        secure = tls.context(options.ca_file) if options.imap_tls == "implicit" else None
        async with asyncio.timeout(CONNECT):
            await loop.create_connection(lambda: protocol, options.imap_host, options.imap_port, ssl=secure)
        await connection.call(protocol.wait("AUTH|NONAUTH"), CONNECT)
        await connection.login(options.user, options.password)
        await connection.select(options.folder)
    except TimeoutError:
        connection.close()
        raise LineDown("IMAP: the server does not answer") from None
    except (OSError, ssl.SSLError) as error:
        connection.close()
        raise LineDown(f"IMAP: cannot connect: {error.strerror or error}") from None
    except BaseException:
        connection.close()
        raise
    return connection


def quote(text: str) -> str:
    """An IMAP quoted string (RFC 3501 §4.3); the library quotes neither users nor folders."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def modified_utf7(name: str) -> str:
    """A folder's name as it stands on the wire (RFC 3501 §5.1.3)."""

    def shifted(match: re.Match[str]) -> str:
        packed = base64.b64encode(match[0].encode("utf-16-be")).decode("ascii")
        return "&" + packed.rstrip("=").replace("/", ",") + "-"

    return re.sub(r"[^\x20-\x7e]+", shifted, name.replace("&", "&-"))


def _set(uids: Iterable[int]) -> str:
    return ",".join(map(str, uids))


def _moment(found: re.Match[bytes] | None) -> datetime | None:
    """INTERNALDATE without the locale's month names; None where it is no moment."""
    if found is None or (month := found[2].decode("latin-1").title()) not in MONTHS:
        return None
    day, year, hour, minute, second = (int(found[n]) for n in (1, 3, 4, 5, 6))
    offset = timedelta(hours=int(found[8]), minutes=int(found[9])) * (-1 if found[7] == b"-" else 1)
    try:
        zone = timezone(offset)
        return datetime(year, MONTHS.index(month) + 1, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _literals(lines: Sequence[bytes | bytearray]) -> Mapping[int, bytes]:
    """The bodies in a FETCH response, by UID. The UID may stand before or behind the body; NIL is no body."""
    found: dict[int, bytes] = {}
    starts = [n for n, line in enumerate(lines) if isinstance(line, bytes) and _FETCH.match(line)]
    for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
        text = b" ".join(line for line in lines[start:end] if isinstance(line, bytes))
        literal = next((bytes(line) for line in lines[start:end] if isinstance(line, bytearray)), None)
        if literal is None and (quoted := _QUOTED_BODY.search(text)):
            literal = re.sub(rb"\\(.)", rb"\1", quoted[1])
        if literal is not None and (uid := _UID.search(text)):
            found[int(uid[1])] = literal
    return found
