"""How findings, ages, sizes, moments and errors are written in Vietnamese and English. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.ops.health.causes import CAUSES
from gateway.ops.health.findings import FINDINGS
from gateway.ops.health.state import Finding

LANGUAGES = ("vi", "en")


QUEUES: Mapping[str, Mapping[str, str]] = {
    "in_waiting": {"vi": "Chờ xử lý", "en": "To be registered"},
    "in_unfetched": {"vi": "Chưa lấy được từ nguồn", "en": "Not handed over"},
    "in_unconfirmed": {"vi": "Chưa đánh dấu tại nguồn", "en": "Not marked at source"},
    "in_held": {"vi": "Chờ người xem xét", "en": "Held for a person"},
    "in_unreadable": {"vi": "Không giải mã được", "en": "Unreadable"},
    "out_due": {"vi": "Chờ gửi", "en": "To be sent"},
    "out_held": {"vi": "Giữ lại chờ quyết định", "en": "Held back from sending"},
    "out_unknown": {"vi": "Không rõ đã gửi chưa", "en": "Perhaps sent"},
    "out_dead": {"vi": "Không gửi được", "en": "Could not be sent"},
    "out_undelivered": {"vi": "Không tới người nhận", "en": "Did not arrive"},
    "case_open": {"vi": "Đang xử lý", "en": "Open"},
    "case_overdue": {"vi": "Quá hạn", "en": "Overdue"},
    "case_urgent": {"vi": "Khẩn cấp", "en": "Urgent"},
}


def finding(key: str, subject: str = "", **values: object) -> Finding:
    """The finding `key`, its placeholders filled; a timedelta and a mapping by language are written in each."""
    text = FINDINGS[key]

    def fill(template: str, language: str) -> str:
        return template.format_map({name: _said(value, language) for name, value in values.items()})

    return Finding(
        severity=text.severity,
        key=key,
        subject=subject,
        what={"vi": fill(text.vi, "vi"), "en": fill(text.en, "en")},
        advice={"vi": fill(text.vi_do, "vi"), "en": fill(text.en_do, "en")},
    )


def _said(value: object, language: str) -> object:
    if isinstance(value, timedelta):
        return age(value, language)
    if isinstance(value, float):
        return number(value, language)
    return value[language] if isinstance(value, Mapping) else value


UNITS = (
    (86400, ("ngày", "day")),
    (3600, ("giờ", "hour")),
    (60, ("phút", "minute")),
    (1, ("giây", "second")),
)


def age(span: timedelta, language: str) -> str:
    """A span in its largest whole unit: 3 phút, 3 minutes."""
    seconds = max(0, int(span.total_seconds()))
    size, (vi, en) = next((unit for unit in UNITS if seconds >= unit[0]), UNITS[-1])
    n = seconds // size
    return f"{n} {vi}" if language == "vi" else f"{n} {en}{'' if n == 1 else 's'}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A moment on paper: 08:05:09 05/12/2026."""
    return at.astimezone(zone).strftime("%H:%M:%S %d/%m/%Y")


def size(count: float, language: str) -> str:
    """Bytes: 1,5 GiB in Vietnamese, 1.5 GiB in English."""
    power = min(3, max(0, int(count).bit_length() - 1) // 10)
    return f"{number(count / 1024**power, language)} {('B', 'KiB', 'MiB', 'GiB')[power]}"


def number(value: float, language: str) -> str:
    """To one decimal where that matters, with the language's comma or point: 0,2 and 0.2, 3600."""
    text = f"{value:.0f}" if abs(value) >= 10 else f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if language == "vi" else text


def error(text: str, language: str) -> str:
    """What a channel said of its trouble, in the page's language; English where nobody has translated it.

    A line that can neither be read nor send has said two things, joined by "; "."""
    if language != "vi":
        return text
    said = text.split("; ")
    halves = [("; ".join(said[:n]), "; ".join(said[n:])) for n in range(1, len(said))]
    both = (f"{a}; {b}" for one, other in halves if (a := _vietnamese(one)) and (b := _vietnamese(other)))
    return _vietnamese(text) or next(both, text)


def _vietnamese(text: str) -> str | None:
    return next((found.expand(words) for pattern, words in CAUSES if (found := pattern.fullmatch(text))), None)
