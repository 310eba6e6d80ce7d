"""The doors, served until the gateway stops: what comes by a channel's own route is stored, and its worker notified."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence, Set
from functools import partial

from starlette.types import Receive, Scope, Send

from gateway.channels import Accept, Listener, Listens, Routed
from gateway.domain.errors import LineDown
from gateway.domain.model import Received
from gateway.runtime.context import Context
from gateway.runtime.current import Current
from gateway.services.calls import receive as calls
from gateway.services.intake import receive
from gateway.settings.config import Line
from gateway.store import lines
from gateway.store.database import Database
from gateway.web import doors
from workers.http import bound, serving
from workers.supervise import every, forever
from workers.wakeup import Notifier

__all__ = ["serve", "serve_once_needed"]

LONGEST_PAUSE = 60.0  # between tries of a listener: a log-in that is refused must not be stormed


def is_needed(context: Context) -> bool:
    """Whether a line's channel has routes."""
    return any(isinstance(context.channels[line.channel], Routed) for line in context.config.lines.values())


async def serve_once_needed(db: Database, current: Current, wakeup: Notifier | None) -> None:
    """As `serve`, from the moment when there is a line that receives by routes. Until cancelled."""
    if is_needed(current.context):
        await serve(db, current, wakeup)
    changed = asyncio.Event()
    current.watch(changed.set)
    while not is_needed(current.context):
        changed.clear()
        await changed.wait()
    await forever("doors", partial(serve, db, current, wakeup), longest=LONGEST_PAUSE)


async def serve(db: Database, current: Current, wakeup: Notifier | None) -> None:
    """Serve the routes of all channels that have lines, until cancelled. Raises ConfigError where the port is taken."""
    config = current.context.config

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
            for name in _only_here(current.context):
                await lines.record_poll(tx, name, {}, {})

    served = _Served(db, current, accept)
    with bound("doors.port", config.doors.host, config.doors.port) as listener:
        pause = config.times.health_grace / 6
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(served.follow(tasks))
            tasks.create_task(forever("doors", lambda: every(pause, listening), pause=pause))
            tasks.create_task(serving(served, listener, "doors", config.doors))


class _Served:
    """The routes and listeners of the lines as they are now; as an ASGI application, the routes."""

    def __init__(self, db: Database, current: Current, accept: Accept) -> None:
        self._db, self._current, self._accept = db, current, accept
        self._lines: dict[str, Line] = {}
        self._listening: dict[str, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        current.watch(self._changed.set)
        self._renew_routes()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    async def follow(self, tasks: asyncio.TaskGroup) -> None:
        """Renew them whenever one of these lines has changed; the other lines' listeners go on."""
        while True:
            self._changed.clear()
            now = {name: line for name, line in self._current.context.config.lines.items() if not line.traits.connects}
            changed = {name for name in now.keys() | self._lines.keys() if now.get(name) != self._lines.get(name)}
            if changed:
                self._lines = now
                self._renew_routes()
                self._renew_listeners(tasks, changed)
            await self._changed.wait()

    def _renew_routes(self) -> None:
        context = self._current.context
        self._app = doors.create_app(context.config, context.channels, self._accept)

    def _renew_listeners(self, tasks: asyncio.TaskGroup, changed: Set[str]) -> None:
        for name in changed & self._listening.keys():
            self._listening.pop(name).cancel()
        for name, listener in _listeners(self._current.context).items():
            if name in changed:
                run = partial(_listen, self._db, name, listener, partial(self._accept, name))
                task = tasks.create_task(forever(f"listener {name}", run, longest=LONGEST_PAUSE))
                self._listening[name] = task


def _only_here(context: Context) -> list[str]:
    """The lines that nothing but the doors can say anything of."""
    listeners = _listeners(context)
    return [
        line.name for line in context.config.lines.values() if not line.traits.connects and line.name not in listeners
    ]


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
