"""Assessing what stands around the lines: backups, a restore, disk space, the calendar's end. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from gateway.domain import calendar
from gateway.ops.health import sentences
from gateway.ops.health.state import Finding, Upkeep
from gateway.settings.config import Config

BACKUP_AGE = timedelta(hours=26)  # a night, and two hours for the backup itself
RESTORED = timedelta(days=7)  # so long a restore stays a finding
FULL_SOON = 14.0  # days
WATCHED = timedelta(hours=24)  # before that no trend is believed
CALENDAR_AHEAD = timedelta(days=183)

NAMES: Mapping[str, str] = {  # as a list in an alert names a finding
    "backup_old": "sao lưu",
    "backup_failed": "sao lưu",
    "backup_uncopied": "chép bản sao lưu",
    "restored": "khôi phục",
    "disk_filling": "ổ đĩa",
    "calendar_ends": "lịch nghỉ lễ",
}

REASONS: Mapping[str, Mapping[str, str]] = {
    "": {"vi": "chưa chạy lần nào", "en": "none was taken yet"},
    "room": {"vi": "ổ đĩa không đủ chỗ ({detail})", "en": "not enough room on the disk ({detail})"},
    "directory": {"vi": "không ghi được vào thư mục sao lưu ({detail})", "en": "the directory refuses it ({detail})"},
    "write": {"vi": "không ghi được tệp ({detail})", "en": "the file could not be written ({detail})"},
    "database": {"vi": "PostgreSQL bị lỗi ({detail})", "en": "PostgreSQL failed ({detail})"},
    "child": {"vi": "tiến trình sao lưu chết ({detail})", "en": "the process that writes it died ({detail})"},
    "stopped": {"vi": "hệ thống dừng giữa chừng", "en": "the gateway was stopped meanwhile"},
    "hook": {"vi": "chương trình chép báo lỗi ({detail})", "en": "the hook failed ({detail})"},
}
PLACES: Mapping[str, Mapping[str, str]] = {
    "data": {"vi": "dữ liệu", "en": "data"},
    "backups": {"vi": "sao lưu", "en": "backup"},
}


def about(config: Config, upkeep: Upkeep, now: datetime) -> Iterator[Finding]:
    """What is due around the lines. `now`: by the database's clock."""
    if config.backup.nightly:
        yield from _about_backups(upkeep, now)
    restored = upkeep.restored
    if restored and now - restored.at < RESTORED:
        since, until = (sentences.moment(at, config.zone) for at in (restored.taken_at, restored.at))
        yield sentences.finding("restored", since=since, until=until)
    for place, samples in upkeep.disk_space.items():
        days = days_left(samples)
        if days is not None and days < FULL_SOON:
            yield sentences.finding("disk_filling", place, disk=PLACES[place], days=float(max(1, round(days))))
    end = calendar.load().known_until
    if end - now.astimezone(config.zone).date() < CALENDAR_AHEAD:
        yield sentences.finding("calendar_ends", end=f"{end:%d/%m/%Y}")


def _about_backups(upkeep: Upkeep, now: datetime) -> Iterator[Finding]:
    last = upkeep.backups
    failed, why, detail = last.outcome == "failed", last.reason or "", last.detail or ""
    age = now - (last.good_at or last.born_at)
    cause = reason(why if failed else "", detail)
    if age > BACKUP_AGE:
        yield sentences.finding("backup_old", age=age, cause=cause)
    elif failed:
        yield sentences.finding("backup_failed", age=now - (last.started_at or now), cause=cause)
    elif why:
        yield sentences.finding("backup_uncopied", cause=reason(why, detail))


def reason(key: str, detail: str) -> Mapping[str, str]:
    """Why a backup failed, in each language."""
    return {language: text.replace("{detail}", detail) for language, text in REASONS[key].items()}


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
