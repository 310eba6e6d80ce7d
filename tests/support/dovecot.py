"""Debian's Dovecot, one for a whole run of tests: any user has a mailbox, so that each test takes users of its own.

It does what an office's server does: passwords of any letters, access tokens (as JWT, which it checks itself), STARTTLS
under an internal authority, a folder for junk with a name of the country's, and quotas.
"""

import base64
import hashlib
import hmac
import imaplib
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import bench.dovecot
from gateway.channels.email.folders import modified_utf7
from tests.support import needs
from tests.support.wire import HOST, certificates, free_port

__all__ = ["JUNK", "ODD_PASSWORDS", "PASSWORD", "QUOTA", "Client", "Dovecot", "running", "token"]

PASSWORD = "pw"  # of everybody who has no other
JUNK = "Thư rác"  # marked as such (RFC 6154), made by whoever needs it
KEY = b"key of the tests"  # of access tokens
QUOTA, LIMITED = 40, 8  # KiB, and how many mailboxes have it
# as people choose them, and as Notepad, Word and telephones put them into a file
ODD_PASSWORDS: Mapping[str, str] = {
    f"odd{n}@hanoi.example": password
    for n, password in enumerate([
        'mật khẩu "đỏ" \\ 100%', "pässwörd", "brace {5}", "名前", '"', "\\", " blank before and behind ", "a  b", "😀",
        "no\u00a0break", "\u201ccurly\u201d\u2013dash", "a\u200bb", "{PLAIN}x:y", "e\u0302\u0323", "* (%) ]", "'--",
    ])
}  # fmt: skip
MORE_23 = """
auth_mechanisms = plain login xoauth2 oauthbearer
ssl = yes
ssl_cert = <{at}/ca/server.pem
ssl_key = <{at}/ca/server.key
passdb {{
  driver = passwd-file
  args = {at}/passwords
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {at}/oauth2.conf
}}
namespace inbox {{
  inbox = yes
  mailbox "{junk}" {{
    special_use = \\Junk
  }}
}}
protocol imap {{
  mail_plugins = quota imap_quota
}}
plugin {{
  quota = count:User quota
  quota_vsizes = yes
}}
userdb {{
  driver = passwd-file
  args = {at}/quotas
  default_fields = uid={uid} gid={gid} home={at}/home/%u
}}
"""
MORE_24 = """
auth_mechanisms = plain login xoauth2 oauthbearer
ssl = yes
ssl_server_cert_file = {at}/ca/server.pem
ssl_server_key_file = {at}/ca/server.key
oauth2 {{
  introspection_mode = local
}}
oauth2_local_validation {{
  dict fs {{
    fs posix {{
      prefix = {at}/keys/
    }}
  }}
}}
passdb passwd-file {{
  passwd_file_path = {at}/passwords
}}
namespace inbox {{
  inbox = yes
  mailbox "{junk}" {{
    special_use = \\Junk
  }}
}}
mail_plugins {{
  quota = yes
}}
protocol imap {{
  mail_plugins {{
    imap_quota = yes
  }}
}}
quota "User quota" {{
}}
userdb passwd-file {{
  passwd_file_path = {at}/quotas
  fields {{
    uid:default = {uid}
    gid:default = {gid}
    home:default = {at}/home/%{{user}}
  }}
}}
"""


@dataclass
class Client:
    """Another client of a mailbox: a citizen's server that delivers, an officer's program. Blocks."""

    imap: imaplib.IMAP4
    __slots__ = ("imap",)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.imap.logout()

    def create(self, folder: str) -> None:
        """Make a folder, where it is not there."""
        self.imap.create(_named(folder))

    def rename(self, folder: str, name: str) -> None:
        """Give a folder another name."""
        self.imap.rename(_named(folder), _named(name))

    def append(self, *mails: bytes, folder: str = "INBOX", days: float = 0) -> None:
        """Mails that came so many days ago."""
        for mail in mails:
            self.imap.append(_named(folder), "", imaplib.Time2Internaldate(time.time() - days * 86_400), mail)

    def store(self, uids: str, flag: str, folder: str = "INBOX") -> None:
        """Set a flag."""
        self.imap.select(_named(folder))
        self.imap.uid("STORE", uids, "+FLAGS", flag)

    def expunge(self) -> None:
        """Take away what is marked so in the folder of the last `store`."""
        self.imap.expunge()

    def unseen(self) -> int:
        """How many mails of the inbox are not marked as read."""
        self.imap.select()
        return len(self.imap.search(None, "UNSEEN")[1][0].split())

    def count(self, folder: str = "INBOX") -> int:
        """How many mails lie there."""
        return int((self.imap.select(_named(folder))[1][0] or b"0").decode())


@dataclass(frozen=True)
class Dovecot:
    """A running server."""

    at: Path
    port: int
    users: Iterator[int] = field(default_factory=itertools.count)
    limited: Iterator[int] = field(default_factory=range(LIMITED).__iter__)

    @property
    def ca_file(self) -> Path:
        """Of the internal authority behind its certificate, which names localhost."""
        return self.at / "ca" / "ca.pem"

    def user(self) -> str:
        """A mailbox that is nobody's yet."""
        return f"phuong{next(self.users)}@hanoi.example"

    def full(self) -> str:
        """One that may hold QUOTA only."""
        return f"full{next(self.limited)}@hanoi.example"

    def client(self, user: str, password: str = PASSWORD) -> Client:
        """Log in as another client of a mailbox."""
        imap = imaplib.IMAP4(HOST, self.port)
        imap.login(user, password)
        return Client(imap)

    def maildir(self, user: str) -> Path:
        """Where a mailbox lies."""
        return self.at / "home" / user / "Maildir"

    def end(self, user: str) -> None:
        """End all sessions of a mailbox, at once."""
        log = (self.at / "log").read_text("utf-8", "replace")
        for session in re.findall(rf"user=<{re.escape(user)}>.*mpid=(\d+)", log):
            with suppress(OSError):
                if Path(f"/proc/{session}/comm").read_text("ascii") == "imap\n":
                    os.kill(int(session), signal.SIGKILL)


def token(user: str, seconds: float = 3600) -> str:
    """An access token that the server takes for this user for so long (RFC 7519, RFC 9068)."""
    now = int(time.time())
    head = {"typ": "JWT", "alg": "HS256"}
    said = {"sub": user, "email": user, "iat": now - 60, "exp": int(now + seconds), "jti": os.urandom(8).hex()}
    text = ".".join(_url64(json.dumps(one).encode()) for one in (head, said))
    return f"{text}.{_url64(hmac.digest(KEY, text.encode(), hashlib.sha256))}"


def _url64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _stored(password: str) -> str:
    return f"{{PLAIN.b64}}{base64.b64encode(password.encode()).decode()}"


def _named(folder: str) -> str:
    return f'"{modified_utf7(folder)}"'


@contextmanager
def running(at: Path) -> Iterator[Dovecot]:
    """Serve below `at`, which must be reachable for the user nobody where the tests run as root."""
    needs.program("dovecot", "dovecot-imapd")
    certificates(at / "ca")
    uid, gid = bench.dovecot.owner()
    keys = at / "keys" / "default" / "HS256"
    keys.mkdir(parents=True)
    (keys / "default").write_text(base64.b64encode(KEY).decode())
    (at / "oauth2.conf").write_text(
        f"introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix={at}/keys/\n"
    )
    (at / "passwords").write_text("".join(f"{user}:{_stored(pw)}::::::\n" for user, pw in ODD_PASSWORDS.items()))
    rule = f"quota_storage_size={QUOTA}K" if bench.dovecot.is_24() else f"quota_rule=*:storage={QUOTA}K"
    (at / "quotas").write_text("".join(f"full{n}@hanoi.example:::::::userdb_{rule}\n" for n in range(LIMITED)))
    more = (MORE_24 if bench.dovecot.is_24() else MORE_23).format(at=at, uid=uid, gid=gid, junk=JUNK)
    server = Dovecot(at, free_port())
    command = bench.dovecot.prepare(at, server.port, PASSWORD, more)
    with (at / "out").open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.terminate()
        process.wait()


def _wait_for(server: Dovecot, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(400):
        with suppress(OSError):
            socket.create_connection((HOST, server.port)).close()
            return
        if process.poll() is not None:
            break
        time.sleep(0.02)
    said = "\n".join((server.at / name).read_text("utf-8", "replace") for name in ("out", "log"))
    raise RuntimeError(f"dovecot did not start: {said}")
