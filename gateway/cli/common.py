"""What commands share: where the configuration is, the running installation, words on a terminal."""

import getpass
import json
import re
import sys
import tomllib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import typer

from gateway.cli.language import SHIPPED, speaks
from gateway.cli.reasons import NO_ANSWER, NO_CODE, NO_RIGHTS, NO_TABLES, WENT_AWAY
from gateway.cli.sentences import VERSION
from gateway.cli.usage import Command, Group

if TYPE_CHECKING:
    from rich.console import Console

    from gateway.domain.actor import Actor
    from gateway.domain.permissions import Act
    from gateway.domain.reasons import Reason, Value
    from gateway.runtime.context import Context
    from gateway.runtime.runfile import Reach
    from gateway.settings.config import Config
    from gateway.store.database import Database

__all__ = [
    "ROOT",
    "SHIPPED",
    "AsJson",
    "Commands",
    "ConfigPath",
    "Running",
    "app",
    "code_of",
    "console",
    "in_words",
    "label",
    "one_line",
    "opened",
    "plain",
    "print_json",
    "rule_found",
    "safe",
    "settings",
    "when",
]

ROOT = SHIPPED.parent
F = TypeVar("F", bound=Callable[..., Any])

ConfigPath = Annotated[Path, typer.Option("--config", metavar="help.meta_file", help="help.option_config")]
AsJson = Annotated[bool, typer.Option("--json", help="help.option_json")]


class Commands(typer.Typer):
    """A list of commands that speak the terminal's language (usage.py)."""

    def __init__(self, help: str, **how: Any) -> None:
        """`help`: a code of help.ftl, as everywhere in the commands."""
        super().__init__(
            help=help,
            cls=Group,
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,  # its frames show the values of variables: citizens' words
            context_settings={"help_option_names": ["-h", "--help"]},
            **how,
        )

    def command(self, name: str | None = None, **how: Any) -> Callable[[F], F]:
        """As Typer's; its words are the catalogue's."""
        return super().command(name, cls=Command, **how)


def _version(wanted: bool) -> None:
    if wanted:
        from gateway.store import migrations

        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        typer.echo(in_words(VERSION(version=project["version"], schema=migrations.newest())))
        raise typer.Exit


app = Commands("help.gw", name="gw", no_args_is_help=True)


@app.callback()
def _gw(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="help.option_version")
    ] = False,
) -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The installation that a command works on."""

    db: "Database"
    context: "Context"
    at: "Reach"
    actor: "Actor"


def settings(path: Path) -> "Config":
    """The configuration; the register is not read yet (context.with_register). Raises ConfigError, naming every
    mistake."""
    from gateway.channels import registry
    from gateway.settings import config

    return config.load(path, registry, register=None)


@asynccontextmanager
async def opened(path: Path, act: "Act") -> AsyncIterator[Running]:
    """The database of the installation that runs with this configuration, for whoever may do this act to anything.

    Raises Forbidden for others; Temporary, saying what to do, where none runs, its database does not answer, or was
    never used.
    """
    import asyncpg

    from gateway.domain.errors import Temporary
    from gateway.runtime import logs, runfile
    from gateway.runtime.context import assemble, with_register
    from gateway.services import access
    from gateway.store import database, keys, roles, units

    access.begin(who := actor(), act)
    logs.drop()
    config = settings(path)
    at = runfile.find(config)
    try:
        owner = await database.open(at.database_url, size=1)
        try:
            key, register = await keys.current(owner), await units.read(owner)
        finally:
            await owner.close()
        db = await database.open(roles.url(config, at.database_url, "page"), size=2)
    except asyncpg.UndefinedTableError:
        raise Temporary(NO_TABLES) from None
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise Temporary(NO_ANSWER(error=type(error).__name__)) from None
    try:
        context = assemble(with_register(config, register), key)
        yield Running(db=db, context=context, at=at, actor=who)
    except asyncpg.InsufficientPrivilegeError:
        raise Temporary(NO_RIGHTS) from None
    except (asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError) as error:
        raise Temporary(WENT_AWAY(error=type(error).__name__)) from None
    finally:
        await db.close()


def actor() -> "Actor":
    """Who acts: the user who is logged in to this machine."""
    from gateway.domain.actor import superuser

    return superuser(getpass.getuser())


def in_words(reason: "Reason | None", language: str = "", part: str = "") -> str:
    """A reason, or its `part`, in words; "" for none. In the terminal's language; what is for machines is English."""
    from gateway.replies.catalogue import say

    return say(reason, language or speaks(), part) if reason else ""


def label(code: str, **values: "Value") -> str:
    """What an enumeration's value is called, on the pages too."""
    from gateway.replies.catalogue import words

    return words(code, speaks(), **values)


def rule_found(rule: str, reasons: Iterable["Reason"]) -> str:
    """What a rule of policy found, and in what, as the pages say it."""
    from gateway.replies import catalogue

    return catalogue.why(rule, reasons, speaks())


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
