"""`gw calls`: who is to be called back, a day's figures; records from a file; what came of calling back."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, code_of, console, in_words, label, opened, when
from gateway.cli.sentences import (
    CALLED_BACK,
    CALLED_NOT_REACHED,
    CALLS_FOOTER,
    CALLS_IMPORTED,
    CALLS_IMPORTED_UNREAD,
    CALLS_NOT_CONFIGURED,
)
from gateway.cli.tables import table
from gateway.domain.permissions import Act

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from gateway.services.calls.day import Day

__all__ = ["register"]

WAITING = ("case", "calls_due", "calls_last", "calls_times", "who", "line")  # labels
FIGURES = (
    *("line", "calls_hour", "calls_count", "calls_missed", "calls_withheld", "calls_called_back", "calls_in_time"),
    "calls_median",
)
group = Commands("help.calls", invoke_without_command=True)


def register(app: Commands) -> None:
    """Put the commands on the list."""
    app.add_typer(group, name="calls")


@group.callback()
def calls(
    context: typer.Context,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="help.calls_day")] = None,
    config: ConfigPath = SHIPPED,
) -> None:
    """List who is to be called back, and a day's figures by line and hour."""
    if context.invoked_subcommand is None:
        asyncio.run(_list(config, day.date() if day else None))


@group.command("import", help="help.calls_import")
def import_(
    line: Annotated[str, typer.Argument(metavar="help.meta_line", help="help.calls_import_line")],
    file: Annotated[Path, typer.Argument(metavar="help.meta_file", help="help.calls_import_file", exists=True)],
    config: ConfigPath = SHIPPED,
) -> None:
    """Read a file of records into a line."""
    asyncio.run(_import(config, line, file.read_bytes()))


@group.command(help="help.calls_reached")
def reached(
    code: Annotated[str, typer.Argument(metavar="help.meta_code", help="help.answer_code")],
    not_reached: Annotated[bool, typer.Option("--not-reached", help="help.calls_not_reached")] = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """Say what came of calling somebody back."""
    asyncio.run(_reached(config, code_of(code), reached=not not_reached))


async def _list(path: Path, day: date | None) -> None:
    from gateway.services.calls import day as days

    async with opened(path, Act.LIST) as here, here.db.connection() as conn:
        seen = await days.look(conn, here.context, here.actor, day)
    _show(seen, here.context.config.zone)


def _show(seen: "Day", zone: "ZoneInfo") -> None:
    from datetime import timedelta

    from gateway.cli.language import speaks
    from gateway.domain import addresses
    from gateway.replies import catalogue

    out = console()
    if seen.waiting:
        shown = table(*(label(f"label.{name}") for name in WAITING))
        for one in seen.waiting:
            late = f" {label('label.calls_late')}" if one.due_at < seen.now else ""
            times = when(one.due_at, zone) + late, when(one.last_at, zone)
            shown.add_row(one.code, *times, str(one.calls), addresses.mask(one.sender), one.line)
        out.print(shown)
        out.print(f"\n{in_words(CALLS_FOOTER(n=len(seen.waiting)))}")
    else:
        out.print(label("label.to_call_back_none"))
    if not seen.figures:
        out.print(label("label.calls_none"))
        return
    shown = table(*(label(f"label.{name}") for name in FIGURES))
    for row in seen.figures:
        seconds = row.median_seconds
        median = "–" if seconds is None else catalogue.age(timedelta(seconds=seconds), speaks())
        counts = (row.calls, row.missed, row.withheld, row.called_back, row.in_time)
        shown.add_row(row.line, when(row.hour, zone), *map(str, counts), median)
    out.print(shown)


async def _import(path: Path, line: str, content: bytes) -> None:
    from gateway.channels import RecordsCalls
    from gateway.domain.errors import NotAllowed
    from gateway.services.calls import receive
    from gateway.settings.mistakes import hint
    from gateway.store import audit

    async with opened(path, Act.IMPORT_CALLS) as here:
        known = here.context.config.lines
        if not receive.takes(here.context, line):
            names = [name for name in known if receive.takes(here.context, name)]
            raise NotAllowed(CALLS_NOT_CONFIGURED(line=line, hint=hint(line, names)))
        channel = here.context.channels[known[line].channel]
        assert isinstance(channel, RecordsCalls)
        pieces = channel.of_file(content, known[line].options, datetime.now(UTC))
        unread = await receive.accept(here.db, here.context, line, pieces, of_file=True)
        async with here.db.transaction() as tx:
            await audit.write(tx, here.actor, Act.IMPORT_CALLS, f"line:{line}", str(len(pieces)))
    said = CALLS_IMPORTED_UNREAD(n=len(pieces), line=line, unread=unread) if unread else None
    console().print(in_words(said or CALLS_IMPORTED(n=len(pieces), line=line)))


async def _reached(path: Path, code: str, *, reached: bool) -> None:
    from gateway.services.calls import calling_back

    async with opened(path, Act.CALL_BACK) as here:
        await calling_back.called_back(here.db, here.context, code, here.actor, reached=reached)
    console().print(in_words((CALLED_BACK if reached else CALLED_NOT_REACHED)(case=code)))
