"""`gw health`: what works, what waits and what to do, in words and as an exit code."""

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.common import SHIPPED, ConfigPath, console, opened, table
from gateway.errors import Temporary

if TYPE_CHECKING:
    from gateway.health import Health

__all__ = ["register"]

MARKS = {"ok": "ok", "warning": "warning", "unknown": "unknown", "failing": "FAILING"}


def register(app: typer.Typer) -> None:
    """Put the command on the list."""
    app.command("health")(health)


def health(
    lang: Annotated[str, typer.Option(help="vi or en; default: the terminal's language.")] = "",
    config: ConfigPath = SHIPPED,
) -> None:
    """Say what works, what waits and what to do. Exit code 0: all well, 1: warnings or unknown, 2: failing."""
    if lang not in ("", "vi", "en"):
        raise typer.BadParameter("--lang is vi or en")
    language = lang or ("vi" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("vi") else "en")
    raise typer.Exit(asyncio.run(_health(config, language)))


async def _health(path: Path, language: str) -> int:
    from gateway import health as story

    try:
        async with opened(path) as here:
            seen = await story.look(here.db, here.house, here.at.redis_url or None)
    except Temporary as error:
        console().print(f"FAILING  {error}")
        return 2
    _show(seen, language)
    return seen.exit_code


def _show(seen: "Health", language: str) -> None:
    from gateway.health import words

    out = console()
    lines = table("Line", "State", "Heard", "Waiting", "To send", "Why")
    for line in seen.lines:
        heard = seen.age(line.heard_at)
        shown = f"{words.age(heard, language)}" if heard is not None else "–"
        why = words.error(line.error, language) or line.why
        lines.add_row(line.name, MARKS[line.state], shown, str(line.waiting), str(line.due), why)
    out.print(lines)
    queues = table("Queue", "N", "Oldest")
    for queue in seen.queues:
        oldest = seen.age(queue.oldest) if queue.n else None
        name = words.QUEUES[queue.name][language]
        queues.add_row(name, str(queue.n), words.age(oldest, language) if oldest is not None else "–")
    out.print()
    out.print(queues)
    out.print(f"\n{', '.join(f'{server.name} {MARKS[server.state]}' for server in seen.servers)}")
    for finding in seen.findings:
        subject = f"{finding.subject}: " if finding.subject else ""
        out.print(f"\n{MARKS[finding.severity]}  {subject}{finding.what[language]}", soft_wrap=True)
        out.print(f"    → {finding.advice[language]}", soft_wrap=True)
    if not seen.findings:
        out.print("\nAll well." if language == "en" else "\nMọi thứ hoạt động bình thường.")
