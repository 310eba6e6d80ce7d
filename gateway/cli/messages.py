"""`gw messages`: every message that came, whatever became of it; a case of what has none; what was decided of
senders."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.padding import Padding

from gateway.cli.common import SHIPPED, ConfigPath, Running, actor, console, one_line, opened, when
from gateway.cli.dead import number

__all__ = ["register"]

WORDS_SIGNS = 200
Id = Annotated[str, typer.Argument(metavar="ID", help="From the list: m12.")]

group = typer.Typer(
    help="Every message that came: list and search it, make a case of it, decide on senders that look like machines.",
    invoke_without_command=True,
)


def register(app: typer.Typer) -> None:
    """Put the commands on the list."""
    app.add_typer(group, name="messages")


@group.callback()
def messages(
    context: typer.Context,
    search: Annotated[str, typer.Option("--search", help="End of an address or number, a List-Id, or words.")] = "",
    outcome: Annotated[str, typer.Option("--outcome", help="Only these: automatic, system, command, held …")] = "",
    line: Annotated[str, typer.Option("--line", help="Only what came by this line.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="List at most so many.")] = 50,
    config: ConfigPath = SHIPPED,
) -> None:
    """List messages, newest first, and count them by what became of them."""
    if context.invoked_subcommand is None:
        asyncio.run(_list(config, search, outcome, line, limit))


@group.command()
def file(id: Id, config: ConfigPath = SHIPPED) -> None:
    """It is a citizen's: a message that has no case becomes one, judged and acknowledged as if it had just come."""
    from gateway.intake import filing

    _act(config, id, lambda here, n: filing.file_held(here.db, here.house, n, actor()), "filed as case {}")


@group.command()
def person(id: Id, config: ConfigPath = SHIPPED) -> None:
    """Its sender (or list) is a person from now on: what is held of it becomes cases, what comes is not held."""
    from gateway.intake import filing

    words = "its sender is a person from now on; filed as case {}"
    _act(config, id, lambda here, n: filing.decide_person(here.db, here.house, n, actor()), words)


@group.command()
def machine(id: Id, config: ConfigPath = SHIPPED) -> None:
    """Its sender (or list) is a machine from now on: what is held of it and what comes is kept, and waits for
    nobody."""
    from gateway.intake import filing

    words = "its sender is a machine from now on; {} held no more"
    _act(config, id, lambda here, n: filing.decide_machine(here.db, n, actor()), words)


@group.command()
def senders(config: ConfigPath = SHIPPED) -> None:
    """List what was decided of senders and lists."""

    async def listed() -> None:
        from gateway import senders

        async with opened(config) as here:
            async with here.db.connection() as conn:
                rows = await senders.listed(conn, limit=10_000)
            for row in rows:
                at, name = when(row["at"], here.house.config.zone), one_line(row["name"], WORDS_SIGNS)
                console().print(f"{row['verdict']:8} {row['kind']} {name}  ({one_line(row['actor'], 40)}, {at})")
            if not rows:
                console().print("Nothing was decided of any sender.")

    asyncio.run(listed())


@group.command()
def forget(
    name: Annotated[str, typer.Argument(help="As `gw messages senders` shows it: mailto:…, or a List-Id.")],
    config: ConfigPath = SHIPPED,
) -> None:
    """Undo what was decided of a sender or list: what looks like a machine's is held again from now on."""

    async def undone() -> None:
        from gateway.intake import filing

        async with opened(config) as here:
            kind = "sender" if ":" in name else "list"
            await filing.forget(here.db, kind, name, actor())
            console().print(f"{one_line(name, WORDS_SIGNS)}: held again from now on")

    asyncio.run(undone())


def _act(path: Path, id: str, act: Callable[[Running, int], Awaitable[object]], words: str) -> None:
    async def run() -> None:
        async with opened(path) as here:
            console().print(f"{id}: {words.format(await act(here, number(id, 'm')))}")

    asyncio.run(run())


async def _list(path: Path, search: str, outcome: str, line: str, limit: int) -> None:
    from gateway import views
    from gateway.model import Outcome

    if outcome and outcome not in set(Outcome):
        raise typer.BadParameter(f"{outcome!r} is none of {', '.join(Outcome)}", param_hint="--outcome")
    wanted = views.MessageFilter(words=search.replace("\x00", ""), outcome=outcome, line=line)
    async with opened(path) as here:
        async with here.db.connection() as conn:
            rows, counts = await views.messages(conn, wanted, limit=limit), await views.outcomes(conn)
        zone = here.house.config.zone
    out = console()
    for row in rows:
        out.print(_head(row, zone), style="bold")
        out.print(Padding(_words(row), (0, 0, 0, 4)))
    out.print(("\n" if rows else "") + " · ".join(f"{one} {counts[one]}" for one in Outcome if one in counts))
    if not rows:
        out.print("No message like that.")


def _head(row: Mapping[str, Any], zone: ZoneInfo) -> str:
    from gateway import addresses

    who = f"{row['sender_name']} {addresses.show(row['sender'])}".strip() or "nobody named"
    code = f" {row['code']}" if row["code"] else ""
    return (
        f"m{row['id']}  {row['outcome']}{code}  {when(row['registered_at'], zone)}  {row['line']}  {one_line(who, 80)}"
    )


def _words(row: Mapping[str, Any]) -> str:
    said = "(restricted)" if row["restricted"] else one_line(f"{row['subject']} – {row['words']}", WORDS_SIGNS)
    return f"{said.strip(' –')}\n{one_line('; '.join((row['rule'], *row['reasons'])), WORDS_SIGNS)}"
