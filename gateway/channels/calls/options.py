"""A line's own keys, checked: which number, whose records, how soon a caller is called back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gateway.channels.calls import vendor
from gateway.channels.calls.reasons import AMI_ALONE, NOT_VENDOR_FILE
from gateway.channels.calls.vendor import Vendor
from gateway.domain import addresses
from gateway.domain.errors import Problem
from gateway.settings.keys import Keys
from gateway.settings.reasons import NOT_PHONE

__all__ = ["CallsOptions", "options"]

MODEM = "modem"  # the vendor of a line that names one
OWN = "own"  # the vendor whose mapping is `vendor_file`


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsOptions:
    """One number that people call. `zone`: of the gateway."""

    address: str  # calls:+84…
    mapping: Vendor = field(repr=False)
    modem: str  # the line whose modem rings, "" where a telephone system tells
    ring_modem: str  # the line whose modem rings this number, to see whether it can be reached; "": none
    zone: str
    extension_digits: int
    outside_prefix: str
    call_back_minutes: int
    text: bool
    token: str = field(repr=False)  # "" where the doors ask for theirs
    tcp_host: str
    tcp_port: int  # 0: none
    ami_host: str  # "": none
    ami_port: int
    ami_user: str
    ami_secret: str = field(repr=False)

    @property
    def proves_senders(self) -> bool:
        """The network says who calls, where it says so."""
        return True

    @property
    def number(self) -> str:
        """The number that people call: a URN."""
        return f"tel:{self.address.removeprefix('calls:')}"


def options(raw: Mapping[str, object], *, key: str, zone: str, unit: str = "") -> tuple[CallsOptions, list[Problem]]:
    """A line's keys, of the block at `key` -> (options, problems). With problems the options are not to be used."""
    keys = Keys(raw, key)
    called = keys.value("number", "", _is_number, NOT_PHONE)
    mapping = _mapping(keys)
    made = CallsOptions(
        address=f"calls:{addresses.phone(called).removeprefix('tel:')}",
        mapping=mapping,
        modem=keys.text("modem"),
        ring_modem=keys.text("ring_modem"),
        zone=zone,
        extension_digits=keys.whole("extension_digits", 5, 2, 6),
        outside_prefix=keys.text("outside_prefix"),
        call_back_minutes=keys.whole("call_back_minutes", 60, 1, 2_880),
        text=keys.flag("text", True),
        token=keys.secret("token"),
        tcp_host=keys.text("tcp_host") or "127.0.0.1",
        tcp_port=keys.whole("tcp_port", 0, 0, 65_535),
        ami_host=keys.text("ami_host"),
        ami_port=keys.whole("ami_port", 5038, 1, 65_535),
        ami_user=keys.text("ami_user"),
        ami_secret=keys.secret("ami_secret"),
    )
    if made.ami_host and not (made.ami_user and made.ami_secret):
        keys.note("ami_user", AMI_ALONE)
    keys.start(zone)
    keys.refuse_unknown()
    return made, keys.problems


def _mapping(keys: Keys) -> Vendor:
    """The vendor's mapping, with the columns that this line's administrator has chosen."""
    names = (MODEM,) if keys.raw.get("modem") else (*vendor.NAMES, OWN)
    name = keys.choice("vendor", names, names[0])
    file, columns = keys.file("vendor_file"), keys.text("columns")
    found = vendor.shipped(name if name != OWN else vendor.NAMES[0])
    if file and name == OWN:
        try:
            found = vendor.of_file(Path(file))
        except (OSError, ValueError) as error:
            keys.note("vendor_file", NOT_VENDOR_FILE(error=str(error)))
    elif name == OWN:
        keys.file("vendor_file")
        keys.note("vendor_file", NOT_VENDOR_FILE(error="-"))
    chosen = tuple(one.strip() for one in columns.split(",")) if columns else found.columns
    return replace(found, columns=chosen)


def _is_number(value: object) -> bool:
    return isinstance(value, str) and addresses.phone(value).startswith("tel:+")
