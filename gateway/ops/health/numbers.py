"""Assessing published numbers and mailboxes: none is well for longer than its last proof holds (domain/number_proofs).

What fails by itself is a finding of its own; here is what looks well and is not proved, or has lost a probe of ours.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from gateway.domain import addresses, number_proofs
from gateway.domain.number_proofs import Proof
from gateway.ops.health.findings import finding
from gateway.ops.health.state import Finding
from gateway.settings.config import Config, Line
from gateway.store import lines, maintenance, probes, read_models
from gateway.store.database import Connection

__all__ = ["about", "findings", "latest"]

Proofs = Mapping[str, Sequence[Proof]]
LONG = timedelta(days=30)  # so far back a call that was answered, or a probe, is looked for


async def latest(conn: Connection, names: Sequence[str]) -> Proofs:
    """The last proofs of these lines: what came in, a call that a person took, and all probes that are over."""
    found = {name: list[Proof]() for name in names}
    since = await read_models.now(conn) - LONG
    for name, at in (await read_models.last_in(conn, names)).items():
        found[name].append(Proof(way="traffic", outcome="received", at=at))
    for name, at in (await read_models.last_answered(conn, names, since)).items():
        found[name].append(Proof(way="traffic", outcome="answered", at=at))
    for probe in await probes.since(conn, names, since):
        found[probe.line].append(Proof(way="probe", outcome=probe.outcome, at=probe.sent_at))
    return found


async def findings(conn: Connection, config: Config) -> list[Finding]:
    """What health says of them now, by the database's clock."""
    failing = {row.name for row in await lines.overview(conn, list(config.lines)) if row.state == "failing"}
    born = (await maintenance.backups(conn)).born_at
    return list(about(config, await latest(conn, list(config.lines)), failing, born, await read_models.now(conn)))


def about(config: Config, known: Proofs, failing: Collection[str], born: datetime, now: datetime) -> Iterator[Finding]:
    """At most one of each line. `failing`: lines that fail by themselves, of which this would say nothing new; `born`:
    since when the installation stands, before which nothing can have come in."""
    for name, line in config.lines.items():
        if name in known and name not in failing and _is_published(config, line, known[name]):
            yield from _about(config, line, known[name], born, now)


def _is_published(config: Config, line: Line, known: Sequence[Proof]) -> bool:
    """Whether citizens may write or call there: not to a name, nor to an account that sends for others and has got
    nothing yet."""
    sends_for_others = any(other.reply_line == line.name for other in config.lines.values())
    only_sends = sends_for_others and not line.traits.one_sim and not known
    return not only_sends and not addresses.is_brand(line.options.address)


def _about(config: Config, line: Line, known: Sequence[Proof], born: datetime, now: datetime) -> Iterator[Finding]:
    days, hours = config.calendars.of(line.unit.key), line.unit.office_hours
    proven = number_proofs.proven(known, now, failing=False, hours=hours, calendar=days, zone=config.zone)
    if proven.state in ("failing", "rang") and proven.by:
        yield finding(f"probe_{proven.by.outcome}", line.name, line=line.name, age=now - proven.by.at)
    elif proven.state == "unproven":
        last = proven.by.at if proven.by else born
        if number_proofs.holds_until(last, hours, days, config.zone) <= now:
            yield finding("not_proved", line.name, line=line.name, age=now - last)
