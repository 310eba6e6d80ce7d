"""The simulator's mail server: IMAP (pymap) and SMTP (aiosmtpd) in this process, on loopback, for trying things without
a mail host.

A mailbox is a folder of files, one a mail, and the file is there before anyone is told. The server
keeps the same mails in memory for IMAP and takes in what another process puts into `new/`. UIDs and UIDVALIDITY
outlive a restart; flags do not. Only INBOX is kept on disk.

    <directory>/<address>/state       UIDVALIDITY and the next UID
    <directory>/<address>/new/*       delivered, not yet numbered
    <directory>/<address>/cur/<UID>   numbered

pymap's own maildir backend is not used: it writes mails out again through a parser, its lists by way of the system's
temporary directory, and after a kill -9 its lock shuts everybody out for ten minutes.
"""

import asyncio
import errno
import logging
import os
import secrets
import time
from argparse import Namespace
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, Identity, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from gateway.channels.email.headers import sender_key
from gateway.domain import addresses
from gateway.domain.errors import ConfigError, Problem
from gateway.local.reasons import PORT_TAKEN

__all__ = ["AUTHSERV_ID", "MailServer", "deliver", "is_up", "put_down", "read_mailbox", "serve"]

# aiosmtpd warns at each log-in about an attribute of its own that it sets itself.
logging.getLogger("mail.log").setLevel(logging.ERROR)

HOST = "127.0.0.1"
AUTHSERV_ID = "village.example"  # the name in Authentication-Results of what comes in by SMTP
SCAN = 0.2  # seconds between looks at new/
MAX_BYTES = 33_554_432
DOWN = "down"  # a file of this name in the server's directory: it answers nobody


def deliver(directory: Path, address: str, body: bytes, *, at: datetime | None = None) -> None:
    """Put one mail into a mailbox, whole or not at all; any process may do so, the server need not run. `at`: when it
    came, now by this process's clock where it is left out."""
    folder = _folder(directory, address)
    name = f"{time.time_ns():020}.{os.getpid()}.{secrets.token_hex(4)}"
    temporary, final = folder / "tmp" / name, folder / "new" / name
    for each in (temporary.parent, final.parent):
        each.mkdir(parents=True, exist_ok=True)
    with temporary.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    os.utime(temporary, ((at or datetime.now(UTC)).timestamp(),) * 2)
    temporary.rename(final)


def read_mailbox(directory: Path, address: str) -> list[bytes]:
    """All mails of a mailbox in the order of their delivery; any process may do so."""
    folder = _folder(directory, address)
    files = [*_files(folder / "cur"), *_files(folder / "new")]
    return [body for file in files if (body := _content(file)) is not None]


def put_down(directory: Path, down: bool) -> None:
    """Have the server of this directory cut every connection and take none, until it is put up again."""
    directory.mkdir(parents=True, exist_ok=True)
    if down:
        (directory / DOWN).touch()
    else:
        (directory / DOWN).unlink(missing_ok=True)


def is_up(directory: Path) -> bool:
    """Whether the server of this directory answers, if it runs."""
    return not (directory / DOWN).exists()


def _folder(directory: Path, address: str) -> Path:
    return directory / addresses.mail(address).removeprefix("mailto:")


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None  # numbered or deleted meanwhile


class _Inbox(MailboxData):
    """One mailbox: pymap's in-memory one over the files of a folder."""

    def __init__(self, folder: Path, mailboxes: MailboxSet) -> None:
        super().__init__(mailboxes._content_cache, mailboxes._thread_cache)
        self.folder = folder
        for name in ("cur", "new", "tmp"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            self._uid_validity, self._max_uid = map(int, (folder / "state").read_text("ascii").split())
        self._write_state()

    def _write_state(self) -> None:
        temporary = self.folder / "tmp" / "state"
        temporary.write_text(f"{self._uid_validity} {self._max_uid}", "ascii")
        temporary.rename(self.folder / "state")

    async def load(self) -> None:
        """Take in what was numbered before this process began."""
        highest = self._max_uid
        for file in _files(self.folder / "cur"):
            self._max_uid = int(file.name) - 1
            await self._add(file)
        self._max_uid = max(highest, self._max_uid)

    async def claim(self) -> None:
        """Number what was delivered since: first on disk, then in memory, which tells waiting clients."""
        for file in _files(self.folder / "new"):
            numbered = self.folder / "cur" / f"{self._max_uid + 1:010}"
            # the higher number is on disk before the mail bears it: a crash between skips a UID, and never reuses one
            self._max_uid += 1
            self._write_state()
            self._max_uid -= 1
            file.rename(numbered)
            await self._add(numbered)

    async def _add(self, file: Path) -> None:
        await super().append(_message(file), recent=True)

    async def append(self, append_msg: AppendMessage, *, recent: bool = False) -> Any:
        """IMAP APPEND: to disk first."""
        numbered = self.folder / "cur" / f"{self._max_uid + 1:010}"
        temporary = self.folder / "tmp" / numbered.name
        temporary.write_bytes(append_msg.literal)
        if append_msg.when:
            os.utime(temporary, (append_msg.when.timestamp(),) * 2)
        message = await super().append(append_msg, recent=recent)
        self._write_state()
        temporary.rename(numbered)
        return message

    async def delete(self, uids: Iterable[int]) -> None:
        """EXPUNGE: from memory and from disk."""
        uids = list(uids)
        await super().delete(uids)
        for uid in uids:
            (self.folder / "cur" / f"{uid:010}").unlink(missing_ok=True)


def _message(file: Path) -> AppendMessage:
    """A mail on disk, with the moment of its delivery as INTERNALDATE."""
    when = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return AppendMessage(file.read_bytes(), when, frozenset())


class _Config(Config):
    """pymap's configuration: no TLS, no name lookup for the greeting."""

    @property
    def greeting(self) -> bytes:
        return b"Simulator mail server ready"


class MailServer:
    """The running simulator server. `deliver` puts a mail in at once."""

    def __init__(self, directory: Path, imap_port: int, smtp_port: int, accounts: Mapping[str, str]) -> None:
        self.directory, self.imap_port, self.smtp_port = directory, imap_port, smtp_port
        urns = {addresses.mail(address): password for address, password in accounts.items()}
        self.accounts = {urn.removeprefix("mailto:"): password for urn, password in urns.items() if urn}
        self._inboxes: dict[str, _Inbox] = {}
        self._connections: set[asyncio.Task[None]] = set()
        self._sessions: set[SMTP] = set()

    async def deliver(self, address: str, body: bytes) -> None:
        """Put one mail into a mailbox of this server and tell its clients. Raises KeyError for a stranger's address."""
        inbox = self._inboxes[addresses.mail(address).removeprefix("mailto:")]
        deliver(self.directory, address, body)
        await inbox.claim()

    async def start(self, stack: AsyncExitStack) -> None:
        """Open both ports; what `stack` holds afterwards closes them and every connection."""
        login = await self._accounts()
        imap = IMAPServer(login, login.config)

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
            try:
                if not is_up(self.directory):
                    return
                await imap(reader, writer, SocketInfo.get(writer, None, unique_id=secrets.token_bytes(8)))
            finally:
                writer.close()

        imap_server = await _listen(asyncio.start_server(connected, HOST, self.imap_port), "imap_port", self.imap_port)
        stack.callback(imap_server.close)
        loop = asyncio.get_running_loop()
        smtp = loop.create_server(self._smtp_session, HOST, self.smtp_port)
        smtp_server = await _listen(smtp, "smtp_port", self.smtp_port)
        stack.callback(smtp_server.close)
        self.imap_port = imap_server.sockets[0].getsockname()[1]
        self.smtp_port = smtp_server.sockets[0].getsockname()[1]
        scanning = asyncio.create_task(self._scan())
        stack.push_async_callback(self._stop, scanning)

    async def _accounts(self) -> Login:
        """Users and their mailboxes, as pymap wants them."""
        arguments = Namespace(passlib_cfg=None, proxy_protocol=None, inherited_sockets=None)
        config = _Config(
            arguments,
            demo_data=False,
            demo_user="",
            demo_password="",
            host=HOST,
            port=self.imap_port,
            tls_enabled=False,
            hash_context=Cleartext(),
            cpu_subsystem=Subsystem.for_asyncio(),
        )
        login = Login(config)
        for address, password in self.accounts.items():
            user = UserMetadata(config, address, password=password)
            await Identity(address, login, None, frozenset()).set(user)
            mailboxes = MailboxSet()
            inbox = mailboxes._inbox = _Inbox(self.directory / address, mailboxes)
            await inbox.load()
            await inbox.claim()
            self._inboxes[address] = inbox
            config.set_cache[address] = (mailboxes, FilterSet())
        return login

    async def _scan(self) -> None:
        """Take in what other processes deliver; put down, leave everybody."""
        while True:
            await asyncio.sleep(SCAN)
            if not is_up(self.directory):
                self._cut()
            for inbox in self._inboxes.values():
                await inbox.claim()

    def _cut(self) -> None:
        for session in list(self._sessions):
            if session.transport is not None:
                session.transport.abort()  # type: ignore[attr-defined]
        for task in self._connections:
            task.cancel()

    async def _stop(self, scanning: asyncio.Task[None]) -> None:
        scanning.cancel()
        self._cut()
        await asyncio.wait([scanning, *self._connections], timeout=2)

    def _smtp_session(self) -> SMTP:
        session = SMTP(
            _Handler(self),
            hostname=AUTHSERV_ID,
            ident="Simulator",
            data_size_limit=MAX_BYTES,
            auth_require_tls=False,
            authenticator=self._authenticate,
            loop=asyncio.get_running_loop(),
        )
        self._sessions = {one for one in self._sessions if one.transport is not None} | {session}
        return session

    def _authenticate(
        self, _server: object, _session: object, _envelope: object, _mechanism: str, data: object
    ) -> AuthResult:
        if isinstance(data, LoginPassword):
            known = self.accounts.get(data.login.decode("utf-8", "replace").lower())
            if known is not None and secrets.compare_digest(known.encode(), data.password):
                return AuthResult(success=True, auth_data=data.login)
        return AuthResult(success=False, handled=False)


class _Handler:
    """aiosmtpd's hooks: mail for the simulator's own mailboxes, from anyone on this machine."""

    def __init__(self, server: MailServer) -> None:
        self.server = server

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Only addresses that have a mailbox here."""
        if _mailbox(address) not in self.server.accounts:
            return "550 5.1.1 No such mailbox in the simulator"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Deliver to every recipient, on disk before the 250."""
        if not is_up(self.server.directory):
            return "421 4.3.2 The simulator's mail server is down"
        content = envelope.original_content or b""
        trace = self._trace(session, envelope)
        queue_id = secrets.token_hex(6)
        for recipient in dict.fromkeys(map(_mailbox, envelope.rcpt_tos)):
            await self.server.deliver(recipient, trace + content)
        return f"250 2.0.0 OK queued as {queue_id}"

    def _trace(self, session: Session, envelope: Envelope) -> bytes:
        """What a mail server writes on top (RFC 5321 §4.4, RFC 8601 §2.7.1). Who logged in as the author passes DMARC
        here; of anybody else nobody can say."""
        sender = envelope.mail_from or ""
        login = (session.auth_data or b"").decode("utf-8", "replace").lower()
        author = sender_key(envelope.original_content or b"").removeprefix("mailto:")
        verdict = "pass" if author and login == _mailbox(author) == _mailbox(sender) else "none"
        about = f" header.from={author.rpartition('@')[2]}" if author else ""
        safe = sender if sender.isascii() and sender.isprintable() else ""
        lines = (
            f"Return-Path: <{safe}>",
            f"Received: by {AUTHSERV_ID}; {format_datetime(datetime.now(UTC))}",
            f"Authentication-Results: {AUTHSERV_ID}; dmarc={verdict}{about}",
        )
        return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _mailbox(address: str) -> str:
    """Whose mailbox an address means: name+anything is name's (RFC 5233). A demo writes as a new citizen each time."""
    local, _, host = addresses.mail(address).removeprefix("mailto:").rpartition("@")
    return f"{local.partition('+')[0]}@{host}"


async def _listen(starting: Any, key: str, port: int) -> asyncio.Server:
    try:
        server: asyncio.Server = await starting
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConfigError([Problem(f"simulator.{key}", PORT_TAKEN(port=port))]) from None
        raise
    return server


@asynccontextmanager
async def serve(
    directory: Path, imap_port: int, smtp_port: int, accounts: Mapping[str, str]
) -> AsyncIterator[MailServer]:
    """Run the server for the mailboxes of `accounts` (address -> password), all kept below `directory`.

    Port 0 takes a free one; the server's attributes tell which. Raises ConfigError where a port is taken.
    """
    server = MailServer(directory, imap_port, smtp_port, accounts)
    async with AsyncExitStack() as stack:
        await server.start(stack)
        yield server
