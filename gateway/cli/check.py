"""`gw check`: the configuration, then every connection that it names, each with what to do where it fails."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.common import SHIPPED, AsJson, ConfigPath, console, in_words, print_json, settings
from gateway.domain.errors import ConfigError
from gateway.domain.reasons import row
from gateway.runtime import eventloop

if TYPE_CHECKING:
    from gateway.cli.result import Result
    from gateway.settings.config import Config

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Put the command on the list."""
    app.command("check")(check)


def check(
    config: ConfigPath = SHIPPED,
    send: Annotated[
        list[str] | None,
        typer.Option(metavar="TO", help="Then a test message from each line: a mail address, a number, or both."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Name every mistake in the configuration, then try every connection. Exit code 0: well, 1: failed, 2: mistakes."""
    from gateway.cli import sample
    from gateway.local import simulator

    try:
        recipients = sample.recipients(send or ())
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--send") from None
    try:
        found = simulator.prepared(settings(config))
    except ConfigError as error:
        if as_json:
            print_json({"ok": False, **_mistakes(error), "notes": [], "results": []})
            raise typer.Exit(2) from None
        raise
    notes = [*_silent(found), *_unnotified(found)]
    out = console()
    if not as_json:
        out.print(f"ok      {found.path}: {len(found.units)} units, {len(found.lines)} lines")
        for note in notes:
            out.print(f"note    {note}", soft_wrap=True)
    results = eventloop.run(_results(found, recipients))
    ok = all(result.ok for result in results)
    if as_json:
        print_json(
            {
                "ok": ok,
                "mistakes": [],
                "mistake_codes": [],
                "notes": notes,
                "results": [asdict(result) for result in results],
            }
        )
        raise typer.Exit(0 if ok else 1)
    for result in results:
        out.print(f"{'ok    ' if result.ok else 'FAILED'}  {result.name}: {result.words}", soft_wrap=True)
        if result.advice:
            out.print(f"        → {result.advice}", soft_wrap=True)
    raise typer.Exit(0 if ok else 1)


def _mistakes(error: ConfigError) -> dict[str, object]:
    """The mistakes for machines: in English whoever asks, and as codes with their keys."""
    return {
        "mistakes": [in_words(problem.located, "en") for problem in error.problems],
        "mistake_codes": [
            {"key": problem.key, "label": problem.label, **row(problem.reason)} for problem in error.problems
        ],
    }


def _silent(config: "Config") -> Iterator[str]:
    """Lines that send nothing."""
    for line in config.lines.values():
        if not line.send:
            yield f"{line.name}: send = false: it makes cases and sends nothing"


def _unnotified(config: "Config") -> Iterator[str]:
    """Ways of telling somebody that the configuration names and no line can go."""
    from gateway.services import alerts

    ways = {*alerts.reachable(config, "operator"), *alerts.reachable(config, "duty")}
    if not ways:
        yield "no line sends a mail or an alert: nobody is told of an emergency or of a broken line; watch the page"
        return
    if not any(urn.startswith("mailto:") for urn in ways):
        yield "no mail line sends: operator and duty officer are told by SMS only"
    if (config.operator_sms or config.duty_sms) and not any(urn.startswith("tel:") for urn in ways):
        yield "no SMS line sends: operator and duty officer are told by mail only"


async def _results(config: "Config", recipients: Mapping[str, str]) -> "list[Result]":
    from gateway.cli import probes

    return await probes.everything(config, recipients)
