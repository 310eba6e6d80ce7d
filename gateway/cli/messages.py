"""`gw messages`: every message that came, whatever became of it; a case of what has none; what was decided of
senders."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.padding import Padding

from gateway.cli import dead
from gateway.cli.common import (
    SHIPPED,
    AsJson,
    Commands,
    ConfigPath,
    console,
    in_words,
    label,
    one_line,
    opened,
    print_json,
    rule_found,
    when,
)
from gateway.cli.reasons import NO_OUTCOME
from gateway.cli.sentences import DECIDED, FORGOTTEN, KINDS, NO_MESSAGE, RESTRICTED
from gateway.cli.usage import WrongArgument
from gateway.domain.permissions import Act

if TYPE_CHECKING:
    from gateway.store.read_models import ListedMessage

__all__ = ["register"]

WORDS_SIGNS = 200

group = Commands("help.messages", invoke_without_command=True)


def register(app: Commands) -> None:
    """Put the commands on the list."""
    app.add_typer(group, name="messages")


@group.callback()
def messages(
    context: typer.Context,
    search: Annotated[str, typer.Option(metavar="help.meta_words", help="help.messages_search")] = "",
    outcome: Annotated[str, typer.Option(metavar="help.meta_outcome", help="help.messages_outcome")] = "",
    line: Annotated[str, typer.Option(metavar="help.meta_line", help="help.messages_line")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="help.option_limit")] = 50,
    as_json: AsJson = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """List messages, newest first, and count them by what became of them."""
    if context.invoked_subcommand is None:
        asyncio.run(_list(config, search, outcome, line, limit, as_json=as_json))


for act in (dead.file, dead.person, dead.machine):
    group.command(help=f"help.dead_{act.__name__}")(act)


@group.command(help="help.messages_senders")
def senders(config: ConfigPath = SHIPPED) -> None:
    """List what was decided of senders and lists."""

    async def listed() -> None:
        from gateway.store import senders

        async with opened(config, Act.LIST) as here:
            async with here.db.connection() as conn:
                rows = await senders.listed(conn, None, limit=10_000)
            for row in rows:
                said = DECIDED(
                    verdict=label(f"label.verdict_{row.verdict}"),
                    kind=KINDS[f"kind_{row.kind}"],
                    name=one_line(row.name, WORDS_SIGNS),
                    actor=one_line(row.actor, 40),
                    at=when(row.at, here.context.config.zone),
                )
                console().print(in_words(said))
            if not rows:
                console().print(label("label.senders_none"))

    asyncio.run(listed())


@group.command(help="help.messages_forget")
def forget(
    name: Annotated[str, typer.Argument(metavar="help.meta_sender", help="help.messages_name")],
    config: ConfigPath = SHIPPED,
) -> None:
    """Undo what was decided of a sender or list: what looks like a machine's is held again from now on."""

    async def undone() -> None:
        from gateway.services.intake import filing

        async with opened(config, Act.FORGET_SENDER) as here:
            kind = "sender" if ":" in name else "list"
            await filing.forget(here.db, here.context, kind, name, here.actor)
            console().print(in_words(FORGOTTEN(name=one_line(name, WORDS_SIGNS))))

    asyncio.run(undone())


async def _list(path: Path, search: str, outcome: str, line: str, limit: int, *, as_json: bool) -> None:
    from gateway.domain.model import Outcome
    from gateway.services import access
    from gateway.store import read_models

    if outcome and outcome not in set(Outcome):
        raise WrongArgument(NO_OUTCOME(typed=outcome, known=", ".join(Outcome)))
    async with opened(path, Act.LIST) as here:
        sight = access.sight(here.context.config, here.actor)
        words = search.replace("\x00", "")
        wanted = read_models.MessageFilter(sight=sight, words=words, outcome=outcome, line=line)
        async with here.db.transaction() as tx:
            rows, counts = await read_models.messages(tx, wanted, limit=limit), await read_models.outcomes(tx, sight)
            shown = (f"m{row.id}" for row in rows if not row.restricted)
            await access.view_list(tx, here.actor, "messages", shown)
        zone = here.context.config.zone
    if as_json:
        print_json({"counts": counts, "messages": [_row(row, zone) for row in rows]})
        return
    out = console()
    for row in rows:
        _show(row, zone)
    shown = (f"{label(f'label.outcome_{one}')} {counts[one]}" for one in Outcome if one in counts)
    out.print(("\n" if rows else "") + " · ".join(shown))
    if not rows:
        out.print(in_words(NO_MESSAGE))


def _show(row: "ListedMessage", zone: ZoneInfo) -> None:
    who, said = dead.whose(row)
    at, outcome = when(row.registered_at, zone), label(f"label.outcome_{row.outcome}")
    head = (f"m{row.id}", outcome, row.code, at, row.line, who)
    why = one_line(rule_found(row.rule, row.reasons), WORDS_SIGNS)
    console().print("  ".join(one for one in head if one), style="bold")
    lines = (in_words(RESTRICTED) if row.restricted else said, why)
    console().print(Padding("\n".join(one for one in lines if one), (0, 0, 0, 4)))


def _row(row: "ListedMessage", zone: ZoneInfo) -> dict[str, str]:
    """For machines: codes, and English."""
    who, said = dead.whose(row, "en")
    return {
        "id": f"m{row.id}",
        "outcome": row.outcome,
        "code": row.code or "",
        "at": when(row.registered_at, zone),
        "line": row.line,
        "who": who,
        "said": in_words(RESTRICTED, "en") if row.restricted else said,
        "why": one_line("; ".join((row.rule, *(in_words(one, "en") for one in row.reasons))), WORDS_SIGNS),
    }
