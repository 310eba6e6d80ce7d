"""What a person, or an act of theirs, makes of rows of outbox: sent again or at once, given up, taken back, held.

Each is a compare-and-set: a row that has moved on, or is on the wire, is left alone and says so.
"""

from datetime import datetime, timedelta

from gateway.domain.reasons import Reason
from gateway.store import database, outbox
from gateway.store.database import Connection

SQL = database.queries("outbox_acts")


async def resend(tx: Connection, outbox_id: int) -> str | None:
    """A person sends it (again, as a whole); returns its recipient, None where it needs no attention."""
    row = await tx.fetchrow(SQL["resend"], outbox_id)
    if row is None:
        return None
    await outbox.notify(tx, [row["line"]])
    recipient: str = row["recipient"]
    return recipient


async def drop(tx: Connection, outbox_id: int, reason: Reason) -> bool:
    """A person gives it up; the reason stays on the row."""
    return await tx.fetchval(SQL["drop"], outbox_id, reason) is not None


async def hurry(tx: Connection, outbox_id: int) -> bool:
    """A person has what waits sent now, before what goes out by itself; False where it does not wait, or is on the
    wire."""
    await tx.execute(SQL["lock"], outbox_id)
    line: str | None = await tx.fetchval(SQL["hurry"], outbox_id)
    if line is not None:
        await outbox.notify(tx, [line])
    return line is not None


async def drop_due(tx: Connection, outbox_id: int, reason: Reason) -> bool:
    """A person gives up what waits to go out; False where it does not wait, or is on the wire."""
    await tx.execute(SQL["lock"], outbox_id)
    return await tx.fetchval(SQL["drop_due"], outbox_id, reason) is not None


async def delay(tx: Connection, cause: str, seconds: float) -> None:
    """What this cause had enqueued is due that much later."""
    await tx.execute(SQL["delay"], cause, timedelta(seconds=seconds))


async def untried(conn: Connection, cause: str) -> datetime | None:
    """Until when what this cause had enqueued waits, all of it; None where some of it is on the wire or was."""
    row = await conn.fetchrow(SQL["caused"], cause)
    assert row is not None
    due_at: datetime | None = row["due_at"]
    return due_at if row["n"] == row["untried"] else None


async def take_back(tx: Connection, cause: str, reason: Reason) -> bool:
    """Whoever had it sent takes it back; False, and nothing may be kept of this transaction, where some of it is on the
    wire or was."""
    rows = await tx.fetch(SQL["lock_caused"], cause)
    return bool(rows) and len(await tx.fetch(SQL["take_back"], cause, reason)) == len(rows)


async def mark_sent(tx: Connection, outbox_id: int, reason: Reason) -> int | None:
    """A person knows that the part of unknown fate went out. The parts behind it, which nobody has tried, are due:
    returns how many; None where the row is not unknown."""
    row = await tx.fetchrow(SQL["mark_sent"], outbox_id, reason)
    if row is None:
        return None
    missing: int = row["missing"]
    if missing:
        await outbox.notify(tx, [row["line"]])
    return missing


async def hold_all(tx: Connection, reason: Reason) -> None:
    """After a restore: nothing that was queued goes out by itself."""
    await tx.execute(SQL["hold_all"], reason)
