"""What proves that a published number or mailbox is reachable, how long that holds, and when it is tried by ourselves.

Citizens' own traffic proves it first: what came in, or a call that a person took. Where there was none, a probe of ours
does, once each working day at a random minute of office hours. Pure: moments, calendar and key are handed in.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from gateway.domain.calendar import Calendar, Hours, opening

__all__ = [
    "DialOutcome",
    "Proof",
    "ProofOutcome",
    "Proven",
    "ProvenState",
    "WayOfProof",
    "holds_until",
    "next_probe",
    "probe_moment",
    "proven",
]

WayOfProof = Literal["traffic", "probe"]
# answered: a person took the call. received: the text or mail is in. rang: nobody took it. refused: no way to it.
ProofOutcome = Literal["answered", "received", "rang", "busy", "refused", "lost"]
DialOutcome = Literal["answered", "rang", "busy", "refused"]  # of a call of ours to a number
ProvenState = Literal["proven", "rang", "failing", "unproven"]

GOOD: frozenset[ProofOutcome] = frozenset({"answered", "received"})
LONGEST = timedelta(days=4)  # a proof of Friday holds over the weekend, none holds over Tết
TRIES = 3  # probes a day, until one proves it
AGAIN = timedelta(minutes=15)  # after a probe that failed: a text may have been slow, a desk phone in use


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One thing that says whether a line is reachable. A missed call of a citizen's is none, either way: they may have
    hung up at once."""

    way: WayOfProof
    outcome: ProofOutcome
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What is known of a line. `by`: the proof that says so; `until`: how long it holds, where it is good."""

    state: ProvenState
    by: Proof | None = None
    until: datetime | None = None


def proven(
    proofs: Iterable[Proof], now: datetime, *, failing: bool, hours: Hours, calendar: Calendar, zone: tzinfo
) -> Proven:
    """What all proofs of a line come to: never `proven` without a fresh one, nor while the line is failing.

    A good proof holds until offices close on the next working day, by when the next one is due."""
    ordered = sorted(proofs, key=lambda proof: proof.at)
    good = next((proof for proof in reversed(ordered) if proof.outcome in GOOD), None)
    last = ordered[-1] if ordered else None
    if failing:
        return Proven(state="failing", by=last if last and last.outcome not in GOOD else None)
    if last and last.outcome not in GOOD:
        return Proven(state="rang" if last.outcome == "rang" else "failing", by=last)
    if good is None:
        return Proven(state="unproven")
    until = holds_until(good.at, hours, calendar, zone)
    return Proven(state="proven" if good.at <= now < until else "unproven", by=good, until=until)


def probe_moment(line: str, day: date, key: bytes, hours: Hours, zone: tzinfo) -> datetime:
    """The minute of office hours at which a line is tried that day: the same for every process, known to nobody without
    the installation's key. UTC."""
    seed = hmac.digest(key, f"probe:{line}:{day.isoformat()}".encode(), hashlib.sha256)
    minute = int.from_bytes(seed[:8], "big") % sum(_minutes(opens, closes) for opens, closes in hours)
    for opens, closes in hours:
        if minute < _minutes(opens, closes):
            break
        minute -= _minutes(opens, closes)
    return (datetime.combine(day, opens, zone) + timedelta(minutes=minute)).astimezone(UTC)


def next_probe(
    line: str,
    proofs: Sequence[Proof],
    now: datetime,
    key: bytes,
    *,
    hours: Hours,
    calendar: Calendar,
    zone: tzinfo,
) -> datetime:
    """When a line is tried next, should nothing prove it before: now or later, in office hours. UTC.

    A day's minute that passed while nobody could try is made up for at once."""
    today = now.astimezone(zone).date()
    of_today = [proof for proof in proofs if proof.at.astimezone(zone).date() == today]
    tried = [proof.at for proof in of_today if proof.way == "probe"]
    is_done = any(proof.outcome in GOOD for proof in of_today) or len(tried) >= TRIES
    if not is_done and calendar.is_working_day(today):
        wanted = max(probe_moment(line, today, key, hours, zone), *(at + AGAIN for at in tried), now)
        at = opening(wanted, calendar, hours, zone)
        if at.astimezone(zone).date() == today:
            return at
    tomorrow = datetime.combine(today + timedelta(days=1), time(), zone)
    day = opening(tomorrow, calendar, hours, zone).astimezone(zone).date()
    return probe_moment(line, day, key, hours, zone)


def holds_until(at: datetime, hours: Hours, calendar: Calendar, zone: tzinfo) -> datetime:
    """Until when a good proof of that moment holds: offices close on the next working day, four days at most. UTC."""
    after = datetime.combine(at.astimezone(zone).date() + timedelta(days=1), time(), zone)
    day = opening(after, calendar, hours, zone).astimezone(zone).date()
    return min(datetime.combine(day, hours[-1][1], zone).astimezone(UTC), at + LONGEST)


def _minutes(opens: time, closes: time) -> int:
    return (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
