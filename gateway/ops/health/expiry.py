"""Whether what a line lives by will end soon: a person's consent, an application's secret, the SIM itself. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.ops.health.findings import finding
from gateway.ops.health.state import Finding
from gateway.replies import wording

__all__ = ["ENDS", "about", "moment"]

AHEAD = timedelta(days=14)
ENDS = {
    "consent_ends": "consent_given",
    "secret_ends": "",
    "sim_ends": "",
}  # a line's facts: what ends -> since when it is good, where a line says so


def about(line: str, facts: Mapping[str, object], zone: ZoneInfo, now: datetime) -> Iterator[Finding]:
    """What ends within a fortnight. What never lasts so long, as where each renewal brings another few days: once half
    of its time is over."""
    for name, since in ENDS.items():
        end, begun = moment(facts.get(name)), moment(facts.get(since))
        ahead = min(AHEAD, (end - begun) / 2) if end and begun else AHEAD
        if end and end - now < ahead:
            yield finding(name, line, line=line, end=wording.day(end, zone))


def moment(fact: object) -> datetime | None:
    """A moment as a line's facts hold it."""
    return datetime.fromisoformat(fact) if isinstance(fact, str) else None
