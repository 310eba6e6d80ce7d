"""Assessing the virus scanner: where it does not answer, attachments wait unscanned. Pure."""

from collections.abc import Iterator
from datetime import datetime

from gateway.ops.health.findings import finding
from gateway.ops.health.state import Finding, Scanning, Server


def server(scanning: Scanning, *, known: bool) -> Server:
    """Its place among the servers; `value`: how many attachments wait. `known`: what was read is of now."""
    if not known or not scanning.scanners:
        return Server(name="scanner", state="unknown")
    well = all(one.error is None for one in scanning.scanners)
    return Server(name="scanner", state="ok" if well else "warning", value=scanning.waiting)


def about(scanning: Scanning, now: datetime) -> Iterator[Finding]:
    """A finding for each machine whose scanner does not answer. `now`: by the database's clock."""
    for one in scanning.scanners:
        if one.error is not None:
            age = now - one.since
            yield finding("scanner_down", host=one.host, age=age, cause=one.error, n=scanning.waiting)
