"""`python -m gateway.cli`: the commands by name, and what an error looks like in a terminal."""

import sys
from functools import cache
from typing import Any

from typer import Abort
from typer.exceptions import TyperException
from typer.main import get_command

from gateway.cli import (
    answering,
    audit,
    backup,
    bench,
    calls,
    cases,
    casework,
    check,
    console,
    dead,
    demo,
    enter,
    explain,
    health,
    init,
    lines,
    login,
    messages,
    migrate,
    outgoing,
    people,
    published,
    reload,
    restrict,
    retention,
    roster,
    run,
    sharing,
    trace,
    units,
    unreached,
)
from gateway.cli.common import app, in_words
from gateway.cli.help import usage
from gateway.cli.language import taken
from gateway.cli.reasons import INTERRUPTED, NO_LANGUAGE, NOT_AS_CONFIGURED, NOTHING_TAKEN_IN
from gateway.cli.usage import WrongArgument, reason_of
from gateway.domain.errors import ConfigError, GatewayError, TableError
from gateway.replies.catalogue import LANGUAGES

__all__ = ["main", "root"]

# in the order of `gw --help`, where those that have commands of their own come last
OFFICE = (
    run,
    reload,
    demo,
    init,
    check,
    login,
    health,
    console,
    cases,
    answering,
    enter,
    sharing,
    casework,
    restrict,
    messages,
    dead,
    outgoing,
    unreached,
    published,
    calls,
    lines,
    roster,
    units,
    people,
    audit,
    retention,
    trace,
    explain,
    backup,
)
COMMANDS = (*OFFICE, migrate, bench)
INTERRUPT = 130  # what Typer makes of a KeyboardInterrupt: 128 and the number of SIGINT, as a shell does


@cache
def root() -> Any:
    """All commands, as Typer's own tree."""
    for module in COMMANDS:
        module.register(app)
    return get_command(app)


def main() -> int:
    """Run one command; returns its exit code."""
    flag, words = taken(sys.argv[1:], "--lang")
    try:
        if flag not in (None, *LANGUAGES):
            raise WrongArgument(NO_LANGUAGE(languages=", ".join(LANGUAGES)))
        ended = int(root().main(words, prog_name="gw", standalone_mode=False) or 0)
        if ended == INTERRUPT:
            _complain(in_words(INTERRUPTED))
        return ended
    except ConfigError as error:
        heading = NOTHING_TAKEN_IN if isinstance(error, TableError) else NOT_AS_CONFIGURED
        _complain(in_words(heading), *(f"  {in_words(one.located)}" for one in error.problems))
        return 2
    except WrongArgument as error:
        _complain(in_words(error.reason), *filter(None, [error.usage]))
        return 2
    except GatewayError as error:
        _complain(in_words(error.reason))
        return 1
    except TyperException as error:
        return _mistyped(error, words)
    except Abort:
        _complain(in_words(INTERRUPTED))
        return INTERRUPT


def _mistyped(error: TyperException, words: list[str]) -> int:
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error.message, file=sys.stderr)
    else:
        others = [usage(context.command, context.command_path)] if context else []
        _complain(in_words(reason_of(error, words)), *others)
    return 2


def _complain(words: str, *others: str) -> None:
    print(f"gw: {words}", *others, sep="\n", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
