"""Values that are right alone and wrong together, or with what is there on this machine."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gateway.domain import addresses
from gateway.domain.errors import Problem
from gateway.settings import reasons
from gateway.settings.configuration import Line
from gateway.settings.mistakes import hint, written
from gateway.settings.schema import Unit
from gateway.settings.units import Organisation

__all__ = ["wrong"]


def wrong(
    tables: Mapping[str, Any],
    units: Mapping[str, Unit | None],
    lines: Mapping[str, Line],
    places: Mapping[str, str],
    base: Path,
    organisation: Organisation | None,
) -> Iterator[Problem]:
    """What is wrong so. `tables`, `units`: those that are right by themselves, None for others; `places`: of the lines,
    like "lines[2]"; `base`: the directory from which paths count; `organisation`: all units, None where the register
    was not read."""
    yield from _ports(tables)
    logs, backup, times = tables["logs"], tables["backup"], tables["times"]
    if logs and logs.directory not in ("", "stderr") and os.path.isfile(base / logs.directory):  # noqa: PTH113
        yield Problem("logs.directory", reasons.DIRECTORY_IS_FILE)
    if backup and backup.hook and not _can_run(base / backup.hook):
        yield Problem("backup.hook", reasons.NOT_RUNNABLE)
    for name, line in lines.items():
        if times and getattr(line.options, "silence_seconds", 0.0) >= times.lease:
            too_long = reasons.SILENCE_TOO_LONG(lease=written(times.lease))
            yield Problem(f"{places[name]}.silence_seconds", too_long, name)
        for key in ("modem", "ring_modem"):
            modem = getattr(line.options, key, "")
            if modem and modem not in lines:
                yield Problem(f"{places[name]}.{key}", reasons.NO_LINE(hint=hint(modem, lines)), name)
    yield from _reply_lines(lines, places)
    yield from _unit_mails(units, lines)
    if organisation and (publication := tables["publication"]):
        for unit in publication.units:
            if unit not in organisation.by_key:
                yield Problem("publication.units", reasons.NO_UNIT(hint=hint(unit, organisation.by_key)))


def _can_run(file: Path) -> bool:
    return os.path.isfile(file) and os.access(file, os.X_OK)  # noqa: PTH113 - pathlib raises where a name is too long


def _ports(tables: Mapping[str, Any]) -> Iterator[Problem]:
    console, simulator = tables["console"], tables["simulator"]
    if not (console and simulator and simulator.enabled):
        return
    ports = {"console.port": console.port, "simulator.imap_port": simulator.imap_port}
    for name, port in {**ports, "simulator.smtp_port": simulator.smtp_port}.items():
        holder = next((other for other, taken in ports.items() if taken == port and other < name), None)
        if holder:
            yield Problem(name, reasons.PORT_TWICE(other=holder))


def _reply_lines(lines: Mapping[str, Line], places: Mapping[str, str]) -> Iterator[Problem]:
    """Of lines whose replies go by another one: why they cannot."""
    for line in lines.values():
        where = f"{places[line.name]}.reply_line"
        other = lines.get(line.reply_line)
        if line.reply_line and other is None:
            yield Problem(where, reasons.NO_LINE(hint=hint(line.reply_line, lines)), line.name)
        elif other is not None and (other.reply_line or not other.traits.connects):
            yield Problem(where, reasons.REPLY_LINE_DEAF(line=other.name), line.name)
        elif other is None and not line.traits.connects:
            yield Problem(where, reasons.NO_REPLY_LINE, line.name)


def _unit_mails(units: Mapping[str, Unit | None], lines: Mapping[str, Line]) -> Iterator[Problem]:
    """Of units that are told things in a mailbox which is read here: what we tell them would come in as a mail of ours,
    which nobody looks at."""
    read = {line.options.address: line.name for line in lines.values()}
    for number, unit in enumerate(units.values(), 1):
        line = read.get(addresses.mail(unit.mail)) if unit and unit.mail else None
        if unit and line:
            yield Problem(f"units[{number}].mail", reasons.MAIL_OF_LINE(line=line), unit.key)
