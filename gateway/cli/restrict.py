"""`gw restrict` and `gw unrestrict`: an officer has looked whether a case is for few to see."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, code_of, console, in_words, opened
from gateway.cli.previewing import agreed, show_preview
from gateway.cli.sentences import (
    ASK_UNRESTRICT,
    NOTHING_DONE,
    NOW_RESTRICTED,
    UNRESTRICT_KIND,
    UNRESTRICT_SILENT,
    UNRESTRICT_UNTOLD,
    UNRESTRICTED,
    UNRESTRICTED_TOLD,
)
from gateway.domain.permissions import Act
from gateway.domain.reasons import Reason

if TYPE_CHECKING:
    from gateway.services.restricting import Unrestricting

__all__ = ["register"]


def register(app: Commands) -> None:
    """Put the commands on the list."""
    for command in (restrict, unrestrict):
        app.command(help=f"help.{command.__name__}")(command)


def restrict(
    code: Annotated[str, typer.Argument(metavar="help.meta_code", help="help.answer_code")],
    kind: Annotated[str, typer.Argument(metavar="help.meta_kind", help="help.restrict_kind")],
    reason: Annotated[str, typer.Argument(metavar="help.meta_reason", help="help.restrict_reason")],
    config: ConfigPath = SHIPPED,
) -> None:
    """A case is a denunciation or a complaint: it is seen by few from now on."""
    asyncio.run(_restrict(config, code_of(code), kind, reason))


def unrestrict(
    code: Annotated[str, typer.Argument(metavar="help.meta_code", help="help.answer_code")],
    reason: Annotated[str, typer.Argument(metavar="help.meta_reason", help="help.restrict_reason")],
    silent: Annotated[bool, typer.Option("--silent", help="help.unrestrict_silent")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="help.unrestrict_yes")] = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """A case is neither: an ordinary one from now on. Shows what its citizen will be told, and asks."""
    asyncio.run(_unrestrict(config, code_of(code), reason, tell=not silent, yes=yes))


async def _restrict(path: Path, code: str, kind: str, reason: str) -> None:
    from gateway.services import restricting

    async with opened(path, Act.RESTRICT) as here:
        await restricting.restrict(here.db, here.context, code, kind, reason, here.actor)
        console().print(in_words(NOW_RESTRICTED(case=code, kind=Reason(f"kind.{kind}"))))


async def _unrestrict(path: Path, code: str, reason: str, *, tell: bool, yes: bool) -> None:
    from gateway.services import restricting

    async with opened(path, Act.UNRESTRICT) as here:
        _show(code, await restricting.preview(here.db, here.context, code, here.actor), tell=tell)
        if not yes and not agreed(ASK_UNRESTRICT, stdin_free=True):
            console().print(in_words(NOTHING_DONE))
            raise typer.Exit(1)
        done = await restricting.unrestrict(here.db, here.context, code, reason, here.actor, tell=tell)
        said = UNRESTRICTED_TOLD if tell and done.told else UNRESTRICTED
        console().print(in_words(said(case=code)))


def _show(code: str, found: "Unrestricting", *, tell: bool) -> None:
    out = console()
    out.print(in_words(UNRESTRICT_KIND(case=code, kind=Reason(f"kind.{found.kind}"))))
    if found.why_not:
        out.print(in_words(UNRESTRICT_UNTOLD(why=found.why_not)))
    elif found.told and tell:
        show_preview(found.told)
    else:
        out.print(in_words(UNRESTRICT_SILENT))
