"""aioimaplib's protocol, held in bounds: an end that can be waited for, an allowance of bytes, a memory of news.

The library keeps whatever a server sends, a line without an end or a literal of gigabytes, until memory is gone. Here a
server may send for each command only what the command can need; after that the connection is thrown away.
"""

import asyncio
import logging
import ssl
import time
from base64 import b64encode
from typing import Any

from aioimaplib import aioimaplib  # type: ignore[import-untyped]

from gateway.channels.email import reasons
from gateway.domain.reasons import Reason

__all__ = ["ALLOWANCE", "Protocol"]

# The library writes every byte it reads into its debug log; a citizen's words have no place there.
logging.getLogger("aioimaplib").setLevel(logging.WARNING)

ALLOWANCE = 1_048_576  # bytes that a server may send for a command, besides the mails that it was asked for


class Protocol(aioimaplib.IMAP4ClientProtocol):  # type: ignore[misc]
    """`lost`: done when the connection is of no more use, with why. `news`: an EXISTS came. `heard`: when any byte
    came last, by the monotonic clock."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.lost: asyncio.Future[Reason] = loop.create_future()
        self.news = False
        self.heard = time.monotonic()
        self._left = ALLOWANCE
        self._message: bytes | None = None
        self.transport: Any = None
        super().__init__(loop, lambda _error: self.lose(reasons.IMAP_CLOSED))

    def allow(self, octets: int) -> None:
        """From here on the server may send so many bytes of mails, and what goes with them."""
        self._left = octets + ALLOWANCE

    def lose(self, why: Reason) -> None:
        """Everything that waits on this connection ends now."""
        if not self.lost.done():
            self.lost.set_result(why)

    def data_received(self, d: bytes) -> None:
        """Bytes from the server; none of them is kept once it has sent more than it may."""
        self.heard = time.monotonic()
        self._left -= len(d)
        if self._left < 0:
            self.lose(reasons.IMAP_SENDS_MORE)
            self.transport.abort()
            return
        super().data_received(d)

    async def welcome(self, command: bytes) -> None:
        """The greeting. A refused one (BYE) ends the connection instead of dying in a task that nobody awaits."""
        try:
            await super().welcome(command)
        except aioimaplib.AioImapException:
            self.lose(reasons.IMAP_REFUSED)

    async def starttls(self) -> Any:
        """STARTTLS; after its OK comes `encrypt` (RFC 3501 §6.2.1)."""
        return await self.execute(aioimaplib.Command("STARTTLS", self.new_tag(), loop=self.loop))

    async def encrypt(self, context: ssl.SSLContext, host: str) -> None:
        """Go on by TLS. What came so far counts no more: somebody on the way may have said it. Raises OSError."""
        self.transport = await self.loop.start_tls(self.transport, self, context, server_hostname=host)
        self.incomplete_line, self.current_command, self.news = b"", None, False

    async def quota(self, folder: str) -> Any:
        """GETQUOTAROOT (RFC 9208 §4.3): the QUOTA lines of its answer, without that word."""
        words = ("GETQUOTAROOT", self.new_tag(), folder)
        return await self.execute(aioimaplib.Command(*words, untagged_resp_name="QUOTA", loop=self.loop))

    async def authenticate(self, mechanism: str, message: bytes) -> Any:
        """AUTHENTICATE with its first message, which goes with the command where the server takes it so (RFC 4959)."""
        encoded = b64encode(message)
        at_once = "SASL-IR" in self.capabilities
        words = (mechanism, encoded.decode()) if at_once else (mechanism,)
        self._message = None if at_once else encoded
        answer = await self.execute(aioimaplib.Command("AUTHENTICATE", self.new_tag(), *words, loop=self.loop))
        if answer.result == "OK":
            self.state = aioimaplib.AUTH
        return answer

    def _continuation(self, line: bytes) -> None:
        """To AUTHENTICATE's "+" belongs our message; to a second one, in which a server says why it refuses a token, an
        empty line (RFC 7628 §3.2.3), without which it would never answer."""
        if self.pending_sync_command is None or self.pending_sync_command.name != "AUTHENTICATE":
            super()._continuation(line)
            return
        message, self._message = self._message, None
        self.transport.write((message or b"") + b"\r\n")

    def _untagged_response(self, line: bytes) -> Any:
        if line[:5].upper() == b"* BYE":
            self.lose(reasons.IMAP_CLOSED)
        elif line.endswith(b" EXISTS"):
            self.news = True  # may come with any answer; the library would drop it
        return super()._untagged_response(line)
