"""Which published numbers and mailboxes are proved reachable, by what, since when, and who answers for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gateway.domain import number_proofs
from gateway.domain.actor import Actor
from gateway.domain.number_proofs import Proof, Proven
from gateway.domain.reasons import Reason
from gateway.ops.health.assess import masked
from gateway.runtime.context import Context
from gateway.services import access, reasons
from gateway.services.numbers import proofs
from gateway.services.roster import on_duty
from gateway.services.roster.on_duty import OnDuty
from gateway.settings.config import Config, Line
from gateway.store import lines, people, read_models
from gateway.store.database import Connection
from gateway.store.lines import LineStatus
from gateway.store.people import Roster

__all__ = ["DAYS", "Number", "Standing", "look", "numbers"]

DAYS = 14  # of history


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One line. `causes`: why it fails, or is not reached; `history`: by day, the oldest first, its last good proof,
    None where it has none."""

    line: Line
    proven: Proven
    causes: tuple[Reason, ...]
    duty: OnDuty
    history: Mapping[date, Proof | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All lines that an actor's lists may show, at one moment."""

    now: datetime
    days: list[date]
    numbers: list[Number]


async def look(conn: Connection, context: Context, actor: Actor) -> Standing:
    """How they stand now."""
    config, now = context.config, await read_models.now(conn)
    names = access.configured(config, actor)
    days = [now.astimezone(config.zone).date() - timedelta(days=n) for n in reversed(range(DAYS))]
    since, zone = datetime.combine(days[0], time(), config.zone), config.zone.key
    known = await proofs.gather(conn, names, since, zone)
    states = {row.name: row for row in await lines.overview(conn, names)}
    return Standing(now=now, days=days, numbers=numbers(config, known, states, await people.roster(conn), now, days))


def numbers(
    config: Config,
    known: Mapping[str, Sequence[Proof]],
    states: Mapping[str, LineStatus],
    roster: Roster,
    now: datetime,
    days: Sequence[date],
) -> list[Number]:
    """What proofs, the lines' own states and the roster come to, in the order of the configuration. Pure."""
    return [
        _number(config, config.lines[duty.line], known[duty.line], states.get(duty.line), duty, now, days)
        for duty in on_duty.on_duty(config, roster, now)
        if duty.line in known
    ]


def _number(
    config: Config,
    line: Line,
    known: Sequence[Proof],
    state: LineStatus | None,
    duty: OnDuty,
    now: datetime,
    days: Sequence[date],
) -> Number:
    proven = number_proofs.proven(
        known,
        now,
        failing=state is not None and state.state == "failing",
        hours=line.unit.office_hours,
        calendar=config.calendars.of(line.unit.key),
        zone=config.zone,
    )
    good = sorted((proof for proof in known if proof.outcome in number_proofs.GOOD), key=lambda proof: proof.at)
    by_day = {proof.at.astimezone(config.zone).date(): proof for proof in good}
    errors = (state.error, state.send_error) if state else ()
    return Number(
        line=line,
        proven=proven,
        causes=tuple(masked(error) for error in errors if error) or _of_probe(proven),
        duty=duty,
        history={day: by_day.get(day) for day in days},
    )


def _of_probe(proven: Proven) -> tuple[Reason, ...]:
    """What a probe of ours met with, where the line itself fails at nothing."""
    found = reasons.NOT_REACHED.get(proven.by.outcome) if proven.by else None
    return (found,) if found else ()
