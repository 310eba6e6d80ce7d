"""A line's own keys, checked: which modem, which SIM, and how long it may take."""

import glob
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from gateway.channels.sms.reasons import (
    DEVICE_OF_WHICH,
    IMEI_BEFORE_PIN,
    IMEI_NEEDLESS,
    NO_CONNECTION,
    NO_DEVICE,
    NO_DRIVER,
    NOT_CENTRE,
    NOT_COMMAND,
    NOT_IMEI,
    NOT_IMSI,
    NOT_OUR_NUMBER,
    NOT_USSD,
)
from gateway.domain import addresses
from gateway.domain.errors import Problem
from gateway.settings.keys import Keys

CONNECTION = "at115200"
NUMBERS = {"poll_seconds": 2.0, "deadline_seconds": 40.0, "silence_seconds": 7.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsOptions:
    """One modem and its SIM. Seconds: between polls; that one call to the modem may take; of our own silence after
    which the modem's child goes (less than a lease, so that a successor finds the modem free)."""

    address: str  # URN of the line's number
    driver: str  # at | dummy
    device: str  # path of the terminal, or of the dummy phone's directory; a pattern, or "": found by port_finder.py
    connection: str = CONNECTION
    imsi: str = ""  # the SIM this line sends with; "" means any
    imei: str = ""  # the modem, where its port is to be found
    pin: str = field(default="", repr=False)
    pin_file: str = ""  # where it was read, "" elsewhere
    reset_command: tuple[str, ...] = ()  # a program and its words, which take the modem's power away and give it back
    centre: str = ""  # the number of the message centre; "" the SIM's own
    balance_ussd: str = ""  # the code that tells the SIM's account, such as *101#; "" never asks
    balance_least: int = 0  # đồng, below which the account is low
    pace_seconds: float = 0.0  # between two texts that go out
    poll_seconds: float = NUMBERS["poll_seconds"]
    deadline_seconds: float = NUMBERS["deadline_seconds"]
    silence_seconds: float = NUMBERS["silence_seconds"]
    start: Literal["now", "all"] | datetime = "now"  # first contact: all there is old, or none of it, or the older part

    @property
    def is_simulated(self) -> bool:
        """Whether nobody's phone is at the other end."""
        return self.driver == "dummy"

    @property
    def is_found(self) -> bool:
        """Whether the port is found by asking."""
        return not self.device or glob.has_magic(self.device)

    @property
    def proves_senders(self) -> bool:
        """The network says whose number it is."""
        return True


def options(raw: Mapping[str, object], *, key: str, zone: str, unit: str = "") -> tuple[SmsOptions, list[Problem]]:
    """A line's keys, of the block at `key` -> (options, problems). With problems the options are not to be used.

    A text has no sender's name of its own: `unit` is not used. `start` ("now", "all", a date or a moment) is the line's
    own, handed over with the rest.
    """
    keys = Keys(raw, key)
    made = SmsOptions(
        address=addresses.phone(keys.value("number", "", _is_number, NOT_OUR_NUMBER)),
        driver=keys.value("driver", "", lambda value: value in ("at", "dummy"), NO_DRIVER),
        device=keys.text("device"),
        connection=keys.value("connection", CONNECTION, _is_connection, NO_CONNECTION),
        imsi=keys.text("imsi"),
        imei=keys.text("imei"),
        pin=keys.secret("pin"),
        pin_file=str(raw.get("pin_file", "")),
        reset_command=tuple(keys.value("reset_command", [], _is_command, NOT_COMMAND)),
        centre=keys.value("message_centre", "", _is_centre, NOT_CENTRE),
        balance_ussd=keys.value("balance_ussd", "", _is_ussd, NOT_USSD),
        balance_least=keys.whole("balance_least", 0, 0, 1_000_000_000),
        pace_seconds=keys.number("pace_seconds", 0.0, 0, 600),
        start=keys.start(zone),
        **{name: keys.number(name, default, 0.01, 3600) for name, default in NUMBERS.items()},
    )
    if made.imsi and not (made.imsi.isascii() and made.imsi.isdigit() and 6 <= len(made.imsi) <= 15):
        keys.note("imsi", NOT_IMSI)
    _check_device(made, keys)
    keys.refuse_unknown()
    return made, keys.problems


def _check_device(made: SmsOptions, keys: Keys) -> None:
    """A modem that is to be found has to be known by something that it tells."""
    if made.imei and not re.fullmatch(r"\d{6,21}", made.imei, re.ASCII):
        keys.note("imei", NOT_IMEI)
    if any(problem.key.endswith(".device") for problem in keys.problems):
        return
    if not made.is_found:
        if made.imei:
            keys.note("imei", IMEI_NEEDLESS)
    elif made.driver == "dummy" or not (made.imsi or made.imei):
        keys.note("device", DEVICE_OF_WHICH if made.device else NO_DEVICE)
    elif made.pin and not made.imei:
        keys.note("imei", IMEI_BEFORE_PIN)


def _is_connection(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"at(\d{1,7})?", value) is not None


def _is_command(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word.isprintable() and word for word in value)


def _is_centre(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"(\+\d{5,15})?", value, re.ASCII) is not None


def _is_ussd(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"(\*[0-9*]{1,20}#)?", value, re.ASCII) is not None


def _is_number(value: object) -> bool:
    return isinstance(value, str) and addresses.phone(value).startswith("tel:+84")
