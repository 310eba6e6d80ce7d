"""A line's own keys, checked: which centre, which account, which number, and how fast."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from gateway.channels import tls
from gateway.channels.smpp.pdu import ALPHANUMERIC, INTERNATIONAL, ISDN, UNKNOWN, Address
from gateway.channels.smpp.reasons import NOT_SENDER, TLS_FILE_ALONE
from gateway.domain import addresses
from gateway.domain.errors import Problem
from gateway.settings.keys import Keys
from gateway.settings.reasons import MISSING

_TLS: tuple[Literal["plain", "implicit"], ...] = ("plain", "implicit")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmppOptions:
    """One account at a message centre, and the number or name that its texts come from."""

    address: str  # URN of that number or name
    host: str
    port: int
    tls: Literal["plain", "implicit"]
    ca_file: str
    user: str
    password: str = field(repr=False)
    system_type: str
    reports: bool
    window: int
    per_second: float
    enquire_seconds: float
    response_seconds: float
    poll_seconds: float
    start: Literal["now", "all"] | datetime = "now"

    @property
    def proves_senders(self) -> bool:
        """The network says whose number it is."""
        return True

    @property
    def source(self) -> Address:
        """What texts come from, as the centre is told."""
        return wire_address(self.address)


def wire_address(urn: str) -> Address:
    """A URN as the centre is told: E.164 without its plus, a short code, or a name."""
    scheme, _, rest = urn.partition(":")
    if scheme == "tel":
        return Address(rest.lstrip("+"), INTERNATIONAL, ISDN)
    name = rest.strip('"')
    return Address(name, ALPHANUMERIC if name != rest or not rest.isdigit() else UNKNOWN, UNKNOWN)


def options(raw: Mapping[str, object], *, key: str, zone: str, unit: str = "") -> tuple[SmppOptions, list[Problem]]:
    """A line's keys, of the block at `key` -> (options, problems). With problems the options are not to be used.

    `unit` is not used: what a text comes from is `number`."""
    keys = Keys(raw, key)
    number = keys.text("number", missing=MISSING)
    if number and not _is_sender(number):
        keys.note("number", NOT_SENDER)
    secured: Literal["plain", "implicit"] = keys.choice("tls", _TLS, "implicit")
    ca_file = tls.ca_file(keys, "ca_file")
    if ca_file and secured == "plain":
        keys.note("ca_file", TLS_FILE_ALONE)
    made = SmppOptions(
        address=addresses.phone(number),
        host=keys.text("host", missing=MISSING),
        port=keys.whole("port", 2775, 1, 65_535),
        tls=secured,
        ca_file=ca_file,
        user=keys.text("user", missing=MISSING),
        password=keys.secret("password", required=True),
        system_type=keys.text("system_type"),
        reports=keys.flag("reports", True),
        window=keys.whole("window", 10, 1, 500),
        per_second=keys.number("per_second", 0, 0, 10_000),
        enquire_seconds=keys.number("enquire_seconds", 30, 0.1, 3600),
        response_seconds=keys.number("response_seconds", 30, 0.1, 60),
        poll_seconds=keys.number("poll_seconds", 10, 0.01, 3600),
        start=keys.start(zone),
    )
    keys.refuse_unknown()
    return made, keys.problems


def _is_sender(number: str) -> bool:
    """A number of ours, a short code, or a name of at most 11 letters (3GPP TS 23.040 §9.1.2.5)."""
    urn = addresses.phone(number)
    return urn.startswith("tel:+") or (urn.startswith("sms:") and len(urn) <= len("sms:") + 11)
