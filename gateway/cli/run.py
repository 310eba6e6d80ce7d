"""`gw run`: becomes the processes of workers/, which this package does not import."""

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import typer

from gateway.cli.common import ROOT

__all__ = ["become", "register"]


def register(app: typer.Typer) -> None:
    """Put the command on the list."""
    loose = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
    app.command("run", context_settings=loose, add_help_option=False)(run)


def run(context: typer.Context) -> None:
    """Run the gateway: everything, or the parts that are named (see: gw run --help)."""
    become("workers", context.args)


def become(module: str, words: Sequence[str]) -> NoReturn:
    """Replace this process by `python -m module words`, which this package may not import."""
    sys.stdout.flush()
    path = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part)
    os.execve(  # noqa: S606
        sys.executable, [sys.executable, "-m", module, *words], {**os.environ, "PYTHONPATH": path}
    )
