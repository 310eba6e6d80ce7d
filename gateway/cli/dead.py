"""`gw dead`: everything that waits for a person, and what that person can do about it."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from gateway.cli.common import SHIPPED, ConfigPath, Running, actor, console, one_line, opened, table, when

__all__ = ["number", "register"]

KINDS = {"m": "a message", "o": "something to send", "p": "a raw part"}
# What a person can do, by state.
MESSAGE_ACTS = {"held": "file | dismiss", "unreadable": "replay | dismiss"}
OUTBOX_ACTS = {
    "held": "send | drop",
    "unknown": "sent | send | drop",
    "dead": "send | drop",
    "undelivered": "send | drop",
}

Id = Annotated[str, typer.Argument(metavar="ID", help="From the list: m12 is a message, o34 something to send.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; kept with it.")]

group = typer.Typer(help="What waits for a person: list it, send, drop, file, replay.", invoke_without_command=True)


def register(app: typer.Typer) -> None:
    """Put the commands on the list."""
    app.add_typer(group, name="dead")


def number(typed: str, letter: str) -> int:
    """The number of an id like m12. Raises BadParameter where it is none, or of another kind."""
    found = re.fullmatch(r"([a-z])([0-9]{1,18})", typed.strip().lower())
    if found is None:
        raise typer.BadParameter(f"{typed!r} is no id: {letter}12 would be {KINDS[letter]}")
    if found[1] != letter:
        raise typer.BadParameter(f"{typed} is {KINDS.get(found[1], 'no id')}; this needs {KINDS[letter]} ({letter}…)")
    return int(found[2])


@group.callback()
def dead(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="List at most so many of each.")] = 200,
    config: ConfigPath = SHIPPED,
) -> None:
    """List what waits for a person: held and unreadable messages; what was held, is unknown, dead or undelivered."""
    if context.invoked_subcommand is None:
        asyncio.run(_list(config, limit))


@group.command()
def send(id: Id, config: ConfigPath = SHIPPED) -> None:
    """Send it (again, as a whole)."""
    from gateway import answering

    _act(config, lambda here: answering.resend(here.db, number(id, "o"), actor()), f"{id}: it goes out at once")


@group.command()
def drop(id: Id, reason: Reason, config: ConfigPath = SHIPPED) -> None:
    """Give it up: the citizen does not get it."""
    from gateway import answering

    _act(config, lambda here: answering.drop(here.db, number(id, "o"), reason, actor()), f"{id}: dropped")


@group.command()
def sent(id: Id, reason: Reason, config: ConfigPath = SHIPPED) -> None:
    """Say that something of unknown fate did go out."""
    from gateway import answering

    _act(config, lambda here: answering.mark_sent(here.db, number(id, "o"), reason, actor()), f"{id}: marked as sent")


@group.command()
def file(id: Id, config: ConfigPath = SHIPPED) -> None:
    """Say that a held message is a person's: it becomes a case and is acknowledged."""
    from gateway.intake import filing

    _act(config, lambda here: filing.file_held(here.db, here.house, number(id, "m"), actor()), f"{id}: filed")


@group.command()
def replay(id: Id, config: ConfigPath = SHIPPED) -> None:
    """Have an unreadable message read anew from its raw bytes."""
    from gateway import answering

    _act(config, lambda here: answering.replay(here.db, number(id, "m"), actor()), f"{id}: will be read anew")


@group.command()
def dismiss(id: Id, reason: Reason, config: ConfigPath = SHIPPED) -> None:
    """Say that a held or unreadable message is nothing."""
    from gateway import answering

    _act(config, lambda here: answering.dismiss(here.db, number(id, "m"), reason, actor()), f"{id}: dismissed")


def _act(path: Path, act: Callable[[Running], Awaitable[str | None]], words: str) -> None:
    async def run() -> None:
        async with opened(path) as here:
            code = await act(here)
            console().print(f"{words} as case {code}" if code else words)

    asyncio.run(run())


async def _list(path: Path, limit: int) -> None:
    from gateway import inbox, outbox

    async with opened(path) as here:
        async with here.db.connection() as conn:
            messages, owed = await inbox.stuck(conn, limit), await outbox.stuck(conn, limit)
        out = console()
        if not messages and not owed:
            out.print("Nothing waits for a person.")
            return
        shown = table("Id", "State", "Line", "Who", "Since", "What can be done", "Why")
        zone = here.house.config.zone
        for row in messages:
            shown.add_row(f"m{row['id']}", row["outcome"], *_message(row, zone))
        for row in owed:
            shown.add_row(f"o{row['id']}", row["state"], *_owed(row, zone))
        out.print(shown)
        out.print("\ngw trace ID shows one of them from its beginning; gw dead ACT ID does what can be done.")


def _message(row: Mapping[str, Any], zone: ZoneInfo) -> tuple[str, ...]:
    from gateway import addresses

    why = f"{row['rule']}: {'; '.join(row['reasons'])}"
    acts = MESSAGE_ACTS[row["outcome"]]
    return row["line"], addresses.mask(row["sender"]), when(row["registered_at"], zone), acts, one_line(why, 120)


def _owed(row: Mapping[str, Any], zone: ZoneInfo) -> tuple[str, ...]:
    from gateway import addresses

    why = f"{row['purpose']}{' ' + row['code'] if row['code'] else ''}: {row['reason']}"
    since = row["settled_at"] or row["created_at"]
    acts = OUTBOX_ACTS[row["state"]]
    return row["line"], addresses.mask(row["recipient"]), when(since, zone), acts, one_line(why, 120)
