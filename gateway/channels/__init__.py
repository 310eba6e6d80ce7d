"""The Channel protocol, the only abstraction, and CHANNELS, one line per channel.

A channel is a package whose module functions satisfy `Channel`; it knows no store, no database and no other channel.
A new channel = one folder, one line in CHANNELS (or its module's name in `[channels] extra`), its templates, its tests:
docs/ADDING_A_CHANNEL.md.
"""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast, runtime_checkable

from gateway.channels import aggregator, calls, email, smpp, sms
from gateway.domain.channel_traits import Traits
from gateway.domain.errors import ConfigError, Problem
from gateway.domain.model import Batch, Decoded, Draft, Piece, RangCall, Received, Sent
from gateway.domain.model.calls import CallLeg
from gateway.domain.number_proofs import DialOutcome
from gateway.domain.reasons import Reason
from gateway.settings.reasons import CHANNEL_INCOMPLETE, CHANNEL_NOT_IMPORTED, CHANNEL_TWICE

if TYPE_CHECKING:
    from starlette.routing import Route

__all__ = [
    "CHANNELS",
    "Accept",
    "Channel",
    "ChannelOf",
    "Dials",
    "KnowsPlaces",
    "KnowsSignatures",
    "Link",
    "Listener",
    "Listens",
    "LogsIn",
    "RecordsCalls",
    "Removes",
    "Routed",
    "Signs",
    "Windowed",
    "registry",
]

# (a line's name, what came for it) -> stored, committed, and its workers notified. Raises where it could not be stored:
# the sender must send it again then (not for a line that the channel does not have: the doors answer 404). A piece of a
# known digest is the same piece, and changes nothing.
Accept = Callable[[str, Sequence[Received]], Awaitable[None]]

# (how a line's pieces are stored, how it says that it lives) -> runs until it is cancelled. Raises LineDown.
Listener = Callable[[Callable[[Sequence[Received]], Awaitable[None]], Callable[[], Awaitable[None]]], Awaitable[None]]

OptionsT = TypeVar("OptionsT")  # frozen, and what settings.schema.Options asks for


class Link(Protocol):
    """One open line. All waiting inside has a deadline. One task listens and confirms; `width` tasks may send.

    Raises LineDown when the line as a whole cannot work; then it is closed and opened again.
    """

    width: int  # how many pieces may be sent at once

    def listen(self, cursor: Mapping[str, object] | None) -> AsyncIterator[Batch]:
        """Batches as they come, an empty one at least every poll; `cursor` None is the first contact.

        Between two batches the consumer may call `confirm` and `fetch`.
        """
        ...

    async def confirm(self, locations: Mapping[str, bytes]) -> Mapping[str, str]:
        """Mark or delete at the source what is stored: location -> digest. Returns location -> "done", "gone"
        (not there any more, or another piece lies there now) or the reason why it must be tried again."""
        ...

    async def fetch(self, locations: Sequence[str]) -> Batch:
        """Try once more to read pieces that were unfetched. A place that the answer leaves out is empty for certain."""
        ...

    async def send(self, piece: Piece) -> Sent:
        """Put one piece on the wire. Raises Refused, Temporary, Unclear, LineDown or OutcomeUnknown."""
        ...


@runtime_checkable
class Windowed(Protocol):
    """What a link offers beside whose other side answers many pieces in whatever order. A window of them goes out at
    once: their attempts are opened in one statement and closed in one, so that a crash leaves a window unknown."""

    window: int  # how many pieces are on the wire at once


@runtime_checkable
class Dials(Protocol):
    """What a link offers beside that can ring a number."""

    async def dial(self, number: str) -> DialOutcome:
        """Ring a number (a URN), say nothing, and hang up: at once when somebody takes it, else after some rings.
        Raises LineDown, Refused."""
        ...


@runtime_checkable
class Removes(Protocol):
    """What a link offers beside that can take away at its source what lay there long enough."""

    async def aged(self, now: datetime) -> Sequence[str]:
        """Places of pieces that the line has read and keeps no longer at the source; a bounded number."""
        ...

    async def remove(self, locations: Sequence[str]) -> int:
        """Take them away; returns how many are gone. Raises LineDown."""
        ...


class ChannelOf(Protocol[OptionsT]):
    """What a channel's package offers at module level, with options of its own type.

    Without TRAITS.connects nothing from SEND_SECONDS on."""

    NAME: str
    LABEL: Mapping[str, str]  # what people read for it: language -> words
    TRAITS: Traits

    def options(
        self, raw: Mapping[str, object], *, key: str, zone: str, unit: str = ""
    ) -> tuple[OptionsT | None, list[Problem]]:
        """A line's own keys -> (options, problems). settings/keys.py reads them one by one.

        `key`: where the line stands, "lines[2]", which begins the key of each problem. `unit`: the name of the unit it
        belongs to, as citizens read it."""
        ...

    def sender_key(self, body: bytes) -> str:
        """A cheap, total reading of who sent a raw piece; equal for equal senders, "" for nobody."""
        ...

    def decode(self, bodies: Sequence[bytes]) -> Decoded:
        """The raw parts of one message, in order -> what they say. Pure. Raises Unreadable."""
        ...

    def authenticate(self, decoded: Decoded, options: OptionsT) -> Decoded:
        """What the line's own server says of the sender, as `dmarc`. Pure."""
        ...

    SEND_SECONDS: float | None  # after which one send counts as of unknown outcome; None: [times] attempt_deadline
    PATIENCE: float  # seconds after which a send goes on beside the others, which need not wait for it

    def encode(self, draft: Draft, options: OptionsT) -> tuple[Piece, ...]:
        """A draft -> what goes on the wire. Pure. Raises Permanent where it cannot be written."""
        ...

    def Memory(self) -> Any:  # noqa: N802 - a class
        """What one line's links remember from one opening to the next, in this process; empty at first."""
        ...

    def open(self, options: OptionsT, *, now: datetime, memory: Any) -> AbstractAsyncContextManager[Link]:
        """Connect; a context manager that closes (and for a modem kills its child) whatever happens. `memory`: the
        line's, the same one at each opening."""
        ...

    async def probe(self, options: OptionsT, *, now: datetime, old_days: int) -> Mapping[str, object]:
        """For `gw check`: connect, log in, count what lies there. {"present": all of it, "waiting": what the first
        contact would read, "answered": what of that is younger than `old_days`, "detail": Reason}; raises LineDown."""
        ...


Channel = ChannelOf[Any]  # any of them: its options are those of its lines


@runtime_checkable
class Routed(Protocol):
    """What a channel offers beside that whose lines receive by HTTP."""

    def routes(self, lines: Mapping[str, Any], accept: Accept) -> "Sequence[Route]":
        """The routes by which its lines (name -> options) receive. They stand below /NAME on [doors], and are called
        for requests that the doors have let in (gateway/web/doors.py)."""
        ...


@runtime_checkable
class Signs(Protocol):
    """What a channel offers beside whose other side signs what it sends in a way of its own."""

    def is_signed(self, lines: Mapping[str, Any], path: str) -> bool:
        """Whether the route at this path ("/LINE/…", below the channel's) checks a signature of its own: then the doors
        ask for neither token nor signature of theirs."""
        ...


@runtime_checkable
class KnowsPlaces(Protocol):
    """What a channel offers beside that whose pieces mean another thing by where they lay."""

    def placed(self, decoded: Decoded, location: str) -> Decoded:
        """What `location`, the place of the first piece, adds. Pure."""
        ...


@runtime_checkable
class KnowsSignatures(Protocol):
    """What a channel offers beside that whose messages may be signed by their writers."""

    async def verify(self, bodies: Sequence[bytes], decoded: Decoded, options: Any) -> Decoded:
        """What a signature is worth, as flags. Reads nothing but the authorities that the options name."""
        ...


@runtime_checkable
class LogsIn(Protocol):
    """What a channel offers beside that whose lines need a person's consent before they work."""

    async def log_in(self, options: Any, tell: Callable[[Reason], None]) -> Reason:
        """Ask for it, `tell` the person where it is given, wait, and keep it -> what was done. Raises NotAllowed where
        the line needs none, LogInRefused, LineDown."""
        ...


@runtime_checkable
class Listens(Protocol):
    """What a channel offers beside whose lines receive in a way of their own, beside the doors."""

    def listener(self, options: Any, lets_in: Callable[[str], bool]) -> Listener | None:
        """What runs for a line until it is cancelled, and is started again after LineDown; None: nothing. `lets_in`:
        whether the doors allow an address."""
        ...

    async def probe_listener(self, options: Any, *, running: bool) -> Reason | None:
        """For `gw check`: whether that would work, and while the gateway is `running` whether it does; None where a
        line has nothing of the kind. Raises LineDown."""
        ...


@runtime_checkable
class RecordsCalls(Protocol):
    """What a channel offers beside whose lines receive records of calls: they are kept as calls, never as messages."""

    def leg(self, body: bytes, options: Any) -> CallLeg:
        """A piece's body -> the leg of a call that it tells of. Pure. Raises Unreadable."""
        ...

    def of_file(self, content: bytes, options: Any, now: datetime) -> Sequence[Received]:
        """A file of records -> its pieces. Pure. Raises Unreadable."""
        ...

    def of_modem(self, rang: Sequence[RangCall], modem: str, options: Any) -> Sequence[Received]:
        """Calls that rang at the modem of the line `modem` -> pieces, none where the line has another. Pure."""
        ...


_CALLS = cast(Channel, calls)  # it only receives
_EMAIL: ChannelOf[email.EmailOptions] = email
_SMS: ChannelOf[sms.SmsOptions] = sms
_SMPP: ChannelOf[smpp.SmppOptions] = smpp
_AGGREGATOR: ChannelOf[aggregator.AggregatorOptions] = aggregator
CHANNELS: Mapping[str, Channel] = {
    email.NAME: _EMAIL,
    sms.NAME: _SMS,
    smpp.NAME: _SMPP,
    aggregator.NAME: _AGGREGATOR,
    calls.NAME: _CALLS,
}

_OF_ALL = ("NAME", "LABEL", "TRAITS", "options", "sender_key", "decode", "authenticate")
_OF_CONNECTED = ("SEND_SECONDS", "PATIENCE", "Memory", "encode", "open", "probe")


def registry(extra: Sequence[str] = (), directory: str = "") -> Mapping[str, Channel]:
    """The channels by name: our own, and those of the modules that the configuration names ([channels] extra).

    `directory`: where those outside the tree lie; this process imports from it from now on, after all other places.

    Raises ConfigError that names each module which cannot be imported, or is no whole channel."""
    channels, reasons = dict(CHANNELS), list[Reason]()
    if directory and directory not in sys.path:
        sys.path.append(directory)  # the last: a file of a library's name there does not stand before the library
    for name in extra:
        try:
            module = import_module(name)
        except Exception as error:  # a module of somebody else's: whatever it does, its name is what helps
            reasons.append(CHANNEL_NOT_IMPORTED(module=name, error=_told(error)))
            continue
        if missing := _missing(module):
            reasons.append(CHANNEL_INCOMPLETE(module=name, names=", ".join(missing)))
        elif module.NAME in channels:
            reasons.append(CHANNEL_TWICE(module=name, name=module.NAME))
        else:
            channels[module.NAME] = cast(Channel, module)
    if reasons:
        raise ConfigError(Problem("channels.extra", reason) for reason in reasons)
    return channels


def _told(error: Exception) -> str:
    """What is wrong with a module. Python's own words on an import name modules; other errors may say anything."""
    return f"{type(error).__name__}: {error}" if isinstance(error, ImportError) else type(error).__name__


def _missing(module: object) -> list[str]:
    traits = getattr(module, "TRAITS", Traits())
    needed = (*_OF_ALL, *(_OF_CONNECTED if traits.connects else ("routes",)))
    return [name for name in needed if not hasattr(module, name)]
