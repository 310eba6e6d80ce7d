"""`gw unreached`: results that have not reached their citizens, and that somebody has called."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, console, in_words, label, one_line, opened, when
from gateway.cli.sentences import DONE_CALLED
from gateway.cli.tables import table
from gateway.domain.permissions import Act

__all__ = ["register"]

HEADS = ("code", "unreached_why", "since", "who", "unit")  # labels

group = Commands("help.unreached", invoke_without_command=True)


def register(app: Commands) -> None:
    """Put the commands on the list."""
    app.add_typer(group, name="unreached")


@group.callback()
def unreached(context: typer.Context, config: ConfigPath = SHIPPED) -> None:
    """List results that have not reached their citizens, or of which nobody knows, the oldest first."""
    if context.invoked_subcommand is None:
        asyncio.run(_list(config))


@group.command(help="help.unreached_called")
def called(
    code: Annotated[str, typer.Argument(metavar="help.meta_code", help="help.answer_code")],
    note: Annotated[str, typer.Argument(metavar="help.meta_text", help="help.unreached_note")] = "",
    config: ConfigPath = SHIPPED,
) -> None:
    """The citizen was told by telephone."""
    asyncio.run(_called(config, code.upper(), note))


async def _called(path: Path, code: str, note: str) -> None:
    from gateway.services.casework import announcing

    async with opened(path, Act.ANNOUNCE) as here:
        await announcing.announce(here.db, here.context.config, code, note, here.actor)
    console().print(in_words(DONE_CALLED(case=code)))


async def _list(path: Path) -> None:
    from gateway.domain import addresses
    from gateway.runtime import logs
    from gateway.services import access
    from gateway.services.casework import announcing

    async with opened(path, Act.LIST) as here:
        config = here.context.config
        async with here.db.connection() as conn:
            rows = await announcing.listed(conn, config, access.sight(config, here.actor))
    if not rows:
        console().print(label("label.unreached_none"))
        return
    shown = table(*(label(f"label.{name}") for name in HEADS))
    for row in rows:
        why = label(f"label.unreached_{row.why}")
        said = one_line(f"{why}: {logs.mask(in_words(row.reason))}" if row.reason else why, 160)
        whom = addresses.mask(row.recipient) if row.recipient else label("label.nobody_to_write")
        shown.add_row(row.code, said, when(row.since, config.zone), whom, row.unit)
    console().print(shown)
