"""The modem's terminal beside gammu: a lock that explains itself, and one command that gammu does not offer. Standard
library only.
"""

import errno
import fcntl
import os
import re
import select

ANSWER = re.compile(rb"\r\n(OK|ERROR|\+CM[SE] ERROR: .*)\r\n")


def lock(device: str) -> int:
    """A lock on the device or directory that dies with its holder and leaves no file behind. Raises OSError;
    BlockingIOError when another process holds it."""
    try:
        held = os.open(device, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno == errno.EBUSY:  # TIOCEXCL, for all but root
            raise BlockingIOError from None
        raise
    return held


def said_ok(device: str, command: str, seconds: float) -> bool:
    """Whether the modem answers a command with OK within `seconds`. Only while gammu rests: it is spoken over gammu's
    own descriptor, since nobody else may open the terminal."""
    mine = map(int, os.listdir("/proc/self/fd"))  # noqa: PTH208 - pathlib would make the child bigger
    terminal = next(fd for fd in mine if _path(fd) == device)
    os.write(terminal, command.encode("ascii") + b"\r")
    said = b""
    while (answer := ANSWER.search(said)) is None:
        if not select.select([terminal], [], [], seconds)[0]:
            return False
        said += os.read(terminal, 4096)
    return answer[1] == b"OK"


def _path(fd: int) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{fd}")  # noqa: PTH115
    except OSError:  # the listing's own
        return ""
