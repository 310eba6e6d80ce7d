"""Suppressions: addresses that nothing reaches (unreachable), people who want no reminders (unasked), numbers abroad
that were told where to write (foreign).

The only writer of its table."""

from collections.abc import Sequence

from gateway.store import database
from gateway.store.database import Connection

SQL = database.queries("suppressions")


async def of(conn: Connection, urns: Sequence[str]) -> dict[str, frozenset[str]]:
    """Suppressions by URN: unreachable, unasked, foreign."""
    found: dict[str, set[str]] = {}
    for row in await conn.fetch(SQL["of"], list(urns)):
        found.setdefault(row["urn"], set()).add(row["kind"])
    return {urn: frozenset(kinds) for urn, kinds in found.items()}


async def add(tx: Connection, rows: Sequence[tuple[str, str, str]]) -> None:
    """(URN, unreachable | unasked | foreign, reason)."""
    if rows:
        await tx.execute(SQL["add"], *(list(column) for column in zip(*rows, strict=True)))


async def lift(tx: Connection, urns: Sequence[str], kind: str) -> None:
    """Take suppressions back."""
    if urns:
        await tx.execute(SQL["lift"], list(urns), kind)
