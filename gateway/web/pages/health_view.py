"""Health -> what the page's template shows, and JSON for machines. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from gateway.domain.reasons import Reason
from gateway.ops.health import Health, LineHealth, Queue, Server, expiry
from gateway.replies import catalogue, wording
from gateway.runtime import logs
from gateway.settings.config import Config
from gateway.web.labels import LABELS

GROUPS = ("in", "out", "case")  # the first word of a queue's name
PLACES: Mapping[str, str] = {  # where a person can do something about a finding
    **{f"case_{mark}": f"/cases?mark={mark}" for mark in ("urgent", "overdue")},
    **{f"in_{state}": f"/attention?side=in&state={state}" for state in ("held", "unreadable")},
    **{f"out_{state}": f"/attention?side=out&state={state}" for state in ("held", "unknown", "dead", "undelivered")},
}
Result = Literal["running", "ok", "held", "failed"]
QUIET = ("in_waiting", "in_unconfirmed", "out_due", "case_open")  # queues where something always passes through


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """What the test of a line said; held: a running process has the line, and it works."""

    at: datetime
    result: Result
    waiting: int = 0
    error: Reason | None = None


def view(
    seen: Health,
    language: str,
    config: Config,
    *,
    ages: Mapping[str, tuple[float, float]] | None = None,
    tests: Mapping[str, Test] | None = None,
) -> dict[str, Any]:
    """All that templates/pages/health_live.html needs, already written as text.

    `ages`: of each queue the ages in seconds that half and nine tenths have not reached; `tests`: by line.
    """
    moments = Moments(seen, language, config)
    return {
        "state": seen.worst,
        "at": wording.second(seen.at, config.zone),
        "known": wording.second(seen.known_at, config.zone) if seen.stale and seen.known_at else "",
        "zone": config.zone.key,
        "findings": [
            {
                "severity": f.severity,
                "what": catalogue.say(f.reason, language),
                "advice": catalogue.say(f.reason, language, "advice"),
                "page": PLACES.get(f.key, ""),
            }
            for f in seen.findings
        ],
        "servers": [_server(server, language) for server in seen.servers],
        "lines": [
            _line(line, moments, language) | _test((tests or {}).get(line.name), language, config)
            for line in seen.lines
        ],
        "groups": [(name, _queues(seen.queues, name, moments, language, ages or {})) for name in GROUPS],
    }


def _test(test: Test | None, language: str, config: Config) -> dict[str, str]:
    """What the last test of a line said, and how it is shown."""
    if test is None:
        return {"test": "", "test_result": ""}
    at = test.at.astimezone(config.zone).strftime("%H:%M:%S")
    said = LABELS[language][f"test_{test.result}"].format(
        at=at, n=test.waiting, error=logs.mask(catalogue.say(test.error, language)) if test.error else ""
    )
    return {"test": said, "test_result": test.result}


class Moments:
    """Writes a moment as its age, with the moment itself beside it."""

    def __init__(self, seen: Health, language: str, config: Config) -> None:
        self._seen, self._language, self._zone = seen, language, config.zone

    def __call__(self, at: datetime | None) -> dict[str, str] | None:
        """None stays None: the template says what that means."""
        age = self._seen.age(at)
        if at is None or age is None:
            return None
        return {
            "age": catalogue.age(age, self._language),
            "at": wording.second(at, self._zone),
            "iso": at.isoformat(),
        }

    def day(self, at: datetime) -> str:
        """A date on paper."""
        return wording.day(at, self._zone)


def _server(server: Server, language: str) -> dict[str, str]:
    label = LABELS[language]
    detail = label.get(f"{server.name}_{server.why or server.state}", "")
    if not detail and server.value is not None:
        write = catalogue.size if server.name == "disk" else catalogue.number
        detail = label[f"{server.name}_value"].format(value=write(abs(server.value), language))
    return {"name": label[server.name], "state": server.state, "detail": detail}


def _line(line: LineHealth, moments: Moments, language: str) -> dict[str, Any]:
    label = LABELS[language]
    return {
        "name": line.name,
        "channel": line.label[language],
        "unit": line.unit if language == "vi" else line.unit_en,
        "owner": line.owner,
        "sends": line.sends,
        "connects": line.connects,
        "state": line.state,
        "state_text": label[f"why_{line.why}" if line.why else f"line_{line.state}"],
        "error": "; ".join(catalogue.say(error, language) for error in line.errors),
        "since": moments(line.since) if line.state in ("ok", "failing") else None,
        "heard": moments(line.heard_at),
        "last_in": moments(line.last_in),
        "last_out": moments(line.last_out),
        "waiting": line.waiting,
        "oldest_in": moments(line.oldest_in),
        "due": line.due,
        "oldest_out": moments(line.oldest_out),
        "facts": _facts(line.facts, label, moments),
    }


def _facts(facts: Mapping[str, Any], label: Mapping[str, str], moments: Moments) -> list[str]:
    said = []
    if facts.get("signal") is not None:
        said.append(label["signal"].format(n=facts["signal"]))
    if facts.get("sim_size"):
        said.append(label["sim"].format(used=facts.get("sim_used") or 0, size=facts["sim_size"]))
    said += [label[f"fact_{name}"].format(n=facts[name]) for name in ("delete_failed", "waiting") if facts.get(name)]
    if facts.get("port"):
        said.append(label["port"].format(port=facts["port"]))
    if facts.get("balance") is not None:
        said.append(label["balance"].format(n=facts["balance"]))
    if facts.get("balance_text"):
        at = moments(expiry.moment(facts.get("balance_at")))
        said.append(label["balance_text"].format(text=facts["balance_text"], at=at))
    if facts.get("other_sim"):
        said.append(label["other_sim"])
    for name in expiry.ENDS:
        if end := expiry.moment(facts.get(name)):
            said.append(label[f"fact_{name}"].format(end=moments.day(end)))
    return said


def _queues(
    queues: Sequence[Queue], group: str, moments: Moments, language: str, ages: Mapping[str, tuple[float, float]]
) -> list[dict[str, Any]]:
    return [
        {
            "name": catalogue.words(f"queue.{queue.name}", language),
            "n": queue.n,
            "oldest": moments(queue.oldest),
            "ages": _ages(ages.get(queue.name), language) if queue.n > 1 else "",
            "attention": queue.n > 0 and queue.name not in QUIET,
        }
        for queue in queues
        if queue.name.startswith(f"{group}_")
    ]


def _ages(known: tuple[float, float] | None, language: str) -> str:
    if known is None:
        return ""
    half, most = (catalogue.age(timedelta(seconds=age), language) for age in known)
    return LABELS[language]["ages"].format(p50=half, p90=most)


def as_json(seen: Health) -> dict[str, Any]:
    """For machines: moments in ISO 8601, ages in seconds, null for what is unknown."""

    def seconds(at: datetime | None) -> float | None:
        age = seen.age(at)
        return None if age is None else round(age.total_seconds(), 3)

    return {
        "state": seen.worst,
        "at": seen.at.isoformat(),
        "known_at": seen.known_at.isoformat() if seen.known_at else None,
        "stale": seen.stale,
        "findings": [
            {"severity": f.severity, "key": f.key, "line": f.subject or None, "what": catalogue.say(f.reason, "en")}
            for f in seen.findings
        ],
        "servers": {
            server.name: {"state": server.state, "value": server.value, "why": server.why} for server in seen.servers
        },
        "lines": {
            line.name: {
                "state": line.state,
                "held": line.held,
                "heard_seconds": seconds(line.heard_at),
                "last_in_seconds": seconds(line.last_in),
                "last_out_seconds": seconds(line.last_out),
                "waiting": line.waiting,
                "waiting_seconds": seconds(line.oldest_in),
                "due": line.due,
                "due_seconds": seconds(line.oldest_out),
                "facts": dict(line.facts),
            }
            for line in seen.lines
        },
        "queues": {queue.name: {"n": queue.n, "oldest_seconds": seconds(queue.oldest)} for queue in seen.queues},
    }
