"""Has a process follow the register and its configuration file, until it ends."""

import asyncio

from gateway.runtime.following import Follower
from gateway.store import units
from gateway.store.database import Database
from workers.supervise import forever

__all__ = ["follow"]


async def follow(db: Database, follower: Follower, seconds: float, wakeup: asyncio.Event) -> None:
    """Look every so many seconds, at once when it is woken up or notified; a notification that is lost costs those
    seconds. Until cancelled."""

    async def look() -> None:
        while True:
            try:
                await asyncio.wait_for(wakeup.wait(), seconds)
            except TimeoutError:
                await follower.look()
            else:
                wakeup.clear()
                await follower.look(at_once=True)

    async def listen() -> None:
        async with db.listening(units.CHANGED, lambda _: wakeup.set()) as lost:
            await lost.wait()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(forever("register and configuration", look))
        tasks.create_task(forever("register notifications", listen))
