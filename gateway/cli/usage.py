"""The words that were typed: what is wrong with them, in the terminal's language; help in our own form."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from gateway.cli import help, reasons
from gateway.domain.errors import GatewayError
from gateway.domain.reasons import Reason

__all__ = ["Command", "Group", "WrongArgument", "reason_of"]

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


class WrongArgument(GatewayError):
    """What was typed cannot be meant: exit code 2. `usage`: how the command is called, where that helps."""

    def __init__(self, reason: Reason, usage: str = "") -> None:
        super().__init__(reason)
        self.usage = usage


class Command(TyperCommand):
    """A command whose help and complaints are the catalogue's."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Our own form (help.py)."""
        formatter.write(help.write(self, ctx.command_path))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Raises WrongArgument where more was typed than the command takes."""
        takes_more, ctx.allow_extra_args = ctx.allow_extra_args, True
        rest = super().parse_args(ctx, args)
        if rest and not takes_more:
            raise WrongArgument(reasons.TOO_MANY(words=" ".join(rest)), help.usage(self, ctx.command_path))
        return rest


class Group(TyperGroup):
    """Commands by name; an unknown one is answered with the nearest."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Our own form (help.py)."""
        formatter.write(help.write(self, ctx.command_path))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Raises WrongArgument, naming the command that was perhaps meant."""
        typed = args[0]
        if typed not in self.commands and not typed.startswith("-"):
            near = [OTHERWISE.get(typed, ""), *get_close_matches(typed, self.commands)]
            meant = next((name for name in near if name in self.commands), None)
            reason = reasons.NO_COMMAND_BUT(typed=typed, meant=meant) if meant else reasons.NO_COMMAND(typed=typed)
            raise WrongArgument(reason, help.usage(self, ctx.command_path))
        return super().resolve_command(ctx, args)


def reason_of(error: TyperException, words: Sequence[str]) -> Reason:
    """Typer's complaint about `words` as a code. Its classes are told by their names: they are not public, and its
    words are English."""
    kind, option, param = type(error).__name__, getattr(error, "option_name", ""), getattr(error, "param", None)
    if kind == "NoSuchOption":
        near = getattr(error, "possibilities", None) or ()
        return reasons.NO_OPTION_BUT(option=option, meant=sorted(near)[0]) if near else reasons.NO_OPTION(option=option)
    if kind == "BadOptionUsage":
        given = any(word.startswith(f"{option}=") for word in words)
        return (reasons.TAKES_NO_VALUE if given else reasons.NEEDS_VALUE)(option=option)
    if kind == "MissingParameter" and param is not None:
        return reasons.MISSING(name=help.name_of(param))
    if kind == "BadParameter" and param is not None:
        name, least, most = help.name_of(param), getattr(param, "min", None), getattr(param, "max", None)
        if most is not None:
            return reasons.BETWEEN(name=name, least=str(least), most=str(most))
        return reasons.FROM(name=name, least=str(least or 0))
    return reasons.NOT_UNDERSTOOD
