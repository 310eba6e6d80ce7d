"""One supervised IMAP connection over aioimaplib: every call ends, and after any doubt the connection is thrown away.

aioimaplib waits for ever when a server hangs up or falls silent (issue 110), so each call here is raced against the
loss of the connection, a silence and a hard deadline. Whatever goes wrong raises LineDown, and nothing is read from
that connection again. Responses are kept under 400 lines (issue 118: recursion) by fetching few mails at a time and
large ones in slices.
"""

import asyncio
import re
import ssl
import time
from collections.abc import Awaitable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from gateway.channels import tls
from gateway.channels.email import connect_errors, fetch_answers, folders, reasons, sasl
from gateway.channels.email.fetch_answers import Listed, Piece
from gateway.channels.email.folders import modified_utf7
from gateway.channels.email.memory import Memory
from gateway.channels.email.oauth import access_token
from gateway.channels.email.options import EmailOptions
from gateway.channels.email.protocol import Protocol
from gateway.channels.email.quota import percent
from gateway.domain.errors import LineDown, LogInRefused
from gateway.domain.reasons import Reason

__all__ = ["Connection", "Listing", "connect", "quote"]

T = TypeVar("T")
CONNECT = 20.0  # seconds for TCP, TLS and greeting
COMMAND = 30.0  # seconds for one command, more by its size; and the longest silence in it
IDLE_ANSWER = 10.0  # seconds for IDLE's "+" and for the end after DONE
SLOWEST = 32_768  # bytes a second that a server must keep up while it hands over a mail
ASK_ANEW = 300.0  # seconds after which the folder is selected anew: some servers show what is new only then
SEARCHED = 33_554_432  # bytes of UIDs that a search may answer: some millions

TOP = (('""', '"%"'), ('""', '"INBOX/%"'), ('""', '"INBOX.%"'))  # LIST: a bounded part of what may be thousands
NAMED = 20  # folders that are there, where another was asked for

_CODE = re.compile(rb"\[([A-Z]{3,30})[\] ]", re.I)
# Exchange: the log-in was right, and this user may not open this mailbox, or its back end is away
_NOT_CONNECTED = re.compile(rb"authenticated but not connected", re.I)
_STATUS = re.compile(rb"\[(UIDVALIDITY|UIDNEXT) (\d{1,10})\]", re.I)


class Listing(NamedTuple):
    """What the server says of mails: `found` by UID, and the word that closed its answer (OK, NO, BAD)."""

    found: dict[int, Listed]
    word: str


class Connection:
    """A mailbox that is logged in to and selected. After LineDown it is of no more use; `close` it in any case.

    `newest`: the highest UID there was when the folder was selected; `uidnext` is what the server calls the next one,
    which is a guess on some. `quota`: per cent of what the mailbox may hold, None where the server tells no limit.
    """

    def __init__(self, protocol: Protocol, options: EmailOptions, memory: Memory, folder: str) -> None:
        self._protocol, self._options, self._memory = protocol, options, memory
        self.folder, self.junk = folder, False
        self._selected = 0.0
        self.uidvalidity = 0
        self.uidnext = 0
        self.newest = 0
        self.quota: int | None = None

    async def call(self, work: Awaitable[T], seconds: float = COMMAND, octets: int = 0) -> T:
        """The result of `work`, or LineDown when the connection is lost, `seconds` are over, nothing at all comes for
        COMMAND, more than `octets` (and an ALLOWANCE) come, or anything is raised."""
        self._protocol.allow(octets)
        task = asyncio.ensure_future(work)
        began = time.monotonic()
        try:
            while not task.done() and not self._protocol.lost.done():
                now, heard = time.monotonic(), max(began, self._protocol.heard)
                left = min(began + seconds, heard + COMMAND) - now
                if left <= 0:
                    break
                waiting: set[asyncio.Future[Any]] = {task, self._protocol.lost}
                await asyncio.wait(waiting, timeout=left, return_when=asyncio.FIRST_COMPLETED)
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

    def _why(self, task: asyncio.Future[Any]) -> Reason:
        if self._protocol.lost.done():
            return self._protocol.lost.result()
        if task.done() and not task.cancelled() and (error := task.exception()):
            return reasons.IMAP_FAILED(error=type(error).__name__)  # its text may quote a response
        return reasons.IMAP_LATE

    def close(self) -> None:
        """Throw the connection away at once; safe to call twice."""
        self._protocol.lose(reasons.IMAP_WE_CLOSED)
        for task in self._protocol.tasks:
            task.cancel()
        if self._protocol.transport is not None:
            self._protocol.transport.abort()

    async def secure(self) -> None:
        """Encrypt the connection by STARTTLS, before anything is said on it. Raises LineDown, OSError."""
        if (await self.call(self._protocol.starttls())).result != "OK":
            raise LineDown(reasons.IMAP_NO_STARTTLS)
        async with asyncio.timeout(CONNECT):
            await self._protocol.encrypt(tls.context(self._options.ca_file), self._options.imap_host)
        await self.call(self._protocol.capability())

    async def log_in(self) -> None:
        """Log in, by password or by token; one that the server does not take is asked for anew, once.

        A refusal is an answer NO, not an exception, in the library."""
        answer = await (self._by_token() if self._options.oauth else self._by_password())
        if answer.result != "OK":
            self.close()
            why = reasons.IMAP_TOKEN_REFUSED if self._options.oauth else reasons.IMAP_LOGIN_REFUSED
            raise _refusal(b" ".join(map(bytes, answer.lines)), why)
        await self.call(self._protocol.capability())  # what may be done after log-in may differ (RFC 3501 §6.1.1)

    async def _by_password(self) -> Any:
        """LOGIN takes ASCII only (RFC 3501 §9, quoted): other letters go by AUTHENTICATE PLAIN, where there is that;
        many servers take their UTF-8 all the same."""
        options, offered = self._options, self._protocol.capabilities
        unfit = not (options.user + options.password).isascii() or "LOGINDISABLED" in offered
        if unfit and "AUTH=PLAIN" in offered:
            return await self.call(self._protocol.authenticate("PLAIN", sasl.plain(options.user, options.password)))
        return await self.call(self._protocol.login(quote(options.user), options.password))

    async def _by_token(self) -> Any:
        asked, tokens = self._options.oauth, self._memory.tokens
        assert asked is not None
        token = await access_token(asked, tokens)
        answer = await self._bearer(token)
        if answer.result == "NO":
            answer = await self._bearer(await access_token(asked, tokens, refused=token))
        return answer

    async def _bearer(self, token: str) -> Any:
        offered = {word.removeprefix("AUTH=") for word in self._protocol.capabilities}
        mechanism, message = sasl.bearer(offered, self._options.user, token)
        return await self.call(self._protocol.authenticate(mechanism, message))

    async def find(self) -> None:
        """What the server says of the folder's use (RFC 6154), else its name: sets `junk`, and `folder` where that
        names a use. Raises LineDown."""
        if self.folder.startswith("\\"):
            use = self.folder.lower()
            told = "SPECIAL-USE" in self._protocol.capabilities
            found = folders.of_use(use, await self._listed(("(SPECIAL-USE)", '""', '"*"'))) if told else ""
            found = found or folders.of_use(use, await self._listed(*TOP))
            if not found:
                raise await self._no_folder()
            self.junk, self.folder = use == folders.JUNK, found
        elif self.folder.upper() != "INBOX":
            uses = await self._listed(('""', quote(modified_utf7(self.folder))))
            self.junk = folders.is_junk(self.folder, uses)

    async def _listed(self, *asked: tuple[str, ...]) -> dict[str, frozenset[str]]:
        """Folders and their attributes, by the words of LIST."""
        answers = [await self.call(self._protocol.simple_command("LIST", *words)) for words in asked]
        return {name: its for answer in answers for name, its in folders.uses(answer.lines).items()}

    async def _no_folder(self) -> LineDown:
        there = sorted(await self._listed(*TOP))[:NAMED]
        self.close()
        if not there:
            return LineDown(reasons.IMAP_NO_FOLDER)
        return LineDown(reasons.IMAP_NO_FOLDER_AMONG(folder=self.folder, there=", ".join(there)))

    async def select(self) -> None:
        """Select the folder, which sets `uidvalidity`, `uidnext`, `newest` and `quota`. Raises LineDown."""
        folder = quote(modified_utf7(self.folder))
        answer = await self.call(self._protocol.select(folder))
        if answer.result != "OK" and _NOT_CONNECTED.search(b" ".join(map(bytes, answer.lines))):
            self.close()
            raise LogInRefused(reasons.IMAP_NOT_CONNECTED)
        if answer.result != "OK":
            raise await self._no_folder()
        found = {name.upper(): int(value) for name, value in _STATUS.findall(b"\n".join(map(bytes, answer.lines)))}
        if b"UIDVALIDITY" not in found:
            self.close()
            raise LineDown(reasons.IMAP_NO_UIDVALIDITY)
        self._selected = time.monotonic()
        self.uidvalidity = found[b"UIDVALIDITY"]
        said = found.get(b"UIDNEXT", 0)
        self.newest = max(await self.search(f"UID {max(1, said)}:*"), default=0)  # names the newest, even below n
        self.uidnext = said or self.newest + 1
        if "QUOTA" in self._protocol.capabilities:
            self.quota = percent((await self.call(self._protocol.quota(folder))).lines)

    async def ask(self) -> None:
        """Let the server show what is new: NOOP (RFC 3501 §6.1.2), now and then a SELECT anew."""
        if time.monotonic() - self._selected < ASK_ANEW:
            await self.call(self._protocol.simple_command("NOOP"))
            return
        before = self.uidvalidity
        await self.select()
        if self.uidvalidity != before:
            self.close()
            raise LineDown(reasons.IMAP_NEW_UIDVALIDITY)

    async def search(self, *criteria: str) -> list[int]:
        """UID SEARCH -> UIDs in ascending order."""
        self._protocol.news = False
        work = self._protocol.search(*criteria, by_uid=True, charset=None)
        answer = await self.call(work, 2 * COMMAND, SEARCHED)
        if answer.result != "OK":
            self.close()
            raise LineDown(reasons.IMAP_SEARCH(answer=str(answer.result)))
        return sorted({int(word) for line in answer.lines[:-1] for word in bytes(line).split() if word.isdigit()})

    async def present(self, uids: Sequence[int]) -> list[int]:
        """Those of `uids` (at most 50) that the server lists at this moment, ascending."""
        await self.ask()
        return [uid for uid in await self.search(f"UID {_set(uids)}") if uid in set(uids)]

    async def listing(self, uids: Sequence[int]) -> Listing:
        """Size and date of those of `uids` (at most 50) of which the server speaks. It may have refused the rest."""
        answer = await self._fetch(uids, "(UID RFC822.SIZE INTERNALDATE)", 0)
        wanted = set(uids)
        found = {uid: one for uid, one in fetch_answers.listed(answer.lines).items() if uid in wanted}
        return Listing(found, answer.result)

    async def bodies(self, mails: Sequence[Listed]) -> dict[int, bytes]:
        """The mails, by UID, of few small ones at once. One that is missing was not handed over."""
        answer = await self._fetch([mail.uid for mail in mails], "(UID BODY.PEEK[])", sum(mail.size for mail in mails))
        return {uid: piece.octets for uid, piece in fetch_answers.pieces(answer.lines).items()}

    async def body(self, mail: Listed, most: int) -> Piece | None:
        """One mail in one piece. None where it is not handed over."""
        answer = await self._fetch([mail.uid], "(UID BODY.PEEK[])", min(mail.size, most) or most)
        return fetch_answers.pieces(answer.lines).get(mail.uid)

    async def slice(self, mail: Listed, start: int, length: int, most: int) -> Piece | None:
        """Octets of one mail from `start` on, at most `length`, or all where the server knows no slices."""
        size = max(length, min(mail.size, most) or most)
        answer = await self._fetch([mail.uid], f"(UID BODY.PEEK[]<{start}.{length}>)", size)
        return fetch_answers.pieces(answer.lines).get(mail.uid)

    async def _fetch(self, uids: Iterable[int], what: str, size: int) -> Any:
        """A FETCH whose answer has `size` bytes by the server's own account, which may count LF for CRLF: up to double.
        More is cut off."""
        work = self._protocol.fetch(_set(uids), what, by_uid=True)
        return await self.call(work, COMMAND + size / SLOWEST, 2 * size)

    async def mark_seen(self, uids: Iterable[int]) -> bool:
        """Set \\Seen in one command; False where the server refuses."""
        answer = await self.call(self._protocol.store(_set(uids), "+FLAGS.SILENT", "(\\Seen)", by_uid=True))
        return bool(answer.result == "OK")

    async def check_removal(self, archive: str) -> None:
        """Whether `remove` can do its work. Raises LineDown."""
        needed = {"UIDPLUS", "MOVE"} if archive else {"UIDPLUS"}
        if needed.isdisjoint(self._protocol.capabilities):
            raise LineDown(reasons.IMAP_NO_REMOVAL)
        if archive and not await self._listed(('""', quote(modified_utf7(archive)))):
            raise LineDown(reasons.IMAP_NO_ARCHIVE)

    async def remove(self, uids: Sequence[int], archive: str) -> bool:
        """Move mails to the folder `archive`, "" to delete them; False where the server refuses.

        At once where the server can (RFC 6851): a copy that is cut off would lie there twice, and a full mailbox takes
        none. Only those: an EXPUNGE without UIDs would also take what others have marked (RFC 4315 §2.1)."""
        chosen, protocol = _set(uids), self._protocol
        if archive and "MOVE" in protocol.capabilities:
            moved = await self.call(protocol.move(chosen, quote(modified_utf7(archive)), by_uid=True), 4 * COMMAND)
            return bool(moved.result == "OK")
        if "UIDPLUS" not in protocol.capabilities:
            return False
        if archive:
            copied = await self.call(protocol.copy(chosen, quote(modified_utf7(archive)), by_uid=True), 4 * COMMAND)
            if copied.result != "OK":
                return False
        marked = await self.call(protocol.store(chosen, "+FLAGS.SILENT", "(\\Deleted)", by_uid=True))
        if marked.result != "OK":
            return False
        return bool((await self.call(protocol.expunge(chosen, by_uid=True))).result == "OK")

    async def wait(self, seconds: float) -> None:
        """Until the server says that there is news, or `seconds` are over. Uses IDLE (RFC 2177) where there is any."""
        # An EXISTS may come with the answer to any command (RFC 3501 §5.2), and IDLE does not say it again.
        if self._protocol.news:
            return
        self._protocol.allow(0)
        if not self._has_idle():
            await self._quiet(asyncio.sleep(seconds), seconds)
            return
        # What an earlier IDLE left in the library's queue would end this one at once (aioimaplib issue 30).
        queue = self._protocol.idle_queue
        while not queue.empty():
            queue.get_nowait()
        command = asyncio.ensure_future(self._protocol.idle())
        try:
            if not await self._answered(command):
                await self._quiet(asyncio.sleep(seconds), seconds)
                return
            await self._quiet(queue.get(), seconds)
            # Until the tagged answer to DONE no other command may be sent (RFC 2177 §3). IDLE counts as working only
            # once it has ended well: `_answered` noted it as failed, for the servers that hang up on it (F14).
            self._protocol.idle_done()
            await self.call(command, IDLE_ANSWER)
            self._memory.note_idle(0)
        finally:
            command.cancel()

    def _has_idle(self) -> bool:
        """Whether the server offers IDLE and did not fail it twice running of late."""
        return "IDLE" in self._protocol.capabilities and self._memory.trusts_idle()

    async def _answered(self, command: asyncio.Future[Any]) -> bool:
        """Wait for IDLE's "+". False where it is refused: such a server is asked every poll. Until its end IDLE counts
        as failed: some servers hang up on it."""
        self._memory.note_idle(self._memory.idle_failed + 1)
        # Both: where the command is refused no "+" comes, and the library waits for it for ever (issue 110).
        answered = asyncio.ensure_future(self._protocol.wait_for_idle_response())
        try:
            await self.call(asyncio.wait({command, answered}, return_when=asyncio.FIRST_COMPLETED), IDLE_ANSWER)
        finally:
            answered.cancel()
        if command.done():
            self._memory.note_idle(2)
            return False
        return True

    async def _quiet(self, work: Awaitable[Any], seconds: float) -> None:
        """Wait for `work` at most `seconds`, which is no fault; LineDown when the connection is lost meanwhile."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task, self._protocol.lost}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            task.cancel()
        if self._protocol.lost.done():
            self.close()
            raise LineDown(self._why(task))


async def connect(options: EmailOptions, memory: Memory, folder: str = "") -> Connection:
    """Connect, log in and select a folder, without one the first of `options`. `memory` is the line's. Raises
    LineDown."""
    loop = asyncio.get_running_loop()
    protocol = Protocol(loop)
    connection = Connection(protocol, options, memory, folder or options.folder)
    try:
        secure = tls.context(options.ca_file) if options.imap_tls == "implicit" else None
        async with asyncio.timeout(CONNECT):
            await loop.create_connection(lambda: protocol, options.imap_host, options.imap_port, ssl=secure)
        await connection.call(protocol.wait("AUTH|NONAUTH"), CONNECT)
        if options.imap_tls == "starttls":
            await connection.secure()
        await connection.log_in()
        await connection.find()
        await connection.select()
    except TimeoutError:
        connection.close()
        raise LineDown(reasons.IMAP_SILENT) from None
    except (OSError, ssl.SSLError) as error:
        connection.close()
        raise LineDown(connect_errors.IMAP.why(error, str(error.strerror or error))) from None
    except BaseException:
        connection.close()
        raise
    return connection


def _refusal(words: bytes, otherwise: Reason) -> LineDown:
    """Why a log-in was refused, by the code of RFC 5530; the server's own words may name the user."""
    code = _CODE.search(words)
    match code[1].upper() if code else b"":
        case b"UNAVAILABLE" | b"SERVERBUG" | b"INUSE":
            return LineDown(reasons.IMAP_LOGIN_UNAVAILABLE)
        case b"LIMIT":
            return LogInRefused(reasons.IMAP_LOGIN_LIMIT)
        case b"OVERQUOTA":
            return LogInRefused(reasons.IMAP_LOGIN_FULL)
        case b"EXPIRED":
            return LogInRefused(reasons.IMAP_LOGIN_EXPIRED)
    return LogInRefused(otherwise)


def quote(text: str) -> str:
    """An IMAP quoted string (RFC 3501 §4.3); the library quotes neither users nor folders."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _set(uids: Iterable[int]) -> str:
    return ",".join(map(str, uids))
