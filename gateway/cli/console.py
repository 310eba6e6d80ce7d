"""`gw console`: the link that opens the pages with citizens' words, once."""

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, settings
from gateway.cli.reasons import NO_CONSOLE
from gateway.domain.errors import Temporary

__all__ = ["register"]


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command("console", help="help.console")(console)


def console(config: ConfigPath = SHIPPED) -> None:
    """Print the link that opens the console in a browser, once; the next call prints a new one."""
    from gateway.web.http.session import read_link

    found = settings(config)
    link = read_link(found.data)
    if link is None:
        raise Temporary(NO_CONSOLE(directory=str(found.data)))
    typer.echo(link)
