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
    Commands,
    ConfigPath,
    Running,
    console,
    in_words,
    label,
    one_line,
    opened,
    print_json,
    rule_found,
    when,
)
from gateway.cli.reasons import IDS, NO_ID, OTHER_ID
from gateway.cli.sentences import (
    DEAD_FOOTER,
    DONE_AS_CASE,
    DONE_DISMISS,
    DONE_DROP,
    DONE_FILE,
    DONE_MACHINE,
    DONE_PERSON,
    DONE_REPLAY,
    DONE_SEND,
    DONE_SENT,
    DONE_SENT_PART,
    NOBODY_NAMED,
    SINCE,
)
from gateway.cli.usage import WrongArgument
from gateway.domain.errors import Permanent
from gateway.domain.permissions import Act
from gateway.domain.reasons import Reason

if TYPE_CHECKING:
    from gateway.store.read_models import AttentionMessage, AttentionOutbox, ListedMessage

__all__ = ["Ids", "act_on", "number", "register", "whose"]

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

Ids = Annotated[list[str], typer.Argument(metavar="help.meta_ids", help="help.dead_ids")]
Why = Annotated[str, typer.Option("--reason", metavar="help.meta_reason", help="help.option_reason")]
Do = Callable[[Running, int], Awaitable[str | Reason | None]]  # the code of a case, or what was done

group = Commands("help.dead", invoke_without_command=True)


def register(app: Commands) -> None:
    """Put the commands on the list."""
    app.add_typer(group, name="dead")


def number(typed: str, letter: str) -> int:
    """The number of an id like m12. Raises WrongArgument where it is none, or of another kind."""
    found = re.fullmatch(r"([a-z])([0-9]{1,18})", typed.strip().lower())
    kind, needed = IDS.get(f"id_{found[1]}") if found else None, IDS[f"id_{letter}"]
    if found is None or kind is None:
        raise WrongArgument(NO_ID(typed=typed, example=f"{letter}12", needed=needed))
    if found[1] != letter:
        raise WrongArgument(OTHER_ID(typed=typed, found=kind, needed=needed, letter=letter))
    return int(found[2])


@group.callback()
def dead(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="help.dead_limit")] = 200,
    as_json: AsJson = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """List what waits for a person: held and unreadable messages; what was held, is unknown, dead or undelivered."""
    if context.invoked_subcommand is None:
        asyncio.run(_list(config, limit, as_json=as_json))


@group.command(help="help.dead_send")
def send(ids: Ids, config: ConfigPath = SHIPPED) -> None:
    """Send it (again, as a whole)."""
    from gateway.services import attending

    async def do(here: Running, n: int) -> None:
        await attending.resend(here.db, here.context, n, here.actor)

    act_on(config, Act.RESEND, ids, "o", do, DONE_SEND)


@group.command(help="help.dead_drop")
def drop(ids: Ids, reason: Why, config: ConfigPath = SHIPPED) -> None:
    """Give it up: the citizen does not get it."""
    from gateway.services import attending

    async def do(here: Running, n: int) -> None:
        await attending.drop(here.db, here.context, n, reason, here.actor)

    act_on(config, Act.DROP, ids, "o", do, DONE_DROP)


@group.command(help="help.dead_sent")
def sent(ids: Ids, reason: Why, config: ConfigPath = SHIPPED) -> None:
    """Say that something of unknown fate did go out; of a long text the parts behind it follow."""
    from gateway.services import attending

    async def do(here: Running, n: int) -> Reason | None:
        follow = await attending.mark_sent(here.db, here.context, n, reason, here.actor)
        return DONE_SENT_PART(n=follow) if follow else None

    act_on(config, Act.MARK_SENT, ids, "o", do, DONE_SENT)


@group.command(help="help.dead_file")
def file(
    ids: Ids,
    address: Annotated[str, typer.Option(metavar="help.meta_address", help="help.dead_address")] = "",
    config: ConfigPath = SHIPPED,
) -> None:
    """Say that a held message is a person's: it becomes a case and is acknowledged."""
    from gateway.services.intake import filing

    async def do(here: Running, n: int) -> str | None:
        return await filing.file_held(here.db, here.context, n, here.actor, typed=address)

    act_on(config, Act.FILE, ids, "m", do, DONE_FILE)


@group.command(help="help.dead_person")
def person(ids: Ids, config: ConfigPath = SHIPPED) -> None:
    """Say that its sender (or list) is a person from now on: what is held of it becomes cases, what comes is not
    held."""
    from gateway.services.intake import filing

    async def do(here: Running, n: int) -> str | None:
        return await filing.decide_person(here.db, here.context, n, here.actor)

    act_on(config, Act.DECIDE_PERSON, ids, "m", do, DONE_PERSON)


@group.command(help="help.dead_machine")
def machine(ids: Ids, config: ConfigPath = SHIPPED) -> None:
    """Say that its sender (or list) is a machine from now on: what is held of it and what comes waits for nobody."""
    from gateway.services.intake import filing

    async def do(here: Running, n: int) -> None:
        await filing.decide_machine(here.db, here.context, n, here.actor)

    act_on(config, Act.DECIDE_MACHINE, ids, "m", do, DONE_MACHINE)


@group.command(help="help.dead_replay")
def replay(ids: Ids, config: ConfigPath = SHIPPED) -> None:
    """Have an unreadable message read anew from its raw bytes."""
    from gateway.services import attending

    async def do(here: Running, n: int) -> None:
        await attending.replay(here.db, here.context, n, here.actor)

    act_on(config, Act.REPLAY, ids, "m", do, DONE_REPLAY)


@group.command(help="help.dead_dismiss")
def dismiss(ids: Ids, reason: Why, config: ConfigPath = SHIPPED) -> None:
    """Say that a held or unreadable message is nothing."""
    from gateway.services import attending

    async def do(here: Running, n: int) -> None:
        await attending.dismiss(here.db, here.context, n, reason, here.actor)

    act_on(config, Act.DISMISS, ids, "m", do, DONE_DISMISS)


def act_on(path: Path, act: Act, ids: Sequence[str], letter: str, do: Do, done: Reason) -> None:
    """Do it to each, and say so; what is refused stops no other, and makes the exit code 1."""
    numbers = [number(id, letter) for id in dict.fromkeys(ids)]  # a slip of the pen before anything is done

    async def run() -> int:
        refused = 0
        async with opened(path, act) as here:
            for n in numbers:
                try:
                    found = await do(here, n)
                except Permanent as error:
                    refused += 1
                    print(f"gw: {letter}{n}: {in_words(error.reason)}", file=sys.stderr)
                else:
                    console().print(_done(f"{letter}{n}", done, found))
        return refused

    raise typer.Exit(1 if asyncio.run(run()) else 0)


def _done(id: str, done: Reason, found: str | Reason | None) -> str:
    """What a person reads of one act. `found`: the code of a case, or what was done in particular."""
    if isinstance(found, str):
        return in_words(DONE_AS_CASE(id=id, done=done, case=found))
    return f"{id}: {in_words(found or done)}"


async def _list(path: Path, limit: int, *, as_json: bool) -> None:
    from gateway.services import access
    from gateway.store.read_models import AttentionFilter, attention

    async with opened(path, Act.LIST) as here:
        sight = access.sight(here.context.config, here.actor)
        async with here.db.transaction() as tx:
            messages, _, _ = await attention(tx, AttentionFilter(sight=sight, side="in"), limit=limit)
            _, outgoing, _ = await attention(tx, AttentionFilter(sight=sight, side="out"), limit=limit)
            await access.view_list(tx, here.actor, "waiting", (f"m{row.id}" for row in messages))
        zone = here.context.config.zone
    if as_json:
        print_json([*(_message_row(row, zone) for row in messages), *(_outbox_row(row, zone) for row in outgoing)])
        return
    out = console()
    for head, said in (*(_message(row, zone) for row in messages), *(_outgoing(row, zone) for row in outgoing)):
        out.print(head, style="bold")  # a paragraph each: a table of seven columns fits no terminal
        out.print(Padding("\n".join(line for line in said if line), (0, 0, 0, 4)))
    out.print(f"\n{in_words(DEAD_FOOTER)}" if messages or outgoing else label("label.attention_none"))


def whose(row: "AttentionMessage | ListedMessage", language: str = "") -> tuple[str, str]:
    """Of a message: its sender's name and address (and the Reply-To, as of a form), its subject with the first
    words."""
    from gateway.domain import addresses

    who = f"{row.sender_name} {addresses.show(row.sender)}".strip() or in_words(NOBODY_NAMED, language)
    if row.reply_to:
        who += f" (Reply-To {addresses.show(row.reply_to[0])})"
    return one_line(who, 120), one_line(f"{row.subject} – {row.words}", WHY_SIGNS).strip(" –")


def _acts(row: "AttentionMessage") -> tuple[str, ...]:
    from gateway.services.intake.filing import DECIDABLE

    decidable = row.state == "held" and row.rule in DECIDABLE
    return (*MESSAGE_ACTS[row.state], *(DECIDING if decidable else ()))


def _message(row: "AttentionMessage", zone: ZoneInfo) -> tuple[str, tuple[str, ...]]:
    who, said = whose(row)
    state = label("label.in_unreadable" if row.state == "unreadable" else f"label.out_{row.state}")
    why = rule_found(row.rule, row.reasons)
    return _head(f"m{row.id}", state, row, who, zone), (said, one_line(why, WHY_SIGNS), _ways(_acts(row)))


def _outgoing(row: "AttentionOutbox", zone: ZoneInfo) -> tuple[str, tuple[str, ...]]:
    from gateway.domain import addresses

    why = f"{label(f'label.purpose_{row.purpose}')}{' ' + row.code if row.code else ''}: {in_words(row.reason)}"
    head = _head(f"o{row.id}", label(f"label.out_{row.state}"), row, addresses.mask(row.who), zone)
    return head, (one_line(why, WHY_SIGNS), _ways(OUTBOX_ACTS[row.state]))


def _head(id: str, state: str, row: "AttentionMessage | AttentionOutbox", who: str, zone: ZoneInfo) -> str:
    return f"{id}  {in_words(SINCE(state=state, since=when(row.since, zone)))}  {row.line}  {who}"


def _ways(acts: tuple[str, ...]) -> str:
    return f"→ {' | '.join(acts)}"


# --- for machines: codes, and English --------------------------------------------------------------------------------


def _message_row(row: "AttentionMessage", zone: ZoneInfo) -> dict[str, Any]:
    who, said = whose(row, "en")
    return {
        "id": f"m{row.id}",
        "state": row.state,
        "line": row.line,
        "who": who,
        "since": when(row.since, zone),
        "said": said,
        "acts": _acts(row),
        "why": one_line(f"{row.rule}: {'; '.join(in_words(one, 'en') for one in row.reasons)}", WHY_SIGNS),
    }


def _outbox_row(row: "AttentionOutbox", zone: ZoneInfo) -> dict[str, Any]:
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
