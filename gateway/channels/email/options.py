"""A mail line's own keys -> frozen EmailOptions, every mistake named.

What passes here is safe to connect with. Passwords come from a file or a variable, plain connections go
to loopback only, and whoever reads an EmailOptions need not check it again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from shutil import which
from typing import Any, Literal

from gateway.channels import tls
from gateway.channels.email.folders import JUNK, is_junk
from gateway.channels.email.oauth_options import OAuth, oauth
from gateway.channels.email.reasons import (
    FOLDER_BESIDE,
    NO_OPENSSL,
    NO_SMTP_AUTH,
    NOT_ARCHIVE,
    NOT_ASCII_MAIL,
    NOT_FOLDERS,
    NOT_HOST,
    NOT_PEM,
    NOT_SERVER_NAME,
    PASSWORD_BESIDE,
    PLAIN_ELSEWHERE,
    UNNAMED_ALONE,
)
from gateway.domain import addresses
from gateway.domain.errors import Problem
from gateway.settings.checks import LOOPBACK
from gateway.settings.keys import Keys
from gateway.settings.reasons import MISSING, NOT_MAIL

__all__ = ["EmailOptions", "options"]

MAX_BYTES = 36_700_160  # Gmail's 25 MiB of files, in base64 with its line ends, and 1 MiB of words
MOST_FOLDERS = 5
Tls = Literal["implicit", "starttls", "plain"]
_IMAP_PORTS: Mapping[Tls, int] = {"implicit": 993, "starttls": 143, "plain": 143}
_SMTP_PORTS: Mapping[Tls, int] = {"implicit": 465, "starttls": 587, "plain": 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailOptions:
    """One mailbox and the servers behind it. `address` is its URN, `mailbox` the bare address of From and MAIL FROM.

    `user` logs in to both servers, by `password` or by access tokens of `oauth`; to the submission server by
    `smtp_password`, as `smtp_user`, where it has log-in data of its own. `smtp_auth`: None, where the server offers a
    log-in; True, it must; False, not at all.
    `start`: where first contact begins: "now", "all", or a moment. `max_bytes`: larger mails are left at the source and
    reported as unfetched. `authserv_id`: whose Authentication-Results count (RFC 8601 §2.2); "" for nobody's.
    `authserv_headers`: how many of them our server writes. `authserv_unnamed`: it writes no name; the topmost counts.
    `bounce_token`: bounces go to mailbox+token@…, of each mail another (RFC 5233).
    `folder` is waited on; `more_folders` are looked at every poll; what lies in one for junk is held.
    `keep_days`: after so many days what is stored, and in a backup, goes to `archive_folder`, or is deleted; 0: never.
    `smime_ca`: file of the authorities whose S/MIME signatures are verified; "": none are.
    `group`: URN of the group or list address through which citizens reach the mailbox, "" where there is none.
    """

    address: str
    mailbox: str
    imap_host: str
    imap_port: int
    imap_tls: Tls = "implicit"
    smtp_host: str
    smtp_port: int
    smtp_tls: Tls = "starttls"
    user: str
    password: str = field(default="", repr=False)
    oauth: OAuth | None = None
    smtp_auth: bool | None = None
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    ca_file: str = ""
    smime_ca: str = ""
    folder: str = "INBOX"
    more_folders: tuple[str, ...] = ()
    keep_days: int = 0
    archive_folder: str = ""
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
    zone: str = "UTC"  # of Date: an IANA name

    @property
    def sources(self) -> frozenset[str]:
        """What no other line may read: each folder of the mailbox."""
        return frozenset(f"{self.address} {_bare(folder)}" for folder in (self.folder, *self.more_folders))

    @property
    def proves_senders(self) -> bool:
        """Whether the line's server can say of anybody that they are who they say."""
        return bool(self.authserv_id) or self.authserv_unnamed


def options(
    raw: Mapping[str, object], *, key: str, zone: str, unit: str = ""
) -> tuple[EmailOptions | None, list[Problem]]:
    """The keys of one [[lines]] block, which stands at `key` -> (options, problems).

    Options are None exactly when there are problems. `unit`: the name in From where the block names none. Reads the
    password file or variable; connects to nothing.
    """
    keys = Keys(raw, key)
    urn = _address(keys)
    imap_tls = keys.choice("imap_tls", _IMAP_PORTS, "implicit")
    smtp_tls = keys.choice("smtp_tls", _SMTP_PORTS, "starttls")
    authserv_id, headers, unnamed = _authserv(keys)
    folder, *more = _folders(keys)
    keep_days, archive = keys.whole("keep_days", 0, 0, 36_500), keys.text("archive_folder")
    if archive and (not keep_days or _is_read(archive, (folder, *more))):
        keys.note("archive_folder", NOT_ARCHIVE)
    ca_file = tls.ca_file(keys, "ca_file")
    tokens = oauth(keys, ca_file, zone)
    made = EmailOptions(
        address=urn,
        mailbox=urn.removeprefix("mailto:"),
        imap_tls=imap_tls,
        imap_host=_host(keys, "imap_host", imap_tls),
        imap_port=keys.whole("imap_port", _IMAP_PORTS[imap_tls], 1, 65_535),
        smtp_tls=smtp_tls,
        smtp_host=_host(keys, "smtp_host", smtp_tls),
        smtp_port=keys.whole("smtp_port", _SMTP_PORTS[smtp_tls], 1, 65_535),
        user=keys.text("user", missing=MISSING),
        password=_password(keys, tokens),
        oauth=tokens,
        **_smtp_log_in(keys),
        ca_file=ca_file,
        smime_ca=_smime_ca(keys),
        folder=folder,
        more_folders=tuple(more),
        keep_days=keep_days,
        archive_folder=archive,
        mark_seen=keys.flag("mark_seen", True),
        poll_seconds=keys.number("poll_seconds", 30.0, 0.1, 3600),
        authserv_id=authserv_id,
        authserv_headers=headers,
        authserv_unnamed=unnamed,
        bounce_token=keys.flag("bounce_token", False),
        connections=keys.whole("connections", 4, 1, 20),
        display_name=keys.text("display_name") or unit,
        max_bytes=keys.whole("max_bytes", MAX_BYTES, 65_536, 2**31),
        group=_group(keys),
        start=keys.start(zone),
        zone=zone,
    )
    keys.refuse_unknown()
    return (None if keys.problems else made), keys.problems


def _address(keys: Keys) -> str:
    """The line's own address as URN. Only ASCII: it is the MAIL FROM of every answer."""
    text = keys.text("address", missing=MISSING)
    urn = addresses.mail(text)
    if text and (not urn or not urn.isascii() or "<" in text):
        keys.note("address", NOT_ASCII_MAIL)
    return urn


def _password(keys: Keys, tokens: OAuth | None) -> str:
    """The mailbox's password; a line that logs in by token has none."""
    password = keys.secret("password", required=tokens is None)
    if password and tokens and keys.raw.get("auth") == "xoauth2":
        keys.note("password_file", PASSWORD_BESIDE)
    return password


def _smtp_log_in(keys: Keys) -> dict[str, Any]:
    """How the submission server is logged in to, where not as the mailbox is."""
    auth = keys.flag("smtp_auth", True) if "smtp_auth" in keys.raw else None
    user, password = keys.text("smtp_user"), keys.secret("smtp_password")
    if (user or password) and auth is False:
        keys.note("smtp_auth", NO_SMTP_AUTH)
    elif user and not password:
        keys.note("smtp_password_file", MISSING)
    return {"smtp_auth": auth, "smtp_user": user, "smtp_password": password}


def _authserv(keys: Keys) -> tuple[str, int, bool]:
    """Whose word on a sender counts: the name before the first semicolon of Authentication-Results (RFC 8601 §2.5), how
    many such headers, and whether the server writes no name."""
    name = keys.text("authserv_id").lower()
    if any(sign.isspace() or sign in ';"(),<>@:/[]?=' for sign in name):
        keys.note("authserv_id", NOT_SERVER_NAME)
    headers = keys.whole("authserv_headers", 1, 1, 10)
    unnamed = keys.flag("authserv_unnamed", False)
    if unnamed and (name or headers != 1):
        keys.note("authserv_unnamed", UNNAMED_ALONE)
    return name, headers, unnamed


def _folders(keys: Keys) -> list[str]:
    """The folders that are read, the first of which is waited on. One that is called \\Junk is found by its use."""
    one = keys.text("folder", "INBOX")
    several = keys.value("folders", list[str](), _are_folders, NOT_FOLDERS)
    if several and "folder" in keys.raw:
        keys.note("folders", FOLDER_BESIDE)
    return several or [one]


def _are_folders(value: object) -> bool:
    """At most a few: each is a connection."""
    return (
        isinstance(value, list)
        and len(value) <= MOST_FOLDERS
        and all(isinstance(name, str) and name.strip() and name.isprintable() for name in value)
        and len(set(map(_bare, value))) == len(value)
    )


def _bare(folder: str) -> str:
    """A folder's name as folders are told apart: INBOX is one however it is written (RFC 3501 §5.1), of others many
    servers say so too, and \\Junk is mostly called Junk."""
    return folder.strip().removeprefix("\\").casefold()


def _is_read(archive: str, read: Iterable[str]) -> bool:
    """Whether mails that are put away there would be read once more."""
    names = {_bare(folder) for folder in read}
    return _bare(archive) in names or (
        is_junk(archive, {}) and any(folder.strip().casefold() == JUNK for folder in read)
    )


def _group(keys: Keys) -> str:
    """The address of the group that hands mails to this mailbox, as URN, or ""."""
    text = keys.text("group")
    urn = addresses.mail(text)
    if text and (not urn or "<" in text):
        keys.note("group", NOT_MAIL)
    return urn


def _host(keys: Keys, name: str, tls: str) -> str:
    """A server's name, without its port; plain connections only to this machine."""
    host = keys.text(name, missing=MISSING)
    if any(sign.isspace() or sign in "/@[]" for sign in host) or host.count(":") == 1:  # more of them: IPv6
        keys.note(name, NOT_HOST)
    elif tls == "plain" and host and host not in LOOPBACK:
        keys.note(f"{name[:4]}_tls", PLAIN_ELSEWHERE(host=name))
    return host


def _smime_ca(keys: Keys) -> str:
    """The file of those whose S/MIME signatures count, or ""; the program that verifies them must be there, and reads
    PEM alone."""
    before = len(keys.problems)
    file = tls.ca_file(keys, "smime_ca")
    if file and which("openssl") is None:
        keys.note("smime_ca", NO_OPENSSL)
    elif file and len(keys.problems) == before and tls.is_der(Path(file).read_bytes()):
        keys.note("smime_ca", NOT_PEM(file=file))
    return file
