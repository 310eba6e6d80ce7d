"""The folders of a mailbox beside the first: those that are there, each on a connection of its own.

One that is missing stops no other: an officer may rename or delete it by a mail program while it is read, and some
servers take few connections. It is asked for again now and then, and its position is kept until the line names it no
longer: whoever puts it back loses nothing.
"""

import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import suppress

from gateway.channels.email.folder import FolderReader
from gateway.domain.errors import LineDown

__all__ = ["MoreFolders"]

ASK_AGAIN = 300.0  # seconds after which a missing folder is asked for again


class MoreFolders:
    """By their names in the configuration, in its order."""

    def __init__(self, names: tuple[str, ...], connect: Callable[[str], Awaitable[FolderReader]]) -> None:
        self._names, self._connect = names, connect
        self._readers: dict[str, FolderReader] = {}
        self._stored: Mapping[str, object] = {}
        self._asked = 0.0

    def __iter__(self) -> Iterator[FolderReader]:
        return iter([self._readers[name] for name in self._names if name in self._readers])

    @property
    def missing(self) -> list[str]:
        """Those that the server does not open."""
        return [name for name in self._names if name not in self._readers]

    def named(self, folder: str) -> FolderReader | None:
        """The one that the server calls so."""
        return next((reader for reader in self if reader.connection.folder == folder), None)

    async def open(self) -> None:
        """Connect to what the server opens: one may be missing, or one connection too many for it."""
        self._asked = time.monotonic()
        for name in self.missing:
            with suppress(LineDown):
                self._readers[name] = await self._connect(name)

    def begin(self, stored: object) -> bool:
        """Go on from the stored positions, by name; whether others are to be stored at once."""
        self._stored = stored if isinstance(stored, dict) else {}
        return self._begin(self._names)

    async def open_again(self) -> bool:
        """Now and then: connect to what was missing; whether positions are to be stored at once."""
        before = self.missing
        if not before or time.monotonic() - self._asked < ASK_AGAIN:
            return False
        await self.open()
        return self._begin(before)

    @property
    def positions(self) -> dict[str, object]:
        """How far each is read, of a missing one too."""
        open_ones = {name: reader.position for name, reader in self._readers.items()}
        return {name: at for name in self._names if (at := open_ones.get(name, self._stored.get(name)))}

    def _begin(self, names: Iterable[str]) -> bool:
        open_ones = [(self._readers[name], name) for name in names if name in self._readers]
        changed = [reader.begin(self._position(name, reader.connection.uidvalidity)) for reader, name in open_ones]
        return any(changed)

    def _position(self, name: str, uidvalidity: int) -> Mapping[str, object] | None:
        """Where a folder was left. One that has another name now is known by its UIDVALIDITY: at a first contact what
        came into it since it was renamed would stay unread."""
        if isinstance(found := self._stored.get(name), dict):
            return found
        others = [at for other, at in self._stored.items() if other not in self._names and isinstance(at, dict)]
        same = [at for at in others if at.get("uidvalidity") == uidvalidity]
        return same[0] if len(same) == 1 else None
