"""`gw health`: what works, what waits and what to do, in words and as an exit code."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.common import SHIPPED, AsJson, ConfigPath, console, print_json, settings, table

if TYPE_CHECKING:
    from gateway.ops.health import Health

__all__ = ["register"]

OPEN_SECONDS = 0.7  # for PostgreSQL to take us in; with what a look may take all of it ends within two seconds
HEADS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "lines": "Line,State,Heard,Waiting,To send,Why",
        "queues": "Queue,N,Oldest",
        "ok": "ok",
        "warning": "warning",
        "unknown": "unknown",
        "failing": "FAILING",
        "well": "All well.",
    },
    "vi": {
        "lines": "Kênh,Tình trạng,Tín hiệu,Chờ xử lý,Chờ gửi,Vì sao",
        "queues": "Hàng đợi,Số,Cũ nhất",
        "ok": "tốt",
        "warning": "cần để ý",
        "unknown": "chưa rõ",
        "failing": "SỰ CỐ",
        "well": "Mọi thứ hoạt động bình thường.",
    },
}


def register(app: typer.Typer) -> None:
    """Put the command on the list."""
    app.command("health")(health)


def health(
    lang: Annotated[str, typer.Option(help="vi or en; default: the terminal's language.")] = "",
    as_json: AsJson = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """Say what works, what waits and what to do. Exit code 0: all well, 1: warnings or unknown, 2: failing."""
    if lang not in ("", "vi", "en"):
        raise typer.BadParameter("--lang is vi or en")
    language = lang or ("vi" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("vi") else "en")
    seen = asyncio.run(_seen(config))
    if as_json:
        from gateway.web.pages.health_view import as_json as written

        print_json(written(seen))
    else:
        _show(seen, language)
    raise typer.Exit(seen.exit_code)


async def _seen(path: Path) -> "Health":
    """One look, within two seconds whatever PostgreSQL does. Raises Temporary where no installation runs."""
    import asyncpg

    from gateway.ops import health as service
    from gateway.runtime import runfile
    from gateway.runtime.context import assemble
    from gateway.store import database

    config = settings(path)
    at = runfile.find(config)
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            db = await database.open(at.database_url, size=2)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        return await service.unread(config, at.redis_url or None, database.trouble(error) or "down")
    try:
        context = assemble(config, b"")  # health signs nothing
        return await service.look(db, context, at.redis_url or None)
    finally:
        await db.close(0.1)


def _show(seen: "Health", language: str) -> None:
    from gateway.replies import catalogue
    from gateway.web.labels import LABELS

    out, head, label = console(), HEADS[language], LABELS[language]
    lines = table(*head["lines"].split(","))
    for line in seen.lines:
        heard = seen.age(line.heard_at)
        shown = f"{catalogue.age(heard, language)}" if heard is not None else "–"
        why = "; ".join(catalogue.say(error, language) for error in line.errors)
        why = why or (label[f"why_{line.why}"] if line.why else "")
        lines.add_row(line.name, head[line.state], shown, str(line.waiting), str(line.due), why)
    out.print(lines)
    queues = table(*head["queues"].split(","))
    for queue in seen.queues:
        oldest = seen.age(queue.oldest) if queue.n else None
        name = catalogue.words(f"queue.{queue.name}", language)
        queues.add_row(name, str(queue.n), catalogue.age(oldest, language) if oldest is not None else "–")
    out.print()
    out.print(queues)
    out.print(
        f"\n{', '.join(f'{label[server.name]}: {head[server.state]}' for server in seen.servers)}", soft_wrap=True
    )
    for finding in seen.findings:
        subject = f"{finding.subject}: " if finding.subject else ""
        out.print(f"\n{head[finding.severity]}  {subject}{catalogue.say(finding.reason, language)}", soft_wrap=True)
        out.print(f"    → {catalogue.say(finding.reason, language, 'advice')}", soft_wrap=True)
    if not seen.findings:
        out.print(f"\n{head['well']}")
