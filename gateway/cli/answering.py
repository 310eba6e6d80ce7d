"""`gw answer`, `gw approve`, `gw return`: an officer's answer to a case, as on its page."""

import asyncio
import mimetypes
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, Running, code_of, console, in_words, opened, safe
from gateway.cli.previewing import agreed, show_preview
from gateway.cli.reasons import AGAIN, FILE_FAILED, NO_ANSWER_LANGUAGE, NOT_UTF8, TEXT_OR_FILE
from gateway.cli.sentences import (
    ALONG,
    ANSWER_RETURNED,
    ANSWER_SUBMITTED,
    ANSWER_WAITS,
    ANSWER_WRITTEN,
    ASK_SEND,
    ASK_SUBMIT,
    GOES_WITH,
    NOTHING_SENT,
    STANDARD_INPUT,
    TYPE_ANSWER,
)
from gateway.cli.usage import WrongArgument
from gateway.domain.errors import AlreadyAnswered, GatewayError, NotAllowed
from gateway.domain.permissions import Act
from gateway.replies.catalogue import LANGUAGES

if TYPE_CHECKING:
    from gateway.domain.model import OutgoingFile
    from gateway.domain.reasons import Reason
    from gateway.services.casework.files import Files
    from gateway.services.composing import Preview

__all__ = ["register", "words_of"]

Code = Annotated[str, typer.Argument(metavar="help.meta_code", help="help.answer_code")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="help.answer_yes")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed behind `gw answer CODE`."""

    words: str = field(default="", repr=False)
    file: Path | None = None
    again: bool = False
    yes: bool = False
    to: str = field(default="", repr=False)
    submit: bool = False
    attach: Sequence[Path] = ()
    language: str = ""
    also_text: bool = False
    reason: str = ""


def register(app: Commands) -> None:
    """Put the commands on the list."""
    app.command(help="help.answer")(answer)
    app.command(help="help.approve")(approve)
    app.command("return", help="help.return")(send_back)


def answer(
    code: Code,
    words: Annotated[str, typer.Argument(metavar="help.meta_text", help="help.answer_text")] = "",
    file: Annotated[Path | None, typer.Option(metavar="help.meta_file", help="help.answer_file")] = None,
    again: Annotated[bool, typer.Option("--again", help="help.answer_again")] = False,
    yes: Yes = False,
    to: Annotated[str, typer.Option(metavar="help.meta_address", help="help.answer_to")] = "",
    submit: Annotated[bool, typer.Option("--submit", help="help.answer_submit")] = False,
    attach: Annotated[list[Path] | None, typer.Option(metavar="help.meta_file", help="help.answer_attach")] = None,
    language: Annotated[str, typer.Option(metavar="help.meta_language", help="help.answer_language")] = "",
    also_text: Annotated[bool, typer.Option("--also-text", help="help.answer_also_text")] = False,
    reason: Annotated[str, typer.Option(metavar="help.meta_text", help="help.answer_reason")] = "",
    config: ConfigPath = SHIPPED,
) -> None:
    """Answer a case: shows what the citizen will get, asks, sends it through the line of the case."""
    if language not in ("", *LANGUAGES):
        raise WrongArgument(NO_ANSWER_LANGUAGE(typed=language))
    typed = Typed(
        words=words,
        file=file,
        again=again,
        yes=yes,
        to=to,
        submit=submit,
        attach=attach or (),
        language=language,
        also_text=also_text,
        reason=reason,
    )
    asyncio.run(_answer(config, code_of(code), typed))


def approve(code: Code, yes: Yes = False, config: ConfigPath = SHIPPED) -> None:
    """Send the answer that waits for approval: shows it first, and asks."""
    asyncio.run(_approve(config, code_of(code), yes=yes))


def send_back(
    code: Code,
    reason: Annotated[str, typer.Argument(metavar="help.meta_text", help="help.return_reason")],
    config: ConfigPath = SHIPPED,
) -> None:
    """Return the answer that waits for approval to its author."""
    asyncio.run(_return(config, code_of(code), reason))


async def _answer(path: Path, code: str, typed: Typed) -> None:
    from gateway.services.casework import answering

    words = words_of(typed.words, typed.file)
    async with opened(path, Act.SUBMIT_ANSWER if typed.submit else Act.ANSWER) as here:
        how: dict[str, Any] = {"to": typed.to, "language": typed.language}
        shown = await answering.preview(here.db, here.context, code, words, here.actor, **how)
        beside = await _beside(here, code, typed)
        await _say_along(here, code)
        try:
            if not typed.submit:
                how["reason"] = typed.reason
                await answering.may_answer(
                    here.db, here.context, code, here.actor, again=typed.again, reason=typed.reason
                )
            _ask(shown, beside["files"].new, ASK_SUBMIT if typed.submit else ASK_SEND, typed)
            if typed.submit:
                await answering.submit(
                    here.db, here.context, code, words, here.actor, again=typed.again, **how, **beside
                )
                console().print(in_words(ANSWER_SUBMITTED(case=code)))
                return
            sent = await answering.answer(
                here.db, here.context, code, words, here.actor, again=typed.again, at_once=True, **how, **beside
            )
        except AlreadyAnswered as refusal:
            raise NotAllowed(AGAIN(cause=refusal.reason)) from None
        _say_sent(code, sent)


async def _say_along(here: Running, code: str) -> None:
    """Which cases are answered with it."""
    from gateway.store import casework

    async with here.db.connection() as conn:
        found = await casework.to_act(conn, code)
    for follower in found.followers if found else ():
        console().print(in_words(ALONG(case=follower)))


async def _beside(here: Running, code: str, typed: Typed) -> dict[str, Any]:
    """What goes beside the words. Raises NotAllowed, GatewayError."""
    from gateway.services.casework import answering

    summary = await answering.number_of(here.db, here.context, code, here.actor) if typed.also_text else ""
    return {"files": _files(here, typed.attach), "summary": summary}


def _files(here: Running, paths: Sequence[Path]) -> "Files":
    """Read, none of them further than all together may be long; what is too much is refused by whoever keeps them."""
    from gateway.domain.model import OutgoingFile
    from gateway.services.casework.files import Files

    most = here.context.config.limits.answer_files_mb * 1_000_000 + 1
    found = []
    for path in paths:
        try:
            with path.open("rb") as file:
                body = file.read(most)
        except OSError as error:
            raise GatewayError(FILE_FAILED(file=str(path), error=str(error.strerror))) from None
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        found.append(OutgoingFile(name=path.name, type=kind, body=body))
    return Files(new=tuple(found))


def _ask(shown: "Preview", files: "Sequence[OutgoingFile]", question: "Reason", typed: Typed) -> None:
    """Show what will go out, and ask. Raises Exit where that is not wanted."""
    show_preview(shown)
    if files:
        console().print(in_words(GOES_WITH(files=", ".join(safe(one.name) for one in files))))
    _agree(question, stdin_free=bool(typed.words or typed.file), yes=typed.yes)


def _agree(question: "Reason", *, stdin_free: bool, yes: bool) -> None:
    if not yes and not agreed(question, stdin_free=stdin_free):
        console().print(in_words(NOTHING_SENT))
        raise typer.Exit(1)


def _say_sent(code: str, sent: "Preview") -> None:
    console().print(in_words(ANSWER_WAITS(case=code, waits=sent.waits) if sent.waits else ANSWER_WRITTEN(case=code)))


def words_of(given: str, file: Path | None) -> str:
    """The result's words: the argument, the file, or standard input."""
    if given and file:
        raise WrongArgument(TEXT_OR_FILE)
    if given:
        return given
    try:
        if file is not None:
            return file.read_text("utf-8-sig")
        if sys.stdin.isatty():
            console().print(in_words(TYPE_ANSWER))
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except OSError as error:
        raise GatewayError(FILE_FAILED(file=str(file) if file else STANDARD_INPUT, error=str(error.strerror))) from None
    except UnicodeDecodeError:
        raise GatewayError(NOT_UTF8(file=str(file) if file else STANDARD_INPUT)) from None


async def _approve(path: Path, code: str, *, yes: bool) -> None:
    from gateway.services.casework import answering, four_eyes

    async with opened(path, Act.APPROVE_ANSWER) as here:
        waits = await four_eyes.submitted(here.db, here.context, code, here.actor, Act.APPROVE_ANSWER)
        shown = await answering.preview_submitted(here.db, here.context, code, waits.version, here.actor)
        show_preview(shown)
        if waits.files:
            console().print(in_words(GOES_WITH(files=", ".join(safe(one) for one in waits.files))))
        await _say_along(here, code)
        _agree(ASK_SEND, stdin_free=True, yes=yes)
        sent = await answering.approve(here.db, here.context, code, waits.version, here.actor, at_once=True)
        _say_sent(code, sent)


async def _return(path: Path, code: str, reason: str) -> None:
    from gateway.services.casework import answering, four_eyes

    async with opened(path, Act.RETURN_ANSWER) as here:
        waits = await four_eyes.submitted(here.db, here.context, code, here.actor, Act.RETURN_ANSWER)
        await answering.send_back(here.db, here.context, code, waits.version, reason, here.actor)
        console().print(in_words(ANSWER_RETURNED(case=code)))
