"""Debian's Dovecot with a private configuration, as an ordinary user on a high port. Any user, one password."""

import os
import pwd
import shutil
from grp import getgrgid
from pathlib import Path

__all__ = ["owner", "prepare", "program"]

NOBODY = 65_534
CONFIG = """
base_dir = {at}/run
state_dir = {at}/state
log_path = {at}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:~/Maildir
auth_failure_delay = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={at}/home/%u
}}
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


def program() -> str | None:
    """Where Dovecot is installed."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def owner() -> tuple[int, int]:
    """Whose the mailboxes are: ours, or nobody's where we are root."""
    return (NOBODY, NOBODY) if os.getuid() == 0 else (os.getuid(), os.getgid())


def prepare(at: Path, port: int, password: str) -> list[str]:
    """Make its directories and configuration below `at`; returns the command that serves them in the foreground.

    Mail lies in home/<user>/Maildir; `at` must be reachable for its owner."""
    uid, gid = owner()
    for name in ("run", "state", "home"):
        (at / name).mkdir(parents=True, exist_ok=True)
    os.chown(at / "home", uid, gid)
    user, group = pwd.getpwuid(uid).pw_name, getgrgid(gid).gr_name
    config = at / "dovecot.conf"
    config.write_text(CONFIG.format(at=at, port=port, user=user, group=group, uid=uid, gid=gid, password=password))
    return [str(program()), "-F", "-c", str(config)]
