"""Records of calls are noted and committed; what they come to is judged once no more of a call is to come."""

from collections.abc import Sequence

import structlog

from gateway.channels import RecordsCalls
from gateway.domain.calls import merged
from gateway.domain.errors import NotAllowed, Unreadable
from gateway.domain.model import RangCall, Received
from gateway.domain.model.calls import CallLeg
from gateway.runtime.context import Context
from gateway.services.reasons import CALLS_NOTHING_READ
from gateway.settings.config import Line
from gateway.store import calls
from gateway.store.calls import NotedCall, NotedLeg, UnreadRecord
from gateway.store.database import Database

__all__ = ["accept", "note_rang", "takes"]

log = structlog.get_logger(__name__)
SETTLED_SECONDS = 20  # after its last record a call is judged: legs of one attempt come one after the other
LOST_SECONDS = 900  # a call whose end never comes


def takes(context: Context, line: str) -> bool:
    """Whether what a line receives are records of calls."""
    known = context.config.lines.get(line)
    return known is not None and isinstance(context.channels[known.channel], RecordsCalls)


async def note_rang(db: Database, context: Context, modem: str, rang: Sequence[RangCall]) -> None:
    """Note calls that rang at a modem, on each line of calls that names it; where none does they are nobody's."""
    if not rang:
        return
    for line in context.config.lines.values():
        channel = context.channels[line.channel]
        if isinstance(channel, RecordsCalls) and (pieces := channel.of_modem(rang, modem, line.options)):
            await accept(db, context, line.name, pieces)


async def accept(
    db: Database, context: Context, line: str, pieces: Sequence[Received], *, of_file: bool = False
) -> int:
    """Note records, and commit; the same one twice changes nothing. Returns how many could not be read.

    Raises NotAllowed, and keeps nothing, where no record `of_file` can be read: it is another file than was meant."""
    found: list[tuple[CallLeg, str]] = []
    unread: dict[str, UnreadRecord] = {}
    for piece in pieces:
        raw = piece.body.decode("utf-8", "replace")
        try:
            found.append((_leg(context, context.config.lines[line], piece.body), raw))
        except Unreadable as error:
            digest = piece.digest.hex()
            unread[digest] = UnreadRecord(line=line, leg=digest, reason=error.reason, raw=raw)
    if of_file and unread and not found:
        raise NotAllowed(CALLS_NOTHING_READ(cause=next(iter(unread.values())).reason))
    raws = {leg.leg: raw for leg, raw in found}
    legs = merged(leg for leg, _ in found)
    noted = [
        NotedCall(line=line, attempt=leg.attempt, seconds=SETTLED_SECONDS if leg.final else LOST_SECONDS)
        for leg in legs
    ]
    async with db.transaction() as tx:
        await calls.note(tx, noted, [_noted(leg, line, raws[leg.leg]) for leg in legs], list(unread.values()))
    if unread:
        log.warning("records of calls cannot be read", line=line, records=len(unread))
    return len(unread)


def _leg(context: Context, line: Line, body: bytes) -> CallLeg:
    channel = context.channels[line.channel]
    assert isinstance(channel, RecordsCalls)
    return channel.leg(body, line.options)


def _noted(leg: CallLeg, line: str, raw: str) -> NotedLeg:
    return NotedLeg(line=line, raw=raw, **{name: getattr(leg, name) for name in CallLeg.__slots__})
