"""A reading and the probes -> Health. Pure: the moment is handed in, nothing is asked.

A state is never better than what is known: a line that is not polled, not held or not read just now is unknown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gateway.domain.reasons import Part, Reason, Size, code
from gateway.ops.health import expiry, numbers, scanner, upkeep
from gateway.ops.health.findings import finding
from gateway.ops.health.state import (
    RANK,
    Finding,
    Health,
    HealthReading,
    LineHealth,
    Probes,
    Queue,
    Scanning,
    Server,
    State,
    Why,
)
from gateway.runtime import logs
from gateway.settings.config import Config, Line
from gateway.store.inbox import Guesses
from gateway.store.lines import LineStatus

UNKNOWN_STEP = code("step.unknown")()
GIB = 1 << 30
DISK_LOW, DISK_FULL = 2 * GIB, GIB // 4  # bytes left; PostgreSQL stops at nothing left, and its recovery needs space
WAL_SEGMENT = 16 << 20  # with less space than that PostgreSQL cannot go on writing (its wal_segment_size)
SKEW = 5.0  # seconds between our clock and the database's
INTAKE_TICKS = 10  # the watch runs every sweep, at least every second; so many missed: no intake worker is alive
LATE = timedelta(minutes=10)
WEAK_SIGNAL = 15  # per cent
SIM_FILLING = 0.8
MAILBOX_FILLING = 90  # per cent
MOVED_LATELY = timedelta(days=3)  # since a SIM came into another modem
UNANSWERED = timedelta(days=2)  # that a SIM's account has been asked for in vain
WITHOUT_NETWORK = {  # gammu's word -> the finding
    "NoNetwork": "no_network", "RequestingNetwork": "no_network", "RegistrationDenied": "network_refuses",
    "RadioOff": "radio_off",
}  # fmt: skip
FACTS = (  # may be shown
    "signal", "network", "sim_used", "sim_size", "me_used", "me_size", "centre", "delete_failed", "waiting", "braked",
    "sms_day", "sms_day_most", "sim_moved", "quota", "missing_folders", "not_removed", "unreported",
    "consent_given", "port", "balance", "balance_least", "balance_text",
    "balance_at", "balance_asked", *expiry.ENDS,
)  # fmt: skip

FIRST = ("case_urgent",)  # before all that is as severe

# Queues in which anything at all waits for a person.
FOR_A_PERSON = (
    "in_held", "in_unreadable", "in_unfetched",
    "out_held", "out_unknown", "out_dead", "out_undelivered",
    "case_overdue", "case_urgent",
)  # fmt: skip


def assess(
    config: Config,
    reading: HealthReading | None,
    probes: Probes,
    known: Iterable[Finding] = (),
    *,
    stale: bool,
    now: datetime,
) -> Health:
    """What is known, and what is wrong with it. `known`: findings that this process made by itself; `stale`: the
    reading is an old one, the database does not answer."""
    now += reading.clock - reading.at if reading else timedelta(0)
    lines = tuple(_line(line, reading, stale, config.times.health_grace) for line in config.lines.values())
    servers = _servers(config, reading, probes, stale)
    found = [
        *known,
        *_about_servers(config, servers, reading, now),
        *(finding for line in lines for finding in _about_line(line, config.zone, now, alone=not servers[0].why)),
        *(() if reading is None else _about_queues(config, reading, now)),
        *(() if reading is None else _about_strangers(config, reading)),
        *(() if reading is None else _about_faults(reading, now)),
        *(() if reading is None else scanner.about(reading.scanning, now)),
        *(() if reading is None or reading.upkeep is None else upkeep.about(config, reading.upkeep, now)),
        *(() if reading is None else _about_numbers(config, reading, lines, now)),
    ]
    return Health(
        at=now,
        known_at=reading.clock if reading else None,
        stale=stale,
        lines=lines,
        queues=tuple(reading.queues) if reading else (),
        servers=servers,
        findings=tuple(sorted(found, key=lambda finding: (-RANK[finding.severity], finding.key not in FIRST))),
    )


# --- lines -------------------------------------------------------------------------------------------------------


def _line(line: Line, reading: HealthReading | None, stale: bool, grace: float) -> LineHealth:
    known: dict[str, Any] = {
        "name": line.name,
        "channel": line.channel,
        "label": line.label,
        "connects": line.traits.connects,
        "unit": line.unit.name,
        "unit_en": line.unit.name_en or line.unit.name,
        "owner": line.owner,
        "sends": line.send,
    }
    row = reading.lines.get(line.name) if reading else None
    if reading is None or row is None:
        return LineHealth(**known, state="unknown", why="stale" if stale else "never")
    waiting, oldest_in = reading.waiting.get(line.name, (0, None))
    due, oldest_out = reading.due.get(line.name, (0, None))
    state, why = _state(row, stale, grace, connects=line.traits.connects)
    return LineHealth(
        **known,
        state=state,
        why=why,
        since=row.since,
        errors=tuple(masked(error) for error in (row.error, row.send_error) if error),
        held=row.held,
        heard_at=row.heard_at,
        waiting=waiting,
        oldest_in=oldest_in,
        last_in=reading.last_in.get(line.name),
        due=due,
        oldest_out=oldest_out,
        last_out=reading.last_out.get(line.name),
        facts=_facts(line, row.facts),
    )


def masked(reason: Reason) -> Reason:
    """Without the address that a server's own words may hold."""
    values = {name: logs.mask(value) if isinstance(value, str) else value for name, value in reason.values.items()}
    return Reason(reason.code, values)


def _state(row: LineStatus, stale: bool, grace: float, *, connects: bool) -> tuple[State, Why]:
    """A line's state, and why it is unknown."""
    if stale:
        return "unknown", "stale"
    if row.state == "failing":
        return "failing", ""
    if row.heard_at is None:
        return "unknown", "never"
    if row.quiet_seconds is None or row.quiet_seconds > grace:
        return "unknown", "silent"
    if connects and not row.held:
        return "unknown", "unheld"
    return ("ok", "") if row.state == "ok" else ("unknown", "never")


def _facts(line: Line, said: Mapping[str, object]) -> dict[str, object]:
    """The line's own facts that are shown: numbers, and the modem's word for its network. No identity of a SIM."""
    facts = {name: said[name] for name in FACTS if said.get(name) is not None}
    wanted = getattr(line.options, "imsi", "")
    if wanted and "imsi" in said and said["imsi"] != wanted:
        facts["other_sim"] = True
    if said.get("balance_text"):  # names the SIM's number, and may ask for a choice
        facts["balance_text"] = logs.mask(str(said["balance_text"]))
    return facts


def _about_line(line: LineHealth, zone: ZoneInfo, now: datetime, *, alone: bool) -> Iterator[Finding]:
    """What is wrong with one line. `alone`: PostgreSQL is well, so that a silence is the line's own trouble."""
    if line.state == "failing":
        age = now - (line.since or now)
        step = Part(line.errors[0], "step", UNKNOWN_STEP) if line.errors else UNKNOWN_STEP
        yield finding("line_failing", line.name, line=line.name, age=age, cause=line.errors, step=step)
    elif alone and line.why in ("silent", "unheld", "never"):
        yield finding(f"line_{line.why}", line.name, line=line.name, age=now - (line.heard_at or now))
    if line.why != "stale":
        yield from _about_modem(line)
        yield from _about_budget(line, now)
        yield from _about_move(line, now)
        yield from _about_server(line)
        yield from expiry.about(line.name, line.facts, zone, now)


def _about_server(line: LineHealth) -> Iterator[Finding]:
    facts: Mapping[str, Any] = line.facts
    quota = facts.get("quota")
    if isinstance(quota, int) and quota >= MAILBOX_FILLING:
        key = "mailbox_full" if quota >= 100 else "mailbox_filling"
        yield finding(key, line.name, line=line.name, percent=quota)
    if missing := facts.get("missing_folders"):
        yield finding("folder_missing", line.name, line=line.name, folders=logs.mask(str(missing)))
    if left := facts.get("not_removed"):
        yield finding("not_removed", line.name, line=line.name, n=left)
    if n := facts.get("unreported"):
        yield finding("unreported", line.name, line=line.name, n=n)


def _about_move(line: LineHealth, now: datetime) -> Iterator[Finding]:
    """A SIM in another modem than before: its operator asks who holds it, and bars it from sending meanwhile."""
    moved = line.facts.get("sim_moved")
    if not isinstance(moved, str):
        return
    age = now - datetime.fromisoformat(moved)
    if line.state == "failing" and any(error.code.startswith("sms.") for error in line.errors):
        yield finding("sim_barred", line.name, line=line.name, age=age)
    elif age < MOVED_LATELY:
        yield finding("sim_moved", line.name, line=line.name, age=age)


def _about_budget(line: LineHealth, now: datetime) -> Iterator[Finding]:
    """What a SIM may still send, and for how much."""
    facts: Mapping[str, Any] = line.facts
    asked = expiry.moment(facts.get("balance_asked"))
    if asked and now - asked > UNANSWERED:
        yield finding("balance_unanswered", line.name, line=line.name, age=now - asked)
    if used := facts.get("sms_day"):
        yield finding("sms_budget", line.name, line=line.name, used=used, most=facts.get("sms_day_most", used))
    if least := facts.get("balance_least"):
        yield finding("balance_low", line.name, line=line.name, sum=facts.get("balance", 0), least=least)
    if facts.get("braked"):
        yield finding("line_braked", line.name, line=line.name)


def _about_modem(line: LineHealth) -> Iterator[Finding]:
    facts: Mapping[str, Any] = line.facts
    if facts.get("other_sim"):
        yield finding("other_sim", line.name, line=line.name)
    for memory in ("sim", "me"):
        used, size = facts.get(f"{memory}_used"), facts.get(f"{memory}_size")
        if used and size and used >= size * SIM_FILLING:
            key = f"{memory}_full" if used >= size else f"{memory}_filling"
            yield finding(key, line.name, line=line.name, used=used, size=size)
    if facts.get("centre") is False and line.sends:
        yield finding("no_centre", line.name, line=line.name)
    if facts.get("delete_failed"):
        yield finding("delete_failed", line.name, line=line.name, n=facts["delete_failed"])
    if missing := WITHOUT_NETWORK.get(facts.get("network", "")):
        yield finding(missing, line.name, line=line.name)
    elif facts.get("signal") is not None and facts["signal"] < WEAK_SIGNAL:
        yield finding("weak_signal", line.name, line=line.name, signal=facts["signal"])


# --- servers -----------------------------------------------------------------------------------------------------


def _servers(config: Config, reading: HealthReading | None, probes: Probes, stale: bool) -> tuple[Server, ...]:
    trouble = probes.database or ("down" if stale else "")
    if trouble in ("down", "starting") and probes.disk_free is not None and probes.disk_free < WAL_SEGMENT:
        trouble = "full"  # it stops when it cannot write, and does not come up again before there is space
    skew = (reading.clock - reading.at).total_seconds() if reading and not stale else None
    known = reading is not None and not stale
    scanning = [scanner.server(reading.scanning if reading else Scanning(), known=known)]
    return (
        Server(name="database", state="failing" if trouble else "ok", why=trouble),
        Server(name="redis", state={True: "ok", False: "warning", None: "unknown"}[probes.wakeup]),  # type: ignore[arg-type]
        _intake(config, reading, stale),
        _disk(probes),
        Server(name="clock", state="unknown" if skew is None else "ok" if abs(skew) < SKEW else "warning", value=skew),
        *(scanning if config.scanner.is_configured else ()),
    )


def _intake(config: Config, reading: HealthReading | None, stale: bool) -> Server:
    if reading is None or stale or reading.watched is None:
        return Server(name="intake", state="unknown")
    quiet = max(0.0, (reading.clock - reading.watched).total_seconds())
    alive = quiet < INTAKE_TICKS * max(1.0, config.times.sweep)
    return Server(name="intake", state="ok" if alive else "failing", value=quiet)


def _disk(probes: Probes) -> Server:
    if probes.disk_free is None:
        return Server(name="disk", state="unknown")
    state: State = "failing" if probes.disk_free < DISK_FULL else "warning" if probes.disk_free < DISK_LOW else "ok"
    return Server(name="disk", state=state, value=probes.disk_free)


def _about_servers(
    config: Config, servers: tuple[Server, ...], reading: HealthReading | None, now: datetime
) -> Iterator[Finding]:
    of = {server.name: server for server in servers}
    if why := of["database"].why:
        key = "database_never" if why == "down" and reading is None else f"database_{why}"
        yield finding(key, age=now - reading.clock if reading else timedelta(0))
    if of["redis"].state != "ok":
        key = "redis_down" if of["redis"].state == "warning" else "redis_none"
        yield finding(key, seconds=config.times.sweep)
    if of["intake"].state == "failing" and not why:
        yield finding("intake_silent", age=timedelta(seconds=of["intake"].value or 0))
    elif of["intake"].state == "unknown" and of["database"].state == "ok":
        yield finding("intake_never")
    if of["disk"].state != "ok":
        key = {"failing": "disk_full", "warning": "disk_low"}.get(of["disk"].state, "disk_unknown")
        yield finding(key, free=Size(of["disk"].value or 0))
    if of["clock"].state == "warning":
        yield finding("clock_skew", seconds=abs(of["clock"].value or 0.0))


# --- queues ------------------------------------------------------------------------------------------------------


def _about_queues(config: Config, reading: HealthReading, now: datetime) -> Iterator[Finding]:
    late = {
        "in_unregistered": LATE,
        "in_waiting": timedelta(seconds=config.times.health_grace),
        "in_unconfirmed": LATE,
        "out_due": LATE,
    }

    def about(key: str, queue: Queue) -> Iterator[Finding]:
        age = now - queue.oldest if queue.oldest else timedelta(0)
        if queue.n and (key in FOR_A_PERSON or age > late.get(key, timedelta.max)):
            yield finding(key, n=queue.n, age=age)

    yield from [*about("in_unregistered", reading.ready), *about("in_waiting", reading.ready)][:1]
    for queue in reading.queues:
        if queue.name != "in_waiting":
            yield from about(queue.name, queue)


# --- numbers that nothing proves ---------------------------------------------------------------------------------


def _about_numbers(
    config: Config, reading: HealthReading, lines: Sequence[LineHealth], now: datetime
) -> Iterator[Finding]:
    """Lines that fail or are silent by themselves have a finding already."""
    if reading.upkeep is not None:
        well = {line.name for line in lines if line.state == "ok" or not line.connects}
        born = reading.upkeep.backups.born_at
        yield from numbers.about(config, reading.proofs, reading.proofs.keys() - well, born, now)


# --- strangers -------------------------------------------------------------------------------------------------------


def _about_strangers(config: Config, reading: HealthReading) -> Iterator[Finding]:
    for name in config.lines:
        if n := reading.bounded.get(name):
            yield finding("bounded", name, line=name, n=n)
    if is_guessing(config, reading.guesses):
        yield finding("guessing", n=reading.guesses.n, senders=reading.guesses.senders)


def is_guessing(config: Config, guesses: Guesses) -> bool:
    """Whether one sender, or all together, named more wrong codes in an hour than people do."""
    limits = config.limits
    return guesses.of_one >= limits.guesses_per_sender_hour or guesses.n >= limits.guesses_per_hour


# --- unforeseen errors -------------------------------------------------------------------------------------------


def _about_faults(reading: HealthReading, now: datetime) -> Iterator[Finding]:
    seen = reading.faults
    if seen is not None:
        yield finding("faults", n=seen.n, age=now - seen.at, number=seen.number)
