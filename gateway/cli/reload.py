"""`gw reload`: a gateway that runs looks at its configuration file now."""

import asyncio
from pathlib import Path

from gateway.cli.common import SHIPPED, Commands, ConfigPath, console, in_words, opened
from gateway.cli.sentences import RELOADED
from gateway.domain.permissions import Act

__all__ = ["register"]


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command("reload", help="help.reload")(reload)


def reload(config: ConfigPath = SHIPPED) -> None:
    """Check the file, and have every process read it."""
    asyncio.run(_reload(config))


async def _reload(path: Path) -> None:
    from gateway.store import audit, units

    async with opened(path, Act.RELOAD) as here, here.db.transaction() as tx:
        await units.notify(tx)
        await audit.write(tx, here.actor, Act.RELOAD, f"file:{path.name}")
    counted = here.context.config
    console().print(in_words(RELOADED(units=len(counted.units), lines=len(counted.lines))))
