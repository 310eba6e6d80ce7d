"""Questions on a terminal for `gw init` and `gw line add`: what a unit, a mailbox and a modem need, asked one by one
(other lines: line_questions.py).

An answer that cannot be is said to be so at once and asked again; Enter takes what stands in brackets.
"""

import getpass
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gateway.cli import sentences as say
from gateway.cli.common import in_words
from gateway.cli.reasons import NOBODY
from gateway.domain import addresses
from gateway.domain.errors import NotAllowed
from gateway.domain.reasons import Reason
from gateway.domain.text import fold
from gateway.settings.checks import LOOPBACK

__all__ = [
    "Question",
    "ask",
    "ask_secret",
    "ask_unit",
    "choose",
    "key_of",
    "mail_address",
    "mailbox",
    "modem",
    "phone",
    "port_number",
    "short_name",
    "start",
]

SERIAL_PORTS = Path("/dev/serial/by-id")
FIND = "find"  # in the place of a port


# a question's check: None where the answer can be, else why not
Check = Callable[[str], Reason | None]


def ask(label: Reason, default: str = "", check: Check | None = None, indent: str = "") -> str:
    """One line of text. Raises NotAllowed where nobody answers any more."""
    while True:
        asked = f"{indent}{in_words(label)}"
        answer = _input(f"{asked} [{default}]: " if default else f"{asked}: ").strip() or default
        wrong = check(answer) if check else (None if answer else say.ASK_NEEDED)
        if wrong is None:
            return answer
        print(f"  {in_words(wrong)}")


def ask_secret(label: Reason) -> str:
    """A secret that is not shown while it is typed."""
    if sys.stdin.isatty():
        return getpass.getpass(f"  {in_words(say.ASK_HIDDEN(label=label))}: ").strip("\r\n")
    return _input(f"  {in_words(label)}: ").strip("\r\n")


def _input(prompt: str) -> str:
    try:
        return input(prompt)
    except EOFError:
        print()
        raise NotAllowed(NOBODY) from None


def choose(label: Reason, choices: Mapping[str, Reason], default: str, indent: str = "") -> str:
    """One of some words, by the word or what only it begins with. `choices`: word -> what it does."""
    names = ", ".join(f"{word}: {in_words(what)}" for word, what in choices.items())

    def check(answer: str) -> Reason | None:
        return None if _word(answer, choices) else say.ASK_ONE_OF(words=", ".join(choices))

    return _word(ask(say.ASK_CHOICE(label=label, choices=names), default, check, indent), choices)


def _word(answer: str, choices: Mapping[str, Reason]) -> str:
    """The word that is meant: as it stands, else the only one that begins so; "" where none or several do."""
    typed = answer.lower()
    meant = [word for word in choices if typed and word.startswith(typed)]
    return typed if typed in choices else meant[0] if len(meant) == 1 else ""


def key_of(name: str) -> str:
    """A short name for configuration files: "UBND P.Cửa Nam" -> "ubnd-p-cua-nam"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40]


def _between(least: int, most: int) -> Check:
    return lambda answer: None if least <= len(answer) <= most else say.ASK_LENGTH(least=least, most=most)


def mail_address(answer: str) -> Reason | None:
    """A check: one bare mail address."""
    return None if addresses.mail(answer).isascii() and addresses.mail(answer) else say.ASK_MAIL


def short_name(answer: str) -> Reason | None:
    """A check: a name as configuration files have it."""
    fits = re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", answer)
    return None if fits else say.ASK_KEY


def port_number(answer: str) -> Reason | None:
    """A check: a TCP port."""
    return None if answer.isascii() and answer.isdigit() and 0 < int(answer) < 65_536 else say.ASK_PORT


def start(answer: str) -> Reason | None:
    """A check: what of old is read."""
    fits = answer in ("now", "all") or re.fullmatch(r"\d{4}-\d\d-\d\d", answer)
    return None if fits else say.ASK_START


def ask_unit(known: Sequence[str]) -> dict[str, Any]:
    """An authority that citizens write to. `known`: keys that are taken."""
    name = ask(say.ASK_UNIT_NAME, check=_between(1, 80))
    phone = ask(say.ASK_UNIT_PHONE, check=_between(1, 40))

    def fresh(answer: str) -> Reason | None:
        return say.ASK_TAKEN(name=answer) if answer in known else short_name(answer)

    mail = ask(say.ASK_UNIT_MAIL, check=lambda answer: mail_address(answer) if answer else None)
    return {"key": ask(say.ASK_UNIT_KEY, key_of(name), fresh), "name": name, "phone": phone, "mail": mail}


class Question:
    """One line as it is asked for: the answers of last time are the defaults of the next."""

    def __init__(self, unit: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> None:
        """`lines`: the blocks that are there; neither name nor address may stand twice."""
        self.unit, self.lines = unit, lines
        self.taken = {str(line["name"]) for line in lines}
        self.taken_addresses = {addresses.mail(str(line.get("address", ""))) for line in lines}
        self.taken_addresses |= {addresses.phone(str(line.get("number", ""))) for line in lines}
        self.answers: dict[str, Any] = {}
        self.secrets: dict[str, str] = {}  # key ending in _file -> the secret

    def ask(self, key: str, label: Reason, default: str = "", check: Check | None = None) -> str:
        """Ask for one key and keep the answer."""
        self.answers[key] = ask(label, str(self.answers.get(key, default)), check, "  ")
        return str(self.answers[key])

    def twice(self, urn: str) -> Reason | None:
        """A check: one address is one line."""
        return say.ASK_ADDRESS_TAKEN if urn in self.taken_addresses else None


def mailbox(q: Question) -> None:
    """A mailbox's own keys."""
    address = q.ask(
        "address", say.ASK_ADDRESS, check=lambda answer: mail_address(answer) or q.twice(addresses.mail(answer))
    )
    host = q.ask("imap_host", say.ASK_IMAP_HOST, f"mail.{address.rpartition('@')[2]}")
    port = q.ask("imap_port", say.ASK_IMAP_PORT, "993", port_number)
    q.answers |= {"imap_port": int(port), "imap_tls": "plain" if host in LOOPBACK and port != "993" else "implicit"}
    host = q.ask("smtp_host", say.ASK_SMTP_HOST, host)
    port = q.ask("smtp_port", say.ASK_SMTP_PORT, "587", port_number)
    tls = {"465": "implicit"}.get(port, "plain" if host in LOOPBACK and port != "587" else "starttls")
    q.answers |= {"smtp_port": int(port), "smtp_tls": tls}
    q.ask("user", say.ASK_USER, address)
    q.secrets = {"password_file": ask_secret(say.ASK_PASSWORD)}
    if not q.ask("authserv_id", say.ASK_AUTHSERV, "", lambda _: None):
        del q.answers["authserv_id"]


def modem(q: Question) -> None:
    """The own keys of a number in a modem."""
    q.ask("number", say.ASK_NUMBER, check=lambda answer: phone(answer) or q.twice(addresses.phone(answer)))
    ports = sorted(str(port) for port in SERIAL_PORTS.glob("*")) if SERIAL_PORTS.is_dir() else []
    for number, port in enumerate(ports, 1):
        print(f"    {number}  {port}")
    if not ports:
        print(f"    {in_words(say.ASK_NO_MODEM(place=str(SERIAL_PORTS)))}")
    device = q.ask("device", say.ASK_DEVICE, "1" if ports else "")
    if device == FIND:
        q.answers["device"] = ""
        q.ask("imei", say.ASK_IMEI, check=_imei)
    if device.isdigit() and 0 < int(device) <= len(ports):
        device = q.answers["device"] = ports[int(device) - 1]
    q.answers["driver"] = "at" if device == FIND or device.startswith("/dev/") else "dummy"
    pin = ask_secret(say.ASK_PIN)
    q.secrets = {"pin_file": pin} if pin else {}


def _imei(answer: str) -> Reason | None:
    return None if re.fullmatch(r"\d{15}", answer, re.ASCII) else say.ASK_IMEI_DIGITS


def phone(answer: str) -> Reason | None:
    """A check: a number of Vietnam."""
    return None if addresses.phone(answer).startswith("tel:+84") else say.ASK_PHONE
