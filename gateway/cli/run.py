"""`gw run`: becomes the processes of workers/, which this package does not import."""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from gateway.cli.common import ROOT, SHIPPED, Commands, ConfigPath
from gateway.cli.language import speaks

__all__ = ["become", "register"]


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command("run", help="help.run")(run)


def run(
    lines: Annotated[str, typer.Option(metavar="help.meta_lines", help="help.run_lines")] = "",
    intake: Annotated[bool, typer.Option("--intake", help="help.run_intake")] = False,
    desk: Annotated[bool, typer.Option("--desk", hidden=True)] = False,
    console: Annotated[bool, typer.Option("--console", help="help.run_console")] = False,
    doors: Annotated[bool, typer.Option("--doors", help="help.run_doors")] = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """Run the gateway: everything, or the parts that are named. --desk: --intake's name before 0.2.0, until 0.4.0."""
    parts = {"--intake": intake or desk, "--console": console, "--doors": doors}
    words = ["--lang", speaks(), "--config", str(config), *(["--lines", lines] if lines else [])]
    become("workers", [*words, *(part for part, wanted in parts.items() if wanted)])


def become(module: str, words: Sequence[str]) -> NoReturn:
    """Replace this process by `python -m module words`, which this package may not import."""
    sys.stdout.flush()
    path = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part)
    os.execve(  # noqa: S606
        sys.executable, [sys.executable, "-m", module, *words], {**os.environ, "PYTHONPATH": path}
    )
