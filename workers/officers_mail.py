"""Officers by mail, with the rights of the pages: what came is told to them, and what they answer is acted on."""

import asyncio

from gateway.runtime.current import Current
from gateway.services.by_mail import acting, mailing, news
from gateway.store.database import Database
from workers.supervise import every, forever

__all__ = ["serve"]

TELL_SECONDS = 10.0  # between looks at what came: a digest waits for minutes
ACT_SECONDS = 2.0  # between looks for answers, whose writers wait for a preview


async def serve(db: Database, current: Current) -> None:
    """Look until cancelled."""

    async def tell() -> None:
        await news.read(db, current.context)
        await mailing.send(db, current.context)

    async def act() -> None:
        await acting.act(db, current.context)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(forever("notices to officers", lambda: every(TELL_SECONDS, tell)))
        tasks.create_task(forever("officers' answers", lambda: every(ACT_SECONDS, act)))
