"""What health knows: frozen words for lines, queues, servers and findings. Nothing here does anything but count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from gateway.domain.number_proofs import Proof
from gateway.domain.reasons import Reason, codes
from gateway.store.audit import ChainState
from gateway.store.faults import Faults
from gateway.store.identities import Trouble
from gateway.store.inbox import Guesses
from gateway.store.lines import LineStatus
from gateway.store.maintenance import Backups, Restore
from gateway.store.people import Roster
from gateway.store.scanners import Scanner

State = Literal["ok", "warning", "unknown", "failing"]
Why = Literal["", "stale", "never", "silent", "unheld"]  # of a line: why its state is unknown
RANK: Mapping[State, int] = {"ok": 0, "warning": 1, "unknown": 2, "failing": 3}  # unknown is grey, never green
QUEUES = codes(
    "queue",
    (
        *("in_waiting", "in_unfetched", "in_unconfirmed", "in_held", "in_unreadable"),
        *("out_due", "out_held", "out_unknown", "out_dead", "out_undelivered"),
        *("case_open", "case_overdue", "case_urgent", "case_to_publish"),
    ),
)
EXIT_CODE: Mapping[State, int] = {"ok": 0, "warning": 1, "unknown": 1, "failing": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Something that waits: how many, and since when the oldest. `name` is one of QUEUES."""

    name: str
    n: int
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """What stands around the lines, as gateway.store.maintenance, people and audit have it. `unseen`: by unit, open
    restricted cases for which nobody is named; `log_in`: providers by which officers log in and that do not work."""

    backups: Backups
    restored: Restore | None = None
    disk_space: Mapping[str, Sequence[tuple[datetime, int]]] = field(default_factory=dict)  # bytes free by place
    roster: Roster = field(default_factory=Roster)
    unseen: Mapping[str, int] = field(default_factory=dict)
    log_in: Sequence[Trouble] = ()
    open_of_ended: Mapping[str, int] = field(default_factory=dict)  # cases, by unit that is not valid
    audit: ChainState = field(default_factory=ChainState)
    erased_at: datetime | None = None  # when persons' data was last erased to the end


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanning:
    """The virus scanner of each machine, and how many attachments wait for one, as store.scanners has it."""

    scanners: Sequence[Scanner] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthReading:
    """What one look into the database brought. Times are UTC; `at` is our clock, `clock` the database's."""

    at: datetime
    clock: datetime
    lines: Mapping[str, LineStatus]  # by name
    queues: Sequence[Queue]
    ready: Queue  # complete, so that an intake worker could register it now
    waiting: Mapping[str, tuple[int, datetime]]  # by line: received, not yet registered
    due: Mapping[str, tuple[int, datetime]]  # by line
    last_in: Mapping[str, datetime]
    last_out: Mapping[str, datetime]
    watched: datetime | None  # when an intake worker last ran the clock "watch"
    upkeep: Upkeep | None = None
    guesses: Guesses = field(default_factory=Guesses)  # of the last hour
    bounded: Mapping[str, int] = field(default_factory=dict)  # by line: replies that a bound held back, last hour
    faults: Faults | None = None  # unforeseen errors of the last 24 hours
    scanning: Scanning = field(default_factory=Scanning)
    proofs: Mapping[str, Sequence[Proof]] = field(default_factory=dict)  # by line: what proves it reachable, or not


@dataclass(frozen=True, slots=True, kw_only=True)
class Probes:
    """What was seen beside the database. `wakeup`: whether Redis takes a write, None where none is configured."""

    at: datetime
    wakeup: bool | None
    disk_free: int | None = None  # bytes; None: not to be read
    database: str = ""  # what PostgreSQL's trouble is (database.trouble), "" for none


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Something all lines need: database, redis, intake, disk, clock, and scanner where one is configured. `value`:
    seconds, bytes or attachments, None where unknown; `why`: of PostgreSQL, its trouble (database.trouble)."""

    name: str
    state: State
    why: str = ""
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineHealth:
    """One line. `why`: of an unknown state."""

    name: str
    channel: str
    label: Mapping[str, str]  # what people read for the channel, by language
    connects: bool  # Traits.connects
    unit: str
    unit_en: str
    owner: str
    sends: bool
    state: State
    why: Why = ""
    since: datetime | None = None
    errors: tuple[Reason, ...] = ()  # why it cannot be read, why it cannot send
    held: bool = False
    heard_at: datetime | None = None
    waiting: int = 0
    oldest_in: datetime | None = None
    last_in: datetime | None = None
    due: int = 0
    oldest_out: datetime | None = None
    last_out: datetime | None = None
    facts: Mapping[str, object] = field(default_factory=dict)  # signal, network, sim_used, sim_size, delete_failed …


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is wrong now; its words have what to do as `advice`. `subject`: a line's name, or ""."""

    severity: State
    key: str
    subject: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """All of it at one moment. `known_at`: when the database was last read: long ago where it does not answer.

    Both by the database's clock, as far as it is known, so that ages are right on a machine whose clock is not."""

    at: datetime
    known_at: datetime | None
    stale: bool
    lines: tuple[LineHealth, ...]
    queues: tuple[Queue, ...]
    servers: tuple[Server, ...]
    findings: tuple[Finding, ...]  # the worst first

    @property
    def worst(self) -> State:
        """ok only where nothing at all is wrong or unknown."""
        return max((finding.severity for finding in self.findings), key=RANK.__getitem__, default="ok")

    @property
    def exit_code(self) -> int:
        """For `gw health`: 0 ok, 1 warnings or unknown, 2 failing."""
        return EXIT_CODE[self.worst]

    def age(self, moment: datetime | None) -> timedelta | None:
        """How long ago `moment` was, never less than nothing."""
        return None if moment is None else max(timedelta(0), self.at - moment)
