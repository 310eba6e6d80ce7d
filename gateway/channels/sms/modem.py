"""One modem as a Link: what lies on the SIM comes in, what is stored is deleted there, what is owed goes out.

The modem belongs to a child process (process.py). A call that misses its deadline kills the child; the next call starts
another one. One call at a time, in the order of asking: long listings and deletions come in slices, so that sending
starves neither reading nor the other way round.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.channels.sms import refusals, wire
from gateway.channels.sms.decode import concat, sender_key
from gateway.channels.sms.options import SmsOptions
from gateway.channels.sms.process import Child, Gone
from gateway.errors import GatewayError, LineDown, OutcomeUnknown, Refused
from gateway.model import Batch, Piece, Received, Sent, Unfetched

FAILURES = 3  # in a row, after which the whole line counts as down
PAUSE = 0.5  # seconds after the first failure; doubled with each that follows
INFO_SECONDS = 10.0  # how old the known state of the network may be when a message goes out
OLD = timedelta(days=7)  # nothing older is answered by itself
SLICE = 50  # deletions asked for in one call
BROKEN = frozenset(
    {
        "ERR_TIMEOUT",
        "ERR_DEVICENOTEXIST",
        "ERR_DEVICEWRITEERROR",
        "ERR_DEVICEREADERROR",
        "ERR_DEVICEOPENERROR",
        "ERR_NOTCONNECTED",
    }
)
REGISTERED = frozenset({"HomeNetwork", "RoamingNetwork"})
LOST = {
    "NoNetwork": "the modem finds no network",
    "RequestingNetwork": "the modem is looking for a network",
    "RegistrationDenied": "the network refuses this SIM",
}
OPENING = {
    "FileNotFoundError": "there is no modem at {device}: unplugged, or under another name",
    "PermissionError": "no permission to open {device}: add the user to the group that owns it (often dialout)",
    "BlockingIOError": "another process holds the modem at {device}",
    "ERR_SECURITYERROR": "the SIM refused the PIN: it will not be tried again before a restart; check it by hand",
}
_refused_pins: set[tuple[str, bytes]] = set()


class Modem:
    """A Link to one modem. See gateway.channels.Link for what its methods promise."""

    width = 1

    def __init__(self, options: SmsOptions, now: datetime) -> None:
        self.options = options
        self.imsi: str | None = None
        self._opened = (now, time.monotonic())
        self._child: Child | None = None
        self._lock = asyncio.Lock()
        self._facts: dict[str, object] = {}
        self._facts_at = 0.0
        self._listed: dict[str, set[str]] = {}  # location -> digests seen there in this child's life
        self._stored: set[tuple[str, str]] = set()  # what the consumer has confirmed: not handed over again
        self._undeleted: dict[str, str] = {}
        self._unread: set[str] = set()

    # --- the child ---

    async def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """One call to the modem. Raises Gone (the child was killed), LineDown (no child can be had), _Failed."""
        async with self._lock:
            child = self._child if self._child and self._child.alive else await self.start()
            try:
                answer = await child.ask(command, self.options.deadline_seconds, **arguments)
            except Gone:
                await self.drop()
                raise
            if not answer["ok"] and answer["error"] in BROKEN:
                await self.drop()
        return checked(answer)

    async def start(self) -> Child:
        """A new child with the modem open."""
        await self.drop()
        pin = (self.options.device, hashlib.sha256(self.options.pin.encode()).digest())
        child = self._child = await Child.start(self.options.silence_seconds)
        try:
            opened = checked(
                await child.ask(
                    "open",
                    self.options.deadline_seconds,
                    driver=self.options.driver,
                    device=self.options.device,
                    connection=self.options.connection,
                    pin="" if pin in _refused_pins else self.options.pin,
                )
            )
        except _Failed as failed:
            await self.drop()
            if failed.error == "ERR_SECURITYERROR":
                _refused_pins.add(pin)
            words = OPENING.get(failed.error, "the modem at {device} does not answer as a modem ({error})")
            raise LineDown(words.format(device=self.options.device, error=failed.error)) from None
        except (Gone, asyncio.CancelledError):
            await self.drop()
            raise
        self.imsi = opened["imsi"]
        if opened["wants"]:
            await self.drop()
            raise LineDown(f"the SIM is locked and wants: {opened['wants']}")
        return child

    async def drop(self) -> None:
        """Leave the child, if there is one; what it listed is forgotten."""
        child, self._child = self._child, None
        self._listed.clear()
        self._stored.clear()
        self._facts_at = 0.0
        if child is not None:
            await child.kill()

    async def close(self) -> None:
        """Let the modem go."""
        async with self._lock:
            if self._child is not None:
                await self._child.close()
            await self.drop()

    # --- in ---

    async def listen(self, mark: Mapping[str, object] | None) -> AsyncIterator[Batch]:
        """A batch for each slice of each poll, the last one of a poll with facts. See Link.listen."""
        failures = 0
        first = not (mark or {}).get("seen")
        while True:
            try:
                async for batch in self.poll(first):
                    yield batch
                failures, first = 0, False
                await asyncio.sleep(self.options.poll_seconds)
            except (Gone, _Failed) as error:
                failures += 1
                if failures >= FAILURES:
                    raise LineDown(str(error)) from None
                await asyncio.sleep(PAUSE * 2**failures)

    async def poll(self, first: bool) -> AsyncIterator[Batch]:
        """All that lies on the SIM, in slices."""
        after: int | None = None
        present: dict[str, set[str]] = {}
        more = True
        while more:
            found = await self.ask("list", after=after)
            for piece in found["pieces"]:
                present.setdefault(str(piece["location"]), set()).add(piece["digest"])
            self._listed.update(present)
            received, unfetched = self.received(found["pieces"], first), self.unfetched(found["unfetched"])
            after = found["more"]
            more = after is not None
            if more and (received or unfetched):
                yield Batch(received=received, unfetched=unfetched)
        self.forget_all_but(present)
        yield Batch(
            received=received,
            unfetched=unfetched,
            mark={"seen": True} if first else None,
            facts=await self.facts(INFO_SECONDS),
        )

    def received(self, pieces: Iterable[Mapping[str, Any]], first: bool) -> tuple[Received, ...]:
        """Pieces not confirmed yet, as the gateway keeps them."""
        fresh = (p for p in pieces if (str(p["location"]), p["digest"]) not in self._stored)
        return tuple(self.kept(piece, first) for piece in fresh)

    def kept(self, piece: Mapping[str, Any], first: bool) -> Received:
        """One piece as the gateway keeps it."""
        record = piece["record"]
        body = wire.body(record)
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
        opened, at = self._opened
        now = opened + timedelta(seconds=time.monotonic() - at)
        stamp = wire.moment(record["discharged"] or record["time"])
        return min(stamp, now).astimezone(UTC) if stamp else now.astimezone(UTC)

    def is_old(self, arrived: datetime) -> bool:
        """Whether what lies there at first contact is too old to be answered by itself."""
        return not self.options.answer_all and (self.options.start is None or arrived < self.options.start)

    def unfetched(self, locations: Iterable[int]) -> tuple[Unfetched, ...]:
        """Places that cannot be read, each told once."""
        fresh = [str(n) for n in locations if str(n) not in self._unread]
        self._unread.update(fresh)
        return tuple(Unfetched(location=n, reason="the modem lists it and does not hand it over") for n in fresh)

    def forget_all_but(self, present: Mapping[str, set[str]]) -> None:
        """Keep no memory of what has left the SIM."""
        self._listed = dict(present)
        self._stored = {(place, digest) for place, digest in self._stored if digest in present.get(place, ())}
        self._undeleted = {
            place: digest for place, digest in self._undeleted.items() if digest in present.get(place, ())
        }

    async def fetch(self, locations: Sequence[str]) -> Batch:
        """See Link.fetch."""
        found = await self.asked("fetch", locations=[int(n) for n in locations])
        for piece in found["pieces"]:
            self._listed.setdefault(str(piece["location"]), set()).add(piece["digest"])
        reason = "the modem lists it and does not hand it over"
        return Batch(
            received=self.received(found["pieces"], False),
            unfetched=tuple(Unfetched(location=str(n), reason=reason) for n in found["unfetched"]),
        )

    async def confirm(self, locations: Mapping[str, bytes]) -> Mapping[str, str]:
        """Delete what is stored, if it still is what this process has listed there. See Link.confirm."""
        results: dict[str, str] = {}
        wanted = {place: digest.hex() for place, digest in locations.items()}
        for place, digest in wanted.items():
            if digest in self._listed.get(place, ()):
                self._stored.add((place, digest))
            else:
                results[place] = "not listed since the modem was opened"
        while left := [[int(place), digest] for place, digest in wanted.items() if place not in results][:SLICE]:
            try:
                results |= (await self.asked("delete", wanted=left))["results"]
            except LineDown as error:
                results |= {str(place): str(error) for place, _ in left}
        for place, result in results.items():
            if result in ("done", "gone"):
                self._undeleted.pop(place, None)
                self._listed.pop(place, None)
            else:
                self._undeleted[place] = wanted[place]
        return results

    async def asked(self, command: str, **arguments: Any) -> dict[str, Any]:
        """`ask`, where a modem that fails is a line that is down."""
        try:
            return await self.ask(command, **arguments)
        except (Gone, _Failed) as error:
            raise LineDown(str(error)) from None

    # --- facts ---

    async def facts(self, age: float) -> dict[str, object]:
        """What health shows of this modem, at most `age` seconds old."""
        if not self._facts_at or time.monotonic() - self._facts_at > age:
            self._facts = {**await self.ask("info"), "imsi": self.imsi}
            self._facts_at = time.monotonic()
        return {**self._facts, "delete_failed": len(self._undeleted)}

    # --- out ---

    async def send(self, piece: Piece) -> Sent:
        """One segment on the wire, a status report asked for. See Link.send."""
        scheme, _, number = piece.recipient.partition(":")
        if scheme not in ("tel", "sms") or not number.lstrip("+").isdigit():
            raise Refused("the recipient is not a number that can be texted")
        await self.ready()
        try:
            answer = await self.ask(
                "send", number=number, text=piece.text, udh=piece.udh.hex(), encoding=piece.encoding
            )
        except Gone as gone:
            raise OutcomeUnknown(str(gone)) if gone.asked else LineDown(str(gone)) from None
        except _Failed as failed:
            raise failed.verdict() from None
        return Sent(remote_id="", reference=answer["reference"])

    async def ready(self) -> None:
        """Raises LineDown where nothing should be put on the wire now: no network, or another SIM than configured."""
        try:
            facts = await self.facts(INFO_SECONDS)
        except (Gone, _Failed) as error:
            raise LineDown(str(error)) from None
        if self.options.imsi and self.imsi != self.options.imsi:
            raise LineDown("another SIM than the configured one is in the modem: it receives, it does not send")
        if facts["network"] in LOST and facts["packet"] not in REGISTERED:
            raise LineDown(f"{LOST[str(facts['network'])]}: messages wait")


class _Failed(Exception):
    """The child answered that a command failed."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        super().__init__(f"the modem failed: {answer['error']}")
        self.error: str = answer["error"]
        self.number: int | None = answer["number"]
        self.written: bool = answer["written"]

    def verdict(self) -> GatewayError:
        """What a failed "send" means."""
        if not self.written and self.error in BROKEN:
            return LineDown(str(self))
        return refusals.judged(self.number, written=self.written)


def checked(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer, if it is one. Raises _Failed."""
    if not answer["ok"]:
        raise _Failed(answer)
    return {name: value for name, value in answer.items() if name not in ("id", "ok")}


@asynccontextmanager
async def open_modem(options: SmsOptions, *, now: datetime) -> AsyncIterator[Modem]:
    """The modem, open; its child is gone at the end, whatever happens. Raises LineDown."""
    modem = Modem(options, now)
    try:
        await modem.facts(0)
        yield modem
    except (Gone, _Failed) as error:
        raise LineDown(str(error)) from None
    finally:
        await modem.close()


async def probe(options: SmsOptions, *, now: datetime) -> Mapping[str, object]:
    """For `gw check`: open the modem and count. See Channel.probe."""
    async with open_modem(options, now=now) as modem:
        facts = await modem.facts(INFO_SECONDS)
        waiting = answered = 0
        async for batch in modem.poll(first=True):
            waiting += len(batch.received)
            answered += sum(not piece.old and now - piece.arrived_at < OLD for piece in batch.received)
        detail = f"SIM {modem.imsi or 'unknown'}, signal {facts['signal']} %, network {facts['network'] or 'unknown'}"
        if options.imsi and modem.imsi != options.imsi:
            detail += "; this is not the configured SIM: nothing will be sent"
        return {"waiting": waiting, "answered": answered, "detail": detail}
