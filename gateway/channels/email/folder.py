"""One folder of a mailbox while the line is open: what is new in it, by UID, and what is stored of it, marked.

The UID watermark with UIDVALIDITY is the truth, flags say nothing: a mail that another client has read is read here
too. Every mail is yielded at least once; the digest of its bytes tells a repeat. Nothing passes the watermark that is
not yielded, as received or as unfetched, or gone by the server's own word.
"""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from gateway.channels.email import complete, reasons
from gateway.channels.email.fetch_answers import Listed
from gateway.channels.email.headers import sender_key
from gateway.channels.email.imap import Connection
from gateway.channels.email.memory import Key, Memory
from gateway.channels.email.options import EmailOptions
from gateway.channels.email.position import Position, first_contact, imap_day
from gateway.domain.model import Batch, Received, Unfetched
from gateway.domain.reasons import Reason

__all__ = ["BATCH_MAILS", "HEAD", "HEAD_BYTES", "FolderReader", "folder_of", "in_junk", "is_head"]

log = logging.getLogger(__name__)
T = TypeVar("T")

OVERLAP = 20  # UIDs below the watermark that are looked at again: a clustered server may hand them out late
BATCH_MAILS = 50
BATCH_BYTES = 16 * 1_048_576
TOGETHER_MAILS = 25  # fetched in one command …
TOGETHER_BYTES = 4 * 1_048_576
ALONE_TRIES = 3
REFUSED_RUNNING = 5  # mails that a server refuses one after the other: then the rest of a batch is not asked for
MARK_AT_ONCE = 200
AGED = 1000
FOLDER, JUNK = "folder:", "junk:"  # what a place begins with in a folder beside the first
HEAD_BYTES = 65_536  # of a mail above max_bytes: its header, and mostly its words
HEAD = "+head"  # what the place of such a piece ends with: the mail itself, unread, stays where it lies


@dataclass(slots=True)
class _BatchBuilder:
    """One batch while it is being read. `gone`: what the server listed a moment ago and does not list any more."""

    received: list[Received] = field(default_factory=list)
    unfetched: list[Unfetched] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


class FolderReader:
    """A folder on a connection of its own, which has selected it. `main`: the line's first; its places bear no name,
    unless it is for junk."""

    def __init__(
        self, options: EmailOptions, connection: Connection, now: datetime, memory: Memory, *, main: bool = True
    ) -> None:
        self._options, self.connection, self._now, self._memory = options, connection, now, memory
        kind = JUNK if connection.junk else "" if main else FOLDER
        self._prefix = f"{kind}{connection.folder}/" if kind else ""
        self._position = Position(connection.uidvalidity, 0)
        self._seen: set[int] = set()
        self._aged_to = 0

    @property
    def position(self) -> dict[str, object]:
        """How far it is read, as the line's cursor holds it."""
        return asdict(self._position)

    def begin(self, cursor: Mapping[str, object] | None) -> bool:
        """Go on from the stored position, None at first contact; whether another one is to be stored at once."""
        self._position = self._begin(cursor)
        return self.position != cursor

    def _begin(self, cursor: Mapping[str, object] | None) -> Position:
        """The stored position, the first one, or the one after the mailbox was rebuilt (RFC 3501 §2.3.1.1).

        A restored mailbox may have its old UIDVALIDITY and hand out UIDs anew: what comes then is below the mark."""
        connection = self.connection
        if cursor is None:
            start, uidnext, newest = self._options.start, connection.uidnext, connection.newest
            return first_contact(start, connection.uidvalidity, uidnext, newest, self._now)
        stored = Position(**cursor)  # type: ignore[arg-type]
        floor = max(connection.uidnext - 1, connection.newest)
        if stored.uidvalidity == connection.uidvalidity and stored.uid <= floor:
            return stored
        log.warning("the mailbox was made anew: everything in it is read again, what is known is recognised")
        return Position(connection.uidvalidity, 0, 0, floor, stored.since, True)

    async def news(self) -> list[int]:
        """UIDs to be read, ascending."""
        await self.connection.ask()
        at = self._position
        start = max(at.low, at.uid - OVERLAP) + 1
        criteria = [f"UID {max(start, at.floor + 1)}:*"]
        if start <= at.floor:
            criteria.insert(0, f"UID {start}:{at.floor}{at.since_day}")
        found = [uid for each in criteria for uid in await self.connection.search(each)]
        # "n:*" always names the newest mail, even one below n (RFC 3501 §6.4.8)
        return sorted({uid for uid in found if uid >= start and uid not in self._seen})

    async def next(self, waiting: Sequence[int]) -> tuple[Batch, list[int]]:
        """The next batch off the front of `waiting` -> (batch, what is left)."""
        front, rest = list(waiting[:BATCH_MAILS]), list(waiting[BATCH_MAILS:])
        built = _BatchBuilder()
        listed = await self._listed(built, front)
        take: list[Listed] = []
        size = 0
        for mail in listed:
            if take and size + mail.size > BATCH_BYTES:
                rest = [uid for uid in front if uid >= mail.uid] + rest
                front = [uid for uid in front if uid < mail.uid]
                break
            if self._position.counts(mail):
                take.append(mail)
                size += mail.size if mail.size <= self._options.max_bytes else HEAD_BYTES
        await self._read(built, take)
        built.unfetched = [one for one in built.unfetched if self._uid(one.location) in front]
        if gone := len(built.gone):
            log.info("mails listed by the server were gone before they were fetched", extra={"mails": gone})
        return self._batch(front, built), rest

    async def _listed(self, built: _BatchBuilder, uids: Sequence[int]) -> list[Listed]:
        """What the server says of these mails, ascending. One that it lists and says nothing of has size 0; one that
        breaks the connection each time it is asked about is given up."""
        alone = [uid for uid in uids if self._memory.broke.get(self._key("list", uid))]
        together = [uid for uid in uids if uid not in alone]
        found: dict[int, Listed] = {}
        if together:
            with self._memory.watching(self._key("list", uid) for uid in together):
                found, word = await self.connection.listing(together)
            if word != "OK":
                alone += [uid for uid in together if uid not in found]
        refused = 0
        for uid in alone:
            if self._memory.broke.get(self._key("list", uid), 0) > ALONE_TRIES:
                self._give_up(built, uid, reasons.FETCH_BROKE)
            elif refused < REFUSED_RUNNING:
                with self._memory.watching([self._key("list", uid)]):
                    one, word = await self.connection.listing([uid])
                found |= one
                refused = 0 if word == "OK" else refused + 1
        silent = [uid for uid in uids if uid not in found and self._location(uid) not in _places(built)]
        for uid in await self.connection.present(silent) if silent else []:
            found[uid] = Listed(uid, 0, None)
        built.gone += [uid for uid in silent if uid not in found]
        return [found[uid] for uid in sorted(found)]

    def _batch(self, done: Sequence[int], built: _BatchBuilder) -> Batch:
        """`built` as a batch; `position` covers `done` then."""
        self._position = replace(self._position, uid=max(self._position.uid, *done))
        self._seen = {uid for uid in self._seen | set(done) if uid > self._position.uid - 2 * OVERLAP}
        return Batch(received=tuple(built.received), unfetched=tuple(built.unfetched))

    async def _read(self, built: _BatchBuilder, mails: Sequence[Listed]) -> None:
        """Fetch these mails, each with the care its size and its past ask for."""
        alone, together = [], []
        for mail in mails:
            if mail.size > self._options.max_bytes:
                await self._head(built, mail)
            elif 0 < mail.size <= complete.LARGE and not self._memory.broke.get(self._key("fetch", mail.uid)):
                together.append(mail)
            else:
                alone.append(mail)
        for group in _groups(together):
            alone += await self._together(built, group)
        await self._each_alone(built, alone)
        built.received.sort(key=lambda one: int(one.location.removesuffix(HEAD).rpartition("/")[2]))

    async def _head(self, built: _BatchBuilder, mail: Listed) -> None:
        """The beginning of a mail above max_bytes: who wrote, and mostly their words. A server that does not hand that
        over by itself (RFC 3501 §6.4.5), or breaks at it, leaves the mail unfetched."""
        key = self._key("head", mail.uid)
        piece = None
        if key not in self._memory.broke:
            with self._memory.watching([key]):
                piece = await self.connection.slice(mail, 0, HEAD_BYTES, HEAD_BYTES)
        if piece and piece.octets and not piece.origin:
            self._take(built, mail, piece.octets[:HEAD_BYTES], HEAD)
        else:
            self._give_up(built, mail.uid, reasons.TOO_LARGE(bytes=self._options.max_bytes))

    async def _together(self, built: _BatchBuilder, group: Sequence[Listed]) -> list[Listed]:
        """Few small mails in one command -> those that were not handed over, or not whole."""
        with self._memory.watching(self._key("fetch", mail.uid) for mail in group):
            bodies = await self.connection.bodies(group)
        left = []
        for mail in group:
            if mail.size <= len(bodies.get(mail.uid, b"")) <= self._options.max_bytes:
                self._take(built, mail, bodies[mail.uid])
            else:
                left.append(mail)
        return left

    async def _each_alone(self, built: _BatchBuilder, mails: Sequence[Listed]) -> None:
        """Mails one by one. Gone meanwhile is no error; there but not handed over whole is unfetched."""
        missing: list[tuple[Listed, Reason]] = []
        refused = 0
        for mail in mails:
            if self._memory.broke.get(self._key("fetch", mail.uid), 0) > ALONE_TRIES:
                self._give_up(built, mail.uid, reasons.FETCH_BROKE)
            elif refused == REFUSED_RUNNING:
                missing.append((mail, reasons.NONE_HANDED_OVER))
            elif reason := await self._alone(built, mail):
                missing.append((mail, reason))
                refused += 1
            else:
                refused = 0
        there = await self.connection.present([mail.uid for mail, _ in missing]) if missing else []
        for mail, reason in missing:
            if mail.uid in there:
                self._give_up(built, mail.uid, reason)
            else:
                built.gone.append(mail.uid)

    async def _alone(self, built: _BatchBuilder, mail: Listed) -> Reason | None:
        """One mail by itself; why it is not here, if it is not."""
        key = self._key("fetch", mail.uid)
        before = key in self._memory.broke
        try:
            with self._memory.watching([key]):
                body = await complete.read(self.connection, mail, self._options.max_bytes, in_slices=before)
        except complete.NotWhole as error:
            return error.reason
        self._take(built, mail, body)
        return None

    def _take(self, built: _BatchBuilder, mail: Listed, body: bytes, part: str = "") -> None:
        built.received.append(
            Received(
                digest=hashlib.sha256(body).digest(),
                body=body,
                location=self._location(mail.uid) + part,
                sender_key=sender_key(body),
                arrived_at=mail.arrived or datetime.now(UTC),
                old=self._position.rebuilt and self._position.before_start(mail),
            )
        )

    def _give_up(self, built: _BatchBuilder, uid: int, reason: Reason) -> None:
        built.unfetched.append(Unfetched(location=self._location(uid), reason=reason))

    def _location(self, uid: int) -> str:
        return f"{self._prefix}{self.connection.uidvalidity}/{uid}"

    def _key(self, command: str, uid: int) -> Key:
        return command + self._prefix, self.connection.uidvalidity, uid  # two folders may share a UIDVALIDITY

    async def confirm(self, locations: Mapping[str, bytes]) -> Mapping[str, str]:
        """Set \\Seen on what is stored, unless the line leaves mails as they are. Raises LineDown.

        A mail of an earlier UIDVALIDITY is "gone". A UID never names another mail, so the digest needs no second look.
        """
        if not self._options.mark_seen:
            return dict.fromkeys(locations, "done")
        here = {where: uid for where in locations if (uid := self._uid(where))}
        result = {where: "gone" for where in locations if where not in here}
        for group in _slices(list(here), MARK_AT_ONCE):
            marked = await self.connection.mark_seen(here[where] for where in group)
            result |= dict.fromkeys(group, "done" if marked else "the server refused to mark it as read")
        return result

    async def fetch(self, locations: Sequence[str]) -> Batch:
        """Try unfetched mails once more, each alone. What is gone for good stays unfetched and says so."""
        built = _BatchBuilder()
        uids = {uid: where for where in locations if (uid := self._uid(where))}
        gone = {where for where in locations if where not in uids.values()}
        for group in _slices(sorted(uids), BATCH_MAILS):
            listed = await self._listed(built, group)
            small = [mail for mail in listed if mail.size <= self._options.max_bytes]
            for mail in listed:
                if mail not in small:
                    self._give_up(built, mail.uid, reasons.TOO_LARGE(bytes=self._options.max_bytes))
            await self._each_alone(built, small)
        gone |= {uids[uid] for uid in built.gone}
        built.unfetched += [Unfetched(location=where, reason=reasons.GONE) for where in sorted(gone)]
        return Batch(received=tuple(built.received), unfetched=tuple(built.unfetched))

    async def aged(self, before: datetime) -> list[str]:
        """Places of mails that the line has read and that came on a day before that of `before`; at most AGED, the next
        ones the next time: those that must stay may be many."""
        at = self._position
        if at.uid <= at.low:  # nothing is read yet, and a set like 1:0 is none
            return []
        since = at.since_day if at.low < at.floor else ""
        found = await self.connection.search(f"UID {at.low + 1}:{at.uid}{since} BEFORE {imap_day(before)}")
        old = [uid for uid in found if at.low < uid <= at.uid]
        rest = [uid for uid in old if uid > self._aged_to] or old
        self._aged_to = rest[AGED - 1] if len(rest) > AGED else 0
        return [self._location(uid) for uid in rest[:AGED]]

    async def remove(self, locations: Sequence[str]) -> int:
        """Move or delete these mails, as the line's options say; returns how many are gone from here."""
        removed = 0
        for group in _slices([uid for where in locations if (uid := self._uid(where))], MARK_AT_ONCE):
            if not await self.connection.remove(group, self._options.archive_folder):
                log.warning("the server refuses to take away what keep_days asks for", extra={"mails": len(group)})
                break
            removed += len(group)
        return removed

    def _uid(self, location: str) -> int:
        """The UID that a location names in this folder as it is now, 0 for none."""
        validity, _, uid = location.removeprefix(self._prefix).partition("/")
        return int(uid) if validity == str(self.connection.uidvalidity) and uid.isdecimal() else 0


def folder_of(location: str) -> str:
    """The name of the folder in which a piece lies, "" for a line's first that is not for junk."""
    return location.rpartition("/")[0].rpartition("/")[0].partition(":")[2]


def in_junk(location: str) -> bool:
    """Whether a piece lay where the mailbox's own server puts what it takes for junk."""
    return location.startswith(JUNK)


def is_head(location: str) -> bool:
    """Whether a piece is the beginning of a mail above max_bytes."""
    return location.endswith(HEAD)


def _places(built: _BatchBuilder) -> set[str]:
    """Where the mails lie that are given up already."""
    return {one.location for one in built.unfetched}


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
