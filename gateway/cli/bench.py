"""`gw bench`: becomes the bench, which stands above this package and runs the workers."""

import typer

from gateway.cli.common import Commands
from gateway.cli.run import become

__all__ = ["register"]


def register(app: Commands) -> None:
    """Put the command on the list."""
    loose = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
    app.command("bench", help="help.bench", context_settings=loose, add_help_option=False)(bench)


def bench(context: typer.Context) -> None:
    """How fast is it on this machine: mail, sms, idle, city, reading, explain (docs/bench.md; see: gw bench --help)."""
    become("bench", context.args)
