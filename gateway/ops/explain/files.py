"""The files that `gw explain` is given, and the PDUs that stand in one."""

import os
import stat

from gateway.domain.errors import Unreadable
from gateway.domain.reasons import Reason, code

__all__ = ["MAX_BYTES", "body", "pdus"]

MAX_BYTES = 64 * 1024 * 1024  # of one file: twice what any mail server takes

NO_PDU = code("explain.no_pdu_in_file")()
CANNOT_READ = code("explain.cannot_read", "error")
NO_PATH = code("explain.no_path")()
DIRECTORY = code("explain.directory")()
NOT_ORDINARY = code("explain.not_ordinary_file")()
TOO_LARGE = code("explain.file_too_large", "bytes")


def pdus(path: str) -> list[str]:
    """The PDUs of one file: hex digits, one a line. Raises Unreadable."""
    found = [line for line in body(path).decode("latin-1").splitlines() if line.strip()]
    if not found:
        raise Unreadable(NO_PDU)
    return found


def body(path: str) -> bytes:
    """A file's bytes. Raises Unreadable for what is no ordinary file, too large, or not ours to read."""
    try:
        with open(path, "rb", buffering=0, opener=_opener) as opened:
            return opened.readall()[:MAX_BYTES]  # as much memory as the file has bytes, not as it may have
    except _NotAFile as error:
        raise Unreadable(error.reason) from None
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else None
        raise Unreadable(CANNOT_READ(error=said) if said else NO_PATH) from None


class _NotAFile(Exception):
    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(str(reason))


def _opener(path: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe, and only what is an ordinary file of a size a mail may have."""
    descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
    found = os.fstat(descriptor)
    why = None
    if stat.S_ISDIR(found.st_mode):
        why = DIRECTORY
    elif not stat.S_ISREG(found.st_mode):
        why = NOT_ORDINARY
    elif found.st_size > MAX_BYTES:
        why = TOO_LARGE(bytes=MAX_BYTES)
    if why:
        os.close(descriptor)
        raise _NotAFile(why)
    return descriptor
