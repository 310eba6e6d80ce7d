"""Assessing how the configuration file stands to what runs. Pure."""

from collections.abc import Iterator

from gateway.ops.health.findings import finding
from gateway.ops.health.state import Finding
from gateway.runtime.context import Context


def about(context: Context) -> Iterator[Finding]:
    """That the file is wrong and an earlier one holds; that keys of it wait for a start."""
    if context.mistakes:
        yield finding("configuration_wrong", n=float(len(context.mistakes)), cause=context.mistakes[0].located)
    if context.waiting:
        yield finding("restart_needed", keys=", ".join(context.waiting))
