"""Calls: a number that people call, told of by a telephone system's records. See gateway.channels.Channel.

options.py    a line's keys                    records.py    JSON, forms, CSV -> records
vendor.py     a mapping file, vendors/ beside  reading.py    a record -> a leg of a call
routes.py     POST and GET /calls/{line}       pieces.py     a record as it is stored
tcp.py        lines of CSV over TCP (3CX)      ami.py         Asterisk's Manager Interface

What its lines receive is kept as calls (services/calls), and never read as a message; the replies go by another line.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from gateway.channels.calls import ami, pieces, reading, records, tcp
from gateway.channels.calls.options import CallsOptions, options
from gateway.channels.calls.pieces import sender_key
from gateway.channels.calls.reasons import HEARS
from gateway.channels.calls.records import Record
from gateway.channels.calls.routes import is_signed, routes
from gateway.channels.calls.taking import Alive, Take
from gateway.channels.calls.vendor import Vendor
from gateway.domain.channel_traits import Traits
from gateway.domain.model import Decoded, RangCall, Received
from gateway.domain.model.calls import CallLeg
from gateway.domain.reasons import Reason

__all__ = [
    "LABEL",
    "NAME",
    "TRAITS",
    "CallsOptions",
    "Record",
    "Vendor",
    "authenticate",
    "decode",
    "is_signed",
    "leg",
    "listener",
    "of_file",
    "of_modem",
    "options",
    "probe_listener",
    "routes",
    "sender_key",
]

NAME = "calls"
LABEL: Mapping[str, str] = {"vi": "Cuộc gọi", "en": "Calls"}
TRAITS = Traits(connects=False)


def leg(body: bytes, options: CallsOptions) -> CallLeg:
    """See gateway.channels.RecordsCalls."""
    return reading.leg(pieces.record_of(body), options)


def of_file(content: bytes, options: CallsOptions, now: datetime) -> Sequence[Received]:
    """See gateway.channels.RecordsCalls."""
    return pieces.made(records.of_body(content, "", options.mapping), options.mapping, now)


def of_modem(rang: Sequence[RangCall], modem: str, options: CallsOptions) -> Sequence[Received]:
    """See gateway.channels.RecordsCalls. The same call has the same name whenever it is told."""
    if options.modem != modem:
        return []
    found = [
        {
            "id": f"{modem} {call.began.isoformat()} {call.number}",
            "number": call.number,
            "started": call.began.isoformat(),
            "ended": call.ended.isoformat(),
        }
        for call in rang
    ]
    return pieces.made(found, options.mapping, rang[-1].ended)


def listener(options: CallsOptions, lets_in: Callable[[str], bool]) -> Callable[[Take, Alive], Awaitable[None]] | None:
    """See gateway.channels.Listens."""
    if options.ami_host:
        return partial(ami.follow, options)
    return partial(tcp.serve, options, lets_in) if options.tcp_port else None


async def probe_listener(options: CallsOptions, *, running: bool) -> Reason | None:
    """See gateway.channels.Listens."""
    if options.modem:
        return HEARS(modem=options.modem)
    if options.ami_host:
        return await ami.probe(options)
    return await tcp.probe(options, running=running) if options.tcp_port else None


def decode(bodies: Sequence[bytes]) -> Decoded:
    """A record as words, for `gw explain`: no call is a message. Raises Unreadable."""
    words = "\n".join(f"{name}: {value}" for name, value in pieces.record_of(bodies[0]).items())
    return Decoded(kind="message", sender=sender_key(bodies[0]), text=words, reply=words)


def authenticate(decoded: Decoded, options: CallsOptions) -> Decoded:
    """A record as it is: who sent it the doors have settled."""
    return decoded
