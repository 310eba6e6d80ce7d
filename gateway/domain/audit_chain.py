"""The chain of sealed audit rows: how a row is sealed, and a walk that finds the first that is not as it was. Pure.

A seal is HMAC-SHA256 (RFC 2104, FIPS 180-4) over the seal of the row before and the row's content. The key lies outside
the database: whoever can write the table, its owner too, cannot make a seal, where a plain hash could be computed anew
from the changed row to the end. What a chain does not show by itself is that its end was cut off: for that a walk takes
heads, which were written down elsewhere.
"""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

__all__ = ["FIRST", "Anchor", "Fault", "Found", "Head", "SealedRow", "Walk", "fingerprint", "seal"]

FIRST = bytes(32)  # what the first row of all is sealed upon
BACK = timedelta(hours=1)  # a row is sealed seconds after it was written, in the order of ids: times hardly go back
NAMED = 20  # faults that are named; the others are counted


class Fault(StrEnum):
    """What is wrong at a place of the chain."""

    CHANGED = "changed"  # it is not what was sealed, or one before it is gone and the places were counted anew
    REMOVED = "removed"  # one or more rows before it are gone
    INSERTED = "inserted"  # the chain goes on without it
    REORDERED = "reordered"  # it and the next one stand in each other's place
    BACKDATED = "backdated"  # it says a time long before that of the row which was sealed before it
    TRUNCATED = "truncated"  # a head that was written down is not there any more, or is another
    UNNAMED = "unnamed"  # rows were cut, or another key was taken, and no sealed row says so


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRow:
    """A row of audit with its place in the chain, from 1 on."""

    id: int
    at: datetime
    actor: str
    act: str
    object: str
    detail: str
    place: int
    seal: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the chain at some time. As text PLACE.SEAL, the seal in hexadecimal digits."""

    place: int
    seal: bytes

    def __str__(self) -> str:
        return f"{self.place}.{self.seal.hex()}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """The head of this text. Raises ValueError."""
        place, seal = text.strip().split(".")
        return cls(place=int(place), seal=bytes.fromhex(seal))


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where the chain begins, or a key does, behind `place`, whose row has this seal. `key`: the fingerprint of the key
    that seals what follows; `kind`: begin, or cut where the rows up to this place are gone."""

    place: int
    seal: bytes
    key: str
    kind: str

    @property
    def object(self) -> str:
        """As the audit row that tells of it names it."""
        return f"audit:{Head(place=self.place, seal=self.seal)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A fault, and where: the row there (`id`, `at`, `what`: act and object; 0, None and "" where there is none)."""

    fault: Fault
    place: int
    id: int = 0
    at: datetime | None = None
    what: str = ""


def seal(key: bytes, previous: bytes, row: SealedRow) -> bytes:
    """The seal of a row behind the one that has the seal `previous`: 32 bytes. Its place is not part of it: that is
    what the seal before says."""
    content = [row.id, row.at.astimezone(UTC).isoformat(), row.actor, row.act, row.object, row.detail]
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(key, previous + written.encode("utf-8", "surrogatepass"), sha256)


def fingerprint(key: bytes) -> str:
    """By which a key is known, without telling it."""
    return hmac.digest(key, b"audit key", sha256)[:8].hex()


@dataclass(slots=True, kw_only=True)
class Walk:
    """Rows are fed in the order of their places, in any portions; memory does not grow with their number.

    `anchors`: all; `keys`: those at hand, by fingerprint; `begin`: the place behind which it begins."""

    anchors: Sequence[Anchor]
    keys: Mapping[str, bytes]
    heads: Sequence[Head] = ()
    begin: Anchor = field(init=False)
    rows: int = 0
    unchecked: int = 0  # rows whose key is not at hand
    faults: int = 0
    found: list[Found] = field(default_factory=list)  # the first of them
    _previous: bytes | None = field(init=False)  # None: the row before is gone
    place: int = field(init=False)  # of the last row so far
    _at: datetime | None = None
    _kept: SealedRow | None = None  # the last that was fed: judged with the next one before the eyes
    _unnamed: dict[str, Anchor] = field(init=False)

    def __post_init__(self) -> None:
        cuts = [one for one in self.anchors if one.kind == "cut"]
        self.begin = max(cuts or self.anchors, key=lambda one: one.place if cuts else -one.place)
        self._start(self.begin)

    def _start(self, anchor: Anchor) -> None:
        self.begin, self._previous, self.place = anchor, anchor.seal, anchor.place
        told = [one for one in self.anchors if one.place >= max(1, anchor.place)]
        self._unnamed = {one.object: one for one in told}

    def start_at_last_key(self) -> None:
        """Begin where the last key does: what is before was looked into, and is known."""
        self._start(max((one for one in self.anchors if one.place >= self.begin.place), key=lambda one: one.place))

    def feed(self, rows: Iterable[SealedRow]) -> None:
        """The next rows."""
        for row in rows:
            self._kept = row if self._kept is None else self._judged(self._kept, row)

    def end(self, unsealed: Iterable[str] = ()) -> None:
        """There are no more. `unsealed`: objects of acts that are written and not sealed yet."""
        if self._kept is not None:
            self._judged(self._kept, None)
            self._kept = None
        for head in self.heads:
            if head.place > self.place:
                self._note(Fault.TRUNCATED, head.place)
        for name in self._unnamed.keys() - set(unsealed):
            self._note(Fault.UNNAMED, self._unnamed[name].place)

    def _judged(self, row: SealedRow, following: SealedRow | None) -> SealedRow | None:
        """Judge a row; returns the one to go on with."""
        if row.place > self.place + 1:
            self._note(Fault.REMOVED, self.place + 1, row)
            self._previous = None
        fault = self._fault(row, following)
        if fault is not None:
            self._note(fault, row.place, row)
        self._pass(row, inserted=fault is Fault.INSERTED)
        if fault is Fault.REORDERED:
            assert following is not None
            self.place, self.rows, following = following.place, self.rows + 1, None
        return following

    def _fault(self, row: SealedRow, following: SealedRow | None) -> Fault | None:
        key, previous = self._key(row.place), self._previous
        if key is None or previous is None:
            return None  # what it was sealed with is not there
        if not hmac.compare_digest(seal(key, previous, row), row.seal):
            if following is None or seal(key, previous, following) != following.seal:
                return Fault.CHANGED
            return Fault.REORDERED if seal(key, following.seal, row) == row.seal else Fault.INSERTED
        if self._at is not None and row.at < self._at - BACK:
            return Fault.BACKDATED
        return None

    def _pass(self, row: SealedRow, *, inserted: bool) -> None:
        """The row is behind us; the chain goes on from it."""
        self.rows += 1
        self.unchecked += self._key(row.place) is None
        self.place, self._at = row.place, row.at
        if not inserted:
            self._previous = row.seal
        for head in self.heads:
            if head.place == row.place and head.seal != row.seal:
                self._note(Fault.TRUNCATED, row.place, row)
        self._unnamed.pop(row.object, None)

    def _key(self, place: int) -> bytes | None:
        """The key by which the row at this place is sealed, None where it is not at hand."""
        of = max((one for one in self.anchors if one.place < place), key=lambda one: one.place)
        return self.keys.get(of.key)

    def _note(self, fault: Fault, place: int, row: SealedRow | None = None) -> None:
        self.faults += 1
        if len(self.found) >= NAMED:
            return
        said = {"id": row.id, "at": row.at, "what": f"{row.act} {row.object}"} if row else {}
        self.found.append(Found(fault=fault, place=place, **said))  # type: ignore[arg-type]
