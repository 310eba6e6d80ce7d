"""`gw explain`: what the decoders read in mails and PDUs, and which rule decided. Needs no gateway."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.common import console, safe, settings
from gateway.cli.reasons import FILE_FAILED
from gateway.domain.errors import GatewayError

if TYPE_CHECKING:
    from gateway.ops.explain.pool import Input

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Put the command on the list."""
    app.command("explain")(explain)


def explain(
    files: Annotated[list[str] | None, typer.Argument(help=".eml: one mail; .pdu: hex PDUs, one a line.")] = None,
    pdu: Annotated[list[str] | None, typer.Option(help="One PDU in hex, with its SMSC prefix.")] = None,
    files_from: Annotated[str, typer.Option(metavar="LIST", help="A file of paths, one a line; - is stdin.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line (docs/explain.md).")] = False,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="For our addresses and channels.")
    ] = None,
) -> None:
    """Say what is read in mails and PDUs, which rule decides what, and why, with nothing known of the sender."""
    if not (files or pdu or files_from):
        raise typer.BadParameter("name files, or give --pdu HEX, or --files-from LIST")
    from gateway.ops.explain.pool import records
    from gateway.runtime.sandbox import ForkServer

    server = ForkServer("gateway.ops.explain.pool:work")
    server.start()  # it imports what it needs while we do the same
    known = settings(config) if config else None
    own = frozenset(line.options.address for line in known.lines.values()) if known else frozenset()
    extra = known.extra_channels if known else ()
    inputs = _inputs(files or [], pdu or [], _listed(files_from))
    asyncio.run(_explain(records(inputs, datetime.now(UTC), own, extra=extra, server=server), as_json=as_json))


async def _explain(lines: AsyncIterator[str], *, as_json: bool) -> None:
    async for line in lines:
        if as_json:
            sys.stdout.write(line + "\n")
        else:
            _show(json.loads(line))


def _inputs(files: list[str], pdus: list[str], listed: Iterator[str]) -> "Iterator[Input]":
    from gateway.ops.explain.pool import Input, inputs_of

    for path in files:
        yield from inputs_of(path)
    for digits in pdus:
        yield Input(pdu=digits)
    for path in listed:
        yield from inputs_of(path)


def _listed(name: str) -> Iterator[str]:
    """The paths of a list, as they stand in it: a name may hold any byte but a line's end."""
    if not name:
        return
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise GatewayError(FILE_FAILED(file=f"--files-from {name}", error=str(error.strerror))) from None
    for line in data.split(b"\n"):
        if path := line.removesuffix(b"\r").decode("utf-8", "surrogateescape"):
            yield path


# --- for a person ----------------------------------------------------------------------------------------------------

_FIRST = ("file", "pdu", "kind")
_LAST = ("decision", "rule", "reasons", "flags", "replies", "withheld")


def _show(record: dict[str, Any]) -> None:
    out = console()
    verdict = {name: record.pop(name) for name in _LAST}
    out.print(f"{_words(record.get('file') or '--pdu')}: {record['kind']}", style="bold")
    for name, value in record.items():
        if name not in _FIRST and (value or value == 0) and value is not False:
            out.print(f"  {name}: {_words(value)}")
    for name, value in verdict.items():
        if value:
            out.print(f"  → {name}: {_words(value)}")
    out.print()


def _words(value: Any) -> str:
    """A value on its lines: what a mail says is indented and cannot command the terminal."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_words(one)}" for name, one in value.items() if one not in ("", None, []))
    if isinstance(value, list):
        return "; ".join(_words(one) for one in value)
    return safe(str(value).encode("utf-8", "replace").decode("utf-8")).replace("\n", "\n    ")
