"""Officers by mail, with the rights of the pages: what came is told to them, and what they answer is acted on."""

from gateway.runtime.current import Current
from gateway.services.by_mail import acting, mailing, news
from gateway.store.database import Database
from workers.supervise import every, forever

__all__ = ["serve"]


async def serve(db: Database, current: Current) -> None:
    """Look every sweep until cancelled."""

    async def look() -> None:
        await news.read(db, current.context)
        await mailing.send(db, current.context)
        await acting.act(db, current.context)

    sweep = max(1.0, current.context.config.times.sweep)
    await forever("officers' mail", lambda: every(sweep, look))
