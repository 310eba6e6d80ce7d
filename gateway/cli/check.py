"""`gw check`: the configuration, then every connection that it names, each with what to do where it fails."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gateway.cli.common import SHIPPED, ConfigPath, console, settings

if TYPE_CHECKING:
    from gateway.cli.probes import Result

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Put the command on the list."""
    app.command("check")(check)


def check(config: ConfigPath = SHIPPED) -> None:
    """Name every mistake in the configuration, then try every connection. Exit code 0: well, 1: failed, 2: mistakes."""
    out = console()
    found = settings(config)
    out.print(f"ok      {found.path}: {len(found.units)} units, {len(found.lines)} lines")
    for line in found.lines.values():
        if not line.send:
            out.print(f"note    {line.name}: send = false: it makes cases and sends nothing")
    if not any(line.channel == "email" and line.send for line in found.lines.values()):
        words = "no mail line sends: nobody is told of an emergency or of a line that fails; watch the page"
        out.print(f"note    {words}", soft_wrap=True)
    results = asyncio.run(_results(config))
    for result in results:
        out.print(f"{'ok    ' if result.ok else 'FAILED'}  {result.name}: {result.words}", soft_wrap=True)
        if result.advice:
            out.print(f"        → {result.advice}", soft_wrap=True)
    raise typer.Exit(0 if all(result.ok for result in results) else 1)


async def _results(path: Path) -> "list[Result]":
    from gateway.cli import probes

    return await probes.everything(settings(path))
