"""`gw backup` and `gw restore`: one file that holds everything."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.common import SHIPPED, ConfigPath, console, settings, table

if TYPE_CHECKING:
    from gateway.backup import Manifest
    from gateway.config import Config

__all__ = ["register"]

File = Annotated[Path, typer.Argument(metavar="FILE", help="The backup: a tar, readable by its owner only.")]


def register(app: typer.Typer) -> None:
    """Put the commands on the list."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(file: File, config: ConfigPath = SHIPPED) -> None:
    """Write everything into one file, from one moment; the gateway may go on working."""
    from gateway import backup as story

    with _database(settings(config)) as url, _progress() as progress:
        manifest = _reaching(lambda: asyncio.run(story.write(url, file, progress)))
    _counts(manifest)
    console().print(f"Backed up to {file}. It holds citizens' words and the gateway's key: keep it as you keep those.")


def restore(file: File, config: ConfigPath = SHIPPED) -> None:
    """Fill an empty database from a backup; the gateway must be stopped."""
    from gateway import backup as story

    with _database(settings(config), alone=True) as url, _progress() as progress:
        manifest = _reaching(lambda: asyncio.run(story.restore(url, file, progress)))
    _counts(manifest)
    out = console()
    out.print(f"Restored what was there at {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC. Every count agrees.")
    out.print("Nothing that was owed then, or comes in from before now, goes out by itself: see gw dead after gw run.")


@contextmanager
def _database(config: "Config", *, alone: bool = False) -> Iterator[str]:
    """The database's URL: configured, of the gateway that runs, or embedded and started for this command.

    `alone`: no gateway may run. Raises ConfigError where one holds the data directory."""
    from gateway import embedded, reach
    from gateway.errors import Temporary

    if config.database_url and not alone:
        yield config.database_url
        return
    if not alone:
        try:
            at = reach.find(config)
        except Temporary:
            at = None  # nothing runs: started below
        if at is not None:
            yield at.database_url
            return
    with embedded.lock(config.data):
        if config.database_url:
            yield config.database_url
        else:
            with embedded.postgres(config.data) as url:
                yield url


def _reaching(act: "Callable[[], Manifest]") -> "Manifest":
    import asyncpg

    from gateway.errors import Temporary

    try:
        return act()
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Temporary(f"the database failed ({type(error).__name__}): nothing was changed") from None


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """Which table it is at and how far, on a terminal; nothing elsewhere."""
    from rich.progress import DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}", markup=False), DownloadColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console(), transient=True, disable=not sys.stdout.isatty()) as bars:
        shown = bars.add_task("", total=None)

        def progress(table: str, size: int) -> None:
            bars.update(shown, description=table, completed=size)

        yield progress


def _counts(manifest: "Manifest") -> None:
    shown = table("Table", "Rows", "Bytes")
    for one in manifest.tables:
        shown.add_row(one.name, f"{one.rows:,}", f"{one.bytes:,}")
    console().print(shown)
