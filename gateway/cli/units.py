"""`gw units`: the register of units, taken in from the office's tables and written out again."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli import sentences as say
from gateway.cli.common import SHIPPED, Commands, ConfigPath, console, in_words, label, opened
from gateway.cli.language import speaks
from gateway.cli.tables import table
from gateway.domain.errors import NotAllowed
from gateway.domain.permissions import Act

if TYPE_CHECKING:
    from gateway.domain.reasons import Reason
    from gateway.services.units.checking import Change
    from gateway.services.units.standing import Standing

__all__ = ["register"]

HEADS = ("unit_key", "unit_name", "unit_kind", "unit_parent", "unit_validity", "unit_responsible", "unit_lines")
WRITTEN = ("csv", "xlsx")
TABLE_NAMES = ("units", "answers", "phrases", "days")
group = Commands("help.units", invoke_without_command=True)

Files = Annotated[list[Path], typer.Argument(metavar="help.meta_file", help="help.units_files", exists=True)]
Key = Annotated[str, typer.Argument(metavar="help.meta_key", help="help.units_key")]


def register(app: Commands) -> None:
    """Put the commands on the list."""
    app.add_typer(group, name="units")


@group.callback()
def units(context: typer.Context, config: ConfigPath = SHIPPED) -> None:
    """List them."""
    if context.invoked_subcommand is None:
        asyncio.run(_list(config))


@group.command("list", help="help.units_list")
def list_(config: ConfigPath = SHIPPED) -> None:
    """List them."""
    asyncio.run(_list(config))


@group.command("import", help="help.units_import")
def import_(
    files: Files,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.units_dry_run")] = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """Take in tables."""
    asyncio.run(_import(config, [(file.name, file.read_bytes()) for file in files], dry_run))


@group.command(help="help.units_check")
def check(config: ConfigPath = SHIPPED) -> None:
    """Say where nobody is responsible, or a unit has ended. Exit code 1 where there is any."""
    raise typer.Exit(asyncio.run(_check(config)))


@group.command(help="help.units_show")
def show(key: Key, config: ConfigPath = SHIPPED) -> None:
    """Show one."""
    asyncio.run(_show(config, key))


@group.command(help="help.units_export")
def export(
    file: Annotated[Path, typer.Argument(metavar="help.meta_file", help="help.units_export_file")],
    what: Annotated[str, typer.Option("--table", metavar="help.meta_key", help="help.units_table")] = "units",
    config: ConfigPath = SHIPPED,
) -> None:
    """Write a table."""
    from gateway.services.spreadsheets import as_csv, as_xlsx

    if what not in TABLE_NAMES or file.suffix.lstrip(".") not in WRITTEN:
        raise NotAllowed(say.UNITS_EXPORT_AS(tables=", ".join(TABLE_NAMES)))
    found = asyncio.run(_exported(config, what))
    file.write_bytes(as_xlsx(found) if file.suffix == ".xlsx" else as_csv(found))
    console().print(in_words(say.UNITS_EXPORTED(n=len(found) - 1, file=str(file))))


async def _list(path: Path) -> None:
    from gateway.services.units import standing

    async with opened(path, Act.LIST_UNITS) as here, here.db.connection() as conn:
        found = await standing.look(conn, here.context, here.actor)
    shown = table(*(label(f"label.{name}") for name in HEADS))
    for one in found:
        shown.add_row(*_row(one))
    console().print(shown)


def _row(one: "Standing") -> Sequence[str]:
    persons = ", ".join(person.name for person in one.persons) or label("label.unit_nobody")
    kind = label(f"label.unit_kind_{one.kind}") if one.kind else ""
    name = one.unit.name if speaks() == "vi" else one.unit.name_en or one.unit.name
    return one.key, name, kind, one.parent, _validity(one), persons, ", ".join(one.lines)


def _validity(one: "Standing") -> str:
    if one.is_provisioned:
        return label("label.unit_of_file")
    since, until = (f"{day:%d/%m/%Y}" if day else "" for day in (one.valid_from, one.valid_to))
    return f"{since} – {until}" if since or until else ""


async def _import(path: Path, contents: Sequence[tuple[str, bytes]], dry_run: bool) -> None:
    from gateway.services.units import taking_in

    async with opened(path, Act.EDIT_UNITS) as here:
        found = await taking_in.take_in(here.db, here.context, here.actor, contents, only_try=dry_run)
    out = console()
    for change in found.changes:
        out.print(in_words(_said(change)))
    same = found.n == 0 or not found.changes
    done = say.UNITS_SAME if same else say.UNITS_TRIED if dry_run else say.UNITS_IMPORTED
    out.print(in_words(done(rows=found.n, n=len(found.changes))))


def _said(change: "Change") -> "Reason":
    named = f"{label(f'label.unit_table_{change.what}')} {change.name}"
    return say.UNITS_NEW(name=named) if change.new else say.UNITS_CHANGED(name=named, fields=", ".join(change.fields))


async def _check(path: Path) -> int:
    from gateway.services.units import standing

    async with opened(path, Act.LIST_UNITS) as here, here.db.connection() as conn:
        found = await standing.findings(conn, here.context.config)
    out = console()
    for one in found:
        out.print(in_words(one.reason), soft_wrap=True)
        out.print(f"  → {in_words(one.reason, part='advice')}", soft_wrap=True)
    if not found:
        out.print(in_words(say.UNITS_RIGHT))
    return 1 if found else 0


async def _show(path: Path, key: str) -> None:
    from gateway.services.units import standing

    async with opened(path, Act.LIST_UNITS) as here, here.db.connection() as conn:
        one = await standing.one(conn, here.context, here.actor, key)
        if one is None:
            raise NotAllowed(say.UNITS_NONE(name=key))
    for name, value in _facts(one):
        console().print(f"{label(f'label.{name}')}: {value}", soft_wrap=True)


def _facts(one: "Standing") -> Iterator[tuple[str, str]]:
    from gateway.settings.units import written_hours

    for name, value in zip(HEADS, _row(one), strict=True):
        if value:
            yield name, value
    yield "unit_hours", written_hours(one.unit.office_hours)
    yield "unit_phone", one.unit.phone
    for name, values in (
        ("unit_mail", [one.unit.mail] if one.unit.mail else []),
        ("unit_successors", one.successors),
        ("unit_below", one.below),
        ("unit_topics", one.topics),
        ("unit_faq", [answer.answer for answer in one.unit.faq]),
    ):
        if values:
            yield name, ", ".join(values)


async def _exported(path: Path, what: str) -> list[Sequence[str]]:
    from gateway.services.units import export
    from gateway.store import units as store

    async with opened(path, Act.LIST_UNITS) as here:
        return export.rows(await store.read(here.db), what)
