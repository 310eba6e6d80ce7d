"""What health saw, made up: a reading in which all is well, but for what a test is about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from gateway.channels import registry
from gateway.ops.health.assess import GIB, assess
from gateway.ops.health.state import QUEUES, Health, HealthReading, Probes, Queue
from gateway.settings import config
from gateway.settings.config import Config
from gateway.store.lines import LineStatus
from tests.support import configs

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
MAIL, SMS = "vanmieu-mail", "vanmieu-sms"
IMSI = "452040000000001"


def two_lines(make_config: Callable[..., Path]) -> Config:
    """A configuration of a mailbox and a number."""
    lines = [configs.mail_line(), configs.sms_line(imsi=IMSI)]
    times = {"health_grace": 90, "sweep": 2, "incomplete_sms": 600}
    return config.load(make_config(lines=lines, times=times), registry)


WELL = LineStatus(
    name="",
    state="ok",
    since=NOW - timedelta(hours=3),
    error=None,
    send_error=None,
    held=True,
    heard_at=NOW - timedelta(seconds=5),
    quiet_seconds=5.0,
    facts={},
)


def row(**more: Any) -> LineStatus:
    """How a line stands, well unless `more` says otherwise."""
    return replace(WELL, **more)


def reading(*, mail: LineStatus | None = None, sms: LineStatus | None = None, **more: Any) -> HealthReading:
    """A reading in which all is well, but for what is given."""
    whole = HealthReading(
        at=NOW,
        clock=NOW,
        lines={MAIL: mail or row(), SMS: sms or row(facts={"imsi": IMSI, "signal": 60, "sim_used": 2, "sim_size": 20})},
        queues=tuple(Queue(name=name, n=0) for name in QUEUES),
        ready=Queue(name="in_ready", n=0),
        waiting={},
        due={},
        last_in={},
        last_out={},
        watched=NOW - timedelta(seconds=1),
    )
    return replace(whole, **more)


def queue(name: str, n: int, age: timedelta) -> dict[str, Any]:
    return {"queues": (Queue(name=name, n=n, oldest=NOW - age),)}


PROBES = Probes(at=NOW, wakeup=True, disk_free=50 * GIB)


def seen(
    context: Config, known: HealthReading | None = None, *, stale: bool = False, probes: Probes = PROBES
) -> Health:
    return assess(context, known or reading(), probes, stale=stale, now=NOW)


def keys(health: Health) -> list[str]:
    return [finding.key for finding in health.findings]
