"""`gw published`: what is public, listed, or exported for a website."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, console, label, one_line, opened, when
from gateway.cli.tables import table
from gateway.domain.permissions import Act

if TYPE_CHECKING:
    from gateway.services.casework.published import Form

__all__ = ["register"]

HEADS = ("code", "published", "unit", "public_question", "public_answer")  # labels


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command(help="help.published")(published)


def published(
    as_json: Annotated[bool, typer.Option("--json", help="help.published_json")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="help.published_csv")] = False,
    since: Annotated[datetime | None, typer.Option(metavar="help.meta_date", help="help.published_since")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="help.option_limit")] = 50,
    config: ConfigPath = SHIPPED,
) -> None:
    """List what is public, the newest first, or export all of it."""
    if as_json or as_csv:
        asyncio.run(_export(config, "jsonl" if as_json else "csv", since))
    else:
        asyncio.run(_list(config, limit))


async def _export(path: Path, form: "Form", since: datetime | None) -> None:
    from gateway.services.casework import published

    async with opened(path, Act.LIST) as here:
        begin = since.replace(tzinfo=here.context.config.zone) if since else None
        async for portion in published.exported(here.db, here.context, here.actor, form, begin):
            sys.stdout.write(portion)


async def _list(path: Path, limit: int) -> None:
    from gateway.services.casework import published

    async with opened(path, Act.LIST) as here:
        async with here.db.transaction() as tx:
            rows = await published.look(tx, here.context, here.actor, limit=limit)
        if not rows:
            console().print(label("label.published_none"))
            return
        shown = table(*(label(f"label.{name}") for name in HEADS))
        for row in rows:
            at = when(row.at, here.context.config.zone)
            shown.add_row(row.code, at, row.unit, one_line(row.question, 60), one_line(row.answer, 60))
        console().print(shown)
