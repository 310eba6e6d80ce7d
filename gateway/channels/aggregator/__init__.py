"""SMS by an aggregator: an account at a provider that takes texts by HTTP. See gateway.channels.Channel.

options.py    a line's keys                      client.py    the Link: send
mapping.py    what a provider wants, as data     answers.py   what its answers mean
doors.py      what it hands over                 decode.py    that, as a text or a report
providers/    eSMS, SpeedSMS, Viettel, VNPT, VHT
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gateway.channels import short_messages
from gateway.channels.aggregator.client import Memory, probe
from gateway.channels.aggregator.client import open_account as open
from gateway.channels.aggregator.decode import decode, sender_key
from gateway.channels.aggregator.options import TRAITS, AggregatorOptions, options
from gateway.domain.model import Decoded, Draft, Piece

if TYPE_CHECKING:
    from starlette.routing import Route

    from gateway.channels.aggregator.doors import Accept

__all__ = [
    "LABEL",
    "NAME",
    "PATIENCE",
    "SEND_SECONDS",
    "TRAITS",
    "AggregatorOptions",
    "Memory",
    "authenticate",
    "decode",
    "encode",
    "is_signed",
    "open",
    "options",
    "probe",
    "routes",
    "sender_key",
]

NAME = "aggregator"
LABEL: Mapping[str, str] = {"vi": "Tin nhắn qua nhà cung cấp", "en": "SMS by an aggregator"}
SEND_SECONDS: float | None = 120.0  # an answer, and the wait for a turn before it
PATIENCE: float = math.inf


def encode(draft: Draft, options: AggregatorOptions) -> tuple[Piece, ...]:
    """The whole text as one piece, for the provider cuts it. Its key is the same on every try of one sending, and no
    other one's, not even after a restore that gives numbers anew."""
    parts = short_messages.cut(draft, options.address)
    named = f"{draft.number} {draft.round} {draft.created_at.isoformat()} {draft.recipient} {draft.text}"
    return (
        Piece(
            recipient=draft.recipient,
            text="".join(part.text for part in parts),
            encoding=parts[0].encoding,
            key=hashlib.sha256(named.encode()).hexdigest()[:32],
        ),
    )


def authenticate(decoded: Decoded, options: AggregatorOptions) -> Decoded:
    """A text as it is: its provider has signed it, and the network vouches for its sender."""
    return decoded


def routes(lines: Mapping[str, AggregatorOptions], accept: "Accept") -> "Sequence[Route]":
    """See gateway.channels.Routed."""
    from gateway.channels.aggregator import doors

    return doors.routes(lines, accept)


def is_signed(lines: Mapping[str, AggregatorOptions], path: str) -> bool:
    """See gateway.channels.Signs."""
    from gateway.channels.aggregator import doors

    return doors.is_signed(lines, path)
