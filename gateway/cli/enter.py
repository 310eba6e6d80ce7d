"""`gw enter`: a case for a citizen who came to the counter, called or wrote on paper."""

import asyncio
import secrets
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, console, in_words, label, opened
from gateway.cli.previewing import agreed, show_preview
from gateway.cli.sentences import ASK_ENTER, ENTER_RESTRICTED, ENTER_TELLS_NOBODY, ENTERED, NOTHING_DONE
from gateway.domain.entering import EnteredForm
from gateway.domain.permissions import Act

__all__ = ["register"]


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command(help="help.enter")(enter)


def enter(
    words: Annotated[str, typer.Argument(metavar="help.meta_text", help="help.enter_words")],
    unit: Annotated[str, typer.Option(metavar="help.meta_unit", help="help.enter_unit")],
    came_by: Annotated[str, typer.Option(metavar="help.meta_way", help="help.enter_came_by")] = "counter",
    answer_by: Annotated[str, typer.Option(metavar="help.meta_way", help="help.enter_answer_by")] = "counter",
    to: Annotated[str, typer.Option(metavar="help.meta_address", help="help.enter_to")] = "",
    consent: Annotated[bool, typer.Option("--consent", help="help.enter_consent")] = False,
    name: Annotated[str, typer.Option(metavar="help.meta_name", help="help.enter_name")] = "",
    secret: Annotated[bool, typer.Option("--secret", help="help.enter_secret")] = False,
    received: Annotated[str, typer.Option(metavar="help.meta_moment", help="help.enter_received")] = "",
    subject: Annotated[str, typer.Option(metavar="help.meta_text", help="help.case_subject")] = "",
    kind: Annotated[str, typer.Option(metavar="help.meta_kind", help="help.enter_kind")] = "",
    place: Annotated[str, typer.Option(metavar="help.meta_text", help="help.case_place")] = "",
    urgent: Annotated[bool, typer.Option("--urgent", help="help.enter_urgent")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="help.case_yes")] = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """Enter a case: shows what its citizen will get at once, and asks."""
    form = EnteredForm(
        once=secrets.token_urlsafe(12),
        unit=unit,
        came_by=came_by,
        words=words,
        subject=subject,
        kind=kind,
        place=place,
        urgent=urgent,
        received=received,
        name=name,
        answer_by=answer_by,
        to=to,
        consent=consent,
        secret=secret,
    )
    asyncio.run(_enter(config, form, yes=yes))


async def _enter(path: Path, form: EnteredForm, *, yes: bool) -> None:
    from gateway.services.intake import entering

    async with opened(path, Act.ENTER) as here:
        foreseen = await entering.preview(here.db, here.context, here.actor, form)
        if foreseen.told:
            show_preview(foreseen.told)
        else:
            console().print(in_words(ENTER_TELLS_NOBODY))
        if foreseen.call:
            console().print(label("label.enter_call", numbers=", ".join(foreseen.call)))
        if foreseen.restricted:
            console().print(in_words(ENTER_RESTRICTED))
        if not yes and not agreed(ASK_ENTER, stdin_free=True):
            console().print(in_words(NOTHING_DONE))
            raise typer.Exit(1)
        made = await entering.enter(here.db, here.context, here.actor, form)
    console().print(in_words(ENTERED(case=made.code)))
