"""`gw dead`: everything that waits for a person, and what that person can do about it."""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.padding import Padding

from gateway.cli.common import (
    SHIPPED,
    AsJson,
    ConfigPath,
    Running,
    console,
    in_words,
    one_line,
    opened,
    print_json,
    when,
)
from gateway.domain.errors import Permanent
from gateway.policy.permissions import Act

if TYPE_CHECKING:
    from gateway.store.read_models import AttentionMessage, AttentionOutbox, ListedMessage

__all__ = ["Ids", "act_on", "number", "register", "whose"]

KINDS = {"m": "a message", "o": "something to send", "p": "a raw part"}
# What a person can do, by state.
MESSAGE_ACTS = {"held": ("file", "dismiss"), "unreadable": ("replay", "dismiss")}
OUTBOX_ACTS = {
    "held": ("send", "drop"),
    "unknown": ("sent", "send", "drop"),
    "dead": ("send", "drop"),
    "undelivered": ("send", "drop"),
}
DECIDING = ("person", "machine")  # once for all of a sender or list
WHY_SIGNS = 200

Ids = Annotated[list[str], typer.Argument(metavar="ID …", help="From the list: m12 a message, o34 something to send.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; kept with it.")]
Do = Callable[[Running, int], Awaitable[str | None]]

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
    as_json: AsJson = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """List what waits for a person: held and unreadable messages; what was held, is unknown, dead or undelivered."""
    if context.invoked_subcommand is None:
        asyncio.run(_list(config, limit, as_json=as_json))


@group.command()
def send(ids: Ids, config: ConfigPath = SHIPPED) -> None:
    """Send it (again, as a whole)."""
    from gateway.services import answering

    async def do(here: Running, n: int) -> None:
        await answering.resend(here.db, here.context, n, here.actor)

    act_on(config, Act.RESEND, ids, "o", do, "it goes out at once")


@group.command()
def drop(ids: Ids, reason: Reason, config: ConfigPath = SHIPPED) -> None:
    """Give it up: the citizen does not get it."""
    from gateway.services import answering

    async def do(here: Running, n: int) -> None:
        await answering.drop(here.db, here.context, n, reason, here.actor)

    act_on(config, Act.DROP, ids, "o", do, "dropped")


@group.command()
def sent(ids: Ids, reason: Reason, config: ConfigPath = SHIPPED) -> None:
    """Say that something of unknown fate did go out."""
    from gateway.services import answering

    async def do(here: Running, n: int) -> None:
        await answering.mark_sent(here.db, here.context, n, reason, here.actor)

    act_on(config, Act.MARK_SENT, ids, "o", do, "marked as sent")


@group.command()
def file(ids: Ids, config: ConfigPath = SHIPPED) -> None:
    """Say that a held message is a person's: it becomes a case and is acknowledged."""
    from gateway.services.intake import filing

    async def do(here: Running, n: int) -> str | None:
        return await filing.file_held(here.db, here.context, n, here.actor)

    act_on(config, Act.FILE, ids, "m", do, "filed")


@group.command()
def person(ids: Ids, config: ConfigPath = SHIPPED) -> None:
    """Say that its sender (or list) is a person from now on: what is held of it becomes cases, what comes is not
    held."""
    from gateway.services.intake import filing

    words = "its sender is a person from now on; filed"

    async def do(here: Running, n: int) -> str | None:
        return await filing.decide_person(here.db, here.context, n, here.actor)

    act_on(config, Act.DECIDE_PERSON, ids, "m", do, words)


@group.command()
def machine(ids: Ids, config: ConfigPath = SHIPPED) -> None:
    """Say that its sender (or list) is a machine from now on: what is held of it and what comes waits for nobody."""
    from gateway.services.intake import filing

    async def do(here: Running, n: int) -> None:
        await filing.decide_machine(here.db, here.context, n, here.actor)

    act_on(config, Act.DECIDE_MACHINE, ids, "m", do, "its sender is a machine from now on")


@group.command()
def replay(ids: Ids, config: ConfigPath = SHIPPED) -> None:
    """Have an unreadable message read anew from its raw bytes."""
    from gateway.services import answering

    async def do(here: Running, n: int) -> None:
        await answering.replay(here.db, here.context, n, here.actor)

    act_on(config, Act.REPLAY, ids, "m", do, "will be read anew")


@group.command()
def dismiss(ids: Ids, reason: Reason, config: ConfigPath = SHIPPED) -> None:
    """Say that a held or unreadable message is nothing."""
    from gateway.services import answering

    async def do(here: Running, n: int) -> None:
        await answering.dismiss(here.db, here.context, n, reason, here.actor)

    act_on(config, Act.DISMISS, ids, "m", do, "dismissed")


def act_on(path: Path, act: Act, ids: Sequence[str], letter: str, do: Do, words: str) -> None:
    """Do it to each, and say so; what is refused stops no other, and makes the exit code 1."""
    numbers = [number(id, letter) for id in dict.fromkeys(ids)]  # a slip of the pen before anything is done

    async def run() -> int:
        refused = 0
        async with opened(path, act) as here:
            for n in numbers:
                try:
                    code = await do(here, n)
                except Permanent as error:
                    refused += 1
                    print(f"gw: {letter}{n}: {in_words(error.reason, 'en')}", file=sys.stderr)
                else:
                    console().print(f"{letter}{n}: {words} as case {code}" if code else f"{letter}{n}: {words}")
        return refused

    raise typer.Exit(1 if asyncio.run(run()) else 0)


async def _list(path: Path, limit: int, *, as_json: bool) -> None:
    from gateway.services import access
    from gateway.store.read_models import AttentionFilter, attention

    async with opened(path, Act.LIST) as here:
        lines = access.lines_of(here.context.config, here.actor)
        async with here.db.transaction() as tx:
            messages, _, _ = await attention(tx, AttentionFilter(lines=lines, side="in"), limit=limit)
            _, outgoing, _ = await attention(tx, AttentionFilter(lines=lines, side="out"), limit=limit)
            await access.view_list(tx, here.actor, "waiting", (f"m{row.id}" for row in messages))
        zone = here.context.config.zone
    shown = [*(_message(row, zone) for row in messages), *(_outgoing(row, zone) for row in outgoing)]
    if as_json:
        print_json(shown)
        return
    out = console()
    if not shown:
        out.print("Nothing waits for a person.")
        return
    for one in shown:  # a paragraph each: a table of seven columns fits no terminal
        out.print(f"{one['id']}  {one['state']} since {one['since']}  {one['line']}  {one['who']}", style="bold")
        said = [one["said"]] if one["said"] else []
        out.print(Padding("\n".join((*said, one["why"], f"→ {' | '.join(one['acts'])}")), (0, 0, 0, 4)))
    out.print("\ngw trace ID shows one of them from its beginning; gw dead ACT ID … does what can be done.")


def whose(row: "AttentionMessage | ListedMessage") -> tuple[str, str]:
    """Of a message: its sender's name and address (and the Reply-To, as of a form), its subject with the first
    words."""
    from gateway.domain import addresses

    who = f"{row.sender_name} {addresses.show(row.sender)}".strip() or "nobody named"
    if row.reply_to:
        who += f" (Reply-To {addresses.show(row.reply_to[0])})"
    return one_line(who, 120), one_line(f"{row.subject} – {row.words}", WHY_SIGNS).strip(" –")


def _message(row: "AttentionMessage", zone: ZoneInfo) -> dict[str, Any]:
    from gateway.services.intake.filing import DECIDABLE

    who, said = whose(row)
    decidable = row.state == "held" and row.rule in DECIDABLE
    return {
        "id": f"m{row.id}",
        "state": row.state,
        "line": row.line,
        "who": who,
        "since": when(row.since, zone),
        "said": said,
        "acts": (*MESSAGE_ACTS[row.state], *(DECIDING if decidable else ())),
        "why": one_line(f"{row.rule}: {'; '.join(in_words(one, 'en') for one in row.reasons)}", WHY_SIGNS),
    }


def _outgoing(row: "AttentionOutbox", zone: ZoneInfo) -> dict[str, Any]:
    from gateway.domain import addresses

    why = f"{row.purpose}{' ' + row.code if row.code else ''}: {in_words(row.reason, 'en')}"
    return {
        "id": f"o{row.id}",
        "state": row.state,
        "line": row.line,
        "who": addresses.mask(row.who),
        "since": when(row.since, zone),
        "said": "",
        "acts": OUTBOX_ACTS[row.state],
        "why": one_line(why, WHY_SIGNS),
    }
