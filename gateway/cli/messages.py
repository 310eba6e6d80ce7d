"""`gw messages`: every message that came, whatever became of it; a case of what has none; what was decided of
senders."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.padding import Padding

from gateway.cli import dead
from gateway.cli.common import SHIPPED, AsJson, ConfigPath, console, in_words, one_line, opened, print_json, when
from gateway.policy.permissions import Act

if TYPE_CHECKING:
    from gateway.store.read_models import ListedMessage

__all__ = ["register"]

WORDS_SIGNS = 200

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
    as_json: AsJson = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """List messages, newest first, and count them by what became of them."""
    if context.invoked_subcommand is None:
        asyncio.run(_list(config, search, outcome, line, limit, as_json=as_json))


group.command()(dead.file)
group.command()(dead.person)
group.command()(dead.machine)


@group.command()
def senders(config: ConfigPath = SHIPPED) -> None:
    """List what was decided of senders and lists."""

    async def listed() -> None:
        from gateway.store import senders

        async with opened(config, Act.LIST) as here:
            async with here.db.connection() as conn:
                rows = await senders.listed(conn, limit=10_000)
            for row in rows:
                at, name = when(row.at, here.context.config.zone), one_line(row.name, WORDS_SIGNS)
                console().print(f"{row.verdict:8} {row.kind} {name}  ({one_line(row.actor, 40)}, {at})")
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
        from gateway.services.intake import filing

        async with opened(config, Act.FORGET_SENDER) as here:
            kind = "sender" if ":" in name else "list"
            await filing.forget(here.db, kind, name, here.actor)
            console().print(f"{one_line(name, WORDS_SIGNS)}: held again from now on")

    asyncio.run(undone())


async def _list(path: Path, search: str, outcome: str, line: str, limit: int, *, as_json: bool) -> None:
    from gateway.domain.model import Outcome
    from gateway.services import access
    from gateway.store import read_models

    if outcome and outcome not in set(Outcome):
        raise typer.BadParameter(f"{outcome!r} is none of {', '.join(Outcome)}", param_hint="--outcome")
    async with opened(path, Act.LIST) as here:
        lines = access.lines_of(here.context.config, here.actor)
        words = search.replace("\x00", "")
        wanted = read_models.MessageFilter(lines=lines, words=words, outcome=outcome, line=line)
        async with here.db.transaction() as tx:
            rows, counts = await read_models.messages(tx, wanted, limit=limit), await read_models.outcomes(tx, lines)
            shown = (f"m{row.id}" for row in rows if not row.restricted)
            await access.view_list(tx, here.actor, "messages", shown)
        zone = here.context.config.zone
    listed = [_shown(row, zone) for row in rows]
    if as_json:
        print_json({"counts": counts, "messages": listed})
        return
    out = console()
    for one in listed:
        out.print(
            "  ".join(one[name] for name in ("id", "outcome", "code", "at", "line", "who") if one[name]), style="bold"
        )
        out.print(Padding("\n".join(part for part in (one["said"], one["why"]) if part), (0, 0, 0, 4)))
    out.print(("\n" if rows else "") + " · ".join(f"{one} {counts[one]}" for one in Outcome if one in counts))
    if not rows:
        out.print("No message like that.")


def _shown(row: "ListedMessage", zone: ZoneInfo) -> dict[str, str]:
    who, said = dead.whose(row)
    return {
        "id": f"m{row.id}",
        "outcome": row.outcome,
        "code": row.code or "",
        "at": when(row.registered_at, zone),
        "line": row.line,
        "who": who,
        "said": "(restricted)" if row.restricted else said,
        "why": one_line("; ".join((row.rule, *(in_words(one, "en") for one in row.reasons))), WORDS_SIGNS),
    }
