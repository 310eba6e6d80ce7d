"""`gw login`: a person's consent, by which a line logs in from then on."""

from typing import Annotated

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, in_words, settings
from gateway.cli.reasons import NEEDS_NO_LOGIN
from gateway.domain.errors import ConfigError, NotAllowed, Problem
from gateway.domain.reasons import Reason
from gateway.runtime import eventloop

__all__ = ["register"]


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command("login", help="help.login")(login)


def login(
    line: Annotated[str, typer.Argument(metavar="help.meta_line", help="help.login_line")],
    config: ConfigPath = SHIPPED,
) -> None:
    """Say where the consent is given, wait for it, and keep it in the line's file."""
    from gateway.channels import LogsIn, registry
    from gateway.settings.mistakes import hint
    from workers.reasons import NO_LINE

    found = settings(config)
    if line not in found.lines:
        raise ConfigError([Problem("lines", NO_LINE(name=line, hint=hint(line, found.lines)))])
    channel = registry(*found.extra_channels)[found.lines[line].channel]
    if not isinstance(channel, LogsIn):
        raise NotAllowed(NEEDS_NO_LOGIN)
    _say(eventloop.run(channel.log_in(found.lines[line].options, _say)))


def _say(what: Reason) -> None:
    typer.echo(in_words(what))
