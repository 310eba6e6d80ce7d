"""A line's own keys, checked: which modem, which SIM, and how long it may take."""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from gateway.domain import addresses
from gateway.settings import secrets

CONNECTION = "at115200"
NUMBERS = {"poll_seconds": 2.0, "deadline_seconds": 40.0, "silence_seconds": 7.0}
KEYS = ("number", "driver", "device", "connection", "imsi", "pin_file", "pin_env", "start", *NUMBERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsOptions:
    """One modem and its SIM. Seconds: between polls; that one call to the modem may take; of our own silence after
    which the modem's child goes (less than a lease, so that a successor finds the modem free)."""

    address: str  # URN of the line's number
    driver: str  # at | dummy
    device: str  # path of the terminal, or of the dummy phone's directory
    connection: str = CONNECTION
    imsi: str = ""  # the SIM this line sends with; "" means any
    pin: str = field(default="", repr=False)
    poll_seconds: float = NUMBERS["poll_seconds"]
    deadline_seconds: float = NUMBERS["deadline_seconds"]
    silence_seconds: float = NUMBERS["silence_seconds"]
    start: Literal["now", "all"] | datetime = "now"  # first contact: all there is old, or none of it, or the older part

    @property
    def proves_senders(self) -> bool:
        """The network says whose number it is."""
        return True


def options(raw: Mapping[str, object], *, key: str, zone: str, unit: str = "") -> tuple[SmsOptions, list[str]]:
    """A line's keys -> (options, problems "key.name: what is wrong"). With problems the options are not to be used.

    A text has no sender's name of its own: `unit` is not used. `start` ("now", "all", a date or a moment) is the line's
    own, handed over with the rest.
    """
    problems = [_unknown(name) for name in raw if name not in KEYS]
    number = raw.get("number", "")
    address = addresses.phone(number) if isinstance(number, str) else ""
    if not address.startswith("tel:+84"):
        problems.append('number: must be the SIM\'s number, like "+84…"')
    driver, device = _word(raw, "driver", problems), _word(raw, "device", problems)
    if driver not in ("at", "dummy"):
        problems.append('driver: must be "at" (a modem) or "dummy" (a directory that plays one)')
    if not device:
        problems.append("device: must name the modem's terminal (best by its /dev/serial/by-id/… path)")
    imsi = _word(raw, "imsi", problems)
    if imsi and not (imsi.isascii() and imsi.isdigit() and 6 <= len(imsi) <= 15):
        problems.append("imsi: must be the SIM's identity of up to 15 digits, or empty for any SIM")
    pin, wrong = secrets.read(raw, "pin", os.environ)
    made = SmsOptions(
        address=address, driver=driver, device=device, connection=_word(raw, "connection", problems) or CONNECTION,
        imsi=imsi, pin=pin or "", start=_start(raw.get("start", "now"), zone, problems),
        **{name: _seconds(raw, name, problems) for name in NUMBERS},
    )  # fmt: skip
    return made, [f"{key}.{problem}" for problem in problems + wrong]


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name, KEYS, 1, 0.6)
    return f"{name}: unknown key; " + (f"did you mean {close[0]}?" if close else f"there is: {', '.join(KEYS)}")


def _word(raw: Mapping[str, object], name: str, problems: list[str]) -> str:
    value = raw.get(name, "")
    if isinstance(value, str) and value.isprintable():
        return value
    problems.append(f"{name}: must be one line of text in quotes")
    return ""


def _seconds(raw: Mapping[str, object], name: str, problems: list[str]) -> float:
    value = raw.get(name, NUMBERS[name])
    if isinstance(value, int | float) and not isinstance(value, bool) and 0.01 <= value <= 3600:
        return float(value)
    problems.append(f"{name}: must be a number of seconds from 0.01 to 3600")
    return NUMBERS[name]


def _start(value: object, zone: str, problems: list[str]) -> Literal["now", "all"] | datetime:
    """A date is its midnight in `zone`."""
    if value == "now" or value == "all" or isinstance(value, datetime):
        return value
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        problems.append('start: must be "now", "all" or a date like "2026-11-01"')
        return "now"
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
