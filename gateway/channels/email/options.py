"""A mail line's own keys -> frozen EmailOptions, every mistake named.

What passes here is safe to connect with. Passwords come from a file or a variable, plain connections go
to loopback only, and whoever reads an EmailOptions need not check it again.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from gateway.domain import addresses
from gateway.settings import secrets

__all__ = ["EmailOptions", "options"]

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
MAX_BYTES = 26_214_400
_IMAP_PORTS = {"implicit": 993, "plain": 143}
_SMTP_PORTS = {"implicit": 465, "starttls": 587, "plain": 25}
_SECRETS = frozenset({"password_file", "password_env"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailOptions:
    """One mailbox and the servers behind it. `address` is its URN, `mailbox` the bare address of From and MAIL FROM.

    `start`: where first contact begins: "now", "all", or a moment. `max_bytes`: larger mails are left at the source and
    reported as unfetched. `authserv_id`: whose Authentication-Results count (RFC 8601 §2.2); "" for nobody's.
    `authserv_headers`: how many of them our server writes. `authserv_unnamed`: it writes no name; the topmost counts.
    `bounce_token`: bounces go to mailbox+token@…, of each mail another (RFC 5233).
    `group`: URN of the group or list address through which citizens reach the mailbox, "" where there is none.
    """

    address: str
    mailbox: str
    imap_host: str
    imap_port: int
    imap_tls: Literal["implicit", "plain"] = "implicit"
    smtp_host: str
    smtp_port: int
    smtp_tls: Literal["implicit", "starttls", "plain"] = "starttls"
    user: str
    password: str = field(repr=False)
    ca_file: str = ""
    folder: str = "INBOX"
    mark_seen: bool = True
    poll_seconds: float = 30.0
    authserv_id: str = ""
    authserv_headers: int = 1
    authserv_unnamed: bool = False
    bounce_token: bool = False
    connections: int = 4
    display_name: str = ""
    max_bytes: int = MAX_BYTES
    group: str = ""
    start: Literal["now", "all"] | datetime = "now"

    @property
    def proves_senders(self) -> bool:
        """Whether the line's server can say of anybody that they are who they say."""
        return bool(self.authserv_id) or self.authserv_unnamed


def options(raw: Mapping[str, object], *, key: str, zone: str, unit: str = "") -> tuple[EmailOptions | None, list[str]]:
    """The keys of one [[lines]] block -> (options, problems "key.name: what is wrong, what to write").

    Options are None exactly when there are problems. `unit`: the name in From where the block names none. Reads the
    password file or variable; connects to nothing.
    """
    parser = _OptionsParser({"display_name": unit} | dict(raw))
    result = parser.options()
    return (None if parser.problems else result), [f"{key}.{problem}" for problem in parser.problems]


class _OptionsParser:
    """Reads one block; collects every problem before it gives up."""

    def __init__(self, raw: Mapping[str, object]) -> None:
        self.raw = raw
        self.known: set[str] = set(_SECRETS)
        self.problems: list[str] = []

    def options(self) -> EmailOptions | None:
        """The options as far as they could be read; meaningful only without problems."""
        urn = self.address()
        imap_tls = self.choice("imap_tls", _IMAP_PORTS, "implicit")
        smtp_tls = self.choice("smtp_tls", _SMTP_PORTS, "starttls")
        password = self.password()
        values = {
            "address": urn,
            "mailbox": urn.removeprefix("mailto:"),
            "imap_tls": imap_tls,
            "imap_host": self.host("imap_host", imap_tls),
            "imap_port": self.port("imap_port", _IMAP_PORTS.get(imap_tls, 993)),
            "smtp_tls": smtp_tls,
            "smtp_host": self.host("smtp_host", smtp_tls),
            "smtp_port": self.port("smtp_port", _SMTP_PORTS.get(smtp_tls, 587)),
            "user": self.text("user", required=True),
            "password": password,
            "ca_file": self.ca_file(),
            "folder": self.text("folder", "INBOX"),
            "mark_seen": self.value("mark_seen", True, "true or false", lambda v: isinstance(v, bool)),
            "poll_seconds": self.value("poll_seconds", 30.0, "seconds, from 0.1 to 3600", _between(0.1, 3600)),
            **self.authserv(),
            "bounce_token": self.value("bounce_token", False, "true or false", lambda v: isinstance(v, bool)),
            "connections": self.value("connections", 4, "a number from 1 to 20", _whole(1, 20)),
            "display_name": self.text("display_name"),
            "max_bytes": self.value("max_bytes", MAX_BYTES, "a number of bytes from 65536", _whole(65_536, 2**31)),
            "group": self.group(),
            "start": self.value("start", "now", '"now", "all" or a moment', _is_start),
        }
        self.refuse_unknown()
        return None if self.problems else EmailOptions(**values)  # type: ignore[arg-type]

    def problem(self, name: str, text: str) -> None:
        """Note one mistake under its key."""
        self.problems.append(f"{name}: {text}")

    def value(self, name: str, default: object, wanted: str, good: Callable[[object], bool]) -> object:
        """Any value that `good` accepts, or the default."""
        self.known.add(name)
        value = self.raw.get(name, default)
        if not good(value):
            self.problem(name, f"must be {wanted}")
        return value

    def text(self, name: str, default: str = "", *, required: bool = False) -> str:
        """One line of text without control characters: it travels in commands to the servers."""
        value = self.value(name, default, "one line of text", lambda v: isinstance(v, str) and v.isprintable())
        if required and value == "":
            self.problem(name, "is missing; it cannot be empty")
        return value.strip() if isinstance(value, str) else ""

    def choice(self, name: str, choices: Mapping[str, int], default: str) -> str:
        """One of the words in `choices`."""
        words = ", ".join(f'"{word}"' for word in choices)
        return str(self.value(name, default, f"one of {words}", lambda v: isinstance(v, str) and v in choices))

    def address(self) -> str:
        """The line's own address as URN. Only ASCII: it is the MAIL FROM of every answer."""
        text = self.text("address", required=True)
        urn = addresses.mail(text)
        if text and (not urn or not urn.isascii() or "<" in text):
            self.problem("address", "must be one bare mail address in ASCII like phananh@example.com")
        return urn

    def authserv(self) -> dict[str, object]:
        """Whose word on a sender counts."""
        name = self.authserv_id()
        headers = self.value("authserv_headers", 1, "a number of headers from 1 to 10", _whole(1, 10))
        unnamed = self.value("authserv_unnamed", False, "true or false", lambda v: isinstance(v, bool))
        if unnamed is True and (name or headers != 1):
            self.problem("authserv_unnamed", "goes without authserv_id and authserv_headers: only one header counts")
        return {"authserv_id": name, "authserv_headers": headers, "authserv_unnamed": unnamed}

    def group(self) -> str:
        """The address of the group that hands mails to this mailbox, as URN, or ""."""
        text = self.text("group")
        urn = addresses.mail(text)
        if text and (not urn or "<" in text):
            self.problem("group", "must be one bare mail address like phuong@groups.example.com")
        return urn

    def host(self, name: str, tls: str) -> str:
        """A server's name; plain connections only to this machine."""
        host = self.text(name, required=True)
        if any(sign.isspace() or sign in "/@" for sign in host):
            self.problem(name, "must be a bare host name like mail.example.com")
        elif tls == "plain" and host and host not in LOOPBACK:
            self.problem(
                f"{name[:4]}_tls", f'"plain" goes to this machine only ({name} is another one); write "implicit"'
            )
        return host

    def port(self, name: str, default: int) -> object:
        """A TCP port."""
        return self.value(name, default, "a port from 1 to 65535", _whole(1, 65_535))

    def ca_file(self) -> str:
        """The file of a certificate authority of one's own, or ""."""
        file = self.text("ca_file")
        if file and not (Path(file).is_file() and os.access(file, os.R_OK)):
            self.problem("ca_file", f"cannot read {file}")
        return file

    def authserv_id(self) -> str:
        """The name before the first semicolon of Authentication-Results (RFC 8601 §2.5); a token, never quoted here."""
        name = self.text("authserv_id").lower()
        if any(sign.isspace() or sign in ';"(),<>@:/[]?=' for sign in name):
            self.problem("authserv_id", "must be one bare name like mail.example.com, as your server writes it")
        return name

    def password(self) -> str:
        """The mailbox's password; no problem quotes it."""
        password, problems = secrets.read(self.raw, "password", os.environ)
        self.problems += problems
        if password is None and not problems:
            self.problem("password_file", "is missing; write the password into a file (chmod 600) and name it here")
        return password or ""

    def refuse_unknown(self) -> None:
        """A mistyped key is a setting that silently does not hold."""
        for name in sorted(set(self.raw) - self.known):
            close = get_close_matches(name, sorted(self.known), 1, 0.6)
            self.problem(name, f"is not a key of a mail line{f'; did you mean {close[0]}?' if close else ''}")


def _whole(low: int, high: int) -> Callable[[object], bool]:
    return lambda v: isinstance(v, int) and not isinstance(v, bool) and low <= v <= high


def _between(low: float, high: float) -> Callable[[object], bool]:
    return lambda v: isinstance(v, int | float) and not isinstance(v, bool) and low <= v <= high


def _is_start(value: object) -> bool:
    return value in ("now", "all") or (isinstance(value, datetime) and value.tzinfo is not None)
