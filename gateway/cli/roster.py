"""`gw roster`: who is on duty for each line; the office's tables taken in, persons taken out."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, console, in_words, label, opened, when
from gateway.cli.sentences import ROSTER_IMPORTED, ROSTER_REMOVED
from gateway.cli.tables import table
from gateway.domain.permissions import Act

if TYPE_CHECKING:
    from gateway.domain.duty import Person

__all__ = ["register"]

HEADS = ("line", "numbers_duty", "numbers_head", "numbers_gap")  # labels
group = Commands("help.roster", invoke_without_command=True)


def register(app: Commands) -> None:
    """Put the commands on the list."""
    app.add_typer(group, name="roster")


@group.callback()
def roster(context: typer.Context, config: ConfigPath = SHIPPED) -> None:
    """List who is on duty."""
    if context.invoked_subcommand is None:
        asyncio.run(_list(config))


@group.command("import", help="help.roster_import")
def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="help.meta_file", help="help.roster_import_files", exists=True)
    ],
    config: ConfigPath = SHIPPED,
) -> None:
    """Take in tables of the office."""
    asyncio.run(_import(config, [(file, file.read_bytes()) for file in files]))


@group.command(help="help.roster_remove")
def remove(
    person: Annotated[str, typer.Argument(metavar="help.meta_key", help="help.roster_remove_person")],
    line: Annotated[str, typer.Option("--line", metavar="help.meta_line", help="help.roster_remove_line")] = "",
    config: ConfigPath = SHIPPED,
) -> None:
    """Take a person out."""
    asyncio.run(_remove(config, person, line))


async def _list(path: Path) -> None:
    from gateway.services.roster import on_duty

    async with opened(path, Act.LIST) as here, here.db.connection() as conn:
        found = await on_duty.look(conn, here.context, here.actor)
    shown, zone = table(*(label(f"label.{name}") for name in HEADS)), here.context.config.zone
    for one in found:
        gap = f"{when(one.gap.since, zone)} – {when(one.gap.until, zone)}" if one.gap else "–"
        here_now = _names(one.persons) if one.is_kept else label("label.numbers_not_kept")
        shown.add_row(one.line, here_now, _names(one.heads), gap)
    console().print(shown)


def _names(persons: Sequence["Person"]) -> str:
    return ", ".join(person.name for person in persons) or label("label.numbers_nobody")


async def _import(path: Path, contents: Sequence[tuple[Path, bytes]]) -> None:
    from gateway.services.roster import taking_in

    async with opened(path, Act.IMPORT_ROSTER) as here:
        found = await taking_in.take_in(here.db, here.context, here.actor, contents)
    for (file, _), kept in zip(contents, found, strict=True):
        console().print(in_words(ROSTER_IMPORTED(file=file.name, n=len(kept))))


async def _remove(path: Path, person: str, line: str) -> None:
    from gateway.services.roster import editing

    async with opened(path, Act.EDIT_ROSTER) as here:
        await editing.remove(here.db, here.actor, "person", person, line)
    console().print(in_words(ROSTER_REMOVED(name=person)))
