"""Probes: texts, mails and calls of ours to our own lines, and what became of them. The only writer of its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from gateway.domain.number_proofs import DialOutcome, ProofOutcome
from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("probes")

ProbeWay = Literal["message", "ring"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProbe:
    """One that goes out now. `by`: the line that sends it, or whose modem rings; `token`: by which a message is known
    when it comes in."""

    id: int
    line: str
    by: str
    token: str = ""
    way: ProbeWay = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What became of one."""

    line: str
    sent_at: datetime
    outcome: ProofOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A number to be rung: of which line."""

    id: int
    line: str


BEGIN = rows.Insert(SQL["begin"], NewProbe)
SINCE = rows.Select(SQL["since"], Probe)
TO_RING = rows.Select(SQL["to_ring"], Ring)


async def begin(tx: Connection, new: Sequence[NewProbe]) -> None:
    """They are enqueued in the same transaction."""
    await BEGIN.execute(tx, new)


async def settle(tx: Connection, lost_after: timedelta) -> None:
    """Those that have come in are received; those that have not for so long are lost, or were never sent."""
    await tx.execute(SQL["came_in"])
    await tx.execute(SQL["over"], lost_after)


async def idle(tx: Connection, lines: Sequence[str], after: timedelta) -> list[str]:
    """Lines that have put nothing on the wire for so long, and were not asked to in the last day."""
    return [row["line"] for row in await tx.fetch(SQL["idle"], list(lines), after)]


async def left_over(conn: Connection) -> list[tuple[int, str]]:
    """What still waits in the outbox of probes that are over: (id, state)."""
    return [(row["id"], row["state"]) for row in await conn.fetch(SQL["left_over"])]


async def waiting(conn: Connection) -> frozenset[str]:
    """The lines that a probe is on its way to."""
    return frozenset(row["line"] for row in await conn.fetch(SQL["waiting"]))


async def since(conn: Connection, lines: Sequence[str], moment: datetime) -> list[Probe]:
    """What became of the probes of these lines since then, by line, the oldest first; not of those that are on their
    way, or never went out."""
    return await SINCE.all(conn, list(lines), moment)


async def to_ring(conn: Connection, by: str, within: timedelta) -> list[Ring]:
    """What this line's modem is to ring, the oldest first; not what has waited for longer than that."""
    return await TO_RING.all(conn, by, within)


async def rung(tx: Connection, id: int, outcome: DialOutcome) -> None:
    """A number was rung."""
    await tx.execute(SQL["rung"], id, outcome)
