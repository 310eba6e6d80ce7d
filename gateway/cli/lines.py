"""`gw lines`: which numbers and mailboxes are proved reachable, by what, and who answers for them."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, console, opened
from gateway.cli.language import speaks
from gateway.cli.tables import table
from gateway.domain.permissions import Act

if TYPE_CHECKING:
    from gateway.services.numbers.standing import Standing

__all__ = ["register"]

COLUMNS = 8  # of the report's, before its days


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command("lines", help="help.lines")(lines)


def lines(config: ConfigPath = SHIPPED) -> None:
    """Show them. Exit code 0: all proved, 1: some are not, 2: some fail."""
    states = {number.proven.state for number in asyncio.run(_show(config)).numbers}
    raise typer.Exit(2 if "failing" in states else 1 if states != {"proven"} else 0)


async def _show(path: Path) -> "Standing":
    from gateway.services.numbers import report, standing

    async with opened(path, Act.LIST) as here, here.db.connection() as conn:
        seen = await standing.look(conn, here.context, here.actor)
    head, *rows = report.table(seen, speaks(), here.context.config.zone)
    shown = table(*head[:COLUMNS])
    for row in rows:
        shown.add_row(*row[:COLUMNS])
    console().print(shown)
    return seen
