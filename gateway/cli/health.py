"""`gw health`: what works, what waits and what to do, in words and as an exit code."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gateway.cli.common import (
    SHIPPED,
    AsJson,
    Commands,
    ConfigPath,
    console,
    in_words,
    label,
    print_json,
    settings,
)
from gateway.cli.language import speaks
from gateway.cli.sentences import ALL_WELL, HEADS, STATES
from gateway.cli.tables import table

if TYPE_CHECKING:
    from gateway.ops.health import Health

__all__ = ["register"]

OPEN_SECONDS = 0.7  # for PostgreSQL to take us in; with what a look may take all of it ends within two seconds
LINES = ("state", "heard", "waiting", "to_send", "why")  # heads of the table of lines, after the line's name
QUEUES = ("queue", "count", "oldest")


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command("health", help="help.health")(health)


def health(as_json: AsJson = False, config: ConfigPath = SHIPPED) -> None:
    """Say what works, what waits and what to do. Exit code 0: all well, 1: warnings or unknown, 2: failing."""
    seen = asyncio.run(_seen(config))
    if as_json:
        from gateway.web.pages.health_view import as_json as written

        print_json(written(seen))
    else:
        _show(seen)
    raise typer.Exit(seen.exit_code)


async def _seen(path: Path) -> "Health":
    """One look, within two seconds whatever PostgreSQL does. Raises Temporary where no installation runs."""
    import asyncpg

    from gateway.ops import health as service
    from gateway.runtime import runfile
    from gateway.runtime.context import assemble, with_register
    from gateway.store import database, units

    config = settings(path)
    at = runfile.find(config)
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            db = await database.open(at.database_url, size=2)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        return await service.unread(config, at.redis_url or None, database.trouble(error) or "down")
    try:
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):  # else health says why
            async with asyncio.timeout(OPEN_SECONDS):
                config = with_register(config, await units.read(db))
        context = assemble(config, b"")  # health signs nothing
        return await service.look(db, context, at.redis_url or None)
    finally:
        await db.close(0.1)


def _show(seen: "Health") -> None:
    from gateway.replies.catalogue import age

    out, language = console(), speaks()
    lines = table(label("label.line"), *(in_words(HEADS[f"head_{name}"]) for name in LINES))
    for line in seen.lines:
        heard = seen.age(line.heard_at)
        shown = age(heard, language) if heard is not None else "–"
        why = "; ".join(in_words(error) for error in line.errors)
        why = why or (label(f"label.why_{line.why}") if line.why else "")
        lines.add_row(line.name, _state(line.state), shown, str(line.waiting), str(line.due), why)
    out.print(lines)
    queues = table(*(in_words(HEADS[f"head_{name}"]) for name in QUEUES))
    for queue in seen.queues:
        oldest = seen.age(queue.oldest) if queue.n else None
        queues.add_row(label(f"queue.{queue.name}"), str(queue.n), age(oldest, language) if oldest is not None else "–")
    out.print()
    out.print(queues)
    servers = ", ".join(f"{label(f'label.{server.name}')}: {_state(server.state)}" for server in seen.servers)
    out.print(f"\n{servers}", soft_wrap=True)
    for finding in seen.findings:
        subject = f"{finding.subject}: " if finding.subject else ""
        out.print(f"\n{_state(finding.severity)}  {subject}{in_words(finding.reason)}", soft_wrap=True)
        out.print(f"    → {in_words(finding.reason, part='advice')}", soft_wrap=True)
    if not seen.findings:
        out.print(f"\n{in_words(ALL_WELL)}")


def _state(state: str) -> str:
    return in_words(STATES[f"state_{state}"])
