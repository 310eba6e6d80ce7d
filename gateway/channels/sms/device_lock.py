"""A lock on a device or a directory that explains itself. Standard library only."""

import errno
import fcntl
import os


def lock(device: str, access: int = os.O_RDONLY) -> int:
    """A descriptor of the device or directory, locked: the lock dies with its holder and leaves no file behind.

    Without O_NONBLOCK a serial port that sees no carrier would not open. Raises OSError; BlockingIOError when another
    process holds it.
    """
    try:
        held = os.open(device, access | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.EBUSY:  # TIOCEXCL, for all but root
            raise BlockingIOError from None
        raise
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise
    return held
