"""`gw migrate`: bring the schema to this program's version, beside processes that run."""

import asyncio
from pathlib import Path

import typer

from gateway.cli.common import SHIPPED, ConfigPath, console, settings

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Put the command on the list."""
    app.command("migrate")(migrate)


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
        console().print(
            f"Schema {schema.version}; {', '.join(schema.left)} waits: older processes hold {schema.older} sessions."
        )
        return True
    console().print(f"Schema {schema.version}: nothing is left to do.")
    return False
