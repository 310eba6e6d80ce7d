"""What a citizen will get, shown before it is sent, and the question whether to."""

import sys
from typing import TYPE_CHECKING

import typer

from gateway.cli.common import console, in_words, label, safe
from gateway.cli.reasons import NO_TERMINAL
from gateway.cli.sentences import PREVIEW_MAIL, PREVIEW_SMS, YES
from gateway.domain.addresses import show
from gateway.domain.errors import NotAllowed
from gateway.domain.text import fold
from gateway.replies.catalogue import LANGUAGES

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gateway.domain.reasons import Reason
    from gateway.services.composing import Preview

__all__ = ["agreed", "panel", "show_preview"]


def panel(title: str, words: str) -> "RenderableType":
    """Somebody's words in a frame."""
    from rich.panel import Panel
    from rich.text import Text

    return Panel(Text(safe(words).strip() or label("label.empty")), title=Text(title), title_align="left", expand=False)


def show_preview(shown: "Preview") -> None:
    """A reply as its citizen will get it."""
    how = PREVIEW_SMS(parts=shown.parts) if shown.segments else PREVIEW_MAIL(to=show(shown.to), subject=shown.subject)
    told = shown.waits if shown.waits and not shown.to else None  # by an officer
    console().print(panel(in_words(told or how), shown.text))
    if shown.waits and told is None:
        console().print(in_words(shown.waits))


def agreed(question: "Reason", *, stdin_free: bool) -> bool:
    """Ask; on the terminal itself where standard input was taken for words. Raises NotAllowed if there is none."""
    asked = f"{in_words(question)} "
    if stdin_free:
        typer.echo(asked, nl=False)
        return _is_yes(sys.stdin.readline())
    try:
        with open("/dev/tty", "r+b", buffering=0) as terminal:
            terminal.write(asked.encode())
            return _is_yes(terminal.readline().decode("utf-8", "replace"))
    except OSError:
        raise NotAllowed(NO_TERMINAL) from None


def _is_yes(answer: str) -> bool:
    """In either language: with marks or without, the word or its first letter."""
    return fold(answer.strip()) in {word for language in LANGUAGES for word in in_words(YES, language).split()}
