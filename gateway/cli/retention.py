"""`gw retention`: what is known of persons is erased when its time is over."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.common import SHIPPED, AsJson, Commands, ConfigPath, console, in_words, opened, print_json
from gateway.cli.sentences import RETENTION_DONE, RETENTION_DUE, RETENTION_OFF
from gateway.domain.permissions import Act

__all__ = ["register"]


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command("retention", help="help.retention")(retention)


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.retention_dry_run")] = False,
    as_json: AsJson = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """Erase what is due now, as the job does once a day."""
    asyncio.run(_retention(config, dry_run=dry_run, as_json=as_json))


async def _retention(path: Path, *, dry_run: bool, as_json: bool) -> None:
    from gateway.services import retention
    from gateway.store import database

    async with opened(path, Act.ERASE) as here:
        settings = here.context.config
        if dry_run:
            async with here.db.connection() as conn:
                found = await retention.foreseen(conn, settings)
        else:
            owner = await database.open(here.at.database_url, size=1)
            try:
                found = await retention.run(owner, settings, here.actor)
            finally:
                await owner.close()
    counted = {"cases": found.cases, "messages": found.messages, "outbox": found.outbox, "calls": found.calls}
    if as_json:
        print_json({"dry_run": dry_run, **counted})
        return
    if not (settings.retention.days or settings.retention.restricted_days):
        console().print(in_words(RETENTION_OFF))
    console().print(in_words((RETENTION_DUE if dry_run else RETENTION_DONE)(**counted)))
