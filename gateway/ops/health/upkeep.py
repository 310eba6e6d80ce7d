"""Assessing what stands around the lines: backups, a restore, disk space, the calendar's end, the roster. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median

from gateway.domain.reasons import Reason, code, codes
from gateway.ops.health import roster, units
from gateway.ops.health.findings import finding
from gateway.ops.health.state import Finding, Upkeep
from gateway.replies import wording
from gateway.settings.config import Config
from gateway.store.audit import ChainState

BACKUP_AGE = timedelta(hours=26)  # a night, and two hours for the backup itself
RESTORED = timedelta(days=7)  # so long a restore stays a finding
FULL_SOON = 14.0  # days
WATCHED = timedelta(hours=24)  # before that no trend is believed
UNSEALED = timedelta(minutes=10)  # so long a row of audit may wait for its seal
UNERASED = timedelta(days=3)  # so long persons' data may wait to be erased, for it is once a day
CALENDAR_AHEAD = timedelta(days=183)

REASONS = {
    "": code("backup.none"),
    "stopped": code("backup.stopped"),
    **{key: code(f"backup.{key}", "detail") for key in ("room", "directory", "write", "database", "child", "hook")},
}
PLACES = codes("place", ("data", "backups"))


def about(config: Config, upkeep: Upkeep, now: datetime) -> Iterator[Finding]:
    """What is due around the lines. `now`: by the database's clock."""
    if config.backup.nightly:
        yield from _about_backups(upkeep, now)
    restored = upkeep.restored
    if restored and now - restored.at < RESTORED:
        since, until = (wording.second(at, config.zone) for at in (restored.taken_at, restored.at))
        yield finding("restored", since=since, until=until)
    for place, samples in upkeep.disk_space.items():
        days = days_left(samples)
        if days is not None and days < FULL_SOON:
            yield finding("disk_filling", place, disk=PLACES[place], days=float(max(1, round(days))))
    end = config.calendars.common.known_until
    if end - now.astimezone(config.zone).date() < CALENDAR_AHEAD:
        yield finding("calendar_ends", end=f"{end:%d/%m/%Y}")
    yield from roster.about(config, upkeep.roster, now)
    yield from units.about(config, upkeep.roster.persons, upkeep.open_of_ended)
    for trouble in upkeep.log_in:
        if trouble.issuer == config.login.issuer:
            yield finding("log_in_fails", host=config.login.host, age=now - trouble.since, cause=trouble.error)
    for unit, n in upkeep.unseen.items():
        yield finding("restricted_unseen", unit, unit=unit, n=float(n))
    yield from _about_audit(config, upkeep.audit, now)
    is_on = config.retention.days or config.retention.restricted_days
    if is_on and upkeep.erased_at and now - upkeep.erased_at > UNERASED:
        yield finding("erasing_late", age=now - upkeep.erased_at)


def _about_audit(config: Config, chain: ChainState, now: datetime) -> Iterator[Finding]:
    if chain.fault and chain.checked_at:
        at = wording.second(chain.checked_at, config.zone)
        yield finding("audit_broken", place=float(chain.fault_place), at=at)
    if chain.unsealed_since and now - chain.unsealed_since > UNSEALED:
        yield finding("audit_unsealed", n=float(chain.unsealed), age=now - chain.unsealed_since)


def _about_backups(upkeep: Upkeep, now: datetime) -> Iterator[Finding]:
    last = upkeep.backups
    failed, why, detail = last.outcome == "failed", last.reason or "", last.detail or ""
    age = now - (last.good_at or last.born_at)
    cause = reason(why if failed else "", detail)
    if age > BACKUP_AGE:
        yield finding("backup_old", age=age, cause=cause)
    elif failed:
        yield finding("backup_failed", age=now - (last.started_at or now), cause=cause)
    elif why:
        yield finding("backup_uncopied", cause=reason(why, detail))


def reason(key: str, detail: str) -> Reason:
    """Why a backup failed: one of REASONS, of backups.reason."""
    why = REASONS[key]
    return why(detail=detail) if why.names else why()


def days_left(samples: Sequence[tuple[datetime, int]]) -> float | None:
    """Days until nothing is free, by the week's trend: the middle of its first quarter against that of its last, so
    that a file that came and went is no trend. None: too few samples, or the space does not shrink."""
    if len(samples) < 8 or samples[-1][0] - samples[0][0] < WATCHED:
        return None
    quarter = len(samples) // 4
    first, last = samples[:quarter], samples[-quarter:]
    before, after = (median(free for _, free in part) for part in (first, last))
    if before <= after:
        return None
    day = timedelta(days=1)
    per_day = (before - after) / ((last[quarter // 2][0] - first[quarter // 2][0]) / day)
    return after / per_day - (samples[-1][0] - last[quarter // 2][0]) / day
