"""`gw backup` and `gw restore`: one file that holds everything."""

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, actor, console, in_words, settings
from gateway.cli.reasons import BACKUP_FILE_OR_CHECK, DATABASE_FAILED, NO_ROOM
from gateway.cli.sentences import BACKED_UP, BACKUP_GOOD, HEADS, RESTORED
from gateway.cli.tables import table
from gateway.cli.usage import WrongArgument
from gateway.domain.errors import GatewayError

if TYPE_CHECKING:
    from gateway.ops.backup import Manifest
    from gateway.settings.config import Config

__all__ = ["register"]

SCRATCH_SPACE = 256 << 20  # bytes of an empty PostgreSQL, and some

File = Annotated[Path, typer.Argument(metavar="help.meta_file", help="help.restore_file")]


def register(app: Commands) -> None:
    """Put the commands on the list."""
    app.command("backup", help="help.backup")(backup)
    app.command("restore", help="help.restore")(restore)


def backup(
    words: Annotated[list[str], typer.Argument(metavar="help.meta_backup", help="help.backup_words")],
    config: ConfigPath = SHIPPED,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="help.backup_overwrite")] = False,
    scratch: Annotated[Path | None, typer.Option(metavar="help.meta_directory", help="help.backup_scratch")] = None,
) -> None:
    """Write everything into FILE, from one moment; the gateway may go on working. "check FILE" restores a backup into a
    scratch database of its own, and throws that away: the configured database is not touched."""
    if len(words) == 2 and words[0] == "check":
        _check(Path(words[1]), scratch)
    elif len(words) == 1:
        _write(Path(words[0]), config, overwrite)
    else:
        raise WrongArgument(BACKUP_FILE_OR_CHECK)


def _write(file: Path, config: Path, overwrite: bool) -> None:
    from gateway.ops import backup as service

    with _database(settings(config)) as url, _progress() as progress:

        async def written() -> "Manifest":
            await service.note(url, file, actor())
            return await service.write(url, file, progress, overwrite=overwrite)

        manifest = _reaching(lambda: asyncio.run(written()))
    _counts(manifest)
    console().print(in_words(BACKED_UP(file=str(file))))


def _check(file: Path, scratch: Path | None) -> None:
    """Restore into an embedded PostgreSQL in a directory of a moment's life."""
    from gateway.local import servers
    from gateway.ops import backup as service

    started = time.monotonic()
    service.check(file)
    with tempfile.TemporaryDirectory(prefix="gateway-check-", dir=scratch) as place:
        needed, free = 2 * file.stat().st_size + SCRATCH_SPACE, shutil.disk_usage(place).free
        if free < needed:
            raise GatewayError(NO_ROOM(directory=str(Path(place).parent), needed=needed >> 20, free=free >> 20))
        with servers.postgres(Path(place), fsync=False) as url, _progress() as progress:
            manifest = _reaching(lambda: asyncio.run(service.restore(url, file, progress)))
    _counts(manifest)
    seconds = round(time.monotonic() - started)
    console().print(in_words(BACKUP_GOOD(file=str(file), at=_moment(manifest), seconds=seconds)))


def restore(file: File, config: ConfigPath = SHIPPED) -> None:
    """Fill an empty database from a backup; the gateway must be stopped."""
    from gateway.ops import backup as service

    with _database(settings(config), alone=True) as url, _progress() as progress:
        manifest = _reaching(lambda: asyncio.run(service.restore(url, file, progress, actor())))
    _counts(manifest)
    console().print(in_words(RESTORED(at=_moment(manifest))))


def _moment(manifest: "Manifest") -> str:
    return f"{manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC"


@contextmanager
def _database(config: "Config", *, alone: bool = False) -> Iterator[str]:
    """The database's URL: configured, of the gateway that runs, or embedded and started for this command.

    `alone`: no gateway may run. Raises ConfigError where one holds the data directory."""
    from gateway.domain.errors import Temporary
    from gateway.local import servers
    from gateway.runtime import runfile

    if config.database_url and not alone:
        yield config.database_url
        return
    if not alone:
        try:
            at = runfile.find(config)
        except Temporary:
            at = None  # nothing runs: started below
        if at is not None:
            yield at.database_url
            return
    with servers.lock(config.data):
        if config.database_url:
            yield config.database_url
        else:
            with servers.postgres(config.data) as url:
                yield url


def _reaching(act: "Callable[[], Manifest]") -> "Manifest":
    import asyncpg

    from gateway.domain.errors import Temporary

    try:
        return act()
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Temporary(DATABASE_FAILED(error=type(error).__name__)) from None


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
    shown = table(*(in_words(HEADS[f"head_{name}"]) for name in ("table", "rows", "bytes")))
    for one in manifest.tables:
        shown.add_row(one.name, f"{one.rows:,}", f"{one.bytes:,}")
    console().print(shown)
