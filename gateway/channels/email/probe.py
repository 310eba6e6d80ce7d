"""What `gw check` asks of a mail line: does it connect both ways, and what would happen to what lies there."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from gateway.channels.email import imap
from gateway.channels.email.imap import Connection
from gateway.channels.email.mailbox import BATCH_MAILS
from gateway.channels.email.options import EmailOptions
from gateway.channels.email.position import first_contact, search_day
from gateway.channels.email.smtp import Sender

__all__ = ["probe"]

ANSWERED_DAYS = 7  # nothing older is ever acknowledged by itself


async def probe(options: EmailOptions, *, now: datetime) -> Mapping[str, object]:
    """Connect, log in and count, changing nothing; then the same for sending. Raises LineDown.

    "waiting": mails that the line would read at first contact, "answered": how many of them are young enough for an
    acknowledgement.
    """
    connection = await imap.connect(options)
    try:
        waiting, answered = await _count(connection, options, now)
    finally:
        connection.close()
    await Sender(options).check()
    detail = f"{options.folder}: {waiting} old messages, {answered} will be answered; IMAP and SMTP accept the log-in"
    return {"waiting": waiting, "answered": answered, "detail": detail}


async def _count(connection: Connection, options: EmailOptions, now: datetime) -> tuple[int, int]:
    """(waiting, answered) as at first contact."""
    position = first_contact(options.start, connection.uidvalidity, connection.uidnext, now)
    if position.uid:
        return 0, 0
    young = now - timedelta(days=ANSWERED_DAYS)
    if not position.since:
        return len(await connection.search("ALL")), await _since(connection, young)
    start = datetime.fromisoformat(position.since)
    return await _since(connection, start), await _since(connection, max(start, young))


async def _since(connection: Connection, moment: datetime) -> int:
    """How many mails came at `moment` or later: the search narrows to days, the mails' own dates decide."""
    uids = await connection.search(f"SINCE {search_day(moment.isoformat())}")
    count = 0
    for start in range(0, len(uids), BATCH_MAILS):
        listed = await connection.listing(uids[start : start + BATCH_MAILS])
        count += sum(mail.arrived is None or mail.arrived >= moment for mail in listed)
    return count
