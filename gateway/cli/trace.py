"""`gw trace`: every row of one message, in the order of time."""

import asyncio
import json
import re
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.common import SHIPPED, Commands, ConfigPath, code_of, console, in_words, label, opened, plain, safe
from gateway.domain.permissions import Act

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from gateway.services.access import Thing
    from gateway.store.read_models import TraceEntry

__all__ = ["register"]


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command("trace", help="help.trace")(trace)


def trace(
    target: Annotated[str, typer.Argument(metavar="help.meta_code_or_id", help="help.trace_target")],
    as_json: Annotated[bool, typer.Option("--json", help="help.trace_json")] = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """Show every row of one message or case: parts, decision, events, what was queued, attempts, reports, audit."""
    asyncio.run(_trace(config, target, as_json=as_json))


async def _trace(path: Path, target: str, *, as_json: bool) -> None:
    from gateway.services import access
    from gateway.store import read_models

    async with opened(path, Act.VIEW) as here:
        name = target if re.fullmatch("[mopMOP][0-9]{1,18}", target) else code_of(target)
        async with here.db.transaction() as tx:
            entries = await read_models.trace(tx, name)
            await access.view(tx, here.context.config, here.actor, _thing(name), "trace")
        for entry in entries:
            if as_json:
                sys.stdout.write(_json(entry) + "\n")
            else:
                _show(entry, here.context.config.zone)


def _thing(name: str) -> "Thing":
    from gateway.services.access import Thing

    match name[0].lower():
        case "m":
            return Thing("message", int(name[1:]))
        case "o":
            return Thing("outbox", int(name[1:]))
        case "p":
            return Thing("part", int(name[1:]))
    return Thing("case", name)


def _json(entry: "TraceEntry") -> str:
    row = {field.name: getattr(entry.row, field.name) for field in fields(entry.row)}
    if entry.kind == "message":
        row["attachments"] = entry.files
    whole = {"at": entry.at, "kind": entry.kind, "id": entry.id, "words": words(entry, "en"), "row": row}
    return json.dumps(whole, ensure_ascii=True, default=plain)


def words(entry: "TraceEntry", language: str = "") -> str:
    """What happened, on one line."""
    from gateway.domain.reasons import Reason

    return " · ".join(in_words(word, language) if isinstance(word, Reason) else word for word in entry.words)


def _show(entry: "TraceEntry", zone: "ZoneInfo") -> None:
    from gateway.domain import addresses

    at = entry.at.astimezone(zone).strftime("%d/%m/%Y %H:%M:%S.%f")[:-3]
    shown = f" · {addresses.show(entry.who)}" if entry.who else ""
    kind = label(f"trace.kind_{entry.kind}")
    console().print(safe(f"{at}  {kind:8}{entry.id:>6}  {words(entry)}{shown}"), soft_wrap=True)
