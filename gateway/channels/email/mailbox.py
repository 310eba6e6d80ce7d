"""A mail line while it is open: reads its mailbox by UID, marks what is stored, sends what is owed.

The UID watermark with UIDVALIDITY is the truth, IDLE only a hint, flags say nothing: a mail that another client has
read is read here too. Every mail is yielded at least once; the digest of its bytes tells a repeat.
"""

import hashlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from gateway.channels.email import imap
from gateway.channels.email.headers import sender_key
from gateway.channels.email.imap import Connection, Listed
from gateway.channels.email.options import EmailOptions
from gateway.channels.email.position import Position, first_contact, search_day
from gateway.channels.email.smtp import Sender
from gateway.errors import LineDown
from gateway.model import Batch, Piece, Received, Sent, Unfetched

__all__ = ["MailboxLink", "open"]

log = logging.getLogger(__name__)
T = TypeVar("T")

OVERLAP = 20  # UIDs below the watermark that are looked at again: a clustered server may hand them out late
BATCH_MAILS = 50
BATCH_BYTES = 16 * 1_048_576
TOGETHER_MAILS = 25  # fetched in one command …
TOGETHER_BYTES = 4 * 1_048_576
LARGE = 262_144  # … larger mails singly, in slices
ALONE_TRIES = 3
MARK_AT_ONCE = 200
REISSUE = 300.0  # seconds after which IDLE is issued anew: servers and firewalls forget longer ones

# Fetches of this process that ended with the connection, by address, UIDVALIDITY and UID: such a mail is fetched alone
# from then on, and given up as unfetched when that fails too, so that it cannot stop the mails behind it.
_broke: dict[tuple[str, int, int], int] = {}


@dataclass(slots=True)
class _Reading:
    """One batch while it is being read."""

    received: list[Received] = field(default_factory=list)
    unfetched: list[Unfetched] = field(default_factory=list)


class MailboxLink:
    """Link of the Channel protocol. One task listens and confirms, `width` tasks may send."""

    def __init__(self, options: EmailOptions, connection: Connection, sender: Sender, now: datetime) -> None:
        self.width = options.connections
        self._options, self._connection, self._sender, self._now = options, connection, sender, now
        self._position = Position(connection.uidvalidity, 0)
        self._seen: set[int] = set()

    async def listen(self, mark: Mapping[str, object] | None) -> AsyncGenerator[Batch, None]:
        """Batches of at most 50 mails and 16 MiB, oldest first; an empty one after every sweep, at once at first
        contact.

        `mark` covers what was yielded, including mails that vanished meanwhile. Raises LineDown.
        """
        self._position = self._begin(mark)
        changed = mark is None or self._position.uidvalidity != mark.get("uidvalidity")
        yield Batch(mark=asdict(self._position) if changed else None, facts={"waiting": 0})
        while True:
            waiting = await self._news()
            count = len(waiting)
            while waiting:
                batch, waiting = await self._next(waiting)
                yield batch
            if count:
                continue
            yield Batch(facts={"waiting": 0})
            await self._connection.wait(min(self._options.poll_seconds, REISSUE))

    def _begin(self, mark: Mapping[str, object] | None) -> Position:
        """The stored position, the first one, or the one after the mailbox was rebuilt (RFC 3501 §2.3.1.1)."""
        connection = self._connection
        if mark is None:
            return first_contact(self._options.start, connection.uidvalidity, connection.uidnext, self._now)
        stored = Position(**mark)  # type: ignore[arg-type]
        if stored.uidvalidity == connection.uidvalidity:
            return stored
        log.warning("the mailbox has a new UIDVALIDITY: everything in it is read again, what is known is recognised")
        return Position(connection.uidvalidity, 0, 0, connection.uidnext - 1, stored.since, True)

    async def _news(self) -> list[int]:
        """UIDs to be read, ascending."""
        at = self._position
        start = max(at.low, at.uid - OVERLAP) + 1
        criteria = [f"UID {max(start, at.floor + 1)}:*"]
        if start <= at.floor:
            day = f" SINCE {search_day(at.since)}" if at.since and not at.rebuilt else ""
            criteria.insert(0, f"UID {start}:{at.floor}{day}")
        found = [uid for each in criteria for uid in await self._connection.search(each)]
        # "n:*" always names the newest mail, even one below n (RFC 3501 §6.4.8)
        return sorted({uid for uid in found if uid >= start and uid not in self._seen})

    async def _next(self, waiting: Sequence[int]) -> tuple[Batch, list[int]]:
        """The next batch off the front of `waiting` -> (batch, what is left)."""
        front, rest = list(waiting[:BATCH_MAILS]), list(waiting[BATCH_MAILS:])
        listed = await self._connection.listing(front)
        take: list[Listed] = []
        size = 0
        for mail in listed:
            if take and size + mail.size > BATCH_BYTES:
                rest = [uid for uid in front if uid >= mail.uid] + rest
                front = [uid for uid in front if uid < mail.uid]
                break
            if self._position.counts(mail):
                take.append(mail)
                size += min(mail.size, self._options.max_bytes)
        reading = await self._read(take)
        if missing := len(front) - len([one for one in listed if one.uid in front]):
            log.info("mails listed by the server were gone before they were fetched", extra={"mails": missing})
        return self._batch(front, rest, reading), rest

    def _batch(self, done: Sequence[int], rest: Sequence[int], reading: _Reading) -> Batch:
        """`reading` as a batch whose mark covers `done`."""
        self._position = replace(self._position, uid=max(self._position.uid, *done))
        self._seen = {uid for uid in self._seen | set(done) if uid > self._position.uid - 2 * OVERLAP}
        return Batch(
            received=tuple(reading.received),
            unfetched=tuple(reading.unfetched),
            mark=asdict(self._position),
            facts={"waiting": len(rest)},
        )

    async def _read(self, mails: Sequence[Listed]) -> _Reading:
        """Fetch these mails, each with the care its size and its past ask for."""
        reading, together = _Reading(), []
        for mail in mails:
            if mail.size > self._options.max_bytes:
                self._give_up(reading, mail, f"larger than max_bytes ({self._options.max_bytes})")
            elif broke := _broke.get(self._key(mail), 0):
                if broke > ALONE_TRIES:
                    self._give_up(reading, mail, "the connection broke each time it was fetched")
                else:
                    await self._alone(reading, mail)
            elif mail.size > LARGE:
                await self._alone(reading, mail)
            else:
                together.append(mail)
        for group in _groups(together):
            await self._together(reading, group)
        reading.received.sort(key=lambda one: int(one.location.partition("/")[2]))
        return reading

    async def _together(self, reading: _Reading, group: Sequence[Listed]) -> None:
        """Few small mails in one command; what is missing from the answer is asked for alone."""
        with _watched(self._key(mail) for mail in group):
            bodies = await self._connection.bodies(group)
        for mail in group:
            if mail.uid in bodies:
                self._take(reading, mail, bodies[mail.uid])
            else:
                await self._alone(reading, mail)

    async def _alone(self, reading: _Reading, mail: Listed) -> None:
        """One mail by itself. Gone meanwhile is no error; there but not handed over is unfetched."""
        with _watched([self._key(mail)]):
            body = await self._connection.large(mail.uid, self._options.max_bytes)
        if body is None:
            if await self._connection.listing([mail.uid]):
                self._give_up(reading, mail, "the server lists it but does not hand it over")
        elif len(body) > self._options.max_bytes:
            self._give_up(reading, mail, f"larger than max_bytes ({self._options.max_bytes})")
        else:
            self._take(reading, mail, body)

    def _take(self, reading: _Reading, mail: Listed, body: bytes) -> None:
        reading.received.append(
            Received(
                digest=hashlib.sha256(body).digest(),
                body=body,
                location=self._location(mail.uid),
                sender_key=sender_key(body),
                arrived_at=mail.arrived or datetime.now(UTC),
                old=self._position.rebuilt and self._position.before_start(mail),
            )
        )

    def _give_up(self, reading: _Reading, mail: Listed, reason: str) -> None:
        reading.unfetched.append(Unfetched(location=self._location(mail.uid), reason=reason))

    def _location(self, uid: int) -> str:
        return f"{self._connection.uidvalidity}/{uid}"

    def _key(self, mail: Listed) -> tuple[str, int, int]:
        return self._options.address, self._connection.uidvalidity, mail.uid

    async def confirm(self, locations: Mapping[str, bytes]) -> Mapping[str, str]:
        """Set \\Seen on what is stored, unless the line leaves mails as they are. Raises LineDown.

        A mail of an earlier UIDVALIDITY is "gone". A UID never names another mail, so the digest needs no second look.
        """
        if not self._options.mark_seen:
            return dict.fromkeys(locations, "done")
        here = {where: uid for where in locations if (uid := self._uid(where))}
        result = {where: "gone" for where in locations if where not in here}
        for group in _slices(list(here), MARK_AT_ONCE):
            marked = await self._connection.mark_seen(here[where] for where in group)
            result |= dict.fromkeys(group, "done" if marked else "the server refused to mark it as read")
        return result

    async def fetch(self, locations: Sequence[str]) -> Batch:
        """Try unfetched mails once more, each alone. What is gone for good stays unfetched with reason "gone"."""
        reading = _Reading()
        uids = {uid: where for where in locations if (uid := self._uid(where))}
        gone = {where for where in locations if where not in uids.values()}
        for group in _slices(sorted(uids), BATCH_MAILS):
            listed = await self._connection.listing(group)
            gone |= {uids[uid] for uid in group} - {self._location(mail.uid) for mail in listed}
            for mail in listed:
                if mail.size > self._options.max_bytes:
                    self._give_up(reading, mail, f"larger than max_bytes ({self._options.max_bytes})")
                else:
                    await self._alone(reading, mail)
        reading.unfetched += [Unfetched(location=where, reason="gone") for where in sorted(gone)]
        return Batch(received=tuple(reading.received), unfetched=tuple(reading.unfetched))

    def _uid(self, location: str) -> int:
        """The UID that a location names in this mailbox as it is now, 0 for none."""
        validity, _, uid = location.partition("/")
        return int(uid) if validity == str(self._connection.uidvalidity) and uid.isdecimal() else 0

    async def send(self, piece: Piece) -> Sent:
        """Hand one mail over. Raises Refused, Temporary, LineDown or OutcomeUnknown; see smtp.Sender."""
        return await self._sender.send(piece)


@asynccontextmanager
async def open(options: EmailOptions, *, now: datetime) -> AsyncIterator[MailboxLink]:
    """Connect to the mailbox; connections for sending are made when they are needed. Raises LineDown."""
    connection = await imap.connect(options)
    sender = Sender(options)
    try:
        yield MailboxLink(options, connection, sender, now)
    finally:
        connection.close()
        await sender.close()


class _watched:  # noqa: N801
    """Remembers which mails were being fetched when the connection broke, and forgets those that came."""

    def __init__(self, keys: Iterable[tuple[str, int, int]]) -> None:
        self.keys = list(keys)

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for key in self.keys:
            if kind is None:
                _broke.pop(key, None)
            elif issubclass(kind, LineDown):
                _broke[key] = _broke.get(key, 0) + 1 if len(self.keys) == 1 else max(1, _broke.get(key, 0))


def _groups(mails: Sequence[Listed]) -> list[list[Listed]]:
    """Mails to be fetched in one command each: at most 25 and 4 MiB."""
    groups: list[list[Listed]] = []
    size = 0
    for mail in mails:
        if not groups or len(groups[-1]) == TOGETHER_MAILS or size + mail.size > TOGETHER_BYTES:
            groups.append([])
            size = 0
        groups[-1].append(mail)
        size += mail.size
    return groups


def _slices(items: Sequence[T], length: int) -> list[Sequence[T]]:
    return [items[start : start + length] for start in range(0, len(items), length)]
