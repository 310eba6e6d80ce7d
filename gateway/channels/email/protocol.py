"""aioimaplib's protocol, held in bounds: an end that can be waited for, an allowance of bytes, a memory of news.

The library keeps whatever a server sends, a line without an end or a literal of gigabytes, until memory is gone. Here a
server may send for each command only what the command can need; after that the connection is thrown away.
"""

import asyncio
import logging
import time
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

    def _untagged_response(self, line: bytes) -> Any:
        if line[:5].upper() == b"* BYE":
            self.lose(reasons.IMAP_CLOSED)
        elif line.endswith(b" EXISTS"):
            self.news = True  # may come with any answer; the library would drop it
        return super()._untagged_response(line)
