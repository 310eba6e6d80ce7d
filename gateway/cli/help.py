"""What `--help` shows, in the terminal's language: a command's `help` is a code of help.ftl, and so are those of its
options and the words that stand for their values."""

import shutil
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from gateway.cli.language import speaks
from gateway.replies.catalogue import LANGUAGES, words

__all__ = ["codes", "name_of", "usage", "write"]

WIDTH = 100  # columns at most
COLUMN = 24  # of what is explained
OWN = (  # what every command takes
    (f"--lang {'|'.join(LANGUAGES)}", "help.option_lang"),
    ("-h, --help", "help.option_help"),
)


def write(command: Any, path: str) -> str:
    """The whole help of a command. `path`: what was typed to reach it."""
    said = _said(command.help)
    shown = [usage(command, path), "", *_wrapped(said, "  ")]
    for title, rows in (
        ("help.title_arguments", [(name_of(one), one.help) for one in _arguments(command)]),
        ("help.title_options", [*_options(command), *OWN]),
    ):
        shown += _section(title, [(name, _said(code)) for name, code in rows])
    commands = [(name, _said(one.help).partition("\n")[0]) for name, one in _commands(command)]
    return "\n".join([*shown, *_section("help.title_commands", commands)]) + "\n"


def usage(command: Any, path: str) -> str:
    """How it is called, on one line."""
    pieces = [path, _said("help.meta_options")]
    pieces += [name_of(one) if one.required else f"[{name_of(one)}]" for one in _arguments(command)]
    if any(_commands(command)):
        commands = _said("help.meta_command")
        pieces.append(f"[{commands}]" if command.invoke_without_command else commands)
    return words("help.usage", speaks(), words=" ".join(pieces))


def name_of(param: Any) -> str:
    """An option by its longest name, an argument by the word that stands for it."""
    return _value(param) if param.param_type_name == "argument" else max(param.opts, key=len)


def codes(command: Any) -> Iterator[str]:
    """All codes that a command names, its subcommands' too."""
    yield command.help
    for param in command.params:
        yield from (one for one in (param.help, param.metavar) if one)
    for _, one in _commands(command):
        yield from codes(one)


def _said(code: str) -> str:
    return words(code, speaks())


def _value(param: Any) -> str:
    """The word that stands for a value: a number's is N in either language."""
    return _said(param.metavar) if param.metavar else "N"


def _arguments(command: Any) -> list[Any]:
    return [one for one in command.params if one.param_type_name == "argument"]


def _options(command: Any) -> Iterator[tuple[str, str]]:
    for one in command.params:
        if one.param_type_name == "option" and not one.hidden:
            names = ", ".join(sorted(one.opts, key=len))
            yield (names if one.is_flag else f"{names} {_value(one)}"), one.help


def _commands(command: Any) -> Iterable[tuple[str, Any]]:
    return getattr(command, "commands", {}).items()


def _section(title: str, rows: list[tuple[str, str]]) -> list[str]:
    shown = ["", _said(title)] if rows else []
    for name, said in rows:
        first, *others = _wrapped(said, " " * (COLUMN + 2))
        beside = len(name) < COLUMN
        shown += [f"  {name:{COLUMN}}{first.strip()}"] if beside else [f"  {name}", first]
        shown += others
    return shown


def _wrapped(said: str, indent: str) -> Iterable[str]:
    width = max(2 * COLUMN, min(WIDTH, shutil.get_terminal_size().columns))
    for paragraph in said.split("\n"):
        yield from textwrap.wrap(
            paragraph, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        )
