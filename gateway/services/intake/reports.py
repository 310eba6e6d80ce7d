"""What a delivery report or DSN changes. It closes the loop: attempt, outbox row, what the officer must know.

Of mail, only what policy found to be about a mail of ours comes here (policy.machines.report), for
anybody can write a bounce; and only a status that says that there is no such mailbox keeps us from writing to it.
"""

import re

from gateway.domain.model import Report, ReportStatus
from gateway.services.reasons import REPORTED
from gateway.settings.config import Line
from gateway.store import cases, delivery_reports, suppressions
from gateway.store.database import Connection

# RFC 3463 §3.2, RFC 7505 §4.2: bad mailbox, bad system, bad syntax, moved, null MX. The other X.1 are about the
# sender's address, or about a moment.
_GONE = re.compile(r"[245]\.1\.(?:[1236]|10)")


async def apply(tx: Connection, line: Line, report: Report) -> None:
    """Write down what one report says of what went out on `line`; nothing where nothing of ours answers to it."""
    if line.traits.threads:
        row = await delivery_reports.report_mail(tx, report)
        outbox_id, recipient = (row.id, row.recipient) if row else (None, "")
    else:
        recipient = report.recipients[0] if report.recipients else ""
        outbox_id = await delivery_reports.report_sms(tx, line.name, recipient, report.reference, report.type)
    if outbox_id is None:
        return
    said = f"{report.type} {report.status}".strip()
    concluded = await delivery_reports.conclude(
        tx, outbox_id, REPORTED(report=str(report.type), status=report.status or "–")
    )
    if concluded and concluded.case_id and concluded.state == "undelivered":
        await cases.undelivered(tx, concluded.case_id, concluded.purpose, outbox_id)
    gone = report.type is ReportStatus.FAILED and _GONE.fullmatch(report.status)
    if line.traits.threads and (gone or report.type is ReportStatus.COMPLAINT):
        await suppressions.add(tx, [(recipient, "unreachable", said)])
