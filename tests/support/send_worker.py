"""A send worker of an SMS line, over a wire that the test holds."""

from collections.abc import Awaitable, Callable
from typing import cast

from gateway.channels import CHANNELS, Link
from gateway.domain.model import Piece, Sent
from gateway.runtime.context import assemble
from gateway.runtime.current import Current
from gateway.services.delivery import Sender
from gateway.settings.config import Config
from gateway.store.database import Database
from gateway.store.lines import Lease

LINE = "vanmieu-sms"


class Wire:
    """Takes every part; `during` happens while a part is on it, and is told which one: 1, 2 …"""

    width = 1

    def __init__(self, during: Callable[[int], Awaitable[None]]) -> None:
        self.taken: list[int] = []
        self._during = during

    async def send(self, piece: Piece) -> Sent:
        """Take one part."""
        self.taken.append(piece.part)
        await self._during(len(self.taken))
        return Sent(reference=16 + len(self.taken))


def sender(db: Database, config: Config, lease: Lease, wire: Wire) -> Sender:
    """LINE's sending side on that wire, its lease always fresh."""
    line = config.lines[LINE]
    return Sender(
        db=db,
        current=Current(assemble(config, b"key")),
        channel=CHANNELS[line.channel],
        line=line,
        lease=lease,
        link=cast(Link, wire),
        fresh=lambda: True,
    )
