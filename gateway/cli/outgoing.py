"""`gw outgoing`: what waits to go out, why each of it waits, and what a person can do about it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from gateway.cli.common import (
    SHIPPED,
    Commands,
    ConfigPath,
    Running,
    console,
    in_words,
    label,
    one_line,
    opened,
    when,
)
from gateway.cli.dead import Why, number
from gateway.cli.sentences import DONE_DROP, DONE_SEND_NOW, OUTGOING_FOOTER
from gateway.cli.tables import table
from gateway.domain.permissions import Act
from gateway.domain.reasons import Reason, text

if TYPE_CHECKING:
    from gateway.store.read_models import Waiting

__all__ = ["register"]

HEADS = ("item", "purpose", "line", "who", "since", "why_waits")  # labels
Ids = Annotated[list[str], typer.Argument(metavar="help.meta_ids", help="help.outgoing_ids")]

group = Commands("help.outgoing", invoke_without_command=True)


def register(app: Commands) -> None:
    """Put the commands on the list."""
    app.add_typer(group, name="outgoing")


@group.callback()
def outgoing(
    context: typer.Context,
    line: Annotated[str, typer.Option(metavar="help.meta_line", help="help.outgoing_line")] = "",
    purpose: Annotated[str, typer.Option(metavar="help.meta_purpose", help="help.outgoing_purpose")] = "",
    minutes: Annotated[int, typer.Option(min=0, max=10_000_000, help="help.outgoing_minutes")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="help.option_limit")] = 200,
    config: ConfigPath = SHIPPED,
) -> None:
    """List what waits to go out, the longest waiting first, and why it waits."""
    if context.invoked_subcommand is None:
        asyncio.run(_list(config, line, purpose, timedelta(minutes=minutes), limit))


@group.command(help="help.outgoing_send")
def send(ids: Ids, config: ConfigPath = SHIPPED) -> None:
    """Send it now, before what goes out by itself and past the hour's budget."""
    from gateway.services import attending

    async def do(here: Running, n: int) -> None:
        await attending.send_now(here.db, here.context, n, here.actor)

    _each(config, Act.SEND_NOW, ids, do, DONE_SEND_NOW)


@group.command(help="help.dead_drop")
def drop(ids: Ids, reason: Why, config: ConfigPath = SHIPPED) -> None:
    """Give it up: the citizen does not get it."""
    from gateway.services import attending

    async def do(here: Running, n: int) -> None:
        await attending.drop_waiting(here.db, here.context, n, reason, here.actor)

    _each(config, Act.DROP_WAITING, ids, do, DONE_DROP)


def _each(path: Path, act: Act, ids: list[str], do: Callable[[Running, int], Awaitable[None]], done: Reason) -> None:
    """The act on each id; what is refused is said, and the others are done."""
    from gateway.domain.errors import NotAllowed

    numbers = [number(id, "o") for id in ids]
    refused: list[str] = []

    async def run() -> None:
        async with opened(path, act) as here:
            for n in numbers:
                try:
                    await do(here, n)
                    console().print(f"o{n}: {in_words(done)}")
                except NotAllowed as refusal:
                    refused.append(f"o{n}: {in_words(refusal.reason)}")

    asyncio.run(run())
    if refused:
        raise NotAllowed(text("\n".join(refused)))


async def _list(path: Path, line: str, purpose: str, older: timedelta, limit: int) -> None:
    from gateway.services import access
    from gateway.store import read_models

    async with opened(path, Act.LIST) as here:
        config = here.context.config
        sight = access.sight(config, here.actor)
        wanted = read_models.WaitingFilter(sight=sight, line=line, purpose=purpose, older=older)
        sending = [name for name, one in config.lines.items() if one.send]
        async with here.db.connection() as conn:
            rows = await read_models.waiting(conn, wanted, sending, limit=limit)
            count = await read_models.waiting_count(conn, wanted)
    out = console()
    if not rows:
        out.print(label("label.outgoing_none"))
        return
    shown = table(*(label(f"label.{name}") for name in HEADS))
    for row, why in rows:
        shown.add_row(f"o{row.id}", *_row(row, why, config.zone))
    out.print(shown)
    out.print(f"\n{in_words(OUTGOING_FOOTER(n=count))}")


def _row(row: "Waiting", why: str, zone: ZoneInfo) -> tuple[str, ...]:
    from gateway.domain import addresses
    from gateway.runtime import logs

    reason = label(f"label.waits_{why}", at=when(row.due_at, zone))
    said = row.send_error if why == "line_down" else row.reason
    words = one_line(f"{reason}: {logs.mask(in_words(said))}" if said else reason, 160)
    what = f"{label(f'label.purpose_{row.purpose}')} {row.code or ''}".rstrip()
    return what, row.line, addresses.mask(row.who), when(row.since, zone), words
