"""`python -m gateway.cli`: the commands by name, and what an error looks like in a terminal."""

import sys

from gateway.cli import (
    backup,
    bench,
    cases,
    check,
    console,
    dead,
    demo,
    explain,
    health,
    init,
    messages,
    migrate,
    outgoing,
    run,
    trace,
)
from gateway.cli.common import app, language
from gateway.domain.errors import ConfigError, GatewayError
from gateway.replies.catalogue import say

__all__ = ["main"]

# in the order of `gw --help`
OFFICE = (run, demo, init, check, health, console, cases, messages, dead, outgoing, trace, explain, backup)
COMMANDS = (*OFFICE, migrate, bench)


def main() -> int:
    """Run one command; returns its exit code."""
    for module in COMMANDS:
        module.register(app)
    try:
        app(prog_name="gw")
    except ConfigError as error:
        mistakes = (say(problem.located, language()) for problem in error.problems)
        print("gw: this cannot be done as configured:", *mistakes, sep="\n  ", file=sys.stderr)
        return 2
    except GatewayError as error:
        print(f"gw: {say(error.reason, language())}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("gw: interrupted", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
