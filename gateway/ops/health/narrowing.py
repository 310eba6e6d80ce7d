"""Health as far as somebody may see it: their lines, their queues, and what is wrong with all of the installation."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from gateway.ops.health.state import QUEUES, Health, Queue
from gateway.store.read_models.queues import QueueAge

__all__ = ["narrowed"]


def narrowed(seen: Health, lines: Collection[str] | None, queues: Mapping[str, QueueAge]) -> Health:
    """What is left for who may see these lines (None: all), and of whose lists `queues` were counted. Findings about a
    queue are of the whole installation, and left out."""
    lines = [line.name for line in seen.lines] if lines is None else lines
    findings = (one for one in seen.findings if one.subject in lines or (not one.subject and one.key not in QUEUES))
    counted = ((one.name, queues.get(one.name)) for one in seen.queues)
    return replace(
        seen,
        lines=tuple(line for line in seen.lines if line.name in lines),
        queues=tuple(Queue(name=name, n=of.n if of else 0, oldest=of.oldest if of else None) for name, of in counted),
        findings=tuple(findings),
    )
