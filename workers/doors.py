"""The doors, served until the gateway stops: what comes by a channel's own route is stored, and its worker notified."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from gateway.channels import Listener, Listens, Routed
from gateway.domain.errors import LineDown
from gateway.domain.model import Received
from gateway.runtime.context import Context
from gateway.runtime.current import Current
from gateway.services.calls import receive as calls
from gateway.services.intake import receive
from gateway.store import lines
from gateway.store.database import Database
from gateway.web import doors
from workers.http import bound, serving
from workers.supervise import every, forever
from workers.wakeup import Notifier

__all__ = ["is_needed", "serve"]

LONGEST_PAUSE = 60.0  # between tries of a listener: a log-in that is refused must not be stormed


def is_needed(context: Context) -> bool:
    """Whether a line's channel has routes."""
    return any(isinstance(context.channels[line.channel], Routed) for line in context.config.lines.values())


async def serve(db: Database, current: Current, wakeup: Notifier | None) -> None:
    """Serve the routes of all channels that have lines, until cancelled. Raises ConfigError where the port is taken."""
    config = current.context.config
    listeners = _listeners(current.context)
    only_here = [line.name for line in config.lines.values() if not line.traits.connects and line.name not in listeners]

    async def accept(line: str, pieces: Sequence[Received]) -> None:
        context = current.context
        if calls.takes(context, line):
            await calls.accept(db, context, line, pieces)
            return
        partitions = await receive.accept(db, context, line, pieces)
        if wakeup is not None:
            wakeup.notify(partitions)

    async def listening() -> None:
        """As a poll is of a line that is read: the sign of life that health goes by."""
        async with db.transaction() as tx:
            for name in only_here:
                await lines.record_poll(tx, name, {}, {})

    app, settings = doors.create_app(config, current.context.channels, accept), config.doors
    with bound("doors.port", settings.host, settings.port) as listener:
        pause = config.times.health_grace / 6
        async with asyncio.TaskGroup() as tasks:
            for name, listener_of in listeners.items():
                run = partial(_listen, db, name, listener_of, partial(accept, name))
                tasks.create_task(forever(f"listener {name}", run, longest=LONGEST_PAUSE))
            tasks.create_task(forever("doors", lambda: every(pause, listening), pause=pause))
            tasks.create_task(serving(app, listener, "doors", settings))


def _listeners(context: Context) -> dict[str, Listener]:
    """What runs beside the routes, by line."""
    allowed = partial(doors.lets_in, context.config.doors)
    found = {}
    for line in context.config.lines.values():
        channel = context.channels[line.channel]
        if isinstance(channel, Listens) and (listener := channel.listener(line.options, allowed)):
            found[line.name] = listener
    return found


async def _listen(
    db: Database, name: str, listener: Listener, take: Callable[[Sequence[Received]], Awaitable[None]]
) -> None:
    async def alive() -> None:
        async with db.transaction() as tx:
            await lines.record_poll(tx, name, {}, {})

    try:
        await listener(take, alive)
    except LineDown as error:
        await lines.record_failure(db, name, error.reason)
        raise
