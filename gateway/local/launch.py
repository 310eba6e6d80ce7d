"""Runs as a script of its own, by path: give up root, ask to be signalled when the parent dies, become a server.

    python -I -S launch.py PARENT UID GID SIGNAL PROGRAM ARGUMENT…

A process of its own instead of a preexec_fn, which may deadlock in a parent that has threads. The order matters:
setuid clears the parent-death signal (prctl(2), PR_SET_PDEATHSIG); exec keeps it unless the program is set-uid.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, uid: int, gid: int, signal_number: int, program: list[str]) -> None:
    """Become `program`; never returns. Exits at once if the parent is gone already."""
    if os.geteuid() == 0 and uid != 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    os.umask(0o077)
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0) != 0:
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
    if os.getppid() != parent:
        sys.exit("the parent process is gone")
    os.execv(program[0], program)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
