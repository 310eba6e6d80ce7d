"""The PDUs of SMPP that we send and read (SMPP v3.4 Issue 1.2; clauses in brackets): values <-> octets. Pure.

A codec of our own: five kinds of PDU, and what comes must never raise out of a link. docs/FIELD.md says what the
libraries did.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Address", "Deliver", "Header", "bind", "header", "message_id", "pdu", "read_deliver", "submit"]

_HEADER = struct.Struct(">IIII")
HEADER = _HEADER.size
MOST = 1 << 17  # octets of a PDU: a message_payload holds 64 K

# command_id (§5.1.2.1); a response has the highest bit set
BIND_RECEIVER, BIND_TRANSMITTER, BIND_TRANSCEIVER = 0x1, 0x2, 0x9
SUBMIT_SM, DELIVER_SM, UNBIND, ENQUIRE_LINK = 0x4, 0x5, 0x6, 0x15
RESPONSE = 0x80000000
GENERIC_NACK = 0x80000000

VERSION = 0x34
UDHI = 0x40  # of esm_class (§5.2.12): the message begins with a user data header
_TYPE, _REPORT, _NOTICE = 0x3C, 0x04, 0x20  # of esm_class: a delivery report, or word of one under way
DEFAULT, LATIN1, UCS2 = 0x00, 0x03, 0x08  # data_coding (§5.2.19)
UNKNOWN, INTERNATIONAL, ALPHANUMERIC = 0, 1, 5  # type of number (§5.2.5)
ISDN = 1  # numbering plan (§5.2.6)

# optional parameters (§5.3.2)
REPORTED_ID, PAYLOAD, MESSAGE_STATE = 0x001E, 0x0424, 0x0427
SAR_REFERENCE, SAR_TOTAL, SAR_SEQUENCE = 0x020C, 0x020E, 0x020F


class Header(NamedTuple):
    """§3.2."""

    length: int
    command: int
    status: int
    sequence: int


class Address(NamedTuple):
    """§5.2.5, §5.2.6, §5.2.8."""

    digits: str
    kind: int = UNKNOWN  # type of number
    plan: int = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    """A deliver_sm (§4.6.1): a text of a citizen, or a delivery report. `message`: the payload where there is one."""

    source: Address
    destination: Address
    esm_class: int
    coding: int
    message: bytes
    options: Mapping[int, bytes]

    @property
    def is_report(self) -> bool:
        """Some centres mark it by the id alone that it is about."""
        return self.esm_class & _TYPE in (_REPORT, _NOTICE) or REPORTED_ID in self.options


def header(octets: bytes | bytearray | memoryview) -> Header:
    """The first 16 octets."""
    return Header(*_HEADER.unpack_from(octets))


def pdu(command: int, sequence: int, body: bytes = b"", status: int = 0) -> bytes:
    """One PDU."""
    return _HEADER.pack(HEADER + len(body), command, status, sequence) + body


def bind(user: str, password: str, system_type: str) -> bytes:
    """The body of a bind (§4.1.1–§4.1.5). Addresses are the centre's to know."""
    return _text(user) + _text(password) + _text(system_type) + bytes((VERSION, UNKNOWN, UNKNOWN)) + _text("")


def submit(source: Address, destination: Address, message: bytes, *, coding: int, udhi: bool, report: bool) -> bytes:
    """The body of a submit_sm (§4.4.1), at most 140 octets of message: what fits one SMS."""
    return b"".join(
        (
            b"\0",
            _address(source),
            _address(destination),
            bytes((UDHI if udhi else 0, 0, 0)),
            b"\0\0",
            bytes((int(report), 0, coding, 0, len(message))),
            message,
        )
    )


def message_id(body: bytes) -> str:
    """The body of a submit_sm_resp (§4.4.2), "" where it has none."""
    return body.partition(b"\0")[0].decode("ascii", "replace")


def read_deliver(body: bytes) -> Deliver:
    """The body of a deliver_sm. Raises ValueError where it ends too soon."""
    _, at = _until_zero(body, 0)
    source, at = _read_address(body, at)
    destination, at = _read_address(body, at)
    esm_class, at = body[at : at + 1], at + 3
    _, at = _until_zero(body, at)
    _, at = _until_zero(body, at)
    coding, length, at = body[at + 2 : at + 3], body[at + 4 : at + 5], at + 5
    if not length or len(body) < at + length[0]:
        raise ValueError("a deliver_sm that ends too soon")
    message, options = body[at : at + length[0]], _options(body, at + length[0])
    return Deliver(
        source=source,
        destination=destination,
        esm_class=esm_class[0],
        coding=coding[0],
        message=message or options.get(PAYLOAD, b""),
        options=options,
    )


def _text(value: str) -> bytes:
    return value.encode("ascii", "replace") + b"\0"


def _address(address: Address) -> bytes:
    return bytes((address.kind, address.plan)) + _text(address.digits)


def _until_zero(body: bytes, at: int) -> tuple[bytes, int]:
    end = body.find(b"\0", at)
    if end < 0:
        raise ValueError("a text without its end")
    return body[at:end], end + 1


def _read_address(body: bytes, at: int) -> tuple[Address, int]:
    kind = body[at : at + 2]
    digits, end = _until_zero(body, at + 2)
    return Address(digits.decode("latin-1"), *kind), end


def _options(body: bytes, at: int) -> dict[int, bytes]:
    """The optional parameters (§3.2.4); one that says it is longer than what is left ends them."""
    found: dict[int, bytes] = {}
    while len(body) >= at + 4:
        tag, length = struct.unpack_from(">HH", body, at)
        value = body[at + 4 : at + 4 + length]
        if len(value) < length:
            break
        found[tag] = value
        at += 4 + length
    return found
