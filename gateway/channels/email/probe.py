"""What `gw check` asks of a mail line: does it connect both ways, and what would happen to what lies there."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from gateway.channels.email import imap
from gateway.channels.email.folder import BATCH_MAILS
from gateway.channels.email.imap import Connection
from gateway.channels.email.memory import Memory
from gateway.channels.email.oauth import described
from gateway.channels.email.options import EmailOptions
from gateway.channels.email.position import first_contact, search_day
from gateway.channels.email.reasons import PROBED, PROBED_BY_TOKEN, PROBED_BY_TOKEN_UNTIL, PROBED_RELAY
from gateway.channels.email.smtp import Sender
from gateway.domain.reasons import Reason

__all__ = ["probe"]


class _Counts(NamedTuple):
    present: int  # what lies in the folder
    waiting: int  # what the first contact would read of it
    answered: int  # and what of that is young enough for an acknowledgement


async def probe(options: EmailOptions, *, now: datetime, old_days: int) -> Mapping[str, object]:
    """Connect, log in and count, changing nothing; then the same for sending. See Channel.probe. Raises LineDown."""
    memory = Memory()
    connection = await imap.connect(options, memory)
    names = [connection.folder]
    try:
        counts = await _count(connection, options, now, now - timedelta(days=old_days))
        if options.keep_days:
            await connection.check_removal(options.archive_folder)
        for folder in options.more_folders:
            other = await imap.connect(options, memory, folder)
            other.close()
            names.append(other.folder)
    finally:
        connection.close()
    logs_in = await Sender(options, memory.tokens).check()
    return {**counts._asdict(), "detail": await _detail(options, memory, ", ".join(names), logs_in=logs_in)}


async def _detail(options: EmailOptions, memory: Memory, folders: str, *, logs_in: bool) -> Reason:
    """The folders, whether sending needs a log-in, and of a line that logs in by token how long that lasts."""
    if options.oauth is None:
        return PROBED(folder=folders) if logs_in else PROBED_RELAY(folder=folders)
    token = await described(options.oauth, memory.tokens, datetime.now(UTC))
    until = options.oauth.client_secret_until
    if until is None:
        return PROBED_BY_TOKEN(folder=folders, token=token)
    return PROBED_BY_TOKEN_UNTIL(folder=folders, token=token, end=f"{until:%d/%m/%Y}")


async def _count(connection: Connection, options: EmailOptions, now: datetime, young: datetime) -> _Counts:
    """As at first contact. `young`: nothing that came before is ever acknowledged by itself."""
    present = len(await connection.search("ALL"))
    position = first_contact(options.start, connection.uidvalidity, connection.uidnext, connection.newest, now)
    if position.uid:
        return _Counts(present, 0, 0)
    if not position.since:
        return _Counts(present, present, await _since(connection, young))
    start = datetime.fromisoformat(position.since)
    return _Counts(present, await _since(connection, start), await _since(connection, max(start, young)))


async def _since(connection: Connection, moment: datetime) -> int:
    """How many mails came at `moment` or later: the search narrows to days, the mails' own dates decide."""
    uids = await connection.search(f"SINCE {search_day(moment.isoformat())}")
    count = 0
    for start in range(0, len(uids), BATCH_MAILS):
        listed = await connection.listing(uids[start : start + BATCH_MAILS])
        count += sum(mail.arrived is None or mail.arrived >= moment for mail in listed.found.values())
    return count
