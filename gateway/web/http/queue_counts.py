"""What waits, for those who see but a part of it."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic

from gateway.domain.actor import Actor
from gateway.services import access
from gateway.settings.config import Config
from gateway.store import read_models
from gateway.store.database import TRANSIENT, Database
from gateway.store.read_models import EVERYTHING, QueueAge

__all__ = ["QueueCounts"]

FRESH_SECONDS = 5.0  # all of one unit see the same within this time
READ_SECONDS = 0.5  # figures are an extra: no page waits longer for them
MOST = 1_000

Counted = Mapping[str, QueueAge]


class QueueCounts:
    """By how far one sees, when it was counted, and what."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], tuple[float, Counted]] = {}

    async def of(self, db: Database, config: Config, actor: Actor) -> Counted | None:
        """The queues as far as this actor's lists see; None where they see all."""
        sight = access.sight(config, actor)
        if sight == EVERYTHING:
            return None
        key = tuple("*" if one is None else " ".join(sorted(one)) for one in (sight.units, sight.restricted))
        at, counted = self._known.get(key, (-FRESH_SECONDS, {}))
        if monotonic() - at > FRESH_SECONDS:
            with suppress(*TRANSIENT):
                async with asyncio.timeout(READ_SECONDS), db.connection() as conn:
                    counted = await read_models.queue_ages(conn, sight)
            if len(self._known) > MOST:
                self._known.clear()
            self._known[key] = monotonic(), counted
        return counted
