"""A record as a piece that is stored: its words beside the caller's number as written, one spelling for equal ones."""

import json
from collections.abc import Iterable
from datetime import datetime

from gateway.channels.calls.reasons import FOREIGN
from gateway.channels.calls.records import Record
from gateway.channels.calls.vendor import Vendor
from gateway.domain import addresses
from gateway.domain.errors import Unreadable
from gateway.domain.model import Received

__all__ = ["made", "record_of", "sender_key"]


def made(found: Iterable[Record], vendor: Vendor, now: datetime) -> list[Received]:
    """Records -> pieces."""
    return [_piece(record, vendor, now) for record in found]


def _piece(record: Record, vendor: Vendor, now: datetime) -> Received:
    written = next((record[name] for name in vendor.fields["from"] if record.get(name)), "")
    body = json.dumps({"from": written, "record": record}, ensure_ascii=False, sort_keys=True).encode()
    return Received.by_route(body, addresses.phone(written), now)


def record_of(body: bytes) -> Record:
    """The record of a piece. Raises Unreadable where it is none of ours."""
    try:
        record = json.loads(body)["record"]
        if isinstance(record, dict) and all(isinstance(value, str) for value in record.values()):
            return record
    except (ValueError, LookupError, TypeError, RecursionError):
        pass
    raise Unreadable(FOREIGN)


def sender_key(body: bytes) -> str:
    """See gateway.channels.Channel."""
    try:
        return addresses.phone(str(json.loads(body)["from"]))
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
