"""Assessing the roster: office hours to come in which nobody is on duty for a line. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from gateway.domain import duty
from gateway.domain.duty import Gap
from gateway.ops.health.findings import finding
from gateway.ops.health.state import Finding
from gateway.replies import wording
from gateway.settings.config import Config
from gateway.store.people import Roster

AHEAD = timedelta(days=3)  # so far gaps are looked for: somebody can still be found


def about(config: Config, roster: Roster, now: datetime) -> Iterator[Finding]:
    """The first gap of each line. `now`: by the database's clock."""
    seen: set[str] = set()
    for gap in gaps(config, roster, now):
        if gap.line not in seen:
            seen.add(gap.line)
            since, until = (wording.minute(at, config.zone) for at in (gap.since, gap.until))
            yield finding("duty_gap", gap.line, line=gap.line, since=since, until=until)


def gaps(config: Config, roster: Roster, now: datetime) -> list[Gap]:
    """Those of the next days, of configured lines that stand in the roster at all, line by line."""
    found: list[Gap] = []
    for line in config.lines.values():
        own = [shift for shift in roster.shifts if shift.line == line.name]
        if own:
            found += duty.gaps(
                line.name,
                now,
                now + AHEAD,
                own,
                roster.absences,
                hours=line.unit.office_hours,
                calendar=config.calendars.of(line.unit.key),
                zone=config.zone,
            )
    return found
