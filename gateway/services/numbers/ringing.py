"""A modem rings the numbers that probes are open for (probing.py), and what became of each is written down."""

from typing import Any

from gateway.channels import Dials
from gateway.channels.calls import CallsOptions
from gateway.domain.errors import Refused
from gateway.runtime.context import Context
from gateway.services.numbers.probing import LOST_AFTER
from gateway.store import probes
from gateway.store.database import Database

__all__ = ["ring", "rings"]


def rings(context: Context, name: str) -> bool:
    """Whether a line's modem is named for ringing any number."""
    return any(getattr(line.options, "ring_modem", "") == name for line in context.config.lines.values())


async def ring(db: Database, context: Context, name: str, link: Any) -> None:
    """Ring by this line's modem what is to be rung now, one after the other. Raises LineDown; what was not rung then is
    tried again, until it is too late for it."""
    if not isinstance(link, Dials):
        return
    async with db.connection() as conn:
        waiting = await probes.to_ring(conn, name, LOST_AFTER)
    for probe in waiting:
        line = context.config.lines.get(probe.line)
        if line and isinstance(line.options, CallsOptions):  # the name may stand for a line of another channel by now
            try:
                outcome = await link.dial(line.options.number)
            except Refused:
                outcome = "refused"
            async with db.transaction() as tx:
                await probes.rung(tx, probe.id, outcome)
