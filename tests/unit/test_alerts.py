"""How often one person is alerted: each thing by itself while they are few, then many at once, never without end."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.services import alerts

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def before(*seconds: int) -> list[datetime]:
    return [NOW - timedelta(seconds=n) for n in seconds]


@pytest.mark.parametrize(
    ("sent", "pending", "how"),
    [
        ([], 1, "each"),
        ([], 3, "each"),
        ([], 30, "together"),
        (before(5, 1), 1, "each"),
        (before(5, 1), 2, "together"),
        (before(9, 5, 1), 1, "wait"),
        (before(60, 40, 21), 1, "together"),
        (before(100, 90, 80, 21), 9, "wait"),
        (before(100, 90, 80, 61), 9, "together"),
        (before(*range(3000, 200, -100)), 500, "together"),
        (before(*range(3000, 100, -100)), 500, "wait"),
    ],
)
def test_alerts_are_told_each_then_together_with_growing_gaps(sent: list[datetime], pending: int, how: str) -> None:
    assert alerts.pace(sent, pending, NOW) == how


def test_an_emergency_every_second_makes_few_alerts_an_hour_and_none_waits_longer_than_five_minutes() -> None:
    sent: list[datetime] = []
    waiting: list[datetime] = []
    longest = timedelta(0)
    for second in range(3600):
        now = NOW + timedelta(seconds=second)
        waiting.append(now)
        if (how := alerts.pace(sent, len(waiting), now)) != "wait":
            longest = max(longest, now - waiting[0])
            sent += [now] * (len(waiting) if how == "each" else 1)
            waiting.clear()
    assert len(sent) <= 20
    assert longest <= timedelta(minutes=5)
