"""What commands share: where the configuration is, the running installation, words on a terminal."""

import getpass
import json
import re
import sys
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from typer.core import TyperGroup

from gateway.cli.reasons import NO_ANSWER, NO_CODE, NO_RIGHTS, NO_TABLES, WENT_AWAY

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from gateway.domain.actor import Actor
    from gateway.domain.reasons import Reason
    from gateway.policy.permissions import Act
    from gateway.runtime.context import Context
    from gateway.runtime.runfile import Reach
    from gateway.settings.config import Config
    from gateway.store.database import Database

__all__ = [
    "ROOT",
    "SHIPPED",
    "AsJson",
    "ConfigPath",
    "Running",
    "app",
    "code_of",
    "console",
    "one_line",
    "opened",
    "plain",
    "print_json",
    "safe",
    "settings",
    "table",
    "when",
]

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "config.toml"

ConfigPath = Annotated[
    Path, typer.Option("--config", metavar="FILE", help="The configuration; default: the shipped config.toml.")
]

AsJson = Annotated[bool, typer.Option("--json", help="JSON, for machines.")]

OTHERWISE = {  # what people type for our commands
    **dict.fromkeys(("state", "status", "info", "top"), "health"),
    **dict.fromkeys(("start", "serve", "up"), "run"),
    **dict.fromkeys(("list", "ls", "show", "case"), "cases"),
    **dict.fromkeys(("reply", "respond"), "answer"),
    **dict.fromkeys(("held", "stuck", "queue", "dlq"), "dead"),
    **dict.fromkeys(("history", "log", "logs"), "trace"),
    **dict.fromkeys(("page", "open", "web", "login"), "console"),
    **dict.fromkeys(("test", "verify", "doctor", "config"), "check"),
}


class Commands(TyperGroup):
    """The commands by name; an unknown one is answered with the nearest."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Raises UsageError, naming the command that was perhaps meant."""
        name = OTHERWISE.get(args[0]) if args else None
        if name is not None and args[0] not in self.commands and name in self.commands:
            ctx.fail(f"No such command {args[0]!r}. Did you mean {name!r}?")
        return super().resolve_command(ctx, args)


def _version(wanted: bool) -> None:
    if wanted:
        from gateway.store import migrations

        pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
        typer.echo(f"gw {pyproject['project']['version']}, database schema {migrations.newest()}")
        raise typer.Exit


app = typer.Typer(
    name="gw",
    cls=Commands,
    help="Citizens' texts and mails to local government: read, made cases, acknowledged, answered on the same line.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its frames show the values of variables: citizens' words
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _gw(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Say the version, and that of the schema."),
    ] = False,
) -> None:
    pass


OFFICERS = ("cases", "answer", "split")  # commands


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The installation that a command works on."""

    db: "Database"
    context: "Context"
    at: "Reach"
    actor: "Actor"


def settings(path: Path) -> "Config":
    """The configuration. Raises ConfigError, naming every mistake."""
    from gateway.channels import registry
    from gateway.settings import config

    return config.load(path, registry)


@asynccontextmanager
async def opened(path: Path, act: "Act") -> AsyncIterator[Running]:
    """The database of the installation that runs with this configuration, for whoever may do this act to anything.

    Raises Forbidden for others; Temporary, saying what to do, where none runs, its database does not answer, or was
    never used.
    """
    import asyncpg

    from gateway.domain.errors import Temporary
    from gateway.runtime import runfile
    from gateway.runtime.context import assemble
    from gateway.services import access
    from gateway.store import database, keys, roles

    access.begin(who := actor(), act)
    config = settings(path)
    at = runfile.find(config)
    try:
        owner = await database.open(at.database_url, size=1)
        try:
            key = await keys.current(owner)
        finally:
            await owner.close()
        db = await database.open(roles.url(config, at.database_url, "page"), size=2)
    except asyncpg.UndefinedTableError:
        raise Temporary(NO_TABLES) from None
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise Temporary(NO_ANSWER(error=type(error).__name__)) from None
    try:
        context = assemble(config, key)
        yield Running(db=db, context=context, at=at, actor=who)
    except asyncpg.InsufficientPrivilegeError:
        raise Temporary(NO_RIGHTS) from None
    except (asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError) as error:
        raise Temporary(WENT_AWAY(error=type(error).__name__)) from None
    finally:
        await db.close()


def actor() -> "Actor":
    """Who acts: the user who is logged in to this machine."""
    from gateway.domain.actor import operator

    return operator(getpass.getuser())


def language() -> str:
    """What the running command speaks: an officer's Vietnamese, an operator's English."""
    return "vi" if {*OFFICERS} & {*sys.argv[1:2]} else "en"


def in_words(reason: "Reason | None", language: str) -> str:
    """A reason in words; "" for none."""
    from gateway.replies.catalogue import say

    return say(reason, language) if reason else ""


def code_of(words: str) -> str:
    """A case code as typed, in its one spelling. Raises NotAllowed where it is none."""
    from gateway.domain import codes
    from gateway.domain.errors import NotAllowed

    found = codes.parse(words)
    if len(found) != 1:
        raise NotAllowed(NO_CODE(typed=safe(words)))
    return found[0]


def console() -> "Console":
    """Where answers go. Words are never read as markup."""
    from rich.console import Console

    return Console(markup=False, highlight=False, emoji=False)


def print_json(value: object) -> None:
    """One JSON value: moments in ISO 8601, rows as objects, bytes as hexadecimal digits."""

    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=plain)
    sys.stdout.write("\n")


def plain(value: object) -> object:
    """What JSON has no word for, as it is written there."""
    from gateway.domain.reasons import Reason, row

    if isinstance(value, Reason):
        return row(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)


def table(*headers: str) -> "Table":
    """A table whose cells stay on one line, but for the last column's; the first names the row and is never cut."""
    from rich.table import Table

    made = Table(box=None, pad_edge=False)
    for header in headers:
        whole = len("HN-7K3M9K") if header is headers[0] else None
        made.add_column(header, no_wrap=header is not headers[-1], overflow="ellipsis", min_width=whole)
    return made


_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def safe(words: str) -> str:
    """A citizen's words as a terminal may show them: no escape sequences, nothing that turns the writing around."""
    from gateway.domain.text import clean

    return _TURNING.sub("", clean(words))


def one_line(words: str, length: int) -> str:
    """The beginning of such words, on one line."""
    flat = " ".join(safe(words).split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def when(at: datetime | None, zone: ZoneInfo) -> str:
    """A time on paper, or a dash."""
    return at.astimezone(zone).strftime("%d/%m/%Y %H:%M") if at else "–"
