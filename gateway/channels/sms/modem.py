"""One modem as a Link: what lies on the SIM comes in, what is stored is deleted there, what is queued goes out.

The modem does one thing at a time, in the order of asking (session.py): long listings and deletions come in slices, so
that sending does not starve reading, nor the other way round.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.channels.sms import balance, identity, reasons, ussd, wire
from gateway.channels.sms.decode import completed, concat, sender_key
from gateway.channels.sms.options import SmsOptions
from gateway.channels.sms.process import Gone
from gateway.channels.sms.session import Failed, Memory, Reopened, Session
from gateway.domain.errors import LineDown, OutcomeUnknown, Refused
from gateway.domain.model import Batch, Piece, Received, Sent, Unfetched
from gateway.domain.number_proofs import DialOutcome

FAILURES = 3  # in a row, after which the whole line counts as down
PAUSE = 0.5  # seconds after the first failure; doubled with each that follows
INFO_SECONDS = 10.0  # how old the known state of the network may be when a message goes out
GATHER = 0.2  # seconds between the modem's word and the look: the parts of a long text come one after the other
CHANGES = frozenset({"network", "sim", "full", "restarted", "ready", "gone"})  # after which what health shows is old
WAKES = frozenset({"stored", "missed", "call_ended"})  # beside these: there is something to look at
SLICE = 50  # deletions asked for in one call
DIAL_SECONDS = 30.0  # until a call of ours rings, and then for about four rings
HANG_UP_SECONDS = 15.0
BUSY_SECONDS = 45.0  # that a SIM may be busy, as it is after a start, before its line counts as down


class Modem:
    """A Link to one modem. See gateway.channels.Link for what its methods promise."""

    width = 1

    def __init__(self, options: SmsOptions, now: datetime, memory: Memory) -> None:
        self.options = options
        self.session = Session(options, memory, self.heard)
        self._memory, self._said, self._rings = memory, memory.said, memory.rings
        self._busy = time.monotonic()  # when a text last came or went, or we were opened
        self._woken = asyncio.Event()  # the modem has said something for which a look should not wait
        self._opened = (now, time.monotonic())
        self._facts: dict[str, object] = {}
        self._facts_of = (0, 0.0)  # the child's life and the moment they are from
        self._life = 0  # of the child that listed what follows
        self._listed: dict[str, set[str]] = {}  # location -> digests
        self._whole = 0  # the life in which all that lies there was listed at least once
        self._stored: set[tuple[str, str]] = set()  # what the consumer has confirmed: not handed over again
        self._undeleted: dict[str, str] = {}
        self._waiting = 0
        self._unread: set[str] = set()
        self._unfetched: set[str] = set()  # places that the last whole poll has found and could not read
        self._busy_since: float | None = None
        self._listening = False
        self._cursor: dict[str, object] = {}  # what the line keeps from one opening to the next
        self._polled = asyncio.Event()  # once the consumer has dealt with a whole poll

    # --- in ---

    async def listen(self, cursor: Mapping[str, object] | None) -> AsyncIterator[Batch]:
        """A batch for each slice of each poll, the last one of a poll with facts. See Link.listen."""
        failures = 0
        self._cursor = dict(cursor or {})
        first = not self._cursor.get("seen")
        self._listening = True
        while True:
            try:
                async for batch in self.poll(first):
                    yield batch
                failures, first, self._busy_since = 0, False, None
                self._polled.set()
                await self.ask_balance()
                await self.rest()
            except (Gone, Failed) as error:
                failures += 1
                if self.is_patient() if is_busy(error) else failures < FAILURES:
                    await asyncio.sleep(PAUSE * 2 ** min(failures, FAILURES))
                    continue
                raise LineDown(error.reason) from None

    async def ask_balance(self) -> None:
        """Ask for the SIM's account, where it is time; the answer comes as an event. Seconds, during which nothing else
        is done."""
        code, asking = self.options.balance_ussd, self._memory.balance
        if asking.is_open:
            asking.is_open = False
            await self.session.ask("ussd", code="")
        elif code and self.options.driver == "at" and asking.is_due(self._cursor, self.now(), self._busy):
            await self.session.ask("ussd", code=ussd.packed(code) if asking.begin() else code)

    def is_patient(self) -> bool:
        """Whether a busy SIM is waited for some more."""
        self._busy_since = self._busy_since or time.monotonic()
        return time.monotonic() - self._busy_since < BUSY_SECONDS

    async def rest(self) -> None:
        """Until the next look: poll_seconds, or less where the modem says that there is something to look at."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.options.poll_seconds):
                await self._woken.wait()
                await asyncio.sleep(GATHER)
        self._woken.clear()

    def heard(self, event: Mapping[str, Any]) -> None:
        """Something that the modem has said by itself (unasked.py says what there is). It only makes the next look
        come sooner: the look is the truth."""
        if "record" in event:
            self._said.keep(event["digest"], event["record"])
        if event["kind"] == "ussd" and self._memory.balance.hear(event["text"]):
            self._woken.set()
        self._rings.hear(event["kind"], event.get("number"), self.now())
        if event["kind"] in CHANGES:
            self._facts_of = (0, 0.0)
        if "record" in event or event["kind"] in CHANGES or event["kind"] in WAKES:
            self._woken.set()

    async def poll(self, first: bool) -> AsyncIterator[Batch]:
        """All that lies on the SIM, in slices, and what the modem has said meanwhile and stores nowhere."""
        after: int | None = None
        present: dict[str, set[str]] = {}
        unreadable: set[str] = set()
        while True:
            found = await self.session.ask("list", after=after)
            after = found["more"]
            pieces = found["pieces"] if after is not None else [*found["pieces"], *self._said.pieces()]
            self.note(pieces, present)
            unreadable.update(map(str, found["unfetched"]))
            received, unfetched = self.received(pieces, first), self.unfetched(found["unfetched"])
            if after is None:
                break
            if received or unfetched:
                yield Batch(received=received, unfetched=unfetched)
        self.forget_all_but(present)
        self._unfetched = unreadable
        facts, rang = await self.facts(INFO_SECONDS), self._rings.ended(self.now())
        cursor = identity.noted({**self._cursor, "seen": True}, facts, self.now())
        cursor = self._memory.balance.noted(cursor, self.now())
        changed, self._cursor = cursor != self._cursor, cursor
        facts["sim_moved"] = cursor.get("moved_at")
        asked = cursor if self.options.balance_ussd else {}  # what is asked no more is not kept
        facts |= balance.facts(asked, str(facts["imsi"] or ""), self.options.balance_least)
        yield Batch(received=received, unfetched=unfetched, cursor=cursor if changed else None, facts=facts, rang=rang)
        self._rings.forget(rang)

    def note(self, pieces: Iterable[Mapping[str, Any]], present: dict[str, set[str]] | None = None) -> None:
        """Remember where pieces lie: only what the living child has listed is ever deleted."""
        if self._life != self.session.life:
            self._life = self.session.life
            self._listed.clear()
            self._stored.clear()
        for piece in pieces:
            for places in (self._listed, present):
                if places is not None:
                    places.setdefault(str(piece["location"]), set()).add(piece["digest"])

    def received(self, pieces: Iterable[Mapping[str, Any]], first: bool) -> tuple[Received, ...]:
        """Pieces not confirmed yet, as the gateway keeps them."""
        fresh = [p for p in pieces if (str(p["location"]), p["digest"]) not in self._stored]
        if fresh:
            self._busy = time.monotonic()
        return tuple(self.kept(piece, first) for piece in fresh)

    def kept(self, piece: Mapping[str, Any], first: bool) -> Received:
        """One piece as the gateway keeps it."""
        body = wire.body(piece["record"])
        record = completed(piece["record"])
        arrived = self.arrived(record)
        return Received(
            digest=bytes.fromhex(piece["digest"]),
            body=body,
            location=str(piece["location"]),
            sender_key=sender_key(body),
            arrived_at=arrived,
            old=first and self.is_old(arrived),
            concat=concat(record),
        )

    def arrived(self, record: Mapping[str, Any]) -> datetime:
        """The centre's stamp; where there is none, or it lies ahead of our clock, now."""
        stamp = wire.moment(record["discharged"] or record["time"])
        return min(stamp, self.now()).astimezone(UTC) if stamp else self.now()

    def now(self) -> datetime:
        """UTC, by a clock that does not jump."""
        opened, at = self._opened
        return (opened + timedelta(seconds=time.monotonic() - at)).astimezone(UTC)

    def is_old(self, arrived: datetime) -> bool:
        """Whether what lies there at first contact is too old to be answered by itself."""
        start = self.options.start
        return arrived < start if isinstance(start, datetime) else start == "now"

    def unfetched(self, locations: Iterable[int]) -> tuple[Unfetched, ...]:
        """Places that cannot be read, each told once."""
        fresh = [str(n) for n in locations if str(n) not in self._unread]
        self._unread.update(fresh)
        return tuple(Unfetched(location=n, reason=reasons.NOT_HANDED_OVER) for n in fresh)

    def forget_all_but(self, present: Mapping[str, set[str]]) -> None:
        """Keep no memory of what has left the SIM."""
        self._whole = self._life
        self._waiting = sum(len(digests) for digests in present.values())
        self._listed = dict(present)
        self._stored = {(place, digest) for place, digest in self._stored if digest in present.get(place, ())}
        self._undeleted = {
            place: digest for place, digest in self._undeleted.items() if digest in present.get(place, ())
        }

    async def fetch(self, locations: Sequence[str]) -> Batch:
        """See Link.fetch."""
        found = await self.asked("fetch", locations=[int(n) for n in locations])
        self.note(found["pieces"])
        # Of an empty place some modems say an error of any kind: what no listing names any more is not there.
        there = [str(n) for n in found["unfetched"] if str(n) in self._unfetched or self._whole != self.session.life]
        return Batch(
            received=self.received(found["pieces"], False),
            unfetched=tuple(Unfetched(location=place, reason=reasons.NOT_HANDED_OVER) for place in there),
        )

    async def confirm(self, locations: Mapping[str, bytes]) -> Mapping[str, str]:
        """Delete what is stored, if it still is what the living child has listed there. See Link.confirm."""
        wanted = {place: digest.hex() for place, digest in locations.items()}
        said = {place: self._said.confirm(int(place), digest) for place, digest in wanted.items() if int(place) < 0}
        listed = self._listed if self._life == self.session.life else {}
        known = {
            place: digest for place, digest in wanted.items() if place not in said and digest in listed.get(place, ())
        }
        absent = "gone" if self._whole == self.session.life else "not listed since the modem was opened"
        results = dict.fromkeys(wanted.keys() - known.keys(), absent) | said
        self._stored.update(known.items())
        while left := [[int(place), digest] for place, digest in known.items() if place not in results][:SLICE]:
            results |= (await self.asked("delete", wanted=left))["results"]
        for place, result in results.items():
            if result in ("done", "gone"):
                self._undeleted.pop(place, None)
                self._listed.pop(place, None)
                self._stored.discard((place, wanted[place]))
            else:
                self._undeleted[place] = wanted[place]
        return results

    async def asked(self, command: str, *, deadline: float | None = None, **arguments: Any) -> dict[str, Any]:
        """Session.ask, where a modem that fails is a line that is down."""
        try:
            return await self.session.ask(command, deadline=deadline, **arguments)
        except (Gone, Failed) as error:
            raise LineDown(error.reason) from None

    # --- facts ---

    async def facts(self, age: float) -> dict[str, object]:
        """What health shows of this modem, at most `age` seconds old."""
        life, at = self._facts_of
        if life != self.session.life or time.monotonic() - at > age:
            self._facts = await self.session.ask("info")
            self._facts_of = (self.session.life, time.monotonic())
        port = self._memory.port if self.options.is_found else None
        return {**self._facts, "waiting": self._waiting, "delete_failed": len(self._undeleted), "port": port}

    # --- out ---

    async def send(self, piece: Piece) -> Sent:
        """One segment on the wire, a status report asked for. See Link.send.

        Nothing goes out later than half a lease after the call: who asked may not hold the line any more.
        """
        scheme, _, number = piece.recipient.partition(":")
        if scheme not in ("tel", "sms") or not number.lstrip("+").isdigit():
            raise Refused(reasons.NOT_A_NUMBER)
        before = time.monotonic() + self.options.silence_seconds
        self._busy = time.monotonic()
        segment: dict[str, Any] = {
            "number": number,
            "text": piece.text,
            "udh": piece.udh.hex(),
            "encoding": piece.encoding,
        }
        try:
            while True:
                await self.ready()
                try:
                    answer = await self.session.ask("send", before=before, life=self.session.life, **segment)
                except Reopened:  # perhaps with another SIM: look again
                    continue
                return Sent(remote_id="", reference=answer["reference"])
        except Gone as gone:
            raise OutcomeUnknown(gone.reason) if gone.asked else LineDown(gone.reason) from None
        except Failed as failed:
            raise failed.verdict() from None

    async def dial(self, number: str, seconds: float = DIAL_SECONDS) -> DialOutcome:
        """Ring a number (a URN), to see whether it can be reached; the modem does nothing else meanwhile. See
        gateway.channels.Dials."""
        scheme, _, digits = number.partition(":")
        if scheme != "tel" or not digits.lstrip("+").isdigit():
            raise Refused(reasons.NOT_A_NUMBER)
        await self.ready()
        answer = await self.asked("dial", deadline=seconds + HANG_UP_SECONDS, number=digits, seconds=seconds)
        outcome: DialOutcome = answer["outcome"]
        return outcome

    async def ready(self) -> None:
        """Raises LineDown where nothing should be put on the wire now: no network, no number of the message centre, or
        another SIM than configured.

        Not before a whole poll has been dealt with: a line that cannot send must not stop receiving for it.
        """
        try:
            facts = await self.facts(INFO_SECONDS)
        except (Gone, Failed) as error:
            raise LineDown(error.reason) from None
        why = reasons.LOST.get(str(facts["network"])) or (reasons.NO_CENTRE if facts["centre"] is False else None)
        if self.options.imsi and facts["imsi"] != self.options.imsi:
            why = reasons.OTHER_SIM if facts["imsi"] else reasons.SIM["failed"]
        if why is not None:
            if self._listening:
                await self._polled.wait()
            raise LineDown(why)


def is_busy(error: Exception) -> bool:
    """Whether the SIM was only busy."""
    return isinstance(error, Failed) and error.sim == "busy"


@asynccontextmanager
async def open_modem(options: SmsOptions, *, now: datetime, memory: Memory) -> AsyncIterator[Modem]:
    """The modem, open; its child is gone at the end, whatever happens. Raises LineDown."""
    modem = Modem(options, now, memory)
    try:
        await modem.facts(0)
        yield modem
    except (Gone, Failed) as error:
        raise LineDown(error.reason) from None
    finally:
        await modem.session.close()


async def probe(options: SmsOptions, *, now: datetime, old_days: int) -> Mapping[str, object]:
    """For `gw check`: open the modem and count. See Channel.probe."""
    async with open_modem(options, now=now, memory=Memory()) as modem:
        facts = await modem.facts(INFO_SECONDS)
        if lost := reasons.LOST.get(str(facts["network"])):
            raise LineDown(lost)
        pieces = [piece async for batch in modem.poll(first=True) for piece in batch.received]
    messages = [piece for piece in pieces if piece.concat is None or piece.concat.seq == 1]
    young = now - timedelta(days=old_days)
    answered = [piece for piece in messages if not piece.old and piece.arrived_at > young]
    words: dict[str, Any] = {
        "imsi": str(facts["imsi"] or "") or reasons.NOT_KNOWN,
        "imei": str(facts["imei"] or "") or reasons.NOT_KNOWN,
        "signal": str(facts["signal"]),
        "network": str(facts["network"] or "") or reasons.NOT_KNOWN,
    }
    if options.imsi and facts["imsi"] != options.imsi:
        detail = reasons.PROBED_OTHER_SIM(**words)
    else:
        detail = reasons.PROBED_AT(**words, port=str(facts["port"])) if options.is_found else reasons.PROBED(**words)
    counts = {"present": len(messages), "waiting": len(messages), "answered": len(answered)}
    return {**counts, "detail": detail, "imsi": facts["imsi"]}
