"""A mail line while it is open: reads the folders of its mailbox, marks what is stored, sends what is queued.

IDLE in the first folder is only a hint; the others are looked at when it is, and at least every poll.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from gateway.channels.email import imap
from gateway.channels.email.folder import FolderReader, folder_of
from gateway.channels.email.memory import Memory
from gateway.channels.email.more_folders import MoreFolders
from gateway.channels.email.oauth import Tokens, ends
from gateway.channels.email.options import EmailOptions
from gateway.channels.email.smtp import Sender
from gateway.domain.model import Batch, Piece, Received, Sent, Unfetched

__all__ = ["MailboxLink", "open"]

REISSUE = 300.0  # seconds after which IDLE is issued anew: servers and firewalls forget longer ones


class MailboxLink:
    """Link of the Channel protocol. One task listens and confirms, `width` tasks may send."""

    def __init__(
        self, options: EmailOptions, main: FolderReader, others: MoreFolders, sender: Sender, tokens: Tokens
    ) -> None:
        """`tokens`: those that the line logs in with."""
        self.width = options.connections
        self._options, self._main, self._others, self._sender = options, main, others, sender
        self._connection, self._tokens = main.connection, tokens
        self._not_removed = 0

    async def listen(self, cursor: Mapping[str, object] | None) -> AsyncGenerator[Batch, None]:
        """Batches of at most 50 mails and 16 MiB, oldest first in each folder; an empty one after every sweep, at once
        at first contact.

        `cursor` covers what was yielded, including mails that vanished meanwhile. Raises LineDown.
        """
        changed = self._begin(cursor)
        yield Batch(cursor=self._cursor() if changed else None, facts=self._facts(0))
        while True:
            count = 0
            for reader in (self._main, *self._others):
                waiting = await reader.news()
                count += len(waiting)
                while waiting:
                    batch, waiting = await reader.next(waiting)
                    yield replace(batch, cursor=self._cursor(), facts=self._facts(len(waiting)))
            if count:
                continue
            appeared = await self._others.open_again()
            yield Batch(cursor=self._cursor() if appeared else None, facts=self._facts(0))
            await self._connection.wait(min(self._options.poll_seconds, REISSUE))

    def _begin(self, cursor: Mapping[str, object] | None) -> bool:
        """Each folder from where it was left; one that is new on the line is at its first contact."""
        main = {name: value for name, value in (cursor or {}).items() if name != "folders"}
        changed = self._others.begin((cursor or {}).get("folders"))
        return self._main.begin(main or None) or changed

    def _cursor(self) -> dict[str, object]:
        others = self._others.positions
        return self._main.position | ({"folders": others} if others else {})

    def _facts(self, waiting: int) -> dict[str, object]:
        """What health shows of the mailbox; what is over is None, for a poll's facts are laid over those before."""
        known: dict[str, object] = {"waiting": waiting, "quota": self._connection.quota}
        known |= {"missing_folders": ", ".join(self._others.missing) or None, "not_removed": self._not_removed or None}
        return known | ends(self._options.oauth, self._tokens)

    async def confirm(self, locations: Mapping[str, bytes]) -> Mapping[str, str]:
        """Mark what is stored, folder by folder; what lies in a folder that is read no more is "gone"."""
        result: dict[str, str] = {}
        for name, places in _by_folder(locations):
            reader = self._reader(name)
            one = {place: locations[place] for place in places}
            result |= await reader.confirm(one) if reader else dict.fromkeys(places, "gone")
        return result

    async def fetch(self, locations: Sequence[str]) -> Batch:
        """Try unfetched mails once more, each alone. What is gone for good stays unfetched and says so."""
        received, unfetched = list[Received](), list[Unfetched]()
        for name, places in _by_folder(locations):
            if reader := self._reader(name):
                batch = await reader.fetch(places)
                received += batch.received
                unfetched += batch.unfetched
        return Batch(received=tuple(received), unfetched=tuple(unfetched))

    async def aged(self, now: datetime) -> list[str]:
        """What lies there longer than the line keeps it."""
        if not self._options.keep_days:
            return []
        before = now - timedelta(days=self._options.keep_days)
        return [place for reader in (self._main, *self._others) for place in await reader.aged(before)]

    async def remove(self, locations: Sequence[str]) -> int:
        """Move to the archive folder or delete; returns how many are gone from where they lay."""
        removed = 0
        for name, places in _by_folder(locations):
            if reader := self._reader(name):
                removed += await reader.remove(places)
        self._not_removed = len(locations) - removed
        return removed

    def _reader(self, name: str) -> FolderReader | None:
        return self._main if name in ("", self._connection.folder) else self._others.named(name)

    async def send(self, piece: Piece) -> Sent:
        """Hand one mail over. Raises Refused, Temporary, LineDown or OutcomeUnknown; see smtp.Sender."""
        return await self._sender.send(piece)


@asynccontextmanager
async def open(options: EmailOptions, *, now: datetime, memory: Memory) -> AsyncIterator[MailboxLink]:
    """Connect to the mailbox, once for each folder; connections for sending are made when they are needed. Raises
    LineDown."""
    async with AsyncExitStack() as stack:

        async def reader(folder: str) -> FolderReader:
            connection = await imap.connect(options, memory, folder)
            stack.callback(connection.close)
            return FolderReader(options, connection, now, memory, main=folder == options.folder)

        main, others = await reader(options.folder), MoreFolders(options.more_folders, reader)
        await others.open()
        sender = Sender(options, memory.tokens)
        stack.push_async_callback(sender.close)
        yield MailboxLink(options, main, others, sender, memory.tokens)


def _by_folder(locations: Iterable[str]) -> list[tuple[str, list[str]]]:
    return [(name, list(places)) for name, places in groupby(sorted(locations, key=folder_of), folder_of)]
