"""`gw migrate`: bring the schema to this program's version, beside processes that run."""

import asyncio
from pathlib import Path

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, console, in_words, settings
from gateway.cli.sentences import SCHEMA_DONE, SCHEMA_WAITS

__all__ = ["register"]


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command("migrate", help="help.migrate")(migrate)


def migrate(config: ConfigPath = SHIPPED) -> None:
    """Bring the schema to this program's version, as each start does. Exit code 1: older processes hold it up."""
    waits = asyncio.run(_migrate(config))
    if waits:
        raise typer.Exit(1)


async def _migrate(path: Path) -> bool:
    from gateway.runtime import runfile
    from gateway.store import database

    owner = await database.open(runfile.find(settings(path)).database_url, size=1)
    try:
        schema = await owner.migrate()
    finally:
        await owner.close()
    if schema.left:
        left = ", ".join(schema.left)
        console().print(in_words(SCHEMA_WAITS(version=schema.version, left=left, sessions=schema.older)))
        return True
    console().print(in_words(SCHEMA_DONE(version=schema.version)))
    return False
