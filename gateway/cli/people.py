"""`gw people`: who has an account, which roles they hold; new ones, new links, and those that log in no more."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.common import (
    SHIPPED,
    AsJson,
    Commands,
    ConfigPath,
    Running,
    code_of,
    console,
    in_words,
    label,
    opened,
    print_json,
)
from gateway.cli.reasons import NO_ROLE
from gateway.cli.sentences import PEOPLE_DONE, PEOPLE_LINK, PEOPLE_NONE, PEOPLE_UNCHANGED
from gateway.cli.tables import table
from gateway.cli.usage import WrongArgument
from gateway.domain.actor import Role
from gateway.domain.permissions import Act

__all__ = ["register"]

HEADS = ("login_name", "full_name", "account_state", "people_ways", "roles")  # labels
group = Commands("help.people", no_args_is_help=True)

Login = Annotated[str, typer.Argument(metavar="help.meta_login", help="help.people_login")]
Unit = Annotated[str, typer.Option("--unit", metavar="help.meta_unit", help="help.people_unit")]
RoleName = Annotated[str, typer.Option("--role", metavar="help.meta_role", help="help.people_role")]
OneCase = Annotated[str, typer.Option("--case", metavar="help.meta_code", help="help.people_case")]
Restricted = Annotated[bool, typer.Option("--restricted", help="help.people_restricted")]


def register(app: Commands) -> None:
    """Put the commands on the list."""
    app.add_typer(group, name="people")


@group.command("list", help="help.people_list")
def list_(config: ConfigPath = SHIPPED, as_json: AsJson = False) -> None:
    """List accounts and roles."""
    asyncio.run(_list(config, as_json=as_json))


@group.command("add", help="help.people_add")
def add(
    login: Login,
    name: Annotated[str, typer.Argument(metavar="help.meta_name", help="help.people_name")],
    unit: Unit,
    role: RoleName = Role.OFFICER,
    config: ConfigPath = SHIPPED,
) -> None:
    """Make an account; print the link by which its person chooses a password."""
    from gateway.services.accounts import people

    held = _role(role)
    asyncio.run(_link(config, Act.ADD_PERSON, lambda g: people.add(g.db, g.context, g.actor, login, name, unit, held)))


@group.command("reset", help="help.people_reset")
def reset(login: Login, config: ConfigPath = SHIPPED) -> None:
    """End what opens an account; print a new link."""
    from gateway.services.accounts import people

    asyncio.run(_link(config, Act.RESET_PERSON, lambda g: people.reset(g.db, g.actor, login)))


@group.command("mail", help="help.people_mail")
def mail(
    login: Login,
    address: Annotated[str, typer.Argument(metavar="help.meta_address", help="help.people_mail_address")] = "",
    config: ConfigPath = SHIPPED,
) -> None:
    """Say where somebody is told of cases."""
    from gateway.services.accounts import people

    asyncio.run(_do(config, Act.SET_MAIL, lambda g: people.set_mail(g.db, g.context, g.actor, login, address)))


@group.command("disable", help="help.people_disable")
def disable(login: Login, config: ConfigPath = SHIPPED) -> None:
    """Let somebody log in no more."""
    from gateway.services.accounts import people

    asyncio.run(_do(config, Act.DISABLE_PERSON, lambda g: people.disable(g.db, g.actor, login)))


@group.command("grant", help="help.people_grant")
def grant(
    login: Login,
    unit: Unit = "",
    role: RoleName = "",
    restricted: Restricted = False,
    case: OneCase = "",
    config: ConfigPath = SHIPPED,
) -> None:
    """Give a role, or name somebody for restricted cases."""
    from gateway.services.accounts import people

    async def give(here: Running) -> bool:
        if case:
            return await _for_case(here, login, case, named=True)
        if restricted:
            return await people.name(here.db, here.context, here.actor, login, unit, named=True)
        return await people.grant(here.db, here.context, here.actor, login, unit, _role(role))

    asyncio.run(_do(config, Act.GRANT, give))


@group.command("take", help="help.people_take")
def take(
    login: Login,
    unit: Unit = "",
    role: RoleName = "",
    restricted: Restricted = False,
    case: OneCase = "",
    config: ConfigPath = SHIPPED,
) -> None:
    """Take a role, or the name for restricted cases."""
    from gateway.services.accounts import people

    async def away(here: Running) -> bool:
        if case:
            return await _for_case(here, login, case, named=False)
        if restricted:
            return await people.name(here.db, here.context, here.actor, login, unit, named=False)
        return await people.take(here.db, here.actor, login, unit, _role(role))

    asyncio.run(_do(config, Act.GRANT, away))


async def _for_case(here: Running, login: str, case: str, *, named: bool) -> bool:
    from gateway.services.accounts import naming

    return await naming.name_for_case(here.db, here.context, here.actor, login, code_of(case), named=named)


def _role(typed: str) -> Role:
    if typed not in set(Role):
        raise WrongArgument(NO_ROLE(typed=typed, known=", ".join(Role)))
    return Role(typed)


async def _list(path: Path, *, as_json: bool) -> None:
    from gateway.services.accounts import people

    async with opened(path, Act.LIST_PEOPLE) as here:
        found = await people.listed(here.db, here.actor)
    if as_json:
        print_json(found)
        return
    if not found:
        console().print(in_words(PEOPLE_NONE))
        return
    shown = table(*(label(f"label.{name}") for name in HEADS))
    for one in found:
        state = "disabled" if one.disabled_at else "open" if one.ways else "invited"
        ways = ", ".join(label(f"label.way_{way}") for way in one.ways)
        held = [
            f"{label(f'label.role_{role}')} {unit}" for role, _, unit in (m.partition(" ") for m in one.memberships)
        ]
        held += [f"{label('label.account_restricted')} {unit}" for unit in one.restricted_in]
        shown.add_row(one.login, one.name, label(f"label.account_{state}"), ways or "–", ", ".join(held) or "–")
    console().print(shown)


async def _link(path: Path, act: Act, do: Callable[[Running], Awaitable[str]]) -> None:
    async with opened(path, act) as here:
        token, at = await do(here), here.context.config.console
    console().print(in_words(PEOPLE_LINK(link=f"{at.page}welcome/{token}")), soft_wrap=True)


async def _do(path: Path, act: Act, do: Callable[[Running], Awaitable[bool]]) -> None:
    async with opened(path, act) as here:
        done = await do(here)
    console().print(in_words(PEOPLE_DONE if done else PEOPLE_UNCHANGED))
