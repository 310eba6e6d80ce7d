"""Questions on a terminal for `gw init` and `gw line add`: what a unit and a line need, asked one by one.

An answer that cannot be is said to be so at once and asked again; Enter takes what stands in brackets.
"""

import getpass
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gateway.cli.reasons import NOBODY
from gateway.domain import addresses
from gateway.domain.errors import NotAllowed
from gateway.domain.text import fold

__all__ = ["Question", "ask", "ask_line", "ask_secret", "ask_unit", "choose", "key_of"]

SERIAL_PORTS = Path("/dev/serial/by-id")
LOOPBACK = ("127.0.0.1", "::1", "localhost")

# a question's check: "" where the answer can be, else why not
Check = Callable[[str], str]


def ask(label: str, default: str = "", check: Check | None = None) -> str:
    """One line of text. Raises NotAllowed where nobody answers any more."""
    while True:
        answer = _input(f"{label} [{default}]: " if default else f"{label}: ").strip() or default
        wrong = check(answer) if check else ("" if answer else "something must stand here")
        if not wrong:
            return answer
        print(f"  {wrong}")


def ask_secret(label: str) -> str:
    """A secret that is not shown while it is typed."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{label} (not shown): ").strip("\r\n")
    return _input(f"{label}: ").strip("\r\n")


def _input(prompt: str) -> str:
    try:
        return input(prompt)
    except EOFError:
        print()
        raise NotAllowed(NOBODY) from None


def choose(label: str, choices: Mapping[str, str], default: str) -> str:
    """One of some words, by the word or its first letter. `choices`: word -> what it does."""
    names = ", ".join(f"{word}: {what}" for word, what in choices.items())

    def check(answer: str) -> str:
        return "" if _word(answer, choices) else f"write one of {', '.join(choices)}"

    return _word(ask(f"{label} ({names})", default, check), choices)


def _word(answer: str, choices: Mapping[str, str]) -> str:
    return next((word for word in choices if answer and word.startswith(answer.lower())), "")


def key_of(name: str) -> str:
    """A short name for configuration files: "UBND P.Cửa Nam" -> "ubnd-p-cua-nam"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40]


def _between(least: int, most: int) -> Check:
    return lambda answer: "" if least <= len(answer) <= most else f"between {least} and {most} signs"


def mail_address(answer: str) -> str:
    """A check: one bare mail address."""
    return "" if addresses.mail(answer).isascii() and addresses.mail(answer) else "one mail address, like a@example.com"


def _key(answer: str) -> str:
    fits = re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", answer)
    return "" if fits else "small letters, digits and hyphens, like vanmieu-mail"


def _port(answer: str) -> str:
    return "" if answer.isascii() and answer.isdigit() and 0 < int(answer) < 65_536 else "a port from 1 to 65535"


def _start(answer: str) -> str:
    fits = answer in ("now", "all") or re.fullmatch(r"\d{4}-\d\d-\d\d", answer)
    return "" if fits else "now, all, or a date like 2026-11-01"


def ask_unit(known: Sequence[str]) -> dict[str, Any]:
    """An authority that citizens write to. `known`: keys that are taken."""
    name = ask("The authority's name, as citizens read it", check=_between(1, 80))
    phone = ask("Its phone number, for replies", check=_between(1, 40))

    def fresh(answer: str) -> str:
        return f"{answer} is taken" if answer in known else _key(answer)

    return {"key": ask("A short name for it in this file", key_of(name), fresh), "name": name, "phone": phone}


class Question:
    """One line as it is asked for: the answers of last time are the defaults of the next."""

    def __init__(self, unit: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> None:
        """`lines`: the blocks that are there; neither name nor address may stand twice."""
        self.unit = unit
        self.taken = {str(line["name"]) for line in lines}
        self.taken_addresses = {addresses.mail(str(line.get("address", ""))) for line in lines}
        self.taken_addresses |= {addresses.phone(str(line.get("number", ""))) for line in lines}
        self.answers: dict[str, Any] = {}
        self.secrets: dict[str, str] = {}  # key ending in _file -> the secret

    def ask(self, key: str, label: str, default: str = "", check: Check | None = None) -> str:
        """Ask for one key and keep the answer."""
        self.answers[key] = ask(f"  {label}", str(self.answers.get(key, default)), check)
        return str(self.answers[key])

    def twice(self, urn: str) -> str:
        """A check: one address is one line."""
        return "another line has this address" if urn in self.taken_addresses else ""


def ask_line(question: Question) -> dict[str, Any]:
    """A mailbox or a number: the keys of its block, without those of the secrets."""
    kind = choose("  What is it", {"mail": "a mailbox", "sms": "a number in a modem"}, "mail")
    channel = {"mail": "email", "sms": "sms"}[kind]
    if question.answers.get("channel") not in (None, channel):
        question.answers, question.secrets = {}, {}

    def fresh(answer: str) -> str:
        return "another line has this name" if answer in question.taken else _key(answer)

    question.ask("name", "A short name for it, kept for ever", f"{question.unit['key']}-{kind}", fresh)
    question.answers |= {"channel": channel, "unit": question.unit["key"]}
    question.ask("owner", "Who looks after it", str(question.unit["name"]))
    (_mailbox if kind == "mail" else _modem)(question)
    question.ask("start", "Of what lies there already, read (now: nothing, all, or from a date on)", "now", _start)
    return dict(question.answers)


def _mailbox(q: Question) -> None:
    address = q.ask(
        "address", "Its address", check=lambda answer: mail_address(answer) or q.twice(addresses.mail(answer))
    )
    host = q.ask("imap_host", "Mail server for reading (IMAP)", f"mail.{address.rpartition('@')[2]}")
    port = q.ask("imap_port", "Its port (993: TLS)", "993", _port)
    q.answers |= {"imap_port": int(port), "imap_tls": "plain" if host in LOOPBACK and port != "993" else "implicit"}
    host = q.ask("smtp_host", "Mail server for sending (SMTP)", host)
    port = q.ask("smtp_port", "Its port (587: STARTTLS, 465: TLS)", "587", _port)
    tls = {"465": "implicit"}.get(port, "plain" if host in LOOPBACK and port != "587" else "starttls")
    q.answers |= {"smtp_port": int(port), "smtp_tls": tls}
    q.ask("user", "Log-in name for both", address)
    q.secrets = {"password_file": ask_secret("  Password")}
    label = "The name your server writes first into Authentication-Results (Enter: none is known)"
    if not q.ask("authserv_id", label, "", lambda _: ""):
        del q.answers["authserv_id"]


def _modem(q: Question) -> None:
    label = "The number of its SIM, with +84"
    q.ask("number", label, check=lambda answer: _phone(answer) or q.twice(addresses.phone(answer)))
    ports = sorted(str(port) for port in SERIAL_PORTS.glob("*")) if SERIAL_PORTS.is_dir() else []
    for number, port in enumerate(ports, 1):
        print(f"    {number}  {port}")
    if not ports:
        print(f"    no modem is found below {SERIAL_PORTS}: is it plugged in?")
    device = q.ask("device", "Its terminal, by number or path", "1" if ports else "")
    if device.isdigit() and 0 < int(device) <= len(ports):
        device = q.answers["device"] = ports[int(device) - 1]
    q.answers["driver"] = "at" if device.startswith("/dev/") else "dummy"
    pin = ask_secret("  PIN of the SIM (Enter: it asks for none)")
    q.secrets = {"pin_file": pin} if pin else {}


def _phone(answer: str) -> str:
    fits = addresses.phone(answer).startswith("tel:+84")
    return "" if fits else "a number of Vietnam, like +84590001022"
