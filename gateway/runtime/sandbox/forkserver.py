"""The gateway's end of the process (worker.py) that has imported the work once and forks workers in milliseconds.

A gateway that forked itself would hand on its sockets, and forking with threads is asking for locks nobody will open.
Orders go one way, over a socket of packets: a descriptor for a new worker, or the pid of one to end. The server ends
when that socket closes, whatever became of the gateway, and its workers with it.
"""

import atexit
import contextlib
import os
import socket
import subprocess
import sys

__all__ = ["ForkServer"]

MEMORY = 512 * 1024 * 1024  # bytes of address space that a worker may take beside what the server has


class ForkServer:
    """The gateway's end. Started by the first `spawn`, and again where it has died; ends with this process."""

    def __init__(self, work: str, *, memory: int = MEMORY, environment: dict[str, str] | None = None) -> None:
        """`work`: "module:function", called once in each worker with what `Pool` was given for it."""
        self._command = [sys.executable, "-m", "gateway.runtime.sandbox.worker", work, str(memory)]
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)
        self._orders: socket.socket | None = None

    def start(self) -> None:
        """Begin to import the work; returns at once."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._orders.setblocking(False)
        command = [*self._command, str(theirs.fileno())]
        environment = None if self._environment is None else {**os.environ, **self._environment}
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=environment,
            )

    def spawn(self) -> socket.socket:
        """A stream to a new worker, which says its pid first; closed at once where there will be none."""
        self.start()
        assert self._orders is not None
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs, contextlib.suppress(OSError):
            socket.send_fds(self._orders, [b"spawn"], [theirs.fileno()])
        return ours

    def end(self, pid: int) -> None:
        """Kill a worker."""
        if self._orders is not None:
            with contextlib.suppress(OSError):
                self._orders.send(b"end %d" % pid)

    def close(self) -> None:
        """End the server, and its workers with it."""
        if self._orders is not None:
            self._orders.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._orders = self._process = None
