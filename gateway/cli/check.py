"""`gw check`: the configuration, then every connection that it names, each with what to do where it fails."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.common import SHIPPED, AsJson, Commands, ConfigPath, console, in_words, print_json, settings
from gateway.cli.sentences import (
    CHECK_CONFIGURATION,
    CHECK_FAILED,
    CHECK_FROM_NAME,
    CHECK_NAMES,
    CHECK_NOBODY_NOTIFIED,
    CHECK_NOTE,
    CHECK_OK,
    CHECK_ONLY_BY_MAIL,
    CHECK_ONLY_BY_SMS,
    CHECK_SILENT,
)
from gateway.domain.errors import ConfigError
from gateway.domain.reasons import Reason, row
from gateway.runtime import eventloop

if TYPE_CHECKING:
    from gateway.cli.result import Result
    from gateway.settings.config import Config

__all__ = ["register"]


def register(app: Commands) -> None:
    """Put the command on the list."""
    app.command("check", help="help.check")(check)


def check(
    config: ConfigPath = SHIPPED,
    send: Annotated[list[str] | None, typer.Option(metavar="help.meta_to", help="help.check_send")] = None,
    as_json: AsJson = False,
) -> None:
    """Name every mistake in the configuration, then try every connection. Exit code 0: well, 1: failed, 2: mistakes."""
    from gateway.cli import sample
    from gateway.cli.registered import registered
    from gateway.local import simulator

    recipients = sample.recipients(send or ())
    try:
        found = eventloop.run(registered(simulator.prepared(settings(config))))
    except ConfigError as error:
        if as_json:
            print_json({"ok": False, **_mistakes(error), "notes": [], "results": []})
            raise typer.Exit(2) from None
        raise
    notes = [*_silent(found), *_from_names(found), *_unnotified(found)]
    out = console()
    if not as_json:
        counted = CHECK_CONFIGURATION(path=str(found.path), units=len(found.units), lines=len(found.lines))
        out.print(f"{in_words(CHECK_OK):8}{in_words(counted)}")
        for note in notes:
            out.print(f"{in_words(CHECK_NOTE):8}{in_words(note)}", soft_wrap=True)
    results = eventloop.run(_results(found, recipients))
    ok = all(result.ok for result in results)
    if as_json:
        said = [in_words(note, "en") for note in notes]
        rows = [_row(result) for result in results]
        print_json({"ok": ok, "mistakes": [], "mistake_codes": [], "notes": said, "results": rows})
        raise typer.Exit(0 if ok else 1)
    for result in results:
        state = in_words(CHECK_OK if result.ok else CHECK_FAILED)
        name = in_words(CHECK_NAMES.get(f"name_{result.name}")) or result.name
        out.print(f"{state:8}{name}: {in_words(result.reason)}", soft_wrap=True)
        if advice := in_words(result.reason, part="advice"):
            out.print(f"        → {advice}", soft_wrap=True)
    raise typer.Exit(0 if ok else 1)


def _mistakes(error: ConfigError) -> dict[str, object]:
    """The mistakes for machines: in English whoever asks, and as codes with their keys."""
    return {
        "mistakes": [in_words(problem.located, "en") for problem in error.problems],
        "mistake_codes": [
            {"key": problem.key, "label": problem.label, **row(problem.reason)} for problem in error.problems
        ],
    }


def _row(result: "Result") -> dict[str, Any]:
    """For machines, in English whoever asks; `code` is stable."""
    found = {name: in_words(one, "en") if isinstance(one, Reason) else one for name, one in result.found.items()}
    words, advice = (in_words(result.reason, "en", part) for part in ("", "advice"))
    return {"name": result.name, "ok": result.ok, "words": words, "advice": advice, "found": found} | {
        "code": result.reason.code
    }


def _silent(config: "Config") -> Iterator[Reason]:
    """Lines that send nothing."""
    for line in config.lines.values():
        if not line.send:
            yield CHECK_SILENT(line=line.name)


def _from_names(config: "Config") -> Iterator[Reason]:
    """Lines whose replies come from a name, to which no citizen can write back."""
    for line in config.lines.values():
        scheme, _, name = config.replying(line).options.address.partition(":")
        if line.send and scheme == "sms" and not name.isdigit():
            yield CHECK_FROM_NAME(line=line.name, name=name)


def _unnotified(config: "Config") -> Iterator[Reason]:
    """Ways of telling somebody that the configuration names and no line can go."""
    from gateway.services import alerts

    ways = {*alerts.reachable(config, "operator"), *alerts.reachable(config, "duty")}
    if not ways:
        yield CHECK_NOBODY_NOTIFIED
        return
    if not any(urn.startswith("mailto:") for urn in ways):
        yield CHECK_ONLY_BY_SMS
    if (config.operator_sms or config.duty_sms) and not any(urn.startswith("tel:") for urn in ways):
        yield CHECK_ONLY_BY_MAIL


async def _results(config: "Config", recipients: Mapping[str, str]) -> "list[Result]":
    from gateway.cli import probes

    return await probes.everything(config, recipients)
