"""`gw audit`: who saw and did what; whether anybody has changed it since; what is old is cut off."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

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
    when,
)
from gateway.cli.reasons import NO_FORM, NO_HEAD
from gateway.cli.sentences import (
    AUDIT_BEGUN,
    AUDIT_CUT,
    AUDIT_EMPTY,
    AUDIT_FAULT,
    AUDIT_FAULTS,
    AUDIT_NO_HEAD,
    AUDIT_PLACE,
    AUDIT_UNCHECKED,
    AUDIT_UNSEALED,
    AUDIT_WHOLE,
)
from gateway.cli.tables import table
from gateway.cli.usage import WrongArgument
from gateway.domain.permissions import Act

if TYPE_CHECKING:
    from gateway.domain.audit_chain import Found, Head, Walk
    from gateway.services.auditing.reading import Asked, Form
    from gateway.store.audit import ChainState
    from gateway.store.database import Database

__all__ = ["register"]

HEADS = ("audit_at", "audit_actor", "audit_act", "audit_object", "audit_detail")  # labels
DETAIL_SIGNS = 80
group = Commands("help.audit", no_args_is_help=True)

Who = Annotated[str, typer.Option(metavar="help.meta_actor", help="help.audit_who")]
What = Annotated[str, typer.Option("--act", metavar="help.meta_act", help="help.audit_act")]
About = Annotated[str, typer.Option(metavar="help.meta_about", help="help.audit_about")]
Since = Annotated[datetime | None, typer.Option(metavar="help.meta_date", help="help.audit_since")]
Until = Annotated[datetime | None, typer.Option(metavar="help.meta_date", help="help.audit_until")]


def register(app: Commands) -> None:
    """Put the commands on the list."""
    app.add_typer(group, name="audit")


@group.command("list", help="help.audit_list")
def list_(
    who: Who = "",
    what: What = "",
    about: About = "",
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="help.option_limit")] = 50,
    as_json: AsJson = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """List acts, the newest first."""
    asyncio.run(_list(config, (who, what, about, since, until), limit, as_json=as_json))


@group.command("export", help="help.audit_export")
def export(
    who: Who = "",
    what: What = "",
    about: About = "",
    since: Since = None,
    until: Until = None,
    form: Annotated[str, typer.Option("--form", metavar="help.meta_form", help="help.audit_form")] = "csv",
    config: ConfigPath = SHIPPED,
) -> None:
    """Write all of them to the standard output."""
    if form not in ("csv", "jsonl"):
        raise WrongArgument(NO_FORM(typed=form))
    asyncio.run(_export(config, (who, what, about, since, until), "csv" if form == "csv" else "jsonl"))


@group.command("check", help="help.audit_check")
def check(
    head: Annotated[list[str] | None, typer.Option(metavar="help.meta_head", help="help.audit_head_known")] = None,
    as_json: AsJson = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """Walk the whole chain. Exit code 0: nobody has changed anything, 1: somebody has."""
    if asyncio.run(_check(config, _heads(head or []), as_json=as_json)):
        raise typer.Exit(1)


@group.command("head", help="help.audit_head")
def head(config: ConfigPath = SHIPPED) -> None:
    """Print the chain's head."""

    async def said() -> None:
        from gateway.store import audit

        async with opened(config, Act.AUDIT) as here, here.db.connection() as conn:
            typer.echo(str(await audit.head(conn)))

    asyncio.run(said())


@group.command("cut", help="help.audit_cut")
def cut(
    before: Annotated[datetime, typer.Argument(metavar="help.meta_date", help="help.audit_before")],
    config: ConfigPath = SHIPPED,
) -> None:
    """Delete what is older."""

    async def done() -> None:
        from gateway.services.auditing import cutting

        async with opened(config, Act.CUT_AUDIT) as here, _owner(here) as owner:
            settings = here.context.config
            moment = before.replace(tzinfo=settings.zone)
            n = await cutting.cut(owner, here.actor, moment, settings.audit_years)
        console().print(in_words(AUDIT_CUT(n=n)))

    asyncio.run(done())


@group.command("begin", help="help.audit_begin")
def begin(
    reason: Annotated[str, typer.Option("--reason", metavar="help.meta_reason", help="help.audit_reason")],
    config: ConfigPath = SHIPPED,
) -> None:
    """Begin the chain anew behind its end."""

    async def done() -> None:
        from gateway.services.auditing import cutting, sealing

        async with opened(config, Act.BEGIN_AUDIT) as here, _owner(here) as owner:
            await cutting.begin(owner, here.actor, sealing.the_key(here.context.config), reason)
        console().print(in_words(AUDIT_BEGUN))

    asyncio.run(done())


def _asked(typed: tuple[str, str, str, datetime | None, datetime | None], zone: ZoneInfo) -> "Asked":
    from gateway.services.auditing.reading import Asked

    who, act, about, *times = typed
    since, until = (moment.replace(tzinfo=zone) if moment else None for moment in times)
    return Asked(who=who, act=act, about=about, since=since, until=until)


async def _list(
    path: Path, typed: tuple[str, str, str, datetime | None, datetime | None], limit: int, *, as_json: bool
) -> None:
    from gateway.services.auditing import reading

    async with opened(path, Act.AUDIT) as here:
        zone = here.context.config.zone
        async with here.db.transaction() as tx:
            found = await reading.look(tx, here.context, here.actor, _asked(typed, zone), limit=limit)
    if as_json:
        print_json(found)
        return
    shown = table(*(label(f"label.{name}") for name in HEADS))
    for row in found:
        about = f"{row.object} {row.code}" if row.code and row.code not in row.object else row.object
        detail = one_line(row.detail, DETAIL_SIGNS)
        shown.add_row(when(row.at, zone), one_line(row.name or row.actor, 40), row.act, about, detail)
    console().print(shown if found else in_words(AUDIT_EMPTY))


async def _export(path: Path, typed: tuple[str, str, str, datetime | None, datetime | None], form: "Form") -> None:
    from gateway.services.auditing import reading

    async with opened(path, Act.EXPORT_AUDIT) as here:
        asked = _asked(typed, here.context.config.zone)
        async for portion in reading.exported(here.db, here.context, here.actor, asked, form):
            sys.stdout.write(portion)


# --- the chain -------------------------------------------------------------------------------------------------------


def _heads(typed: Sequence[str]) -> list["Head"]:
    from gateway.domain.audit_chain import Head

    try:
        return [Head.parse(one) for one in typed]
    except ValueError:
        raise WrongArgument(NO_HEAD) from None


async def _check(path: Path, heads: Sequence["Head"], *, as_json: bool) -> bool:
    """Say what is found; whether anything is."""
    from gateway.services.auditing import checking, sealing
    from gateway.store import audit

    async with opened(path, Act.AUDIT) as here:
        key, zone = sealing.the_key(here.context.config), here.context.config.zone
        async with here.db.connection() as conn:
            with _progress() as progress:
                walk = await checking.walked(conn, [key], heads, progress)
            state, end = await audit.state(conn), await audit.head(conn)
    if as_json:
        known = {"rows": walk.rows, "faults": walk.faults, "unchecked": walk.unchecked} if walk else {"rows": 0}
        print_json({**known, "unsealed": state.unsealed, "head": str(end), "found": walk.found if walk else []})
    else:
        _say(walk, state, end, zone, compared=bool(heads))
    return bool(walk and walk.faults)


def _say(walk: "Walk | None", state: "ChainState", end: "Head", zone: ZoneInfo, *, compared: bool) -> None:
    out = console()
    for one in walk.found if walk else ():
        out.print(_found(one, zone), soft_wrap=True)
    if walk and walk.faults:
        out.print(in_words(AUDIT_FAULTS(n=walk.faults, rows=walk.rows)))
    elif walk:
        out.print(in_words(AUDIT_WHOLE(rows=walk.rows, head=str(end))), soft_wrap=True)
        if not compared:
            out.print(in_words(AUDIT_NO_HEAD), soft_wrap=True)
    if walk and walk.unchecked:
        out.print(in_words(AUDIT_UNCHECKED(n=walk.unchecked)), soft_wrap=True)
    if state.unsealed_since:
        out.print(in_words(AUDIT_UNSEALED(n=state.unsealed, since=when(state.unsealed_since, zone))), soft_wrap=True)
    elif walk is None:
        out.print(in_words(AUDIT_EMPTY))


def _found(one: "Found", zone: ZoneInfo) -> str:
    row = f"u{one.id}  {when(one.at, zone)}  {one.what}" if one.id else ""
    said = AUDIT_PLACE(place=str(one.place), fault=AUDIT_FAULT[f"fault_{one.fault}"], row=row)
    return in_words(said).rstrip()


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """How many rows so far, on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.completed}"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bars:
        shown = bars.add_task("", total=None)
        yield lambda rows: bars.update(shown, completed=rows)


@asynccontextmanager
async def _owner(here: Running) -> AsyncIterator["Database"]:
    """The database as its owner, who alone may cut and begin."""
    from gateway.store import database

    owner = await database.open(here.at.database_url, size=1)
    try:
        yield owner
    finally:
        await owner.close()
