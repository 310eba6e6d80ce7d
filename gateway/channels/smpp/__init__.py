"""SMPP: an account at a carrier's or aggregator's message centre as a line. See gateway.channels.Channel.

options.py           a line's keys           link.py         the Link: listen, confirm, send
pdu.py               octets <-> values       session.py      one bound session
decode.py            deliver_sm -> Decoded   redelivery.py   which of them we have already
delivery_report.py   what a report says      refusals.py     what a command_status means
"""

import math
from collections.abc import Mapping

from gateway.channels import short_messages
from gateway.channels.smpp.decode import decode, sender_key
from gateway.channels.smpp.link import Memory, probe
from gateway.channels.smpp.link import open_centre as open
from gateway.channels.smpp.options import SmppOptions, options
from gateway.domain.channel_traits import Traits
from gateway.domain.model import Decoded, Draft, Piece

__all__ = [
    "LABEL",
    "NAME",
    "PATIENCE",
    "SEND_SECONDS",
    "TRAITS",
    "Memory",
    "SmppOptions",
    "authenticate",
    "decode",
    "encode",
    "open",
    "options",
    "probe",
    "sender_key",
]

NAME = "smpp"
LABEL: Mapping[str, str] = {"vi": "Tin nhắn qua tổng đài (SMPP)", "en": "SMS by SMPP"}
TRAITS = Traits(scheme="tel", templates="sms", segments=True, proves_sender=True, joins_by_time=True)
SEND_SECONDS: float | None = 120.0  # more than a message may wait for a throttling centre, and then for its answer
PATIENCE: float = math.inf  # a window goes out and is closed as one


def encode(draft: Draft, options: SmppOptions) -> tuple[Piece, ...]:
    """See short_messages.cut."""
    return short_messages.cut(draft, options.address)


def authenticate(decoded: Decoded, options: SmppOptions) -> Decoded:
    """A text as it is: the network vouches for its sender."""
    return decoded
