"""`gw answer-several`: one answer to several cases of one incident."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.answering import words_of
from gateway.cli.common import SHIPPED, Commands, ConfigPath, Running, console, in_words, opened
from gateway.cli.previewing import agreed, show_preview
from gateway.cli.sentences import (
    ALONG,
    ASK_SEND,
    NOTHING_SENT,
    SHARED_AS,
    SHARED_DONE,
    SHARED_OF,
    SHARED_REFUSED,
    SHARED_TO,
    SHARED_TO_APPROVE,
)
from gateway.domain.addresses import mask
from gateway.domain.permissions import Act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gateway.services.casework.sharing import Foreseen

__all__ = ["register"]


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command("answer-several", help="help.answer_several")(answer_several)


def answer_several(
    codes: Annotated[list[str] | None, typer.Argument(metavar="help.meta_codes", help="help.several_codes")] = None,
    text: Annotated[str, typer.Option(metavar="help.meta_text", help="help.answer_text")] = "",
    file: Annotated[Path | None, typer.Option(metavar="help.meta_file", help="help.answer_file")] = None,
    go_on: Annotated[int, typer.Option(metavar="help.meta_number", help="help.several_go_on")] = 0,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="help.answer_yes")] = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """Answer several cases alike: shows the text, who gets it and who cannot, asks, and says of each what became."""
    asyncio.run(_go_on(config, go_on) if go_on else _answer(config, codes or [], text, file, yes=yes))


async def _answer(path: Path, codes: "Sequence[str]", text: str, file: Path | None, *, yes: bool) -> None:
    from gateway.services.casework import sharing

    chosen, words = sharing.codes_of(" ".join(codes)), words_of(text, file)
    async with opened(path, Act.ANSWER) as here:
        fit = await _agreed(here, chosen, words, stdin_free=bool(text or file), yes=yes)
        id = await sharing.begin(here.db, here.context, here.actor, fit, words)
        console().print(in_words(SHARED_AS(id=id)))
        await _send(here, id)


async def _agreed(here: Running, chosen: "Sequence[str]", words: str, *, stdin_free: bool, yes: bool) -> list[str]:
    """The codes of those who get it, once that is agreed to; what has become another while somebody read it is shown
    anew. Raises typer.Exit: nobody gets it."""
    from gateway.services.casework import reasons, sharing

    foreseen = await sharing.foresee(here.db, here.context, here.actor, chosen, words)
    while True:
        _show(foreseen)
        fit = [one.code for one in foreseen if one.told]
        if not fit or not (yes or agreed(ASK_SEND, stdin_free=stdin_free)):
            console().print(in_words(NOTHING_SENT))
            raise typer.Exit(1)
        if yes:
            return fit
        shown, foreseen = foreseen, await sharing.foresee(here.db, here.context, here.actor, chosen, words)
        if sharing.digest(foreseen) == sharing.digest(shown):
            return fit
        console().print(in_words(reasons.SHARED_CHANGED))


def _show(foreseen: "Sequence[Foreseen]") -> None:
    """The text once, and who gets it by which way, or why not."""
    fit = [one for one in foreseen if one.told]
    if fit and (first := fit[0].told):
        show_preview(first)
    for one in foreseen:
        if one.told is None:
            said = SHARED_REFUSED(case=one.code, why=one.refusal or "")
        else:
            said = (SHARED_TO_APPROVE if one.submitted else SHARED_TO)(case=one.code, to=mask(one.told.to))
        console().print(in_words(said))
        for code in one.along:
            console().print(in_words(ALONG(case=code)))
    console().print(in_words(SHARED_OF(n=len(fit), all=len(foreseen))))


async def _go_on(path: Path, id: int) -> None:
    async with opened(path, Act.ANSWER) as here:
        await _send(here, id)


async def _send(here: Running, id: int) -> None:
    from gateway.services.casework import sharing

    refused = 0
    async for one in sharing.go_on(here.db, here.context, here.actor, id):
        refused += one.state == "refused"
        said = SHARED_REFUSED(case=one.code, why=one.reason) if one.reason else SHARED_DONE[one.state](case=one.code)
        console().print(in_words(said))
    if refused:
        raise typer.Exit(1)
