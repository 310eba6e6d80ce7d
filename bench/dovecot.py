"""Debian's Dovecot, 2.3 or 2.4, with a private configuration, as an ordinary user on a high port.

Any user, one password."""

import os
import pwd
import shutil
import subprocess
from functools import cache
from grp import getgrgid
from pathlib import Path

__all__ = ["is_24", "owner", "prepare", "program"]

NOBODY = 65_534
CONFIG = """{version}base_dir = {at}/run
state_dir = {at}/state
log_path = {at}/log
protocols = imap
listen = 127.0.0.1
ssl = no
first_valid_uid = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
auth_failure_delay = 0
{mail}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  process_limit = 300
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""
# What 2.4 (Debian 13) spells otherwise than 2.3 (Debian 12, Ubuntu 24.04): where mail lies and who may log in. It also
# wants to be told, first, for which version its configuration and its files are meant.
VERSION_24 = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n"
MAIL_24 = """
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = ~/Maildir
passdb static {{
  password = {password}
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {at}/home/%{{user}}
  }}
}}
"""
MAIL_23 = """
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={at}/home/%u
}}
"""


def program() -> str | None:
    """Where Dovecot is installed."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def owner() -> tuple[int, int]:
    """Whose the mailboxes are: ours, or nobody's where we are root."""
    return (NOBODY, NOBODY) if os.getuid() == 0 else (os.getuid(), os.getgid())


def prepare(at: Path, port: int, password: str, more: str = "") -> list[str]:
    """Make its directories and configuration below `at`; returns the command that serves them in the foreground.

    Mail lies in home/<user>/Maildir; `at` must be reachable for its owner. `more`: settings that join or replace, and
    come before the passwords and the users."""
    uid, gid = owner()
    for name in ("run", "state", "home"):
        (at / name).mkdir(parents=True, exist_ok=True)
    os.chown(at / "home", uid, gid)
    user, group = pwd.getpwuid(uid).pw_name, getgrgid(gid).gr_name
    mail = (MAIL_24 if is_24() else MAIL_23).format(at=at, uid=uid, gid=gid, password=password)
    version = VERSION_24 if is_24() else ""
    config = at / "dovecot.conf"
    config.write_text(CONFIG.format(at=at, port=port, user=user, group=group, version=version, mail=more + mail))
    return [str(program()), "-F", "-c", str(config)]


@cache
def is_24() -> bool:
    """Whether its configuration is that of 2.4: of "2.4.1-4 (7d8c0e5759)" is."""
    said = subprocess.run([str(program()), "--version"], capture_output=True, text=True, check=True).stdout
    major, minor, *_ = said.split()[0].split(".")
    return (int(major), int(minor)) >= (2, 4)
