"""/metrics: what health knows and what passed, in the text format of Prometheus. Nothing of a citizen's is in a label.

A figure is shown only where it is known. What PostgreSQL does not say in time keeps its last value,
and gateway_known_age_seconds says how old that is; `up` and `ok` are 1 only where that is certain. Counters begin at
nothing with this process (health/counters.py). Labels are names of lines and words of the program, nothing received.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.model import Outcome
from gateway.ops.health import Counts, Health, HealthMonitor, LineHealth, State
from gateway.ops.health.counters import BOUNDS, Key

__all__ = ["families", "route"]

STATES: tuple[State, ...] = ("ok", "warning", "unknown", "failing")
LINE_STATES: tuple[State, ...] = ("ok", "unknown", "failing")
LABELS = ("line", "outcome")
ATTEMPTS = ("ok", "failed", "unknown")
AT_A_LINE = ("in_unfetched", "in_unconfirmed", "in_held", "in_unreadable",
             "out_held", "out_unknown", "out_dead", "out_undelivered")  # fmt: skip
FACTS: Mapping[str, tuple[str, str]] = {
    "signal": ("gateway_modem_signal_percent", "Signal of the modem, as it says itself."),
    "sim_used": ("gateway_sim_used_messages", "Messages on the SIM."),
    "sim_size": ("gateway_sim_size_messages", "Messages that the SIM has room for."),
    "delete_failed": ("gateway_sim_undeleted_messages", "Stored messages that could not be deleted from the SIM."),
    "quota": ("gateway_mailbox_quota_percent", "How full the mailbox is by its server's word."),
    "waiting": ("gateway_line_source_messages", "Messages that still lie at the source, not yet read."),
}
STEPS: Mapping[str, str] = {
    "registration": "From the moment a message was stored whole to its decision, case and replies.",
    "handover": "From the moment a reply was queued to the moment its server or network took it.",
    "attempt": "From an attempt's opening to the answer of the server or modem.",
}
COUNTED: Mapping[str, tuple[str, Sequence[str]]] = {
    "messages": ("Messages registered, by what became of them.", [outcome.value for outcome in Outcome]),
    "attempts": ("Attempts to send a part, by their end.", ATTEMPTS),
}


def route(monitor: HealthMonitor) -> Route:
    """GET /metrics: answers within two seconds whatever is down, always 200: a scrape that works says what does not."""
    process = ProcessCollector(registry=None)

    async def answer(_: Request) -> Response:
        seen, counted = await asyncio.gather(monitor.look(), monitor.counted())
        # A city's 252 lines take a quarter of a second to write: not in the loop that sends and receives.
        text = await asyncio.to_thread(lambda: generate_latest(_Found([*families(seen, counted), *process.collect()])))
        return Response(text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    return Route("/metrics", answer, methods=["GET"])


class _Found(Collector):
    """Families that were collected already, as generate_latest asks for them."""

    def __init__(self, found: Sequence[Metric]) -> None:
        self._found = found

    def collect(self) -> Iterable[Metric]:
        """All of them."""
        return self._found


def families(seen: Health, counted: Counts | None) -> Iterator[Metric]:
    """All figures of one moment but the process's own. Pure."""
    yield from _whole(seen)
    yield from _lines(seen)
    yield from _queues(seen)
    if counted is not None:
        yield _at_a_line(seen, counted)
        yield _oldest_at_a_line(seen, counted)
        yield from _passed(seen, counted)


def _gauge(
    name: str, words: str, labels: Sequence[str], values: Iterable[tuple[Sequence[str], float | None]]
) -> Metric:
    """One gauge; a value of None is not shown."""
    family = GaugeMetricFamily(name, words, labels=labels)
    for of, value in values:
        if value is not None:
            family.add_metric(of, value)
    return family


def _seconds(seen: Health, moment: datetime | None) -> float | None:
    age = seen.age(moment)
    return None if age is None else age.total_seconds()


# --- the whole ---------------------------------------------------------------------------------------------------


def _whole(seen: Health) -> Iterator[Metric]:
    yield _gauge(
        "gateway_state",
        "1 at the state of the whole, 0 at the others.",
        ["state"],
        [([state], float(seen.worst == state)) for state in STATES],
    )
    yield _gauge(
        "gateway_finding",
        "What is wrong now, by the keys of the health page; not there when it is over.",
        ["key", "line", "severity"],
        sorted({((f.key, f.subject, f.severity), 1.0) for f in seen.findings}),
    )
    yield _gauge(
        "gateway_known_age_seconds",
        "How old is what is shown of lines and queues; not there before the first reading.",
        [],
        [((), _seconds(seen, seen.known_at))],
    )
    yield _gauge(
        "gateway_server_ok",
        "1 where a server that all lines need is certainly well: database, redis, intake, disk, clock, any scanner.",
        ["server"],
        [([server.name], float(server.state == "ok")) for server in seen.servers],
    )
    of = {server.name: server.value for server in seen.servers}
    yield _gauge("gateway_intake_silent_seconds", "Since an intake worker last worked.", [], [((), of["intake"])])
    yield _gauge("gateway_disk_free_bytes", "Room left for the data directory.", [], [((), of["disk"])])
    waiting = [((), of["scanner"])] if "scanner" in of else []
    yield _gauge("gateway_unscanned_attachments", "Attachments that wait for the virus scanner, if any.", [], waiting)
    yield _gauge("gateway_clock_skew_seconds", "PostgreSQL's clock less this machine's.", [], [((), of["clock"])])


# --- lines -------------------------------------------------------------------------------------------------------


def _lines(seen: Health) -> Iterator[Metric]:
    def each(name: str, words: str, value: Any) -> Metric:
        of = [((line.name, line.channel), value(line)) for line in seen.lines]
        return _gauge(name, words, ["line", "channel"], of)

    yield each("gateway_line_up", "1 where the line is certainly well: held, heard, no error.", _is_up)
    yield each("gateway_line_held", "1 where a process holds the line, as last known.", lambda line: float(line.held))
    yield each(
        "channel_lag_seconds",
        "Since the line was last read to its end; not there before the first time.",
        lambda line: _seconds(seen, line.heard_at),
    )
    yield each(
        "gateway_line_last_in_age_seconds", "Since something last came in.", lambda line: _seconds(seen, line.last_in)
    )
    yield each(
        "gateway_line_last_out_age_seconds",
        "Since something last went out.",
        lambda line: _seconds(seen, line.last_out),
    )
    yield _gauge(
        "gateway_line_state",
        "1 at the line's state, 0 at the others.",
        ["line", "channel", "state"],
        [
            ((line.name, line.channel, state), float(line.state == state))
            for line in seen.lines
            for state in LINE_STATES
        ],
    )
    for fact, (name, words) in FACTS.items():
        said = [(line, line.facts.get(fact)) for line in seen.lines]
        yield _gauge(name, words, ["line"], [([line.name], n) for line, n in said if isinstance(n, int | float)])


def _is_up(line: LineHealth) -> float:
    return float(line.state == "ok")


# --- queues ------------------------------------------------------------------------------------------------------


def _queues(seen: Health) -> Iterator[Metric]:
    yield _gauge(
        "gateway_queue_messages",
        "How many wait in each queue of the health page.",
        ["queue"],
        [([queue.name], float(queue.n)) for queue in seen.queues],
    )
    yield _gauge(
        "gateway_queue_oldest_seconds",
        "How long the oldest in each queue has waited; 0 where nothing waits.",
        ["queue"],
        [([queue.name], _seconds(seen, queue.oldest) or 0.0) for queue in seen.queues],
    )


def _waiting(seen: Health, counted: Counts) -> Mapping[tuple[str, str], tuple[int, datetime | None]]:
    """(line, queue) -> how many, and since when the oldest; the lines of the configuration, empty queues too, first."""
    waiting: dict[tuple[str, str], tuple[int, datetime | None]] = {}
    for line in seen.lines:
        waiting[line.name, "in_waiting"] = line.waiting, line.oldest_in
        waiting[line.name, "out_due"] = line.due, line.oldest_out
        waiting |= {(line.name, queue): (0, None) for queue in AT_A_LINE}
    return {**waiting, **counted.waiting}


def _at_a_line(seen: Health, counted: Counts) -> Metric:
    of = [(key, float(n)) for key, (n, _) in _waiting(seen, counted).items()]
    return _gauge("gateway_line_queue_messages", "How many wait at each line.", ["line", "queue"], of)


def _oldest_at_a_line(seen: Health, counted: Counts) -> Metric:
    of = [(key, _seconds(seen, oldest) or 0.0) for key, (_, oldest) in _waiting(seen, counted).items()]
    words = "How long the oldest of each queue has waited at each line; 0 where nothing waits."
    return _gauge("gateway_line_queue_oldest_seconds", words, ["line", "queue"], of)


# --- what passed -------------------------------------------------------------------------------------------------


def _passed(seen: Health, counted: Counts) -> Iterator[Metric]:
    counts = counted.counts
    for table, (words, outcomes) in COUNTED.items():
        of: dict[Key, float] = {(table, line.name, outcome): 0.0 for line in seen.lines for outcome in outcomes}
        of |= {key: n for key, n in counts.items() if key[0] == table}
        counter = CounterMetricFamily(f"gateway_{table}", f"{words} Since this process began.", None, LABELS)
        for (_, line, outcome), n in of.items():
            counter.add_metric([str(line), str(outcome)], n)
        yield counter
    for step, words in STEPS.items():
        histogram = HistogramMetricFamily(f"gateway_{step}_seconds", words, labels=["line"])
        for name in sorted({str(key[1]) for key in counts if key[0] == step}):
            in_buckets = [counts.get((step, name, n), 0.0) for n in range(len(BOUNDS) + 1)]
            histogram.add_metric([name], _cumulated(in_buckets), counts.get((step, name, "seconds"), 0.0))
        yield histogram


def _cumulated(in_buckets: Sequence[float]) -> list[tuple[str, float]]:
    """Each bucket holds all that took no longer than its bound: (bound, how many)."""
    bounds = [*map(str, map(float, BOUNDS)), "+Inf"]
    return [(bound, sum(in_buckets[: n + 1])) for n, bound in enumerate(bounds)]
