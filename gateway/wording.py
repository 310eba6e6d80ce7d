"""The values that fill a reply's placeholders: how a unit, a date, a state is written for a citizen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from gateway.config import Unit
from gateway.replies import KINDS, STATUS

TOLD = "Người gửi đã được đề nghị gọi 113, 114 hoặc 115."
NOT_TOLD = "Hệ thống chưa trả lời người gửi: xin liên hệ ngay."
HELD = "tin giữ lại"
HELD_NOT_TOLD = "Tin có dấu hiệu của thư máy nên bị giữ lại: chưa mở vụ việc, chưa trả lời người gửi. Xin xem ngay."
OWES_NO_ANSWER = frozenset({"answered", "rejected", "petition_guided", "closed"})


def day(at: datetime, zone: ZoneInfo) -> str:
    """A date on paper: 05/12/2026."""
    return at.astimezone(zone).strftime("%d/%m/%Y")


def minute(at: datetime, zone: ZoneInfo) -> str:
    """A time on paper: 08:05 ngày 05/12/2026 without the word."""
    return at.astimezone(zone).strftime("%H:%M %d/%m/%Y")


def values(case: Mapping[str, Any], unit: Unit, language: str, zone: ZoneInfo, *, subject: str = "") -> dict[str, str]:
    """All placeholders that follow from a case's row: unit, phone, code, due, received, status, kind, line, subject."""
    state = case["state"]
    return {
        **unit_values(unit, language),
        "code": case["code"],
        "due": "" if state in OWES_NO_ANSWER else day(case["due_at"], zone),
        "received": day(case["opened_at"], zone),
        "status": STATUS[language][state],
        "kind": KINDS[case["kind"]],
        "line": case["line"],
        "subject": subject,
    }


def unit_values(unit: Unit, language: str) -> dict[str, str]:
    """Placeholders of a reply that is about no case: unit, phone."""
    return {"unit": (unit.name_en or unit.name) if language == "en" else unit.name, "phone": unit.phone}
