"""What delivery reports say of the attempts, and what becomes of their rows by it.

Writes `outbox` and `attempts` beside outbox.py, which sends.
"""

from dataclasses import dataclass

from gateway.domain.model import Report
from gateway.domain.reasons import Reason
from gateway.store import database, rows
from gateway.store.database import Connection

SQL = database.queries("delivery_reports")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A row of ours that a report speaks of."""

    id: int
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded:
    """A row that reports have settled: `state` is delivered or undelivered."""

    id: int
    case_id: int | None
    state: str
    purpose: str


BY_MESSAGE_ID = rows.Select(SQL["by_message_id"], Reported)
CONCLUDE = rows.Select(SQL["conclude"], Concluded)


async def report_sms(tx: Connection, line: str, recipient: str, reference: int | None, status: str) -> int | None:
    """A delivery report (3GPP TS 23.040 §9.2.2.3) on one segment; returns the outbox id it belongs to, if any."""
    row = await tx.fetchrow(SQL["matching_attempts"], line, recipient, reference)
    if row is None:
        return None
    await tx.execute(SQL["report_attempt"], row["id"], status)
    return int(row["outbox_id"])


async def report_mail(tx: Connection, report: Report) -> Reported | None:
    """A DSN (RFC 3464) on one mail; returns its row, if it is ours and the report speaks of its recipient."""
    row = await BY_MESSAGE_ID.first(tx, report.original_message_id)
    if row is None or not report.is_about(row.recipient):
        return None
    await tx.execute(SQL["report_mail"], row.id, report.type)
    return row


async def conclude(tx: Connection, outbox_id: int, reason: Reason) -> Concluded | None:
    """Delivered when all parts are reported so, undelivered when one failed; the row if it changed."""
    return await CONCLUDE.first(tx, outbox_id, reason)
