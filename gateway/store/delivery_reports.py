"""What delivery reports say of the attempts, and what becomes of their rows by it.

Writes `outbox` and `attempts` beside outbox.py, which sends."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.domain.model import Report
from gateway.domain.reasons import Reason
from gateway.domain.report_match import LAST_WORDS, Reportable, about
from gateway.store import database, rows
from gateway.store.database import Connection

__all__ = ["Concluded", "Misread", "conclude", "misread", "report_by_id", "report_mail", "report_sms"]

SQL = database.queries("delivery_reports")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A row of ours that a report speaks of."""

    id: int
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Misread:
    """A report that came while one text was on the wire, and is about an earlier one to the same recipient."""

    line: str
    recipient: str
    reference: int
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded:
    """A row that reports have settled: `state` is delivered or undelivered."""

    id: int
    case_id: int | None
    state: str
    purpose: str


REPORTED_ATTEMPTS = rows.Select(SQL["reported_attempts"], Reportable)
MISREAD = rows.Select(SQL["misread"], Misread)
BY_MESSAGE_ID = rows.Select(SQL["by_message_id"], Reported)
CONCLUDE = rows.Select(SQL["conclude"], Concluded)


async def report_sms(tx: Connection, line: str, recipient: str, reference: int | None, status: str) -> int | None:
    """A delivery report (3GPP TS 23.040 §9.2.2.3) on one segment; returns the outbox id it belongs to, if any.

    What says that the centre still tries is no last word: the last one takes its place."""
    found = about(reference, await REPORTED_ATTEMPTS.all(tx, line, recipient, reference))
    if found is None:
        return None
    return int(await tx.fetchval(SQL["report_attempt"], found.id, status, reference))


async def misread(tx: Connection, attempt: int, reference: int | None) -> Misread | None:
    """The report that an open attempt was given and that is not about it, as the wire's answer shows: it has another
    `reference`, or (None) was not taken. It is taken back, for `report_sms` once the attempt is closed."""
    return await MISREAD.first(tx, attempt, reference)


async def report_by_id(
    tx: Connection, line: str, recipients: Sequence[str], remote_ids: Sequence[str], status: str
) -> int | None:
    """A report of a message centre or an aggregator on one segment, by the id that it gave the segment; returns the
    outbox id it belongs to, if any. A last word stands: what comes after it (word of the way, a repeat) is nothing."""
    row = await tx.fetchrow(SQL["attempt_of_id"], line, list(recipients), list(remote_ids))
    if row is None or row["report"] in LAST_WORDS:
        return None
    await tx.execute(SQL["report_attempt"], row["id"], status, None)
    return int(row["outbox_id"])


async def report_mail(tx: Connection, report: Report) -> Reported | None:
    """A DSN (RFC 3464) on one mail; returns its row, if it is ours and the report speaks of its recipient."""
    row = await BY_MESSAGE_ID.first(tx, report.original_message_id)
    if row is None or not report.is_about(row.recipient):
        return None
    await tx.execute(SQL["report_mail"], row.id, report.type)
    return row


async def conclude(tx: Connection, outbox_id: int, reason: Reason) -> Concluded | None:
    """What reports make of a row: one of unknown fate goes on once they speak of each part that was; delivered when all
    parts are reported so, undelivered when one failed. The row if it is one of these two now."""
    await tx.execute(SQL["prove"], [outbox_id])
    return await CONCLUDE.first(tx, outbox_id, reason)
