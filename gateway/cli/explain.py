"""`gw explain`: what the decoders read in mails and PDUs, and which rule decided. Needs no gateway."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.common import Commands, console, in_words, label, safe, settings
from gateway.cli.language import speaks
from gateway.cli.reasons import FILE_FAILED, NOTHING_TO_EXPLAIN
from gateway.cli.sentences import FIELDS, READ
from gateway.cli.usage import WrongArgument
from gateway.domain.errors import GatewayError
from gateway.settings.extra_channels import NO_EXTRA

if TYPE_CHECKING:
    from gateway.ops.explain.pool import Input

__all__ = ["register"]


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command("explain", help="help.explain")(explain)


def explain(
    files: Annotated[list[str] | None, typer.Argument(metavar="help.meta_file", help="help.explain_files")] = None,
    pdu: Annotated[list[str] | None, typer.Option(metavar="help.meta_pdu", help="help.explain_pdu")] = None,
    files_from: Annotated[str, typer.Option(metavar="help.meta_list", help="help.explain_list")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="help.explain_json")] = False,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="help.meta_file", help="help.explain_config")
    ] = None,
) -> None:
    """Say what is read in mails and PDUs, which rule decides what, and why, with nothing known of the sender."""
    if not (files or pdu or files_from):
        raise WrongArgument(NOTHING_TO_EXPLAIN)
    from gateway.runtime.sandbox import ForkServer

    server = ForkServer("gateway.ops.explain.work:work")
    server.start()  # it imports what it needs while we do the same
    from gateway.ops.explain.pool import records

    known = settings(config) if config else None
    own = known.own_addresses if known else frozenset()
    extra = known.extra_channels if known else NO_EXTRA
    inputs = _inputs(files or [], pdu or [], _listed(files_from))
    language = "en" if as_json else speaks()
    found = records(inputs, datetime.now(UTC), own, extra=extra, language=language, server=server)
    asyncio.run(_explain(found, as_json=as_json))


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

_NOT_SHOWN = ("file", "pdu", "kind", "reason_codes")
_LAST = ("decision", "rule", "reasons", "flags", "replies", "withheld")
_CALLED = {"decision": "label.outcome_", "rule": "rule.", "replies": "label.purpose_", "case_kind": "kind."}


def _show(record: dict[str, Any]) -> None:
    out = console()
    kind = in_words(READ[f"read_{record['kind']}"])
    out.print(f"{_words(record.get('file') or '--pdu')}: {kind}", style="bold")
    for name, value in record.items():
        if name not in (*_NOT_SHOWN, *_LAST) and (value or value == 0) and value is not False:
            out.print(f"  {_named(name, value)}")
    for name in _LAST:
        if record[name]:
            out.print(f"  → {_named(name, record[name])}")
    out.print()


def _named(name: str, value: Any) -> str:
    """A field with its value in words; the name alone of what is so or not."""
    called = in_words(FIELDS[name])
    return called if value is True else f"{called}: {_words(_value(name, value))}"


def _value(name: str, value: Any) -> Any:
    """What the gateway itself says as a code is said in words."""
    from gateway.replies import catalogue

    if name in _CALLED:
        return [label(f"{_CALLED[name]}{one}") for one in (value if isinstance(value, list) else [value])]
    if name == "attachments":
        return [_without_codes(one) for one in value]
    if name == "flags":
        return [catalogue.flag(one, speaks()) for one in value]
    return [catalogue.withheld(one, speaks()) for one in value] if name == "withheld" else value


def _without_codes(attachment: dict[str, Any]) -> dict[str, Any]:
    """An attachment with what is dangerous about it in words."""
    told = {name: value for name, value in attachment.items() if name != "flags"}
    return told | {"dangers": [label(f"label.danger_{flag}") for flag in attachment.get("flags", ())]}


def _words(value: Any) -> str:
    """A value on its lines: what a mail says is indented and cannot command the terminal."""
    if isinstance(value, dict):
        return ", ".join(_named(name, one) for name, one in value.items() if one not in ("", None, [], False))
    if isinstance(value, list):
        return "; ".join(_words(one) for one in value)
    return safe(str(value).encode("utf-8", "replace").decode("utf-8")).replace("\n", "\n    ")
