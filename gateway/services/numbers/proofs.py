"""What speaks for and against each line: traffic, and probes that have come in or not."""

from collections.abc import Sequence
from datetime import datetime

from gateway.domain.number_proofs import Proof
from gateway.store import probes, read_models
from gateway.store.database import Connection

__all__ = ["gather"]


async def gather(conn: Connection, names: Sequence[str], since: datetime, zone: str) -> dict[str, list[Proof]]:
    """All proofs of these lines since then, by line. `zone`: an IANA name, whose days are meant."""
    found = {name: list[Proof]() for name in names}
    for one in await read_models.received_days(conn, names, since, zone):
        found[one.line].append(Proof(way="traffic", outcome="received", at=one.at))
    for one in await read_models.answered_days(conn, names, since, zone):
        found[one.line].append(Proof(way="traffic", outcome="answered", at=one.at))
    for probe in await probes.since(conn, names, since):
        found[probe.line].append(Proof(way="probe", outcome=probe.outcome, at=probe.sent_at))
    return found
